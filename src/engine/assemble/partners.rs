//! Partners as nodes: reads the records that the index names, as far as they can change the answer.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, FieldSet, Record};
use futures::future::join_all;

use crate::{
    engine::{Engine, Member, Needs, Node},
    model::Table,
};

const P: EntityKind = EntityKind::Partner;

impl Engine {
    /// Reads what is needed of these partners, each source once. A partner all of whose records are
    /// gone is none.
    #[tracing::instrument(name = "plan.partners", skip_all, fields(partners = known.len()))]
    pub(in crate::engine) async fn partner_nodes(
        &self,
        known: &[Arc<Node>],
        needs: Needs,
    ) -> Vec<Option<Arc<Node>>> {
        let mut loaded = Loaded::default();
        // First the tables that decide a needed field for some partner …
        let mut wanted: BTreeMap<usize, BTreeSet<Arc<str>>> = BTreeMap::new();
        for node in known {
            for rank in self.deciding_ranks(node, needs) {
                wanted.entry(rank).or_default();
            }
        }
        // … each for every partner that it has a record of: more ids in a call that is made anyway
        // cost nothing.
        for node in known {
            for member in &node.members {
                if let Some(ids) = wanted.get_mut(&member.table.rank) {
                    ids.insert(member.record.key.id.clone());
                }
            }
        }
        self.load_partners(&mut loaded, wanted, needs).await;
        // Then those that may hold what the others lack.
        let mut fallback: BTreeMap<usize, BTreeSet<Arc<str>>> = BTreeMap::new();
        for node in known {
            let so_far = loaded.node(self, node);
            for member in &node.members {
                let unread =
                    !loaded.asked.contains(&(member.table.rank, member.record.key.id.clone()));
                if unread
                    && so_far.as_ref().is_none_or(|so_far| {
                        so_far.could_be_changed_by(&member.table, needs.fields)
                    })
                {
                    fallback
                        .entry(member.table.rank)
                        .or_default()
                        .insert(member.record.key.id.clone());
                }
            }
        }
        self.load_partners(&mut loaded, fallback, needs).await;
        known.iter().map(|node| loaded.node(self, node).map(Arc::new)).collect()
    }

    /// The tables that must be read for a partner whatever they hold.
    fn deciding_ranks(&self, node: &Node, needs: Needs) -> BTreeSet<usize> {
        let ranks = node.members.iter().map(|member| member.table.rank);
        if needs.every_record {
            return ranks.collect();
        }
        let has: BTreeSet<usize> = ranks.collect();
        let decider =
            |field| self.model.authority(P, field).iter().copied().find(|rank| has.contains(rank));
        let mut deciding: BTreeSet<usize> = needs.fields.iter().filter_map(decider).collect();
        if needs.attributes {
            deciding.extend(has);
        }
        deciding
    }

    async fn load_partners(
        &self,
        loaded: &mut Loaded,
        wanted: BTreeMap<usize, BTreeSet<Arc<str>>>,
        needs: Needs,
    ) {
        let tables = self.model.tables(P);
        let reads = wanted
            .into_iter()
            .filter_map(|(rank, ids)| Some((tables.get(rank)?, ids)))
            .map(|(table, ids)| async move {
                let ids: Vec<Arc<str>> = ids.into_iter().collect();
                let (records, error) =
                    self.store.records(table, ids.clone(), needs.of(table), needs.attributes).await;
                (table, ids, records, error)
            });
        for (table, ids, records, error) in join_all(reads).await {
            loaded.asked.extend(ids.into_iter().map(|id| (table.rank, id)));
            loaded
                .records
                .extend(records.into_iter().map(|(id, record)| ((table.rank, id), record)));
            loaded.failures.extend(error.map(|error| (table.rank, error)));
        }
    }
}

/// What was read of some partners.
#[derive(Default)]
struct Loaded {
    asked: BTreeSet<(usize, Arc<str>)>,
    records: HashMap<(usize, Arc<str>), Arc<Record>>,
    failures: BTreeMap<usize, Error>,
}

impl Loaded {
    /// The partner with what was read of it. Records that were not read stay as members that hold
    /// nothing, so that the id stays the same.
    fn node(&self, engine: &Engine, known: &Node) -> Option<Node> {
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
        let mut node = Node::new(&engine.model, P, members);
        let touches =
            |table: &Table| known.members.iter().any(|member| member.table.rank == table.rank);
        node.failures = engine
            .model
            .tables(P)
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
