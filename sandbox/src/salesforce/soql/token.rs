//! Cuts a query into tokens; strings keep their escapes, since LIKE reads them differently.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::error::SoqlError;

/// One token, and the byte where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spot {
    pub(crate) token: Token,
    pub(crate) at: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A keyword, name or dotted path.
    Word(String),
    /// The inside of a quoted string, escapes untouched.
    Quoted(String),
    Number(Decimal),
    Date(NaiveDate),
    Datetime(DateTime<Utc>),
    Symbol(&'static str),
    End,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(text) | Self::Quoted(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Datetime(time) => time.fmt(f),
            Self::Symbol(symbol) => f.write_str(symbol),
            Self::End => f.write_str("<EOF>"),
        }
    }
}

const SYMBOLS: [&str; 11] = ["!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ":"];

/// All tokens of the text, ending with [`Token::End`].
pub(crate) fn tokens(source: &str) -> Result<Vec<Spot>, SoqlError> {
    let mut spots = Vec::new();
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = if first == '\'' {
            quoted(rest).map_err(|error| error.at(at))?
        } else if first.is_ascii_digit() || matches!(first, '+' | '-' | '.') {
            numeric(rest, at)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = span(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
            (Token::Word(rest[..length].to_owned()), length)
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (Token::Symbol(symbol), symbol.len())
        } else {
            return Err(SoqlError::unexpected(at, &first.to_string()));
        };
        spots.push(Spot { token, at });
        at += length;
    }
    spots.push(Spot { token: Token::End, at: source.len() });
    Ok(spots)
}

fn span(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn quoted(rest: &str) -> Result<(Token, usize), SoqlError> {
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => return Ok((Token::Quoted(rest[1..index].to_owned()), index + 1)),
            '\n' | '\r' => break,
            _ => {}
        }
    }
    Err(SoqlError::new(
        "MALFORMED_QUERY",
        "unexpected end of string: close it with ', and write a line break as \\n",
    ))
}

fn numeric(rest: &str, at: usize) -> Result<(Token, usize), SoqlError> {
    let length = span(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | ':'));
    let text = &rest[..length];
    let token = if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Token::Date(date)
    } else if let Some(time) = datetime(text) {
        Token::Datetime(time)
    } else if let Ok(number) = text.strip_prefix('+').unwrap_or(text).parse::<Decimal>() {
        Token::Number(number)
    } else {
        return Err(SoqlError::unexpected(at, text));
    };
    Ok((token, length))
}

/// A datetime literal needs an offset: `Z`, `+01:00` or `+0100`.
pub(crate) fn datetime(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .ok()
        .map(|time| time.with_timezone(&Utc))
}

/// One character of a string literal; `escaped` tells `\%` from `%`, which matters to LIKE alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) c: char,
    pub(crate) escaped: bool,
}

/// Resolves the escapes of a string literal. A backslash anywhere else is an error, as are `\_` and
/// `\%` outside LIKE.
pub(crate) fn letters(raw: &str, at: usize, like: bool) -> Result<Vec<Letter>, SoqlError> {
    let illegal = |sequence: &str| {
        SoqlError::malformed(
            at,
            format!(
                "Invalid string literal '{raw}'. Illegal character sequence '{sequence}' in string literal."
            ),
        )
    };
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(Letter { c, escaped: false });
            continue;
        }
        let next = rest.next().ok_or_else(|| illegal("\\"))?;
        let c = match next {
            'n' | 'N' => '\n',
            'r' | 'R' => '\r',
            't' | 'T' => '\t',
            'b' | 'B' => '\u{8}',
            'f' | 'F' => '\u{c}',
            '"' | '\'' | '\\' => next,
            '_' | '%' if like => next,
            'u' => {
                let digits: String = rest.by_ref().take(4).collect();
                u32::from_str_radix(&digits, 16)
                    .ok()
                    .filter(|_| digits.len() == 4)
                    .and_then(char::from_u32)
                    .ok_or_else(|| illegal(&format!("\\u{digits}")))?
            }
            other => return Err(illegal(&format!("\\{other}"))),
        };
        out.push(Letter { c, escaped: true });
    }
    Ok(out)
}
