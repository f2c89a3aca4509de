//! Time zones: which moments make up a day.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::Deserialize;

use crate::did_you_mean;

/// A time zone of the IANA database, in which a moment belongs to a day.
///
/// Days follow one another without a gap or an overlap: each begins with the first moment at which
/// clocks show its date or a later one, and ends where the next one begins. Where clocks were put
/// back over midnight, the repeated hour therefore belongs to the later day; a date that clocks
/// skipped has no moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(Tz);

/// Years, before and after year 0, in which days have bounds; beyond, arithmetic would overflow.
const YEARS: i32 = 200_000;

/// Hours around midnight in UTC, within which a day begins in every zone. Offsets are less than 26
/// hours, also those of zones that have crossed the date line.
const REACH: i64 = 50;

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The day of a moment.
    pub fn day_of(self, time: DateTime<Utc>) -> NaiveDate {
        if time.year().abs() >= YEARS {
            return time.date_naive();
        }
        let shown = time.with_timezone(&self.0).date_naive();
        // Clocks that were put back over midnight show the date before once more.
        match shown.succ_opt().and_then(|next| Some((next, self.begin_of(next)?))) {
            Some((next, begin)) if begin <= time => next,
            _ => shown,
        }
    }

    /// The first moment of a day; `None` at the ends of the calendar.
    pub fn begin_of(self, day: NaiveDate) -> Option<DateTime<Utc>> {
        if day.year().abs() >= YEARS {
            return None;
        }
        let midnight = day.and_time(NaiveTime::MIN);
        if let Some(first) = self.0.from_local_datetime(&midnight).earliest() {
            return Some(first.to_utc());
        }
        // Clocks skipped midnight: the day begins with the moment at which they did.
        let shows = |time: DateTime<Utc>| time.with_timezone(&self.0).date_naive() >= day;
        let (mut before, mut after) = (-REACH * 3600, REACH * 3600);
        let at = |seconds| midnight.and_utc() + TimeDelta::seconds(seconds);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if shows(at(middle)) { after = middle } else { before = middle }
        }
        Some(at(after))
    }

    /// The first moment of a day, and of the next one; `None` at the ends of the calendar.
    pub fn bounds_of(self, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        Some((self.begin_of(day)?, self.begin_of(day.checked_add_days(Days::new(1))?)?))
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse().map(Self).map_err(|_| {
            let near = did_you_mean(&name, TZ_VARIANTS.iter().map(|zone| zone.name()));
            format!(
                "`{name}` is no time zone{near}; give its IANA name, such as \"America/Phoenix\""
            )
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

#[cfg(test)]
mod tests;
