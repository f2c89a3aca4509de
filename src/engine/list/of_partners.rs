//! Lists of what refers to certain partners: they are read as the children of these.

use std::sync::Arc;

use channelgraph_schema::{FieldId, Filter, Role, Test, Value};

use crate::engine::{ListQuery, Node, context::Context};

impl Context<'_> {
    /// Of a list of what refers to certain partners: the reference, the partners, and the rest of
    /// the question.
    pub(super) fn of_partners(
        self,
        query: &ListQuery,
    ) -> Option<(FieldId, Vec<Arc<Node>>, ListQuery)> {
        let relation = self.kind.with_role(Role::Owner)?;
        let mut conditions = match query.filter.clone().normal() {
            Filter::And(parts) => parts,
            one => vec![one],
        };
        let place = conditions.iter().position(
            |part| matches!(part, Filter::Test(field, Test::In(_)) if *field == relation),
        )?;
        let Filter::Test(_, Test::In(references)) = conditions.swap_remove(place) else {
            return None;
        };
        let snapshot = self.engine.index.now();
        let mut partners: Vec<Arc<Node>> = Vec::new();
        for reference in &references {
            let Value::Reference(reference) = reference else { continue };
            let partner = snapshot.by_reference(reference);
            if let Some(partner) =
                partner.filter(|partner| !partners.iter().any(|known| known.id() == partner.id()))
            {
                partners.push(partner);
            }
        }
        Some((
            relation,
            partners,
            ListQuery { filter: Filter::all_of(conditions), ..query.clone() },
        ))
    }
}
