//! Periods: as they are asked for, and as they are told.

use super::{PerformanceField as F, object};
use crate::graphql::types::{DefaultValue, InputDef, TypeDef, TypeKind};

/// The inputs and the type.
pub(super) fn types() -> [TypeDef; 5] {
    [period_input(), day_range(), calendar_period(), last_periods(), period()]
}

fn input(name: &str, one_of: bool, doc: &str, fields: Vec<InputDef>) -> TypeDef {
    let of = TypeKind::Input { fields, one_of };
    TypeDef { name: name.to_owned(), doc: doc.to_owned(), of }
}

fn period_input() -> TypeDef {
    input(
        "PeriodInput",
        true,
        "A period of whole days in the time zone of reports. Exactly one field.",
        vec![
            InputDef::new("days", "DayRange", "From one day to another."),
            InputDef::new("calendar", "CalendarPeriod", "A year, or a part of it."),
            InputDef::new("last", "LastPeriods", "The last periods of a length."),
        ],
    )
}

fn day_range() -> TypeDef {
    input(
        "DayRange",
        false,
        "Days that follow one another; both ends belong to them.",
        vec![
            InputDef::new("from", "Date!", "First day."),
            InputDef::new("to", "Date!", "Last day."),
        ],
    )
}

fn calendar_period() -> TypeDef {
    let fiscal = InputDef::new("fiscal", "Boolean!", FISCAL);
    input(
        "CalendarPeriod",
        false,
        "A year, a quarter or a month.",
        vec![
            InputDef::new("year", "Int!", "Year."),
            InputDef::new("quarter", "Int", "Quarter of it, 1 to 4."),
            InputDef::new("month", "Int", MONTH),
            InputDef { default: Some(DefaultValue::Bool(false)), ..fiscal },
        ],
    )
}

fn last_periods() -> TypeDef {
    let count = InputDef::new("count", "Int!", "Number of periods.");
    let current = InputDef::new("includeCurrent", "Boolean!", CURRENT);
    input(
        "LastPeriods",
        false,
        "The last periods of a length.",
        vec![
            InputDef { default: Some(DefaultValue::Int(1)), ..count },
            InputDef::new("of", "Interval!", "Length of each."),
            InputDef { default: Some(DefaultValue::Bool(false)), ..current },
        ],
    )
}

fn period() -> TypeDef {
    object(
        "Period",
        "Days that follow one another.",
        &[
            ("from", "Date!", F::PeriodFrom, "First day."),
            ("to", "Date!", F::PeriodTo, "Last day."),
            ("timeZone", "String!", F::PeriodTimeZone, TIME_ZONE),
            ("closed", "Boolean!", F::PeriodClosed, CLOSED),
        ],
    )
}

const FISCAL: &str = "True: of the fiscal year, which has the number of the year in which it ends.";
const MONTH: &str = "Month of it, 1 to 12; of a fiscal year, counted from its first.";
const CURRENT: &str = "True: the period that holds today is the last of them.";
const TIME_ZONE: &str = "Time zone in which moments become days.";
const CLOSED: &str = "False if it holds today or later days: its figures still change.";
