//! A node in the making: its records so far, and what failed.

use std::{collections::HashSet, sync::Arc};

use channelgraph_core::Error;
use channelgraph_schema::{EntityKind, Record, RecordKey};

use crate::{
    engine::{Engine, MatchedBy, Member, Node},
    model::{Link, Table},
};

/// A node in the making.
pub(in crate::engine) struct Draft {
    pub(in crate::engine) members: Vec<Member>,
    /// Rules by which it was asked who names a record of this one, each with that record.
    pub(in crate::engine) looked: HashSet<(usize, Arc<str>)>,
    failures: Vec<Error>,
}

impl Draft {
    pub(in crate::engine) fn new(table: &Arc<Table>, record: Arc<Record>) -> Self {
        Self {
            members: vec![Member { table: table.clone(), record, matched_by: Vec::new() }],
            looked: HashSet::new(),
            failures: Vec::new(),
        }
    }

    /// The node as far as it is known.
    pub(in crate::engine) fn node(&self, engine: &Engine, kind: EntityKind) -> Node {
        let mut node = Node::new(&engine.model, kind, self.members.clone());
        node.failures.clone_from(&self.failures);
        node
    }

    fn has(&self, key: &RecordKey) -> bool {
        self.members.iter().any(|member| member.record.key == *key)
    }

    pub(in crate::engine) fn add(&mut self, table: &Arc<Table>, record: Arc<Record>) {
        if self.has(&record.key) {
            return;
        }
        for member in &mut self.members {
            if member.matched_by.is_empty() {
                member.matched_by.push(MatchedBy::Link);
            }
        }
        self.members.push(Member {
            table: table.clone(),
            record,
            matched_by: vec![MatchedBy::Link],
        });
    }

    /// Puts a record in the place of what was read of it before.
    pub(in crate::engine) fn replace(&mut self, record: &Arc<Record>) {
        for member in self.members.iter_mut().filter(|member| member.record.key == record.key) {
            member.record = record.clone();
        }
    }

    /// Whether a record that a rule's name means is part of this already.
    pub(in crate::engine) fn is_named(&self, link: &Link, name: &str) -> bool {
        let is_meant = |member: &Member| {
            member.table.rank == link.to.rank
                && super::links::name_of(link, &member.record).is_some_and(|known| *known == *name)
        };
        self.members.iter().any(is_meant)
    }

    pub(in crate::engine) fn fail(&mut self, error: &Error) {
        if !self.failures.iter().any(|known| known.source_name() == error.source_name()) {
            self.failures.push(error.clone());
        }
    }
}
