//! Named date literals (`TODAY`, `LAST_N_DAYS:30`) as half-open spans of days; fiscal years are
//! calendar years here.

use chrono::{Datelike, Days, Months, NaiveDate};

/// Whether the platform knows the day: it keeps those from 1700 to 4000.
pub(super) fn known(day: NaiveDate) -> bool {
    (1700..=4000).contains(&day.year())
}

/// Whether a named literal takes `:n`; nothing if there is no such literal.
pub(super) fn takes_count(name: &str) -> Option<bool> {
    let day = NaiveDate::default();
    if span(name, None, day).is_some() {
        Some(false)
    } else {
        span(name, Some(1), day).map(|_| true)
    }
}

/// The days a named literal stands for: first day, and the day after the last.
pub(super) fn span(
    name: &str,
    count: Option<u32>,
    today: NaiveDate,
) -> Option<(NaiveDate, NaiveDate)> {
    let days = |from: i64, to: i64| Some((shift_days(today, from)?, shift_days(today, to)?));
    match (name, count) {
        ("YESTERDAY", None) => return days(-1, 0),
        ("TODAY", None) => return days(0, 1),
        ("TOMORROW", None) => return days(1, 2),
        ("LAST_90_DAYS", None) => return days(-90, 1),
        ("NEXT_90_DAYS", None) => return days(1, 91),
        ("LAST_N_DAYS", Some(n)) => return days(-i64::from(n), 1),
        ("NEXT_N_DAYS", Some(n)) => return days(1, i64::from(n) + 1),
        _ => {}
    }
    let (which, unit) = name.split_once('_')?;
    let (unit, n) = match (unit.strip_prefix("N_"), count) {
        (Some(plural), Some(n)) => (plural.strip_suffix('S')?, i32::try_from(n).ok()?),
        (None, None) => (unit, 1),
        _ => return None,
    };
    let unit = unit.strip_prefix("FISCAL_").unwrap_or(unit);
    let (from, to) = match which {
        "THIS" if count.is_none() => (0, 1),
        "LAST" => (-n, 0),
        "NEXT" => (1, n.checked_add(1)?),
        _ => return None,
    };
    let month = today.with_day(1)?;
    let (start, months) = match unit {
        "WEEK" => {
            // Weeks begin on Sunday in the locale of a US org.
            let sunday = shift_days(today, -i64::from(today.weekday().num_days_from_sunday()))?;
            let week = |weeks: i32| shift_days(sunday, 7 * i64::from(weeks));
            return Some((week(from)?, week(to)?));
        }
        "MONTH" => (month, 1),
        "QUARTER" => (month.with_month(month.month0() / 3 * 3 + 1)?, 3),
        "YEAR" => (month.with_month(1)?, 12),
        _ => return None,
    };
    let shift = |steps: i32| shift_months(start, steps.checked_mul(months)?);
    Some((shift(from)?, shift(to)?))
}

fn shift_days(day: NaiveDate, by: i64) -> Option<NaiveDate> {
    let step = Days::new(by.unsigned_abs());
    match by < 0 {
        true => day.checked_sub_days(step),
        false => day.checked_add_days(step),
    }
}

fn shift_months(day: NaiveDate, by: i32) -> Option<NaiveDate> {
    let step = Months::new(by.unsigned_abs());
    match by < 0 {
        true => day.checked_sub_months(step),
        false => day.checked_add_months(step),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_around_a_wednesday_in_march() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        for (name, count, from, to) in [
            ("TODAY", None, "2026-03-04", "2026-03-05"),
            ("YESTERDAY", None, "2026-03-03", "2026-03-04"),
            ("LAST_N_DAYS", Some(30), "2026-02-02", "2026-03-05"),
            ("NEXT_N_DAYS", Some(2), "2026-03-05", "2026-03-07"),
            ("THIS_WEEK", None, "2026-03-01", "2026-03-08"),
            ("LAST_MONTH", None, "2026-02-01", "2026-03-01"),
            ("NEXT_N_MONTHS", Some(2), "2026-04-01", "2026-06-01"),
            ("THIS_FISCAL_QUARTER", None, "2026-01-01", "2026-04-01"),
            ("LAST_N_YEARS", Some(2), "2024-01-01", "2026-01-01"),
        ] {
            let (start, end) = span(name, count, today).unwrap();
            assert_eq!((start.to_string(), end.to_string()), (from.into(), to.into()), "{name}");
        }
        assert_eq!(span("THIS_N_DAYS", Some(3), today), None);
        assert_eq!(takes_count("LAST_N_DAYS"), Some(true));
        assert_eq!(takes_count("TODAY"), Some(false));
        assert_eq!(takes_count("BANANA"), None);
    }
}
