//! Known partners: which ones a question will bring, as the index has it, before any is read.

use channelgraph_schema::{EntityKind, FieldId, RecordKey, Reference};

use super::{
    by_filter,
    find::{DOMAIN, TAX_ID, known_to},
};
use crate::engine::{Engine, ListQuery, Needs, Seen, Viewer, identity::Snapshot};

const P: EntityKind = EntityKind::Partner;

impl Engine {
    /// The partners on a page of [`Engine::list`]; none if it takes long to tell.
    pub fn known_list(&self, viewer: &Viewer, query: &ListQuery) -> Option<Vec<Seen>> {
        let asked = viewer.ask(P, query).ok()?;
        let known = self.context(P, &Needs::default()).known_partners(&by_filter(P, &asked))?;
        Some(viewer.see_all(known))
    }

    /// The partners on the pages of [`Engine::children`], one page after the other; none if it
    /// takes long to tell.
    pub fn known_below(
        &self,
        viewer: &Viewer,
        relation: FieldId,
        parents: &[Seen],
        query: &ListQuery,
    ) -> Option<Vec<Seen>> {
        let asked = viewer.ask_below(P, relation, parents, query).ok()?;
        let parents: Vec<_> = parents.iter().map(|parent| parent.node().clone()).collect();
        let context = self.context(P, &Needs::default());
        let known = context.known_partners_below(relation, &parents, &asked)?;
        Some(viewer.see_all(known))
    }

    /// The partners that [`Engine::nodes`] finds by these keys.
    pub fn known_nodes(&self, viewer: &Viewer, keys: &[RecordKey]) -> Vec<Seen> {
        let snapshot = self.index.now();
        viewer.see_all(keys.iter().filter_map(|key| snapshot.by_record(key)))
    }

    /// The partners that [`Engine::referred`] finds by these references.
    pub fn known_referred(&self, viewer: &Viewer, references: &[Reference]) -> Vec<Seen> {
        let snapshot = self.index.now();
        viewer.see_all(references.iter().filter_map(|reference| snapshot.by_reference(reference)))
    }

    /// The partner that [`Engine::partner_by_domain`] finds; none if there are several.
    pub fn known_by_domain(&self, viewer: &Viewer, domain: &str) -> Option<Vec<Seen>> {
        self.known_by(viewer, DOMAIN, |snapshot| snapshot.by_domain(domain))
    }

    /// The partner that [`Engine::partner_by_tax_id`] finds; none if there are several.
    pub fn known_by_tax_id(&self, viewer: &Viewer, tax_id: &str) -> Option<Vec<Seen>> {
        self.known_by(viewer, TAX_ID, |snapshot| snapshot.by_tax_id(tax_id))
    }

    fn known_by(
        &self,
        viewer: &Viewer,
        field: FieldId,
        find: impl FnOnce(&Snapshot) -> Vec<u32>,
    ) -> Option<Vec<Seen>> {
        if !viewer.may_look_up(P, field).unwrap_or_default() {
            return None;
        }
        let snapshot = self.index.now();
        let found = known_to(viewer, &snapshot, find(&snapshot));
        (found.len() <= 1).then(|| viewer.see_all(found))
    }
}
