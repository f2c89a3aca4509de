//! From records to nodes, for the entities that are not indexed: a record's own links are followed and verified, and records of other
//! systems that name it are looked up where they could matter.

use std::{
    collections::{HashMap, HashSet},
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
    model::{Link, Table, key_of},
};

/// A node in the making.
pub(super) struct Draft {
    pub(super) members: Vec<Member>,
    /// Rules by which it was asked who names a record of this one, each with that record.
    looked: HashSet<(usize, Arc<str>)>,
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

    /// Whether a record that a rule's name means is part of this already.
    fn is_named(&self, link: &Link, name: &str) -> bool {
        match &link.spec.by {
            None => self.has(&link.to.key(name)),
            Some(by) => self
                .members
                .iter()
                .any(|member| member.table.rank == link.to.rank && member.record.alias(by).is_some_and(|alias| key_of(alias) == *name)),
        }
    }

    fn fail(&mut self, error: &Error) {
        if !self.failures.iter().any(|known| known.source_name() == error.source_name()) {
            self.failures.push(error.clone());
        }
    }
}

/// The names by which a record names others, by one rule: ids in canonical form, or keys as they are compared.
fn names_by(link: &Link, member: &Member) -> Vec<Arc<str>> {
    if link.from.rank != member.table.rank {
        return Vec::new();
    }
    let name = |id: &str| match &link.spec.by {
        None => link.to.source.connector.canonical_id(&link.to.mapping.object, id).map(Arc::from),
        Some(_) => Some(key_of(id)).filter(|key| !key.is_empty()).map(Arc::from),
    };
    member.record.links.iter().filter(|target| target.rule == link.rule).filter_map(|target| name(&target.id)).collect()
}

/// The spellings under which other records may name this one, by one rule.
fn names_of(link: &Link, record: &Record) -> Vec<String> {
    match &link.spec.by {
        None => link.to.source.connector.spellings(&link.to.mapping.object, &record.key.id),
        Some(by) => record.alias(by).map(cases_of).unwrap_or_default(),
    }
}

/// A number on a document as people type it: as it stands, in small letters and in capitals. A source that heeds case has to be asked for each.
fn cases_of(name: &str) -> Vec<String> {
    let name = name.trim();
    let mut cases = vec![name.to_owned(), name.to_lowercase(), name.to_uppercase()];
    cases.sort_unstable();
    cases.dedup();
    cases.retain(|name| !name.is_empty());
    cases
}

impl Engine {
    /// Follows the links that records hold, and the links of those found, one batched look for each rule. A link counts only if the record it
    /// names is there, and is the only one of that name; one whose look failed leaves the record on its own, with the failure named.
    #[tracing::instrument(name = "plan.links", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn follow_links(&self, kind: EntityKind, drafts: &mut [Draft], needs: Needs) {
        let mut asked: HashSet<(usize, Arc<str>)> = HashSet::new();
        loop {
            let before = asked.len();
            for (rule, link) in self.model.links(kind).iter().enumerate() {
                let mut named: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
                for (place, draft) in drafts.iter().enumerate() {
                    for name in draft.members.iter().flat_map(|member| names_by(link, member)) {
                        if !draft.is_named(link, &name) && !asked.contains(&(rule, name.clone())) {
                            named.entry(name).or_default().push(place);
                        }
                    }
                }
                if !named.is_empty() {
                    asked.extend(named.keys().map(|name| (rule, name.clone())));
                    self.follow(link, drafts, named, needs).await;
                }
            }
            if asked.len() == before {
                return;
            }
        }
    }

    /// Adds the records of these names to the drafts at these places.
    async fn follow(&self, link: &Link, drafts: &mut [Draft], named: HashMap<Arc<str>, Vec<usize>>, needs: Needs) {
        let (found, error) = self.named_records(link, named.keys().cloned().collect(), needs).await;
        for (name, places) in named {
            for place in places {
                match (found.get(&name), &error) {
                    (Some(record), _) => drafts[place].add(&link.to, record.clone()),
                    (None, Some(error)) => drafts[place].fail(error),
                    (None, None) => {}
                }
            }
        }
    }

    /// The records that a rule's names mean.
    async fn named_records(&self, link: &Link, names: Vec<Arc<str>>, needs: Needs) -> (HashMap<Arc<str>, Arc<Record>>, Option<Error>) {
        let to = &link.to;
        let Some(by) = &link.spec.by else { return self.store.records(to, names, needs.of(to), needs.attributes).await };
        let spellings = names.iter().flat_map(|name| cases_of(name)).map(Arc::from).collect();
        let read = self.twins(by, to, needs);
        let (found, error) = self.store.children(to, spellings, read).await;
        let mut named: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        for record in found.values().flat_map(|page| &page.records) {
            let Some(name) = record.alias(by).map(key_of) else { continue };
            let same = named.entry(name.into()).or_default();
            if !same.iter().any(|known| known.key == record.key) {
                same.push(record.clone());
            }
        }
        let only = named.into_iter().filter_map(|(name, mut records)| (records.len() == 1).then(|| Some((name, records.pop()?)))?);
        (only.collect(), error)
    }

    fn twins(&self, field: &str, table: &Table, needs: Needs) -> ChildrenRead {
        ChildrenRead {
            field: field.to_owned(),
            filter: Filter::all(),
            order: None,
            limit: self.limits.max_twins,
            fields: needs.of(table),
            attributes: needs.attributes,
        }
    }

    /// Looks for records of other tables that name these, and those that name what is found, where they could change one of `fields`; for
    /// every node if every record is needed. One batched look for each rule and step.
    #[tracing::instrument(name = "plan.twins", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn look_back(&self, kind: EntityKind, drafts: &mut [Draft], fields: FieldSet, needs: Needs) {
        loop {
            let mut found = false;
            for (number, link) in self.model.links(kind).iter().enumerate() {
                let beyond = &self.model.kin(&link.from).naming;
                let mut named: HashMap<String, Vec<usize>> = HashMap::new();
                for (place, draft) in drafts.iter_mut().enumerate() {
                    let targets =
                        draft.members.iter().filter(|member| member.table.rank == link.to.rank).map(|member| member.record.clone());
                    let targets: Vec<_> = targets.filter(|record| !draft.looked.contains(&(number, record.key.id.clone()))).collect();
                    if targets.is_empty() {
                        continue;
                    }
                    let node = draft.node(self, kind);
                    let matters = |table: &Table| needs.referred_to.contains(table.rank) || node.could_be_changed_by(table, fields);
                    if !needs.every_record && !matters(&link.from) && !beyond.iter().any(|table| matters(table)) {
                        continue;
                    }
                    for record in targets {
                        draft.looked.insert((number, record.key.id.clone()));
                        for spelling in names_of(link, &record) {
                            named.entry(spelling).or_default().push(place);
                        }
                    }
                }
                if !named.is_empty() {
                    found |= self.look_back_by(link, drafts, &named, needs).await;
                }
            }
            if !found {
                return;
            }
            self.follow_links(kind, drafts, needs).await;
        }
    }

    /// Looks for records that name others by one rule; whether there were any.
    async fn look_back_by(&self, link: &Link, drafts: &mut [Draft], named: &HashMap<String, Vec<usize>>, needs: Needs) -> bool {
        let read = self.twins(&link.spec.field, &link.from, needs);
        let parents = named.keys().map(|spelling| spelling.as_str().into()).collect();
        let (found, error) = self.store.children(&link.from, parents, read).await;
        for (spelling, places) in named {
            for place in places {
                match (found.get(spelling.as_str()), &error) {
                    (Some(page), _) => page.records.iter().for_each(|record| drafts[*place].add(&link.from, record.clone())),
                    (None, Some(error)) => drafts[*place].fail(error),
                    (None, None) => {}
                }
            }
        }
        found.values().any(|page| !page.records.is_empty())
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
