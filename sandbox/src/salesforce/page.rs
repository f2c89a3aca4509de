//! Prints query results page by page. A page counts child rows too, and what does not fit gets a
//! page of its own.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{
    Simulator,
    cursors::Cursor,
    soql::{
        Children, Item, Selection,
        ast::Query,
        schema::{Record, Schema},
    },
};

/// Prints rows until the page is full.
pub(crate) struct Printer<'a, 's> {
    pub(crate) simulator: &'s Simulator,
    pub(crate) schema: Schema<'a>,
    pub(crate) version: &'s str,
    /// Rows of a page.
    pub(crate) batch: usize,
    /// Rows that still fit on this page.
    pub(crate) left: usize,
}

impl<'a, 's> Printer<'a, 's> {
    /// A printer for records that come outside of any page.
    pub(crate) fn whole(simulator: &'s Simulator, schema: Schema<'a>, version: &'s str) -> Self {
        Self { simulator, schema, version, batch: usize::MAX, left: usize::MAX }
    }

    /// A result from its beginning; a cursor is opened if it does not fit on the page.
    pub(crate) fn result(
        &mut self,
        query: &Query,
        selection: &Selection<'a>,
        records: &[Record<'a>],
        most: usize,
    ) -> Value {
        let rows = self.rows(selection, records, most);
        let next = (rows.len() < records.len()).then(|| {
            let cursor = Cursor {
                object: selection.entity.name.to_owned(),
                query: query.clone(),
                ids: records.iter().map(|record| record.id.to_owned()).collect(),
                batch: self.batch,
                with_deleted: self.schema.with_deleted,
            };
            let id = self.simulator.open_cursor(cursor, self.schema.switches);
            self.next_url(&id, rows.len())
        });
        envelope(records.len(), next, rows)
    }

    /// A later page of a result.
    pub(crate) fn page(
        &mut self,
        id: &str,
        cursor: &Cursor,
        offset: usize,
        selection: &Selection<'a>,
    ) -> Value {
        // A row that has gone since is left out, and still uses up its place.
        let rest: Vec<Record<'a>> = cursor.ids[offset..]
            .iter()
            .take(self.left)
            .filter_map(|id| selection.entity.record(id))
            .filter(|record| cursor.with_deleted || !record.deleted())
            .collect();
        let rows = self.rows(selection, &rest, self.left);
        let reached = match rest.get(rows.len()) {
            Some(record) => place(&cursor.ids, offset, record.id),
            None => (offset + self.batch).min(cursor.ids.len()),
        };
        let next = (reached < cursor.ids.len()).then(|| self.next_url(id, reached));
        envelope(cursor.ids.len(), next, rows)
    }

    /// Prints one record with what the selection asks of it.
    pub(crate) fn record(
        &self,
        selection: &Selection<'a>,
        record: Record<'a>,
    ) -> Map<String, Value> {
        let name = selection.entity.name;
        let mut row = Map::new();
        let url = format!("/services/data/v{}/sobjects/{name}/{}", self.version, record.id);
        row.insert("attributes".into(), json!({ "type": name, "url": url }));
        for item in &selection.items {
            let (key, value) = match item {
                Item::Field(column) => (column.name, column.print(record)),
                Item::Parent(hop, inner) => {
                    let parent = hop.follow(record);
                    let print = |parent| Value::Object(self.record(inner, parent));
                    (hop.relationship, parent.map_or(Value::Null, print))
                }
                Item::Children(children) => (children.relationship, Value::Null),
            };
            row.insert(key.to_owned(), value);
        }
        row
    }

    fn rows(
        &mut self,
        selection: &Selection<'a>,
        records: &[Record<'a>],
        most: usize,
    ) -> Vec<Value> {
        let records = &records[..records.len().min(self.left).min(most)];
        let families: Vec<(&Children<'a>, Families<'a>)> = selection
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Children(children) => Some((&**children, families(children, records))),
                Item::Field(_) | Item::Parent(..) => None,
            })
            .collect();
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let mut row = self.record(selection, *record);
            for (children, families) in &families {
                if let Some(family) = families.get(significant(record.id)) {
                    // A parent never comes without the first of its children.
                    self.left = self.left.max(1);
                    let most = self.schema.switches.child_batch_size;
                    let result =
                        self.result(&children.query, &children.plan.selection, family, most);
                    row.insert(children.relationship.to_owned(), result);
                }
            }
            rows.push(Value::Object(row));
        }
        rows
    }

    fn next_url(&self, id: &str, offset: usize) -> String {
        format!("/services/data/v{}/query/{id}-{offset}", self.version)
    }
}

/// The children of each parent, sorted and cut as their subquery says; parents without any are
/// absent.
type Families<'a> = HashMap<&'a str, Vec<Record<'a>>>;

fn families<'a>(children: &Children<'a>, parents: &[Record<'a>]) -> Families<'a> {
    let mut families: Families<'a> =
        parents.iter().map(|parent| (significant(parent.id), Vec::new())).collect();
    let rows = &children.plan.rows;
    for record in rows.entity.records() {
        let lookup = record.cells.get(children.lookup).and_then(Value::as_str);
        if let Some(family) = lookup.and_then(|id| families.get_mut(significant(id)))
            && rows.passes(record)
        {
            family.push(record);
        }
    }
    families
        .into_iter()
        .map(|(parent, family)| (parent, rows.arrange(family)))
        .filter(|(_, family)| !family.is_empty())
        .collect()
}

fn significant(id: &str) -> &str {
    id.get(..15).unwrap_or(id)
}

fn place(ids: &[String], from: usize, id: &str) -> usize {
    ids[from..].iter().position(|known| known == id).map_or(ids.len(), |distance| from + distance)
}

/// The members around the rows of a result.
pub(crate) fn envelope(total: usize, next: Option<String>, rows: Vec<Value>) -> Value {
    let mut result = Map::new();
    result.insert("totalSize".into(), json!(total));
    result.insert("done".into(), json!(next.is_none()));
    if let Some(next) = next {
        result.insert("nextRecordsUrl".into(), json!(next));
    }
    result.insert("records".into(), Value::Array(rows));
    Value::Object(result)
}
