//! Columns that follow from the fields of an entity.

use std::sync::Arc;

use channelgraph_schema::{Currency, EntityKind, FieldDef, FieldId, FieldType, Nested, Role};
use channelgraph_sql::{Column, ColumnType, ForeignKey, Table, Tests};

use super::{Cell, Definition, Rows, added::day_of, refers};
use crate::{
    config,
    engine::{Mode, Viewer},
};

/// The columns of a table, as they are gathered.
pub(super) struct Columns<'a> {
    viewer: &'a Viewer,
    kind: EntityKind,
    columns: Vec<Column>,
    cells: Vec<Cell>,
    foreign_keys: Vec<ForeignKey>,
    key: Vec<usize>,
    /// The names of those that the viewer may not see.
    pub(super) hidden: Vec<String>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(viewer: &'a Viewer, kind: EntityKind) -> Self {
        let (columns, cells, foreign_keys) = (Vec::new(), Vec::new(), Vec::new());
        Self { viewer, kind, columns, cells, foreign_keys, key: Vec::new(), hidden: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The table of these columns; `filters` says whether its rows can be looked for by them.
    pub(super) fn table(
        mut self,
        name: String,
        doc: String,
        rows: Rows,
        filters: bool,
    ) -> Definition {
        if !filters {
            let cells = self.cells.iter().zip(&mut self.columns);
            for (cell, column) in cells {
                if !matches!(cell, Cell::Id) {
                    (column.tests, column.sorts) = (Tests::None, false);
                }
            }
        }
        let Self { columns, cells, foreign_keys, key, .. } = self;
        let table = Arc::new(Table { name, doc, columns, key, foreign_keys });
        Definition { table, rows, cells }
    }

    fn push(&mut self, column: Column, cell: Cell) {
        self.columns.push(column);
        self.cells.push(cell);
    }

    /// The id of the node: the primary key.
    pub(super) fn id(&mut self) {
        self.key.push(self.columns.len());
        let doc = format!("Id of the {}.", self.kind.noun());
        self.push(column("id", ColumnType::Text, false, &doc, Tests::Ids), Cell::Id);
    }

    /// The node that a row belongs to, and its place there: together the primary key.
    pub(super) fn parent(&mut self) {
        let name = format!("{}_id", snake(<&str>::from(self.kind)));
        let doc = format!("Id of the {} that the row belongs to.", self.kind.noun());
        self.foreign_keys.push(refers(0, self.kind));
        self.key = vec![0, 1];
        self.push(column(&name, ColumnType::Text, false, &doc, Tests::Ids), Cell::Id);
        let doc = "Place of the row among those of its parent, from 1 on.";
        let place = column("position", ColumnType::Integer, false, doc, Tests::None);
        self.push(place, Cell::Position);
    }

    /// Every field with one value; amounts also in a currency for reports.
    pub(super) fn fields(&mut self, reporting: Option<&Currency>) {
        for field in self.kind.all().iter() {
            let def = self.kind.def(field);
            let is_own = matches!(def.role, Role::Ids | Role::Sources);
            let is_list = matches!(def.ty, FieldType::TextList | FieldType::List(_));
            if def.is_printed() && !is_own && !is_list {
                self.field(field, def, &snake(def.path), def.ty);
                if let (FieldType::Money, Some(currency)) = (def.ty, reporting) {
                    self.reporting(field, currency);
                }
            }
        }
    }

    /// The fields of a list of nested objects.
    pub(super) fn nested(&mut self, nested: &Nested) {
        for field in self.kind.all().iter() {
            let def = self.kind.def(field);
            let rest = def.path.strip_prefix(nested.path).and_then(|rest| rest.strip_prefix('.'));
            if let (Some(rest), true) = (rest, def.is_printed()) {
                self.item(&snake(rest), field);
            }
        }
    }

    /// A value of a field that is a list.
    pub(super) fn item(&mut self, name: &str, field: FieldId) {
        if !self.is_seen(field) {
            self.hidden.push(name.to_owned());
            return;
        }
        let def = self.kind.def(field);
        let ty = match def.ty {
            FieldType::List(item) => plain(*item),
            _ => ColumnType::Text,
        };
        let column = column(name, ty, true, &self.doc(def), Tests::None);
        self.push(column, Cell::Item(field));
    }

    /// What follows from other fields.
    pub(super) fn derived(&mut self) {
        for derived in self.kind.entity().derived {
            let name = snake(derived.name);
            if !(derived.from)().iter().all(|field| self.is_seen(*field)) {
                self.hidden.push(name);
                continue;
            }
            let column = column(&name, plain(derived.ty), true, derived.doc, Tests::None);
            self.push(column, Cell::Derived(derived));
        }
    }

    /// An amount in a currency for reports, by the rate of its day.
    fn reporting(&mut self, field: FieldId, currency: &Currency) {
        let Some(day) = day_of(self.kind, field) else { return };
        let own = snake(self.kind.def(field).path);
        let name = format!("{own}_reporting");
        if !(self.is_seen(field) && self.is_seen(day)) {
            self.hidden.push(name);
            return;
        }
        let (currency, day_name) = (currency.as_str(), snake(self.kind.def(day).path));
        let doc = format!(
            "`{own}` in {currency}, by the rate in force on `{day_name}`, as figures have it. Null \
             without that day, or without a rate."
        );
        let column = column(&name, ColumnType::Number, true, &doc, Tests::None);
        self.push(column, Cell::Reporting(field, day));
    }

    /// The sources' own fields that are columns.
    pub(super) fn attributes(&mut self, names: &[Arc<str>]) {
        let is_refused = matches!(self.viewer.attributes(), Mode::Mask | Mode::Forbid);
        for (place, of) in names.iter().enumerate() {
            let name = config::column(of);
            if is_refused {
                self.hidden.push(name);
                continue;
            }
            let doc = format!(
                "The source's own field `{of}`, as the mapping names it: of the first record that \
                 has a value."
            );
            let column = column(&name, ColumnType::Text, true, &doc, Tests::None);
            self.push(column, Cell::Attribute(place));
        }
    }

    /// When any record of the node changed last: only for who may see the records.
    pub(super) fn changed_at(&mut self) {
        if self.viewer.provenance() != Mode::Show {
            return;
        }
        let doc = "Time of the last change of any record of the node, in any source. Take the \
                   largest value of one pull as the smallest of the next, no later than the \
                   source's `watermarks.safe_until`.";
        self.push(column("_changed_at", ColumnType::Time, true, doc, Tests::None), Cell::ChangedAt);
    }

    pub(super) fn is_seen(&self, field: FieldId) -> bool {
        !self.viewer.may_not_see(self.kind, field)
    }

    fn field(&mut self, field: FieldId, def: &'static FieldDef, name: &str, ty: FieldType) {
        let name =
            if let FieldType::Reference(_) = ty { format!("{name}_id") } else { name.to_owned() };
        if !self.is_seen(field) {
            self.hidden.push(name);
            return;
        }
        let doc = self.doc(def);
        let mode = self.viewer.mode(self.kind, field);
        let tests = if mode == Mode::Show { tests(self.kind, field) } else { Tests::None };
        match ty {
            FieldType::Reference(to) => {
                // Leads and deals name each other: one of the two is the key.
                if (self.kind, to) != (EntityKind::Lead, EntityKind::Deal) {
                    self.foreign_keys.push(refers(self.columns.len(), to));
                }
                let column = column(&name, ColumnType::Text, true, &doc, tests);
                self.push(column, Cell::Reference(field, to));
            }
            FieldType::Money => {
                let doc_of = |what: &str| format!("{doc} {what}");
                let amount = doc_of("Never add amounts up without their currency.");
                self.push(
                    column(&name, ColumnType::Number, true, &amount, tests),
                    Cell::Amount(field),
                );
                let currency = format!("{name}_currency");
                let doc = format!("Currency of `{name}`, as an ISO 4217 code.");
                self.push(
                    column(&currency, ColumnType::Text, true, &doc, Tests::None),
                    Cell::Currency(field),
                );
            }
            ty => {
                let ty = plain(ty);
                let sorts = def.order.is_some()
                    && mode == Mode::Show
                    && matches!(
                        ty,
                        ColumnType::Number
                            | ColumnType::Integer
                            | ColumnType::Date
                            | ColumnType::Time
                    );
                let column = Column { sorts, ..column(&name, ty, true, &doc, tests) };
                self.push(column, Cell::Value(field));
            }
        }
    }

    /// The description of a field, after those of the objects that it is nested in.
    fn doc(&self, def: &FieldDef) -> String {
        let objects = self.kind.entity().objects.iter().filter(|nested| {
            def.path.strip_prefix(nested.path).is_some_and(|rest| rest.starts_with('.'))
        });
        let mut parts: Vec<&str> = objects.map(|nested| nested.doc).collect();
        parts.push(def.doc);
        parts.join(" ")
    }
}

fn column(name: &str, ty: ColumnType, nullable: bool, doc: &str, tests: Tests) -> Column {
    Column { name: name.to_owned(), ty, nullable, doc: doc.to_owned(), tests, sorts: false }
}

/// What lists of an entity can be asked about a field: what its filter offers.
fn tests(kind: EntityKind, field: FieldId) -> Tests {
    let def = kind.def(field);
    // Some sources keep a link on the other side only: what a filter finds is not all.
    let is_reverse = kind.entity().relation(def.name).is_some();
    match def.ty {
        FieldType::Reference(_) if is_reverse => Tests::None,
        FieldType::Reference(_) => Tests::Ids,
        _ if def.filter.is_none() => Tests::None,
        FieldType::Enum(_) | FieldType::Bool => Tests::Words,
        FieldType::Integer | FieldType::Number | FieldType::Money => Tests::Range,
        FieldType::Date | FieldType::DateTime => Tests::Range,
        _ => Tests::Text,
    }
}

/// The type of the column of a field with one value.
pub(super) fn plain(ty: FieldType) -> ColumnType {
    match ty {
        FieldType::Integer => ColumnType::Integer,
        FieldType::Number | FieldType::Money => ColumnType::Number,
        FieldType::Bool => ColumnType::Bool,
        FieldType::Date => ColumnType::Date,
        FieldType::DateTime => ColumnType::Time,
        FieldType::List(item) => plain(*item),
        _ => ColumnType::Text,
    }
}

/// A name in snake case: `closeDate`, `tier.name` and `DealPartner` as `close_date`, `tier_name`
/// and `deal_partner`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        match letter {
            '.' => snake.push('_'),
            letter if letter.is_uppercase() => {
                if !snake.is_empty() && !snake.ends_with('_') {
                    snake.push('_');
                }
                snake.extend(letter.to_lowercase());
            }
            letter => snake.push(letter),
        }
    }
    snake
}
