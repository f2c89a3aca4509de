//! Tables that follow from the declarations of entities.

mod added;
mod cell;
mod channel;
mod columns;
mod extra;

use std::sync::Arc;

pub use added::Added;
pub(super) use cell::{Cell, Rows};
use channelgraph_schema::{EntityKind, FieldType, Nested};
use channelgraph_sql::{ForeignKey, Table};
use columns::{Columns, snake};
use strum::VariantArray;

use crate::engine::{Mode, Viewer};

/// A table, and how its rows are made.
#[derive(Debug)]
pub struct Definition {
    /// As clients see it.
    pub table: Arc<Table>,
    /// What a row is.
    pub(super) rows: Rows,
    /// How the value of each column is made.
    pub(super) cells: Vec<Cell>,
}

/// The tables as one viewer sees them: without columns that he may not see.
#[derive(Debug)]
pub struct Tables {
    definitions: Vec<Definition>,
    tables: Vec<Arc<Table>>,
    /// The names of the columns that he may not see, each after that of its table.
    hidden: Vec<(String, String)>,
}

impl Tables {
    /// The tables of a viewer, with these columns beside those of the declarations.
    pub fn of(viewer: &Viewer, added: &Added) -> Self {
        let mut definitions = Vec::new();
        let mut hidden = Vec::new();
        for kind in EntityKind::VARIANTS {
            entity((viewer, added), *kind, &mut definitions, &mut hidden);
        }
        let (of_channel, refused) = channel::of(viewer);
        definitions.extend(of_channel);
        hidden.extend(refused);
        if viewer.provenance() == Mode::Show {
            definitions.extend(extra::provenance());
        }
        if viewer.attributes() == Mode::Show {
            definitions.push(extra::attributes());
        }
        let tables = definitions.iter().map(|definition| definition.table.clone()).collect();
        Self { definitions, tables, hidden }
    }

    /// With the table of what the last statement lacked: only sessions of SQL have one.
    #[must_use]
    pub fn of_session(mut self) -> Self {
        let gaps = extra::gaps();
        self.tables.push(gaps.table.clone());
        self.definitions.push(gaps);
        self
    }

    /// The tables.
    pub fn all(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// The table of a name.
    pub fn get(&self, name: &str) -> Option<&Definition> {
        self.definitions.iter().find(|definition| definition.table.name == name)
    }

    /// Returns true if a table, or any, has a column of this name that the viewer may not see.
    pub fn hides(&self, table: Option<&str>, column: &str) -> bool {
        self.hidden.iter().any(|(of, name)| table.is_none_or(|table| table == of) && name == column)
    }
}

/// The name of an entity's table.
pub(super) fn name_of(kind: EntityKind) -> String {
    kind.entity().many.map_or_else(|| format!("{}s", snake(<&str>::from(kind))), snake)
}

/// The tables of an entity: its own, and one for each list in it.
fn entity(
    (viewer, added): (&Viewer, &Added),
    kind: EntityKind,
    definitions: &mut Vec<Definition>,
    hidden: &mut Vec<(String, String)>,
) {
    let name = name_of(kind);
    let mut columns = Columns::new(viewer, kind);
    columns.id();
    columns.fields(added.reporting.as_ref());
    columns.derived();
    columns.attributes(added.attributes(kind));
    columns.changed_at();
    let of = |column: &String| (name.clone(), column.clone());
    hidden.extend(columns.hidden.iter().map(of));
    definitions.push(columns.table(name, kind.entity().doc.to_owned(), Rows::Nodes(kind), true));
    for nested in kind.entity().objects.iter().filter(|nested| nested.list) {
        definitions.extend(list(viewer, kind, nested, hidden));
    }
    for field in kind.all().iter().filter(|field| kind.def(*field).is_printed()) {
        let def = kind.def(field);
        let is_own = !kind.entity().objects.iter().any(|nested| {
            nested.list
                && def.path.strip_prefix(nested.path).is_some_and(|rest| rest.starts_with('.'))
        });
        let is_list = matches!(def.ty, FieldType::TextList | FieldType::List(_));
        if is_list && is_own && def.role != channelgraph_schema::Role::Ids {
            let name = format!("{}_{}", snake(<&str>::from(kind)), snake(def.path));
            let mut columns = Columns::new(viewer, kind);
            columns.parent();
            columns.item("value", field);
            if columns.is_seen(field) {
                let rows = Rows::Items(kind, field);
                definitions.push(columns.table(name, def.doc.to_owned(), rows, false));
            } else {
                hidden.push((name, "value".to_owned()));
            }
        }
    }
}

/// The table of a list of nested objects; none if the viewer may see nothing of it.
fn list(
    viewer: &Viewer,
    kind: EntityKind,
    nested: &'static Nested,
    hidden: &mut Vec<(String, String)>,
) -> Option<Definition> {
    let name = format!("{}_{}", snake(<&str>::from(kind)), snake(nested.path));
    let mut columns = Columns::new(viewer, kind);
    columns.parent();
    let own = columns.len();
    columns.nested(nested);
    hidden.extend(columns.hidden.iter().map(|column| (name.clone(), column.clone())));
    (columns.len() > own)
        .then(|| columns.table(name, nested.doc.to_owned(), Rows::Nested(kind, nested), false))
}

/// A foreign key to an entity's table.
fn refers(column: usize, to: EntityKind) -> ForeignKey {
    ForeignKey { column, table: name_of(to) }
}
