//! Times as text, by a template: `to_char(moment, 'YYYY-MM-DD')`.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};

use super::template::{Case, Field, Part, parts, unsupported};
use crate::{Code, Failure};

/// The names of months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The names of days, from Sunday.
pub(super) const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
/// The Julian day of 1970-01-01.
const JULIAN: i64 = 2_440_588;
/// Bytes of a text that a template makes.
const LENGTH: usize = 10_000;

/// A moment as text; `zoned` if it is of UTC, and not of an unknown zone.
///
/// # Errors
/// If the template has a word that is not supported, or the moment is none of the calendar's.
pub(super) fn written(micros: i64, zoned: bool, template: &str) -> Result<String, Failure> {
    if template.len() > LENGTH {
        return Err(Failure::new(Code::TooComplex, "the template is too long"));
    }
    let time = DateTime::from_timestamp_micros(micros).map(|time| time.naive_utc());
    let time = time.ok_or_else(|| Failure::new(Code::Range, "timestamp out of range"))?;
    let mut out = String::new();
    for part in parts(template)? {
        match part {
            Part::Letter(letter, _) => out.push(letter),
            Part::Field { field, bare, ordinal } => {
                let text = self::field(field, bare, &time, zoned)?;
                out.push_str(&text);
                out.push_str(ordinal.map_or("", |case| self::ordinal(&text, case)));
            }
        }
    }
    Ok(out)
}

/// The year as people count it: there is none of zero.
fn shown(year: i32) -> i32 {
    if year > 0 { year } else { 1 - year }
}

/// A number of so many digits, unless it is bare.
fn number(value: u32, width: usize, bare: bool) -> String {
    if bare { value.to_string() } else { format!("{value:0width$}") }
}

fn field(field: Field, bare: bool, time: &NaiveDateTime, zoned: bool) -> Result<String, Failure> {
    let two = |value: u32| number(value, 2, bare);
    let micros = time.and_utc().timestamp_subsec_micros();
    Ok(match field {
        Field::Hour12 => two((time.hour() + 11) % 12 + 1),
        Field::Hour24 => two(time.hour()),
        Field::Minute => two(time.minute()),
        Field::Second => two(time.second()),
        // A part of a second has all its digits.
        Field::Millisecond => format!("{:03}", micros / 1_000),
        Field::Fraction(digits) => format!("{micros:06}")[..digits.min(6)].to_owned(),
        Field::SecondsOfDay => time.num_seconds_from_midnight().to_string(),
        Field::Half(small, points) => half(time.hour() >= 12, small, points).to_owned(),
        Field::Zone(_) | Field::Offset | Field::ZoneHours | Field::ZoneMinutes if !zoned => {
            return outside(field);
        }
        Field::Zone(small) => (if small { "utc" } else { "UTC" }).to_owned(),
        Field::ZoneHours | Field::Offset => "+00".to_owned(),
        Field::ZoneMinutes => "00".to_owned(),
        Field::MonthName(_)
        | Field::MonthShort(_)
        | Field::DayName(_)
        | Field::DayShort(_)
        | Field::Roman(_) => name(field, bare, time),
        _ => calendar(field, bare, time),
    })
}

/// The name of a month or of a day.
fn name(field: Field, bare: bool, time: &NaiveDateTime) -> String {
    let month = time.month0() as usize % 12;
    let day = DAYS[time.weekday().num_days_from_sunday() as usize % 7];
    let padded = |name: String| if bare { name } else { format!("{name:9}") };
    match field {
        Field::MonthName(case) => padded(cased(MONTHS[month], case)),
        Field::MonthShort(case) => cased(&MONTHS[month][..3], case),
        Field::DayName(case) => padded(cased(day, case)),
        Field::DayShort(case) => cased(&day[..3], case),
        Field::Roman(small) => {
            let text = if small { ROMAN[month].to_lowercase() } else { ROMAN[month].to_owned() };
            if bare { text } else { format!("{text:4}") }
        }
        _ => String::new(),
    }
}

/// A part of a day's place in the calendar.
fn calendar(field: Field, bare: bool, time: &NaiveDateTime) -> String {
    let (week, weekday) = (time.iso_week(), time.weekday());
    let number = |value: u32, width: usize| number(value, width, bare);
    let year_digits = |year: i32, digits: usize| {
        let value = shown(year).unsigned_abs();
        number(if digits < 4 { value % 10_u32.pow(digits as u32) } else { value }, digits)
    };
    match field {
        Field::Year(digits) => year_digits(time.year(), digits),
        Field::YearComma => {
            let year = shown(time.year());
            let (thousands, rest) = (year / 1_000, year % 1_000);
            format!("{thousands},{rest:03}")
        }
        Field::IsoYear(digits) => year_digits(week.year(), digits),
        Field::Era(small, points) => era(time.year() <= 0, small, points).to_owned(),
        Field::Century => {
            let century = (shown(time.year()) - 1) / 100 + 1;
            let sign = if time.year() > 0 { "" } else { "-" };
            format!("{sign}{}", number(century.unsigned_abs(), 2))
        }
        Field::Quarter => (time.month0() / 3 + 1).to_string(),
        Field::Month => number(time.month(), 2),
        Field::WeekOfMonth => (time.day0() / 7 + 1).to_string(),
        Field::WeekOfYear => number(time.ordinal0() / 7 + 1, 2),
        Field::IsoWeek => number(week.week(), 2),
        Field::Day => number(time.day(), 2),
        Field::DayOfYear => number(time.ordinal(), 3),
        Field::DayOfWeek => (weekday.num_days_from_sunday() + 1).to_string(),
        Field::IsoDayOfWeek => weekday.number_from_monday().to_string(),
        Field::IsoDayOfYear => number((week.week() - 1) * 7 + weekday.number_from_monday(), 3),
        Field::Julian => (time.and_utc().timestamp().div_euclid(86_400) + JULIAN).to_string(),
        _ => String::new(),
    }
}

/// What a moment without a zone shows of one.
fn outside(field: Field) -> Result<String, Failure> {
    match field {
        Field::Zone(_) => Ok(String::new()),
        _ => Err(unsupported("OF, TZH or TZM of a time without a zone")),
    }
}

/// A name in one of three cases.
fn cased(name: &str, case: Case) -> String {
    match case {
        Case::Upper => name.to_uppercase(),
        Case::Title => name.to_owned(),
        Case::Lower => name.to_lowercase(),
    }
}

fn half(is_second: bool, small: bool, points: bool) -> &'static str {
    match (is_second, small, points) {
        (false, false, false) => "AM",
        (false, false, true) => "A.M.",
        (false, true, false) => "am",
        (false, true, true) => "a.m.",
        (true, false, false) => "PM",
        (true, false, true) => "P.M.",
        (true, true, false) => "pm",
        (true, true, true) => "p.m.",
    }
}

fn era(is_before: bool, small: bool, points: bool) -> &'static str {
    match (is_before, small, points) {
        (false, false, false) => "AD",
        (false, false, true) => "A.D.",
        (false, true, false) => "ad",
        (false, true, true) => "a.d.",
        (true, false, false) => "BC",
        (true, false, true) => "B.C.",
        (true, true, false) => "bc",
        (true, true, true) => "b.c.",
    }
}

/// What stands after an ordinal number: `st`, `nd`, `rd`, `th`.
fn ordinal(number: &str, case: Case) -> &'static str {
    let digits = number.as_bytes();
    let last = digits.last().copied().unwrap_or(b'0');
    let is_teen = digits.len() > 1 && digits[digits.len() - 2] == b'1';
    let (upper, lower) = match last {
        _ if is_teen => ("TH", "th"),
        b'1' => ("ST", "st"),
        b'2' => ("ND", "nd"),
        b'3' => ("RD", "rd"),
        _ => ("TH", "th"),
    };
    if case == Case::Upper { upper } else { lower }
}

#[cfg(test)]
mod tests {
    use super::*;

    // What PostgreSQL 15 says of 2026-02-03 04:05:06.000123+00.
    const MOMENT: i64 = 1_770_091_506_000_123;

    #[test]
    fn times_are_written_as_postgresql_writes_them() {
        for (template, text) in [
            ("YYYY-MM-DD HH24:MI:SS", "2026-02-03 04:05:06"),
            ("yyyy-mm-dd hh24:mi:ss.us", "2026-02-03 04:05:06.000123"),
            ("YYYY\"-Q\"Q", "2026-Q1"),
            ("Mon YYYY", "Feb 2026"),
            ("IYYY-IW", "2026-06"),
            ("Day|FMDay|DAY|dy", "Tuesday  |Tuesday|TUESDAY  |tue"),
            ("Month|FMmonth", "February |february"),
            ("FMMM/FMDD/YY", "2/3/26"),
            ("FMDDth DDTH", "3rd 03RD"),
            ("HH12 AM p.m.", "04 AM a.m."),
            ("DDD D ID W WW CC J", "034 3 2 1 05 21 2461075"),
            ("MS FF3 FF1 SSSS TZ tz OF", "000 000 0 14706 UTC utc +00"),
            ("Y,YYY RM rm FMRM", "2,026 II   ii   II"),
            ("\"a\\\"b\" AD", "a\"b AD"),
        ] {
            assert_eq!(written(MOMENT, true, template).unwrap(), text, "{template}");
        }
        assert_eq!(written(MOMENT, false, "[TZ]").unwrap(), "[]");
        assert_eq!(written(MOMENT, false, "TZH").unwrap_err().code, Code::Unsupported);
        assert_eq!(written(MOMENT, true, "FXYYYY").unwrap_err().code, Code::Unsupported);
    }
}
