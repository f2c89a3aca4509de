//! What a table may be asked of a filter when records of several tables can be one node.
//!
//! A filter means the resolved node, but a source can only test its own record. A node of linked records must be let through by at
//! least one of its tables, so the tables that others name (anchors) let through what they cannot decide, and the tables that name
//! others test exactly what they hold, unless the filter has them stand in for an anchor:
//!
//! - An anchor drops a condition on a field over which a naming table has higher authority, and lets null pass where a naming table
//!   could hold the value instead: the anchor's record holds the node's place, so it is the anchor's table that has to find it.
//! - A condition on `partner` is always exact: a deal whose anchor names no partner is found through the record that does. In return
//!   naming tables let linked records through on every other condition.
//! - The same holds for an order key that an anchor may lack.
//! - Where a list is of certain sources only, a table finds nothing through those that are not asked: then naming tables let linked
//!   records through on every condition, and a condition on `partner` is like any other.

use channelgraph_schema::{EntityKind, FieldId, Filter, Kind, Test};

use super::list::ListQuery;
use crate::model::{Model, Table};

/// The filter as `table` is to be asked it, for a list of this query.
pub(super) fn relaxed(model: &Model, kind: EntityKind, table: &Table, filter: &Filter<FieldId>, query: &ListQuery) -> Filter<String> {
    let conditions = match filter.clone().normal() {
        Filter::And(parts) => parts,
        one => vec![one],
    };
    let naming: Vec<&Table> = model.links(kind).iter().filter(|link| link.to.rank == table.rank).map(|link| &*link.from).collect();
    let named: Vec<(&Table, &str)> =
        model.links(kind).iter().filter(|link| link.from.rank == table.rank).map(|link| (&*link.to, link.spec.field.as_str())).collect();
    let alone = naming.iter().chain(named.iter().map(|(anchor, _)| anchor)).any(|other| !query.plays(other));
    let through_partner = conditions.iter().any(|condition| is_on_partner(kind, condition));
    let by_lacking = query.order.key.is_some_and(|key| named.iter().any(|(anchor, _)| !is_required(anchor, key)));
    let stands_in = alone || through_partner || by_lacking;
    Filter::all_of(conditions.into_iter().map(|condition| {
        let exact = table.mapping.lower(&condition).filter;
        if is_on_partner(kind, &condition) && !alone {
            exact
        } else if !named.is_empty() && stands_in {
            let linked = named.iter().map(|(_, field)| Filter::Test((*field).to_owned(), Test::IsNull(false)));
            Filter::any_of([exact].into_iter().chain(linked))
        } else {
            anchored(model, kind, table, &naming, &condition).unwrap_or(exact)
        }
    }))
}

/// The condition as an anchor is asked it, where that differs from what it says.
fn anchored(model: &Model, kind: EntityKind, table: &Table, naming: &[&Table], condition: &Filter<FieldId>) -> Option<Filter<String>> {
    let mut shared = Vec::new();
    let mut outranked = false;
    condition.for_each_field(&mut |field| {
        // The currency is that of the amount which decides, so it is the amount that must not be lacking.
        let field = &if kind.def(*field).name == "currency" { kind.field("amount").unwrap_or(*field) } else { *field };
        let order = model.authority(kind, *field);
        let place = |rank: usize| order.iter().position(|other| *other == rank);
        let sharing = naming.iter().filter(|other| place(other.rank).is_some());
        for other in sharing {
            outranked |= place(table.rank).is_none_or(|own| place(other.rank) < Some(own));
            shared.push(*field);
        }
    });
    if shared.is_empty() {
        return None;
    }
    if outranked {
        return Some(Filter::all());
    }
    shared.retain(|field| !is_required(table, *field));
    if shared.is_empty() {
        return None;
    }
    let null = shared.into_iter().map(|field| Filter::Test(field, Test::IsNull(true)));
    Some(table.mapping.lower(&Filter::any_of([condition.clone()].into_iter().chain(null))).filter)
}

fn is_required(table: &Table, field: FieldId) -> bool {
    table.mapping.spec(field).is_some_and(|spec| spec.required)
}

/// Whether a condition stands on the partner (or another record referred to) alone.
fn is_on_partner(kind: EntityKind, condition: &Filter<FieldId>) -> bool {
    matches!(condition, Filter::Test(field, _) if matches!(kind.def(*field).kind, Kind::Reference(EntityKind::Partner)))
}
