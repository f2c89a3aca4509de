//! Errors: those of a viewer are those of the cut-down world, but for fields and lists that are
//! refused to him.

use std::collections::BTreeMap;

use channelgraph_schema::{EntityKind, FieldDef};
use serde_json::Value;

use super::{Comparison, Mode, inner};
use crate::operation::{Field, Item};
use crate::sight::KINDS;

/// An error by its path, code and message.
type Told = (String, String, String);

impl Comparison<'_> {
    /// Compares the errors of both answers; returns the answer of the cut-down world with null
    /// where a list was refused.
    pub(super) fn errors(&mut self, seen: &Value, cut: &Value) -> Value {
        let mut cut = cut.clone();
        let mut mine = Vec::new();
        let mut refused = Vec::new();
        for error in seen["errors"].as_array().into_iter().flatten() {
            if error["extensions"]["code"] != "FORBIDDEN" {
                mine.push(told(error));
                continue;
            }
            self.outcome.forbidden += 1;
            match self.refused(&error["path"]) {
                Refused::Field => {}
                Refused::List => {
                    null_at(&mut cut["data"], &error["path"], self);
                    refused.push(error["path"].to_string());
                }
                Refused::Nothing => self.differs("errors", error, &Value::Null),
            }
        }
        let below = |told: &Told| {
            let is_below = |list: &String| told.0.starts_with(list.trim_end_matches(']'));
            !refused.iter().any(is_below)
        };
        let expected = cut["errors"].as_array().into_iter().flatten().map(told);
        let (mine, expected) = (sorted(mine), sorted(expected.filter(below).collect()));
        if mine != expected {
            let json = |all: BTreeMap<Told, usize>| {
                let all =
                    all.into_keys().map(|(path, code, message)| format!("{path} {code} {message}"));
                all.map(Value::from).collect::<Value>()
            };
            self.differs("errors", &json(mine), &json(expected));
        }
        cut
    }

    /// Tells what an error of the code FORBIDDEN refuses: a field that the role does not see, or a
    /// list that is filtered or ordered by one.
    fn refused(&self, path: &Value) -> Refused {
        let Some(field) = self.last(path) else { return Refused::Nothing };
        let (field, spot) = field;
        let forbidden = |kind: EntityKind, field: &FieldDef| {
            matches!(self.role.mode(kind, field), Mode::Forbid | Mode::Mask)
        };
        // What a page or an explanation cannot be without it is refused with it.
        if matches!(&*field.name, "explainMatch" | "partnerSuggestions" | "suggestions")
            && self.role.class("provenance") != Mode::Show
        {
            return Refused::List;
        }
        if matches!(self.mode(field, &spot), Mode::Forbid | Mode::Mask) || self.refuses_below(&spot)
        {
            return Refused::Field;
        }
        let list = field.ty.strip_suffix("Connection").unwrap_or_default();
        let Some(kind) = KINDS.into_iter().find(|kind| kind.to_string() == list) else {
            return Refused::Nothing;
        };
        let named = |value: &Value, name: &str| has(value, name);
        let uses = kind.fields().iter().filter(|field| forbidden(kind, field)).any(|def| {
            let filters = def.filter.is_some_and(|filter| {
                field.arg("filter").is_some_and(|value| named(value, filter.name))
            });
            let orders = def.order.is_some_and(|order| {
                field.arg("orderBy").is_some_and(|value| value[0]["field"] == order.name)
            });
            filters || orders
        });
        if uses { Refused::List } else { Refused::Nothing }
    }

    /// The field at the end of an answer's path.
    fn last(&self, path: &Value) -> Option<(&Field, super::Spot)> {
        let mut spot = None;
        let mut found: Option<&Field> = None;
        for step in path.as_array()?.iter().filter_map(Value::as_str) {
            let items: &[Item] = found.map_or(&self.operation.items, |field| &field.items);
            let ty = found.map_or("Query", |field| &field.ty);
            let types: Vec<String> = match self.schema.is_abstract(ty) {
                true => KINDS.iter().map(ToString::to_string).collect(),
                false => vec![ty.to_owned()],
            };
            let (ty, field) = types.iter().find_map(|ty| {
                let mut fields = self.operation.fields(items, ty).into_iter();
                Some((ty, fields.find(|field| field.key() == step)?))
            })?;
            spot = inner(&spot, ty, field);
            found = Some(field);
        }
        Some((found?, spot))
    }
}

/// What an error refuses.
enum Refused {
    Field,
    List,
    Nothing,
}

/// Puts null at a path, or above it where null cannot stand.
fn null_at(data: &mut Value, path: &Value, of: &Comparison<'_>) {
    let Some(steps) = path.as_array() else { return };
    // The longest part of the path whose value may be null.
    let can_be_null = |steps: &[Value]| match steps.last() {
        Some(Value::String(_)) => {
            of.last(&Value::Array(steps.to_vec())).is_some_and(|(field, _)| {
                of.schema.field(&field.parent, &field.name).is_some_and(|def| !def.ty.is_non_null())
            })
        }
        // Only `nodes` at the root has entries that may be null.
        Some(_) => {
            steps.len() == 2 && {
                let list = of.last(&Value::Array(steps.to_vec()));
                list.is_some_and(|(field, _)| field.name == "nodes" && field.parent == "Query")
            }
        }
        None => true,
    };
    let mut most = steps.len();
    while !can_be_null(&steps[..most]) {
        most -= 1;
    }
    let mut place = data;
    for step in &steps[..most] {
        place = match step {
            Value::String(key) if place.is_object() => &mut place[key.as_str()],
            Value::Number(at) if place.is_array() => {
                let at = at.as_u64().unwrap_or_default() as usize;
                match place.get_mut(at) {
                    Some(entry) => entry,
                    None => return,
                }
            }
            _ => return,
        };
    }
    *place = Value::Null;
}

/// Returns true if a member of this name stands anywhere in a filter.
fn has(filter: &Value, name: &str) -> bool {
    match filter {
        Value::Object(members) => {
            members.iter().any(|(member, value)| member == name || has(value, name))
        }
        Value::Array(items) => items.iter().any(|item| has(item, name)),
        _ => false,
    }
}

fn told(error: &Value) -> Told {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (error["path"].to_string(), text(&error["extensions"]["code"]), text(&error["message"]))
}

fn sorted(all: Vec<Told>) -> BTreeMap<Told, usize> {
    let mut sorted = BTreeMap::new();
    for told in all {
        *sorted.entry(told).or_default() += 1;
    }
    sorted
}
