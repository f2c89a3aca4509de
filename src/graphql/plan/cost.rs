//! The cost of a bound plan: how much it can print, and how many calls it makes of each source at
//! least. It is refused by that before anything is read.

use std::{collections::BTreeMap, sync::Arc};

use super::{Call, Plan, Selection, What};

/// Bytes at which a printed value is reckoned, besides its key.
const VALUE_BYTES: u64 = 24;

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

/// How calls multiply nodes, and what they cost: what only the data behind the plan can tell.
pub trait Reckon {
    /// The nodes that a call brings for each parent at most.
    fn size(&self, call: &Call) -> u64;

    /// The calls of sources that a call makes for so many parents.
    fn price(&self, call: &Call, parents: u64, price: &mut Price);
}

impl Cost {
    /// The cost of a plan.
    pub fn of(plan: &Plan, reckon: &impl Reckon) -> Self {
        let mut cost = Self::default();
        cost.selection(&plan.root, 1);
        for call in &plan.calls {
            cost.call(call, 1, reckon);
        }
        for selection in pages(&plan.root) {
            cost.selection(selection, 1);
        }
        cost
    }

    fn call(&mut self, call: &Call, parents: u64, reckon: &impl Reckon) {
        let nodes = parents.saturating_mul(reckon.size(call));
        self.nodes = self.nodes.saturating_add(nodes);
        reckon.price(call, parents, &mut self.calls);
        for set in &call.sets {
            // A node is of one entity: the dearest of those that it can be of counts.
            let mut dearest = Self::default();
            for printout in &set.0 {
                let mut own = Self::default();
                own.selection(&printout.selection, nodes);
                for page in pages(&printout.selection) {
                    own.selection(page, nodes);
                }
                for inner in &printout.calls {
                    own.call(inner, nodes, reckon);
                }
                if own.fields > dearest.fields {
                    std::mem::swap(&mut dearest, &mut own);
                }
                dearest.calls.0.extend(own.calls.0);
            }
            self.add(dearest);
        }
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
                self.selection(inner, times);
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
