//! Pushdown: the part of a filter that a table is asked to decide itself, when records of several
//! tables can be one node.
//!
//! A filter means the resolved node, but a source can only test its own record. A node has one sort
//! record, which holds its place in the list, and the table of that record has to let it through,
//! whatever other records decide. So a table is asked a condition as it is, except:
//!
//! - Where inbound records (those that link to its own) may be part of the node, and its own could
//!   still be the sort record, the condition is widened: dropped where an inbound table has higher
//!   authority over one of its fields, let null pass where it could hold what the own one lacks.
//! - Where its own record links to another and could still be the sort record, the condition is
//!   widened likewise for all that may be with it.
//! - Children are found through the record that says who the parent is, whichever is the sort
//!   record: then both apply to every table, but not to the condition on the parent itself, and a
//!   record that links to another is let through.

use channelgraph_schema::{FieldId, Filter, Locale, Test};

use super::Plan;
use crate::{
    engine::node::decided_by,
    model::{LinkedTables, Table},
};

impl Plan<'_> {
    /// The filter as `table` is asked it, whose source has this locale.
    pub(in crate::engine) fn pushdown(
        &self,
        table: &Table,
        filter: &Filter<FieldId>,
        locale: &Locale,
    ) -> Filter<String> {
        let conditions = match filter.clone().normal() {
            Filter::And(parts) => parts,
            one => vec![one],
        };
        let linked = self.model.linked(table);
        Filter::all_of(
            conditions
                .into_iter()
                .map(|condition| self.condition(table, linked, &condition, locale)),
        )
    }

    /// One condition as `table` is asked it.
    fn condition(
        &self,
        table: &Table,
        linked: &LinkedTables,
        condition: &Filter<FieldId>,
        locale: &Locale,
    ) -> Filter<String> {
        let exact = || table.mapping.lower(condition, locale).filter;
        if self.relation.is_some_and(|relation| is_on(relation, condition)) {
            return exact();
        }
        let finds = |other: &Table| self.relation.is_some() || self.could_sort_before(table, other);
        let alone = if linked.inbound.iter().any(|other| finds(other)) {
            let inbound: Vec<&Table> = linked.inbound.iter().map(|other| &**other).collect();
            self.widened(table, &inbound, condition, locale)
        } else {
            exact()
        };
        if !linked.outbound.iter().any(|other| finds(other)) {
            return alone;
        }
        let links_to_another = Filter::any_of(
            linked.fields.iter().map(|field| Filter::Test(field.clone(), Test::IsNull(false))),
        );
        let wide = if self.relation.is_none() && self.always_has_key(table) {
            let all: Vec<&Table> = linked.all().map(|other| &**other).chain([table]).collect();
            self.widened(table, &all, condition, locale)
        } else {
            Filter::all()
        };
        if wide == alone { alone } else { Filter::any_of([alone, links_to_another.and(wide)]) }
    }

    /// Returns true if each record of a table has the order's key, or none has. Of several records
    /// of one table that link to the same one, the first that says anything decides. Where another
    /// of them may be the sort record, because the first lacks the key, its own values tell
    /// nothing.
    fn always_has_key(&self, table: &Table) -> bool {
        self.query
            .order
            .key
            .is_none_or(|key| !table.mapping.mapped().contains(key) || is_required(table, key))
    }

    /// Returns true if a record of `table` could be the sort record of a node that has one of
    /// `other` too.
    pub(super) fn could_sort_before(&self, table: &Table, other: &Table) -> bool {
        if !self.query.covers(other) || table.rank < other.rank {
            return true;
        }
        let key = self.query.order.key.filter(|key| table.mapping.mapped().contains(*key));
        let Some(key) = key else { return false };
        self.authority(key, table.rank) < self.authority(key, other.rank)
            || !is_required(other, key)
    }

    /// The condition as a table is asked it whose records may be part of a node with some of these
    /// others.
    fn widened(
        &self,
        table: &Table,
        others: &[&Table],
        condition: &Filter<FieldId>,
        locale: &Locale,
    ) -> Filter<String> {
        let mut lacking = Vec::new();
        let mut outranked = false;
        condition.for_each_field(&mut |field| {
            // The currency is that of the amount which decides, so it is the amount that must not
            // be lacking.
            let field = decided_by(self.kind, *field);
            let order = self.model.authority(self.kind, field);
            for other in others.iter().filter(|other| order.contains(&other.rank)) {
                outranked |= other.rank != table.rank
                    && self.authority(field, other.rank) < self.authority(field, table.rank);
                lacking.push(field);
            }
        });
        if outranked {
            return Filter::all();
        }
        lacking.retain(|field| !is_required(table, *field));
        let null = lacking.into_iter().map(|field| Filter::Test(field, Test::IsNull(true)));
        let wide = Filter::any_of([condition.clone()].into_iter().chain(null));
        table.mapping.lower(&wide, locale).filter
    }
}

fn is_required(table: &Table, field: FieldId) -> bool {
    table.mapping.spec(field).is_some_and(|spec| spec.required)
}

/// Returns true if a condition stands on this field alone.
fn is_on(field: FieldId, condition: &Filter<FieldId>) -> bool {
    matches!(condition, Filter::Test(other, _) if *other == field)
}
