//! Functions of times.

use chrono::{DateTime, Datelike, Months, NaiveDate, Timelike};
use datafusion::{arrow::datatypes::IntervalMonthDayNano, common::ScalarValue};

use super::{
    call::{Declared, Form, Kind, float, micros, moment, text, whole},
    read, written,
};
use crate::{Code, Failure};

type Value = Result<ScalarValue, Failure>;

use Kind::{Bool, Date, Float, Int, Moment, Oid, Span, Text, Time};

const fn form(arguments: &'static [Kind], result: Kind, body: fn(&[ScalarValue]) -> Value) -> Form {
    Form { arguments, result, body }
}

pub(super) const FUNCTIONS: &[Declared] = &[
    Declared {
        name: "to_char",
        forms: &[
            form(&[Moment, Text], Text, |args| {
                written::written(micros(&args[0]), true, text(&args[1])).map(ScalarValue::from)
            }),
            form(&[Time, Text], Text, |args| {
                written::written(micros(&args[0]), false, text(&args[1])).map(ScalarValue::from)
            }),
            form(&[Kind::Number, Text], Text, super::numbers::to_char),
            form(&[Float, Text], Text, super::numbers::float_to_char),
            form(&[Span, Text], Text, |_| {
                Err(Failure::new(Code::Unsupported, "to_char of an interval is not supported")
                    .hint("Write extract(epoch from …), or let the client format it."))
            }),
        ],
    },
    Declared { name: "to_date", forms: &[form(&[Text, Text], Date, to_date)] },
    Declared {
        name: "to_timestamp",
        forms: &[
            form(&[Text, Text], Moment, |args| {
                read::read(text(&args[0]), text(&args[1])).map(|micros| moment(micros, true))
            }),
            form(&[Float], Moment, |args| {
                let micros = (float(&args[0]) * 1e6).round();
                if micros.is_finite() && micros.abs() < 9e18 {
                    Ok(moment(micros as i64, true))
                } else {
                    Err(outside())
                }
            }),
        ],
    },
    Declared {
        name: "age",
        forms: &[
            form(&[Moment, Moment], Span, age),
            form(&[Time, Time], Span, age),
            form(&[Moment], Span, since_today),
            form(&[Time], Span, since_today),
            // Of a transaction: none is older than another here.
            form(&[Oid], Int, |_| Ok(ScalarValue::Int32(Some(0)))),
        ],
    },
    // No time here is without end.
    Declared {
        name: "isfinite",
        forms: &[
            form(&[Date], Bool, yes),
            form(&[Moment], Bool, yes),
            form(&[Time], Bool, yes),
            form(&[Span], Bool, yes),
        ],
    },
    Declared {
        name: "make_timestamp",
        forms: &[form(&[Int, Int, Int, Int, Int, Float], Time, |args| made(args, false))],
    },
    Declared {
        name: "make_timestamptz",
        forms: &[form(&[Int, Int, Int, Int, Int, Float], Moment, |args| made(args, true))],
    },
    Declared { name: "justify_days", forms: &[form(&[Span], Span, |args| justified(args, days))] },
    Declared {
        name: "justify_hours",
        forms: &[form(&[Span], Span, |args| justified(args, hours))],
    },
    Declared {
        name: "clock_timestamp",
        forms: &[form(&[], Moment, |_| Ok(moment(chrono::Utc::now().timestamp_micros(), true)))],
    },
];

/// The span between two times, as days and what is left of them: `a - b`.
pub(super) static BETWEEN: Declared = Declared {
    name: "$between",
    forms: &[form(&[Moment, Moment], Span, between), form(&[Time, Time], Span, between)],
};

/// How long a span is, in microseconds, with thirty days for a month: what spans are compared by.
pub(super) static MICROS: Declared = Declared {
    name: "$micros",
    forms: &[form(&[Span], Kind::Number, |args| {
        Ok(ScalarValue::Decimal128(Some(length(span_of(&args[0]))), 38, 0))
    })],
};

/// A span of time, so many times: `interval '1 day' * 2`.
pub(super) static TIMES: Declared =
    Declared { name: "$times", forms: &[form(&[Span, Float], Span, times)] };

/// What is left of a month goes into days of which a month has thirty, and what is left of a day
/// into its time.
fn times(args: &[ScalarValue]) -> Value {
    let (given, by) = (span_of(&args[0]), float(&args[1]));
    let whole = |value: f64| {
        let fits = value.is_finite() && value.abs() < f64::from(i32::MAX);
        if fits { Ok(value as i32) } else { Err(too_long()) }
    };
    let micro = |value: f64| (value * 1e6).round() / 1e6;
    let (months, days) = (f64::from(given.months) * by, f64::from(given.days) * by);
    let rest = micro((months - f64::from(whole(months)?)) * 30.0);
    let more = whole(rest)?;
    let part = micro((days - f64::from(whole(days)?) + rest - f64::from(more)) * 86_400.0);
    let over = whole(part / 86_400.0)?;
    let seconds = part - f64::from(over) * 86_400.0;
    let micros = (given.nanoseconds as f64 / 1e3 * by + seconds * 1e6).round();
    if !micros.is_finite() || micros.abs() > 9e15 {
        return Err(too_long());
    }
    let days = whole(days)?.checked_add(more).and_then(|days| days.checked_add(over));
    let days = days.ok_or_else(too_long)?;
    Ok(span(IntervalMonthDayNano::new(whole(months)?, days, micros as i64 * 1_000)))
}

fn between(args: &[ScalarValue]) -> Value {
    let micros = micros(&args[0]).checked_sub(micros(&args[1])).ok_or_else(too_long)?;
    Ok(span(in_days(micros)))
}

/// Microseconds as days and what is left of them, both of one sign.
pub(super) fn in_days(micros: i64) -> IntervalMonthDayNano {
    let day = DAY / 1_000;
    // There are no more days in all microseconds.
    let days = i32::try_from(micros / day).unwrap_or_default();
    IntervalMonthDayNano::new(0, days, micros % day * 1_000)
}

/// The microseconds of a span, with thirty days for a month.
pub(super) fn length(span: IntervalMonthDayNano) -> i128 {
    let days = i128::from(span.months) * 30 + i128::from(span.days);
    (days * i128::from(DAY) + i128::from(span.nanoseconds)) / 1_000
}

fn too_long() -> Failure {
    Failure::new(Code::MomentRange, "interval out of range")
}

fn outside() -> Failure {
    Failure::new(Code::MomentRange, "timestamp out of range")
}

fn yes(_: &[ScalarValue]) -> Value {
    Ok(ScalarValue::Boolean(Some(true)))
}

fn to_date(args: &[ScalarValue]) -> Value {
    let micros = read::read(text(&args[0]), text(&args[1]))?;
    let days = micros.div_euclid(86_400_000_000);
    Ok(ScalarValue::Date32(Some(i32::try_from(days).map_err(|_| outside())?)))
}

fn made(args: &[ScalarValue], zoned: bool) -> Value {
    let part = |place: usize| u32::try_from(whole(&args[place])).ok();
    let seconds = float(&args[5]);
    let day = (|| {
        let year = i32::try_from(whole(&args[0])).ok().filter(|year| *year != 0)?;
        // There is no year of zero between the first and the one before it.
        let year = if year > 0 { year } else { year + 1 };
        let day = NaiveDate::from_ymd_opt(year, part(1)?, part(2)?)?;
        Some(day.and_hms_opt(part(3)?, part(4)?, 0)?.and_utc().timestamp_micros())
    })();
    match day.filter(|_| (0.0..60.0).contains(&seconds)) {
        Some(micros) => Ok(moment(micros + (seconds * 1e6).round() as i64, zoned)),
        None => Err(Failure::new(Code::MomentRange, "date/time field value out of range")),
    }
}

fn span_of(value: &ScalarValue) -> IntervalMonthDayNano {
    match value {
        ScalarValue::IntervalMonthDayNano(Some(span)) => *span,
        _ => IntervalMonthDayNano::new(0, 0, 0),
    }
}

fn span(span: IntervalMonthDayNano) -> ScalarValue {
    ScalarValue::IntervalMonthDayNano(Some(span))
}

const DAY: i64 = 86_400_000_000_000;

fn justified(
    args: &[ScalarValue],
    by: fn(IntervalMonthDayNano) -> Option<IntervalMonthDayNano>,
) -> Value {
    let justified = by(span_of(&args[0])).ok_or_else(too_long)?;
    Ok(span(justified))
}

/// Days of thirty as months, with one sign for both; none if they are too many.
fn days(span: IntervalMonthDayNano) -> Option<IntervalMonthDayNano> {
    let (mut months, mut days) = (span.months.checked_add(span.days / 30)?, span.days % 30);
    if months > 0 && days < 0 {
        (months, days) = (months - 1, days + 30);
    } else if months < 0 && days > 0 {
        (months, days) = (months + 1, days - 30);
    }
    Some(IntervalMonthDayNano::new(months, days, span.nanoseconds))
}

/// Hours as days, with one sign for both; none if they are too many.
fn hours(span: IntervalMonthDayNano) -> Option<IntervalMonthDayNano> {
    let whole = i32::try_from(span.nanoseconds / DAY).ok()?;
    let (mut days, mut nanos) = (span.days.checked_add(whole)?, span.nanoseconds % DAY);
    if days > 0 && nanos < 0 {
        (days, nanos) = (days - 1, nanos + DAY);
    } else if days < 0 && nanos > 0 {
        (days, nanos) = (days + 1, nanos - DAY);
    }
    Some(IntervalMonthDayNano::new(span.months, days, nanos))
}

/// What lies between two moments in years, months, days and less, as a calendar tells it.
fn age(args: &[ScalarValue]) -> Value {
    let (later, earlier) = (micros(&args[0]), micros(&args[1]));
    let sign = if later < earlier { -1 } else { 1 };
    let read = |micros| DateTime::from_timestamp_micros(micros).ok_or_else(outside);
    let (from, to) = (read(later.min(earlier))?, read(later.max(earlier))?);
    let of_day = |time: &DateTime<chrono::Utc>| {
        i64::from(time.num_seconds_from_midnight()) * 1_000_000
            + i64::from(time.timestamp_subsec_micros())
    };
    let mut months = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    let mut days = to.day() as i32 - from.day() as i32;
    let mut micros = of_day(&to) - of_day(&from);
    if micros < 0 {
        (micros, days) = (micros + 86_400_000_000, days - 1);
    }
    if days < 0 {
        // PostgreSQL borrows the days of the month in which the earlier moment lies.
        (days, months) = (days + days_of_month(from.date_naive()), months - 1);
    }
    Ok(span(IntervalMonthDayNano::new(
        months * sign,
        days * sign,
        micros * 1_000 * i64::from(sign),
    )))
}

/// What lies between a moment and the beginning of this day.
fn since_today(args: &[ScalarValue]) -> Value {
    const MICROS: i64 = 86_400_000_000;
    let today = chrono::Utc::now().timestamp_micros().div_euclid(MICROS) * MICROS;
    age(&[moment(today, true), args[0].clone()])
}

fn days_of_month(day: NaiveDate) -> i32 {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    i32::try_from((next - first).num_days()).unwrap_or(30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_is_too_long_is_refused() {
        let most = IntervalMonthDayNano::new(i32::MAX, i32::MAX, 0);
        let code = |body: fn(IntervalMonthDayNano) -> Option<IntervalMonthDayNano>, of| {
            justified(&[span(of)], body).map_err(|failure| failure.code)
        };
        assert_eq!(code(days, most), Err(Code::MomentRange));
        assert_eq!(
            code(hours, IntervalMonthDayNano { nanoseconds: DAY, ..most }),
            Err(Code::MomentRange)
        );
        let days = IntervalMonthDayNano::new(0, 35, 0);
        assert_eq!(code(super::days, days), Ok(span(IntervalMonthDayNano::new(1, 5, 0))));
    }

    #[test]
    fn an_age_is_counted_as_a_calendar_counts_it() {
        let read = |text: &str| moment(read::read(text, "YYYY-MM-DD HH24:MI").unwrap(), true);
        for (later, earlier, months, days, minutes) in [
            ("2026-03-01", "2026-01-31", 1, 1, 0),
            ("2026-01-31", "2026-03-01", -1, -1, 0),
            ("2026-03-30", "2026-01-31", 1, 30, 0),
            ("2024-03-01 01:00", "2024-02-28 05:00", 0, 1, 20 * 60),
            ("2026-01-31 12:00", "2026-05-15", -3, -14, -12 * 60),
            ("2024-02-29 10:00", "2023-03-31 12:00", 10, 28, 22 * 60),
        ] {
            let wanted = IntervalMonthDayNano::new(months, days, minutes * 60_000_000_000);
            let found = age(&[read(later), read(earlier)]).unwrap();
            assert_eq!(found, span(wanted), "{later} {earlier}");
        }
    }
}
