//! Partners as nodes: reads the records that the index names, as far as they can change the answer.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet, Record};
use futures::future::join_all;

use crate::{
    engine::{Member, Needs, Node, context::Context},
    load::Partial,
    model::Table,
};

const P: EntityKind = EntityKind::Partner;

impl Context<'_> {
    /// Reads what is needed of these partners, each source once. A partner all of whose records are
    /// gone is none.
    #[tracing::instrument(name = "plan.partners", skip_all, fields(partners = known.len() as i64))]
    pub(in crate::engine) async fn partner_nodes(
        self,
        known: &[Arc<Node>],
    ) -> Vec<Option<Arc<Node>>> {
        let mut loaded = Loaded::default();
        // First the tables that decide a needed field for some partner …
        self.load(&mut loaded, self.deciding_records(known)).await;
        // Then those that may hold what the others lack.
        let fallback = self.fallback_records(known, &loaded);
        self.load(&mut loaded, fallback).await;
        known.iter().map(|node| loaded.node(self, node).map(Arc::new)).collect()
    }

    /// The records of the tables that decide a needed field for some partner, of every partner that
    /// has one there: more ids in a call that is made anyway cost nothing.
    fn deciding_records(self, known: &[Arc<Node>]) -> Wanted {
        let mut wanted = Wanted::new();
        for node in known {
            for rank in self.deciding_ranks(node) {
                wanted.entry(rank).or_default();
            }
        }
        for member in known.iter().flat_map(|node| &node.members) {
            if let Some(ids) = wanted.get_mut(&member.table.rank) {
                ids.insert(member.record.key.id.clone());
            }
        }
        wanted
    }

    /// The records that were not read and could still change a needed field.
    fn fallback_records(self, known: &[Arc<Node>], loaded: &Loaded) -> Wanted {
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

    /// The tables that must be read for a partner whatever they hold.
    fn deciding_ranks(self, node: &Node) -> BTreeSet<usize> {
        let has: BTreeSet<usize> = node.members.iter().map(|member| member.table.rank).collect();
        if self.needs.every_record {
            return has;
        }
        let decider = |field| {
            let order = self.engine.model.authority(P, field);
            order.iter().copied().find(|rank| has.contains(rank))
        };
        let mut deciding: BTreeSet<usize> = self.needs.fields.iter().filter_map(decider).collect();
        if self.needs.attributes {
            deciding.extend(has);
        }
        deciding
    }

    async fn load(self, loaded: &mut Loaded, wanted: Wanted) {
        let Needs { attributes, .. } = self.needs;
        let reads = wanted
            .into_iter()
            .filter_map(|(rank, ids)| Some((self.tables().get(rank)?, ids)))
            .map(|(table, ids)| async move {
                let ids: Vec<Arc<str>> = ids.into_iter().collect();
                let fields = self.needs.of(table);
                let read = self.engine.store.records(table, ids.clone(), fields, attributes).await;
                (table, ids, read)
            });
        for (table, ids, Partial { values, failure }) in join_all(reads).await {
            loaded.asked.extend(ids.into_iter().map(|id| (table.rank, id)));
            let records = values.into_iter().map(|(id, record)| ((table.rank, id), record));
            loaded.records.extend(records);
            loaded.failures.extend(failure.map(|error| (table.rank, error)));
        }
    }
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
        attributes: None,
        modified: known.modified,
        fetched: known.fetched,
    }
}
