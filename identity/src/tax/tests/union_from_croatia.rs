//! Numbers of the European Union, of the countries from Croatia on by their codes.

use super::{Check, Vector};

#[rustfmt::skip]
pub(super) const VECTORS: &[Vector] = &[
    Vector {
        country: "HR",
        scheme: "HR VAT",
        right: &[
            ("33392005961", &[
                "HR33392005961", "33392005961", "[]HR33392005961", "OIB: 33392005961",
            ]),
            ("69435151530", &[
                "69435151530", "HR 69435151530",
            ]),
        ],
        wrong: &["33392005962"],
        check: Check::Valid,
    },
    Vector {
        country: "HU",
        scheme: "HU VAT",
        right: &[
            ("21376414", &[
                "HU21376414", "21376414", "21376414-2-41", "[]HU 21376414",
            ]),
            ("12892312", &[
                "HU12892312", "12892312-2-43",
            ]),
        ],
        wrong: &["21376415"],
        check: Check::Valid,
    },
    Vector {
        country: "IE",
        scheme: "IE VAT",
        right: &[
            ("3628739L", &[
                "IE3628739L", "3628739L", "3628739-L", "[]IE 3628739L",
            ]),
            ("8Z49289F", &[
                "IE8Z49289F", "8Z49289F", "[]IE8Z49289F",
            ]),
        ],
        wrong: &["3628738L"],
        check: Check::Valid,
    },
    Vector {
        country: "IT",
        scheme: "IT VAT",
        right: &[
            ("00000010215", &[
                "IT00000010215", "00000010215", "[]IT 00000010215", "P.IVA 00000010215",
                "Partita IVA: 00000010215", "C.F. 00000010215",
            ]),
            ("00743110157", &[
                "IT00743110157", "00743110157", "P. IVA: 00743110157",
            ]),
        ],
        wrong: &["00743110158"],
        check: Check::Valid,
    },
    Vector {
        country: "LT",
        scheme: "LT VAT",
        right: &[
            ("213179412", &[
                "LT213179412", "213179412", "[]LT 213179412",
            ]),
            ("290061371314", &[
                "LT290061371314", "290061371314",
            ]),
        ],
        wrong: &["213179413"],
        check: Check::Valid,
    },
    Vector {
        country: "LU",
        scheme: "LU VAT",
        right: &[
            ("10000356", &[
                "LU10000356", "10000356", "[]LU 100 003 56", "TVA LU10000356",
            ]),
            ("15027442", &[
                "LU15027442", "150 274 42",
            ]),
        ],
        wrong: &["10000357"],
        check: Check::Valid,
    },
    Vector {
        country: "LV",
        scheme: "LV VAT",
        right: &[
            ("40003009497", &[
                "LV40003009497", "40003009497", "[]LV 40003009497",
            ]),
            ("40003521600", &[
                "40003521600", "LV40003521600",
            ]),
        ],
        wrong: &["40003009498"],
        check: Check::Valid,
    },
    Vector {
        country: "MT",
        scheme: "MT VAT",
        right: &[
            ("15121333", &[
                "MT15121333", "1512-1333", "15121333", "[]MT 1512 1333",
            ]),
            ("11679112", &[
                "MT11679112", "11679112",
            ]),
        ],
        wrong: &["15121334"],
        check: Check::Valid,
    },
    // Belastingdienst: NL000099998B57 is its example of the numbers since 2020.
    Vector {
        country: "NL",
        scheme: "NL RSIN",
        right: &[
            ("010000446", &[
                "NL010000446B01", "0100.00.446.B.01", "010000446B01", "010000446",
                "[]NL 010000446 B01", "BTW NL010000446B01", "RSIN 010000446",
            ]),
            ("000099998", &[
                "NL000099998B57", "000099998B57",
            ]),
        ],
        wrong: &["NL010000447B01"],
        check: Check::Valid,
    },
    Vector {
        country: "PL",
        scheme: "PL NIP",
        right: &[
            ("8567346215", &[
                "PL8567346215", "856-734-62-15", "8567346215", "[]PL 856 734 62 15",
                "NIP: 856-734-62-15",
            ]),
            ("5260001246", &[
                "526-000-12-46", "PL5260001246",
            ]),
        ],
        wrong: &["8567346216"],
        check: Check::Valid,
    },
    Vector {
        country: "PT",
        scheme: "PT NIF",
        right: &[
            ("502757191", &[
                "PT502757191", "502 757 191", "502757191", "[]PT 502757191", "NIF 502757191",
                "NIPC: 502 757 191",
            ]),
            ("501964843", &[
                "PT501964843", "501964843",
            ]),
        ],
        wrong: &["502757192"],
        check: Check::Valid,
    },
    Vector {
        country: "RO",
        scheme: "RO VAT",
        right: &[
            ("18547290", &[
                "RO18547290", "18547290", "[]RO 18547290", "CUI: RO18547290", "CUI 18547290",
            ]),
            ("24736200", &[
                "RO24736200", "24736200",
            ]),
        ],
        wrong: &["18547291"],
        check: Check::Valid,
    },
    Vector {
        country: "SE",
        scheme: "SE organisation number",
        right: &[
            ("5561888404", &[
                "SE556188840401", "556188-8404", "5561888404", "[]SE 556188-8404 01",
                "Org.nr 556188-8404",
            ]),
            ("5560125790", &[
                "556012-5790", "SE556012579001",
            ]),
        ],
        wrong: &["556188-8405"],
        check: Check::Valid,
    },
    Vector {
        country: "SI",
        scheme: "SI VAT",
        right: &[
            ("15012557", &[
                "SI15012557", "15012557", "[]SI 15012557",
            ]),
            ("50223054", &[
                "SI50223054", "50223054",
            ]),
        ],
        wrong: &["15012556"],
        check: Check::Valid,
    },
    Vector {
        country: "SK",
        scheme: "SK VAT",
        right: &[
            ("4030000007", &[
                "SK4030000007", "4030000007", "[]SK 4030000007", "IČ DPH: SK4030000007",
            ]),
            ("2022749619", &[
                "SK2022749619", "2022749619",
            ]),
        ],
        wrong: &["4030000008"],
        check: Check::Valid,
    },
];
