//! Times out of text, by a template: `to_timestamp('03.02.2026', 'DD.MM.YYYY')`.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{
    template::{Field, Part, parts, unsupported},
    written::MONTHS,
};
use crate::{Code, Failure};

/// What has been read of a time.
#[derive(Default)]
struct Read {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    iso: (Option<i64>, Option<i64>, Option<i64>),
    hour: i64,
    /// Whether the hour is one of twelve, and the half of the day that it is in.
    half: (bool, Option<bool>),
    minute: i64,
    second: i64,
    micros: i64,
    seconds_of_day: Option<i64>,
    is_before: bool,
    /// Minutes by which the time's zone is ahead of UTC.
    ahead: i64,
    behind: bool,
}

/// Reads a moment, in microseconds from 1970.
///
/// # Errors
/// If the text does not fit the template, or the template has a word that is not supported.
pub(super) fn read(text: &str, template: &str) -> Result<i64, Failure> {
    let parts = parts(template)?;
    let (mut rest, mut read) = (text, Read::default());
    for (place, part) in parts.iter().enumerate() {
        if rest.trim().is_empty() {
            // What a text does not reach is left as it is.
            break;
        }
        match part {
            Part::Letter(letter, quoted) => rest = skip(rest, *letter, *quoted),
            Part::Field { field, ordinal, .. } => {
                let is_alone = parts.get(place + 1).is_none_or(|next| !starts_with_digit(next));
                rest = read.take(*field, rest.trim_start(), is_alone)?;
                if ordinal.is_some() {
                    rest = rest.get(2..).unwrap_or_default();
                }
            }
        }
    }
    read.moment(text)
}

/// Whether what a part stands for begins with a digit, so that a number before it has to end.
fn starts_with_digit(part: &Part) -> bool {
    match part {
        Part::Letter(letter, _) => letter.is_ascii_digit(),
        Part::Field { field, .. } => !matches!(
            field,
            Field::MonthName(_)
                | Field::MonthShort(_)
                | Field::DayName(_)
                | Field::DayShort(_)
                | Field::Half(..)
                | Field::Era(..)
                | Field::Roman(_)
                | Field::ZoneHours
        ),
    }
}

/// Passes what stands for a letter of the template: a separator stands for any, and for none.
fn skip(rest: &str, letter: char, quoted: bool) -> &str {
    let is_separator = |letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric();
    if letter.is_whitespace() {
        return rest.trim_start();
    }
    if is_separator(letter) && !quoted {
        let rest = rest.trim_start();
        // A sign may belong to the number that follows.
        return rest.strip_prefix(is_separator).unwrap_or(rest);
    }
    let mut letters = rest.chars();
    letters.next();
    letters.as_str()
}

fn wrong(text: &str, field: &str) -> Failure {
    let message = format!("invalid value \"{text}\" for \"{field}\"");
    Failure::new(Code::Moment, message)
}

/// A number of at most so many digits, and what follows it.
fn number<'a>(rest: &'a str, most: usize, field: &str) -> Result<(i64, usize, &'a str), Failure> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at(digits);
    let shown = || rest.chars().take(most.min(10)).collect::<String>();
    let number = number.parse().map_err(|_| wrong(&shown(), field))?;
    Ok((number, digits, after))
}

impl Read {
    /// Takes a field from the beginning of a text, and gives what follows.
    fn take<'a>(
        &mut self,
        field: Field,
        rest: &'a str,
        is_alone: bool,
    ) -> Result<&'a str, Failure> {
        let most = |digits: usize| if is_alone { 18 } else { digits };
        let plain = |digits: usize, name: &str| number(rest, most(digits), name);
        let (value, after) = match field {
            Field::Year(digits) | Field::IsoYear(digits) => {
                let (value, found, after) = plain(digits, "YYYY")?;
                let year =
                    if found < 4 && digits < 4 || found <= 2 { near(value, found) } else { value };
                let slot =
                    if matches!(field, Field::Year(_)) { &mut self.year } else { &mut self.iso.0 };
                *slot = Some(year);
                return Ok(after);
            }
            Field::MonthName(_) | Field::MonthShort(_) => return self.month_name(rest),
            Field::DayName(_) | Field::DayShort(_) => {
                return Ok(rest.trim_start_matches(|letter: char| letter.is_alphabetic()));
            }
            Field::Half(..) | Field::Era(..) => return self.word(field, rest),
            Field::ZoneHours => return self.zone(rest),
            Field::Millisecond => return self.fraction(rest, 3, most(3)),
            Field::Fraction(digits) => return self.fraction(rest, digits, most(digits)),
            Field::Month => two(plain(2, "MM")?),
            Field::Day => two(plain(2, "DD")?),
            Field::Hour12 => two(plain(2, "HH12")?),
            Field::Hour24 => two(plain(2, "HH24")?),
            Field::Minute => two(plain(2, "MI")?),
            Field::Second => two(plain(2, "SS")?),
            Field::DayOfYear => two(plain(3, "DDD")?),
            Field::IsoWeek => two(plain(2, "IW")?),
            Field::IsoDayOfWeek => two(number(rest, 1, "ID")?),
            Field::SecondsOfDay => two(plain(5, "SSSS")?),
            Field::ZoneMinutes => two(number(rest, 2, "TZM")?),
            // PostgreSQL reads a quarter and forgets it.
            Field::Quarter => return Ok(number(rest, 1, "Q")?.2),
            _ => return Err(unsupported("of this kind when it is read")),
        };
        self.set(field, value);
        Ok(after)
    }

    fn set(&mut self, field: Field, value: i64) {
        match field {
            Field::Month => self.month = Some(value),
            Field::Day => self.day = Some(value),
            Field::Hour12 => (self.hour, self.half.0) = (value, true),
            Field::Hour24 => (self.hour, self.half.0) = (value, false),
            Field::Minute => self.minute = value,
            Field::Second => self.second = value,
            Field::DayOfYear => self.day_of_year = Some(value),
            Field::IsoWeek => self.iso.1 = Some(value),
            Field::IsoDayOfWeek => self.iso.2 = Some(value),
            Field::SecondsOfDay => self.seconds_of_day = Some(value),
            Field::ZoneMinutes => self.ahead += if self.behind { -value } else { value },
            _ => {}
        }
    }

    fn month_name<'a>(&mut self, rest: &'a str) -> Result<&'a str, Failure> {
        let begins = |name: &str| {
            rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        // The whole name, or else its three letters.
        for length in [usize::MAX, 3] {
            for (place, name) in MONTHS.iter().enumerate() {
                let name = &name[..length.min(name.len())];
                if begins(name) {
                    self.month = i64::try_from(place + 1).ok();
                    return Ok(&rest[name.len()..]);
                }
            }
        }
        Err(wrong(&rest.chars().take(9).collect::<String>(), "Month"))
    }

    /// `AM`, `PM`, `BC` and their like.
    fn word<'a>(&mut self, field: Field, rest: &'a str) -> Result<&'a str, Failure> {
        let known = match field {
            Field::Half(..) => [("a.m.", false), ("am", false), ("p.m.", true), ("pm", true)],
            _ => [("a.d.", false), ("ad", false), ("b.c.", true), ("bc", true)],
        };
        let begins = |word: &str| {
            rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        let (word, is_second) = known
            .into_iter()
            .find(|(word, _)| begins(word))
            .ok_or_else(|| wrong(&rest.chars().take(4).collect::<String>(), "AM"))?;
        match field {
            Field::Half(..) => self.half.1 = Some(is_second),
            _ => self.is_before = is_second,
        }
        Ok(&rest[word.len()..])
    }

    fn zone<'a>(&mut self, rest: &'a str) -> Result<&'a str, Failure> {
        self.behind = rest.starts_with('-');
        let (hours, _, after) = number(rest.trim_start_matches(['+', '-']), 2, "TZH")?;
        self.ahead = hours * if self.behind { -60 } else { 60 };
        Ok(after)
    }

    /// Digits after the point of a second.
    fn fraction<'a>(
        &mut self,
        rest: &'a str,
        digits: usize,
        most: usize,
    ) -> Result<&'a str, Failure> {
        let (value, found, after) = number(rest, most, "fraction")?;
        if found > 6 || found > digits {
            return Err(wrong(&rest[..found], "fraction"));
        }
        self.micros = value * 10_i64.pow(6 - u32::try_from(found).unwrap_or(6));
        Ok(after)
    }

    fn day(&self) -> Option<NaiveDate> {
        let small = |value: i64| u32::try_from(value).ok();
        if let (Some(year), Some(week), _) = self.iso {
            let day = chrono::Weekday::try_from(
                u8::try_from(self.iso.2.unwrap_or(1)).ok()?.checked_sub(1)?,
            );
            return NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, small(week)?, day.ok()?);
        }
        // Without a year, it is the one before the first.
        let year = match (self.year, self.is_before) {
            (Some(year), true) => 1 - year,
            (Some(0) | None, false) => 0,
            (Some(year), false) => year,
            (None, true) => 0,
        };
        let year = i32::try_from(year).ok()?;
        match self.day_of_year {
            Some(day) => NaiveDate::from_yo_opt(year, small(day)?),
            None => {
                let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
                NaiveDate::from_ymd_opt(year, small(month)?, small(day)?)
            }
        }
    }

    fn moment(&self, text: &str) -> Result<i64, Failure> {
        let outside = || {
            let message = format!("date/time field value out of range: \"{text}\"");
            Failure::new(Code::MomentRange, message)
        };
        let day = self.day().ok_or_else(outside)?;
        let hour = match self.half {
            (true, _) | (_, Some(_)) if !(1..=12).contains(&self.hour) && self.hour != 0 => {
                return Err(Failure::new(
                    Code::Moment,
                    format!("hour \"{}\" is invalid for the 12-hour clock", self.hour),
                ));
            }
            (_, Some(true)) if self.hour < 12 => self.hour + 12,
            (_, Some(false)) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let small = |value: i64| u32::try_from(value).ok();
        let time = match self.seconds_of_day {
            Some(seconds) => NaiveTime::from_num_seconds_from_midnight_opt(
                small(seconds).ok_or_else(outside)?,
                0,
            ),
            None => small(hour)
                .zip(small(self.minute))
                .zip(small(self.second))
                .and_then(|((hour, minute), second)| NaiveTime::from_hms_opt(hour, minute, second)),
        };
        let time = NaiveDateTime::new(day, time.ok_or_else(outside)?).and_utc();
        Ok(time.timestamp_micros() + self.micros - self.ahead * 60_000_000)
    }
}

fn two(read: (i64, usize, &str)) -> (i64, &str) {
    (read.0, read.2)
}

/// The year that is meant by its last digits: the one next to 2020.
fn near(year: i64, digits: usize) -> i64 {
    match digits {
        0..=2 if year < 70 => year + 2_000,
        0..=2 => year + 1_900,
        3 if (100..520).contains(&year) => year + 2_000,
        3 if year >= 520 => year + 1_000,
        _ => year,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::written::written, *};

    #[test]
    fn times_are_read_as_postgresql_reads_them() {
        for (text, template, wanted) in [
            ("2026-02-03", "YYYY-MM-DD", "2026-02-03 00:00:00.000000"),
            (
                "2025-11-01 00:00:00.000000",
                "YYYY-MM-DD HH24:MI:SS.US",
                "2025-11-01 00:00:00.000000",
            ),
            ("03.02.26", "DD.MM.YY", "2026-02-03 00:00:00.000000"),
            ("20260203", "YYYYMMDD", "2026-02-03 00:00:00.000000"),
            ("3 Feb 2026", "DD Mon YYYY", "2026-02-03 00:00:00.000000"),
            ("February 3, 2026", "Month DD, YYYY", "2026-02-03 00:00:00.000000"),
            ("2026-02-03 4:05 PM", "YYYY-MM-DD HH:MI AM", "2026-02-03 16:05:00.000000"),
            (
                "2026-02-03T04:05:06.12",
                "YYYY-MM-DD\"T\"HH24:MI:SS.MS",
                "2026-02-03 04:05:06.120000",
            ),
            ("2026-02-03 04:05 +02", "YYYY-MM-DD HH24:MI TZH", "2026-02-03 02:05:00.000000"),
            ("2026-034", "YYYY-DDD", "2026-02-03 00:00:00.000000"),
            ("2026-06-2", "IYYY-IW-ID", "2026-02-03 00:00:00.000000"),
            ("2026", "YYYY-MM-DD", "2026-01-01 00:00:00.000000"),
            ("2026/02/03", "YYYY-MM-DD", "2026-02-03 00:00:00.000000"),
        ] {
            let micros = read(text, template).unwrap();
            let found = written(micros, true, "YYYY-MM-DD HH24:MI:SS.US").unwrap();
            assert_eq!(found, wanted, "{text} {template}");
        }
        let code = |text, template| read(text, template).unwrap_err().code;
        assert_eq!(code("2026-02-30", "YYYY-MM-DD"), Code::MomentRange);
        assert_eq!(code("2026-xx-01", "YYYY-MM-DD"), Code::Moment);
        assert_eq!(code("2026-02-03 13:00 PM", "YYYY-MM-DD HH12:MI AM"), Code::Moment);
        assert_eq!(code("5", "J"), Code::Unsupported);
    }
}
