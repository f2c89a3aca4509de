//! Values of nodes as values of columns.

use channelgraph_schema::{FieldDef, FieldId, Nested, Value};

use crate::engine::{self, Look, Seen, Viewer};

pub(super) const NULL: &Value = &Value::Null;

/// What a field of a node says to a viewer: a mask of it, where he may see no more.
pub(super) enum Told<'a> {
    Value(&'a Value),
    Mask(String),
}

/// What a viewer is told of a field.
pub(super) fn told<'a>(viewer: &Viewer, node: &'a Seen, field: FieldId) -> Told<'a> {
    shown(node.look(viewer, field), |value| value)
}

/// What a viewer is told of a row of a field that is a list.
pub(super) fn item<'a>(viewer: &Viewer, node: &'a Seen, field: FieldId, row: usize) -> Told<'a> {
    shown(node.look(viewer, field), |list| engine::item(list, row))
}

fn shown<'a>(look: Look<'a>, part: impl Fn(&'a Value) -> &'a Value) -> Told<'a> {
    match look {
        Look::Value(value) => Told::Value(part(value)),
        Look::Masked(value) => {
            part(value).as_str().map_or(Told::Value(NULL), |text| Told::Mask(engine::mask(text)))
        }
        Look::Forbidden => Told::Value(NULL),
    }
}

/// The number of values in a list.
pub(super) fn length(viewer: &Viewer, node: &Seen, field: FieldId) -> usize {
    match node.glimpse(viewer, field) {
        Value::List(items) => items.len(),
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
    let count = fields.iter().map(|field| length(viewer, node, field)).max().unwrap_or_default();
    let required = fields.iter().filter(|field| {
        let def = kind.def(*field);
        def.required && is_own(def)
    });
    let required: Vec<FieldId> = required.collect();
    let is_whole =
        |row: &usize| required.iter().all(|field| !node.cell(viewer, *field, *row).is_null());
    let mut rows: Vec<usize> = (0..count).filter(is_whole).collect();
    node.put_in_order(viewer, nested, &mut rows);
    rows
}
