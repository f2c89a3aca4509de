//! Templates by which times are written and read: `YYYY-MM-DD HH24:MI`.

use crate::{Code, Failure};

/// A part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Hour12,
    Hour24,
    Minute,
    Second,
    Millisecond,
    /// So many digits of a second.
    Fraction(usize),
    SecondsOfDay,
    /// In small letters, and with points.
    Half(bool, bool),
    /// So many last digits of a year.
    Year(usize),
    /// With a comma after the thousands.
    YearComma,
    /// So many last digits of the year of an ISO week.
    IsoYear(usize),
    /// In small letters, and with points.
    Era(bool, bool),
    Month,
    MonthName(Case),
    MonthShort(Case),
    DayName(Case),
    DayShort(Case),
    Day,
    DayOfYear,
    DayOfWeek,
    IsoDayOfWeek,
    IsoDayOfYear,
    WeekOfMonth,
    WeekOfYear,
    IsoWeek,
    Century,
    Julian,
    Quarter,
    /// In small letters.
    Roman(bool),
    /// In small letters.
    Zone(bool),
    ZoneHours,
    ZoneMinutes,
    Offset,
}

/// The case of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Upper,
    Title,
    Lower,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A part of a time, without padding if `bare`, and with `TH` after it or `th`.
    Field { field: Field, bare: bool, ordinal: Option<Case> },
    /// A letter that stands for itself, in quotes or not.
    Letter(char, bool),
}

use Case::{Lower, Title, Upper};
use Field::*;

/// The words of templates; of two that begin alike, the longer one first.
const WORDS: &[(&str, Field)] = &[
    ("A.D.", Era(false, true)),
    ("AD", Era(false, false)),
    ("A.M.", Half(false, true)),
    ("AM", Half(false, false)),
    ("B.C.", Era(false, true)),
    ("BC", Era(false, false)),
    ("CC", Century),
    ("DAY", DayName(Upper)),
    ("Day", DayName(Title)),
    ("day", DayName(Lower)),
    ("DDD", DayOfYear),
    ("DD", Day),
    ("DY", DayShort(Upper)),
    ("Dy", DayShort(Title)),
    ("dy", DayShort(Lower)),
    ("D", DayOfWeek),
    ("FF1", Fraction(1)),
    ("FF2", Fraction(2)),
    ("FF3", Fraction(3)),
    ("FF4", Fraction(4)),
    ("FF5", Fraction(5)),
    ("FF6", Fraction(6)),
    ("HH24", Hour24),
    ("HH12", Hour12),
    ("HH", Hour12),
    ("IDDD", IsoDayOfYear),
    ("ID", IsoDayOfWeek),
    ("IW", IsoWeek),
    ("IYYY", IsoYear(4)),
    ("IYY", IsoYear(3)),
    ("IY", IsoYear(2)),
    ("I", IsoYear(1)),
    ("J", Julian),
    ("MI", Minute),
    ("MM", Month),
    ("MONTH", MonthName(Upper)),
    ("Month", MonthName(Title)),
    ("month", MonthName(Lower)),
    ("MON", MonthShort(Upper)),
    ("Mon", MonthShort(Title)),
    ("mon", MonthShort(Lower)),
    ("MS", Millisecond),
    ("OF", Offset),
    ("P.M.", Half(false, true)),
    ("PM", Half(false, false)),
    ("Q", Quarter),
    ("RM", Roman(false)),
    ("rm", Roman(true)),
    ("SSSSS", SecondsOfDay),
    ("SSSS", SecondsOfDay),
    ("SS", Second),
    ("TZH", ZoneHours),
    ("TZM", ZoneMinutes),
    ("TZ", Zone(false)),
    ("tz", Zone(true)),
    ("US", Fraction(6)),
    ("WW", WeekOfYear),
    ("W", WeekOfMonth),
    ("Y,YYY", YearComma),
    ("YYYY", Year(4)),
    ("YYY", Year(3)),
    ("YY", Year(2)),
    ("Y", Year(1)),
    ("a.d.", Era(true, true)),
    ("ad", Era(true, false)),
    ("a.m.", Half(true, true)),
    ("am", Half(true, false)),
    ("b.c.", Era(true, true)),
    ("bc", Era(true, false)),
    ("p.m.", Half(true, true)),
    ("pm", Half(true, false)),
];

/// Words that may also stand in small letters only, and mean the same then.
fn word(rest: &str) -> Option<(usize, Field)> {
    let found = WORDS.iter().find(|(word, field)| {
        let has_case = matches!(
            field,
            Era(..)
                | Half(..)
                | DayName(_)
                | DayShort(_)
                | MonthName(_)
                | MonthShort(_)
                | Roman(_)
                | Zone(_)
        );
        rest.starts_with(word) || (!has_case && rest.starts_with(&word.to_lowercase()))
    });
    found.map(|(word, field)| (word.len(), *field))
}

/// The parts of a template.
///
/// # Errors
/// If it has a word that is not supported.
pub(super) fn parts(template: &str) -> Result<Vec<Part>, Failure> {
    let mut parts = Vec::new();
    let (mut rest, mut bare) = (template, false);
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = ["FM", "fm", "TM", "tm"].iter().find_map(|it| rest.strip_prefix(it)) {
            // Names are English here, so that TM only takes their padding away.
            (rest, bare) = (after, true);
            continue;
        }
        if rest.starts_with("FX") || rest.starts_with("fx") {
            return Err(unsupported("FX"));
        }
        if let Some((length, field)) = word(rest) {
            rest = &rest[length..];
            let ordinal = [("TH", Upper), ("th", Lower)];
            let ordinal = ordinal.into_iter().find(|(text, _)| rest.starts_with(text));
            if ordinal.is_some() {
                rest = &rest[2..];
            }
            parts.push(Part::Field { field, bare, ordinal: ordinal.map(|(_, case)| case) });
            bare = false;
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        match letter {
            '"' => rest = quoted(rest, &mut parts),
            '\\' if rest.starts_with('"') => {
                parts.push(Part::Letter('"', true));
                rest = &rest[1..];
            }
            letter => parts.push(Part::Letter(letter, false)),
        }
    }
    Ok(parts)
}

/// Takes what stands before the next quote; a backslash takes the meaning from a letter.
fn quoted<'a>(text: &'a str, parts: &mut Vec<Part>) -> &'a str {
    let mut letters = text.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return &text[place + 1..],
            '\\' => {
                parts.extend(letters.next().map(|(_, letter)| Part::Letter(letter, true)));
            }
            letter => parts.push(Part::Letter(letter, true)),
        }
    }
    ""
}

/// The refusal of a word of a template.
pub(super) fn unsupported(word: &str) -> Failure {
    let message = format!("the template pattern \"{word}\" is not supported");
    Failure::new(Code::Unsupported, message)
}
