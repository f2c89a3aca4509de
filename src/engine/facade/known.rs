//! Known partners: which ones a question will bring, as the index has it, before any is read.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId, RecordKey, Reference};

use super::by_filter;
use crate::engine::{Engine, ListQuery, Needs, Node, Viewer, identity::Snapshot};

const P: EntityKind = EntityKind::Partner;

impl Engine {
    /// The partners on a page of [`Engine::list`]; none if it takes long to tell.
    pub fn known_list(&self, _viewer: &Viewer, query: &ListQuery) -> Option<Vec<Arc<Node>>> {
        self.context(P, &Needs::default()).known_partners(&by_filter(P, query))
    }

    /// The partners on the pages of [`Engine::children`], one page after the other; none if it
    /// takes long to tell.
    pub fn known_below(
        &self,
        _viewer: &Viewer,
        relation: FieldId,
        parents: &[Arc<Node>],
        query: &ListQuery,
    ) -> Option<Vec<Arc<Node>>> {
        self.context(P, &Needs::default()).known_partners_below(relation, parents, query)
    }

    /// The partners that [`Engine::nodes`] finds by these keys.
    pub fn known_nodes(&self, _viewer: &Viewer, keys: &[RecordKey]) -> Vec<Arc<Node>> {
        let snapshot = self.index.now();
        keys.iter().filter_map(|key| snapshot.by_record(key)).collect()
    }

    /// The partners that [`Engine::referred`] finds by these references.
    pub fn known_referred(&self, _viewer: &Viewer, references: &[Reference]) -> Vec<Arc<Node>> {
        let snapshot = self.index.now();
        references.iter().filter_map(|reference| snapshot.by_reference(reference)).collect()
    }

    /// The partner that [`Engine::partner_by_domain`] finds; none if there are several.
    pub fn known_by_domain(&self, _viewer: &Viewer, domain: &str) -> Option<Vec<Arc<Node>>> {
        let snapshot = self.index.now();
        only_known(&snapshot, &snapshot.by_domain(domain))
    }

    /// The partner that [`Engine::partner_by_tax_id`] finds; none if there are several.
    pub fn known_by_tax_id(&self, _viewer: &Viewer, tax_id: &str) -> Option<Vec<Arc<Node>>> {
        let snapshot = self.index.now();
        only_known(&snapshot, &snapshot.by_tax_id(tax_id))
    }
}

/// The partner that was found; none if there are several.
fn only_known(snapshot: &Snapshot, found: &[u32]) -> Option<Vec<Arc<Node>>> {
    (found.len() <= 1).then(|| found.iter().map(|partner| snapshot.node(*partner)).collect())
}
