//! Scans of tables: nodes are listed page by page, and made into rows.

mod builder;
mod channel;
mod extra;
mod feed;
mod gaps;
mod listed;
mod nodes;
mod paid;
mod periods;
mod rows;
mod statements;
mod value;

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_core::Class;
use channelgraph_schema::{EntityKind, Role};
use channelgraph_sql::{
    Batches, Code, Condition, Cost, Failure, Scan, Source, Table, arrow::record_batch::RecordBatch,
};
pub use feed::{Part, Spot};
use futures::{StreamExt, TryStreamExt, stream};
pub use listed::Since;
use nodes::{Plan, Walk};

use super::{
    condition, failure,
    tables::{Cell, Definition, Rows, Tables},
};
use crate::{
    app::App,
    engine::{ListQuery, Needs, Viewer},
    graphql::Account,
};

/// About how many nodes an entity has, where nobody can tell without asking.
const UNKNOWN: u64 = 10_000;

/// Reads tables for one viewer.
#[derive(Clone)]
pub struct Reader {
    app: App,
    viewer: Viewer,
    tables: Arc<Tables>,
    /// Rows that one scan may give.
    max_rows: usize,
    /// What pays for the calls, where the reader has to wait for them himself.
    account: Option<Arc<dyn Account>>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("viewer", &self.viewer.subject()).finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader for a viewer, of at most so many rows of a table at once.
    pub fn new(app: App, viewer: Viewer, max_rows: usize) -> Self {
        let tables = Arc::new(Tables::of(&viewer, &app.columns));
        Self { app, viewer, tables, max_rows, account: None }
    }

    /// The same for a session of SQL, which is told what its last statement lacked.
    pub fn of_session(app: App, viewer: Viewer, max_rows: usize) -> Self {
        let tables = Arc::new(Tables::of(&viewer, &app.columns).of_session());
        Self { app, viewer, tables, max_rows, account: None }
    }

    /// The same, whose calls this account pays for: while it has none left, reads wait.
    #[must_use]
    pub fn paid_by(self, account: Arc<dyn Account>) -> Self {
        Self { account: Some(account), ..self }
    }

    /// The viewer who reads.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    fn definition(&self, name: &str) -> Result<&Definition, Failure> {
        self.tables.get(name).ok_or_else(|| {
            Failure::new(Code::NoTable, format!("relation \"{name}\" does not exist"))
        })
    }

    /// What the nodes have to hold for the columns of a scan.
    fn needs(definition: &Definition, columns: &[usize]) -> Needs {
        let mut needs = Needs::default();
        let Some(kind) = definition.rows.kind() else { return needs };
        for place in columns {
            match definition.cells.get(*place) {
                Some(
                    Cell::Value(field)
                    | Cell::Amount(field)
                    | Cell::Currency(field)
                    | Cell::Reference(field, _)
                    | Cell::Item(field),
                ) => needs.fields.insert(*field),
                Some(Cell::Reporting(amount, day)) => {
                    needs.fields.insert(*amount);
                    needs.fields.insert(*day);
                }
                Some(Cell::Attribute(_)) => {
                    needs = Needs { attributes: true, every_record: true, ..needs };
                }
                Some(Cell::Derived(derived)) => {
                    let from = (derived.from)().iter().copied().collect();
                    needs.fields = needs.fields.union(from);
                }
                Some(Cell::ChangedAt) => needs = with_changes(kind, needs),
                _ => {}
            }
        }
        match definition.rows {
            // Lists in step are of no use without one another.
            Rows::Nested(_, nested) => {
                needs.fields = needs.fields.union(kind.fields_under(nested.path));
            }
            Rows::Items(_, field) => needs.fields.insert(field),
            _ => {}
        }
        needs
    }

    /// The rows of a table of one entity.
    fn of_nodes(self, scan: Scan, kind: EntityKind) -> Batches {
        stream::once(async move {
            let definition = self.definition(&scan.table.name)?;
            let plan = Plan::of(&self, definition, kind, &scan);
            let needs = Self::needs(definition, &scan.columns);
            Ok::<_, Failure>(Walk::new(self.clone(), scan, plan, needs).batches())
        })
        .try_flatten()
        .boxed()
    }

    /// Makes rows of nodes, and refuses what becomes too much.
    async fn made(
        &self,
        scan: &Scan,
        nodes: &[crate::engine::Seen],
        made: &mut usize,
    ) -> Result<RecordBatch, Failure> {
        let definition = self.definition(&scan.table.name)?;
        let batch = rows::batch(self, definition, scan, nodes).await?;
        *made += batch.num_rows();
        self.admit(&scan.table, *made)?;
        Ok(batch)
    }

    /// Refuses what becomes too much.
    fn admit(&self, table: &Table, made: usize) -> Result<(), Failure> {
        if made <= self.max_rows {
            return Ok(());
        }
        let (name, most) = (&table.name, self.max_rows);
        let message = format!("`{name}` has more than {most} rows here (`bi.max_rows`)");
        Err(Failure::new(Code::TooComplex, message).hint(hint(table)))
    }

    /// The same batches, as long as they do not become too much.
    fn bounded(self, table: Arc<Table>, batches: Batches) -> Batches {
        let mut made = 0;
        let admitted = batches.map(move |batch| {
            let batch = batch?;
            made += batch.num_rows();
            self.admit(&table, made)?;
            Ok(batch)
        });
        admitted.boxed()
    }
}

/// The same, and when each record of a node changed last.
fn with_changes(kind: EntityKind, needs: Needs) -> Needs {
    let modified = kind.with_role(Role::Modified).into_iter().collect();
    Needs { fields: needs.fields.union(modified), every_record: true, ..needs }
}

/// The columns by which less would be read.
fn hint(table: &Table) -> String {
    let tested = |column: &&channelgraph_sql::Column| {
        column.tests != channelgraph_sql::Tests::None && column.name != "id"
    };
    let names: Vec<_> =
        table.columns.iter().filter(tested).map(|column| column.name.as_str()).take(12).collect();
    if names.is_empty() {
        return "Ask for the rows of single parents.".to_owned();
    }
    format!("Narrow it by one of these columns: {}.", names.join(", "))
}

#[async_trait]
impl Source for Reader {
    fn tables(&self) -> &[Arc<Table>] {
        self.tables.all()
    }

    fn scan(&self, scan: Scan) -> Batches {
        let reader = self.clone();
        let rows = match self.definition(&scan.table.name) {
            Ok(definition) => definition.rows,
            Err(failure) => return stream::once(std::future::ready(Err(failure))).boxed(),
        };
        if !matches!(rows, Rows::Gaps | Rows::Sources | Rows::Watermarks) {
            scan.gaps.reads();
        }
        let batches = match rows.kind() {
            Some(kind) => reader.of_nodes(scan, kind),
            None => {
                let (bounded, table) = (reader.clone(), scan.table.clone());
                bounded.bounded(table, extra::rows(reader, scan, rows))
            }
        };
        match &self.account {
            Some(account) => paid::paid(batches, account.clone()),
            None => batches,
        }
    }

    async fn count(&self, scan: &Scan) -> Result<Option<u64>, Failure> {
        let definition = self.definition(&scan.table.name)?;
        let Rows::Nodes(kind) = definition.rows else { return Ok(None) };
        scan.gaps.reads();
        let is_listed = kind.entity().many.is_some();
        if !is_listed || !condition::is_filter(definition, kind, &scan.condition) {
            return Ok(None);
        }
        let filter = condition::filter(definition, kind, &scan.condition);
        let query = ListQuery { filter, ..ListQuery::first_of_all(1) };
        let counted = self.app.engine.count(&self.viewer, kind, &query);
        let counted = Class::Export.scope(counted);
        let counted = match &self.account {
            Some(account) => paid::work(account, counted).await,
            None => counted.await,
        };
        // A list that cannot be counted is read.
        Ok(counted.ok().flatten())
    }

    fn cost(&self, scan: &Scan) -> Cost {
        let Ok(definition) = self.definition(&scan.table.name) else { return Cost::default() };
        let engine = &self.app.engine;
        let kinds: Vec<EntityKind> = match definition.rows {
            Rows::Figures | Rows::Totals | Rows::Lines => channel::kinds(self, definition, scan),
            rows => rows.kind().map_or_else(|| extra::kinds(scan, rows), |kind| vec![kind]),
        };
        let mut cost = Cost::default();
        let needs = Self::needs(definition, &scan.columns);
        let mut add = |kind| {
            for source in engine.sources_of(kind) {
                match cost.calls.iter_mut().find(|(name, _)| **name == **source) {
                    Some((_, calls)) => *calls += 1,
                    None => cost.calls.push((source.to_string(), 1)),
                }
            }
        };
        for kind in &kinds {
            // What the index of partners holds costs no call; what else is read of them does.
            let is_read = |field| !kind.def(field).indexed;
            let reads = needs.every_record || needs.fields.iter().any(is_read);
            if *kind != EntityKind::Partner || reads {
                add(*kind);
            }
        }
        for place in &scan.columns {
            if let Some(Cell::Reference(_, to)) = definition.cells.get(*place)
                && *to != EntityKind::Partner
            {
                add(*to);
            }
        }
        cost.rows = self.estimate(definition, scan);
        cost
    }

    fn hidden(&self, table: Option<&str>, column: &str) -> Option<Failure> {
        self.tables.hides(table, column).then(|| {
            let role = self.viewer.role_name().unwrap_or_default();
            let message = format!("the role `{role}` may not see the column \"{column}\"");
            Failure::new(Code::Forbidden, message)
        })
    }
}

impl Reader {
    /// About how many rows a scan gives. It need only tell small tables from large ones.
    fn estimate(&self, definition: &Definition, scan: &Scan) -> u64 {
        let partners = || self.app.engine.index_summary().partners as u64;
        let all = match definition.rows {
            Rows::Nodes(EntityKind::Partner) => partners(),
            Rows::Figures => partners().saturating_mul(12),
            Rows::Sources | Rows::Watermarks | Rows::Gaps | Rows::Totals => 100,
            _ => UNKNOWN,
        };
        let tests = scan.condition.certain();
        let narrowed = tests.iter().fold(all, |rows, (_, test)| match test {
            channelgraph_sql::Test::In(values) => (rows / 10).min(values.len() as u64 * 10),
            _ => rows / 3,
        });
        let narrowed = if matches!(&scan.condition, Condition::Any(parts) if parts.is_empty()) {
            0
        } else {
            narrowed.max(1)
        };
        narrowed.min(scan.limit.map_or(u64::MAX, |limit| limit as u64))
    }
}
