//! Nodes by one of their records, for the entities that are not indexed.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::Error;
use channelgraph_schema::{FieldSet, RecordKey};
use futures::future::join_all;

use super::Draft;
use crate::{
    engine::{Node, context::Context},
    load::Partial,
};

impl Context<'_> {
    /// Nodes by one of their records each. A record that its source does not know gives none; one
    /// whose source fails gives the failure.
    pub(in crate::engine) async fn nodes_by_record(
        self,
        keys: &[RecordKey],
    ) -> HashMap<RecordKey, Result<Arc<Node>, Error>> {
        let reads = self.tables().iter().map(|table| async move {
            let ids: Vec<Arc<str>> =
                keys.iter().filter(|key| table.holds(key)).map(|key| key.id.clone()).collect();
            if ids.is_empty() {
                return (table, ids, Partial::default());
            }
            // Of two tables of one object only that is meant whose condition the record meets.
            let held = self.needs.held(table);
            let found = self.engine.store.meant(table, ids.clone(), held).await;
            (table, ids, found)
        });
        let mut answer = HashMap::new();
        let mut drafts = Vec::new();
        for (table, ids, found) in join_all(reads).await {
            for id in ids {
                match found.get(&id) {
                    Some(Ok(record)) => drafts.push(Draft::new(table, record.clone())),
                    Some(Err(error)) => drop(answer.insert(table.key(&id), Err(error.clone()))),
                    None => {}
                }
            }
        }
        let asked: Vec<RecordKey> =
            drafts.iter().map(|draft| draft.seed().record.key.clone()).collect();
        let cheap = self.with_needs(self.needs.cheap_but(FieldSet::EMPTY));
        cheap.follow_links(&mut drafts).await;
        cheap.find_inbound(&mut drafts, self.needs.fields).await;
        self.top_up(&mut drafts).await;
        let nodes = drafts.iter().map(|draft| Ok(draft.node(self).clone()));
        answer.extend(asked.into_iter().zip(nodes));
        answer
    }
}
