//! Fields as a viewer sees them. What he does not see is null.

use channelgraph_schema::{FieldId, Money, Reference, Value};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{coverage::Backing, period::Calendar};
use crate::engine::{Look, Seen, Viewer};

/// A node, and who reads it.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The node.
    pub node: &'a Seen,
    /// Who reads it.
    pub viewer: &'a Viewer,
    /// In which zone moments become days.
    pub calendar: Calendar,
}

impl<'a> Reader<'a> {
    /// A value.
    pub fn value(self, field: FieldId) -> &'a Value {
        match self.node.look(self.viewer, field) {
            Look::Value(value) => value,
            Look::Masked(_) | Look::Forbidden => &Value::Null,
        }
    }

    /// A text, or the word of an enum.
    pub fn text(self, field: FieldId) -> Option<&'a str> {
        self.value(field).as_str()
    }

    /// Each text of a list.
    pub fn texts(self, field: FieldId) -> Vec<&'a str> {
        match self.value(field) {
            Value::List(values) => values.iter().filter_map(Value::as_str).collect(),
            value => value.as_str().into_iter().collect(),
        }
    }

    /// Whether it is so; no if nothing says it.
    pub fn is(self, field: FieldId) -> bool {
        *self.value(field) == Value::Bool(true)
    }

    /// A moment.
    pub fn moment(self, field: FieldId) -> Option<DateTime<Utc>> {
        match self.value(field) {
            Value::Time(time) => Some(*time),
            _ => None,
        }
    }

    /// A day; of a moment the one that it belongs to.
    pub fn day(self, field: FieldId) -> Option<NaiveDate> {
        match self.value(field) {
            Value::Date(day) => Some(*day),
            Value::Time(time) => Some(self.calendar.day_of(*time)),
            _ => None,
        }
    }

    /// A number.
    pub fn number(self, field: FieldId) -> Option<Decimal> {
        self.value(field).as_number()
    }

    /// An amount.
    pub fn money(self, field: FieldId) -> Option<Money> {
        match self.value(field) {
            Value::Money(money) => Some((**money).clone()),
            _ => None,
        }
    }

    /// What a field refers to.
    pub fn reference(self, field: FieldId) -> Option<&'a Reference> {
        self.node.reference(self.viewer, field)
    }

    /// What stands behind the node.
    pub fn backing(self) -> Backing {
        let records = self.node.records(self.viewer).len() as u64;
        Backing { twins: records.saturating_sub(1), as_of: self.node.read_at() }
    }
}
