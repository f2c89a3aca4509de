//! The price of calls: the sources that each asks, before anything is read.

use channelgraph_schema::{EntityKind, Relation};

use super::{EngineGraph, bind::Bound, matches::MOST_RIVALS, results};
use crate::graphql::{
    plan::{Call, Price},
    types::{Meaning, PerformanceField, Root, Side},
};

impl EngineGraph<'_> {
    /// The nodes that a call brings for each parent at most.
    pub(super) fn size_of(call: &Call, bound: Option<&Bound>) -> u64 {
        match bound {
            _ if matches!(call.meaning, Meaning::Side(Side::Rivals)) => MOST_RIVALS,
            Some(Bound::Suggestions(asked)) => asked.first as u64,
            Some(Bound::First(first)) => *first as u64,
            Some(Bound::Performance(asked)) if is_rows(call) => asked.first as u64,
            Some(Bound::List(query)) => query.first as u64,
            Some(Bound::Lines(asked)) => asked.first as u64,
            Some(Bound::Statement(asked)) => {
                asked.partners.as_ref().map_or(1, |query| query.first as u64)
            }
            Some(Bound::Search(search)) => search.first as u64,
            Some(Bound::Ids(ids)) => ids.len() as u64,
            _ => 1,
        }
    }

    /// Each table that holds the entity is asked at least once. Lists of partners come from the
    /// index; only what else is printed of them is read.
    pub(super) fn price_of(&self, call: &Call, bound: Option<&Bound>, price: &mut Price) {
        for kind in self.kinds_of_figures(call, bound) {
            self.engine.sources_of(kind).for_each(|source| price.add(source, 1));
        }
        if matches!(bound, Some(Bound::Statement(_))) {
            let sources = self.engine.sources_of(EntityKind::Incentive);
            sources.for_each(|source| price.add(source, 1));
        }
        if matches!(bound, Some(Bound::Results(_))) {
            for kind in results::kinds() {
                self.engine.sources_of(kind).for_each(|source| price.add(source, 1));
            }
        }
        if matches!(bound, Some(Bound::Tiers(_))) {
            for kind in self.kinds_of_tiers() {
                self.engine.sources_of(kind).for_each(|source| price.add(source, 1));
            }
        }
        for kind in kinds_of(call, bound) {
            let needs = call.needs.iter().find(|(of, _)| *of == kind).map(|(_, needs)| needs);
            let is_read = |needs: &crate::graphql::plan::Needs| {
                !needs.fields.is_empty() || needs.every_record || needs.attributes
            };
            if kind != EntityKind::Partner || needs.is_some_and(is_read) {
                self.engine.sources_of(kind).for_each(|source| price.add(source, 1));
            }
        }
    }
}

fn is_rows(call: &Call) -> bool {
    matches!(call.meaning, Meaning::Figures(PerformanceField::AnswerRows))
}

/// The entities that a call asks for.
fn kinds_of(call: &Call, bound: Option<&Bound>) -> Vec<EntityKind> {
    match (call.meaning, bound) {
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
    }
}
