//! Scans for files: by a filter of GraphQL's, or of what has changed since a moment.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, Filter, Role, Test as Tested, Value};
use channelgraph_sql::{Batches, Code, Failure, Scan, Table};
use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};

use super::{
    Reader,
    nodes::{Plan, Walk},
};
use crate::engine::{ListQuery, Mode, Seen};

/// Only nodes of which a record has changed since a moment.
#[derive(Debug, Clone, Copy)]
pub struct Since(DateTime<Utc>);

impl Since {
    /// Returns true if a record of a node has changed since then, or does not say when.
    pub(super) fn keeps(self, reader: &Reader, node: &Seen) -> bool {
        let records = node.records(&reader.viewer);
        records.iter().any(|member| member.record.modified.is_none_or(|at| at >= self.0))
    }
}

impl Reader {
    /// A table, by its name.
    ///
    /// # Errors
    /// If there is none; the text says which is near.
    pub fn table(&self, name: &str) -> Result<Arc<Table>, Failure> {
        match self.tables.get(name) {
            Some(definition) => Ok(definition.table.clone()),
            None => {
                let known = self.tables.all().iter().map(|table| table.name.as_str());
                let near = channelgraph_schema::did_you_mean(name, known);
                Err(Failure::new(Code::NoTable, format!("there is no table `{name}`{near}")))
            }
        }
    }

    /// Returns true if a table is of one entity: GraphQL has a list of it.
    pub fn is_of_entity(&self, table: &str) -> bool {
        self.kind_of(table).is_ok()
    }

    /// The list that a filter means: JSON, as GraphQL takes it for the entity of a table.
    ///
    /// # Errors
    /// If it is no JSON, or does not fit.
    pub fn filter(&self, table: &str, text: &str) -> Result<(EntityKind, ListQuery), Failure> {
        let kind = self.kind_of(table)?;
        let filter = serde_json::from_str(text).map_err(|error| {
            Failure::new(Code::Text, format!("`filter` is no JSON: {error}"))
                .hint("Write it as GraphQL's variables are: {\"stage\":{\"eq\":\"WON\"}}.")
        })?;
        let query = self.app.graphql.filtered(&self.app.engine, &self.viewer, kind, filter);
        query.map(|query| (kind, query)).map_err(|problem| self.told(&problem))
    }

    /// What has changed of a table since a moment.
    ///
    /// # Errors
    /// If the table tells no changes, or the viewer may not see when records changed.
    pub fn since(&self, table: &str, at: DateTime<Utc>) -> Result<Since, Failure> {
        self.kind_of(table)?;
        if self.viewer.provenance() != Mode::Show {
            let message = "the role may not see when records changed, so `since` is not for it";
            return Err(Failure::new(Code::Forbidden, message));
        }
        Ok(Since(at))
    }

    /// The time from which a later pull of a table, by [`Self::since`], has all that this one had
    /// not; none if that is not known for certain.
    ///
    /// # Errors
    /// If the table tells no changes.
    pub fn safe_until(&self, table: &str) -> Result<Option<DateTime<Utc>>, Failure> {
        let (kind, now, engine) = (self.kind_of(table)?, Utc::now(), &self.app.engine);
        let times = engine.sources_of(kind).map(|source| engine.safe_until(source, kind, now));
        Ok(times.collect::<Option<Vec<_>>>().and_then(|times| times.into_iter().min()))
    }

    fn kind_of(&self, table: &str) -> Result<EntityKind, Failure> {
        self.definition(table)?.rows.kind().ok_or_else(|| {
            let message =
                format!("`{table}` is no entity's table: it does not tell what has changed");
            Failure::new(Code::Unsupported, message)
        })
    }

    /// The rows of a scan by a list.
    pub fn listed(self, scan: Scan, query: ListQuery, since: Option<Since>) -> Batches {
        let outcome = self.kind_of(&scan.table.name).and_then(|kind| {
            let definition = self.definition(&scan.table.name)?;
            let needs = Self::needs(definition, &scan.columns);
            let query = self.narrowed(kind, query, since);
            Ok(Walk::new(self.clone(), scan.clone(), Plan::list(kind), needs).by(query, since))
        });
        match outcome {
            Ok(walk) => walk.batches(),
            Err(failure) => stream::once(std::future::ready(Err(failure))).boxed(),
        }
    }

    /// The rows of a scan, or only those of what has changed.
    pub fn changed(self, scan: Scan, since: Option<Since>) -> Batches {
        use channelgraph_sql::Source;
        match since {
            Some(_) => {
                let query = ListQuery::first_of_all(1);
                self.listed(scan, query, since)
            }
            None => self.scan(scan),
        }
    }

    /// Where one table alone holds an entity, its source is asked for what has changed. Of several,
    /// each would have to be asked for the others' changes: all is read then, and looked through.
    fn narrowed(&self, kind: EntityKind, query: ListQuery, since: Option<Since>) -> ListQuery {
        let modified = kind.with_role(Role::Modified);
        let is_alone = self.app.engine.sources_of(kind).count() == 1;
        match (since, modified) {
            (Some(Since(at)), Some(field))
                if is_alone && self.viewer.mode(kind, field) == Mode::Show =>
            {
                let test = Filter::Test(field, Tested::Gte(Value::Time(at)));
                ListQuery { filter: query.filter.and(test), ..query }
            }
            _ => query,
        }
    }
}
