//! Literals of both versions.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use rust_decimal::Decimal;

use crate::odata::store::{Edm, Version};

/// A value as a query writes it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::odata) enum Literal {
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(String),
    /// In small letters.
    Guid(String),
    /// A day: v4 `2026-03-01`, v2 `datetime'2026-03-01T00:00:00'`, which may hold a time as well.
    Day(NaiveDateTime),
    /// A moment in UTC: v4 `2026-03-01T10:00:00Z`, v2 `datetimeoffset'…'`.
    Moment(NaiveDateTime),
    /// A time of day: v4 `10:00:00`, v2 `time'PT10H00M00S'`.
    Time(NaiveTime),
}

impl Literal {
    /// Whether a property of this type compares with it.
    pub(in crate::odata) fn suits(&self, kind: Edm) -> bool {
        match self {
            Self::Null => true,
            Self::Boolean(_) => kind == Edm::Boolean,
            Self::Number(_) => matches!(kind, Edm::Int32 | Edm::Decimal),
            Self::Text(_) => kind == Edm::String,
            Self::Guid(_) => kind == Edm::Guid,
            Self::Day(_) => kind == Edm::Date,
            Self::Moment(_) => kind == Edm::Moment,
            Self::Time(_) => kind == Edm::Time,
        }
    }

    /// The literal that a run of letters, digits and `:.+-` stands for; none if it is a name.
    pub(super) fn bare(run: &str, version: Version) -> Option<Self> {
        match run {
            "null" => return Some(Self::Null),
            "true" => return Some(Self::Boolean(true)),
            "false" => return Some(Self::Boolean(false)),
            _ => {}
        }
        if version == Version::V4 {
            let value = guid(run)
                .map(Self::Guid)
                .or_else(|| day(run).map(Self::Day))
                .or_else(|| moment(run).map(Self::Moment));
            if let Some(value) = value.or_else(|| time(run).map(Self::Time)) {
                return Some(value);
            }
            return number(run).or_else(|| scientific(run)).map(Self::Number);
        }
        // v2 tells the types of numbers by a letter behind them: 40.5M, 5L, 1.5d.
        number(run.strip_suffix(['M', 'm', 'L', 'l', 'D', 'd', 'F', 'f']).unwrap_or(run))
            .map(Self::Number)
    }

    /// The literal `prefix'text'` of v2.
    pub(super) fn prefixed(prefix: &str, text: &str) -> Option<Self> {
        match prefix {
            "datetime" => local(text).map(Self::Day),
            "datetimeoffset" => moment(text).map(Self::Moment),
            "time" => duration(text).map(Self::Time),
            "guid" => guid(text).map(Self::Guid),
            _ => None,
        }
    }
}

fn number(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.starts_with(|char: char| char.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| text.parse().ok()).flatten()
}

/// A number with an exponent, which v4 has for decimals as well: `6.5e2`.
fn scientific(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    number(mantissa)?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| Decimal::from_scientific(text).ok()).flatten()
}

/// A Guid in small letters.
pub(super) fn guid(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let shaped = groups.len() == 5
        && groups.iter().zip([8, 4, 4, 4, 12]).all(|(group, length)| {
            group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit())
        });
    shaped.then(|| text.to_ascii_lowercase())
}

pub(super) fn day(text: &str) -> Option<NaiveDateTime> {
    let shaped = text.len() == 10 && text.starts_with(|char: char| char.is_ascii_digit());
    shaped
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
        .map(|day| day.and_time(NaiveTime::MIN))
}

pub(super) fn moment(text: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.naive_utc())
}

pub(super) fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f").ok()
}

/// A date with a time and no zone; the seconds may be left out.
fn local(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

/// A time of day as v2 writes it: `PT10H00M00S`, each part at most once and in this order.
fn duration(text: &str) -> Option<NaiveTime> {
    let mut rest = text.strip_prefix("PT").filter(|rest| !rest.is_empty())?;
    let mut seconds = 0_i64;
    for (unit, length) in [('H', 3_600_i64), ('M', 60), ('S', 1)] {
        if let Some((count, after)) = rest.split_once(unit) {
            seconds = seconds
                .checked_add(count.parse::<u32>().ok().map(i64::from)?.checked_mul(length)?)?;
            rest = after;
        }
    }
    let time = NaiveTime::MIN.overflowing_add_signed(TimeDelta::try_seconds(seconds)?);
    (rest.is_empty() && time.1 == 0).then_some(time.0)
}
