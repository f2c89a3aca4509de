//! Performance: what partners brought in a period.

mod coverage;
mod enums;
mod field;
mod figures;
mod period;
mod rows;

pub(super) use enums::of as enumeration;
pub use enums::{ChangeKind, CostBasis, Figure};
pub use field::PerformanceField;

use super::{DefaultValue, Field, InputDef, Meaning, Root, TypeDef, TypeKind};
use crate::graphql::types::kind::{PARTNER_PERFORMANCE, PERFORMANCE};

/// Rows of a page, if a request does not say.
pub const DEFAULT_ROWS: i32 = 100;

/// The types.
pub(super) fn types() -> Vec<TypeDef> {
    let mut types = enums::types();
    types.extend(period::types());
    types.extend(rows::types());
    types.extend(figures::types());
    types.push(coverage::coverage());
    types
}

/// The field of `Query`.
pub(super) fn of_query() -> Field {
    let dimensions = InputDef::new("groupBy", "[PerformanceDimension!]!", GROUP_BY);
    let first = InputDef::new("first", "Int", "Rows of a page, 1 to 1,000.");
    let mut args = vec![InputDef { default: Some(DefaultValue::NoItems), ..dimensions }];
    args.extend(period_args());
    args.push(InputDef::new("filter", "PartnerFilter", FILTER));
    args.push(InputDef::new("dealFilter", "DealFilter", DEAL_FILTER));
    args.extend(figure_args());
    args.push(InputDef { default: Some(DefaultValue::Int(DEFAULT_ROWS)), ..first });
    args.push(InputDef::new("after", "String", AFTER));
    Field::new(PERFORMANCE_OF_ALL, PERFORMANCE, Meaning::Root(Root::Performance), OF_ALL).with(args)
}

/// The field of `Partner`.
pub(super) fn of_partner() -> Field {
    let field =
        Field::new(PERFORMANCE_OF_ALL, PARTNER_PERFORMANCE, Meaning::Performance, OF_PARTNER);
    field.with(period_args()).with(figure_args())
}

/// The name of both fields.
const PERFORMANCE_OF_ALL: &str = "performance";

fn period_args() -> [InputDef; 2] {
    [
        InputDef::new("period", "PeriodInput!", "Period."),
        InputDef::new("interval", "Interval", INTERVAL),
    ]
}

fn figure_args() -> [InputDef; 4] {
    let compare = InputDef::new("compare", "Comparison!", "Period to compare with, for `growth`.");
    [
        InputDef::new("attribution", "[Attribution!]", ATTRIBUTION),
        InputDef::new("currency", "CurrencyCode", CURRENCY),
        InputDef::new("ratesOn", "Date", RATES_ON),
        InputDef { default: Some(DefaultValue::Word("PREVIOUS")), ..compare },
    ]
}

/// Name, type, meaning and description of a field.
type Row = (&'static str, &'static str, PerformanceField, &'static str);

/// An object of these fields.
fn object(name: &str, doc: &str, rows: &[Row]) -> TypeDef {
    let fields = rows
        .iter()
        .map(|(name, ty, field, doc)| Field::new(name, *ty, Meaning::Figures(*field), *doc));
    let of = TypeKind::Object(Vec::new(), fields.collect());
    TypeDef { name: name.to_owned(), doc: doc.to_owned(), of }
}

const OF_ALL: &str = "Figures of all partners in a period, as a total and by up to three \
    dimensions. Null if the question is wrong or cannot be answered within the bounds; the error \
    says why.";
const OF_PARTNER: &str = "Figures of the partner in a period. Null if the question is wrong or \
    cannot be answered within the bounds; the error says why.";
const GROUP_BY: &str = "Dimensions of the rows, at most three; none for the total alone.";
const INTERVAL: &str = "Length of the parts into which rows cut the period; if left out, a row is \
    for all of it.";
const FILTER: &str = "Filter of partners: nothing of other partners counts.";
const DEAL_FILTER: &str = "Filter of deals, without `id` and `source`. It concerns deals and their \
    registrations alone.";
const ATTRIBUTION: &str = "Attributions that count; all if left out, each deal once.";
const CURRENCY: &str = "Currency of all amounts; the reporting currency if left out.";
const RATES_ON: &str = "Day whose rates apply to everything, so that growth is free of their \
    changes; the day of each record if left out.";
const AFTER: &str = "Cursor after which the page begins: the previous page's `endCursor`.";
