//! Partners as nodes: by what the index holds of them while that is fresh, and else by reading the
//! records that it names, as far as they can change the answer.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet, Record};
use futures::future::join_all;

use crate::{
    engine::{Member, Node, context::Context, identity::Fresh},
    load::Partial,
    model::Table,
};

const P: EntityKind = EntityKind::Partner;

impl Context<'_> {
    /// Answers what is needed of these partners: from the index, as far as it is fresh, and else by
    /// reading each source once. A partner all of whose records are gone is none.
    #[tracing::instrument(name = "plan.partners", skip_all, fields(partners = known.len() as i64))]
    pub(in crate::engine) async fn partner_nodes(
        self,
        known: &[Arc<Node>],
    ) -> Vec<Option<Arc<Node>>> {
        let fresh = self.engine.index.fresh(&self.engine.store, self.needs);
        // First the tables that decide a needed field for some partner …
        let deciding: Vec<Deciding> =
            known.iter().map(|node| self.deciding_ranks(node, &fresh)).collect();
        let unread = |deciding: &Deciding| deciding.is_empty();
        if deciding.iter().all(unread) {
            return known.iter().cloned().map(Some).collect();
        }
        let mut loaded = Loaded::default();
        for (node, _) in known.iter().zip(&deciding).filter(|(_, deciding)| !unread(deciding)) {
            loaded.take(node, &fresh);
        }
        self.load(&mut loaded, deciding_records(known, &deciding)).await;
        // Then those that may hold what the others lack.
        let read: Vec<&Arc<Node>> = known
            .iter()
            .zip(&deciding)
            .filter(|(_, one)| !unread(one))
            .map(|(node, _)| node)
            .collect();
        let fallback = self.fallback_records(&read, &loaded);
        self.load(&mut loaded, fallback).await;
        let node = |(node, deciding): (&Arc<Node>, &Deciding)| {
            if unread(deciding) {
                Some(node.clone())
            } else {
                loaded.node(self, node).map(Arc::new)
            }
        };
        known.iter().zip(&deciding).map(node).collect()
    }

    /// The records that were not read and could still change a needed field.
    fn fallback_records(self, known: &[&Arc<Node>], loaded: &Loaded) -> Wanted {
        let mut wanted = Wanted::new();
        for node in known {
            let so_far = loaded.node(self, node);
            let matters = |table: &Table| {
                let changes = |so_far: &Node| so_far.could_be_changed_by(table, self.needs.fields);
                so_far.as_ref().is_none_or(changes)
            };
            for member in &node.members {
                let id = &member.record.key.id;
                let is_read = loaded.asked.contains(&(member.table.rank, id.clone()));
                if !is_read && matters(&member.table) {
                    wanted.entry(member.table.rank).or_default().insert(id.clone());
                }
            }
        }
        wanted
    }

    /// The tables that are read for a partner: for each field the first in the order of authority
    /// of which the index does not know what it holds now. Where it held nothing there when the
    /// index read it, the next one is read beside it.
    fn deciding_ranks(self, node: &Node, fresh: &Fresh) -> Deciding {
        let has: BTreeSet<usize> = node.members.iter().map(|member| member.table.rank).collect();
        let mut deciding = Deciding::new();
        if self.needs.every_record || self.needs.attributes {
            deciding.extend(has.iter().map(|rank| (*rank, true)));
        }
        if self.needs.every_record {
            return deciding;
        }
        for field in self.needs.fields.iter() {
            let mut is_first = true;
            for rank in
                self.engine.model.authority(P, field).iter().filter(|rank| has.contains(rank))
            {
                let mut own = node.members.iter().filter(|member| member.table.rank == *rank);
                let is_known = own.clone().all(|member| fresh.answers(member));
                if !is_known {
                    *deciding.entry(*rank).or_default() |= is_first;
                    is_first = false;
                }
                let holds = own.any(|member| !member.record.get(field).is_null());
                if holds || (!is_known && !P.def(field).indexed) {
                    break;
                }
            }
        }
        deciding
    }

    async fn load(self, loaded: &mut Loaded, wanted: Wanted) {
        let reads = wanted
            .into_iter()
            .filter_map(|(rank, ids)| Some((self.tables().get(rank)?, ids)))
            .map(|(table, ids)| async move {
                let ids: Vec<Arc<str>> = ids.into_iter().collect();
                let held = self.needs.held(table);
                let read = self.engine.store.records(table, ids.clone(), held).await;
                (table, ids, read)
            });
        for (table, ids, Partial { values, failure }) in join_all(reads).await {
            if failure.is_none() {
                let gone = ids.iter().filter(|id| !values.contains_key(*id));
                gone.for_each(|id| self.engine.index.note_gone(table.key(id)));
            }
            loaded.asked.extend(ids.into_iter().map(|id| (table.rank, id)));
            let records = values.into_iter().map(|(id, record)| ((table.rank, id), record));
            loaded.records.extend(records);
            loaded.failures.extend(failure.map(|error| (table.rank, error)));
        }
    }
}

/// The tables that are read for a partner, by rank: true where it is the first that may decide a
/// field.
type Deciding = BTreeMap<usize, bool>;

/// The records of the tables that decide a needed field for some partner, of every partner that has
/// one there: more ids in a call that is made anyway cost nothing. Of tables that only stand in for
/// others, those of their own partners.
fn deciding_records(known: &[Arc<Node>], deciding: &[Deciding]) -> Wanted {
    let firsts: BTreeSet<usize> = deciding
        .iter()
        .flatten()
        .filter(|(_, is_first)| **is_first)
        .map(|(rank, _)| *rank)
        .collect();
    let mut wanted = Wanted::new();
    for (node, deciding) in known.iter().zip(deciding).filter(|(_, deciding)| !deciding.is_empty())
    {
        for member in &node.members {
            let rank = member.table.rank;
            if firsts.contains(&rank) || deciding.contains_key(&rank) {
                wanted.entry(rank).or_default().insert(member.record.key.id.clone());
            }
        }
    }
    wanted
}

/// Ids of records to read, by the rank of their table.
type Wanted = BTreeMap<usize, BTreeSet<Arc<str>>>;

/// The records that were read of some partners.
#[derive(Default)]
struct Loaded {
    asked: BTreeSet<(usize, Arc<str>)>,
    records: HashMap<(usize, Arc<str>), Arc<Record>>,
    failures: BTreeMap<usize, Error>,
}

impl Loaded {
    /// Takes the records of a partner of which the index knows what they hold now.
    fn take(&mut self, known: &Node, fresh: &Fresh) {
        for member in known.members.iter().filter(|member| fresh.answers(member)) {
            let place = (member.table.rank, member.record.key.id.clone());
            self.asked.insert(place.clone());
            self.records.insert(place, member.record.clone());
        }
    }

    /// The partner with what was read of it. Records that were not read stay as members that hold
    /// nothing, so that the id stays the same.
    fn node(&self, context: Context<'_>, known: &Node) -> Option<Node> {
        let read = |member: &Member| {
            let place = (member.table.rank, member.record.key.id.clone());
            let record = self.records.get(&place).cloned();
            let unread =
                !self.asked.contains(&place) || self.failures.contains_key(&member.table.rank);
            let record = record.or_else(|| unread.then(|| Arc::new(empty(member))))?;
            Some(Member { record, ..member.clone() })
        };
        let members: Vec<_> = known.members.iter().filter_map(read).collect();
        if members.is_empty() {
            return None;
        }
        let mut node = Node::new(&context.engine.model, P, members);
        let touches =
            |table: &Table| known.members.iter().any(|member| member.table.rank == table.rank);
        node.failures = context
            .tables()
            .iter()
            .filter(|table| touches(table))
            .filter_map(|table| self.failures.get(&table.rank).cloned())
            .collect();
        node.contradictions.clone_from(&known.contradictions);
        node.is_top = known.is_top || context.engine.index.now().is_below(&node);
        Some(node)
    }
}

/// A record of which only the key is known.
fn empty(member: &Member) -> Record {
    let known = &member.record;
    Record {
        key: known.key.clone(),
        loaded: FieldSet::EMPTY,
        values: Box::default(),
        links: Vec::new(),
        aliases: known.aliases.clone(),
        clues: Box::default(),
        attributes: None,
        modified: known.modified,
        fetched: known.fetched,
    }
}
