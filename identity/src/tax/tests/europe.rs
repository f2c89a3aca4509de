//! Numbers of Europe outside of the union.

use super::{Check, Vector};

#[rustfmt::skip]
pub(super) const VECTORS: &[Vector] = &[
    // Bundesamt für Statistik: the UID is CHE, nine digits with dots, and the tax in three
    // languages.
    Vector {
        country: "CH",
        scheme: "CH UID",
        right: &[
            ("107787577", &[
                "CHE-107.787.577", "CHE-107.787.577 MWST", "CHE107787577", "CHE-107.787.577 TVA",
                "107.787.577", "CHE-107.787.577 IVA", "CHE-107.787.577 HR/MWST",
                "[]CHE 107 787 577", "UID: CHE-107.787.577", "[DE]CHE-107.787.577 MWST",
                "MWST-Nr. CHE-107.787.577",
            ]),
            ("116281710", &[
                "CHE-116.281.710", "CHE116281710MWST",
            ]),
        ],
        wrong: &["CHE-107.787.578"],
        check: Check::Valid,
    },
    // HMRC: groups of 3, 4 and 2 digits; branch traders have three more; XI is Northern Ireland's.
    Vector {
        country: "GB",
        scheme: "GB VAT",
        right: &[
            ("434031494", &[
                "GB434031494", "434 0314 94", "GB 434 0314 94", "[]GB434031494",
                "[]XI 434 0314 94", "[IE]XI434031494", "UK434031494", "GB434031494001",
                "VAT Reg. No. 434 0314 94", "VAT No: GB 434 0314 94", "[XI]434031494",
            ]),
            ("980780684", &[
                "GB980780684", "980 7806 84",
            ]),
        ],
        wrong: &["434031495"],
        check: Check::Valid,
    },
    // Registers Iceland and its tax office: six digits, a dash and four.
    Vector {
        country: "IS",
        scheme: "IS kennitala",
        right: &[
            ("5402696459", &[
                "540269-6459", "5402696459", "Kennitala: 540269-6459", "IS5402696459",
            ]),
            ("4710080280", &[
                "471008-0280", "4710080280",
            ]),
        ],
        wrong: &["540269-6469"],
        check: Check::Valid,
    },
    Vector {
        country: "NO",
        scheme: "NO organisation number",
        right: &[
            ("923609016", &[
                "NO 923 609 016 MVA", "923609016", "923 609 016", "923609016MVA",
                "[]NO923609016MVA", "Org.nr. 923 609 016",
            ]),
            ("988077917", &[
                "988 077 917", "NO988077917MVA",
            ]),
        ],
        wrong: &["923609017"],
        check: Check::Valid,
    },
    Vector {
        country: "RS",
        scheme: "RS PIB",
        right: &[
            ("104052135", &[
                "104052135", "RS104052135", "PIB: 104052135",
            ]),
            ("101134702", &[
                "101134702", "[]RS 101134702",
            ]),
        ],
        wrong: &["104052136"],
        check: Check::Valid,
    },
    // The tax office's INN and the register's OGRN, with their published rules.
    Vector {
        country: "RU",
        scheme: "RU INN",
        right: &[
            ("7707083893", &[
                "7707083893", "ИНН 7707083893", "INN 7707083893", "7707083893/773601001",
                "[]RU7707083893",
            ]),
            ("7736207543", &[
                "7736207543", "ИНН: 7736207543",
            ]),
        ],
        wrong: &["7707083894"],
        check: Check::Valid,
    },
    Vector {
        country: "RU",
        scheme: "RU OGRN",
        right: &[
            ("1027700132195", &[
                "1027700132195", "ОГРН 1027700132195",
            ]),
            ("1037739010891", &[
                "1037739010891", "OGRN: 1037739010891",
            ]),
        ],
        wrong: &["1027700132196"],
        check: Check::Valid,
    },
    Vector {
        country: "TR",
        scheme: "TR VKN",
        right: &[
            ("4540536920", &[
                "4540536920", "TR4540536920", "454 053 6920", "VKN: 4540536920",
            ]),
        ],
        wrong: &["4540536921"],
        check: Check::Valid,
    },
    Vector {
        country: "TR",
        scheme: "TR TCKN",
        right: &[("10000000146", &["10000000146", "100 000 00 146", "TCKN: 10000000146"])],
        wrong: &["10000000147"],
        check: Check::Valid,
    },
    Vector {
        country: "UA",
        scheme: "UA EDRPOU",
        right: &[
            ("14360570", &[
                "14360570", "UA14360570", "ЄДРПОУ 14360570",
            ]),
            ("00032112", &[
                "00032112", "ЄДРПОУ: 00032112",
            ]),
        ],
        wrong: &["14360571"],
        check: Check::Valid,
    },
];
