//! One list that hangs off nodes, while it is put together.

use std::{collections::HashSet, sync::Arc};

use channelgraph_schema::{FieldId, Filter, Order, RecordKey, Test};

use super::candidate::Candidate;
use crate::{
    engine::{Node, Problem},
    model::Table,
};

/// One list in the making: the children of one node, or of several together.
pub(super) struct Family {
    pub(super) parents: Vec<Arc<Node>>,
    /// The condition on a child's reference: it names any record of a parent.
    pub(super) is_child: Filter<FieldId>,
    pub(super) chosen: Vec<Candidate>,
    known: HashSet<RecordKey>,
    /// The last rows of tables that were read so far, if more follow there.
    pub(super) horizons: Vec<Candidate>,
    pub(super) gaps: Vec<Problem>,
    /// The failures of tables that are left out while the list is read anew.
    pub(super) failed: Vec<Problem>,
}

impl Family {
    pub(super) fn new(parents: Vec<Arc<Node>>, relation: FieldId) -> Self {
        let is_child = refers_to(&parents, relation);
        Self {
            parents,
            is_child,
            chosen: Vec::new(),
            known: HashSet::new(),
            horizons: Vec::new(),
            gaps: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// The ids by which a table can refer to a parent: those of its own source, or what that
    /// source's records hold in `by`.
    pub(super) fn ids(&self, table: &Table, by: Option<&str>) -> impl Iterator<Item = Arc<str>> {
        let members = self.parents.iter().flat_map(|parent| &parent.members);
        let own = members.filter(|member| member.table.source.name == table.source.name);
        own.filter_map(move |member| match by {
            None => Some(member.record.key.id.clone()),
            Some(by) => member.record.alias(by).map(Arc::from),
        })
    }

    /// Adds a child, once.
    pub(super) fn add(&mut self, child: Candidate) {
        if self.known.insert(child.record.key.clone()) {
            self.chosen.push(child);
        }
    }

    /// Forgets what was read, to read it anew: further, or without a table that failed.
    pub(super) fn forget(&mut self) {
        self.chosen.clear();
        self.known.clear();
        self.horizons.clear();
        self.gaps.clear();
    }

    /// Puts the chosen in order and returns the number of those that stand before every horizon,
    /// where another row of that table could come first.
    pub(super) fn certain(&mut self, order: Order) -> usize {
        self.chosen.sort_by(|a, b| a.compare(b, order));
        let sure = |candidate: &&Candidate| {
            self.horizons.iter().all(|horizon| candidate.compare(horizon, order).is_le())
        };
        self.chosen.iter().take_while(sure).count()
    }
}

/// The condition that a reference names a record of one of these nodes.
pub(super) fn refers_to(nodes: &[Arc<Node>], relation: FieldId) -> Filter<FieldId> {
    Filter::Test(relation, Test::In(nodes.iter().flat_map(|node| node.references()).collect()))
}
