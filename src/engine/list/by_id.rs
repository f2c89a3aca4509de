//! Lists of nodes that are named by their ids.

use std::{cmp::Ordering, sync::Arc};

use channelgraph_schema::{Cursor, RecordKey, Value};

use super::position::Position;
use crate::engine::{ListQuery, Listed, Member, Needs, Node, context::Context};

/// A node of the list with the cursor of its place.
struct Place {
    cursor: Cursor,
    rank: usize,
    node: Arc<Node>,
}

impl Place {
    fn new(query: &ListQuery, sort_record: &Member, node: Arc<Node>) -> Self {
        let record = &sort_record.record;
        let key = query.order.key.map_or(Value::Null, |key| record.get(key).clone());
        let cursor = Cursor { key, record: record.key.clone() };
        Self { cursor, rank: sort_record.table.rank, node }
    }

    fn position(&self) -> Position<'_> {
        Position::new(&self.cursor.key, self.rank, &self.cursor.record.id)
    }
}

impl Context<'_> {
    /// A page of the nodes that these ids name: filter, order and place are applied here. Sources
    /// that fail are named in [`Listed::gaps`].
    pub(super) async fn list_of(self, ids: &[RecordKey], query: &ListQuery) -> Listed {
        // Whether a node has a record of certain sources is known only once all its records are.
        let every_record = self.needs.every_record || query.sources.is_some();
        let needs = Needs { every_record, ..self.needs }.with(query.fields(self.kind));
        let found = self.with_needs(needs).nodes_by_record(ids).await;
        let mut listed = Listed::default();
        let mut places: Vec<Place> = Vec::new();
        for outcome in found.into_values() {
            match outcome {
                Err(error) => listed.note_gap(error),
                Ok(node) if query.filter.matches(&|field| node.value(*field)) => {
                    let is_known = places.iter().any(|known| known.node.id() == node.id());
                    if let Some(record) = query.sort_record(&node).filter(|_| !is_known) {
                        places.push(Place::new(query, record, node.clone()));
                    }
                }
                Ok(node) => {
                    node.failures.iter().for_each(|failure| listed.note_gap(failure.clone()));
                }
            }
        }
        let compare = |a: Position<'_>, b: Position<'_>| a.compare(b, query.order.direction);
        places.sort_by(|a, b| compare(a.position(), b.position()));
        listed.total = listed.gaps.is_empty().then_some(places.len() as u64);
        if let Some(after) = &query.after {
            let after = Position::at(&self.engine.model, self.kind, after);
            places.retain(|place| compare(place.position(), after) == Ordering::Greater);
        }
        listed.has_next = places.len() > query.first;
        places.truncate(query.first);
        listed.nodes = places.into_iter().map(|place| (place.cursor, place.node)).collect();
        listed.note_failures();
        listed
    }
}
