//! Reverse links: finds records in other tables that link to these drafts, where they could matter.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::{Error, ErrorKind};
use channelgraph_schema::{FieldSet, Record};
use futures::future::join_all;

use super::{Draft, known_links::Inbound, outbound_links::Named};
use crate::{
    engine::{
        Needs,
        context::Context,
        links::names::{name_of, names_in, spellings},
    },
    load::{ListRead, Partial},
    model::{Link, Table},
};

/// Records for which it is asked which others link to them, each with the place of its draft.
type Looks = Vec<(usize, Arc<Record>)>;

/// Records that link to others, by the name of those.
type Linking = Partial<Vec<Arc<Record>>>;

/// Names that any source takes in one question.
const AT_ONCE: usize = 100;

/// Which of the records that link to drafts are wanted.
pub(in crate::engine) struct Wanted<'a> {
    /// Those that could change one of these fields.
    pub(in crate::engine) fields: FieldSet,
    /// Those that could change one of these are looked for too where a question is asked anyway,
    /// and has room.
    pub(in crate::engine) beside: FieldSet,
    /// The needs of each draft: they tell which records are wanted whatever they say.
    pub(in crate::engine) needs: &'a (dyn Fn(&Draft) -> Needs + Sync),
}

impl Context<'_> {
    /// Finds records of other tables that link to these drafts, and those that link to what is
    /// found, where they could change one of `fields`; for every draft if every record is needed.
    pub(in crate::engine) async fn find_inbound(self, drafts: &mut [Draft], fields: FieldSet) {
        let needs = |_: &Draft| self.needs;
        self.find_wanted(drafts, &Wanted { fields, beside: FieldSet::EMPTY, needs: &needs }).await;
    }

    /// Finds the records that are wanted of those that link to these drafts, and to what is found.
    /// One batched read for each rule and step, those that cannot change one another's question
    /// side by side.
    #[tracing::instrument(name = "plan.twins", skip_all, fields(entity = %self.kind, records = drafts.len() as i64))]
    pub(in crate::engine) async fn find_wanted(self, drafts: &mut [Draft], wanted: &Wanted<'_>) {
        loop {
            let asked = self.next_looks(drafts, wanted);
            if asked.is_empty() {
                return;
            }
            let reads = asked.iter().filter(|(_, named)| !named.is_empty()).map(|(rule, named)| {
                let link = &self.links()[*rule];
                async move { (link, named, self.find_inbound_by(link, named).await) }
            });
            let mut found = false;
            for (link, named, inbound) in join_all(reads).await {
                found |= add_inbound(link, drafts, named, &inbound);
            }
            if found {
                self.follow_links(drafts).await;
            }
        }
    }

    /// The next questions, each as the place of its rule and the names to look for; they are noted
    /// in the drafts.
    pub(super) fn next_looks(
        self,
        drafts: &mut [Draft],
        wanted: &Wanted<'_>,
    ) -> Vec<(usize, Named)> {
        let mut round: Vec<(usize, Looks)> = Vec::new();
        for (rule, link) in self.links().iter().enumerate() {
            let mut looks = self.to_look_for(rule, link, drafts, wanted, wanted.fields);
            if looks.is_empty() {
                continue;
            }
            if !wanted.beside.is_empty() {
                let known: HashSet<usize> = looks.iter().map(|(place, _)| *place).collect();
                let room = AT_ONCE.saturating_sub(looks.len());
                let more = self.to_look_for(rule, link, drafts, wanted, wanted.beside);
                let more = more.into_iter().filter(|(place, _)| !known.contains(place));
                looks.extend(more.take(room));
            }
            round.push((rule, looks));
        }
        let waits: Vec<bool> =
            round.iter().map(|look| self.waits_to_look(look, &round, drafts, wanted)).collect();
        // Should each wait for another, the first goes ahead.
        let first = waits.iter().position(|waits| !waits).unwrap_or_default();
        let ahead = round.into_iter().zip(waits).enumerate();
        let ahead = ahead.filter(|(at, (_, waits))| *at == first || !waits);
        ahead.map(|(_, ((rule, looks), _))| (rule, self.look(rule, looks, drafts))).collect()
    }

    /// Notes a look in the drafts, and returns the names to look for.
    fn look(self, rule: usize, looks: Looks, drafts: &mut [Draft]) -> Named {
        let mut named = Named::new();
        for (place, record) in looks {
            drafts[place].note_look(rule, &record);
            if let Some(name) = name_of(&self.links()[rule], &record) {
                named.entry(name).or_default().push(place);
            }
        }
        named
    }

    /// The drafts' records that others may link to by a rule, where that matters and was not looked
    /// for yet, each with the place of its draft.
    fn to_look_for(
        self,
        rule: usize,
        link: &Link,
        drafts: &[Draft],
        wanted: &Wanted<'_>,
        fields: FieldSet,
    ) -> Looks {
        let mut looks = Looks::new();
        if self.absent.contains(link.from.rank) {
            return looks;
        }
        let brings = self.brings(link);
        for (place, draft) in drafts.iter().enumerate() {
            let targets = draft.not_looked_for(rule, link);
            if targets.is_empty() {
                continue;
            }
            let needs = (wanted.needs)(draft);
            let matters = |table: &Table| {
                needs.referred_to.contains(table.rank)
                    || draft.node(self).could_be_changed_by(table, fields)
            };
            if needs.every_record || brings.iter().any(|table| matters(table)) {
                looks.extend(targets.into_iter().map(|record| (place, record)));
            }
        }
        looks
    }

    /// Returns true if one rule is looked by after another of a round: what that finds may be
    /// linked to itself, or make this look needless. In a circle, the first rule goes ahead.
    fn waits_to_look(
        self,
        (rule, looks): &(usize, Looks),
        round: &[(usize, Looks)],
        drafts: &[Draft],
        wanted: &Wanted<'_>,
    ) -> bool {
        let links = self.links();
        let brings = |rule: usize| self.brings(&links[rule]);
        let adds = |other: usize, to: usize| {
            brings(other).iter().any(|table| table.rank == links[to].to.rank)
        };
        let tells = |rule: usize| {
            let mapped = brings(rule).into_iter().map(|table| table.mapping.mapped());
            mapped.fold(FieldSet::EMPTY, FieldSet::union).intersection(wanted.fields)
        };
        // What is wanted whatever it decides is not made needless, nor is what a draft needs of
        // which every record is needed.
        let is_wanted =
            brings(*rule).iter().any(|table| self.needs.referred_to.contains(table.rank));
        let is_open = |place: &usize| !is_wanted && !(wanted.needs)(&drafts[*place]).every_record;
        let places: HashSet<usize> =
            looks.iter().map(|(place, _)| *place).filter(is_open).collect();
        let settles = |(other, others): &(usize, Looks)| {
            other < rule
                && !tells(*other).intersection(tells(*rule)).is_empty()
                && others.iter().any(|(place, _)| places.contains(place))
        };
        round.iter().any(|look| {
            let other = look.0;
            let is_first = adds(other, *rule) && !(adds(*rule, other) && *rule < other);
            other != *rule && (is_first || settles(look))
        })
    }

    /// The tables whose records a look by a rule can bring: those that link to others by it, and
    /// those that link to these, or that these link to by another field.
    fn brings<'l>(self, link: &'l Link) -> Vec<&'l Arc<Table>>
    where
        Self: 'l,
    {
        let from = &link.from;
        let others = self
            .links()
            .iter()
            .filter(|other| other.from.rank == from.rank && other.spec.field != link.spec.field);
        let beyond = self.linked(from).inbound.iter().chain(others.map(|other| &other.to));
        [&link.from].into_iter().chain(beyond).collect()
    }

    /// The records that link to these names by one rule.
    async fn find_inbound_by(self, link: &Link, named: &Named) -> Inbound {
        let names = named.keys().cloned().collect();
        let (Inbound { mut found, mut failed }, unknown) = self.known_inbound(link, names).await;
        if !unknown.is_empty() {
            let Partial { values, failure } = if link.can_be_asked() {
                self.inbound(link, unknown.clone()).await
            } else {
                self.inbound_among_all(link, unknown.clone()).await
            };
            found.extend(values);
            failed.extend(
                failure.into_iter().flat_map(|error| {
                    unknown.iter().map(move |name| (name.clone(), error.clone()))
                }),
            );
        }
        if link.spec.by.is_some() && !found.is_empty() {
            // A name that two records have means neither of them.
            let only = self.targets(link, found.keys().cloned().collect()).await;
            if let Some(error) = only.failure {
                found.keys().for_each(|name| _ = failed.insert(name.clone(), error.clone()));
            }
            found.retain(|name, _| only.values.contains_key(name));
        }
        Inbound { found, failed }
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
        let held = self.needs.held(&link.from);
        let pages = self.engine.store.children(&link.from, asked, read, held).await;
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
        let read = ListRead::whole(most);
        let all = match self.engine.store.list(&link.from, read, FieldSet::EMPTY.into()).await {
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
        let (ids, held) = (linking.keys().cloned().collect(), self.needs.held(&link.from));
        let records = self.engine.store.records(&link.from, ids, held).await;
        let mut found: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        for (id, record) in records.values {
            if let Some(name) = linking.get(&id) {
                found.entry(name.clone()).or_default().push(record);
            }
        }
        Partial { values: found, failure: records.failure }
    }
}

/// Adds the records that link to drafts by one rule; returns true if there were any.
fn add_inbound(link: &Link, drafts: &mut [Draft], named: &Named, inbound: &Inbound) -> bool {
    for (name, places) in named {
        for place in places {
            let records = inbound.found.get(name).into_iter().flatten();
            records.for_each(|record| drafts[*place].add(&link.from, record.clone()));
            if let Some(error) = inbound.failed.get(name) {
                drafts[*place].fail(&link.from, error);
            }
        }
    }
    !inbound.found.is_empty()
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
