//! Viewers: what the rules of a role let somebody see.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, NodeId, RecordKey, Reference};

use crate::engine::{
    Engine, Found, Needs, Node, PartnerName, Seen, Viewer, Who,
    identity::Snapshot,
    rules::{Own, Sight},
};

const P: EntityKind = EntityKind::Partner;

impl Engine {
    /// The viewer that somebody is: his role's rules, bound to his partner as the index knows it
    /// now. A partner that is not known, or of which there are several, lets him see nothing of any
    /// partner.
    pub async fn viewer(&self, who: &Who) -> Viewer {
        let Some(role) = &who.role else { return Viewer::all_seeing(who.subject.clone()) };
        let snapshot = self.index.now();
        let partner = who.partner.as_ref().and_then(|name| self.partner_named(&snapshot, name));
        let fields = role.tested_of_own();
        let tested = match &partner {
            Some(partner) if !fields.is_empty() => {
                let needs = Needs::default().with(fields);
                let read = self.context(P, &needs).partner_nodes(std::slice::from_ref(partner));
                read.await.pop().flatten().filter(|own| own.is_sure_of(fields))
            }
            _ => None,
        };
        let mut own = Own { partner, children: Vec::new(), tested };
        let mark = own.mark(role);
        let sight = self.sights.get(mark, &snapshot).unwrap_or_else(|| {
            if let Some(partner) = own.partner.as_ref().filter(|_| role.names_children()) {
                own.children = snapshot.children(partner);
            }
            let sight = Arc::new(Sight::new(role, own));
            self.sights.put(mark, &snapshot, sight.clone());
            sight
        });
        Viewer::new(who.subject.clone(), sight)
    }

    /// The partner to whom a viewer belongs; none if there is none, or he may not see it.
    pub async fn own_partner(&self, viewer: &Viewer, needs: &Needs) -> Found<Seen> {
        let Some(own) = viewer.partner() else { return Ok(None) };
        let keys: Vec<_> = own.members.iter().take(1).map(|own| own.record.key.clone()).collect();
        self.nodes(viewer, P, &keys, needs).await.pop().unwrap_or(Ok(None))
    }

    /// Returns true if a viewer may see the partner that a record belongs to.
    pub(in crate::engine) fn may_see_partner(&self, viewer: &Viewer, record: &RecordKey) -> bool {
        self.index.now().by_record(record).is_some_and(|partner| viewer.may_see(&partner))
    }

    /// Returns true if a viewer may see the partner that a reference means.
    pub(in crate::engine) fn may_see_referred(&self, viewer: &Viewer, to: &Reference) -> bool {
        self.index.now().by_reference(to).is_some_and(|partner| viewer.may_see(&partner))
    }

    /// The partner that credentials name.
    fn partner_named(&self, snapshot: &Snapshot, name: &PartnerName) -> Option<Arc<Node>> {
        let only = |found: Vec<u32>| match found.as_slice() {
            [partner] => Some(snapshot.node(*partner)),
            _ => None,
        };
        match name {
            PartnerName::Id(id) => {
                let id = NodeId::decode(id).ok().filter(|id| id.kind == P)?;
                snapshot.by_record(&id.record)
            }
            PartnerName::Record { source, id } => {
                let keys = self.record_keys(P, source, id).ok()?;
                keys.iter().find_map(|key| snapshot.by_record(key))
            }
            PartnerName::Domain(domain) => only(snapshot.by_domain(domain)),
            PartnerName::TaxId(tax_id) => only(snapshot.by_tax_id(tax_id)),
        }
    }
}
