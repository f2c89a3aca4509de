//! Cursors: how far a list has been read, opaque to clients: the keyset of an item, and what failed
//! on the way to it. They stay valid while records come and go, and over restarts.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Direction, EntityKind, Order, RecordKey, Value};

/// Stretches of a cursor at most.
pub const MOST_STRETCHES: usize = 16;

/// Bytes of a cursor's text at most: a client that sends more did not get it from here.
const MOST_TEXT: usize = 64 * 1024;

/// Tables that the stretches of a cursor name at most.
const MOST_NAMES: usize = 256;

/// A place in the order of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// Before every item.
    #[default]
    Begin,
    /// At an item.
    At {
        /// The value of the order key; null where the item has none, or the list is ordered by id.
        key: Value,
        /// The record that holds the item's place.
        record: RecordKey,
    },
    /// Behind every item.
    End,
}

/// A table by the names that outlive a restart: its source and its object there.
pub type TableName = (Arc<str>, Arc<str>);

/// A stretch of a list that was listed without some tables, because they failed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// The tables that failed.
    pub without: Vec<TableName>,
    /// The place behind which it begins.
    pub from: Place,
    /// The place at which it ends.
    pub to: Place,
    /// True while the items that those tables would have brought are still to come.
    pub owed: bool,
    /// True if records that name one of the failed tables' were listed on their own.
    pub alone: bool,
}

/// How far a list has been read: up to a place, and without what failed on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The place that was reached.
    pub place: Place,
    /// The stretches before it in which something failed.
    pub stretches: Vec<Stretch>,
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
    #[serde(flatten)]
    place: WirePlace,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    w: Vec<WireStretch>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WirePlace {
    At { k: WireKey, s: String, o: String, i: String },
    Edge { p: Edge },
}

#[derive(Serialize, Deserialize)]
enum Edge {
    #[serde(rename = "b")]
    Begin,
    #[serde(rename = "e")]
    End,
}

#[derive(Serialize, Deserialize)]
struct WireStretch {
    t: Vec<(String, String)>,
    f: WirePlace,
    u: WirePlace,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    owed: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    alone: bool,
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

impl From<&Place> for WirePlace {
    fn from(place: &Place) -> Self {
        match place {
            Place::Begin => Self::Edge { p: Edge::Begin },
            Place::End => Self::Edge { p: Edge::End },
            Place::At { key, record } => Self::At {
                k: key.into(),
                s: record.source.to_string(),
                o: record.object.to_string(),
                i: record.id.to_string(),
            },
        }
    }
}

impl From<WirePlace> for Place {
    fn from(wire: WirePlace) -> Self {
        match wire {
            WirePlace::Edge { p: Edge::Begin } => Self::Begin,
            WirePlace::Edge { p: Edge::End } => Self::End,
            WirePlace::At { k, s, o, i } => {
                let record = RecordKey { source: s.into(), object: o.into(), id: i.into() };
                Self::At { key: k.into(), record }
            }
        }
    }
}

impl From<&Value> for WireKey {
    fn from(key: &Value) -> Self {
        match key {
            Value::Text(text) => Self::Text(text.to_string()),
            Value::Number(number) => Self::Number(*number),
            Value::Bool(yes) => Self::Bool(*yes),
            Value::Date(date) => Self::Date(*date),
            Value::Time(time) => Self::Time(*time),
            Value::Null | Value::Money(_) | Value::List(_) | Value::Reference(_) => Self::Null,
        }
    }
}

impl From<WireKey> for Value {
    fn from(wire: WireKey) -> Self {
        match wire {
            WireKey::Null => Self::Null,
            WireKey::Text(text) => Self::text(text),
            WireKey::Number(number) => Self::Number(number),
            WireKey::Bool(yes) => Self::Bool(yes),
            WireKey::Date(date) => Self::Date(date),
            WireKey::Time(time) => Self::Time(time),
        }
    }
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
    /// The cursor of a place, all before it listed.
    pub fn at(place: Place) -> Self {
        Self { place, stretches: Vec::new() }
    }

    /// The places that it names.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        let ends = self.stretches.iter().flat_map(|stretch| [&stretch.from, &stretch.to]);
        ends.chain([&self.place])
    }

    /// The cursor as clients see it.
    pub fn encode(&self, kind: EntityKind, order: Order) -> String {
        let stretch = |stretch: &Stretch| WireStretch {
            t: stretch
                .without
                .iter()
                .map(|(source, object)| (source.to_string(), object.to_string()))
                .collect(),
            f: (&stretch.from).into(),
            u: (&stretch.to).into(),
            owed: stretch.owed,
            alone: stretch.alone,
        };
        let wire = Wire {
            l: list(kind, order),
            place: (&self.place).into(),
            w: self.stretches.iter().map(stretch).collect(),
        };
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&wire).unwrap_or_default())
    }

    /// Reads a cursor back for this list.
    ///
    /// # Errors
    /// [`BadCursor`] if it is no cursor, or one of another entity or order.
    pub fn decode(text: &str, kind: EntityKind, order: Order) -> Result<Self, BadCursor> {
        if text.len() > MOST_TEXT {
            return Err(BadCursor::Malformed);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor::Malformed)?;
        let wire: Wire = serde_json::from_slice(&bytes).map_err(|_| BadCursor::Malformed)?;
        let expected = list(kind, order);
        if wire.l != expected {
            // A list's name is short: what is longer was not made here.
            let found = wire.l.chars().take(80).collect();
            return Err(BadCursor::Foreign { found, expected });
        }
        let names: usize = wire.w.iter().map(|stretch| stretch.t.len()).sum();
        let is_short = wire.w.len() <= MOST_STRETCHES && names <= MOST_NAMES;
        if !is_short || wire.w.iter().any(|stretch| stretch.t.is_empty()) {
            return Err(BadCursor::Malformed);
        }
        let stretch = |wire: WireStretch| Stretch {
            without: wire
                .t
                .into_iter()
                .map(|(source, object)| (source.into(), object.into()))
                .collect(),
            from: wire.f.into(),
            to: wire.u.into(),
            owed: wire.owed,
            alone: wire.alone,
        };
        let stretches = wire.w.into_iter().map(stretch).collect();
        Ok(Self { place: wire.place.into(), stretches })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_on_its_own_list_only() {
        let order = Order { key: EntityKind::Deal.field("closeDate"), direction: Direction::Desc };
        let place = Place::At {
            key: Value::Date(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()),
            record: RecordKey { source: "s".into(), object: "o".into(), id: "1".into() },
        };
        let cursor = Cursor::at(place.clone());
        let text = cursor.encode(EntityKind::Deal, order);
        assert_eq!(Cursor::decode(&text, EntityKind::Deal, order), Ok(cursor));
        assert!(matches!(
            Cursor::decode(&text, EntityKind::Lead, Order::default()),
            Err(BadCursor::Foreign { .. })
        ));
        assert_eq!(Cursor::decode("nonsense!", EntityKind::Deal, order), Err(BadCursor::Malformed));
    }
    #[test]
    fn what_failed_on_the_way_reads_back_too() {
        let order = Order::default();
        let record = RecordKey { source: "s".into(), object: "o".into(), id: "1".into() };
        let place = Place::At { key: Value::Null, record };
        let stretch = Stretch {
            without: vec![("t".into(), "p".into())],
            from: Place::Begin,
            to: place.clone(),
            owed: true,
            alone: false,
        };
        for cursor in [
            Cursor { place: place.clone(), stretches: vec![stretch.clone()] },
            Cursor { place: Place::End, stretches: vec![stretch.clone(), stretch.clone()] },
            Cursor::default(),
        ] {
            let text = cursor.encode(EntityKind::Deal, order);
            assert_eq!(Cursor::decode(&text, EntityKind::Deal, order), Ok(cursor));
        }
        let many = Cursor { place, stretches: vec![stretch; MOST_STRETCHES + 1] };
        let decode = |text: &str| Cursor::decode(text, EntityKind::Deal, order);
        assert_eq!(decode(&many.encode(EntityKind::Deal, order)), Err(BadCursor::Malformed));
        assert_eq!(decode(&"A".repeat(MOST_TEXT + 4)), Err(BadCursor::Malformed));
    }
}
