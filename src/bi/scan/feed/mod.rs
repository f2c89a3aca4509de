//! Scans in parts. Each part tells the spots at which a later request can go on, so that no page
//! reads the earlier ones again.

mod extra;
mod nodes;

use channelgraph_core::Class;
use channelgraph_schema::{Cursor, EntityKind, Order};
use channelgraph_sql::{Code, Failure, Scan, arrow::record_batch::RecordBatch};
use serde::{Deserialize, Serialize};

use super::{Reader, nodes::Plan, rows};
use crate::{bi::tables::Definition, engine::Seen};

/// A spot between two nodes of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// Ids, parents, entities or rows that are done.
    #[serde(rename = "d", default, skip_serializing_if = "is_zero")]
    done: usize,
    /// Cursor in the list of nodes, or of parents.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    /// Id of the parent whose children are being given, with the cursor of the last one.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    below: Option<(String, String)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A part of a scan.
#[derive(Debug)]
pub struct Part {
    /// The rows.
    pub batch: RecordBatch,
    /// For each node: the number of rows up to its last one, and the spot behind it.
    pub ends: Vec<(usize, Spot)>,
    /// The spot behind the part; none if nothing follows.
    pub next: Option<Spot>,
}

/// The nodes of a part, each with the spot behind it.
struct Found {
    nodes: Vec<(Seen, Spot)>,
    next: Option<Spot>,
}

impl Reader {
    /// The rows behind a spot: about so many nodes.
    ///
    /// # Errors
    /// If a source fails, or the spot is none of this scan.
    pub async fn part(&self, scan: &Scan, spot: &Spot, size: usize) -> Result<Part, Failure> {
        Class::Export.scope(self.part_of(scan, spot, size)).await
    }

    /// Returns true if a scan reads one list: only then its rows come in an order of the whole.
    pub fn is_list(&self, scan: &Scan) -> bool {
        let Ok(definition) = self.definition(&scan.table.name) else { return false };
        let kind = definition.rows.kind();
        kind.is_some_and(|kind| Plan::of(self, definition, kind, scan).is_list())
    }

    async fn part_of(&self, scan: &Scan, spot: &Spot, size: usize) -> Result<Part, Failure> {
        let definition = self.definition(&scan.table.name)?;
        let Some(kind) = definition.rows.kind() else {
            return extra::part(self, scan, definition.rows, spot, size).await;
        };
        let plan = Plan::of(self, definition, kind, scan);
        let needs = Self::needs(definition, &scan.columns);
        let found = nodes::found(self, scan, plan, &needs, spot, size).await?;
        self.rows_of(scan, definition, found).await
    }

    async fn rows_of(
        &self,
        scan: &Scan,
        definition: &Definition,
        found: Found,
    ) -> Result<Part, Failure> {
        let (nodes, spots): (Vec<Seen>, Vec<Spot>) = found.nodes.into_iter().unzip();
        let batch = rows::batch(self, definition, scan, &nodes).await?;
        let mut rows = 0;
        let lengths = rows::lengths(self, definition, &nodes).into_iter();
        let ends = lengths.zip(spots).map(|(length, spot)| {
            rows += length;
            (rows, spot)
        });
        Ok(Part { ends: ends.collect(), batch, next: found.next })
    }
}

/// Reads a cursor of a list.
fn cursor(text: Option<&str>, kind: EntityKind, order: Order) -> Result<Option<Cursor>, Failure> {
    let read = |text| Cursor::decode(text, kind, order);
    text.map(read).transpose().map_err(|_| foreign())
}

fn foreign() -> Failure {
    Failure::new(Code::Setting, "the spot is none of this list")
}
