//! The order of lists: by one key, nulls last in both directions, ties by the place of the source
//! and then the record's id.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{EntityKind, FieldId, FieldType, Value};

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Asc,
    /// Greatest first.
    Desc,
}

/// What a list is ordered by; without a key, by id alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Order {
    /// The field, or none for the id.
    pub key: Option<FieldId>,
    /// The direction of the key; ties always go up by id.
    pub direction: Direction,
}

impl Order {
    /// Returns true if an item of a list in this order can have this key.
    pub fn can_have(self, kind: EntityKind, key: &Value) -> bool {
        let Some(field) = self.key else { return key.is_null() };
        match (key, &kind.def(field).ty) {
            (Value::Null, _) => true,
            (Value::Number(_), FieldType::Integer | FieldType::Number | FieldType::Money)
            | (Value::Bool(_), FieldType::Bool)
            | (Value::Date(_), FieldType::Date)
            | (Value::Time(_), FieldType::DateTime) => true,
            (Value::Text(_), other) => !matches!(
                other,
                FieldType::Integer
                    | FieldType::Number
                    | FieldType::Money
                    | FieldType::Bool
                    | FieldType::Date
                    | FieldType::DateTime
            ),
            _ => false,
        }
    }
}

/// The order of two keys: nulls last whatever the direction.
pub fn compare_keys(a: &Value, b: &Value, direction: Direction) -> Ordering {
    match (a.is_null(), b.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => match direction {
            Direction::Asc => a.compare(b),
            Direction::Desc => b.compare(a),
        },
    }
}

/// The order of two ids of one object: shorter first, then by bytes. It is the order of both
/// decimal ids and fixed-length ones.
pub fn compare_ids(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_are_last_both_ways() {
        for direction in [Direction::Asc, Direction::Desc] {
            assert_eq!(
                compare_keys(&Value::Null, &Value::Bool(true), direction),
                Ordering::Greater
            );
        }
        assert_eq!(
            compare_keys(&Value::Bool(true), &Value::Bool(false), Direction::Desc),
            Ordering::Less
        );
    }

    #[test]
    fn decimal_ids_go_by_value() {
        assert_eq!(compare_ids("9", "10"), Ordering::Less);
        assert_eq!(compare_ids("0018000001AbCdE", "0018000001abCdE"), Ordering::Less);
    }
}
