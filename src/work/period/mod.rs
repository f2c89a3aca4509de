//! Periods: whole days, in the time zone and fiscal year of the configuration.

mod days;
#[cfg(test)]
mod tests;

use channelgraph_schema::Zone;
use chrono::NaiveDate;

/// What days and years are: `[reporting]` of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The time zone in which moments become days.
    pub zone: Zone,
    /// The month with which a fiscal year begins, 1 to 12. A fiscal year has the number of the
    /// calendar year in which it ends.
    pub fiscal_start: u32,
}

/// Days that follow one another; both ends belong to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, not before the first.
    pub to: NaiveDate,
}

/// A period as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// These days.
    Days(Days),
    /// A year, a quarter or a month of the calendar or of the fiscal year.
    Calendar {
        /// The year.
        year: i32,
        /// The part of it; none for the whole year.
        part: Option<Part>,
        /// Whether it is a fiscal year.
        fiscal: bool,
    },
    /// The last periods of a length.
    Last {
        /// How many, at least one.
        count: u32,
        /// Their length.
        of: Interval,
        /// Whether the one that holds today is the last of them.
        current: bool,
    },
}

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A quarter, 1 to 4.
    Quarter(u32),
    /// A month, 1 to 12: of a fiscal year, counted from its first.
    Month(u32),
}

/// The length of a period.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Interval {
    /// A day.
    Day,
    /// A week of ISO 8601: Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A quarter, of the fiscal year.
    Quarter,
    /// A year, fiscal.
    Year,
}

/// The period with which figures are compared.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Comparison {
    /// None.
    None,
    /// The period of the same length just before.
    Previous,
    /// The same days a year ago.
    YearAgo,
}
