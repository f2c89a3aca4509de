//! Fields of nodes and of the objects nested in them.

use std::sync::Arc;

use channelgraph_schema::{FieldId, FieldType, Value};

use super::{EngineGraph, bind::Bound, object::Item};
use crate::{
    engine::Node,
    graphql::{
        plan::{Presence, Printed},
        types::Meaning,
        walk::{Leaf, Resolved},
    },
};

type Shown<'a> = Resolved<'a, Item<'a>>;

impl EngineGraph<'_> {
    /// A field of a node, or of an object nested in it.
    pub(super) fn of_node<'a>(
        &'a self,
        node: &'a Arc<Node>,
        field: &'a Printed,
        meaning: Meaning,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        match meaning {
            Meaning::Id => Resolved::Leaf(Leaf::Text(node.id())),
            Meaning::Value(id) => shown(node.shown(id), node.kind.def(id).ty),
            Meaning::Object(_, nested) if nested.list => rows(node, field),
            Meaning::Object(..) => match &field.presence {
                Some(presence) if is_there(node, presence) => Resolved::Object(Item::Node(node)),
                _ => Resolved::Null,
            },
            meaning => self.provenance(node, meaning, bound),
        }
    }
}

/// Whether a node has a nested object: nothing that it requires is null, and something is known.
fn is_there(node: &Node, presence: &Presence) -> bool {
    let is_known = |field: &FieldId| !node.shown(*field).is_null();
    presence.required.iter().all(is_known) && presence.telling.iter().any(is_known)
}

/// The objects of a list, whose fields are lists in step. One without what it requires is none.
fn rows<'a>(node: &'a Arc<Node>, field: &'a Printed) -> Shown<'a> {
    let Some(presence) = &field.presence else { return Resolved::Null };
    let length = |field: &FieldId| match node.shown(*field) {
        Value::List(items) => items.len(),
        _ => 0,
    };
    let count = presence.telling.iter().map(length).max().unwrap_or_default();
    if count == 0 {
        return Resolved::Null;
    }
    let is_known =
        |row: &usize| presence.required.iter().all(|field| !cell(node, *row, *field).is_null());
    let rows = (0..count).filter(is_known);
    Resolved::List(rows.map(|row| Resolved::Object(Item::Row(node, row))).collect())
}

/// A field of one of several nested objects.
pub(super) fn of_row<'a>(
    node: &'a Arc<Node>,
    row: usize,
    field: &'a Printed,
    meaning: Meaning,
) -> Shown<'a> {
    match (meaning, &field.presence) {
        (Meaning::Value(id), _) => match node.kind.def(id).ty {
            FieldType::List(item) => typed(cell(node, row, id), *item),
            _ => Resolved::Null,
        },
        (Meaning::Object(..), Some(presence)) => {
            let is_known = |field: &FieldId| !cell(node, row, *field).is_null();
            if presence.required.iter().all(is_known) && presence.telling.iter().any(is_known) {
                Resolved::Object(Item::Row(node, row))
            } else {
                Resolved::Null
            }
        }
        _ => Resolved::Null,
    }
}

fn cell(node: &Node, row: usize, field: FieldId) -> &Value {
    const NULL: &Value = &Value::Null;
    match node.shown(field) {
        Value::List(items) => items.get(row).unwrap_or(NULL),
        _ => NULL,
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
