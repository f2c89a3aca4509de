//! What an operation asked for and was answered, as audit lines tell it: names of the schema and
//! counts, never a value or a name that the client made up.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    plan::{Call, Plan},
    types::Kind,
    walk::{Graph, Results},
};

/// What an operation asked for and was answered.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Told {
    /// The name of the operation in its document.
    pub operation: Option<String>,
    /// The first half of the SHA-256 of the document, in hex digits.
    pub document: Option<Arc<str>>,
    /// The id of the trusted document that it is.
    pub trusted: Option<Arc<str>>,
    /// Whether the schema was asked for.
    pub introspection: bool,
    /// The types of nodes that were asked for, with the number that was answered of each.
    pub rows: BTreeMap<&'static str, u64>,
    /// The fields that were asked for and may not be seen, as `Entity.field`.
    pub forbidden: Vec<String>,
}

impl Told {
    /// Notes what a plan asks for.
    pub(super) fn asks(&mut self, plan: &Plan) {
        self.introspection = plan.introspects;
        plan.calls.iter().for_each(|call| self.asks_of(call));
    }

    fn asks_of(&mut self, call: &Call) {
        for printout in call.sets.iter().flat_map(|set| &set.0) {
            self.rows.entry(printout.kind.name()).or_default();
            printout.calls.iter().for_each(|call| self.asks_of(call));
        }
    }

    /// Counts what calls brought.
    pub(super) fn counts<G: Graph>(&mut self, graph: &G, results: &[Results<G::Node>]) {
        for result in results {
            for node in result.outcomes.iter().flat_map(|outcome| outcome.nodes()) {
                *self.rows.entry(Kind::name(graph.kind(node))).or_default() += 1;
            }
            result.sets.iter().flatten().for_each(|results| self.counts(graph, results));
        }
    }
}
