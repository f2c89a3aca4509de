//! Outbound links: follows the links that records hold to other records, and verifies them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, Filter, Record};

use super::Draft;
use crate::{
    engine::{Engine, Member, Needs},
    load::ChildrenRead,
    model::{Link, Table, key_of},
};

impl Engine {
    /// Follows the links that records hold, and the links of those found, one batched look for each
    /// rule. A link counts only if the record it names is there, and is the only one of that name;
    /// one whose look failed leaves the record on its own, with the failure named.
    #[tracing::instrument(name = "plan.links", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(in crate::engine) async fn follow_links(
        &self,
        kind: EntityKind,
        drafts: &mut [Draft],
        needs: Needs,
    ) {
        // Each draft asks for itself: one may come to a name later than another. What was read once
        // is not read again.
        let mut asked: HashSet<(usize, usize, Arc<str>)> = HashSet::new();
        loop {
            let before = asked.len();
            for (rule, link) in self.model.links(kind).iter().enumerate() {
                let mut named: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
                for (place, draft) in drafts.iter().enumerate() {
                    for name in draft.members.iter().flat_map(|member| names_by(link, member)) {
                        if !draft.is_named(link, &name) && asked.insert((place, rule, name.clone()))
                        {
                            named.entry(name).or_default().push(place);
                        }
                    }
                }
                if !named.is_empty() {
                    self.follow(link, drafts, named, needs).await;
                }
            }
            if asked.len() == before {
                return;
            }
        }
    }

    /// Adds the records of these names to the drafts at these places.
    async fn follow(
        &self,
        link: &Link,
        drafts: &mut [Draft],
        named: HashMap<Arc<str>, Vec<usize>>,
        needs: Needs,
    ) {
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
    pub(super) async fn named_records(
        &self,
        link: &Link,
        names: Vec<Arc<str>>,
        needs: Needs,
    ) -> (HashMap<Arc<str>, Arc<Record>>, Option<Error>) {
        let to = &link.to;
        let Some(by) = &link.spec.by else {
            return self.store.meant(to, names, needs.of(to), needs.attributes).await;
        };
        let spellings = names.iter().flat_map(|name| cases_of(name)).map(Arc::from).collect();
        let read = self.twins(by, to, needs);
        let (found, error) = self.store.children(to, spellings, read).await;
        let mut named: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        for record in found.values().flat_map(|page| &page.records) {
            let Some(name) = name_of(link, record) else { continue };
            let same = named.entry(name).or_default();
            if !same.iter().any(|known| known.key == record.key) {
                same.push(record.clone());
            }
        }
        let only = named.into_iter().filter_map(|(name, mut records)| {
            (records.len() == 1).then(|| Some((name, records.pop()?)))?
        });
        (only.collect(), error)
    }

    pub(super) fn twins(&self, field: &str, table: &Table, needs: Needs) -> ChildrenRead {
        ChildrenRead {
            field: field.to_owned(),
            filter: Filter::all(),
            order: None,
            limit: if has_parts(table) { self.limits.max_scan } else { self.limits.max_twins },
            fields: needs.of(table),
            attributes: needs.attributes,
        }
    }
}

/// Whether records of a table can each hold a part of something: then all of them are wanted,
/// however many.
fn has_parts(table: &Table) -> bool {
    table
        .mapping
        .mapped()
        .iter()
        .any(|field| table.mapping.spec(field).is_some_and(|spec| spec.sum))
}

/// The names by which a record names others, by one rule: ids in canonical form, or keys as they
/// are compared.
fn names_by(link: &Link, member: &Member) -> Vec<Arc<str>> {
    if link.from.rank == member.table.rank { names_in(link, &member.record) } else { Vec::new() }
}

pub(super) fn names_in(link: &Link, record: &Record) -> Vec<Arc<str>> {
    let name = |id: &str| match &link.spec.by {
        None => link.to.source.connector.canonical_id(&link.to.mapping.object, id).map(Arc::from),
        Some(_) => key_in(link, id),
    };
    record
        .links
        .iter()
        .filter(|target| target.rule == link.rule)
        .filter_map(|target| name(&target.id))
        .collect()
}

/// The name under which other records may name this one, by one rule.
pub(super) fn name_of(link: &Link, record: &Record) -> Option<Arc<str>> {
    match &link.spec.by {
        None => Some(record.key.id.clone()),
        Some(by) => record.alias(by).and_then(|alias| key_in(link, alias)),
    }
}

/// A key as it is compared.
fn key_in(link: &Link, key: &str) -> Option<Arc<str>> {
    let key = key_of(&link.to.source.connector.canonical_key(&link.to.mapping.object, key));
    (!key.is_empty()).then(|| key.into())
}

/// A number on a document as people type it: in small letters and in capitals. A source that heeds
/// case has to be asked for each.
pub(super) fn cases_of(name: &str) -> Vec<String> {
    let mut cases = vec![name.to_lowercase(), name.to_uppercase()];
    cases.dedup();
    cases
}
