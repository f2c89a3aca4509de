//! The words of a filter.

use chrono::{DateTime, NaiveDate};

use crate::bi::odata::{error::Refused, value::Value};

/// Digits of a number at most.
const DIGITS: usize = 37;

/// A word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name or a keyword.
    Word(String),
    /// A literal.
    Value(Value),
    /// A parenthesis.
    Open,
    /// Its end.
    Close,
    /// A comma.
    Comma,
}

/// The words of a text.
///
/// # Errors
/// If one cannot be read.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Refused> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            ',' => (Token::Comma, &rest[1..]),
            '\'' => text_literal(rest)?,
            '0'..='9' | '-' | '+' => {
                let (word, after) = run(rest, |letter| {
                    letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':' | '+' | '-')
                });
                (Token::Value(number_or_time(word)?), after)
            }
            first if first.is_alphabetic() || first == '_' => {
                let (word, after) = run(rest, |letter| {
                    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '/')
                });
                (word_or_literal(word), after)
            }
            other => {
                return Err(Refused::bad(format!(
                    "the filter has a `{other}` where a word should be"
                )));
            }
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// The longest beginning of such letters, and what follows.
fn run(text: &str, is_one: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|letter| !is_one(letter)).unwrap_or(text.len());
    text.split_at(end)
}

/// A text in quotes; a quote within stands twice.
fn text_literal(rest: &str) -> Result<(Token, &str), Refused> {
    let mut value = String::new();
    let mut rest = &rest[1..];
    loop {
        let Some((before, after)) = rest.split_once('\'') else {
            return Err(Refused::bad("a text of the filter has no closing quote"));
        };
        value.push_str(before);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None => return Ok((Token::Value(Value::Text(value)), after)),
        }
    }
}

fn word_or_literal(word: &str) -> Token {
    match word {
        "null" => Token::Value(Value::Null),
        "true" => Token::Value(Value::Bool(true)),
        "false" => Token::Value(Value::Bool(false)),
        word => Token::Word(word.to_owned()),
    }
}

fn number_or_time(word: &str) -> Result<Value, Refused> {
    if let Some(number) = number(word) {
        return Ok(number);
    }
    let is_day = word.len() == 10;
    if is_day && let Ok(day) = NaiveDate::parse_from_str(word, "%Y-%m-%d") {
        return Ok(Value::Date(day));
    }
    // Seconds may be left out.
    let with_seconds = (word.len() > 16 && word.is_char_boundary(16) && &word[16..17] != ":")
        .then(|| format!("{}:00{}", &word[..16], &word[16..]));
    let time = DateTime::parse_from_rfc3339(with_seconds.as_deref().unwrap_or(word));
    time.map(|time| Value::Time(time.to_utc())).map_err(|_| {
        let shown: String = word.chars().take(40).collect();
        Refused::bad(format!(
            "`{shown}` is neither a number, nor a day (2026-01-31), nor a time \
             (2026-01-31T10:00:00Z)"
        ))
    })
}

/// A number, perhaps with an exponent.
fn number(word: &str) -> Option<Value> {
    let (word, exponent) = match word.split_once(['e', 'E']) {
        Some((word, exponent)) => (word, exponent.parse::<i32>().ok()?),
        None => (word, 0),
    };
    let bare = word.strip_prefix(['+', '-']).unwrap_or(word);
    let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = !whole.is_empty() && is_digits(whole) && is_digits(part);
    if !is_number || bare.ends_with('.') {
        return None;
    }
    let part = part.trim_end_matches('0');
    let digits = format!("{}{part}", whole.trim_start_matches('0'));
    let scale = i32::try_from(part.len()).ok()?.checked_sub(exponent)?;
    let zeros = usize::try_from(-scale).unwrap_or(0);
    if digits.len() + zeros > DIGITS || scale > DIGITS as i32 {
        return None;
    }
    let digits: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let digits = digits.checked_mul(10_i128.checked_pow(u32::try_from(zeros).ok()?)?)?;
    let digits = if word.starts_with('-') { -digits } else { digits };
    let scale = if digits == 0 { 0 } else { i8::try_from(scale.max(0)).ok()? };
    Some(Value::Number(digits, scale))
}
