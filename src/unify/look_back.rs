//! Which records are one thing because one names the other: records of other tables that name those
//! at hand are looked up, where they could matter.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::{Error, ErrorKind};
use channelgraph_schema::{EntityKind, FieldSet, Filter, Record};

use super::{
    Engine, Needs,
    assemble::Draft,
    links::{cases_of, name_of, names_in},
};
use crate::{
    load::ListRead,
    model::{Link, Table},
};

impl Engine {
    /// Looks for records of other tables that name these, and those that name what is found, where
    /// they could change one of `fields`; for every node if every record is needed. One batched
    /// look for each rule and step.
    #[tracing::instrument(name = "plan.twins", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(super) async fn look_back(
        &self,
        kind: EntityKind,
        drafts: &mut [Draft],
        fields: FieldSet,
        needs: Needs,
    ) {
        loop {
            let mut found = false;
            for (number, link) in self.model.links(kind).iter().enumerate() {
                let beyond = self.beyond(kind, link);
                let mut named: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
                for (place, draft) in drafts.iter_mut().enumerate() {
                    let targets = draft
                        .members
                        .iter()
                        .filter(|member| member.table.rank == link.to.rank)
                        .map(|member| member.record.clone());
                    let targets: Vec<_> = targets
                        .filter(|record| !draft.looked.contains(&(number, record.key.id.clone())))
                        .collect();
                    if targets.is_empty() {
                        continue;
                    }
                    let node = draft.node(self, kind);
                    let matters = |table: &Table| {
                        needs.referred_to.contains(table.rank)
                            || node.could_be_changed_by(table, fields)
                    };
                    if !needs.every_record
                        && !matters(&link.from)
                        && !beyond.iter().any(|table| matters(table))
                    {
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

    /// The tables that are reached through the records which name others by a rule: those that name
    /// these, or that these name by another field.
    fn beyond(&self, kind: EntityKind, link: &Link) -> Vec<&Arc<Table>> {
        let from = &link.from;
        let others =
            self.model.links(kind).iter().filter(|other| {
                other.from.rank == from.rank && other.spec.field != link.spec.field
            });
        self.model.kin(from).naming.iter().chain(others.map(|other| &other.to)).collect()
    }

    /// Looks for records that name others by one rule; whether there were any.
    async fn look_back_by(
        &self,
        link: &Link,
        drafts: &mut [Draft],
        named: &HashMap<Arc<str>, Vec<usize>>,
        needs: Needs,
    ) -> bool {
        let names: Vec<Arc<str>> = named.keys().cloned().collect();
        let from = &link.from;
        let can = from.source.connector.field_capabilities(&from.mapping.object, &link.spec.field);
        let (mut found, mut error) = if can.finds_by {
            self.naming(link, names, needs).await
        } else {
            self.naming_among_all(link, names, needs).await
        };
        if link.spec.by.is_some() && !found.is_empty() {
            // A name that two records have means neither of them.
            let (only, failure) =
                self.named_records(link, found.keys().cloned().collect(), needs).await;
            found.retain(|name, _| only.contains_key(name));
            error = error.or(failure);
        }
        for (name, places) in named {
            for place in places {
                found
                    .get(name)
                    .into_iter()
                    .flatten()
                    .for_each(|record| drafts[*place].add(from, record.clone()));
                if let Some(error) = &error {
                    drafts[*place].fail(error);
                }
            }
        }
        !found.is_empty()
    }

    /// The records that name these, by name: asked for by every spelling.
    async fn naming(
        &self,
        link: &Link,
        names: Vec<Arc<str>>,
        needs: Needs,
    ) -> (HashMap<Arc<str>, Vec<Arc<Record>>>, Option<Error>) {
        let by_spelling: HashMap<Arc<str>, Arc<str>> = names
            .iter()
            .flat_map(|name| {
                spellings(link, name).into_iter().map(|spelling| (spelling.into(), name.clone()))
            })
            .collect();
        let read = self.twins(&link.spec.field, &link.from, needs);
        let read_limit = read.limit;
        let (pages, error) =
            self.store.children(&link.from, by_spelling.keys().cloned().collect(), read).await;
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

    /// The same of a source that cannot be asked for them: who names whom is read of the whole
    /// table, and remembered like any page; then those that are meant are read by id.
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
        let (records, error) = self
            .store
            .records(
                &link.from,
                naming.keys().cloned().collect(),
                needs.of(&link.from),
                needs.attributes,
            )
            .await;
        let mut found: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        for (id, record) in records {
            if let Some(name) = naming.get(&id) {
                found.entry(name.clone()).or_default().push(record);
            }
        }
        (found, error)
    }
}

fn too_many_twins(link: &Link, most: usize) -> Error {
    let (source, object) = (&link.from.source.name, &link.from.mapping.object);
    let message = format!(
        "more than {most} records of {object} name one and the same record; raise `lists.max_twins`"
    );
    Error::new(ErrorKind::TooMuch, source, message)
}

fn too_many(link: &Link, most: usize) -> Error {
    let (source, object) = (&link.from.source.name, &link.from.mapping.object);
    let message = format!(
        "{object} has more than {most} rows and cannot be asked by `{}`: raise `lists.max_scan`",
        link.spec.field
    );
    Error::new(ErrorKind::TooMuch, source, message)
}

/// The spellings in which a name may stand in other records.
fn spellings(link: &Link, name: &str) -> Vec<String> {
    match &link.spec.by {
        None => link.to.source.connector.spellings(&link.to.mapping.object, name),
        Some(_) => cases_of(name),
    }
}
