//! Lists of objects in nodes, as a viewer sees them.

use channelgraph_schema::{FieldDef, FieldId, Nested, Value};

use super::{Look, Seen, Viewer};

const NULL: &Value = &Value::Null;

impl Seen {
    /// What a field says as far as it may be seen, to tell whether anything is there.
    pub fn glimpse(&self, viewer: &Viewer, field: FieldId) -> &Value {
        match self.look(viewer, field) {
            Look::Value(value) | Look::Masked(value) => value,
            Look::Forbidden => NULL,
        }
    }

    /// The same of one row of a field that is a list.
    pub fn cell(&self, viewer: &Viewer, field: FieldId, row: usize) -> &Value {
        item(self.glimpse(viewer, field), row)
    }

    /// Puts rows in the order that their objects have, and drops those that tell nothing new.
    pub fn put_in_order(&self, viewer: &Viewer, nested: &Nested, rows: &mut Vec<usize>) {
        let fields = self.kind().fields_under(nested.path);
        let that =
            |is: fn(&FieldDef) -> bool| fields.iter().find(|field| is(self.kind().def(*field)));
        if let Some(key) = that(|def| def.orders_rows) {
            rows.sort_by(|a, b| self.cell(viewer, key, *a).compare(self.cell(viewer, key, *b)));
        }
        if let Some(field) = that(|def| def.tells_rows_apart) {
            rows.dedup_by(|row, before| {
                self.cell(viewer, field, *row).same(self.cell(viewer, field, *before))
            });
        }
    }
}

/// The item of a list at a place; null if there is none.
pub fn item(list: &Value, place: usize) -> &Value {
    match list {
        Value::List(items) => items.get(place).unwrap_or(NULL),
        _ => NULL,
    }
}

/// A text of which only the first letter is told.
pub fn mask(text: &str) -> String {
    text.chars().next().map(String::from).unwrap_or_default() + "•••"
}
