//! What a table may be asked of a filter when records of several tables can be one node.
//!
//! A filter means the resolved node, but a source can only test its own record. A node has one
//! record that holds its place in the list, and the table of that record has to let it through,
//! whatever other records decide. So a table is asked a condition as it is, except:
//!
//! - Where records that name its own may be part of the node, and its own could still hold the
//!   place, the condition is widened: dropped where such a table has higher authority over one of
//!   its fields, let null pass where it could hold what the own one lacks.
//! - Where its own record names another and could still hold the place, the condition is widened
//!   likewise for all that may be with it.
//! - Children are found through the record that says who the parent is, whichever holds the place:
//!   then both apply to every table, but not to the condition on the parent itself, and a record
//!   that names another is let through.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId, Filter, Test};

use crate::{
    engine::ListQuery,
    model::{Model, Table},
};

/// The filter as `table` is to be asked it, for a list of this query; of children with the relation
/// by which they are found.
pub(in crate::engine) fn relaxed(
    model: &Model,
    kind: EntityKind,
    table: &Table,
    filter: &Filter<FieldId>,
    query: &ListQuery,
    relation: Option<FieldId>,
) -> Filter<String> {
    let conditions = match filter.clone().normal() {
        Filter::And(parts) => parts,
        one => vec![one],
    };
    let kin = model.kin(table);
    let finds =
        |other: &Table| relation.is_some() || could_hold_before(model, kind, table, other, query);
    let naming: Vec<&Table> = kin.naming.iter().map(|other| &**other).collect();
    let all: Vec<&Table> =
        kin.naming.iter().chain(&kin.named).map(|other| &**other).chain([table]).collect();
    let holds_beside_naming = naming.iter().any(|other| finds(other));
    let holds_beside_named = kin.named.iter().any(|other| finds(other));
    Filter::all_of(conditions.into_iter().map(|condition| {
        let exact = || table.mapping.lower(&condition).filter;
        if relation.is_some_and(|relation| is_on(relation, &condition)) {
            return exact();
        }
        let alone = if holds_beside_naming {
            widened(model, kind, table, &naming, &condition)
        } else {
            exact()
        };
        if !holds_beside_named {
            return alone;
        }
        let names_another = Filter::any_of(
            kin.fields.iter().map(|field| Filter::Test((*field).to_owned(), Test::IsNull(false))),
        );
        // Of several records of this table that name the same one, the first that says anything
        // decides. Where another of them may hold the place, because the first lacks the order's
        // key, its own values tell nothing.
        let own_key = query
            .order
            .key
            .is_none_or(|key| !table.mapping.mapped().contains(key) || is_required(table, key));
        let wide = if relation.is_none() && own_key {
            widened(model, kind, table, &all, &condition)
        } else {
            Filter::all()
        };
        if wide == alone { alone } else { Filter::any_of([alone, names_another.and(wide)]) }
    }))
}

/// Whether a record of `table` could hold the place of a node that has one of `other` too.
fn could_hold_before(
    model: &Model,
    kind: EntityKind,
    table: &Table,
    other: &Table,
    query: &ListQuery,
) -> bool {
    if !query.plays(other) || table.rank < other.rank {
        return true;
    }
    let Some(key) = query.order.key.filter(|key| table.mapping.mapped().contains(*key)) else {
        return false;
    };
    let order = model.authority(kind, key);
    let place =
        |rank: usize| order.iter().position(|candidate| *candidate == rank).unwrap_or(order.len());
    place(table.rank) < place(other.rank) || !is_required(other, key)
}

/// Which of a table's children have to be read before it is known which nodes come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Reach {
    /// The first ones in the order: each holds its node's place itself.
    First,
    /// The first ones, and all without a key: those could stand anywhere, at the place of another
    /// record.
    FirstAndKeyless,
    /// All of them: each could stand at the place of another record.
    All,
}

/// How far the children of a table reach in a list of this query.
pub(in crate::engine) fn reach(
    model: &Model,
    kind: EntityKind,
    table: &Table,
    query: &ListQuery,
) -> Reach {
    let kin = model.kin(table);
    let others = kin.naming.iter().chain(&kin.named).filter(|other| query.plays(other));
    let holders: Vec<_> =
        others.filter(|other| could_hold_before(model, kind, other, table, query)).collect();
    if holders.is_empty() {
        return Reach::First;
    }
    let key = query.order.key.filter(|key| table.mapping.mapped().contains(*key));
    let Some(key) = key.filter(|_| query.plays(table)) else { return Reach::All };
    let order = model.authority(kind, key);
    let place =
        |rank: usize| order.iter().position(|candidate| *candidate == rank).unwrap_or(order.len());
    // Those hold a place only where this one has no key.
    let is_behind =
        |other: &&Arc<Table>| table.rank < other.rank && place(table.rank) < place(other.rank);
    if holders.iter().all(is_behind) { Reach::FirstAndKeyless } else { Reach::All }
}

/// The condition as a table is asked it whose records may be part of a node with some of these
/// others.
fn widened(
    model: &Model,
    kind: EntityKind,
    table: &Table,
    others: &[&Table],
    condition: &Filter<FieldId>,
) -> Filter<String> {
    let mut lacking = Vec::new();
    let mut outranked = false;
    condition.for_each_field(&mut |field| {
        // The currency is that of the amount which decides, so it is the amount that must not be
        // lacking.
        let field = &if kind.def(*field).name == "currency" {
            kind.field("amount").unwrap_or(*field)
        } else {
            *field
        };
        let order = model.authority(kind, *field);
        let place = |rank: usize| order.iter().position(|other| *other == rank);
        for other in others.iter().filter(|other| place(other.rank).is_some()) {
            outranked |= other.rank != table.rank
                && place(table.rank).is_none_or(|own| place(other.rank) < Some(own));
            lacking.push(*field);
        }
    });
    if outranked {
        return Filter::all();
    }
    lacking.retain(|field| !is_required(table, *field));
    let null = lacking.into_iter().map(|field| Filter::Test(field, Test::IsNull(true)));
    table.mapping.lower(&Filter::any_of([condition.clone()].into_iter().chain(null))).filter
}

fn is_required(table: &Table, field: FieldId) -> bool {
    table.mapping.spec(field).is_some_and(|spec| spec.required)
}

/// Whether a condition stands on this field alone.
fn is_on(field: FieldId, condition: &Filter<FieldId>) -> bool {
    matches!(condition, Filter::Test(other, _) if *other == field)
}
