//! Order keys of lists, as clauses of searches.

use channelgraph_schema::{
    Direction, Value, Zone,
    mapping::{self, SourceOrder, typed},
};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{ID, Stretch};
use crate::{
    api::wire::{self, Object},
    query::{Clause, Operator, bounds, day, millis, within_day},
};

/// Properties that HubSpot sets on every record itself (search guide, default properties): nothing
/// is without them.
const ALWAYS: [&str; 5] =
    [ID, "createdate", "hs_createdate", "hs_lastmodifieddate", "lastmodifieddate"];

/// The key of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) property: String,
    pub(super) direction: Direction,
    pub(super) kind: KeyKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyKind {
    Number,
    Bool,
    Date,
    Time,
    /// Moments of which those of one day, in a time zone, are equal.
    Day(Zone),
}

impl Key {
    /// The key that an order means on a property of this type.
    ///
    /// # Errors
    /// If HubSpot's order of such values is not ours.
    pub(crate) fn new(order: &SourceOrder, kind: &str) -> std::result::Result<Self, String> {
        let kind = match kind {
            "number" => KeyKind::Number,
            "bool" => KeyKind::Bool,
            "date" => KeyKind::Date,
            "datetime" => order.by_day.map_or(KeyKind::Time, KeyKind::Day),
            kind => {
                return Err(format!(
                    "HubSpot cannot order by `{}`: its values are {kind}s",
                    order.field
                ));
            }
        };
        Ok(Self { property: order.field.clone(), direction: order.direction, kind })
    }

    /// Clauses that one place in the order needs at most.
    pub(crate) fn clauses(&self) -> usize {
        if matches!(self.kind, KeyKind::Day(_)) { 3 } else { 2 }
    }

    /// The key that a record has.
    pub(super) fn of(&self, record: &Object) -> Value {
        wire::text(&record.properties, &self.property).map_or(Value::Null, |text| self.typed(&text))
    }

    fn typed(&self, text: &str) -> Value {
        let like = match self.kind {
            KeyKind::Number => Value::Number(Decimal::ZERO),
            KeyKind::Bool => Value::Bool(false),
            KeyKind::Date => Value::Date(DateTime::<Utc>::UNIX_EPOCH.date_naive()),
            KeyKind::Day(zone) => return mapping::day(text, zone).map_or(Value::Null, Value::Date),
            KeyKind::Time => Value::Time(DateTime::UNIX_EPOCH),
        };
        typed(text, &like)
    }

    /// Rows whose key is exactly this.
    pub(super) fn at(&self, key: &Value) -> Option<Vec<Clause>> {
        match (self.kind, key) {
            (KeyKind::Day(zone), Value::Date(date)) => within_day(&self.property, zone, *date),
            (_, key) => Some(vec![Clause::one(&self.property, Operator::Eq, write(key)?)]),
        }
    }

    /// Rows whose key is behind this.
    pub(super) fn behind(&self, key: &Value) -> Option<Clause> {
        let clause = |operator, value: String| Some(Clause::one(&self.property, operator, value));
        if let (KeyKind::Day(zone), Value::Date(date)) = (self.kind, key) {
            let (begin, end) = bounds(zone, *date)?;
            return match self.direction {
                Direction::Asc => clause(Operator::Gte, end.to_string()),
                Direction::Desc => clause(Operator::Lt, begin.to_string()),
            };
        }
        match self.direction {
            Direction::Asc => clause(Operator::Gt, write(key)?),
            Direction::Desc => clause(Operator::Lt, write(key)?),
        }
    }

    /// A key from outside as a key of this kind.
    pub(super) fn normal(&self, key: &Value) -> Option<Value> {
        match (self.kind, key) {
            (KeyKind::Number, Value::Number(_)) | (KeyKind::Bool, Value::Bool(_)) => {
                Some(key.clone())
            }
            (KeyKind::Number, Value::Money(money)) => Some(Value::Number(money.amount)),
            (KeyKind::Date | KeyKind::Day(_), Value::Date(_)) => Some(key.clone()),
            (KeyKind::Date, Value::Time(time)) => Some(Value::Date(time.date_naive())),
            (KeyKind::Day(zone), Value::Time(time)) => Some(Value::Date(zone.day_of(*time))),
            (KeyKind::Time, Value::Time(time)) => {
                DateTime::from_timestamp_millis(millis(*time).floor).map(Value::Time)
            }
            (KeyKind::Time, Value::Date(date)) => {
                DateTime::from_timestamp_millis(day(*date)).map(Value::Time)
            }
            _ => None,
        }
    }

    /// Booleans have two keys only, each read by id.
    pub(super) fn bools(&self, place: Option<(Value, Option<String>)>) -> Option<Vec<Stretch>> {
        let first = self.direction == Direction::Desc;
        let both = [Value::Bool(first), Value::Bool(!first)];
        let begin =
            place.as_ref().map_or(Some(0), |(at, _)| both.iter().position(|key| key == at))?;
        let stretch = |at: &Value| {
            let within = self.at(at)?;
            match &place {
                Some((place, None)) if place == at => None,
                Some((place, id)) if place == at => {
                    Some(Stretch::ById { within, after: id.clone() })
                }
                _ => Some(Stretch::ById { within, after: None }),
            }
        };
        Some(both[begin..].iter().filter_map(stretch).collect())
    }

    pub(super) fn always_there(&self) -> bool {
        ALWAYS.contains(&self.property.as_str())
    }
}

/// A key as a filter's value.
fn write(key: &Value) -> Option<String> {
    Some(match key {
        Value::Number(number) => number.normalize().to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Date(date) => day(*date).to_string(),
        Value::Time(time) => millis(*time).floor.to_string(),
        _ => return None,
    })
}
