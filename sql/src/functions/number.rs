//! Numbers as text, by a template: `to_char(12.5, 'FM999990.00')`.

use super::template::unsupported;
use crate::{Code, Failure};

/// The most places of a template.
const PLACES: usize = 60;

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Nine,
    Zero,
    Point,
    Comma,
    /// A sign where it stands: below zero, above it, either.
    Minus,
    Plus,
    Sign,
    /// `S` and `PR` stand for themselves only in the template as a whole.
    Elsewhere,
    Letter(char),
}

/// A template that has been read.
#[derive(Debug, Default)]
struct Template {
    parts: Vec<Part>,
    /// Places before the point, and after it.
    whole: usize,
    after: usize,
    has_point: bool,
    /// `FM`: nothing is padded.
    bare: bool,
    /// The place of the first zero before the point.
    zero: Option<usize>,
    /// The places up to the last zero.
    zero_end: usize,
    /// `S`: the sign of the locale, before the number, or after it.
    signed: Option<bool>,
    /// `PR`: angle brackets around what is below zero.
    brackets: bool,
}

impl Template {
    fn of(template: &str) -> Result<Self, Failure> {
        let mut read = Self::default();
        let mut rest = template;
        while let Some(letter) = rest.chars().next() {
            let word: String = rest.chars().take(4).map(|it| it.to_ascii_uppercase()).collect();
            let length = match &*word {
                word if word.starts_with("FM") => {
                    read.bare = true;
                    2
                }
                word if word.starts_with("MI") => read.push(Part::Minus, 2),
                word if word.starts_with("PL") => read.push(Part::Plus, 2),
                word if word.starts_with("SG") => read.push(Part::Sign, 2),
                word if word.starts_with("PR") => {
                    read.brackets = true;
                    read.push(Part::Elsewhere, 2)
                }
                "EEEE" => return Err(unsupported("EEEE")),
                word if word.starts_with("RN") || word.starts_with("TH") => {
                    return Err(unsupported(&word[..2]));
                }
                word => read.letter(letter, word.as_bytes().first().copied(), rest)?,
            };
            rest = &rest[length..];
        }
        if read.whole + read.after > PLACES {
            return Err(Failure::new(Code::TooComplex, "the template has too many places"));
        }
        Ok(read)
    }

    fn push(&mut self, part: Part, length: usize) -> usize {
        self.parts.push(part);
        length
    }

    /// Takes a word of one letter, or a letter that stands for itself.
    fn letter(&mut self, letter: char, upper: Option<u8>, rest: &str) -> Result<usize, Failure> {
        let part = match upper {
            Some(b'9') => {
                *(if self.has_point { &mut self.after } else { &mut self.whole }) += 1;
                Part::Nine
            }
            Some(b'0') => {
                if !self.has_point {
                    self.zero.get_or_insert(self.whole);
                }
                *(if self.has_point { &mut self.after } else { &mut self.whole }) += 1;
                self.zero_end = self.whole + self.after;
                Part::Zero
            }
            Some(b'.' | b'D') => {
                if self.has_point {
                    let message = "multiple decimal points";
                    return Err(Failure::new(Code::Syntax, message));
                }
                self.has_point = true;
                Part::Point
            }
            // Thousands are parted by nothing in the C locale, but by a comma in the template.
            Some(b',') => Part::Comma,
            Some(b'S') => {
                self.signed = Some(self.whole == 0);
                Part::Elsewhere
            }
            Some(b'G' | b'L' | b'V') => return Err(unsupported(&letter.to_string())),
            Some(b'"') => {
                let inner = &rest[1..];
                let end = inner.find('"').unwrap_or(inner.len());
                self.parts.extend(inner[..end].chars().map(Part::Letter));
                return Ok((end + 2).min(rest.len()));
            }
            _ => Part::Letter(letter),
        };
        Ok(self.push(part, letter.len_utf8()))
    }
}

/// A number with so many of its digits after the point, as text.
///
/// # Errors
/// If the template has a word that is not supported.
pub(super) fn written(digits: i128, scale: i8, template: &str) -> Result<String, Failure> {
    let template = Template::of(template)?;
    let text = rounded(digits, scale, template.after)?;
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)), text),
        None => (false, &*text),
    };
    Writer::new(&template, negative, text).written()
}

/// A number rounded half away from zero, with exactly so many digits after the point.
fn rounded(digits: i128, scale: i8, after: usize) -> Result<String, Failure> {
    let range = || Failure::new(Code::Range, "the number has too many digits");
    let places = i32::try_from(after).map_err(|_| range())?;
    let shift = places - i32::from(scale);
    let power = |by: i32| 10_i128.checked_pow(by.unsigned_abs());
    let value = if shift >= 0 {
        power(shift).and_then(|by| digits.checked_mul(by)).ok_or_else(range)?
    } else {
        match power(shift) {
            Some(by) => {
                let (whole, rest) = (digits / by, digits % by);
                whole + if rest.abs() >= by - rest.abs() { digits.signum() } else { 0 }
            }
            None => 0,
        }
    };
    let sign = if value < 0 { "-" } else { "" };
    let text = format!("{:0>1$}", value.unsigned_abs(), after + 1);
    let (whole, part) = text.split_at(text.len() - after);
    let point = if after > 0 { "." } else { "" };
    Ok(format!("{sign}{whole}{point}{part}"))
}

/// Writes a number into a template, place by place, as PostgreSQL does.
struct Writer<'a> {
    template: &'a Template,
    negative: bool,
    number: Vec<u8>,
    /// The next of the number's characters.
    at: usize,
    /// Places that the number does not reach.
    spare: usize,
    place: usize,
    /// The last character that is written, if those after it are left out.
    last: Option<usize>,
    sign_written: bool,
    sign_after: bool,
    begun: bool,
    ended: bool,
    out: String,
}

impl<'a> Writer<'a> {
    fn new(template: &'a Template, negative: bool, text: &str) -> Self {
        let length = text.find('.').unwrap_or(text.len());
        let number = if length > template.whole {
            let point = if template.has_point { "." } else { "" };
            format!("{}{point}{}", "#".repeat(template.whole), "#".repeat(template.after))
        } else {
            text.to_owned()
        };
        let spare = template.whole.saturating_sub(length);
        let own_sign = template.parts.iter().any(|part| matches!(part, Part::Minus | Part::Sign));
        let mut writer = Self {
            template,
            negative,
            number: number.into_bytes(),
            at: 0,
            spare,
            place: 0,
            last: None,
            sign_written: own_sign || (!negative && template.bare && template.signed.is_none()),
            sign_after: template.signed == Some(false),
            begun: false,
            ended: false,
            out: String::new(),
        };
        if template.bare && template.has_point {
            writer.last = Some(writer.last_relevant());
        }
        writer
    }

    /// The last digit that means something, or the point; zeros of the template are kept.
    fn last_relevant(&self) -> usize {
        let point = self.number.iter().position(|byte| *byte == b'.').unwrap_or(self.number.len());
        let digit = self.number.iter().rposition(|byte| *byte != b'0').unwrap_or(0).max(point);
        let kept = self.template.zero_end.saturating_sub(self.spare);
        if self.template.zero_end > self.spare {
            digit.max(kept.min(self.number.len().saturating_sub(1)))
        } else {
            digit
        }
    }

    fn written(mut self) -> Result<String, Failure> {
        for part in &self.template.parts {
            match part {
                Part::Nine | Part::Zero | Part::Point => self.digit(*part),
                Part::Comma if self.begun => self.out.push(','),
                Part::Comma => self.pad(),
                Part::Minus if self.negative => self.out.push('-'),
                Part::Plus if !self.negative => self.out.push('+'),
                Part::Minus | Part::Plus => self.pad(),
                Part::Sign => self.out.push(if self.negative { '-' } else { '+' }),
                Part::Letter(letter) => self.out.push(*letter),
                Part::Elsewhere => {}
            }
        }
        Ok(self.out)
    }

    fn pad(&mut self) {
        if !self.template.bare {
            self.out.push(' ');
        }
    }

    fn last_is_point(&self) -> bool {
        self.last.is_some_and(|last| self.number.get(last) == Some(&b'.'))
    }

    /// Whether a zero stands before the point that is not written: `.5`.
    fn is_bare_zero(&self) -> bool {
        self.template.zero.is_none()
            && self.at == 0
            && self.number.first() == Some(&b'0')
            && self.template.after > 0
    }

    fn sign(&mut self) {
        let is_zero = self.template.zero == Some(self.place);
        let reached = self.place >= self.spare || is_zero;
        if self.sign_written || !reached || (self.is_bare_zero() && !self.last_is_point()) {
            return;
        }
        match (self.template.signed, self.template.brackets, self.negative) {
            (Some(true), ..) => self.out.push(if self.negative { '-' } else { '+' }),
            (Some(false), ..) => return,
            (None, true, true) => self.out.push('<'),
            (None, true, false) | (None, false, false) => self.pad(),
            (None, false, true) => self.out.push('-'),
        }
        self.sign_written = true;
    }

    fn digit(&mut self, part: Part) {
        self.sign();
        let zero = self.template.zero.is_some_and(|zero| zero <= self.place);
        if self.place < self.spare {
            if zero {
                self.out.push('0');
                self.begun = true;
            } else {
                self.pad();
            }
        } else {
            self.character(part);
            self.at += 1;
        }
        self.place += 1;
        let places =
            self.template.whole + self.template.after + usize::from(self.template.has_point);
        let ends = self.last.is_some_and(|last| last + 1 == self.at) || self.place == places;
        if ends && !std::mem::replace(&mut self.ended, true) {
            self.end();
        }
    }

    fn character(&mut self, part: Part) {
        let Some(byte) = self.number.get(self.at).copied() else { return };
        if byte == b'.' {
            self.out.push('.');
        } else if self.is_bare_zero() {
            if self.template.bare && self.last_is_point() {
                self.out.push('0');
            } else {
                self.pad();
            }
        } else if part == Part::Zero || self.last.is_none_or(|last| self.at <= last) {
            self.out.push(byte.into());
            self.begun = true;
        }
    }

    /// What stands after the last digit.
    fn end(&mut self) {
        if self.template.brackets && self.sign_written {
            if self.negative {
                self.out.push('>');
            } else {
                self.pad();
            }
        } else if self.sign_after {
            self.out.push(if self.negative { '-' } else { '+' });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_postgresql_writes_them() {
        for line in include_str!("numbers.txt").lines() {
            let [number, template, wanted] = line.split('|').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let scale = number.split_once('.').map_or(0, |(_, part)| part.len());
            let digits: i128 = number.replace('.', "").parse().unwrap();
            let found = written(digits, i8::try_from(scale).unwrap(), template).unwrap();
            assert_eq!(found, wanted, "{number} as {template}");
        }
        // Letters beside words: their capitals have other lengths.
        for template in ["9Mı", "ſ9", "9ŉ"] {
            assert!(written(12, 0, template).is_ok(), "{template}");
        }
        for template in ["9.9EEEE", "RN", "L999", "9G999", "99V9", "99TH"] {
            assert_eq!(written(12, 0, template).unwrap_err().code, Code::Unsupported);
        }
    }
}
