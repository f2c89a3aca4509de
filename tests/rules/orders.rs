//! Orders by keys that a role does not see, as all nodes lacked them: by id. The cut-down world does
//! not have such an order; it is asked for the same list in the order of ids.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use channelgraph_schema::{EntityKind, FieldDef};
use serde_json::Value;

use crate::{
    operation::{Field, Operation},
    role::Role,
};

/// The operation as a role's viewers ask it, and as the cut-down world is asked it. A place in a
/// hidden order that names a key is a place of another viewer's list: it is left out. So is one of
/// another list, as its error names the order that was asked for.
pub fn asked(operation: &Operation, role: &Role) -> (Operation, Operation) {
    let (mut seen, mut cut) = (operation.clone(), operation.clone());
    seen.each(&|field| {
        if is_hidden(field, role) {
            let list = list_of(field);
            let is_own = |place: Value| place["l"].as_str() == list.as_deref();
            field.args.retain(|arg| arg.name != "after" || keyless(&arg.value).is_some_and(is_own));
        }
    });
    cut.each(&|field| {
        if is_hidden(field, role) {
            let list = list_of(field);
            field.args.retain(|arg| arg.name != "orderBy");
            field.args.retain_mut(|arg| {
                let after = keyless(&arg.value).filter(|_| arg.name == "after");
                let after = after.filter(|place| place["l"].as_str() == list.as_deref());
                let is_kept = arg.name != "after" || after.is_some();
                if let Some(after) = after {
                    arg.value = by_id(after).into();
                }
                is_kept
            });
        }
    });
    (seen, cut)
}

fn is_hidden(field: &Field, role: &Role) -> bool {
    let entity = field.ty.trim_end_matches("Connection");
    let key = field.arg("orderBy").and_then(|order| order[0]["field"].as_str());
    key.is_some_and(|key| role.hides_order(entity, key))
}

/// The name of the ordered list that a field asks for, as cursors bear it.
fn list_of(field: &Field) -> Option<String> {
    let entity = field.ty.trim_end_matches("Connection");
    let order = &field.arg("orderBy")?[0];
    let named = |def: &&FieldDef| def.order.is_some_and(|by| order["field"] == by.name);
    let key = entity.parse::<EntityKind>().ok()?.fields().iter().find(named)?;
    let direction = if order["direction"] == "DESC" { "descending" } else { "ascending" };
    Some(format!("{entity} by {} {direction}", key.name))
}

/// Returns true if two cursors are one place, in a list by a hidden key and in one by id.
pub fn is_one_place(seen: &Value, cut: &Value) -> bool {
    let (Some(seen), Some(cut)) = (keyless(seen), keyless(cut)) else { return false };
    by_id(seen) == by_id(cut)
}

/// What stands in a cursor, if that is a place without a key.
fn keyless(cursor: &Value) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str()?).ok()?;
    let place: Value = serde_json::from_slice(&bytes).ok()?;
    (place["k"] == "-").then_some(place)
}

/// The entity of the list that a place is of.
fn entity_of(place: &Value) -> Option<&str> {
    place["l"].as_str()?.split_once(" by ").map(|(entity, _)| entity)
}

/// The same place in a list by id.
fn by_id(mut place: Value) -> String {
    let entity = entity_of(&place).unwrap_or_default();
    place["l"] = format!("{entity} by id ascending").into();
    URL_SAFE_NO_PAD.encode(place.to_string())
}
