//! Cursors: the keyset of a list's item, opaque to clients. They stay valid while records come and
//! go, and over restarts.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Direction, EntityKind, Order, RecordKey, Value};

/// Where in a list an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the order key; null where the item has none, or the list is ordered by id.
    pub key: Value,
    /// The record that holds the item's place.
    pub record: RecordKey,
}

/// The text is not a cursor of this list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCursor {
    /// Not a cursor at all.
    #[error("`after` is not a cursor of this gateway; use `pageInfo.endCursor` of the page before")]
    Malformed,
    /// A cursor of another list.
    #[error("`after` is a cursor of another list ({found}); this one is {expected}")]
    Foreign {
        /// The list it came from.
        found: String,
        /// The list it was given to.
        expected: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Wire {
    /// The list: entity and order, as text.
    l: String,
    k: WireKey,
    s: String,
    o: String,
    i: String,
}

#[derive(Serialize, Deserialize)]
enum WireKey {
    #[serde(rename = "-")]
    Null,
    #[serde(rename = "t")]
    Text(String),
    #[serde(rename = "n")]
    Number(Decimal),
    #[serde(rename = "b")]
    Bool(bool),
    #[serde(rename = "d")]
    Date(NaiveDate),
    #[serde(rename = "m")]
    Time(DateTime<Utc>),
}

fn list(kind: EntityKind, order: Order) -> String {
    let key = order.key.map_or("id", |field| kind.def(field).name);
    let direction = match order.direction {
        Direction::Asc => "ascending",
        Direction::Desc => "descending",
    };
    format!("{kind} by {key} {direction}")
}

impl Cursor {
    /// The cursor as clients see it.
    pub fn encode(&self, kind: EntityKind, order: Order) -> String {
        let wire = Wire {
            l: list(kind, order),
            k: match &self.key {
                Value::Text(text) => WireKey::Text(text.to_string()),
                Value::Number(number) => WireKey::Number(*number),
                Value::Bool(yes) => WireKey::Bool(*yes),
                Value::Date(date) => WireKey::Date(*date),
                Value::Time(time) => WireKey::Time(*time),
                Value::Null | Value::Money(_) | Value::List(_) | Value::Reference(_) => {
                    WireKey::Null
                }
            },
            s: self.record.source.to_string(),
            o: self.record.object.to_string(),
            i: self.record.id.to_string(),
        };
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&wire).unwrap_or_default())
    }

    /// Reads a cursor back for this list.
    ///
    /// # Errors
    /// [`BadCursor`] if it is no cursor, or one of another entity or order.
    pub fn decode(text: &str, kind: EntityKind, order: Order) -> Result<Self, BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor::Malformed)?;
        let wire: Wire = serde_json::from_slice(&bytes).map_err(|_| BadCursor::Malformed)?;
        let expected = list(kind, order);
        if wire.l != expected {
            return Err(BadCursor::Foreign { found: wire.l, expected });
        }
        Ok(Self {
            key: match wire.k {
                WireKey::Null => Value::Null,
                WireKey::Text(text) => Value::text(text),
                WireKey::Number(number) => Value::Number(number),
                WireKey::Bool(yes) => Value::Bool(yes),
                WireKey::Date(date) => Value::Date(date),
                WireKey::Time(time) => Value::Time(time),
            },
            record: RecordKey { source: wire.s.into(), object: wire.o.into(), id: wire.i.into() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_on_its_own_list_only() {
        let order = Order { key: EntityKind::Deal.field("closeDate"), direction: Direction::Desc };
        let cursor = Cursor {
            key: Value::Date(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()),
            record: RecordKey { source: "s".into(), object: "o".into(), id: "1".into() },
        };
        let text = cursor.encode(EntityKind::Deal, order);
        assert_eq!(Cursor::decode(&text, EntityKind::Deal, order), Ok(cursor));
        assert!(matches!(
            Cursor::decode(&text, EntityKind::Lead, Order::default()),
            Err(BadCursor::Foreign { .. })
        ));
        assert_eq!(Cursor::decode("nonsense!", EntityKind::Deal, order), Err(BadCursor::Malformed));
    }
}
