//! A node in the making: its records so far, and what failed.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock},
};

use channelgraph_core::Error;
use channelgraph_schema::Record;

use crate::{
    engine::{MatchedBy, Member, Node, context::Context, links::names::name_of},
    model::{Link, Table},
};

/// A node in the making.
pub(in crate::engine) struct Draft {
    /// The record that it began with stands first.
    members: Vec<Member>,
    /// Rules by which it was asked which records link to a record of this one, each with that
    /// record.
    looked: HashSet<(usize, Arc<str>)>,
    /// What failed, each with the rank of the table.
    failures: Vec<(usize, Error)>,
    /// The node of these members, until another comes.
    node: OnceLock<Arc<Node>>,
}

impl Draft {
    /// A draft of one record.
    pub(in crate::engine) fn new(table: &Arc<Table>, record: Arc<Record>) -> Self {
        Self {
            members: vec![Member { table: table.clone(), record, matched_by: Vec::new() }],
            looked: HashSet::new(),
            failures: Vec::new(),
            node: OnceLock::new(),
        }
    }

    /// Its records; the one that it began with is the first.
    pub(in crate::engine) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The record that it began with.
    pub(in crate::engine) fn seed(&self) -> &Member {
        &self.members[0]
    }

    /// The node as far as it is known.
    pub(in crate::engine) fn node(&self, context: Context<'_>) -> &Arc<Node> {
        self.node.get_or_init(|| {
            let model = &context.engine.model;
            let mut node = Node::new(model, context.kind, self.members.clone());
            node.failures = self.failures.iter().map(|(_, error)| error.clone()).collect();
            Arc::new(node)
        })
    }

    /// Adds a record that a link led to.
    pub(super) fn add(&mut self, table: &Arc<Table>, record: Arc<Record>) {
        if self.members.iter().any(|member| member.record.key == record.key) {
            return;
        }
        for member in &mut self.members {
            if member.matched_by.is_empty() {
                member.matched_by.push(MatchedBy::Link);
            }
        }
        let matched_by = vec![MatchedBy::Link];
        self.members.push(Member { table: table.clone(), record, matched_by });
        self.node.take();
    }

    /// Puts a record in the place of what was read of it before.
    pub(super) fn replace(&mut self, record: &Arc<Record>) {
        for member in self.members.iter_mut().filter(|member| member.record.key == record.key) {
            member.record = record.clone();
        }
        self.node.take();
    }

    /// Notes a failure that may have kept a record out, once for each source.
    pub(super) fn fail(&mut self, table: &Table, error: &Error) {
        if !self.failures.iter().any(|(_, known)| known.source_name() == error.source_name()) {
            self.failures.push((table.rank, error.clone()));
            self.node.take();
        }
    }

    /// What failed, each with the rank of the table.
    pub(in crate::engine) fn failures(&self) -> &[(usize, Error)] {
        &self.failures
    }

    /// Returns true if a record that a rule's name means is part of this already.
    pub(super) fn has_target(&self, link: &Link, name: &str) -> bool {
        self.members.iter().any(|member| {
            member.table.rank == link.to.rank
                && name_of(link, &member.record).is_some_and(|known| *known == *name)
        })
    }

    /// The records of a rule's target table for which it was not asked yet which records link to
    /// them.
    pub(super) fn not_looked_for(&self, rule: usize, link: &Link) -> Vec<Arc<Record>> {
        self.members
            .iter()
            .filter(|member| member.table.rank == link.to.rank)
            .map(|member| &member.record)
            .filter(|record| !self.looked.contains(&(rule, record.key.id.clone())))
            .cloned()
            .collect()
    }

    /// Notes that it is asked which records link to this one by a rule.
    pub(super) fn note_look(&mut self, rule: usize, record: &Record) {
        self.looked.insert((rule, record.key.id.clone()));
    }
}
