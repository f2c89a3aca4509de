//! Outbound links: follows the links that records hold to other records, and verifies them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_schema::{EntityKind, Filter, Record};
use futures::future::join_all;

use super::Draft;
use crate::{
    engine::{
        Member, Ranks,
        context::Context,
        links::names::{cases_of, name_of, names_in},
    },
    load::{ChildrenRead, Partial},
    model::{Link, Table},
};

/// Names by which a rule leads to records, each with the places of its drafts.
pub(super) type Named = HashMap<Arc<str>, Vec<usize>>;

impl Context<'_> {
    /// Follows the links that records hold, and the links of those found, one batched read for each
    /// rule, side by side. A link counts only if the record it names is there, and is the only one
    /// of that name; one whose read failed leaves the record on its own, with the failure named.
    #[tracing::instrument(name = "plan.links", skip_all, fields(entity = %self.kind, records = drafts.len() as i64))]
    pub(in crate::engine) async fn follow_links(self, drafts: &mut [Draft]) {
        // Each draft asks for itself: one may come to a name later than another. What was read once
        // is not read again.
        let mut asked: HashSet<(usize, usize, Arc<str>)> = HashSet::new();
        loop {
            let mut rounds: Vec<(usize, Named)> = Vec::new();
            for (rule, link) in self.links().iter().enumerate() {
                let named = self.names_to_follow(rule, link, drafts, &asked);
                if !named.is_empty() {
                    rounds.push((rule, named));
                }
            }
            if rounds.is_empty() {
                return;
            }
            let rules: Vec<usize> = rounds.iter().map(|(rule, _)| *rule).collect();
            rounds.retain(|(rule, _)| !self.waits(*rule, &rules));
            let reads = rounds.iter().map(|(rule, named)| {
                self.targets(&self.links()[*rule], named.keys().cloned().collect())
            });
            for (found, (rule, named)) in join_all(reads).await.into_iter().zip(&rounds) {
                let places = |(name, places): (&Arc<str>, &Vec<usize>)| {
                    let asked = |place: &usize| (*place, *rule, name.clone());
                    places.iter().map(asked).collect::<Vec<_>>()
                };
                asked.extend(named.iter().flat_map(places));
                add_found(&self.links()[*rule], drafts, named, &found);
            }
        }
    }

    /// The names by which a rule leads from these drafts to records that were not asked for yet.
    fn names_to_follow(
        self,
        rule: usize,
        link: &Link,
        drafts: &[Draft],
        asked: &HashSet<(usize, usize, Arc<str>)>,
    ) -> Named {
        let mut named = Named::new();
        if self.absent.contains(link.to.rank) {
            return named;
        }
        for (place, draft) in drafts.iter().enumerate() {
            for name in names_by(link, draft) {
                if !draft.has_target(link, &name) && !asked.contains(&(place, rule, name.clone())) {
                    let places = named.entry(name).or_default();
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
            }
        }
        named
    }

    /// Returns true if a rule is asked after others of these: what they find may hold further names
    /// for it, and one question for all costs fewer calls. In a circle, none but the first goes
    /// ahead.
    fn waits(self, rule: usize, rules: &[usize]) -> bool {
        let leads = |from: usize, to: usize| {
            let links = self.links();
            let (mut reached, mut open) = (HashSet::new(), vec![links[from].to.rank]);
            while let Some(rank) = open.pop() {
                if reached.insert(rank) {
                    let on = links.iter().filter(|link| link.from.rank == rank);
                    open.extend(on.map(|link| link.to.rank));
                }
            }
            reached.contains(&links[to].from.rank)
        };
        let is_first = |other: usize| leads(other, rule) && !(leads(rule, other) && rule < other);
        rules.iter().any(|other| *other != rule && is_first(*other))
    }

    /// Returns true if one of these records names a record of these tables.
    pub(in crate::engine) fn names_any(self, members: &[Member], of: Ranks) -> bool {
        let links = self.links().iter().filter(|link| of.contains(link.to.rank));
        links.into_iter().any(|link| {
            let from = members.iter().filter(|member| member.table.rank == link.from.rank);
            from.into_iter().any(|member| !names_in(link, &member.record).is_empty())
        })
    }

    /// These records of one node, apart where no link ties them to one another.
    pub(in crate::engine) fn parts(self, members: Vec<Member>) -> Vec<Vec<Member>> {
        if self.kind == EntityKind::Partner {
            // Partners are tied by more than links.
            return Some(members).filter(|members| !members.is_empty()).into_iter().collect();
        }
        let names = |link: &Link, a: &Member, b: &Member| {
            (a.table.rank, b.table.rank) == (link.from.rank, link.to.rank)
                && name_of(link, &b.record)
                    .is_some_and(|name| names_in(link, &a.record).contains(&name))
        };
        let are_tied = |a: &Member, b: &Member| {
            self.links().iter().any(|link| names(link, a, b) || names(link, b, a))
        };
        let mut parts: Vec<Vec<Member>> = Vec::new();
        for member in members {
            let is_tied = |part: &mut Vec<Member>| part.iter().any(|own| are_tied(own, &member));
            let mut whole: Vec<Member> = parts.extract_if(.., is_tied).flatten().collect();
            whole.push(member);
            parts.push(whole);
        }
        parts
    }

    /// The records that a rule's names mean.
    pub(super) async fn targets(self, link: &Link, names: Vec<Arc<str>>) -> Partial<Arc<Record>> {
        let (to, held) = (&link.to, self.needs.held(&link.to));
        let Some(by) = &link.spec.by else {
            return self.engine.store.meant(to, names, held).await;
        };
        let spellings = names.iter().flat_map(|name| cases_of(name)).map(Arc::from).collect();
        let read = self.read_by_name(by, to);
        let read = self.engine.store.children(to, spellings, read, held).await;
        let Partial { values, failure } = read;
        let mut named: HashMap<Arc<str>, Vec<Arc<Record>>> = HashMap::new();
        for record in values.values().flat_map(|page| &page.records) {
            let Some(name) = name_of(link, record) else { continue };
            let same = named.entry(name).or_default();
            if !same.iter().any(|known| known.key == record.key) {
                same.push(record.clone());
            }
        }
        let only = named.into_iter().filter_map(|(name, mut records)| {
            (records.len() == 1).then(|| Some((name, records.pop()?)))?
        });
        Partial { values: only.collect(), failure }
    }

    /// A read of the records of a table whose `field` holds one of some names.
    pub(super) fn read_by_name(self, field: &str, table: &Table) -> ChildrenRead {
        ChildrenRead {
            field: field.to_owned(),
            filter: Filter::all(),
            order: None,
            limit: self.most_linking(table),
        }
    }

    /// The most records of a table that may name one and the same record.
    pub(super) fn most_linking(self, table: &Table) -> usize {
        let limits = self.engine.limits;
        if has_parts(table) { limits.max_scan } else { limits.max_twins }
    }
}

/// Adds what a rule found to the drafts that named it.
fn add_found(link: &Link, drafts: &mut [Draft], named: &Named, found: &Partial<Arc<Record>>) {
    for (name, places) in named {
        for place in places {
            match found.get(name) {
                Some(Ok(record)) => drafts[*place].add(&link.to, record.clone()),
                Some(Err(error)) => drafts[*place].fail(&link.to, error),
                None => {}
            }
        }
    }
}

/// Returns true if records of a table can each hold a part of something: then all of them are
/// wanted, however many.
fn has_parts(table: &Table) -> bool {
    let mut mapped = table.mapping.mapped().iter();
    mapped.any(|field| table.mapping.spec(field).is_some_and(|spec| spec.sum))
}

/// The names of the records that a draft's records link to by a rule.
fn names_by(link: &Link, draft: &Draft) -> Vec<Arc<str>> {
    let members = draft.members().iter().filter(|member| member.table.rank == link.from.rank);
    members.flat_map(|member| names_in(link, &member.record)).collect()
}
