//! Tables of the channel's work: figures and statements, in a row for each period.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldType};
use channelgraph_sql::{Column, ColumnType, Table, Tests};

use super::{
    Cell, Definition, Rows,
    columns::{plain, snake},
    refers,
};
use crate::{
    engine::{Mode, Viewer},
    graphql::{FIGURES, LINES, Leaf, LeafSight, sight_of_leaf},
    work::statement,
};

const I: EntityKind = EntityKind::Incentive;

/// The tables of the channel's work that a viewer may see, with the names of the columns that he
/// may not, each after that of its table.
pub(super) fn of(viewer: &Viewer) -> (Vec<Definition>, Vec<(String, String)>) {
    let mut hidden = Vec::new();
    let of_partners = figures(viewer, Rows::Figures, &mut hidden);
    let of_all = figures(viewer, Rows::Totals, &mut hidden);
    let all = [of_partners, of_all, statements(viewer)];
    (all.into_iter().flatten().collect(), hidden)
}

/// A table of figures; none if the viewer may see none of them.
fn figures(viewer: &Viewer, rows: Rows, hidden: &mut Vec<(String, String)>) -> Option<Definition> {
    let is_of_partners = matches!(rows, Rows::Figures);
    let (name, doc) =
        if is_of_partners { ("performance", PERFORMANCE) } else { ("performance_total", TOTAL) };
    let mut columns = Gathered::default();
    if is_of_partners {
        columns.partner();
    }
    columns.length();
    columns.asked("currency", CURRENCY);
    let own = columns.columns.len();
    let (mut is_any, first) = (false, own);
    for leaf in FIGURES.iter() {
        // Of several partners it is null.
        if !is_of_partners && leaf.name == "engagement.level" {
            continue;
        }
        match sight_of_leaf(viewer, leaf) {
            LeafSight::Refused => hidden.push((name.to_owned(), snake(&leaf.name))),
            seen => {
                is_any |= seen == LeafSight::Seen;
                columns.leaf(leaf, Cell::Figure(leaf));
            }
        }
    }
    // The first leaf is the first day of the period.
    let key = (0..=first).collect();
    is_any.then(|| columns.table(name, doc, key, rows))
}

/// The table of the lines of statements; none if the viewer may not see what they stand on.
fn statements(viewer: &Viewer) -> Option<Definition> {
    let is_refused = |field| matches!(viewer.mode(I, field), Mode::Mask | Mode::Forbid);
    if statement::FIELDS.into_iter().any(is_refused) {
        return None;
    }
    let mut columns = Gathered::default();
    columns.partner();
    columns.length();
    columns.asked("basis", BASIS);
    let period = columns.columns.len();
    for name in ["period.from", "period.to"] {
        if let Some(leaf) = FIGURES.iter().find(|leaf| leaf.name == name) {
            columns.leaf(leaf, Cell::Extra);
        }
    }
    let incentive = columns.columns.len();
    columns.reference("incentive_id", I, false, "Id of the incentive.", Cell::Extra);
    let deal = "Id of the deal that the incentive is paid for.";
    columns.reference("deal_id", EntityKind::Deal, true, deal, Cell::DealOfLine);
    let currency = "Currency of the amounts: the incentive's own, as an ISO 4217 code.";
    columns.push("currency", ColumnType::Text, true, currency, Tests::None, Cell::Extra);
    for leaf in LINES.iter() {
        columns.leaf(leaf, Cell::Line(leaf));
    }
    let key = vec![0, 1, 2, period, incentive];
    Some(columns.table("statements", STATEMENTS, key, Rows::Lines))
}

/// Columns as they are gathered.
#[derive(Default)]
struct Gathered {
    columns: Vec<Column>,
    cells: Vec<Cell>,
    foreign_keys: Vec<channelgraph_sql::ForeignKey>,
}

impl Gathered {
    fn push(
        &mut self,
        name: &str,
        ty: ColumnType,
        nullable: bool,
        doc: &str,
        tests: Tests,
        cell: Cell,
    ) {
        let (name, doc, sorts) = (name.to_owned(), doc.to_owned(), false);
        self.columns.push(Column { name, ty, nullable, doc, tests, sorts });
        self.cells.push(cell);
    }

    fn partner(&mut self) {
        self.foreign_keys.push(refers(self.columns.len(), EntityKind::Partner));
        self.push(
            "partner_id",
            ColumnType::Text,
            false,
            "Id of the partner.",
            Tests::Ids,
            Cell::Id,
        );
    }

    fn reference(&mut self, name: &str, to: EntityKind, nullable: bool, doc: &str, cell: Cell) {
        self.foreign_keys.push(refers(self.columns.len(), to));
        self.push(name, ColumnType::Text, nullable, doc, Tests::None, cell);
    }

    fn length(&mut self) {
        self.asked("period_length", LENGTH);
    }

    /// A column that says what is asked for: without a condition on it, rows have its default.
    fn asked(&mut self, name: &str, doc: &str) {
        self.push(name, ColumnType::Text, false, doc, Tests::Words, Cell::Extra);
    }

    fn leaf(&mut self, leaf: &Leaf, cell: Cell) {
        let name = snake(&leaf.name);
        let tests = match name.as_str() {
            "period_from" | "period_to" => Tests::Range,
            _ => Tests::None,
        };
        let is_of_period = name.starts_with("period_");
        let doc = if leaf.ty == FieldType::Money {
            format!("{} In `currency`.", leaf.doc)
        } else {
            leaf.doc.clone()
        };
        self.push(&name, plain(leaf.ty), !is_of_period, &doc, tests, cell);
    }

    fn table(self, name: &str, doc: &str, key: Vec<usize>, rows: Rows) -> Definition {
        let Self { columns, cells, foreign_keys } = self;
        let (name, doc) = (name.to_owned(), doc.to_owned());
        let table = Table { name, doc, columns, key, foreign_keys };
        Definition { table: Arc::new(table), rows, cells }
    }
}

const PERFORMANCE: &str = "Figures of each partner in each period. Without a condition on \
    `period_from` or `period_to`, the twelve periods that end with the current one. Rows of \
    partners need not add up to `performance_total`: a deal can have several partners.";
const TOTAL: &str = "Figures of all partners together in each period, each record once. Without a \
    condition on `period_from` or `period_to`, the twelve periods that end with the current one.";
const STATEMENTS: &str = "What each partner was promised, claimed, earned and was paid in each \
    period: a row for each incentive. Without a condition on `period_from` or `period_to`, the \
    twelve periods that end with the current one. A promise is in each period that it covers.";
const LENGTH: &str = "Length of the period: `DAY`, `WEEK`, `MONTH`, `QUARTER` or `YEAR`, the last \
    two of the fiscal year. Rows have those that conditions name by `=` or `IN`, else `MONTH`.";
const CURRENCY: &str = "Currency of all amounts, as an ISO 4217 code. Rows have those that \
    conditions name by `=` or `IN`, else the reporting currency.";
const BASIS: &str = "Days by which the row counts: `COHORT`, what the period earned, whenever it \
    is paid; or `CASH`, each amount by its own day. Rows have those that conditions name by `=` \
    or `IN`, else `COHORT`.";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bi::tables::{Added, Tables};

    #[test]
    fn rows_are_told_apart_by_what_conditions_name() {
        let tables = Tables::of(&Viewer::everyone(), &Added::default());
        for (name, key) in [
            ("performance", "partner_id period_length currency period_from"),
            ("performance_total", "period_length currency period_from"),
            ("statements", "partner_id period_length basis period_from incentive_id"),
        ] {
            let table = &tables.get(name).expect("a table").table;
            let names = table.key.iter().map(|place| table.columns[*place].name.as_str());
            assert_eq!(names.collect::<Vec<_>>().join(" "), key);
            assert!(table.key.iter().all(|place| !table.columns[*place].nullable), "{name}");
            let distinct: BTreeSet<_> = table.columns.iter().map(|column| &column.name).collect();
            assert_eq!(distinct.len(), table.columns.len(), "{name}");
            for column in &table.columns {
                assert!(column.doc.ends_with('.'), "{name}.{}: {}", column.name, column.doc);
                assert!(column.name.chars().all(|letter| letter.is_lowercase() || letter == '_'));
            }
        }
        let has = |name: &str, column| tables.get(name).unwrap().table.column(column).is_some();
        assert!(has("performance", "engagement_level"));
        assert!(!has("performance_total", "engagement_level"), "it is of one partner");
        assert!(has("performance", "roi_paid") && has("statements", "differences_unused"));
    }
}
