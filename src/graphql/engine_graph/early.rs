//! Calls that start early: the index knows which partners a call will bring before any of them is
//! read, so what hangs off them is asked for meanwhile.

use channelgraph_schema::{EntityKind, FieldSet};

use super::{
    EngineGraph,
    bind::{Bound, Key},
    matches::sides,
    performance,
    thing::{self, Thing},
};
use crate::{
    engine::Seen,
    graphql::{
        plan::Call,
        types::{Meaning, PerformanceField, Root},
    },
};

const P: EntityKind = EntityKind::Partner;

impl EngineGraph<'_> {
    /// The partners that a call will bring, as the index knows them.
    pub(super) fn early_partners(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Thing],
    ) -> Option<Vec<Seen>> {
        let (engine, viewer) = (self.engine, self.viewer);
        match (call.meaning, bound) {
            (Meaning::Root(Root::List(P)), Some(Bound::List(query))) => {
                engine.known_list(viewer, query)
            }
            (Meaning::Root(Root::One(P)), Some(Bound::Key(key))) => match key {
                Key::Domain(domain) => engine.known_by_domain(viewer, domain),
                Key::TaxId(tax_id) => engine.known_by_tax_id(viewer, tax_id),
                // The first of these keys that is a partner's.
                Key::Records(keys) => {
                    Some(engine.known_nodes(viewer, keys).into_iter().take(1).collect())
                }
            },
            (Meaning::Root(Root::Node | Root::Nodes), Some(Bound::Ids(ids))) => {
                let partners = ids.iter().filter(|id| id.kind == P);
                let keys: Vec<_> = partners.map(|id| id.record.clone()).collect();
                Some(engine.known_nodes(viewer, &keys))
            }
            (Meaning::Many(relation), Some(Bound::List(query))) if relation.to == P => {
                engine.known_below(viewer, relation.field()?, &thing::nodes(parents), query)
            }
            (Meaning::Related, Some(Bound::First(first))) => {
                Some(engine.related(viewer, &thing::nodes(parents), *first).concat())
            }
            (Meaning::Side(side), _) => Some(sides(side, parents).collect()),
            (Meaning::Figures(PerformanceField::KeyPartner), _) => {
                Some(performance::known_partners(parents))
            }
            (Meaning::One(field), _) => {
                let parents = parents.iter().filter_map(Thing::node);
                let references: Vec<_> =
                    parents.filter_map(|parent| parent.reference(viewer, field).cloned()).collect();
                Some(engine.known_referred(viewer, &references))
            }
            _ => None,
        }
    }
}

/// Returns true if the same hangs off both: they have the same records, and refer to the same where
/// these calls follow a reference.
pub(super) fn are_alike(known: &Seen, node: &Seen, calls: &[Call]) -> bool {
    let followed = calls.iter().filter_map(|call| match call.meaning {
        Meaning::One(field) if call.starts_early() => Some(field),
        _ => None,
    });
    known.is_like(node, followed.collect::<FieldSet>())
}
