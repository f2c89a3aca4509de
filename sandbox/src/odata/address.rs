//! Paths and percent-encoding: which service a path is for, and which resource of it.

use std::fmt::Write;

use super::company::described;
use super::errors::{Answer, Reason, Refusal};
use super::query::{Literal, Token, lex};
use super::store::{Service, Store, Version};

/// Text with its percent-encoding taken off; none if that is broken or is not UTF-8.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Text as it may stand in the path of an address, its quotes and brackets as they are.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'\''
            | b'('
            | b')'
            | b','
            | b'='
            | b'$' => {
                encoded.push(char::from(byte));
            }
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

/// One segment of a path behind the service's root: a name, and a key in brackets if there is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    pub(super) name: String,
    pub(super) key: Option<Key>,
}

/// A key as written: one bare value, or named values.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    Single(Literal),
    Named(Vec<(String, Literal)>),
}

impl Key {
    /// The value that is given for a property of the key.
    pub(super) fn part(&self, name: &str) -> Option<&Literal> {
        match self {
            Self::Single(literal) => Some(literal),
            Self::Named(pairs) => {
                pairs.iter().find(|(given, _)| given == name).map(|(_, literal)| literal)
            }
        }
    }
}

/// The service that a path is for (of several, the one with the longest root), its root, and the
/// rest of the path, decoded.
pub(super) fn locate<'a>(
    store: &'a Store,
    path: &str,
) -> Option<(&'a str, &'a Service, Vec<String>)> {
    let found = store
        .services
        .iter()
        .filter_map(|(root, service)| Some((root.as_str(), service, below(root, path)?)));
    let described = || {
        described(store, path).map(|(root, service)| (root, service, vec!["$metadata".to_owned()]))
    };
    found.max_by_key(|(root, ..)| root.len()).or_else(described)
}

/// The segments of a path behind a root, decoded; none if it does not begin with that root.
pub(super) fn below(root: &str, path: &str) -> Option<Vec<String>> {
    let mut segments = path.split('/').map(decoded);
    for own in root.split('/') {
        segments.next()?.filter(|segment| segment == own)?;
    }
    segments.filter(|segment| segment.as_deref() != Some("")).collect()
}

/// Reads one decoded segment.
pub(super) fn segment(text: &str, version: Version) -> Answer<Segment> {
    let Some((name, key)) = text.split_once('(') else {
        return Ok(Segment { name: text.to_owned(), key: None });
    };
    let wrong = || Refusal::new(Reason::BadRequest, format!("The key of '{name}' cannot be read."));
    let key = key.strip_suffix(')').ok_or_else(wrong)?;
    let tokens = lex(key, version).map_err(|_| wrong())?;
    let key = match tokens.as_slice() {
        [Token::Literal(literal)] => Key::Single(literal.clone()),
        tokens => {
            let named = tokens.split(|token| *token == Token::Comma).map(|part| match part {
                [Token::Word(name), Token::Equals, Token::Literal(literal)] => {
                    Ok((name.clone(), literal.clone()))
                }
                _ => Err(wrong()),
            });
            Key::Named(named.collect::<Answer<_>>()?)
        }
    };
    Ok(Segment { name: name.to_owned(), key: Some(key) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_segment_breaks_the_reading(text in "[A-Za-z]?\\(?(\\PC|['(),=%]){0,20}\\)?") {
            let _ = (segment(&text, Version::V2), segment(&text, Version::V4), decoded(&text));
            prop_assert_eq!(decoded(&encoded(&text)), Some(text));
        }
    }

    #[test]
    fn keys_are_read_single_and_named() {
        let text = |text: &str| Literal::Text(text.to_owned());
        for (written, version, key) in [
            ("A('1')", Version::V2, Key::Single(text("1"))),
            ("A('O''Neil / (2)')", Version::V4, Key::Single(text("O'Neil / (2)"))),
            (
                "A(X='1',Y='2')",
                Version::V4,
                Key::Named(vec![("X".into(), text("1")), ("Y".into(), text("2"))]),
            ),
        ] {
            assert_eq!(
                segment(written, version).unwrap(),
                Segment { name: "A".into(), key: Some(key) },
                "{written}"
            );
        }
        for broken in ["A(", "A('1'", "A()x", "A(1", "A(X=)", "A('1','2')"] {
            assert!(segment(broken, Version::V4).is_err(), "{broken}");
        }
    }

    #[test]
    fn percent_encoding_goes_and_comes() {
        assert_eq!(decoded("O%27Neil%20%C3%A4").as_deref(), Some("O'Neil ä"));
        assert_eq!(encoded("O'Neil ä/"), "O'Neil%20%C3%A4%2F");
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(decoded(broken), None, "{broken}");
        }
    }
}
