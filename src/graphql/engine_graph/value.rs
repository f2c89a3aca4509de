//! Fields of nodes and of the objects nested in them.

use channelgraph_schema::{Derived, FieldId, FieldType, Nested, Value};

use super::{EngineGraph, bind::Bound, object::Item};
use crate::{
    engine::{Look, Seen, item, mask},
    graphql::{
        plan::{Presence, Printed},
        types::Meaning,
        walk::{Leaf, Resolved},
    },
};

type Shown<'a> = Resolved<'a, Item<'a>>;

const NULL: &Value = &Value::Null;

impl EngineGraph<'_> {
    /// A field of a node, or of an object nested in it.
    pub(super) fn of_node<'a>(
        &'a self,
        node: &'a Seen,
        field: &'a Printed,
        meaning: Meaning,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        match meaning {
            Meaning::Id => Resolved::Leaf(Leaf::Text(node.id())),
            Meaning::Value(id) => match node.look(self.viewer, id) {
                Look::Value(value) => shown(value, node.kind().def(id).ty),
                Look::Masked(value) => masked(value),
                Look::Forbidden => self.may_not_see(node, id),
            },
            Meaning::Derived(derived) => self.derived(node, derived),
            Meaning::Object(_, nested) if nested.list => self.rows(node, nested, field),
            Meaning::Object(..) => match &field.presence {
                Some(presence) if self.is_there(node, presence) => {
                    Resolved::Object(Item::Node(node))
                }
                Some(presence) => self.absent(node, presence),
                None => Resolved::Null,
            },
            meaning => self.provenance(node, meaning, bound),
        }
    }

    fn may_not_see<'a>(&self, node: &Seen, field: FieldId) -> Shown<'a> {
        Resolved::Failed(self.viewer.forbidden(node.kind(), field))
    }

    /// What follows from fields of which all may be seen; of masked ones nothing follows.
    fn derived<'a>(&self, node: &'a Seen, derived: &Derived) -> Shown<'a> {
        let mut values = Vec::new();
        for field in (derived.from)() {
            match node.look(self.viewer, *field) {
                Look::Value(value) => values.push(value),
                Look::Masked(_) => values.push(NULL),
                Look::Forbidden => return self.may_not_see(node, *field),
            }
        }
        match (derived.of)(&values) {
            Value::Number(number) => Resolved::Leaf(Leaf::Number(number)),
            Value::Bool(yes) => Resolved::Leaf(Leaf::Bool(yes)),
            _ => Resolved::Null,
        }
    }

    /// Whether a node has a nested object: nothing that it requires is null, and something is
    /// known.
    fn is_there(&self, node: &Seen, presence: &Presence) -> bool {
        let is_known = |field: &FieldId| !node.glimpse(self.viewer, *field).is_null();
        presence.required.iter().all(is_known) && presence.telling.iter().any(is_known)
    }

    /// A nested object that is not there, as far as may be seen: where a field that would tell is
    /// forbidden, that is said instead, whether there is an object or not.
    fn absent<'a>(&self, node: &Seen, presence: &Presence) -> Shown<'a> {
        let telling = presence.required.iter().chain(&presence.telling);
        let mut forbidden =
            telling.filter(|field| matches!(node.look(self.viewer, **field), Look::Forbidden));
        forbidden.next().map_or(Resolved::Null, |field| self.may_not_see(node, *field))
    }

    /// The objects of a list, whose fields are lists in step. One without what it requires is none.
    fn rows<'a>(&self, node: &'a Seen, nested: &Nested, field: &'a Printed) -> Shown<'a> {
        let Some(presence) = &field.presence else { return Resolved::Null };
        let length = |field: &FieldId| match node.glimpse(self.viewer, *field) {
            Value::List(items) => items.len(),
            _ => 0,
        };
        let count = presence.telling.iter().map(length).max().unwrap_or_default();
        if count == 0 {
            return self.absent(node, presence);
        }
        let is_known = |row: &usize| {
            presence.required.iter().all(|field| !node.cell(self.viewer, *field, *row).is_null())
        };
        let mut rows: Vec<usize> = (0..count).filter(is_known).collect();
        node.put_in_order(self.viewer, nested, &mut rows);
        Resolved::List(rows.into_iter().map(|row| Resolved::Object(Item::Row(node, row))).collect())
    }

    /// A field of one of several nested objects.
    pub(super) fn of_row<'a>(
        &self,
        node: &'a Seen,
        row: usize,
        field: &'a Printed,
        meaning: Meaning,
    ) -> Shown<'a> {
        match (meaning, &field.presence) {
            (Meaning::Value(id), _) => match (node.kind().def(id).ty, node.look(self.viewer, id)) {
                (_, Look::Forbidden) => self.may_not_see(node, id),
                (FieldType::List(_), Look::Masked(list)) => masked(item(list, row)),
                (FieldType::List(ty), Look::Value(list)) => typed(item(list, row), *ty),
                _ => Resolved::Null,
            },
            (Meaning::Object(..), Some(presence)) => {
                let is_known = |field: &FieldId| !node.cell(self.viewer, *field, row).is_null();
                if presence.required.iter().all(is_known) && presence.telling.iter().any(is_known) {
                    Resolved::Object(Item::Row(node, row))
                } else {
                    self.absent(node, presence)
                }
            }
            _ => Resolved::Null,
        }
    }
}

/// A value of which only a mask is told.
fn masked<'a>(value: &Value) -> Shown<'a> {
    match value {
        Value::Text(text) => Resolved::Leaf(Leaf::Owned(mask(text))),
        Value::List(items) if !items.is_empty() => {
            Resolved::List(items.iter().map(masked).collect())
        }
        _ => Resolved::Null,
    }
}

/// A value of a list, which holds text, as its own type.
fn typed(value: &Value, ty: FieldType) -> Shown<'_> {
    let Some(text) = value.as_str() else { return shown(value, ty) };
    let leaf = match ty {
        FieldType::Integer => text.parse::<f64>().ok().map(|number| Leaf::Int(number as i64)),
        FieldType::Date => text.get(..10).and_then(|day| day.parse().ok()).map(Leaf::Date),
        _ => Some(Leaf::Text(text)),
    };
    leaf.map_or(Resolved::Null, Resolved::Leaf)
}

fn shown(value: &Value, ty: FieldType) -> Shown<'_> {
    Resolved::Leaf(match value {
        Value::Null | Value::Reference(_) => return Resolved::Null,
        Value::Text(text) => Leaf::Text(text),
        Value::Number(number) if ty == FieldType::Integer => {
            let whole =
                number.round().try_into().ok().and_then(|whole: i64| i32::try_from(whole).ok());
            match whole {
                Some(whole) => Leaf::Int(whole.into()),
                None => return Resolved::Null,
            }
        }
        Value::Number(number) => Leaf::Number(*number),
        Value::Bool(yes) => Leaf::Bool(*yes),
        Value::Date(day) => Leaf::Date(*day),
        Value::Time(time) => Leaf::Time(*time),
        Value::Money(money) if money.currency.is_empty() => return Resolved::Null,
        Value::Money(money) => {
            return Resolved::Object(Item::Money(money.amount, &money.currency));
        }
        Value::List(items) if items.is_empty() => return Resolved::Null,
        Value::List(items) => {
            let texts = items.iter().filter_map(Value::as_str);
            return Resolved::List(texts.map(|text| Resolved::Leaf(Leaf::Text(text))).collect());
        }
    })
}
