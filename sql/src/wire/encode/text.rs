//! Values as text.

use std::fmt::Write;

use bytes::{BufMut, BytesMut};
use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use datafusion::arrow::datatypes::IntervalMonthDayNano;

/// Writes a whole number.
pub(super) fn integer(number: i64, out: &mut BytesMut) {
    let mut buffer = [0_u8; 20];
    let mut place = buffer.len();
    let mut left = number.unsigned_abs();
    loop {
        place -= 1;
        buffer[place] = b'0' + u8::try_from(left % 10).unwrap_or_default();
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if number < 0 {
        out.put_u8(b'-');
    }
    out.put_slice(&buffer[place..]);
}

/// Writes a floating point number in the fewest digits that mean it, as PostgreSQL does from
/// version 12 on: with an exponent below 1e-4, and from so many digits on.
pub(super) fn float(number: f64, shortest: &str, digits: i32, out: &mut BytesMut) {
    if number.is_nan() {
        return out.put_slice(b"NaN");
    }
    if number.is_infinite() {
        return out.put_slice(if number > 0.0 { b"Infinity" } else { b"-Infinity" });
    }
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..digits).contains(&exponent) {
        let _ = write!(Text(out), "{}", plain(mantissa, exponent));
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(Text(out), "{mantissa}e{sign}{:02}", exponent.abs());
    }
}

/// `1.25e2` as `125`.
fn plain(mantissa: &str, exponent: i32) -> String {
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let Ok(whole) = usize::try_from(exponent + 1) else {
        let zeros = usize::try_from(-exponent - 1).unwrap_or_default();
        return format!("{sign}0.{}{digits}", "0".repeat(zeros));
    };
    if digits.len() <= whole {
        return format!("{sign}{digits}{}", "0".repeat(whole - digits.len()));
    }
    if whole == 0 {
        return format!("{sign}0.{digits}");
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}

/// Writes a day, counted from 1970.
pub(super) fn date(days: i32, out: &mut BytesMut) {
    let seconds = i64::from(days) * 86_400;
    match DateTime::from_timestamp(seconds, 0) {
        Some(time) => day(time.date_naive(), out),
        None => out.put_slice(if days > 0 { b"infinity" } else { b"-infinity" }),
    }
}

fn day(day: NaiveDate, out: &mut BytesMut) {
    let year = day.year();
    let shown = if year > 0 { year } else { 1 - year };
    if (1..=9_999).contains(&shown) {
        four(shown, out);
    } else {
        integer(i64::from(shown), out);
    }
    out.put_u8(b'-');
    two(day.month(), out);
    out.put_u8(b'-');
    two(day.day(), out);
    if year <= 0 {
        out.put_slice(b" BC");
    }
}

/// Writes a moment, in microseconds from 1970.
pub(super) fn timestamp(micros: i64, has_zone: bool, out: &mut BytesMut) {
    let Some(time) = DateTime::from_timestamp_micros(micros) else {
        return out.put_slice(if micros > 0 { b"infinity" } else { b"-infinity" });
    };
    day(time.date_naive(), out);
    out.put_u8(b' ');
    let of_day = i64::from(time.num_seconds_from_midnight()) * 1_000_000
        + i64::from(time.timestamp_subsec_micros());
    clock(of_day, out);
    if has_zone {
        out.put_slice(b"+00");
    }
}

/// Writes a time of day, in microseconds.
pub(super) fn clock(micros: i64, out: &mut BytesMut) {
    let (seconds, part) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let number = |value: i64| u32::try_from(value).unwrap_or_default();
    two(number(seconds / 3_600), out);
    out.put_u8(b':');
    two(number(seconds / 60 % 60), out);
    out.put_u8(b':');
    two(number(seconds % 60), out);
    if part > 0 {
        let text = format!("{part:06}");
        out.put_u8(b'.');
        out.put_slice(text.trim_end_matches('0').as_bytes());
    }
}

/// Writes a span of time. What is above zero after something below has its sign.
pub(super) fn interval(span: IntervalMonthDayNano, out: &mut BytesMut) {
    let (years, months) = (span.months / 12, span.months % 12);
    let mut parts = Vec::new();
    let mut is_below = false;
    let mut sign = |is_negative: bool| {
        let sign = if is_below && !is_negative { "+" } else { "" };
        is_below = is_negative;
        sign
    };
    for (number, one, many) in
        [(years, "year", "years"), (months, "mon", "mons"), (span.days, "day", "days")]
    {
        if number != 0 {
            let unit = if number == 1 { one } else { many };
            parts.push(format!("{}{number} {unit}", sign(number < 0)));
        }
    }
    let micros = span.nanoseconds / 1_000;
    if micros != 0 || parts.is_empty() {
        let mut time = BytesMut::new();
        clock(micros.abs(), &mut time);
        let sign = if micros < 0 { "-" } else { sign(false) };
        parts.push(format!("{sign}{}", String::from_utf8_lossy(&time)));
    }
    out.put_slice(parts.join(" ").as_bytes());
}

/// Writes a byte for each two hexadecimal digits.
pub(super) fn bytes(bytes: &[u8], out: &mut BytesMut) {
    out.put_slice(b"\\x");
    bytes.iter().for_each(|byte| _ = write!(Text(out), "{byte:02x}"));
}

/// Writes an item of an array, in quotes where it needs them.
pub(super) fn item(text: &[u8], out: &mut BytesMut) {
    let special =
        |byte: &u8| matches!(byte, b'{' | b'}' | b',' | b'"' | b'\\') || byte.is_ascii_whitespace();
    let quoted = text.is_empty() || text.iter().any(special) || text.eq_ignore_ascii_case(b"null");
    if !quoted {
        return out.put_slice(text);
    }
    out.put_u8(b'"');
    for byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.put_u8(b'\\');
        }
        out.put_u8(*byte);
    }
    out.put_u8(b'"');
}

fn two(number: u32, out: &mut BytesMut) {
    let digit = |number: u32| b'0' + u8::try_from(number % 10).unwrap_or_default();
    if number >= 100 {
        return integer(i64::from(number), out);
    }
    out.put_slice(&[digit(number / 10), digit(number)]);
}

fn four(number: i32, out: &mut BytesMut) {
    let number = number.unsigned_abs();
    two(number / 100, out);
    two(number % 100, out);
}

/// A buffer of bytes to which text is formatted.
struct Text<'a>(&'a mut BytesMut);

impl Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.put_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut BytesMut)) -> String {
        let mut out = BytesMut::new();
        write(&mut out);
        String::from_utf8(out.to_vec()).unwrap()
    }

    #[test]
    fn floating_point_numbers_look_as_in_postgresql() {
        for (number, text) in [
            (0.0, "0"),
            (0.1, "0.1"),
            (-1.5, "-1.5"),
            (125.0, "125"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (1e14, "100000000000000"),
            (1e15, "1e+15"),
            (1.5e300, "1.5e+300"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(written(|out| float(number, &format!("{number:e}"), 15, out)), text);
        }
    }

    #[test]
    fn times_look_as_in_postgresql() {
        assert_eq!(written(|out| date(0, out)), "1970-01-01");
        assert_eq!(written(|out| date(-719_163, out)), "0001-12-31 BC");
        assert_eq!(written(|out| timestamp(1, true, out)), "1970-01-01 00:00:00.000001+00");
        assert_eq!(written(|out| timestamp(-1_500_000, false, out)), "1969-12-31 23:59:58.5");
        assert_eq!(written(|out| timestamp(86_399_000_000, true, out)), "1970-01-01 23:59:59+00");
        let span = |months, days, nanoseconds| IntervalMonthDayNano { months, days, nanoseconds };
        assert_eq!(written(|out| interval(span(14, 1, 0), out)), "1 year 2 mons 1 day");
        assert_eq!(written(|out| interval(span(0, 0, 0), out)), "00:00:00");
        assert_eq!(written(|out| interval(span(0, 3, 3_661_000_000_000), out)), "3 days 01:01:01");
        let mixed = written(|out| interval(span(-1, 1, -1_000_000_000), out));
        assert_eq!(mixed, "-1 mons +1 day -00:00:01");
        assert_eq!(written(|out| interval(span(0, -1, 1_000_000_000), out)), "-1 days +00:00:01");
    }

    #[test]
    fn items_of_arrays_are_quoted_where_they_need_it() {
        for (text, shown) in [
            ("a", "a"),
            ("", "\"\""),
            ("a b", "\"a b\""),
            ("NULL", "\"NULL\""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
        ] {
            assert_eq!(written(|out| item(text.as_bytes(), out)), shown);
        }
    }
}
