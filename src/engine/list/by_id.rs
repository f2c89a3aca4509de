//! Lists of nodes that are named by their ids.

use std::sync::Arc;

use channelgraph_schema::{Place, RecordKey};

use super::{
    merge::place_of,
    position::Position,
    progress::{Picked, Progress},
};
use crate::engine::{ListQuery, Listed, Needs, Node, Problem, Ranks, context::Context};

impl Context<'_> {
    /// A page of the nodes that these ids name: filter, order and place are applied here. Sources
    /// that fail are named in [`Listed::gaps`].
    pub(super) async fn list_of(self, ids: &[RecordKey], query: &ListQuery) -> Listed {
        // Whether a node has a record of certain sources is known only once all its records are.
        let every_record = self.needs.every_record
            || query.sources.is_some()
            || query.after.as_ref().is_some_and(|after| !after.stretches.is_empty());
        let needs = Needs { every_record, ..self.needs }.with(query.fields(self.kind));
        let ids: Vec<RecordKey> = ids.iter().filter_map(|id| self.key_of(id)).collect();
        let found = self.with_needs(needs).nodes_by_record(&ids).await;
        let model = &self.engine.model;
        let belongs = |node: &Node| query.holds(node);
        let (mut listed, mut failed) = (Listed::default(), Ranks::default());
        let mut items: Vec<(Place, Arc<Node>)> = Vec::new();
        for (key, outcome) in found {
            match outcome {
                Err(error) => {
                    let problem = Problem::from(error);
                    if let Some(table) = model.table_of(self.kind, &key)
                        && problem.may_pass()
                    {
                        failed = failed.union(self.failing_with(table, &problem));
                    }
                    listed.note_gap(problem);
                }
                Ok(node) if belongs(&node) => {
                    let is_known = items.iter().any(|(_, known)| known.id() == node.id());
                    if let Some(place) = place_of(query, &node).filter(|_| !is_known) {
                        items.push((place, node));
                    }
                }
                Ok(node) => {
                    node.failures.iter().for_each(|failure| listed.note_gap(failure.clone()));
                }
            }
        }
        let compare = |a: &Place, b: &Place| {
            let position = |place| Position::at(model, self.kind, place);
            position(a).compare(position(b), query.order.direction)
        };
        items.sort_by(|(a, _), (b, _)| compare(a, b));
        listed.total = listed.gaps.is_empty().then_some(items.len() as u64);
        let item = |index: usize| {
            let (place, node): &(Place, Arc<Node>) = &items[index];
            (&**node, Position::at(model, self.kind, place))
        };
        let place = |index: usize| items[index].0.clone();
        let progress = Progress::of(self, query, place_of);
        let Picked { items: picked, end } =
            progress.pick((items.len(), true), item, place, belongs, failed, query.first + 1);
        listed.has_next = picked.len() > query.first || end.is_some();
        listed.end = end;
        let shown = picked.into_iter().take(query.first);
        listed.nodes = shown.map(|(index, cursor)| (cursor, items[index].1.clone())).collect();
        listed.note_failures();
        listed
    }
}
