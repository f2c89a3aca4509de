//! Periods as arguments give them.

use chrono::{NaiveDate, Utc};
use serde_json::Value as Json;
use tokio::time::Instant;

use crate::{
    engine::Problem,
    load::standing,
    work::{
        Work,
        period::{Days, Interval, Part, Wanted},
    },
};

/// This day. What is made of it ends with it.
pub(super) fn today(work: &Work) -> NaiveDate {
    let now = Utc::now();
    let today = work.calendar.day_of(now);
    if let Some((_, end)) = work.calendar.moments(Days { from: today, to: today }) {
        standing::note_end(Instant::now() + (end - now).to_std().unwrap_or_default());
    }
    today
}

/// The days that a period means.
pub(super) fn period(work: &Work, today: NaiveDate, given: Option<&Json>) -> Result<Days, Problem> {
    let bad = |text: String| Problem::input(format!("`period`: {text}"));
    let wanted = wanted(given.unwrap_or(&Json::Null)).map_err(bad)?;
    wanted.days(work.calendar, today).map_err(bad)
}

fn wanted(given: &Json) -> Result<Wanted, String> {
    let part = |name: &str| given.get(name).filter(|part| !part.is_null());
    if let Some(days) = part("days") {
        let day = |name: &str| {
            let day = days.get(name).and_then(Json::as_str).and_then(|day| day.parse().ok());
            day.ok_or_else(|| format!("`{name}` is no day"))
        };
        return Ok(Wanted::Days(Days { from: day("from")?, to: day("to")? }));
    }
    if let Some(of) = part("calendar") {
        let part = match (number(of, "quarter"), number(of, "month")) {
            (None, None) => None,
            (Some(quarter), None) => Some(Part::Quarter(small("quarter", quarter)?)),
            (None, Some(month)) => Some(Part::Month(small("month", month)?)),
            (Some(_), Some(_)) => return Err("takes `quarter` or `month`, not both".to_owned()),
        };
        let year = number(of, "year").and_then(|year| i32::try_from(year).ok());
        let year = year.unwrap_or_default();
        return Ok(Wanted::Calendar { year, part, fiscal: yes(of, "fiscal") });
    }
    let of = part("last").unwrap_or(&Json::Null);
    let interval = of.get("of").and_then(Json::as_str).and_then(|word| word.parse().ok());
    Ok(Wanted::Last {
        count: small("count", number(of, "count").unwrap_or(1))?,
        of: interval.unwrap_or(Interval::Month),
        current: yes(of, "includeCurrent"),
    })
}

fn yes(of: &Json, name: &str) -> bool {
    of.get(name).and_then(Json::as_bool).unwrap_or_default()
}

fn number(of: &Json, name: &str) -> Option<i64> {
    of.get(name).and_then(Json::as_i64)
}

fn small(name: &str, number: i64) -> Result<u32, String> {
    u32::try_from(number).map_err(|_| format!("`{name}` is {number}, below 0"))
}
