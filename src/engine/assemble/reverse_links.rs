//! Reverse links: finds records in other tables that link to these drafts, where they could matter.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::{Error, ErrorKind};
use channelgraph_schema::{FieldSet, Record};

use super::{
    Draft,
    names::{name_of, names_in, spellings},
};
use crate::{
    engine::context::Context,
    load::{ListRead, Partial},
    model::{Link, Table},
};

/// Records that link to others, by the name of those.
type Linking = Partial<Vec<Arc<Record>>>;

impl Context<'_> {
    /// Finds records of other tables that link to these drafts, and those that link to what is
    /// found, where they could change one of `fields`; for every draft if every record is needed.
    /// One batched read for each rule and step.
    #[tracing::instrument(name = "plan.twins", skip_all, fields(entity = %self.kind, records = drafts.len() as i64))]
    pub(in crate::engine) async fn find_inbound(self, drafts: &mut [Draft], fields: FieldSet) {
        loop {
            let mut found = false;
            for (rule, link) in self.links().iter().enumerate() {
                if self.absent.contains(link.from.rank) {
                    continue;
                }
                let named = self.to_look_for(rule, link, drafts, fields);
                if !named.is_empty() {
                    found |= self.find_inbound_by(link, drafts, &named).await;
                }
            }
            if !found {
                return;
            }
            self.follow_links(drafts).await;
        }
    }

    /// The names of the drafts' records that others may link to by a rule, and that were not looked
    /// for yet, each with the places of its drafts.
    fn to_look_for(
        self,
        rule: usize,
        link: &Link,
        drafts: &mut [Draft],
        fields: FieldSet,
    ) -> HashMap<Arc<str>, Vec<usize>> {
        let beyond = self.beyond(link);
        let mut named: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (place, draft) in drafts.iter_mut().enumerate() {
            let targets = draft.not_looked_for(rule, link);
            if targets.is_empty() {
                continue;
            }
            let matters = |table: &Table| {
                self.needs.referred_to.contains(table.rank)
                    || draft.node(self).could_be_changed_by(table, fields)
            };
            if !self.needs.every_record
                && !matters(&link.from)
                && !beyond.iter().any(|table| matters(table))
            {
                continue;
            }
            for record in targets {
                draft.note_look(rule, &record);
                if let Some(name) = name_of(link, &record) {
                    named.entry(name).or_default().push(place);
                }
            }
        }
        named
    }

    /// The tables that are reached through the records which link to others by a rule: those that
    /// link to these, or that these link to by another field.
    fn beyond(&self, link: &Link) -> Vec<&Arc<Table>> {
        let from = &link.from;
        let others = self
            .links()
            .iter()
            .filter(|other| other.from.rank == from.rank && other.spec.field != link.spec.field);
        self.linked(from).inbound.iter().chain(others.map(|other| &other.to)).collect()
    }

    /// Adds the records that link to others by one rule; whether there were any.
    async fn find_inbound_by(
        self,
        link: &Link,
        drafts: &mut [Draft],
        named: &HashMap<Arc<str>, Vec<usize>>,
    ) -> bool {
        let names: Vec<Arc<str>> = named.keys().cloned().collect();
        let from = &link.from;
        let can_be_asked = from
            .source
            .connector
            .field_capabilities(&from.mapping.object, &link.spec.field)
            .finds_by;
        let Partial { values: mut found, mut failure } = if can_be_asked {
            self.inbound(link, names).await
        } else {
            self.inbound_among_all(link, names).await
        };
        if link.spec.by.is_some() && !found.is_empty() {
            // A name that two records have means neither of them.
            let only = self.targets(link, found.keys().cloned().collect()).await;
            found.retain(|name, _| only.values.contains_key(name));
            failure = failure.or(only.failure);
        }
        for (name, places) in named {
            for place in places {
                let records = found.get(name).into_iter().flatten();
                records.for_each(|record| drafts[*place].add(from, record.clone()));
                if let Some(error) = &failure {
                    drafts[*place].fail(from, error);
                }
            }
        }
        !found.is_empty()
    }

    /// The records that link to these names, asked for by every spelling.
    async fn inbound(self, link: &Link, names: Vec<Arc<str>>) -> Linking {
        let by_spelling: HashMap<Arc<str>, Arc<str>> = names
            .iter()
            .flat_map(|name| {
                spellings(link, name).into_iter().map(|spelling| (spelling.into(), name.clone()))
            })
            .collect();
        let read = self.read_by_name(&link.spec.field, &link.from);
        let limit = read.limit;
        let asked = by_spelling.keys().cloned().collect();
        let pages = self.engine.store.children(&link.from, asked, read).await;
        let mut found: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        let cut = pages.values.values().any(|page| !page.complete);
        let failure = pages.failure.or_else(|| cut.then(|| too_many_links(link, limit)));
        for (spelling, page) in pages.values.iter().filter(|(_, page)| !page.records.is_empty()) {
            if let Some(name) = by_spelling.get(spelling) {
                found.entry(name.clone()).or_default().extend(page.records.iter().cloned());
            }
        }
        Partial { values: found, failure }
    }

    /// The records that link to these names, of a source that cannot be asked for them: the links
    /// of the whole table are read, and remembered like any page; then those that are meant are
    /// read by id.
    async fn inbound_among_all(self, link: &Link, names: Vec<Arc<str>>) -> Linking {
        let most = self.engine.limits.max_scan;
        let read = ListRead::whole(most, FieldSet::EMPTY);
        let all = match self.engine.store.list(&link.from, read).await {
            Ok(all) if all.complete => all,
            Ok(_) => return Partial::failed(too_many_rows(link, most)),
            Err(error) => return Partial::failed(error),
        };
        let wanted: HashSet<Arc<str>> = names.into_iter().collect();
        let mut linking: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        for record in &all.records {
            let name = names_in(link, record).into_iter().find(|name| wanted.contains(name));
            linking.extend(name.map(|name| (record.key.id.clone(), name)));
        }
        let (ids, needs) = (linking.keys().cloned().collect(), self.needs);
        let fields = needs.of(&link.from);
        let records = self.engine.store.records(&link.from, ids, fields, needs.attributes).await;
        let mut found: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        for (id, record) in records.values {
            if let Some(name) = linking.get(&id) {
                found.entry(name.clone()).or_default().push(record);
            }
        }
        Partial { values: found, failure: records.failure }
    }
}

fn too_many_links(link: &Link, most: usize) -> Error {
    let (source, object) = (&link.from.source.name, &link.from.mapping.object);
    let message = format!(
        "more than {most} records of {object} link to the same record; raise `lists.max_twins`"
    );
    Error::new(ErrorKind::TooMuch, source, message)
}

fn too_many_rows(link: &Link, most: usize) -> Error {
    let (source, object) = (&link.from.source.name, &link.from.mapping.object);
    let message = format!(
        "{object} has more than {most} rows and cannot be searched by `{}`, so links from it cannot be found; \
         raise `lists.max_scan`",
        link.spec.field
    );
    Error::new(ErrorKind::TooMuch, source, message)
}
