//! `x AT TIME ZONE zone`: a moment as the time of day there, or a time of day there as a moment.

use std::{
    str::FromStr,
    sync::{Arc, LazyLock},
};

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone};
use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, TimestampMicrosecondArray, timezone::Tz},
        compute::cast,
        datatypes::{DataType, TimeUnit, TimestampMicrosecondType},
    },
    common::{Result, plan_err},
    logical_expr::{
        ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::as_given;
use crate::{Code, Failure};

/// `timezone(zone, x)`, which `x AT TIME ZONE zone` stands for.
pub(super) fn timezone() -> ScalarUDF {
    TimeZoneOf.into()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct TimeZoneOf;

/// A moment.
fn moment() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// A date with a time of day, anywhere.
fn local() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, None)
}

impl ScalarUDFImpl for TimeZoneOf {
    fn name(&self) -> &'static str {
        "timezone"
    }

    fn signature(&self) -> &Signature {
        static TWO: LazyLock<Signature> =
            LazyLock::new(|| Signature::user_defined(Volatility::Immutable));
        &TWO
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let [zone, time] = types else { return plan_err!("timezone takes two arguments") };
        if !zone.is_string() && !zone.is_null() {
            return plan_err!("a time zone is a text, such as 'Europe/Berlin'");
        }
        let time = match time {
            DataType::Timestamp(_, None) => local(),
            // A day, or a text of no type, is a moment of the session, which is in UTC.
            _ => moment(),
        };
        Ok(vec![DataType::Utf8, time])
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(match types.last() {
            Some(DataType::Timestamp(_, None)) => moment(),
            _ => local(),
        })
    }

    fn is_strict(&self) -> bool {
        true
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let [zones, times] = arrays.as_slice() else {
            return plan_err!("timezone takes two arguments");
        };
        as_given(&args.args, moved(zones, times)?)
    }
}

fn moved(zones: &ArrayRef, times: &ArrayRef) -> Result<ArrayRef> {
    let is_local = *times.data_type() == local();
    let zones = cast(zones, &DataType::Utf8)?;
    let mut last: Option<(String, Tz)> = None;
    let times = times.as_primitive::<TimestampMicrosecondType>();
    let mut moved = Vec::with_capacity(times.len());
    for (zone, time) in zones.as_string::<i32>().iter().zip(times) {
        let (Some(name), Some(time)) = (zone, time) else {
            moved.push(None);
            continue;
        };
        let zone = match &last {
            Some((known, zone)) if known == name => *zone,
            _ => last.insert((name.to_owned(), named(name)?)).1,
        };
        moved.push(Some(shifted(zone, time, is_local)?));
    }
    let array = TimestampMicrosecondArray::from(moved);
    Ok(Arc::new(if is_local { array.with_timezone("UTC") } else { array }))
}

/// The zone of a name. A number is not taken: in PostgreSQL its sign means the other direction.
fn named(name: &str) -> Result<Tz> {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().collect::<String>() + &letters.as_str().to_lowercase()
        })
    };
    let words = |part: &str| part.split('_').map(capital).collect::<Vec<_>>().join("_");
    let titled = || name.split('/').map(words).collect::<Vec<_>>().join("/");
    let found = Tz::from_str(name)
        .or_else(|_| Tz::from_str(&titled()))
        .or_else(|_| Tz::from_str(&name.to_uppercase()));
    match found {
        Ok(zone) if name.starts_with(|first: char| first.is_alphabetic()) => Ok(zone),
        _ => {
            let failure = Failure::new(Code::Value, format!("time zone \"{name}\" not recognized"));
            Err(failure.hint("Name it as the IANA does: 'Europe/Berlin', 'UTC'.").into())
        }
    }
}

/// Microseconds as they are in the zone, or from there.
fn shifted(zone: Tz, time: i64, is_local: bool) -> Result<i64> {
    let far = || Failure::new(Code::Range, "timestamp out of range");
    let naive = DateTime::from_timestamp_micros(time).ok_or_else(far)?.naive_utc();
    let offset = if is_local { from_local(zone, naive) } else { offset(zone, naive) };
    let offset = if is_local { -offset } else { offset };
    Ok(time.checked_add(offset * 1_000_000).ok_or_else(far)?)
}

/// Seconds by which the zone is ahead at a moment.
fn offset(zone: Tz, utc: NaiveDateTime) -> i64 {
    i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc())
}

/// Seconds by which the zone is ahead at a time of day there. What comes twice in autumn is taken
/// as the second, what is left out in spring as if the clock had not been changed.
fn from_local(zone: Tz, local: NaiveDateTime) -> i64 {
    match zone.offset_from_local_datetime(&local).latest() {
        Some(offset) => i64::from(offset.fix().local_minus_utc()),
        None => {
            let before = local.checked_sub_signed(TimeDelta::hours(24)).unwrap_or(local);
            offset(zone, before)
        }
    }
}
