//! Errors: those of a viewer are those of the cut-down world, but for fields and lists that are
//! refused to him.

use std::collections::BTreeMap;

use channelgraph_schema::{EntityKind, FieldDef};
use serde_json::Value;

use super::{Comparison, Mode, SCAN, WITHHELD, inner};
use crate::{
    cut::lacks_keys,
    operation::{Field, Item},
    role::Rows,
    sight::KINDS,
};

/// An error by its path, code and message.
type Told = (String, String, String);

impl Comparison<'_> {
    /// Compares the errors of both answers; returns the answer of the cut-down world with null
    /// where a list was refused.
    pub(super) fn errors(&mut self, seen: &Value, cut: &Value) -> Value {
        let mut cut = cut.clone();
        let mut mine = Vec::new();
        let mut refused = Vec::new();
        // Very many errors are cut short: what a field of one parent is refused, it is of all.
        let is_whole = !seen["errors"].as_array().into_iter().flatten().any(is_rest);
        for error in seen["errors"].as_array().into_iter().flatten() {
            if is_rest(error) {
                continue;
            }
            if error["extensions"]["code"] != "FORBIDDEN" {
                mine.push(told(error));
                continue;
            }
            self.outcome.forbidden += 1;
            match self.refused(&error["path"]) {
                Refused::Field => {}
                Refused::List => {
                    let mut paths = vec![error["path"].clone()];
                    if !is_whole {
                        paths = siblings(&seen["data"], &error["path"]);
                    }
                    for path in paths {
                        if !self.refused_at(&mut cut["data"], &seen["data"], &path) {
                            self.differs("a refused list tells something", error, &Value::Null);
                        }
                        refused.push(path.to_string());
                    }
                }
                Refused::Nothing => self.differs("errors", error, &Value::Null),
            }
        }
        let below = |told: &Told| {
            let is_below = |list: &String| told.0.starts_with(list.trim_end_matches(']'));
            !refused.iter().any(is_below)
        };
        let theirs = cut["errors"].as_array().into_iter().flatten();
        if theirs.clone().any(is_rest) {
            return cut;
        }
        let withholds = self.role.class("provenance") != Mode::Show;
        let is_limited = withholds || matches!(self.role.rows, Rows::Of(_));
        let expected = theirs.map(|error| {
            let (path, code, message) = told(error);
            let message = match error["extensions"]["source"].is_string() {
                true if withholds => WITHHELD.to_owned(),
                false if is_limited => discreet(message),
                _ => message,
            };
            (path, code, message)
        });
        let (mine, expected) = (sorted(mine), sorted(expected.filter(below).collect()));
        let are_known = mine.keys().all(|told| expected.contains_key(told));
        if (is_whole && mine != expected) || !are_known {
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
        let by_tax_id = field.arg("by").is_some_and(|by| by.get("taxId").is_some());
        if by_tax_id && lacks_keys(self.role) {
            return Refused::List;
        }
        if matches!(self.mode(field, &spot), Mode::Forbid | Mode::Mask) || self.refuses_below(&spot)
        {
            return Refused::Field;
        }
        // What refers to a node by a reference that may not be seen.
        let relation = spot.as_ref().and_then(|(kind, name)| kind.entity().relation(name));
        let reference = relation.and_then(|it| Some((it.to, it.to.def(it.field()?))));
        if reference.is_some_and(|(kind, def)| forbidden(kind, def)) {
            return Refused::List;
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

    /// Takes over into the expected answer what stands in place of a refused list; returns false if
    /// it tells anything. Where the cut-down world failed at that list, it has nothing there.
    fn refused_at(&self, cut: &mut Value, seen: &Value, path: &Value) -> bool {
        let (mut mine, mut theirs) = (seen, cut);
        for step in path.as_array().into_iter().flatten() {
            if theirs.is_null() {
                break;
            }
            match step {
                Value::String(key) => {
                    (mine, theirs) = (&mine[key.as_str()], &mut theirs[key.as_str()])
                }
                step => {
                    let at = step.as_u64().unwrap_or_default() as usize;
                    if theirs.as_array().is_none_or(|items| items.len() <= at) {
                        return true;
                    }
                    (mine, theirs) = (&mine[at], &mut theirs[at]);
                }
            }
        }
        *theirs = mine.clone();
        let found = path.as_array().into_iter().flatten().fold(seen, |value, step| match step {
            Value::String(key) => &value[key.as_str()],
            step => &value[step.as_u64().unwrap_or_default() as usize],
        });
        tells_nothing(found)
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

/// The paths in an answer that differ from one in the places of lists only.
fn siblings(answer: &Value, path: &Value) -> Vec<Value> {
    let mut found: Vec<(Vec<Value>, &Value)> = vec![(Vec::new(), answer)];
    for step in path.as_array().into_iter().flatten() {
        let mut next = Vec::new();
        for (path, value) in found {
            let mut go =
                |step: Value, value| next.push(([path.as_slice(), &[step]].concat(), value));
            match (step.as_str(), value) {
                (Some(key), Value::Object(members)) => {
                    members.get(key).into_iter().for_each(|value| go(step.clone(), value));
                }
                (None, Value::Array(items)) => {
                    (0_usize..).zip(items).for_each(|(at, value)| go(at.into(), value));
                }
                _ => {}
            }
        }
        found = next;
    }
    found.into_iter().map(|(path, _)| path.into()).collect()
}

/// Returns true for the entry that stands for the rest of very many errors.
fn is_rest(error: &Value) -> bool {
    error["message"].as_str().is_some_and(|text| text.ends_with("are left out here"))
}

/// Returns true if a page, or what stands in its place, tells nothing.
fn tells_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => {
            members.iter().all(|(_, value)| tells_nothing(value) || is_type(value))
        }
        _ => false,
    }
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text == "PageInfo" || text.ends_with("Connection"))
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

/// A message as it is told to who may not see all rows, or not where they come from: it names no
/// source, and does not count the rows that were read.
fn discreet(message: String) -> String {
    const ORDER: &str = " cannot be ordered by `";
    if let Some((head, rest)) = message.split_once(ORDER) {
        let kind = head.split(" of ").next().unwrap_or_default();
        return format!("{kind}{ORDER}{rest}");
    }
    let is_scan = message.contains(" were read, and none of the last page belongs into the list");
    if is_scan { SCAN.to_owned() } else { message }
}

fn sorted(all: Vec<Told>) -> BTreeMap<Told, usize> {
    let mut sorted = BTreeMap::new();
    for told in all {
        *sorted.entry(told).or_default() += 1;
    }
    sorted
}
