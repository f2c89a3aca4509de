//! Places among suggestions, and the cursors that hold them: they stay valid while suggestions come
//! and go, and over restarts.

use std::cmp::Reverse;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use channelgraph_schema::{BadCursor, RecordKey};

/// The list of which a cursor is one.
const LIST: &str = "suggestions";

/// The place of a suggestion: the likeliest come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Thousandths of a bit.
    pub weight: Reverse<i32>,
    /// The lower record.
    pub a: RecordKey,
    /// The higher record.
    pub b: RecordKey,
}

impl Place {
    /// The cursor of the place.
    pub fn encode(&self) -> String {
        let key =
            |RecordKey { source, object, id }: &RecordKey| format!("{source}\n{object}\n{id}");
        let (a, b) = (key(&self.a), key(&self.b));
        URL_SAFE_NO_PAD.encode(format!("{LIST}\n{}\n{a}\n{b}", self.weight.0))
    }

    /// The place of a cursor.
    ///
    /// # Errors
    /// If the text was not made by [`Self::encode`].
    pub fn decode(text: &str) -> Result<Self, BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor::Malformed)?;
        let decoded = String::from_utf8(bytes).map_err(|_| BadCursor::Malformed)?;
        let parts: Vec<&str> = decoded.split('\n').collect();
        let [LIST, weight, source, object, id, other_source, other_object, other_id] = *parts
        else {
            return Err(BadCursor::Malformed);
        };
        let key = |source: &str, object: &str, id: &str| RecordKey {
            source: source.into(),
            object: object.into(),
            id: id.into(),
        };
        Ok(Self {
            weight: Reverse(weight.parse().map_err(|_| BadCursor::Malformed)?),
            a: key(source, object, id),
            b: key(other_source, other_object, other_id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_anything_else_is_refused() {
        let key = |id: &str| RecordKey { source: "crm".into(), object: "o".into(), id: id.into() };
        let place = Place { weight: Reverse(-1500), a: key("1"), b: key("2") };
        assert_eq!(Place::decode(&place.encode()), Ok(place.clone()));
        let other_list = URL_SAFE_NO_PAD.encode("Deal\n1\na\nb\nc\nd\ne\nf");
        for bad in ["", "x", "🙂", &place.encode()[1..], &other_list] {
            assert_eq!(Place::decode(bad), Err(BadCursor::Malformed), "{bad}");
        }
        let likelier = Place { weight: Reverse(2000), ..place.clone() };
        assert!(likelier < place && place < Place { b: key("3"), ..place.clone() });
    }
}
