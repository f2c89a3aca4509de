//! Nodes by one of their records, for the entities that are not indexed.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet, RecordKey};
use futures::future::join_all;

use super::Draft;
use crate::engine::{Engine, Needs, Node};

impl Engine {
    /// Nodes by one of their records each. A record that its source does not know gives none; one
    /// whose source fails gives the failure.
    pub(in crate::engine) async fn nodes_by_record(
        &self,
        kind: EntityKind,
        keys: &[RecordKey],
        needs: Needs,
    ) -> HashMap<RecordKey, Result<Arc<Node>, Error>> {
        let mut answer = HashMap::new();
        let mut drafts = Vec::new();
        let reads = self.model.tables(kind).iter().map(|table| async move {
            let ids: Vec<Arc<str>> =
                keys.iter().filter(|key| table.holds(key)).map(|key| key.id.clone()).collect();
            if ids.is_empty() {
                return (table, ids, HashMap::new(), None);
            }
            // Of two tables of one object only that is meant whose condition the record meets.
            let (records, error) =
                self.store.meant(table, ids.clone(), needs.of(table), needs.attributes).await;
            (table, ids, records, error)
        });
        for (table, ids, records, error) in join_all(reads).await {
            for id in ids {
                match (records.get(&id), &error) {
                    (Some(record), _) => drafts.push(Draft::new(table, record.clone())),
                    (None, Some(error)) => drop(answer.insert(table.key(&id), Err(error.clone()))),
                    (None, None) => {}
                }
            }
        }
        let asked: Vec<RecordKey> =
            drafts.iter().map(|draft| draft.members[0].record.key.clone()).collect();
        let cheap = needs.cheap_but(FieldSet::EMPTY);
        self.follow_links(kind, &mut drafts, cheap).await;
        self.look_back(kind, &mut drafts, needs.fields, cheap).await;
        self.top_up(kind, &mut drafts, needs).await;
        answer.extend(
            asked
                .into_iter()
                .zip(&drafts)
                .map(|(key, draft)| (key, Ok(Arc::new(draft.node(self, kind))))),
        );
        answer
    }
}
