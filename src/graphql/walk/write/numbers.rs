//! Numbers, days and times as text, without a string in between: an answer holds thousands.

use std::io::Write as _;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use rust_decimal::Decimal;

use super::json;
use crate::graphql::scalar::printed_time;

/// Below this every whole number is one of JavaScript's, and printed without an exponent.
const EXACT: u64 = 1_000_000_000_000_000;

/// Writes an exact number without trailing zeros: one system writes 1200.0, another 1200.00 for the
/// same number.
pub(super) fn decimal(out: &mut Vec<u8>, number: Decimal) {
    let (Ok(mut digits), mut scale) =
        (u64::try_from(number.mantissa().unsigned_abs()), number.scale())
    else {
        return display(out, &number.normalize());
    };
    while scale > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        scale -= 1;
    }
    if number.is_sign_negative() && digits > 0 {
        out.push(b'-');
    }
    let one = 10_u64.checked_pow(scale);
    match one {
        Some(one) => {
            whole(out, digits / one);
            if scale > 0 {
                out.push(b'.');
                padded(out, digits % one, scale as usize);
            }
        }
        None => {
            out.extend_from_slice(b"0.");
            padded(out, digits, scale as usize);
        }
    }
}

/// Writes a number as JavaScript prints it: a whole one without a fraction. One that JSON cannot
/// hold is null.
pub(super) fn number(out: &mut Vec<u8>, number: Decimal) {
    match u64::try_from(number.mantissa().unsigned_abs()) {
        Ok(digits) if number.scale() == 0 && digits < EXACT => decimal(out, number),
        _ => match f64::try_from(number) {
            Ok(number) => json::float(out, number),
            Err(_) => out.extend_from_slice(b"null"),
        },
    }
}

/// Writes a day, as ISO 8601 has it.
pub(super) fn day(out: &mut Vec<u8>, day: NaiveDate) {
    match u64::try_from(day.year()) {
        Ok(year @ 0..=9999) => {
            padded(out, year, 4);
            out.push(b'-');
            padded(out, day.month().into(), 2);
            out.push(b'-');
            padded(out, day.day().into(), 2);
        }
        _ => display(out, &day),
    }
}

/// Writes a time, as [`printed_time`] does.
pub(super) fn time(out: &mut Vec<u8>, time: DateTime<Utc>) {
    let nanos = time.nanosecond();
    if !(0..=9999).contains(&time.year()) || nanos >= 1_000_000_000 || nanos % 1_000_000 != 0 {
        out.extend_from_slice(printed_time(time).as_bytes());
        return;
    }
    day(out, time.date_naive());
    for (before, part) in [(b'T', time.hour()), (b':', time.minute()), (b':', time.second())] {
        out.push(before);
        padded(out, part.into(), 2);
    }
    if nanos > 0 {
        out.push(b'.');
        padded(out, (nanos / 1_000_000).into(), 3);
    }
    out.push(b'Z');
}

/// Writes whatever displays itself.
pub(super) fn display(out: &mut Vec<u8>, value: &impl std::fmt::Display) {
    // Writing into memory cannot fail.
    let _ = write!(out, "{value}");
}

/// Writes a whole number.
fn whole(out: &mut Vec<u8>, number: u64) {
    let digits = number.checked_ilog10().unwrap_or_default() as usize + 1;
    padded(out, number, digits);
}

/// Writes a number with so many digits, zeros before it.
fn padded(out: &mut Vec<u8>, mut number: u64, digits: usize) {
    let start = out.len();
    out.resize(start + digits, b'0');
    for digit in out[start..].iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The largest mantissa.
    const MOST: i128 = 79_228_162_514_264_337_593_543_950_335;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = b"\"".to_vec();
        write(&mut out);
        String::from_utf8(out).unwrap().split_off(1)
    }

    proptest! {
        #[test]
        fn exact_numbers_are_written_as_they_display(
            number in prop_oneof![
                any::<i64>().prop_map(i128::from),
                -99_999_i128..99_999,
                -MOST..MOST,
            ],
            scale in 0..=28_u32,
        ) {
            let number = Decimal::from_i128_with_scale(number, scale);
            let expected = number.normalize().to_string();
            prop_assert_eq!(written(|out| decimal(out, number)), expected);
        }

        #[test]
        fn numbers_are_written_as_floats_are(
            whole in prop_oneof![any::<i64>(), -99_999_i64..99_999],
            scale in prop_oneof![Just(0), 0..=6_u32],
        ) {
            let exact = Decimal::from_i128_with_scale(whole.into(), scale);
            let float = f64::try_from(exact).unwrap();
            let expected = written(|out| json::float(out, float));
            prop_assert_eq!(written(|out| number(out, exact)), expected);
        }

        #[test]
        fn times_and_days_are_written_as_they_display(
            seconds in prop_oneof![-8_334_601_228_800_i64..8_210_266_876_799, 0..2_000_000_000_i64],
            nanos in prop_oneof![
                Just(0),
                (0..1000_u32).prop_map(|millis| millis * 1_000_000),
                0..1_999_999_999_u32,
            ],
        ) {
            let Some(moment) = DateTime::from_timestamp(seconds, nanos) else { return Ok(()) };
            prop_assert_eq!(written(|out| time(out, moment)), printed_time(moment));
            let today = moment.date_naive();
            prop_assert_eq!(written(|out| day(out, today)), today.to_string());
        }
    }
}
