//! Random filters: any field and any test that the schema has, with values that there are and
//! values beside them.

use apollo_compiler::ast::Type;
use channelgraph_schema::EntityKind;
use chrono::{DateTime, Days, NaiveDate, SecondsFormat, Utc};
use rand::{Rng, seq::IndexedRandom};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::{pool::Pool, schema::Schema};

/// A random filter of an entity's lists.
pub fn filter(
    schema: &Schema,
    pool: &Pool,
    kind: EntityKind,
    dice: &mut impl Rng,
    depth: usize,
) -> Value {
    let inputs = schema.inputs(&format!("{kind}Filter"));
    let mut filter = Map::new();
    for _ in 0..dice.random_range(1..=2) {
        let Some(input) = inputs.choose(dice) else { continue };
        let name = input.name.as_str();
        let value = match name {
            "and" | "or" | "not" if depth == 0 => continue,
            "not" => self::filter(schema, pool, kind, dice, depth - 1),
            "and" | "or" => {
                let several = 0..dice.random_range(1..=3);
                several.map(|_| self::filter(schema, pool, kind, dice, depth - 1)).collect()
            }
            name => test(schema, pool, (kind, name), &input.ty, dice),
        };
        // Systems and ids are conditions of the whole list.
        if depth < 2 && kind != EntityKind::Partner && matches!(name, "source" | "id") {
            continue;
        }
        filter.insert(name.to_owned(), value);
    }
    Value::Object(filter)
}

/// A random test of one field, or two.
fn test(
    schema: &Schema,
    pool: &Pool,
    (kind, name): (EntityKind, &str),
    ty: &Type,
    dice: &mut impl Rng,
) -> Value {
    let filter_type = ty.inner_named_type();
    let tests = schema.inputs(filter_type);
    let field = kind.fields().iter().filter_map(|field| field.filter);
    let name = field.map(|filter| filter.name).find(|other| *other == name);
    let none = Vec::new();
    let values = name.and_then(|name| pool.values.get(&(kind, name))).unwrap_or(&none);
    let mut chosen = Map::new();
    for _ in 0..if dice.random_bool(0.1) { 2 } else { 1 } {
        let Some(test) = tests.choose(dice) else { continue };
        let of = test.ty.inner_named_type();
        let words = schema.words(of);
        let mut one = || match words.choose(dice) {
            Some(word) => json!(word),
            None => {
                let value = values.choose(dice).cloned().unwrap_or(Value::Null);
                near(of, test.name.as_str(), &value, dice)
            }
        };
        let value = match test.name.as_str() {
            "isNull" => json!(dice.random_bool(0.5)),
            _ if test.ty.is_list() => {
                let several = [one(), one(), one()];
                let many = dice.random_range(1..=3);
                several.into_iter().take(many).collect()
            }
            _ => one(),
        };
        let is_whole = value.as_array().is_none_or(|items| !items.contains(&Value::Null));
        if !value.is_null() && is_whole {
            chosen.insert(test.name.to_string(), value);
        }
    }
    Value::Object(chosen)
}

/// A value that there is, or one near it.
fn near(ty: &str, test: &str, value: &Value, dice: &mut impl Rng) -> Value {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match ty {
        _ if value.is_null() => Value::Null,
        "String" => {
            let letters: Vec<char> = text.chars().collect();
            let from = match test {
                "contains" => dice.random_range(0..letters.len().max(1)),
                _ => 0,
            };
            let many = match test {
                "contains" | "startsWith" => dice.random_range(1..=5),
                _ => letters.len(),
            };
            let part: String = letters.iter().skip(from).take(many).collect();
            json!(if dice.random_bool(0.3) { part.to_uppercase() } else { part })
        }
        "Decimal" => {
            let number = text.parse::<Decimal>().unwrap_or_default();
            json!((number + Decimal::new(dice.random_range(-1..=1), 2)).to_string())
        }
        "Date" => text.parse::<NaiveDate>().map_or(Value::Null, |day| {
            json!(day.checked_add_days(Days::new(dice.random_range(0..=1))))
        }),
        "DateTime" => text.parse::<DateTime<Utc>>().map_or(Value::Null, |moment| {
            json!(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        }),
        _ => value.clone(),
    }
}
