//! Values of nodes as values of columns.

use channelgraph_schema::{FieldDef, FieldId, Nested, Value};

use crate::engine::{Look, Seen, Viewer};

pub(super) const NULL: &Value = &Value::Null;

/// What a field of a node says to a viewer: a mask of it, where he may see no more.
pub(super) enum Told<'a> {
    Value(&'a Value),
    Mask(String),
}

/// What a viewer is told of a field.
pub(super) fn told<'a>(viewer: &Viewer, node: &'a Seen, field: FieldId) -> Told<'a> {
    match node.look(viewer, field) {
        Look::Value(value) => Told::Value(value),
        Look::Masked(value) => mask(value).map_or(Told::Value(NULL), Told::Mask),
        Look::Forbidden => Told::Value(NULL),
    }
}

/// Item of a list, as a viewer is told it.
pub(super) fn item<'a>(viewer: &Viewer, node: &'a Seen, field: FieldId, row: usize) -> Told<'a> {
    match node.look(viewer, field) {
        Look::Value(list) => Told::Value(at(list, row)),
        Look::Masked(list) => mask(at(list, row)).map_or(Told::Value(NULL), Told::Mask),
        Look::Forbidden => Told::Value(NULL),
    }
}

/// A text of which only the first letter is told.
fn mask(value: &Value) -> Option<String> {
    let first = value.as_str()?.chars().next().map(String::from).unwrap_or_default();
    Some(first + "•••")
}

fn at(list: &Value, row: usize) -> &Value {
    match list {
        Value::List(items) => items.get(row).unwrap_or(NULL),
        _ => NULL,
    }
}

/// The number of values in a list.
pub(super) fn length(viewer: &Viewer, node: &Seen, field: FieldId) -> usize {
    match node.look(viewer, field) {
        Look::Value(Value::List(items)) | Look::Masked(Value::List(items)) => items.len(),
        _ => 0,
    }
}

/// The places of the objects of a list, in their order: those that have what they need, and tell
/// something new.
pub(super) fn places(viewer: &Viewer, node: &Seen, nested: &Nested) -> Vec<usize> {
    let kind = node.kind();
    let fields = kind.fields_under(nested.path);
    let is_own = |def: &FieldDef| {
        let rest = def.path.strip_prefix(nested.path).and_then(|rest| rest.strip_prefix('.'));
        rest.is_some_and(|rest| !rest.contains('.'))
    };
    let cell = |row: usize, field: FieldId| match node.look(viewer, field) {
        Look::Value(list) | Look::Masked(list) => at(list, row),
        Look::Forbidden => NULL,
    };
    let count = fields.iter().map(|field| length(viewer, node, field)).max().unwrap_or_default();
    let required = || {
        fields.iter().filter(move |field| {
            let def = kind.def(*field);
            def.required && is_own(def)
        })
    };
    let mut rows: Vec<usize> =
        (0..count).filter(|row| required().all(|field| !cell(*row, field).is_null())).collect();
    let that = |is: fn(&FieldDef) -> bool| fields.iter().find(|field| is(kind.def(*field)));
    if let Some(key) = that(|def| def.orders_rows) {
        rows.sort_by(|a, b| cell(*a, key).compare(cell(*b, key)));
    }
    if let Some(field) = that(|def| def.tells_rows_apart) {
        rows.dedup_by(|row, before| cell(*row, field).same(cell(*before, field)));
    }
    rows
}
