//! Rows as JSON.

use channelgraph_sql::Table;

use super::{
    options::Form,
    query::{Expand, Query},
    read::Linked,
    sets::{Set, Sets},
    value::{Row, Value, json_text},
};

/// What an answer is written with.
pub(super) struct Writer<'a> {
    pub(super) sets: &'a Sets,
    pub(super) query: &'a Query,
    pub(super) form: Form,
    /// The root of the service, with a slash at its end.
    pub(super) root: &'a str,
    /// True if the client named the columns.
    pub(super) selects: bool,
}

/// What stands beside the rows of a page.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) count: Option<u64>,
    pub(super) next: Option<String>,
}

impl Writer<'_> {
    /// A page.
    pub(super) fn page(&self, rows: &[Row], linked: &Linked, beside: &Beside) -> String {
        let mut out = String::with_capacity(rows.len() * 256 + 256);
        out.push('{');
        if !self.form.bare {
            out.push_str("\"@odata.context\":");
            json_text(&self.context(""), &mut out);
            out.push(',');
        }
        if let Some(count) = beside.count {
            out.push_str("\"@odata.count\":");
            Value::Number(count.into(), 0).json(self.form.ieee754, &mut out);
            out.push(',');
        }
        out.push_str("\"value\":[");
        for (place, row) in rows.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push('{');
            self.row(row, place, linked, false, &mut out);
            out.push('}');
        }
        out.push(']');
        if let Some(next) = &beside.next {
            out.push_str(",\"@odata.nextLink\":");
            json_text(next, &mut out);
        }
        out.push('}');
        out
    }

    /// One row.
    pub(super) fn one(&self, row: &Row, linked: &Linked) -> String {
        let mut out = String::from("{");
        if !self.form.bare {
            out.push_str("\"@odata.context\":");
            json_text(&self.context("/$entity"), &mut out);
        }
        self.row(row, 0, linked, !self.form.bare, &mut out);
        out.push('}');
        out
    }

    /// The properties of a row and its linked rows; `follows` something.
    fn row(&self, row: &Row, place: usize, linked: &Linked, follows: bool, out: &mut String) {
        let Some(set) = self.sets.at(self.query.set) else { return };
        self.properties(&set.table, &self.query.columns, row, follows, out);
        for (expand, linked) in self.query.expand.iter().zip(linked) {
            let Some(other) = self.sets.at(expand.link.to) else { continue };
            if !out.ends_with('{') {
                out.push(',');
            }
            json_text(&expand.link.name, out);
            out.push(':');
            let rows = linked.get(place).map(Vec::as_slice).unwrap_or_default();
            self.linked(expand, other, rows, out);
        }
    }

    fn linked(&self, expand: &Expand, other: &Set, rows: &[Row], out: &mut String) {
        let object = |row: &Row, out: &mut String| {
            out.push('{');
            self.properties(&other.table, &expand.columns, row, false, out);
            out.push('}');
        };
        if !expand.link.many {
            match rows.first() {
                Some(row) => object(row, out),
                None => out.push_str("null"),
            }
            return;
        }
        out.push('[');
        for (place, row) in rows.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            object(row, out);
        }
        out.push(']');
    }

    fn properties(
        &self,
        table: &Table,
        columns: &[usize],
        row: &Row,
        follows: bool,
        out: &mut String,
    ) {
        let mut follows = follows;
        for place in columns {
            let (Some(column), Some(value)) = (table.columns.get(*place), row.get(*place)) else {
                continue;
            };
            if follows {
                out.push(',');
            }
            follows = true;
            json_text(&column.name, out);
            out.push(':');
            value.json(self.form.ieee754, out);
        }
    }

    /// The context of an answer: what its rows are, and which of their properties are there.
    fn context(&self, suffix: &str) -> String {
        let Some(set) = self.sets.at(self.query.set) else { return String::new() };
        let mut parts: Vec<String> = Vec::new();
        if self.selects {
            parts.extend(names(&set.table, &self.query.columns));
        }
        for expand in &self.query.expand {
            let Some(other) = self.sets.at(expand.link.to) else { continue };
            if expand.selects {
                let names = names(&other.table, &expand.columns).join(",");
                parts.push(format!("{}({names})", expand.link.name));
            } else if self.selects {
                parts.push(expand.link.name.clone());
            }
        }
        let parts = if parts.is_empty() { String::new() } else { format!("({})", parts.join(",")) };
        format!("{}$metadata#{}{parts}{suffix}", self.root, set.table.name)
    }
}

fn names(table: &Table, columns: &[usize]) -> Vec<String> {
    let name = |place: &usize| table.columns.get(*place).map(|column| column.name.clone());
    columns.iter().filter_map(name).collect()
}
