//! Addresses of resources: the path below the root of the service.

use super::{error::Refused, filter::literal, value::Value};

/// A resource.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Address {
    /// The service document.
    Service,
    /// The metadata document.
    Metadata,
    /// A set.
    Set(String),
    /// The number of a set's rows.
    Count(String),
    /// A row by its key.
    Row(String, Key),
    /// What a row is linked with.
    Linked(String, Key, String),
}

/// The values of a key, each perhaps with its name.
pub(super) type Key = Vec<(Option<String>, Value)>;

/// Reads a path, decoded.
///
/// # Errors
/// If it leads nowhere, or somewhere that this feed does not have.
pub(super) fn read(path: &str) -> Result<Address, Refused> {
    let path = path.trim_matches('/');
    let segments = segments(path);
    let count = "$count";
    match segments.as_slice() {
        [] => Ok(Address::Service),
        ["$metadata"] => Ok(Address::Metadata),
        [one] if one.starts_with('$') => {
            Err(Refused::unsupported(format!("`{one}` is not supported")))
        }
        [one] => match key(one)? {
            (set, None) => Ok(Address::Set(set)),
            (set, Some(key)) => Ok(Address::Row(set, key)),
        },
        [one, second] => match (key(one)?, *second) {
            ((set, None), second) if second == count => Ok(Address::Count(set)),
            ((_, Some(_)), second) if second.starts_with('$') => {
                Err(Refused::unsupported(format!("`{second}` of a row is not supported")))
            }
            ((set, Some(key)), second) => Ok(Address::Linked(set, key, second.to_owned())),
            ((_, None), _) => Err(Refused::not_found(format!("there is no `{path}`"))),
        },
        _ => Err(Refused::unsupported(format!(
            "`{path}` has more steps than this feed follows: one row, and what it is linked with"
        ))),
    }
}

/// The segments of a path; slashes in quotes are none of its.
fn segments(path: &str) -> Vec<&str> {
    let (mut quoted, mut from, mut found) = (false, 0, Vec::new());
    for (at, letter) in path.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            '/' if !quoted => {
                found.push(&path[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&path[from..]);
    found.retain(|segment| !segment.is_empty());
    found
}

/// The name of a segment, and its key.
fn key(segment: &str) -> Result<(String, Option<Key>), Refused> {
    let Some((name, rest)) = segment.split_once('(') else {
        return Ok((segment.to_owned(), None));
    };
    let malformed = || Refused::bad(format!("`{segment}` has a malformed key"));
    let inner = rest.strip_suffix(')').ok_or_else(malformed)?;
    let mut key = Vec::new();
    for part in parts(inner) {
        // A name stands before its value; a text in quotes may hold `=`.
        let named = part.split_once('=').filter(|(name, _)| !name.contains('\''));
        key.push(match named {
            Some((name, value)) => (Some(name.trim().to_owned()), literal(value)?),
            None => (None, literal(part)?),
        });
    }
    if key.is_empty() || key.len() > 1 && key.iter().any(|(name, _)| name.is_none()) {
        return Err(malformed());
    }
    Ok((name.to_owned(), Some(key)))
}

/// The parts between commas that are not in quotes.
fn parts(text: &str) -> Vec<&str> {
    let (mut quoted, mut from, mut found) = (false, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            ',' if !quoted => {
                found.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    if !text.trim().is_empty() {
        found.push(&text[from..]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn paths_lead_to_resources() {
        let set = || "deals".to_owned();
        for (path, address) in [
            ("", Address::Service),
            ("/", Address::Service),
            ("/$metadata", Address::Metadata),
            ("/deals", Address::Set(set())),
            ("/deals/", Address::Set(set())),
            ("/deals/$count", Address::Count(set())),
            ("/deals('a''b/c')", Address::Row(set(), vec![(None, text("a'b/c"))])),
            ("/deals(id='x=1')", Address::Row(set(), vec![(Some("id".into()), text("x=1"))])),
            (
                "/deals(id='a,b',position=1)",
                Address::Row(
                    set(),
                    vec![
                        (Some("id".into()), text("a,b")),
                        (Some("position".into()), Value::Number(1, 0)),
                    ],
                ),
            ),
            (
                "/deals('a')/partner",
                Address::Linked(set(), vec![(None, text("a"))], "partner".into()),
            ),
        ] {
            assert_eq!(read(path), Ok(address), "{path}");
        }
        for wrong in
            ["/deals(", "/deals()", "/deals('a','b')", "/deals/id", "/deals('a')/b/c", "/$all"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
