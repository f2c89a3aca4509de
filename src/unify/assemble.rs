//! From records to nodes, for the entities that are not indexed: a record's own links are followed and verified, and records of other
//! systems that name it are looked up where they could matter.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet, Filter, Record, RecordKey};
use futures::future::join_all;

use super::{
    Engine, Needs, Node,
    node::{MatchedBy, Member},
};
use crate::{
    load::ChildrenRead,
    model::{Link, Table},
};

/// A node in the making.
pub(super) struct Draft {
    pub(super) members: Vec<Member>,
    /// Ranks of the tables that were asked for records naming this one.
    looked: BTreeSet<usize>,
    failures: Vec<Error>,
}

impl Draft {
    pub(super) fn new(table: &Arc<Table>, record: Arc<Record>) -> Self {
        Self {
            members: vec![Member { table: table.clone(), record, matched_by: Vec::new() }],
            looked: BTreeSet::new(),
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

    fn add(&mut self, table: &Arc<Table>, record: Arc<Record>) {
        if self.has(&record.key) {
            return;
        }
        for member in &mut self.members {
            if member.matched_by.is_empty() {
                member.matched_by.push(MatchedBy::Link);
            }
        }
        self.members.push(Member { table: table.clone(), record, matched_by: vec![MatchedBy::Link] });
    }

    fn fail(&mut self, error: &Error) {
        if !self.failures.iter().any(|known| known.source_name() == error.source_name()) {
            self.failures.push(error.clone());
        }
    }
}

impl Engine {
    /// Follows the links that records hold, one batched look for each table that is named. A link counts only if the record it names is
    /// there; one whose look failed leaves the record on its own, with the failure named.
    #[tracing::instrument(name = "plan.links", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn follow_links(&self, kind: EntityKind, drafts: &mut [Draft], needs: Needs) {
        for rank in 0..self.model.tables(kind).len() {
            let Some(to) = self.model.tables(kind).get(rank) else { continue };
            let mut named: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
            for (place, draft) in drafts.iter().enumerate() {
                for id in draft.members.iter().flat_map(|member| self.named_in(kind, member, to)) {
                    if !draft.has(&to.key(&id)) {
                        named.entry(id).or_default().push(place);
                    }
                }
            }
            if named.is_empty() {
                continue;
            }
            let (found, error) = self.store.records(to, named.keys().cloned().collect(), needs.of(to), needs.attributes).await;
            for (id, places) in named {
                for place in places {
                    match (found.get(&id), &error) {
                        (Some(record), _) => drafts[place].add(to, record.clone()),
                        (None, Some(error)) => drafts[place].fail(error),
                        (None, None) => {}
                    }
                }
            }
        }
    }

    /// The ids of records of `to` that a record names.
    fn named_in(&self, kind: EntityKind, member: &Member, to: &Table) -> Vec<Arc<str>> {
        let rules = self.model.links(kind).iter().filter(|link| link.from.rank == member.table.rank && link.to.rank == to.rank);
        rules
            .flat_map(|rule| {
                let targets =
                    member.record.links.iter().filter(|target| *target.source == *rule.spec.source && *target.object == *rule.spec.object);
                targets.filter_map(|target| to.source.connector.canonical_id(&to.mapping.object, &target.id)).map(Arc::from)
            })
            .collect()
    }

    /// Looks for records of other systems that name these, where they could change one of `fields`; for every node if every record is
    /// needed. One batched look for each rule.
    #[tracing::instrument(name = "plan.twins", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn look_back(&self, kind: EntityKind, drafts: &mut [Draft], fields: FieldSet, needs: Needs) {
        for rule in self.model.links(kind) {
            let mut named: HashMap<String, Vec<usize>> = HashMap::new();
            for (place, draft) in drafts.iter_mut().enumerate() {
                if draft.looked.contains(&rule.from.rank) {
                    continue;
                }
                let target =
                    draft.members.iter().find(|member| member.table.rank == rule.to.rank).map(|member| member.record.key.id.clone());
                let Some(id) = target else { continue };
                if needs.every_record || draft.node(self, kind).could_be_changed_by(&rule.from, fields) {
                    draft.looked.insert(rule.from.rank);
                    for spelling in rule.to.source.connector.spellings(&rule.to.mapping.object, &id) {
                        named.entry(spelling).or_default().push(place);
                    }
                }
            }
            if !named.is_empty() {
                self.look_back_by(rule, drafts, &named, needs).await;
            }
        }
    }

    async fn look_back_by(&self, rule: &Link, drafts: &mut [Draft], named: &HashMap<String, Vec<usize>>, needs: Needs) {
        let read = ChildrenRead {
            field: rule.spec.field.clone(),
            filter: Filter::all(),
            order: None,
            limit: self.limits.max_twins,
            fields: needs.of(&rule.from),
            attributes: needs.attributes,
        };
        let parents = named.keys().map(|spelling| spelling.as_str().into()).collect();
        let (found, error) = self.store.children(&rule.from, parents, read).await;
        for (spelling, places) in named {
            for place in places {
                match (found.get(spelling.as_str()), &error) {
                    (Some(page), _) => page.records.iter().for_each(|record| drafts[*place].add(&rule.from, record.clone())),
                    (None, Some(error)) => drafts[*place].fail(error),
                    (None, None) => {}
                }
            }
        }
    }

    /// Nodes by one of their records each. A record that its source does not know gives none; one whose source fails gives the failure.
    pub async fn nodes_by_record(
        &self,
        kind: EntityKind,
        keys: &[RecordKey],
        needs: Needs,
    ) -> HashMap<RecordKey, Result<Arc<Node>, Error>> {
        let mut answer = HashMap::new();
        let mut drafts = Vec::new();
        let reads = self.model.tables(kind).iter().map(|table| async move {
            let ids: Vec<Arc<str>> = keys.iter().filter(|key| table.holds(key)).map(|key| key.id.clone()).collect();
            if ids.is_empty() {
                return (table, ids, HashMap::new(), None);
            }
            let (records, error) = self.store.records(table, ids.clone(), needs.of(table), needs.attributes).await;
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
        let asked: Vec<RecordKey> = drafts.iter().map(|draft| draft.members[0].record.key.clone()).collect();
        self.follow_links(kind, &mut drafts, needs).await;
        self.look_back(kind, &mut drafts, needs.fields, needs).await;
        answer.extend(asked.into_iter().zip(&drafts).map(|(key, draft)| (key, Ok(Arc::new(draft.node(self, kind))))));
        answer
    }
}
