//! From records to nodes, for the entities that are not indexed.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet, Record, RecordKey};
use futures::future::join_all;

use super::{
    Engine, Needs, Node,
    node::{MatchedBy, Member},
};
use crate::model::{Link, Table};

/// A node in the making.
pub(super) struct Draft {
    pub(super) members: Vec<Member>,
    /// Rules by which it was asked who names a record of this one, each with that record.
    pub(super) looked: HashSet<(usize, Arc<str>)>,
    failures: Vec<Error>,
}

impl Draft {
    pub(super) fn new(table: &Arc<Table>, record: Arc<Record>) -> Self {
        Self {
            members: vec![Member { table: table.clone(), record, matched_by: Vec::new() }],
            looked: HashSet::new(),
            failures: Vec::new(),
        }
    }

    /// The node as far as it is known.
    pub(super) fn node(&self, engine: &Engine, kind: EntityKind) -> Node {
        let mut node = Node::new(&engine.model, kind, self.members.clone());
        node.failures.clone_from(&self.failures);
        node
    }

    fn has(&self, key: &RecordKey) -> bool {
        self.members.iter().any(|member| member.record.key == *key)
    }

    pub(super) fn add(&mut self, table: &Arc<Table>, record: Arc<Record>) {
        if self.has(&record.key) {
            return;
        }
        for member in &mut self.members {
            if member.matched_by.is_empty() {
                member.matched_by.push(MatchedBy::Link);
            }
        }
        self.members.push(Member {
            table: table.clone(),
            record,
            matched_by: vec![MatchedBy::Link],
        });
    }

    /// Puts a record in the place of what was read of it before.
    pub(super) fn replace(&mut self, record: &Arc<Record>) {
        for member in self.members.iter_mut().filter(|member| member.record.key == record.key) {
            member.record = record.clone();
        }
    }

    /// Whether a record that a rule's name means is part of this already.
    pub(super) fn is_named(&self, link: &Link, name: &str) -> bool {
        let is_meant = |member: &Member| {
            member.table.rank == link.to.rank
                && super::links::name_of(link, &member.record).is_some_and(|known| *known == *name)
        };
        self.members.iter().any(is_meant)
    }

    pub(super) fn fail(&mut self, error: &Error) {
        if !self.failures.iter().any(|known| known.source_name() == error.source_name()) {
            self.failures.push(error.clone());
        }
    }
}

impl Engine {
    /// Nodes by one of their records each. A record that its source does not know gives none; one
    /// whose source fails gives the failure.
    pub async fn nodes_by_record(
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
    /// Reads what was put off of the records at hand, where it could change what their node says.
    #[tracing::instrument(name = "plan.top_up", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn top_up(&self, kind: EntityKind, drafts: &mut [Draft], needs: Needs) {
        for table in self
            .model
            .tables(kind)
            .iter()
            .filter(|table| !table.singly.intersection(needs.fields).is_empty())
        {
            let mut lacking: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
            for (place, draft) in drafts.iter().enumerate() {
                let node = draft.node(self, kind);
                for member in draft.members.iter().filter(|member| member.table.rank == table.rank)
                {
                    let put_off = needs.of(table).difference(member.record.loaded);
                    if !put_off.is_empty()
                        && (needs.every_record || node.could_be_changed_by(table, put_off))
                    {
                        lacking.entry(member.record.key.id.clone()).or_default().push(place);
                    }
                }
            }
            if lacking.is_empty() {
                continue;
            }
            let (found, error) = self
                .store
                .records(
                    table,
                    lacking.keys().cloned().collect(),
                    needs.of(table),
                    needs.attributes,
                )
                .await;
            for (id, places) in lacking {
                for place in places {
                    match (found.get(&id), &error) {
                        (Some(record), _) => drafts[place].replace(record),
                        (None, Some(error)) => drafts[place].fail(error),
                        (None, None) => {}
                    }
                }
            }
        }
    }
}
