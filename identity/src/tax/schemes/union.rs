//! The European Union.

use super::{Country, plain, prefixed, row};
use crate::tax::check::{luhn, mod_11_10, union as check};

pub(super) const COUNTRIES: &[Country] = &[
    prefixed(
        "AT",
        &[
            row("VAT", "U########", check::austria),
            row("VAT", "########", check::austria).pad("U"),
            plain("tax number", "#########"),
            plain("company register", "FN#####@"),
            plain("company register", "FN######@"),
        ],
    ),
    prefixed(
        "BE",
        &[
            row("enterprise number", "##########", check::belgium),
            row("enterprise number", "#########", check::belgium).pad("0"),
        ],
    ),
    prefixed(
        "BG",
        &[
            row("VAT", "#########", check::bulgaria),
            plain("VAT", "##########"),
            row("VAT", "#############", check::bulgaria).part(0, 9),
        ],
    ),
    prefixed("CY", &[row("VAT", "########@", check::cyprus)]),
    prefixed(
        "CZ",
        &[
            row("VAT", "########", check::czechia),
            plain("VAT", "#########"),
            row("VAT", "##########", check::czech_person),
        ],
    ),
    prefixed(
        "DE",
        &[
            row("VAT", "#########", mod_11_10),
            // What tax offices give out, in the lands' forms, and in the federation's.
            plain("tax number", "##########"),
            plain("tax number", "###########").part(1, 11),
            plain("federal tax number", "#############"),
        ],
    ),
    prefixed("DK", &[row("VAT", "########", check::denmark)]),
    prefixed(
        "EE",
        &[
            row("VAT", "#########", check::estonia),
            row("register", "########", check::estonian_register),
        ],
    ),
    prefixed("ES", &[row("NIF", "?#######?", check::spain)]),
    prefixed(
        "FI",
        &[row("VAT", "########", check::finland), row("VAT", "#######", check::finland).pad("0")],
    ),
    prefixed(
        "FR",
        &[
            row("SIREN", "??#########", check::france).part(2, 11),
            row("SIREN", "#########", luhn),
            row("SIREN", "##############", check::siret).part(0, 9),
        ],
    ),
    prefixed(
        "GR",
        &[
            row("VAT", "#########", check::greece),
            row("VAT", "########", check::greece).pad("0"),
            plain("register", "############"),
        ],
    ),
    prefixed("HR", &[row("VAT", "###########", mod_11_10)]),
    prefixed(
        "HU",
        &[
            row("VAT", "########", check::hungary),
            row("VAT", "###########", check::hungary).part(0, 8),
            plain("register", "##########"),
        ],
    ),
    prefixed(
        "IE",
        &[
            row("VAT", "#######@", check::ireland),
            row("VAT", "#######@@", check::ireland),
            row("VAT", "#@#####@", check::old_ireland),
            plain("company number", "######"),
        ],
    ),
    prefixed("IT", &[row("VAT", "###########", luhn), plain("codice fiscale", "@@@@@@##@##@###@")]),
    prefixed(
        "LT",
        &[
            row("VAT", "#######1#", check::lithuania),
            row("VAT", "##########1#", check::lithuania_for_a_time),
            plain("register", "#########"),
        ],
    ),
    prefixed(
        "LU",
        &[
            row("VAT", "########", check::luxembourg),
            plain("register", "B#####"),
            plain("register", "B######"),
        ],
    ),
    prefixed("LV", &[row("VAT", "###########", check::latvia)]),
    prefixed("MT", &[row("VAT", "########", check::malta)]),
    prefixed(
        "NL",
        &[
            row("RSIN", "#########B##", check::netherlands).part(0, 9),
            row("RSIN", "#########", check::rsin),
            plain("chamber of commerce", "########"),
            plain("chamber of commerce", "############").part(0, 8),
        ],
    ),
    prefixed(
        "PL",
        &[
            plain("KRS", "000#######"),
            row("NIP", "##########", check::poland),
            row("REGON", "#########", check::regon),
            row("REGON", "##############", check::regon).part(0, 9),
        ],
    ),
    prefixed("PT", &[row("NIF", "#########", check::portugal)]),
    prefixed(
        "RO",
        &[
            row("VAT", "######", check::romania),
            row("VAT", "#######", check::romania),
            row("VAT", "########", check::romania),
            row("VAT", "#########", check::romania),
            row("VAT", "##########", check::romania),
        ],
    ),
    prefixed(
        "SE",
        &[
            row("organisation number", "############", check::sweden).part(0, 10),
            row("organisation number", "##########", check::sweden),
        ],
    ),
    prefixed("SI", &[row("VAT", "########", check::slovenia)]),
    prefixed(
        "SK",
        &[row("VAT", "##########", check::slovakia), row("ICO", "########", check::czechia)],
    ),
];
