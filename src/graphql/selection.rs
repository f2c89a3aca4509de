//! What an operation selects of each entity, anywhere in it: the look-ahead of the whole query,
//! worked out once.

use std::collections::HashMap;

use async_graphql::{
    Context,
    parser::types::{Selection, SelectionSet},
    registry::{MetaTypeName, Registry},
};
use channelgraph_schema::EntityKind;

use super::request::Request;
use crate::engine::{Needs, Ranks};

/// What the operation of this request selects, by entity.
pub fn of_operation(ctx: &Context<'_>) -> HashMap<EntityKind, Needs> {
    let operation = &ctx.query_env.operation.node;
    let walk = Walk { ctx, registry: &ctx.schema_env.registry };
    let mut needs = HashMap::new();
    walk.set(&walk.registry.query_type, &operation.selection_set.node, &mut needs);
    needs
}

/// Nested objects, and the fields without which there is none.
const TELLING: [(&str, &str); 6] = [
    ("billing", "billing.accountNumber"),
    ("billing", "billing.openBalance"),
    ("marketplace", "marketplace.marketplace"),
    ("registration", "registration.status"),
    ("registration", "registration.submittedAt"),
    ("tier", "tier.name"),
];

struct Walk<'a> {
    ctx: &'a Context<'a>,
    registry: &'a Registry,
}

impl Walk<'_> {
    fn set(&self, type_name: &str, set: &SelectionSet, needs: &mut HashMap<EntityKind, Needs>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    if let Ok(kind) = type_name.parse::<EntityKind>() {
                        let needs = needs.entry(kind).or_default();
                        note(kind, name, &field.node.selection_set.node, needs);
                        needs.referred_to = needs.referred_to.union(self.referred_to(kind, name));
                    }
                    if let Some(inner) = self.type_of(type_name, name) {
                        self.set(inner, &field.node.selection_set.node, needs);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(type_name, |on| on.node.on.node.as_str());
                    self.set(on, &fragment.node.selection_set.node, needs);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) =
                        self.ctx.query_env.fragments.get(&spread.node.fragment_name.node)
                    {
                        self.set(
                            &fragment.node.type_condition.node.on.node,
                            &fragment.node.selection_set.node,
                            needs,
                        );
                    }
                }
            }
        }
    }

    /// The tables of a deal whose records leads and incentives refer to: those are found by asking
    /// for each of them.
    fn referred_to(&self, kind: EntityKind, name: &str) -> Ranks {
        let from = match (kind, name) {
            (EntityKind::Deal, "lead") => EntityKind::Lead,
            (EntityKind::Deal, "incentives") => EntityKind::Incentive,
            _ => return Ranks::default(),
        };
        let Some(relation) = from.field("deal") else { return Ranks::default() };
        let engine = self.ctx.data_unchecked::<Request>().engine();
        engine.tables_referred_to(kind, from, relation)
    }

    fn type_of(&self, type_name: &str, field: &str) -> Option<&str> {
        let field = self.registry.types.get(type_name)?.field_by_name(field)?;
        Some(MetaTypeName::concrete_typename(&field.ty))
    }
}

/// Notes one selected field of an entity.
fn note(kind: EntityKind, name: &str, set: &SelectionSet, needs: &mut Needs) {
    match name {
        "attributes" => needs.attributes = true,
        "conflicts" => {
            needs.every_record = true;
            needs.fields = kind.all();
        }
        "records" => {
            needs.every_record = true;
            needs.fields = needs.fields.union(kind.fields_under("updatedAt"));
            if selects(set, "fields") {
                needs.fields = kind.all();
            }
        }
        // Its parts are lists in step: one is of no use without the others.
        "programs" => needs.fields = needs.fields.union(kind.fields_under(name)),
        _ => {
            let parts = set.items.iter().filter_map(|item| match &item.node {
                Selection::Field(part) => kind.field(&format!("{name}.{}", part.node.name.node)),
                _ => None,
            });
            let parts: channelgraph_schema::FieldSet = parts.collect();
            let has_fragment =
                set.items.iter().any(|item| !matches!(item.node, Selection::Field(_)));
            let all =
                if parts.is_empty() || has_fragment { kind.fields_under(name) } else { parts };
            // What tells whether there is such an object at all.
            let telling = TELLING
                .iter()
                .filter(|(object, _)| *object == name)
                .filter_map(|(_, field)| kind.field(field));
            needs.fields = needs.fields.union(all).union(telling.collect());
        }
    }
}

/// Whether a field is selected by its name, or could be by a fragment.
fn selects(set: &SelectionSet, name: &str) -> bool {
    set.items.iter().any(|item| match &item.node {
        Selection::Field(field) => field.node.name.node == name,
        _ => true,
    })
}
