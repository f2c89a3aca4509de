//! What an operation asked for and was answered, as audit lines tell it: names of the schema and
//! counts, never a value or a name that the client made up.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use channelgraph_schema::EntityKind;

use super::{
    plan::{Call, Plan, Selection, What},
    types::{Kind, Meaning},
    walk::{Graph, Results},
};
use crate::engine::{Mode, Problem, Viewer};

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
    pub forbidden: BTreeSet<String>,
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

    /// Notes a field that was refused, as a condition or an order on it would tell its values.
    pub(super) fn refused(&mut self, problem: &Problem) {
        let Some((entity, field)) = problem.forbids else { return };
        let shown = entity.money_of(field).unwrap_or(field);
        self.forbidden.insert(format!("{entity}.{}", entity.def(shown).path));
    }

    /// Notes which fields of calls' nodes their viewer may not see.
    pub(super) fn forbids(&mut self, viewer: &Viewer, calls: &[Call]) {
        for printout in calls.iter().flat_map(|call| &call.sets).flat_map(|set| &set.0) {
            if let Some(entity) = printout.kind.entity() {
                self.forbids_of(viewer, entity, &printout.selection);
                let meanings = printout.calls.iter().map(|call| call.meaning);
                meanings.for_each(|meaning| self.forbids_one(viewer, entity, meaning));
            }
            self.forbids(viewer, &printout.calls);
        }
    }

    fn forbids_of(&mut self, viewer: &Viewer, entity: EntityKind, selection: &Selection) {
        for printed in &selection.fields {
            if let Some(meaning) = printed.meaning() {
                self.forbids_one(viewer, entity, meaning);
            }
            if let What::Object(Meaning::Object(..), inner) = &printed.what {
                self.forbids_of(viewer, entity, inner);
            }
        }
    }

    fn forbids_one(&mut self, viewer: &Viewer, entity: EntityKind, meaning: Meaning) {
        let is_refused = |mode| matches!(mode, Mode::Mask | Mode::Forbid);
        let name = match meaning {
            Meaning::Value(field) | Meaning::One(field) if viewer.may_not_see(entity, field) => {
                entity.def(field).path
            }
            Meaning::Derived(derived)
                if (derived.from)().iter().any(|field| viewer.may_not_see(entity, *field)) =>
            {
                derived.name
            }
            Meaning::Records if is_refused(viewer.provenance()) => "records",
            Meaning::Conflicts if is_refused(viewer.provenance()) => "conflicts",
            Meaning::Suggestions if is_refused(viewer.provenance()) => "suggestions",
            Meaning::Attributes if is_refused(viewer.attributes()) => "attributes",
            _ => return,
        };
        self.forbidden.insert(format!("{entity}.{name}"));
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
