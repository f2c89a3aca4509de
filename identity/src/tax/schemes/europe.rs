//! Europe outside of the union.

use super::{Country, bare, plain, prefixed, row};
use crate::tax::check::{europe as check, mod_11_10};

pub(super) const COUNTRIES: &[Country] = &[
    prefixed("CH", &[row("UID", "#########", check::switzerland)]),
    prefixed(
        "GB",
        &[
            row("VAT", "#########", check::britain),
            row("VAT", "############", check::britain).part(0, 9),
            plain("VAT", "GD###"),
            plain("VAT", "HA###"),
            plain("UTR", "##########"),
            plain("company number", "########"),
            plain("company number", "#######").pad("0"),
            plain("company number", "SC######"),
            plain("company number", "NI######"),
            plain("company number", "OC######"),
            plain("company number", "SO######"),
            plain("company number", "NC######"),
            plain("company number", "FC######"),
            plain("company number", "BR######"),
            plain("company number", "LP######"),
            plain("company number", "SL######"),
            plain("company number", "RC######"),
            plain("company number", "CE######"),
        ],
    ),
    bare(
        "IS",
        &[
            row("kennitala", "##########", check::iceland),
            plain("VSK", "######"),
            plain("VSK", "#####"),
        ],
    ),
    prefixed("NO", &[row("organisation number", "#########", check::norway)]),
    bare("RS", &[row("PIB", "#########", mod_11_10), plain("company number", "########")]),
    bare(
        "RU",
        &[
            row("INN", "##########", check::inn),
            row("INN", "############", check::inn_of_person),
            // With the code of the tax office behind it.
            row("INN", "###################", check::inn).part(0, 10),
            row("OGRN", "#############", check::ogrn),
            row("OGRN", "###############", check::ogrn),
        ],
    ),
    bare(
        "TR",
        &[
            row("VKN", "##########", check::turkey),
            row("TCKN", "###########", check::turkish_person),
            plain("MERSIS", "################"),
        ],
    ),
    bare(
        "UA",
        &[
            row("EDRPOU", "########", check::edrpou),
            plain("VAT", "############"),
            plain("RNOKPP", "##########"),
        ],
    ),
];
