//! Numbers of the world outside of Europe.

use super::{Check, Vector};

#[rustfmt::skip]
pub(super) const VECTORS: &[Vector] = &[
    Vector {
        country: "AR",
        scheme: "AR CUIT",
        right: &[
            ("20267565393", &[
                "20-26756539-3", "20267565393", "CUIT 20-26756539-3", "[]AR20267565393",
            ]),
            ("30500010912", &[
                "30-50001091-2", "30500010912",
            ]),
        ],
        wrong: &["20-26756539-4"],
        check: Check::Valid,
    },
    // ATO: 51 824 753 556 is its example; ASIC: 004 085 616.
    Vector {
        country: "AU",
        scheme: "AU ABN",
        right: &[
            ("824753556", &[
                "51 824 753 556", "51824753556", "ABN 51 824 753 556", "ABN: 51-824-753-556",
                "[]AU51824753556",
            ]),
            ("004085616", &[
                "004 085 616", "ACN 004 085 616", "004085616",
            ]),
        ],
        wrong: &["51 824 753 557"],
        check: Check::Valid,
    },
    // Receita Federal and Serpro: 12.ABC.345/01DE-35 is the example of numbers with letters.
    Vector {
        country: "BR",
        scheme: "BR CNPJ",
        right: &[
            ("12ABC345", &[
                "12.ABC.345/01DE-35", "12ABC34501DE35", "CNPJ: 12.ABC.345/01DE-35",
            ]),
            ("11222333", &[
                "11.222.333/0001-81", "11222333000181", "CNPJ 11.222.333/0001-81",
                "[]BR11222333000181",
            ]),
        ],
        wrong: &["11.222.333/0001-82"],
        check: Check::Valid,
    },
    Vector {
        country: "CA",
        scheme: "CA BN",
        right: &[
            ("123456782", &[
                "123456782", "123456782RT0001", "12345 6782 RT 0001", "BN: 123456782",
                "BN 123456782 RC0001", "[]CA123456782",
            ]),
            ("119220648", &[
                "119220648", "11922 0648 RT0001",
            ]),
        ],
        wrong: &["123456783"],
        check: Check::Valid,
    },
    Vector {
        country: "CL",
        scheme: "CL RUT",
        right: &[
            ("760864285", &[
                "76.086.428-5", "760864285", "RUT 76.086.428-5",
            ]),
            ("125319092", &[
                "12.531.909-2", "125319092",
            ]),
        ],
        wrong: &["76.086.428-6"],
        check: Check::Valid,
    },
    // GB 32100-2015, with GB 11714-1997's code inside.
    Vector {
        country: "CN",
        scheme: "CN organisation code",
        right: &[
            ("M000100Y4", &[
                "91350100M000100Y43", "9135 0100 M000 100Y 43", "[]CN91350100M000100Y43",
            ]),
            ("600037341", &[
                "91110000600037341L", "91110000600037341l",
            ]),
        ],
        wrong: &["91350100M000100Y44"],
        check: Check::Valid,
    },
    Vector {
        country: "CO",
        scheme: "CO NIT",
        right: &[
            ("800197268", &[
                "800.197.268-4", "8001972684", "NIT 800197268-4",
            ]),
            ("213123432", &[
                "213.123.432-1", "2131234321",
            ]),
        ],
        wrong: &["800.197.268-5"],
        check: Check::Valid,
    },
    Vector {
        country: "IL",
        scheme: "IL company number",
        right: &[
            ("516179157", &[
                "516179157", "51-617915-7", "IL516179157",
            ]),
            ("520028556", &[
                "520028556", "520-028-556",
            ]),
        ],
        wrong: &["516179158"],
        check: Check::Valid,
    },
    // GSTN: two digits of the state around the PAN of the company.
    Vector {
        country: "IN",
        scheme: "IN PAN",
        right: &[
            ("AAPFU0939F", &[
                "27AAPFU0939F1ZV", "27 AAPFU0939F 1ZV", "GSTIN: 27AAPFU0939F1ZV",
                "GSTIN 27AAPFU0939F1ZV", "[]IN27AAPFU0939F1ZV",
            ]),
            ("AAACR5055K", &[
                "27AAACR5055K1Z7", "GSTIN: 27AAACR5055K1Z7",
            ]),
        ],
        wrong: &["27AAPFU0939F1ZW"],
        check: Check::Valid,
    },
    // National Tax Agency: its own number is 7000012050002; T before it for invoices.
    Vector {
        country: "JP",
        scheme: "JP corporate number",
        right: &[
            ("000012050002", &[
                "7000012050002", "7-0000-1205-0002", "T7000012050002", "[]JP7000012050002",
            ]),
            ("010401067252", &[
                "5010401067252", "T5010401067252",
            ]),
        ],
        wrong: &["8000012050002"],
        check: Check::Valid,
    },
    Vector {
        country: "KR",
        scheme: "KR business number",
        right: &[
            ("1248100998", &[
                "124-81-00998", "1248100998", "[]KR1248100998", "BRN 124-81-00998",
            ]),
            ("2208162517", &[
                "220-81-62517", "2208162517",
            ]),
        ],
        wrong: &["124-81-00999"],
        check: Check::Valid,
    },
    Vector {
        country: "KZ",
        scheme: "KZ BIN",
        right: &[
            ("940740000911", &[
                "940740000911", "BIN 940740000911", "БИН 940740000911",
            ]),
        ],
        wrong: &[],
        check: Check::Valid,
    },
    // SAT: GODE561231GR8 is the example of its rules.
    Vector {
        country: "MX",
        scheme: "MX RFC",
        right: &[
            ("GODE561231GR8", &[
                "GODE561231GR8", "GODE-561231-GR8", "GODE 561231 GR8", "RFC: GODE561231GR8",
                "MXGODE561231GR8",
            ]),
        ],
        wrong: &[],
        check: Check::Valid,
    },
    // Inland Revenue, specification of withholding tax: 49091850, 35901981, 49098576, 136410132.
    Vector {
        country: "NZ",
        scheme: "NZ IRD",
        right: &[
            ("049091850", &[
                "49-091-850", "49091850", "049-091-850", "IRD 49-091-850", "IRD: 49091850",
            ]),
            ("136410132", &[
                "136-410-132", "136410132", "[]NZ136410132",
            ]),
        ],
        wrong: &["136410133"],
        check: Check::Valid,
    },
    Vector {
        country: "PE",
        scheme: "PE RUC",
        right: &[
            ("20131312955", &[
                "20131312955", "RUC 20131312955", "RUC: 20-13131295-5",
            ]),
            ("20512333797", &[
                "20512333797", "[]PE20512333797",
            ]),
        ],
        wrong: &["20131312956"],
        check: Check::Valid,
    },
    Vector {
        country: "SG",
        scheme: "SG UEN",
        right: &[
            ("201912345K", &[
                "201912345K", "UEN: 201912345K", "UEN 2019 12345 K", "[]SG201912345K",
            ]),
            ("T08LL1234A", &[
                "T08LL1234A", "UEN T08LL1234A",
            ]),
        ],
        wrong: &[],
        check: Check::Unknown,
    },
    Vector {
        country: "TH",
        scheme: "TH TIN",
        right: &[
            ("0994000160097", &[
                "0994000160097", "0-9940-00160-09-7", "TIN: 0994000160097",
            ]),
            ("0107537000726", &[
                "0107537000726", "0 1075 37000 72 6",
            ]),
        ],
        wrong: &["0994000160098"],
        check: Check::Valid,
    },
    Vector {
        country: "TW",
        scheme: "TW business number",
        right: &[
            ("22099131", &[
                "22099131", "TW22099131",
            ]),
            ("04595257", &[
                "04595257", "0459 5257",
            ]),
        ],
        wrong: &["22099132"],
        check: Check::Valid,
    },
    // IRS: no check digit, but a list of prefixes; 07 is none of them.
    Vector {
        country: "US",
        scheme: "US EIN",
        right: &[
            ("911144442", &[
                "91-1144442", "911144442", "EIN 91-1144442", "EIN: 91-1144442", "US91-1144442",
                "[]US911144442", "FEIN 91-1144442", "Tax ID: 91-1144442",
            ]),
            ("943177549", &[
                "94-3177549", "943177549",
            ]),
        ],
        wrong: &["07-1144442"],
        check: Check::Unknown,
    },
    Vector {
        country: "VN",
        scheme: "VN MST",
        right: &[
            ("0100233488", &[
                "0100233488", "010 0233 488", "0100233488-001", "MST 0100233488",
            ]),
            ("0314409058", &[
                "0314409058", "VN0314409058",
            ]),
        ],
        wrong: &["0100233489"],
        check: Check::Valid,
    },
    Vector {
        country: "ZA",
        scheme: "ZA VAT",
        right: &[
            ("4220119988", &[
                "4220119988", "422 011 9988", "VAT No. 4220119988", "[]ZA4220119988",
            ]),
        ],
        wrong: &[],
        check: Check::Valid,
    },
    Vector {
        country: "AE",
        scheme: "AE TRN",
        right: &[
            ("100123456700003", &[
                "100123456700003", "TRN: 100-1234-5670-0003", "TRN 100123456700003",
            ]),
            ("100359812400003", &[
                "100359812400003", "[]AE100359812400003",
            ]),
        ],
        wrong: &[],
        check: Check::Unknown,
    },
];
