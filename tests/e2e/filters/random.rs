//! Random questions, of values that the world has, and values beside them.

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::EntityKind;
use chrono::{DateTime, Days, NaiveDate, SecondsFormat, TimeDelta, Utc};
use proptest::{
    prelude::*,
    sample::{Index, select},
};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::{
    fields::{Class, Field, fields, keys},
    oracle::{Oracle, Sort},
    walk::Question,
    work,
};

/// For each field of an entity, the values that records hold.
type Pool = Arc<Vec<(Field, Vec<Value>)>>;

fn pool(kind: EntityKind, oracle: &Oracle) -> Pool {
    let values = |field: &Field| -> Vec<Value> {
        let all: Vec<Value> = match field.path {
            "source" | "id" => oracle
                .of(kind)
                .iter()
                .flat_map(|thing| thing.value(field.path).as_array().cloned().unwrap_or_default())
                .collect(),
            path => oracle.of(kind).iter().flat_map(|thing| thing.all(path)).collect(),
        };
        let single = all.into_iter().flat_map(|value| match value {
            Value::Array(items) => items,
            one => vec![one],
        });
        let distinct: BTreeSet<String> = single.map(|value| value.to_string()).collect();
        distinct.into_iter().map(|text| serde_json::from_str(&text).expect("JSON")).collect()
    };
    Arc::new(
        fields(kind)
            .iter()
            .map(|field| (*field, values(field)))
            .filter(|(_, values)| !values.is_empty())
            .collect(),
    )
}

/// A value near one that a record holds.
fn near(class: Class, value: &Value, shift: i64, part: bool) -> Value {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match class {
        Class::Text | Class::Texts => {
            let letters: Vec<char> = text.chars().collect();
            let cut: String = match part {
                // At least two letters, from anywhere.
                true => {
                    let begin =
                        shift.unsigned_abs() as usize % letters.len().saturating_sub(1).max(1);
                    letters[begin..].iter().take(2 + shift.unsigned_abs() as usize % 5).collect()
                }
                false => text,
            };
            json!(if shift % 3 == 0 { cut.to_uppercase() } else { cut })
        }
        Class::Number => json!(
            (text.parse::<Decimal>().expect("a number") + Decimal::new(shift % 2, 2)).to_string()
        ),
        Class::Day => {
            json!(
                text.parse::<NaiveDate>()
                    .expect("a day")
                    .checked_add_days(Days::new(shift.unsigned_abs() % 2))
                    .expect("a day")
            )
        }
        Class::Moment => {
            let moment = text.parse::<DateTime<Utc>>().expect("a moment")
                + TimeDelta::milliseconds(shift % 2 * 400);
            json!(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        }
        Class::Word | Class::Bool | Class::Id => value.clone(),
    }
}

/// One test of one field.
fn test(pool: Pool) -> impl Strategy<Value = (Field, &'static str, Value)> {
    (
        any::<Index>(),
        any::<Index>(),
        prop::collection::vec((any::<Index>(), -9..9i64), 1..4),
        any::<bool>(),
    )
        .prop_map(move |(field, test, picks, null)| {
            let (field, values) = &pool[field.index(pool.len())];
            let test = field.class.tests()[test.index(field.class.tests().len())];
            let part = matches!(test, "contains" | "startsWith");
            let mut chosen = picks.iter().map(|(pick, shift)| {
                // What a name begins with is not just anywhere in it.
                let shift = if test == "startsWith" { 0 } else { *shift };
                near(field.class, &values[pick.index(values.len())], shift, part)
            });
            let with = match test {
                "isNull" => Value::Bool(null),
                "in" | "notIn" => chosen.collect(),
                _ => chosen.next().unwrap_or_default(),
            };
            (*field, test, with)
        })
}

fn filter(pool: Pool) -> impl Strategy<Value = Value> {
    let tests = prop::collection::vec(test(pool), 1..3);
    let leaf = tests.prop_map(|tests| {
        let mut filter: Map<String, Value> = Map::new();
        for (field, test, with) in tests {
            filter.entry(field.name).or_insert_with(|| json!({}))[test] = with;
        }
        Value::Object(filter)
    });
    leaf.prop_recursive(3, 8, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(|parts| json!({ "and": parts })),
            several.prop_map(|parts| json!({ "or": parts })),
            inner.clone().prop_map(|part| json!({ "not": part })),
            // A test beside a nested one.
            (inner.clone(), inner).prop_map(|(mut one, other)| {
                one["not"] = other;
                one
            }),
        ]
    })
}

/// Lists of an entity: any filter, any order, any page; under any partner if `under`.
pub fn question(
    kind: EntityKind,
    oracle: &Oracle,
    under: bool,
) -> impl Strategy<Value = Question> + use<> {
    let pool = pool(kind, oracle);
    let all: Vec<String> =
        oracle.of(kind).iter().flat_map(|thing| ids(&thing.value("id"))).collect();
    // The partners with the most to list.
    let mut partners: Vec<(usize, String)> = oracle
        .partners
        .iter()
        .map(|partner| {
            (
                oracle
                    .of(kind)
                    .iter()
                    .filter(|thing| thing.all("partner").contains(&json!(partner.id())))
                    .count(),
                partner.id(),
            )
        })
        .collect();
    partners.sort_unstable();
    let partners: Vec<String> = partners.into_iter().rev().take(12).map(|(_, id)| id).collect();
    let filter = prop_oneof![if under { 6 } else { 1 } => Just(json!({})), 8 => filter(pool)];
    let hubspot = Some(json!({ "in": ["hubspot"] }));
    // Of the rest of the channel's work, HubSpot has certifications alone.
    let is_there = kind == EntityKind::Certification || !work::KINDS.contains(&kind);
    let own = if kind == EntityKind::Invoice { "erp" } else { "salesforce" };
    let mut sources = vec![None, None, None, None, Some(json!({ "eq": own }))];
    sources.extend(is_there.then_some(hubspot));
    let sources = select(sources);
    let some_ids = prop::option::weighted(0.1, prop::collection::vec(select(all), 1..30));
    let shown = select(shown(kind).to_vec());
    let partner = select(partners);
    (
        filter,
        sources,
        some_ids,
        select(keys(kind)),
        any::<bool>(),
        1..if under { 8 } else { 60usize },
        shown,
        partner,
    )
        .prop_map(move |(mut filter, sources, some_ids, key, down, first, shown, partner)| {
            let mut down = down;
            if kind != EntityKind::Partner {
                if let Some(sources) = sources {
                    filter["source"] = sources;
                }
                if let Some(ids) = some_ids.filter(|_| !under) {
                    filter["id"] = json!({ "in": ids });
                }
                // HubSpot keeps these in the lead's contact, and cannot order leads by them.
                if matches!(key.0, "SCORE" | "ESTIMATED_VALUE") {
                    filter["source"] = json!({ "eq": "salesforce" });
                }
                // An order by what none of the asked systems has is refused.
                let lacks = |system: &str, without: OrderKeys| {
                    filter["source"].to_string().contains(system)
                        && without.contains(&(kind, key.0))
                };
                if lacks("salesforce", SALESFORCE_LACKS) || lacks("hubspot", HUBSPOT_LACKS) {
                    filter.as_object_mut().expect("a filter").remove("source");
                }
            }
            if key.0 == "ID" {
                down = false;
            }
            Question {
                kind,
                filter,
                sort: Sort { key, down },
                first,
                shown,
                under: under.then_some(partner),
            }
        })
}

type OrderKeys = &'static [(EntityKind, &'static str)];

/// Keys that no Salesforce object of the sandbox has.
const SALESFORCE_LACKS: OrderKeys = &[
    (EntityKind::Incentive, "EARNED_AT"),
    (EntityKind::Incentive, "DUE_AT"),
    (EntityKind::Incentive, "EXPIRES_AT"),
];

/// Keys that no HubSpot object of the sandbox has.
const HUBSPOT_LACKS: OrderKeys = &[
    (EntityKind::Incentive, "AMOUNT"),
    (EntityKind::Lead, "ASSIGNED_AT"),
    (EntityKind::Lead, "CONVERTED_AT"),
];

fn ids(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What can be selected: little, more, and every record.
fn shown(kind: EntityKind) -> &'static [&'static str] {
    match kind {
        EntityKind::Partner => &[
            "",
            "name type status",
            "name records { id } joinedAt",
            "domain country region createdAt",
        ],
        EntityKind::Lead => {
            &["", "name company status", "score records { id }", "email origin acceptedAt"]
        }
        EntityKind::Incentive => {
            &["", "name kind amount { amount }", "status records { id }", "program dueAt updatedAt"]
        }
        EntityKind::Deal => &[
            "",
            "name amount { amount } stage",
            "stage records { id } partner { id }",
            "closeDate isWon channel amount { amount }",
        ],
        EntityKind::Invoice => {
            &["", "number kind amount { amount }", "status issuedAt records { id }"]
        }
        EntityKind::Onboarding => &["", "status program progress", "dueAt records { id }"],
        EntityKind::Certification => &["", "name status expiresAt", "level records { id }"],
        _ => &["", "createdAt", "updatedAt records { id }"],
    }
}
