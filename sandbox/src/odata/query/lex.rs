//! Cuts an expression into tokens.

use super::literal::Literal;
use crate::odata::store::Version;

/// A piece of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::odata) enum Token {
    Open,
    Close,
    Comma,
    /// Only in keys.
    Equals,
    /// A name, a path, an operator or a function: which one, its place tells.
    Word(String),
    Literal(Literal),
}

/// The tokens of a text, or what is wrong with it.
pub(in crate::odata) fn lex(text: &str, version: Version) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let single = match first {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            ',' => Some(Token::Comma),
            '=' => Some(Token::Equals),
            _ => None,
        };
        let (token, after) = match single {
            Some(token) => (token, &rest[1..]),
            None if first == '\'' => {
                let (text, after) = quoted(&rest[1..])?;
                (Token::Literal(Literal::Text(text)), after)
            }
            None => run(rest, version)?,
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// The text up to the closing quote, doubled quotes as one, and what follows.
fn quoted(text: &str) -> Result<(String, &str), String> {
    let (mut value, mut rest) = (String::new(), text);
    loop {
        let (part, after) = rest.split_once('\'').ok_or("A quote is not closed.")?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None => return Ok((value, after)),
        }
    }
}

/// A word or a literal that begins with something else than a quote.
fn run(text: &str, version: Version) -> Result<(Token, &str), String> {
    let belongs = |char: char| {
        char.is_alphanumeric() || matches!(char, '_' | '.' | '/' | ':' | '+' | '-' | '@' | '$')
    };
    let end = text.find(|char| !belongs(char)).unwrap_or(text.len());
    let (run, after) = text.split_at(end);
    if run.is_empty() {
        return Err(format!(
            "The character '{}' does not belong here.",
            text.chars().next().unwrap_or_default()
        ));
    }
    if version == Version::V2
        && let Some(after) = after.strip_prefix('\'')
    {
        let (value, after) = quoted(after)?;
        let literal = Literal::prefixed(run, &value)
            .ok_or_else(|| format!("{run}'{value}' is no literal."))?;
        return Ok((Token::Literal(literal), after));
    }
    if let Some(literal) = Literal::bare(run, version) {
        return Ok((Token::Literal(literal), after));
    }
    match run.starts_with(|char: char| char.is_alphabetic() || matches!(char, '_' | '$' | '@')) {
        true => Ok((Token::Word(run.to_owned()), after)),
        false => Err(format!("'{run}' is no literal.")),
    }
}
