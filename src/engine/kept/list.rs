//! A list that is kept: its nodes, found by each of their records.

use std::collections::{BTreeMap, HashMap};

use channelgraph_schema::RecordKey;
use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::engine::Seen;

/// A list that is kept.
pub(super) struct List {
    /// When it was read as a whole.
    pub(super) read: Instant,
    /// When changes were looked for last.
    pub(super) looked: Instant,
    /// The time up to which changes are in it.
    pub(super) since: DateTime<Utc>,
    nodes: BTreeMap<String, Seen>,
    homes: HashMap<RecordKey, String>,
}

impl List {
    /// These nodes, whose reading began then. Records that were read before from a cache may have
    /// changed since.
    pub(super) fn new(nodes: Vec<Seen>, (read, since): (Instant, DateTime<Utc>)) -> Self {
        let since = nodes.iter().filter_map(Seen::read_at).fold(since, DateTime::min);
        let (by_id, homes) = (BTreeMap::new(), HashMap::new());
        let mut list = Self { read, looked: read, since, nodes: by_id, homes };
        nodes.into_iter().for_each(|node| list.put(node));
        list
    }

    /// The number of its nodes.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All its nodes.
    pub(super) fn nodes(&self) -> Vec<Seen> {
        self.nodes.values().cloned().collect()
    }

    /// Puts a node in.
    pub(super) fn put(&mut self, node: Seen) {
        let id = node.id().to_owned();
        for member in &node.node().members {
            self.homes.insert(member.record.key.clone(), id.clone());
        }
        self.nodes.insert(id, node);
    }

    /// The keys of all records of the node that a record is part of.
    pub(super) fn with(&self, key: &RecordKey) -> Vec<RecordKey> {
        let node = self.homes.get(key).and_then(|id| self.nodes.get(id));
        let members = node.iter().flat_map(|node| &node.node().members);
        members.map(|member| member.record.key.clone()).collect()
    }

    /// Takes the node of a record out.
    pub(super) fn take(&mut self, key: &RecordKey) {
        let all = self.with(key);
        if let Some(id) = self.homes.get(key) {
            self.nodes.remove(id);
        }
        all.iter().for_each(|key| _ = self.homes.remove(key));
    }
}
