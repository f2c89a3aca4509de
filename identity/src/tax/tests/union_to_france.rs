//! Numbers of the European Union, of the countries up to France by their codes.

use super::{Check, Vector};

#[rustfmt::skip]
pub(super) const VECTORS: &[Vector] = &[
    // Bundesministerium für Finanzen: ATU and eight digits.
    Vector {
        country: "AT",
        scheme: "AT VAT",
        right: &[
            ("U10223006", &[
                "ATU10223006", "U10223006", "1022 3006", "AT U 1022-3006", "[]ATU10223006",
                "UID: ATU10223006", "UID-Nr. ATU 10223006",
            ]),
            ("U13585627", &[
                "ATU13585627", "[]ATU 1358 5627", "13585627",
            ]),
        ],
        wrong: &["U10223005"],
        check: Check::Valid,
    },
    Vector {
        country: "BE",
        scheme: "BE enterprise number",
        right: &[
            ("0776091951", &[
                "BE0776091951", "0776.091.951", "776.091.951", "[]BE 0776.091.951", "BE776091951",
                "BTW BE 0776.091.951", "TVA BE0776091951",
            ]),
            ("0403170701", &[
                "0403.170.701", "[]BE403170701",
            ]),
        ],
        wrong: &["0776091952"],
        check: Check::Valid,
    },
    Vector {
        country: "BG",
        scheme: "BG VAT",
        right: &[
            ("101004508", &[
                "BG101004508", "101004508", "101 004 508", "[]BG 101004508", "EIK: 101004508",
            ]),
            ("175074752", &[
                "175074752", "BG175074752",
            ]),
        ],
        wrong: &["101004509"],
        check: Check::Valid,
    },
    Vector {
        country: "CY",
        scheme: "CY VAT",
        right: &[
            ("00532445O", &[
                "CY00532445O", "00532445O", "[]CY-00532445-O",
            ]),
            ("10259033P", &[
                "10259033P", "CY10259033P",
            ]),
        ],
        wrong: &["00532446O"],
        check: Check::Valid,
    },
    Vector {
        country: "CZ",
        scheme: "CZ VAT",
        right: &[
            ("46505334", &[
                "CZ46505334", "46505334", "465 05 334", "[]CZ 46505334", "DIČ: CZ46505334",
                "IČO: 46505334",
            ]),
            ("25123891", &[
                "25123891", "CZ25123891",
            ]),
        ],
        wrong: &["46505335"],
        check: Check::Valid,
    },
    Vector {
        country: "DE",
        scheme: "DE VAT",
        right: &[
            ("136695976", &[
                "DE136695976", "136695976", "136 695 976", "[]DE 136 695 976",
                "USt-IdNr.: DE136695976", "USt-ID DE 136695976", "[AT]DE136695976",
                "VAT ID: DE 136 695 976", "DE136695976 (VAT)",
            ]),
            ("811907980", &[
                "DE811907980", "811 907 980",
            ]),
        ],
        wrong: &["136695978"],
        check: Check::Valid,
    },
    Vector {
        country: "DK",
        scheme: "DK VAT",
        right: &[
            ("13585628", &[
                "DK13585628", "13 58 56 28", "13585628", "[]DK 13 58 56 28", "CVR-nr. 13585628",
                "CVR: 13585628",
            ]),
            ("88146328", &[
                "DK88146328", "88 14 63 28",
            ]),
        ],
        wrong: &["13585627"],
        check: Check::Valid,
    },
    Vector {
        country: "EE",
        scheme: "EE VAT",
        right: &[
            ("100207415", &[
                "EE100207415", "100207415", "[]EE 100 207 415",
            ]),
            ("100931558", &[
                "EE100931558", "100931558",
            ]),
        ],
        wrong: &["100207416"],
        check: Check::Valid,
    },
    Vector {
        country: "GR",
        scheme: "GR VAT",
        right: &[
            ("040127797", &[
                "EL040127797", "040127797", "GR040127797", "[]EL 040127797", "40127797",
                "AFM: 040127797",
            ]),
            ("094259216", &[
                "EL094259216", "94259216",
            ]),
        ],
        wrong: &["040127796"],
        check: Check::Valid,
    },
    Vector {
        country: "ES",
        scheme: "ES NIF",
        right: &[
            ("54362315K", &[
                "ES54362315K", "54362315K", "54.362.315-K", "[]ES54362315K", "NIF: 54362315-K",
            ]),
            ("B58378431", &[
                "ESB58378431", "B58378431", "B-58.378.431", "CIF B58378431", "[]ES-B58378431",
            ]),
        ],
        wrong: &["B58378432"],
        check: Check::Valid,
    },
    Vector {
        country: "FI",
        scheme: "FI VAT",
        right: &[
            ("09853608", &[
                "FI09853608", "0985360-8", "09853608", "985360-8", "[]FI 09853608",
                "Y-tunnus: 0985360-8",
            ]),
            ("20774740", &[
                "FI20774740", "2077474-0",
            ]),
        ],
        wrong: &["09853607"],
        check: Check::Valid,
    },
    // Insee: key = (12 + 3 * (SIREN mod 97)) mod 97, FR 83 404 833 048.
    Vector {
        country: "FR",
        scheme: "FR SIREN",
        right: &[
            ("404833048", &[
                "FR83404833048", "404 833 048", "404833048", "[]FR 83 404 833 048",
                "SIREN: 404 833 048", "TVA FR83404833048", "40483304800022",
                "SIRET: 404 833 048 00022",
            ]),
            ("303265045", &[
                "FR40303265045", "303 265 045", "[]FR 40 303265045",
            ]),
        ],
        wrong: &["404833047", "FR84404833048"],
        check: Check::Valid,
    },
];
