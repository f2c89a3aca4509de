//! The price of calls: the sources that each asks, and how often, before anything is read.

use channelgraph_schema::{EntityKind, Relation};

use super::{EngineGraph, bind::Bound};
use crate::{
    engine::Problem,
    graphql::{
        plan::{Call, Price, Reckon},
        types::{Meaning, Root},
    },
};

/// A plan's calls with their bound arguments, reckoned over the engine's tables.
pub struct Reckoned<'a> {
    /// The engine.
    pub graph: &'a EngineGraph<'a>,
    /// The bound arguments.
    pub bound: &'a [Result<Bound, Problem>],
}

impl Reckoned<'_> {
    fn bound(&self, call: &Call) -> Option<&Bound> {
        call.arguments.and_then(|place| self.bound.get(place)?.as_ref().ok())
    }
}

impl Reckon for Reckoned<'_> {
    fn size(&self, call: &Call) -> u64 {
        match self.bound(call) {
            Some(Bound::List(query)) => query.first as u64,
            Some(Bound::Search(search)) => search.first as u64,
            Some(Bound::Ids(ids)) => ids.len() as u64,
            _ => 1,
        }
    }

    /// Each table that holds the entity is asked at least once; lists of partners come from the
    /// index, and their records are read by id.
    fn price(&self, call: &Call, parents: u64, price: &mut Price) {
        if parents == 0 {
            return;
        }
        let kinds: Vec<EntityKind> = match (call.meaning, self.bound(call)) {
            (_, Some(Bound::Search(search))) => search.kinds.clone(),
            (Meaning::Root(Root::List(kind) | Root::One(kind)), _) => vec![kind],
            (Meaning::Many(Relation { to, .. }), _) => vec![*to],
            (_, Some(Bound::Ids(ids))) => {
                let mut kinds: Vec<_> = ids.iter().map(|id| id.kind).collect();
                kinds.sort_unstable();
                kinds.dedup();
                kinds
            }
            _ => call.needs.iter().map(|(kind, _)| *kind).collect(),
        };
        for kind in kinds {
            let is_needed = |(of, needs): &&(EntityKind, crate::graphql::plan::Needs)| {
                *of == kind && (kind != EntityKind::Partner || !needs.fields.is_empty())
            };
            if !call.needs.iter().any(|needs| is_needed(&needs)) {
                continue;
            }
            for source in self.graph.engine.sources_of(kind) {
                price.add(source, 1);
            }
        }
    }
}
