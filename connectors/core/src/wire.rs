//! JSON as vendors send it: repairs what JSON forbids, so that one bad character costs that
//! character and not the whole answer.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

/// Reads JSON. A body that is not valid is repaired and read again: half a surrogate pair, bytes
/// that are not UTF-8, control characters and unknown escapes within a text become U+FFFD (or the
/// character that they plainly mean), a number that JSON does not have (`NaN`, `Infinity`) becomes
/// null, and a byte order mark is dropped.
///
/// # Errors
/// What JSON's own reader said of the body as it came, if the repaired one is invalid as well.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(body)
        .or_else(|error| serde_json::from_str(&repaired(body)).map_err(|_| error))
}

/// The text of a body: UTF-8 without a byte order mark. Bytes that are none become U+FFFD.
pub fn text(body: &[u8]) -> Cow<'_, str> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    String::from_utf8_lossy(body)
}

/// What takes the place of a character that cannot be read.
const LOST: char = char::REPLACEMENT_CHARACTER;

fn repaired(body: &[u8]) -> String {
    let joined = joined_surrogates(body);
    let mut repair = Repair { rest: &text(&joined), out: String::with_capacity(joined.len()) };
    while let Some(char) = repair.rest.chars().next() {
        match char {
            '"' => repair.quoted(),
            '-' | '+' | '.' => repair.word(),
            char if char.is_ascii_alphanumeric() => repair.word(),
            char => repair.keep(char),
        }
    }
    repair.out
}

/// UTF-8 out of CESU-8, in which some databases write characters outside of the basic plane: as
/// two surrogates of three bytes each.
fn joined_surrogates(body: &[u8]) -> Cow<'_, [u8]> {
    let half = |bytes: &[u8], first: u8| match bytes {
        [0xed, high, low, ..] if high & 0xf0 == first && low & 0xc0 == 0x80 => {
            Some(0xd000 | u32::from(high & 0x3f) << 6 | u32::from(low & 0x3f))
        }
        _ => None,
    };
    if !body.windows(2).any(|pair| pair[0] == 0xed && pair[1] >= 0xa0) {
        return Cow::Borrowed(body);
    }
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, behind @ ..] = rest {
        match (half(rest, 0xa0), rest.get(3..).and_then(|rest| half(rest, 0xb0))) {
            (Some(high), Some(low)) => {
                let char = joined(high, low).unwrap_or(LOST);
                out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[6..];
            }
            // One half alone: three bytes of one character that is lost.
            _ if half(rest, 0xa0).or(half(rest, 0xb0)).is_some() => {
                out.extend_from_slice(LOST.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[3..];
            }
            _ => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    Cow::Owned(out)
}

fn joined(high: u32, low: u32) -> Option<char> {
    let (0xd800..0xdc00, 0xdc00..0xe000) = (high, low) else { return None };
    char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
}

struct Repair<'a> {
    rest: &'a str,
    out: String,
}

impl Repair<'_> {
    fn keep(&mut self, char: char) {
        self.out.push(char);
        self.rest = &self.rest[char.len_utf8()..];
    }

    fn put(&mut self, char: char, read: usize) {
        self.out.push(char);
        self.rest = &self.rest[read..];
    }

    /// A bare word or number: stays if JSON has it, else becomes null.
    fn word(&mut self) {
        let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '+' | '.');
        let end = self.rest.find(|char| !is_part(char)).unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        let is_known = serde_json::from_str::<serde::de::IgnoredAny>(word).is_ok();
        self.out.push_str(if is_known { word } else { "null" });
        self.rest = &self.rest[end..];
    }

    /// A text in quotes.
    fn quoted(&mut self) {
        self.keep('"');
        while let Some(char) = self.rest.chars().next() {
            match char {
                '"' => return self.keep('"'),
                '\\' => self.escape(),
                '\n' => self.control("\\n"),
                '\r' => self.control("\\r"),
                '\t' => self.control("\\t"),
                char if char < ' ' => self.put(LOST, 1),
                char => self.keep(char),
            }
        }
    }

    fn control(&mut self, escaped: &str) {
        self.out.push_str(escaped);
        self.rest = &self.rest[1..];
    }

    /// An escape, with its backslash.
    fn escape(&mut self) {
        let Some(kind) = self.rest[1..].chars().next() else { return self.put(LOST, 1) };
        match kind {
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {
                self.keep('\\');
                self.keep(kind);
            }
            'u' => self.code_unit(),
            '\'' => self.put('\'', 2),
            kind => self.put(LOST, 1 + kind.len_utf8()),
        }
    }

    /// `\uXXXX`: stays if it is a character, or half of one whose other half follows.
    fn code_unit(&mut self) {
        let unit = |from: usize| {
            let escape = self.rest.get(from..from + 6)?.strip_prefix("\\u")?;
            let is_hex = escape.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex.then(|| u32::from_str_radix(escape, 16).ok())?
        };
        let whole = match (unit(0), unit(6)) {
            (None, _) => None,
            (Some(high), Some(low)) if joined(high, low).is_some() => Some(12),
            (Some(unit), _) => char::from_u32(unit).map(|_| 6),
        };
        match whole {
            Some(length) => {
                self.out.push_str(&self.rest[..length]);
                self.rest = &self.rest[length..];
            }
            None if unit(0).is_some() => self.put(LOST, 6),
            None => {
                let digits = self.rest[2..].bytes().take(4);
                let digits = digits.take_while(u8::is_ascii_hexdigit).count();
                self.put(LOST, 2 + digits);
            }
        }
    }
}

#[cfg(test)]
mod tests;
