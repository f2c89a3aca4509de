//! What is asked of a file: a table, its columns, a filter, and since when.

use std::sync::Arc;

use channelgraph_schema::EntityKind;
use channelgraph_sql::{
    Batches, Code, Condition, Failure, Gaps, Scan, Source, Table, arrow::datatypes::SchemaRef,
};
use chrono::{DateTime, Utc};
use futures::{StreamExt, TryStreamExt};
use serde::Deserialize;

use super::{Format, Pieces, condition, file};
use crate::bi::{Reader, scan::Since};

/// What a request says of a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The columns, with commas between; all of them if there are none.
    pub select: Option<String>,
    /// The filter: JSON, as GraphQL's lists take it; of a table that is no entity's, with the names
    /// of its columns.
    pub filter: Option<String>,
    /// Only rows of nodes of which a record has changed since then.
    pub since: Option<DateTime<Utc>>,
    /// Whether the rows go on without sources that fail: `1`.
    pub partial: Option<String>,
    /// Whether CSV writes texts as they are, also those that spreadsheets take for formulas: `1`.
    pub raw: Option<String>,
}

/// A file that can be written.
pub struct Export {
    reader: Reader,
    scan: Scan,
    schema: SchemaRef,
    format: Format,
    raw: bool,
    since: Option<Since>,
    filter: Option<(EntityKind, crate::engine::ListQuery)>,
}

impl Export {
    /// The file that is asked for.
    ///
    /// # Errors
    /// If there is no such table or column, or the filter does not fit.
    pub fn of(reader: Reader, table: &str, format: Format, asked: &Asked) -> Result<Self, Failure> {
        let known = reader.table(table)?;
        let columns = match &asked.select {
            Some(names) => columns(&reader, &known, names)?,
            None => (0..known.columns.len()).collect(),
        };
        let (mut filter, mut condition) = (None, Condition::all());
        match asked.filter.as_deref() {
            Some(text) if reader.is_of_entity(table) => filter = Some(reader.filter(table, text)?),
            Some(text) => condition = condition::condition(&known, text)?,
            None => {}
        }
        let since = asked.since.map(|at| reader.since(table, at)).transpose()?;
        let is_set = |flag: &Option<String>| flag.as_deref().is_some_and(|flag| flag != "0");
        let schema = known.schema().project(&columns);
        let schema = schema.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
        let scan = Scan {
            table: known,
            columns,
            stated: condition.clone(),
            condition,
            sort: None,
            limit: None,
            gaps: Arc::new(Gaps::new(is_set(&asked.partial))),
        };
        let raw = is_set(&asked.raw);
        Ok(Self { reader, scan, schema: Arc::new(schema), format, raw, since, filter })
    }

    /// About how many rows it has, and the fewest calls of each source.
    pub fn cost(&self) -> channelgraph_sql::Cost {
        self.reader.cost(&self.scan)
    }

    /// What became of sources that did not answer, once the file is written.
    pub fn gaps(&self) -> Arc<Gaps> {
        self.scan.gaps.clone()
    }

    /// The file. Nothing is read before it is polled for.
    ///
    /// # Errors
    /// If its columns cannot be written in its form.
    pub fn write(self) -> Result<Pieces, Failure> {
        let batches: Batches = match self.filter {
            Some((_, query)) => self.reader.listed(self.scan.clone(), query, self.since),
            None => self.reader.changed(self.scan.clone(), self.since),
        };
        let batches = batches.try_filter(|batch| std::future::ready(batch.num_rows() > 0)).boxed();
        file(self.format, &self.schema, batches, self.raw)
    }
}

/// The places of some columns, by their names.
fn columns(reader: &Reader, table: &Table, names: &str) -> Result<Vec<usize>, Failure> {
    let place = |name: &str| {
        let name = name.trim();
        table.column(name).ok_or_else(|| {
            reader.hidden(Some(&table.name), name).unwrap_or_else(|| {
                let known = table.columns.iter().map(|column| column.name.as_str());
                let near = channelgraph_schema::did_you_mean(name, known);
                let message = format!("`{}` has no column `{name}`{near}", table.name);
                Failure::new(Code::NoColumn, message)
            })
        })
    };
    names.split(',').map(place).collect()
}
