//! The cost of a bound plan: how much it can print, and how many calls it makes of each source at
//! least. It is refused by that before anything is read.

use std::{collections::BTreeMap, sync::Arc};

use super::{Call, Plan, Printout, Selection, What};
use crate::graphql::{
    types::{Meaning, Plain},
    walk::{Bound, Graph},
};

/// Bytes at which a printed value is reckoned, besides its key.
const VALUE_BYTES: u64 = 24;

/// Items at which a list is reckoned that has no page size: records, conflicts, attributes.
const LISTED: u64 = 10;

/// Items at which the ties of a record are reckoned: a partner has one tie fewer than records, and
/// each is told of two. As many records are compared.
const OF_TWO: u64 = 2;

/// What a plan costs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Nodes that the answer can hold.
    pub nodes: u64,
    /// Fields that the answer can hold.
    pub fields: u64,
    /// Bytes of such an answer, every value reckoned alike.
    pub bytes: u64,
    /// Calls of each source that it takes if nothing is cached and every page is full.
    pub calls: Price,
}

/// Calls by source.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Price(pub BTreeMap<Arc<str>, u64>);

impl Price {
    /// Adds calls of a source.
    pub fn add(&mut self, source: &Arc<str>, calls: u64) {
        let sum = self.0.entry(source.clone()).or_default();
        *sum = sum.saturating_add(calls);
    }

    /// The calls of all sources.
    pub fn total(&self) -> u64 {
        self.0.values().fold(0, |sum, calls| sum.saturating_add(*calls))
    }
}

/// A plan with its bound arguments, reckoned over a graph.
struct Reckoning<'a, G: Graph> {
    graph: &'a G,
    bound: &'a Bound<G>,
}

impl Cost {
    /// The cost of a plan over a graph.
    pub fn of<G: Graph>(plan: &Plan, graph: &G, bound: &Bound<G>) -> Self {
        let reckoning = Reckoning { graph, bound };
        let mut cost = Self::default();
        cost.selection(&plan.root, 1);
        for page in pages(&plan.root) {
            cost.selection(page, 1);
        }
        for call in &plan.calls {
            cost.call(call, 1, &reckoning);
        }
        cost
    }

    fn call<G: Graph>(&mut self, call: &Call, parents: u64, reckoning: &Reckoning<'_, G>) {
        if parents == 0 {
            return;
        }
        let bound = call.arguments.and_then(|place| reckoning.bound.get(place)?.as_ref().ok());
        let nodes = parents.saturating_mul(reckoning.graph.size(call, bound));
        self.nodes = self.nodes.saturating_add(nodes);
        reckoning.graph.price(call, bound, &mut self.calls);
        for set in &call.sets {
            self.add(set.0.iter().map(|one| Self::printout(one, nodes, reckoning)).fold(
                Self::default(),
                // A node is of one entity: the dearest of those that it can be of counts.
                |dearest, other| if other.fields > dearest.fields { other } else { dearest },
            ));
        }
    }

    /// The cost of so many nodes of an entity, with all that starts from them.
    fn printout<G: Graph>(printout: &Printout, nodes: u64, reckoning: &Reckoning<'_, G>) -> Self {
        let mut cost = Self::default();
        cost.selection(&printout.selection, nodes);
        for page in pages(&printout.selection) {
            cost.selection(page, nodes);
        }
        for call in &printout.calls {
            cost.call(call, nodes, reckoning);
        }
        cost
    }

    fn add(&mut self, other: Self) {
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.fields = self.fields.saturating_add(other.fields);
        self.bytes = self.bytes.saturating_add(other.bytes);
        for (source, calls) in &other.calls.0 {
            self.calls.add(source, *calls);
        }
    }

    fn selection(&mut self, selection: &Selection, times: u64) {
        for field in &selection.fields {
            let bytes = field.quoted.len() as u64 + VALUE_BYTES;
            self.fields = self.fields.saturating_add(times);
            self.bytes = self.bytes.saturating_add(bytes.saturating_mul(times));
            if let What::Object(_, inner) | What::Edges(inner) = &field.what {
                // Lists that a node holds, like its records, are not cut to a page.
                let is_list = field.items.is_some() && matches!(field.what, What::Object(..));
                let items = match &field.what {
                    What::Object(Meaning::Plain(Plain::RecordMatches | Plain::PairBetween), _) => {
                        OF_TWO
                    }
                    _ if is_list => LISTED,
                    _ => 1,
                };
                self.selection(inner, times.saturating_mul(items));
            }
        }
    }
}

/// The printed fields of the pages that fields of a selection bring.
fn pages(selection: &Selection) -> impl Iterator<Item = &Selection> {
    selection.fields.iter().filter_map(|field| match &field.what {
        What::Call(_, page) => page.as_ref(),
        _ => None,
    })
}
