//! The account's time: a wall clock that runs with the runtime's clock, paused or not.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use tokio::time::Instant;

#[derive(Debug)]
pub(super) struct Clock {
    started: Instant,
    wall: DateTime<Utc>,
}

impl Clock {
    pub(super) fn new(wall: Option<DateTime<Utc>>) -> Self {
        Self { started: Instant::now(), wall: wall.unwrap_or_else(Utc::now) }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.wall + TimeDelta::from_std(self.started.elapsed()).unwrap_or(TimeDelta::MAX)
    }
}

/// A time as the API writes it: `2026-03-01T10:00:00.123Z`.
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A time or a day as milliseconds since 1970, from ISO form or from milliseconds in digits.
pub(super) fn millis(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(millis) = text.parse::<i64>() {
        return Some(millis);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_millis());
    }
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::millis;

    #[test]
    fn reads_days_times_and_milliseconds() {
        for (text, expected) in [
            ("1970-01-02", Some(86_400_000)),
            ("1970-01-01T00:00:01.500Z", Some(1_500)),
            ("1970-01-01T02:00:00+02:00", Some(0)),
            ("1579514400000", Some(1_579_514_400_000)),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(millis(text), expected, "{text}");
        }
    }
}
