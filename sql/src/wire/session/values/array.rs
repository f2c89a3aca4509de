//! Arrays that were sent as text: `{a,"b c",NULL}`.

use datafusion::scalar::ScalarValue;
use pgwire::api::Type;

use super::{binary, scalar};

/// An array of one dimension; none if the text is no such array.
pub(super) fn text(text: &str, ty: &Type) -> Option<ScalarValue> {
    let postgres_types::Kind::Array(item) = ty.kind() else { return None };
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let items = items(inner)?;
    let value = |text: Option<String>| match text {
        Some(text) => scalar(&text, item).map(Some),
        None => Some(None),
    };
    binary::of(items.into_iter().map(value).collect::<Option<_>>()?, item)
}

/// The items between the braces; a bare NULL is none.
fn items(inner: &str) -> Option<Vec<Option<String>>> {
    let mut found = Vec::new();
    let mut letters = inner.chars().peekable();
    if letters.peek().is_none() {
        return Some(found);
    }
    loop {
        let (mut item, mut quoted, mut open) = (String::new(), false, false);
        let ended = loop {
            match letters.next() {
                None => break true,
                Some('"') => {
                    quoted = true;
                    open = !open;
                }
                Some('\\') => item.push(letters.next()?),
                Some(',') if !open => break false,
                Some('{' | '}') if !open => return None,
                Some(letter) => item.push(letter),
            }
        };
        let is_null = !quoted && item.eq_ignore_ascii_case("null");
        found.push((!is_null).then_some(item));
        if ended {
            return if open { None } else { Some(found) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_what_stands_between_commas() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(items(""), Some(vec![]));
        assert_eq!(items("a,NULL,\"NULL\""), Some(vec![text("a"), None, text("NULL")]));
        assert_eq!(items(r#""a,b","c\"d""#), Some(vec![text("a,b"), text("c\"d")]));
        assert_eq!(items("{a}"), None);
        assert_eq!(items("\"a"), None);
    }
}
