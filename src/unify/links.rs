//! Which records are one thing because one names the other: a record's own links are followed and verified, and records of other tables that
//! name it are looked up where they could matter.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::{Error, ErrorKind};
use channelgraph_schema::{EntityKind, FieldSet, Filter, Record};

use super::{Engine, Needs, assemble::Draft, node::Member};
use crate::{
    load::{ChildrenRead, ListRead},
    model::{Link, Table, key_of},
};

impl Engine {
    /// Follows the links that records hold, and the links of those found, one batched look for each rule. A link counts only if the record it
    /// names is there, and is the only one of that name; one whose look failed leaves the record on its own, with the failure named.
    #[tracing::instrument(name = "plan.links", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn follow_links(&self, kind: EntityKind, drafts: &mut [Draft], needs: Needs) {
        // Each draft asks for itself: one may come to a name later than another. What was read once is not read again.
        let mut asked: HashSet<(usize, usize, Arc<str>)> = HashSet::new();
        loop {
            let before = asked.len();
            for (rule, link) in self.model.links(kind).iter().enumerate() {
                let mut named: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
                for (place, draft) in drafts.iter().enumerate() {
                    for name in draft.members.iter().flat_map(|member| names_by(link, member)) {
                        if !draft.is_named(link, &name) && asked.insert((place, rule, name.clone())) {
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
        let Some(by) = &link.spec.by else { return self.store.meant(to, names, needs.of(to), needs.attributes).await };
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
        let only = named.into_iter().filter_map(|(name, mut records)| (records.len() == 1).then(|| Some((name, records.pop()?)))?);
        (only.collect(), error)
    }

    fn twins(&self, field: &str, table: &Table, needs: Needs) -> ChildrenRead {
        ChildrenRead {
            field: field.to_owned(),
            filter: Filter::all(),
            order: None,
            limit: if has_parts(table) { self.limits.max_scan } else { self.limits.max_twins },
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
                let beyond = self.beyond(kind, link);
                let mut named: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
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
                        if let Some(name) = name_of(link, &record) {
                            named.entry(name).or_default().push(place);
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

    /// The tables that are reached through the records which name others by a rule: those that name these, or that these name by another field.
    fn beyond(&self, kind: EntityKind, link: &Link) -> Vec<&Arc<Table>> {
        let from = &link.from;
        let others = self.model.links(kind).iter().filter(|other| other.from.rank == from.rank && other.spec.field != link.spec.field);
        self.model.kin(from).naming.iter().chain(others.map(|other| &other.to)).collect()
    }

    /// Reads what was put off of the records at hand, where it could change what their node says.
    #[tracing::instrument(name = "plan.top_up", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn top_up(&self, kind: EntityKind, drafts: &mut [Draft], needs: Needs) {
        for table in self.model.tables(kind).iter().filter(|table| !table.singly.intersection(needs.fields).is_empty()) {
            let mut lacking: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
            for (place, draft) in drafts.iter().enumerate() {
                let node = draft.node(self, kind);
                for member in draft.members.iter().filter(|member| member.table.rank == table.rank) {
                    let put_off = needs.of(table).difference(member.record.loaded);
                    if !put_off.is_empty() && (needs.every_record || node.could_be_changed_by(table, put_off)) {
                        lacking.entry(member.record.key.id.clone()).or_default().push(place);
                    }
                }
            }
            if lacking.is_empty() {
                continue;
            }
            let (found, error) = self.store.records(table, lacking.keys().cloned().collect(), needs.of(table), needs.attributes).await;
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

    /// Looks for records that name others by one rule; whether there were any.
    async fn look_back_by(&self, link: &Link, drafts: &mut [Draft], named: &HashMap<Arc<str>, Vec<usize>>, needs: Needs) -> bool {
        let names: Vec<Arc<str>> = named.keys().cloned().collect();
        let from = &link.from;
        let (mut found, mut error) = if from.source.connector.finds_by(&from.mapping.object, &link.spec.field) {
            self.naming(link, names, needs).await
        } else {
            self.naming_among_all(link, names, needs).await
        };
        if link.spec.by.is_some() && !found.is_empty() {
            // A name that two records have means neither of them.
            let (only, failure) = self.named_records(link, found.keys().cloned().collect(), needs).await;
            found.retain(|name, _| only.contains_key(name));
            error = error.or(failure);
        }
        for (name, places) in named {
            for place in places {
                found.get(name).into_iter().flatten().for_each(|record| drafts[*place].add(from, record.clone()));
                if let Some(error) = &error {
                    drafts[*place].fail(error);
                }
            }
        }
        !found.is_empty()
    }

    /// The records that name these, by name: asked for by every spelling.
    async fn naming(&self, link: &Link, names: Vec<Arc<str>>, needs: Needs) -> (HashMap<Arc<str>, Vec<Arc<Record>>>, Option<Error>) {
        let by_spelling: HashMap<Arc<str>, Arc<str>> =
            names.iter().flat_map(|name| spellings(link, name).into_iter().map(|spelling| (spelling.into(), name.clone()))).collect();
        let read = self.twins(&link.spec.field, &link.from, needs);
        let read_limit = read.limit;
        let (pages, error) = self.store.children(&link.from, by_spelling.keys().cloned().collect(), read).await;
        let mut found: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        let cut = pages.values().any(|page| !page.complete);
        let error = error.or_else(|| cut.then(|| too_many_twins(link, read_limit)));
        for (spelling, page) in pages.iter().filter(|(_, page)| !page.records.is_empty()) {
            if let Some(name) = by_spelling.get(spelling) {
                found.entry(name.clone()).or_default().extend(page.records.iter().cloned());
            }
        }
        (found, error)
    }

    /// The same of a source that cannot be asked for them: who names whom is read of the whole table, and remembered like any page; then
    /// those that are meant are read by id.
    async fn naming_among_all(
        &self,
        link: &Link,
        names: Vec<Arc<str>>,
        needs: Needs,
    ) -> (HashMap<Arc<str>, Vec<Arc<Record>>>, Option<Error>) {
        let read = ListRead {
            filter: Filter::all(),
            order: None,
            after: None,
            limit: self.limits.max_scan,
            count: false,
            fields: FieldSet::EMPTY,
            attributes: false,
        };
        let all = match self.store.list(&link.from, read).await {
            Ok(all) if all.complete => all,
            Ok(_) => return (HashMap::new(), Some(too_many(link, self.limits.max_scan))),
            Err(error) => return (HashMap::new(), Some(error)),
        };
        let wanted: HashSet<Arc<str>> = names.into_iter().collect();
        let mut naming: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        for record in &all.records {
            let name = names_in(link, record).into_iter().find(|name| wanted.contains(name));
            naming.extend(name.map(|name| (record.key.id.clone(), name)));
        }
        let (records, error) =
            self.store.records(&link.from, naming.keys().cloned().collect(), needs.of(&link.from), needs.attributes).await;
        let mut found: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        for (id, record) in records {
            if let Some(name) = naming.get(&id) {
                found.entry(name.clone()).or_default().push(record);
            }
        }
        (found, error)
    }
}

/// Whether records of a table can each hold a part of something: then all of them are wanted, however many.
fn has_parts(table: &Table) -> bool {
    table.mapping.mapped().iter().any(|field| table.mapping.spec(field).is_some_and(|spec| spec.sum))
}

fn too_many_twins(link: &Link, most: usize) -> Error {
    let (source, object) = (&link.from.source.name, &link.from.mapping.object);
    Error::new(ErrorKind::Unsupported, source, format!("more than {most} records of {object} name one and the same record"))
}

fn too_many(link: &Link, most: usize) -> Error {
    let (source, object) = (&link.from.source.name, &link.from.mapping.object);
    let message = format!("{object} has more than {most} rows and cannot be asked by `{}`: raise `lists.max_scan`", link.spec.field);
    Error::new(ErrorKind::Unsupported, source, message)
}

/// The names by which a record names others, by one rule: ids in canonical form, or keys as they are compared.
fn names_by(link: &Link, member: &Member) -> Vec<Arc<str>> {
    if link.from.rank == member.table.rank { names_in(link, &member.record) } else { Vec::new() }
}

fn names_in(link: &Link, record: &Record) -> Vec<Arc<str>> {
    let name = |id: &str| match &link.spec.by {
        None => link.to.source.connector.canonical_id(&link.to.mapping.object, id).map(Arc::from),
        Some(_) => key_in(link, id),
    };
    record.links.iter().filter(|target| target.rule == link.rule).filter_map(|target| name(&target.id)).collect()
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

/// The spellings in which a name may stand in other records.
fn spellings(link: &Link, name: &str) -> Vec<String> {
    match &link.spec.by {
        None => link.to.source.connector.spellings(&link.to.mapping.object, name),
        Some(_) => cases_of(name),
    }
}

/// A number on a document as people type it: in small letters and in capitals. A source that heeds case has to be asked for each.
fn cases_of(name: &str) -> Vec<String> {
    let mut cases = vec![name.to_lowercase(), name.to_uppercase()];
    cases.dedup();
    cases
}
