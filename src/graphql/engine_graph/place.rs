//! Places in lists that are worked out, and have no cursors of the engine: rows of figures, lines
//! of statements. A cursor names what it stands behind, so that a page goes on there though the list
//! has changed; where that is gone, by its place.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use channelgraph_schema::BadCursor;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The place behind an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Behind<T> {
    /// The list of which it is a place.
    list: String,
    /// What names the item.
    pub(super) item: T,
    /// Where the item stood.
    place: usize,
}

impl<T: Serialize + DeserializeOwned> Behind<T> {
    /// The cursor of the item that stands at a place of a list.
    pub(super) fn cursor(list: &str, item: T, place: usize) -> Option<String> {
        let behind = Self { list: list.to_owned(), item, place };
        Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&behind).ok()?))
    }

    /// The place that a cursor of a list names.
    ///
    /// # Errors
    /// If it is none of that list.
    pub(super) fn decode(list: &str, cursor: &str) -> Result<Self, BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| BadCursor::Malformed)?;
        let behind: Self = serde_json::from_slice(&bytes).map_err(|_| BadCursor::Malformed)?;
        if behind.list == list { Ok(behind) } else { Err(BadCursor::Malformed) }
    }
}

impl<T> Behind<T> {
    /// Where a page behind it begins, given where the item stands now: what stood behind it has
    /// moved to its place if it is gone.
    pub(super) fn begins(&self, found: Option<usize>) -> usize {
        found.map_or(self.place, |place| place.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_one_of_its_own_list() {
        let cursor = Behind::cursor("lines", "x".to_owned(), 3).unwrap();
        let behind = Behind::<String>::decode("lines", &cursor).unwrap();
        assert_eq!((&*behind.item, behind.place), ("x", 3));
        assert!(Behind::<String>::decode("rows", &cursor).is_err());
        assert!(Behind::<u32>::decode("lines", &cursor).is_err());
        assert!(Behind::<String>::decode("lines", "no cursor").is_err());
    }

    #[test]
    fn a_page_loses_nothing_where_its_item_is_gone() {
        let behind = Behind { list: String::new(), item: (), place: 3 };
        assert_eq!(behind.begins(Some(5)), 6, "the item has moved");
        assert_eq!(behind.begins(None), 3, "the next item stands there now");
    }
}
