//! Lists that are read to their end: as they are kept, or page by page.

use std::pin::Pin;

use channelgraph_schema::EntityKind;
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt};

use super::keeper::Keeper;
use crate::engine::{Engine, ListQuery, Needs, Problem, Seen, Viewer};

/// What a scan brings, as much at once as is there.
type Chunks<'a> = dyn Stream<Item = Vec<Result<Seen, Problem>>> + Send + 'a;

/// A list on its way to its end.
pub struct Whole<'a> {
    known: std::vec::IntoIter<Seen>,
    as_of: Option<DateTime<Utc>>,
    /// Nodes that are brought at once, at most.
    most: usize,
    scan: Option<Pin<Box<Chunks<'a>>>>,
    keeper: Option<Keeper>,
}

/// Some nodes of a list, in no order.
pub struct Chunk {
    /// The nodes.
    pub nodes: Vec<Seen>,
    /// The time up to which changes are in them; none if that is when each was read.
    pub as_of: Option<DateTime<Utc>>,
    /// Sources that are missing in it.
    pub gaps: Vec<Problem>,
}

impl<'a> Whole<'a> {
    /// A list of which all is known, with the changes up to a time.
    pub(super) fn known(nodes: Vec<Seen>, as_of: DateTime<Utc>, most: usize) -> Self {
        let (known, as_of) = (nodes.into_iter(), Some(as_of));
        Self { known, as_of, most, scan: None, keeper: None }
    }

    /// A list that is to be read, and kept if there is a keeper and nothing is missing.
    pub(super) fn to_read(
        engine: &'a Engine,
        viewer: &'a Viewer,
        (kind, query, needs): (EntityKind, ListQuery, Needs),
        keeper: Option<Keeper>,
    ) -> Self {
        let most = query.first;
        let scan = engine.scan(viewer, kind, query, needs).ready_chunks(most);
        let known = Vec::new().into_iter();
        Self { known, as_of: None, most, scan: Some(Box::pin(scan)), keeper }
    }

    /// Returns true as long as it is going to be kept.
    pub(super) fn is_for_keeping(&self) -> bool {
        self.keeper.is_some()
    }

    /// The next nodes; none at the end.
    ///
    /// # Errors
    /// If the list cannot be read at all.
    pub async fn next(&mut self) -> Result<Option<Chunk>, Problem> {
        let nodes: Vec<Seen> = self.known.by_ref().take(self.most).collect();
        if !nodes.is_empty() {
            return Ok(Some(Chunk { nodes, as_of: self.as_of, gaps: Vec::new() }));
        }
        let Some(scan) = &mut self.scan else { return Ok(None) };
        let Some(found) = scan.next().await else {
            if let Some(keeper) = self.keeper.take() {
                keeper.keep().await;
            }
            return Ok(None);
        };
        let (mut nodes, mut gaps) = (Vec::new(), Vec::new());
        for found in found {
            match found {
                Ok(node) => nodes.push(node),
                Err(problem) if problem.source_name.is_some() => gaps.push(problem),
                Err(problem) => return Err(problem),
            }
        }
        // What is missing now may be there next time, and so may be the rest of a node.
        let is_whole = gaps.is_empty() && nodes.iter().all(|node| node.failures().next().is_none());
        match &mut self.keeper {
            Some(keeper) if is_whole => keeper.take(&nodes),
            _ => self.keeper = None,
        }
        Ok(Some(Chunk { nodes, as_of: None, gaps }))
    }
}
