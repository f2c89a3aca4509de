//! Lists of nodes that are named by their ids.

use std::sync::Arc;

use channelgraph_schema::{Cursor, EntityKind, RecordKey, Value, compare_ids, compare_keys};

use crate::engine::{Engine, ListQuery, Listed, Needs, Node, Problem};

impl Engine {
    /// A page of the nodes that these ids name: what else is asked is done here.
    ///
    /// # Errors
    /// None of its own: sources that fail are named in [`Listed::gaps`].
    pub(in crate::engine) async fn list_of(
        &self,
        kind: EntityKind,
        ids: &[RecordKey],
        query: &ListQuery,
        needs: Needs,
    ) -> Result<Listed, Problem> {
        // Whether a node has a record of certain sources is known only once all its records are.
        let needs = Needs { every_record: needs.every_record || query.sources.is_some(), ..needs };
        let found = self.nodes_by_record(kind, ids, needs.with(query.fields(kind))).await;
        let mut listed = Listed::default();
        let mut places: Vec<(Cursor, usize, Arc<Node>)> = Vec::new();
        for outcome in found.into_values() {
            match outcome {
                Err(error) => listed.note_gap(error),
                Ok(node)
                    if query.filter.matches(&|field| node.value(*field))
                        && !places.iter().any(|(.., known)| known.id() == node.id()) =>
                {
                    if let Some(holder) = query.holder(&node) {
                        let key = query
                            .order
                            .key
                            .map_or(Value::Null, |key| holder.record.get(key).clone());
                        places.push((
                            Cursor { key, record: holder.record.key.clone() },
                            holder.table.rank,
                            node.clone(),
                        ));
                    }
                }
                Ok(node) => {
                    node.failures.iter().for_each(|failure| listed.note_gap(failure.clone()))
                }
            }
        }
        let rank = |cursor: &Cursor| {
            self.model.table_of(kind, &cursor.record).map_or(usize::MAX, |table| table.rank)
        };
        let compare = |a: (&Cursor, usize), b: (&Cursor, usize)| {
            let keys = compare_keys(&a.0.key, &b.0.key, query.order.direction);
            keys.then_with(|| a.1.cmp(&b.1))
                .then_with(|| compare_ids(&a.0.record.id, &b.0.record.id))
        };
        places.sort_by(|a, b| compare((&a.0, a.1), (&b.0, b.1)));
        listed.total = listed.gaps.is_empty().then_some(places.len() as u64);
        places.retain(|(cursor, of, _)| {
            query
                .after
                .as_ref()
                .is_none_or(|after| compare((cursor, *of), (after, rank(after))).is_gt())
        });
        listed.has_next = places.len() > query.first;
        listed.nodes =
            places.into_iter().take(query.first).map(|(cursor, _, node)| (cursor, node)).collect();
        listed.note_failures();
        Ok(listed)
    }
}
