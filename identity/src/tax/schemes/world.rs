//! The world outside of Europe.

use super::{Country, bare, plain, prefixed, row};
use crate::tax::check::{americas, asia, luhn};

pub(super) const COUNTRIES: &[Country] = &[
    bare("AE", &[plain("TRN", "###############")]),
    bare("AR", &[row("CUIT", "###########", americas::cuit)]),
    bare(
        "AU",
        &[
            // The number of a company is the end of its business number.
            row("ABN", "###########", asia::abn).part(2, 11),
            row("ABN", "#########", asia::acn),
        ],
    ),
    bare(
        "BR",
        &[
            row("CNPJ", "????????????##", americas::cnpj).part(0, 8),
            row("CPF", "###########", americas::cpf),
            plain("CNPJ", "????????"),
        ],
    ),
    bare(
        "CA",
        &[
            row("BN", "#########", luhn),
            row("BN", "#########@@####", americas::canada).part(0, 9),
            plain("QST", "##########TQ####"),
            plain("NEQ", "##########"),
        ],
    ),
    bare(
        "CL",
        &[row("RUT", "########?", americas::rut), row("RUT", "#######?", americas::rut).pad("0")],
    ),
    bare(
        "CN",
        &[
            // The organisation's code stands inside of the code for all uses, and of the tax number
            // before 2015.
            row("organisation code", "????????????????#?", asia::uscc).part(8, 17),
            row("organisation code", "????????????????X?", asia::uscc).part(8, 17),
            plain("organisation code", "######????????#").part(6, 15),
            plain("organisation code", "######????????X").part(6, 15),
            row("organisation code", "????????#", asia::organisation),
            row("organisation code", "????????X", asia::organisation),
        ],
    ),
    bare("CO", &[row("NIT", "##########", americas::nit).part(0, 9), plain("NIT", "#########")]),
    bare("HK", &[plain("BR", "########"), plain("BR", "###########").part(0, 8)]),
    bare("IL", &[row("company number", "#########", luhn)]),
    bare(
        "IN",
        &[
            // One company has a number in each state, around its one account.
            row("PAN", "##@@@@@####@???", asia::gstin).part(2, 12),
            plain("PAN", "@@@@@####@"),
            plain("CIN", "@#####@@####@@@######"),
        ],
    ),
    bare(
        "JP",
        &[
            row("corporate number", "#############", asia::japan).part(1, 13),
            row("corporate number", "T#############", asia::japan_invoice).part(2, 14),
            plain("corporate number", "############"),
        ],
    ),
    bare(
        "KR",
        &[
            row("business number", "##########", asia::korea),
            plain("corporate number", "#############"),
        ],
    ),
    bare("KZ", &[row("BIN", "############", asia::kazakhstan)]),
    bare(
        "MX",
        &[
            row("RFC", "@@@######???", americas::rfc),
            row("RFC", "@@@@######???", americas::rfc),
            // An ampersand or an Ñ got lost.
            plain("RFC", "@@######???"),
        ],
    ),
    bare(
        "NZ",
        &[
            row("IRD", "#########", asia::ird),
            row("IRD", "########", asia::ird).pad("0"),
            row("NZBN", "#############", asia::gs1),
        ],
    ),
    bare("PE", &[row("RUC", "###########", americas::ruc)]),
    bare("SA", &[plain("VAT", "###############"), plain("CR", "##########")]),
    bare(
        "SG",
        &[
            plain("UEN", "########@"),
            plain("UEN", "#########@"),
            plain("UEN", "@##@@####@"),
            plain("GST", "M#########"),
            plain("GST", "M########@"),
        ],
    ),
    bare("TH", &[row("TIN", "#############", asia::thailand)]),
    bare("TW", &[row("business number", "########", asia::taiwan)]),
    prefixed("US", &[row("EIN", "#########", americas::ein)]),
    bare(
        "VN",
        &[
            row("MST", "##########", asia::vietnam),
            row("MST", "#############", asia::vietnam).part(0, 10),
        ],
    ),
    bare(
        "ZA",
        &[row("VAT", "##########", asia::south_africa), plain("company number", "############")],
    ),
];
