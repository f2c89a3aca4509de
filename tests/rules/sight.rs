//! Sight: the nodes that a role lets a viewer see, told by the values that everyone's answers
//! show.

use std::collections::{HashMap, HashSet};

use channelgraph_schema::{EntityKind, fold};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::{
    role::{Clause, Role, Rows},
    snapshot::{Snapshot, Thing},
};

/// The nodes that a viewer sees, and the records of those that he does not.
pub struct Sight {
    /// The ids of the nodes that he sees.
    pub visible: HashSet<String>,
    /// The records of the others, by source and object.
    pub hidden: HashMap<(String, String), HashSet<String>>,
}

impl Sight {
    /// The sight of a viewer in this role who belongs to this partner.
    pub fn of(snapshot: &Snapshot, role: &Role, partner: Option<&str>) -> Self {
        let own = partner.and_then(|id| snapshot.partner(id));
        let children = own.map(|own| snapshot.children(own)).unwrap_or_default();
        let mut sight = Self { visible: HashSet::new(), hidden: HashMap::new() };
        for thing in &snapshot.things {
            if sees(role, thing, own, &children) {
                sight.visible.insert(thing.id.clone());
                continue;
            }
            for record in &thing.records {
                let table = (record.source.clone(), record.object.clone());
                sight.hidden.entry(table).or_default().insert(record.id.clone());
            }
        }
        sight
    }

    /// Returns true if a record belongs to a node that is not seen.
    pub fn hides(&self, source: &str, object: &str, id: &str) -> bool {
        let table = (source.to_owned(), object.to_owned());
        self.hidden.get(&table).is_some_and(|ids| ids.contains(id))
    }
}

fn sees(role: &Role, thing: &Thing, own: Option<&Thing>, children: &[String]) -> bool {
    let Rows::Of(rows) = &role.rows else { return true };
    let Some((_, clauses)) = rows.iter().find(|(kind, _)| *kind == thing.kind) else {
        return false;
    };
    clauses.is_empty() || clauses.iter().any(|clause| takes(clause, thing, own, children))
}

fn takes(clause: &Clause, thing: &Thing, own: Option<&Thing>, children: &[String]) -> bool {
    let passes = |filter: &Value, thing: &Thing| holds(&bound(filter, own, children), thing);
    let applies = match (&clause.when, own) {
        (None, _) => true,
        (Some(when), Some(own)) => passes(when, own),
        (Some(_), None) => false,
    };
    applies && passes(&clause.only, thing)
}

/// A filter with the viewer's partner in place of its names. A test of what he has not is never
/// passed: nothing has the id of a space.
fn bound(filter: &Value, own: Option<&Thing>, children: &[String]) -> Value {
    match filter {
        Value::String(name) if name == "$partner" => {
            json!(own.map_or(" ", |own| own.id.as_str()))
        }
        Value::Array(items) => {
            let items = items.iter().flat_map(|item| match item.as_str() {
                Some("$children") => children.iter().map(|id| json!(id)).collect(),
                _ => vec![bound(item, own, children)],
            });
            items.collect()
        }
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(name, value)| (name.clone(), bound(value, own, children))).collect()
        }
        other => other.clone(),
    }
}

/// Returns true if a node passes a filter.
pub fn holds(filter: &Value, thing: &Thing) -> bool {
    let Value::Object(members) = filter else { return true };
    members.iter().all(|(name, test)| match (name.as_str(), test) {
        ("and", Value::Array(all)) => all.iter().all(|filter| holds(filter, thing)),
        ("or", Value::Array(any)) => any.iter().any(|filter| holds(filter, thing)),
        ("not", filter) => !holds(filter, thing),
        (_, Value::Object(tests)) => passes(tests, &thing.values(name)),
        _ => true,
    })
}

/// Returns true if the values of a field pass every one of these tests: of several values one is
/// enough, but for `ne` and `notIn`.
fn passes(tests: &Map<String, Value>, values: &[Value]) -> bool {
    let any = |pass: &dyn Fn(&Value) -> bool| values.iter().any(pass);
    let all = |pass: &dyn Fn(&Value) -> bool| !values.is_empty() && values.iter().all(pass);
    tests.iter().all(|(test, with)| {
        let one_of = |value: &Value| {
            with.as_array().is_some_and(|with| with.iter().any(|with| is_same(value, with)))
        };
        let compares = |is: &dyn Fn(std::cmp::Ordering) -> bool| {
            any(&|value| compare(value, with).is_some_and(is))
        };
        match test.as_str() {
            "eq" => any(&|value| is_same(value, with)),
            "ne" => all(&|value| !is_same(value, with)),
            "in" => any(&one_of),
            "notIn" => all(&|value| !one_of(value)),
            "isNull" => values.is_empty() == (*with == true),
            "gt" => compares(&std::cmp::Ordering::is_gt),
            "gte" => compares(&std::cmp::Ordering::is_ge),
            "lt" => compares(&std::cmp::Ordering::is_lt),
            "lte" => compares(&std::cmp::Ordering::is_le),
            other => panic!("roles of this test do not use `{other}`"),
        }
    })
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => fold(a) == fold(b),
        _ => a == b,
    }
}

/// The order of two numbers, or of two days or moments.
fn compare(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    let number = |value: &Value| -> Option<Decimal> {
        value.as_str().map_or_else(|| value.to_string(), str::to_owned).parse().ok()
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => Some(a.as_str()?.cmp(b.as_str()?)),
    }
}

/// The entities.
pub const KINDS: [EntityKind; 16] = [
    EntityKind::Partner,
    EntityKind::Lead,
    EntityKind::Deal,
    EntityKind::Incentive,
    EntityKind::Contact,
    EntityKind::Campaign,
    EntityKind::CampaignMember,
    EntityKind::CampaignInfluence,
    EntityKind::Certification,
    EntityKind::Course,
    EntityKind::CourseEnrollment,
    EntityKind::Onboarding,
    EntityKind::Asset,
    EntityKind::LeadAssignment,
    EntityKind::DealPartner,
    EntityKind::Invoice,
];
