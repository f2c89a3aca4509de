//! Filters of rules, read from the configuration: written like those of requests, on any field of
//! the model.

use channelgraph_schema::{
    EntityKind, FieldId, FieldType, Filter, Role, Test, Value, did_you_mean,
};
use chrono::DateTime;
use toml::{Table, Value as Toml};

use crate::engine::Grant;

const TESTS: [&str; 11] =
    ["eq", "ne", "in", "notIn", "contains", "startsWith", "gt", "gte", "lt", "lte", "isNull"];

/// Reads a filter on the fields of a node.
///
/// # Errors
/// If it names a field or a test that there is not, or a value does not fit, or a part of it is
/// empty; the text says which.
pub(super) fn read(kind: EntityKind, given: &Table) -> Result<Filter<FieldId>, String> {
    if given.is_empty() {
        return Err("a filter is empty, which everything passes; leave it out".to_owned());
    }
    let mut parts = Vec::new();
    for (name, value) in given {
        match (name.as_str(), value) {
            ("and", Toml::Array(filters)) => parts.push(Filter::all_of(several(kind, filters)?)),
            ("or", Toml::Array(filters)) => parts.push(Filter::any_of(several(kind, filters)?)),
            ("not", Toml::Table(filter)) => {
                parts.push(Filter::Not(Box::new(without(kind, filter)?)))
            }
            ("and" | "or", _) => return Err(format!("`{name}` takes a list of filters")),
            ("not", _) => return Err("`not` takes a filter".to_owned()),
            (name, Toml::Table(tests)) => parts.push(field(kind, name, tests)?),
            (name, _) => {
                return Err(format!("`{name}` takes a test, such as `{{ eq = … }}`"));
            }
        }
    }
    Ok(Filter::all_of(parts))
}

/// Reads a filter by which nodes are granted.
///
/// # Errors
/// As [`read`]; also if it is empty, which would grant everything unsaid, or tests what lists
/// cannot be filtered by.
pub(super) fn of_rows(kind: EntityKind, given: &Table) -> Result<Filter<FieldId>, String> {
    if given.is_empty() {
        return Err(format!("the filter is empty; write `rows.{kind} = \"all\"` to grant all"));
    }
    let filter = read(kind, given)?;
    let mut unknown = None;
    filter.for_each_field(&mut |field: &FieldId| {
        let def = kind.def(*field);
        let is_told = def.filter.is_some() || def.indexed || def.role == Role::Ids;
        if kind == EntityKind::Partner && !is_told {
            unknown = Some(def.name);
        }
    });
    match unknown {
        Some(name) => Err(format!("partners cannot be listed by `{name}`")),
        None => Ok(filter),
    }
}

/// Reads the filter within a `not`. The words for partners may stand for nobody, and what is not of
/// nobody would be everything.
fn without(kind: EntityKind, given: &Table) -> Result<Filter<FieldId>, String> {
    let filter = read(kind, given)?;
    if Grant::names(&filter, &Grant::WORDS) {
        return Err(format!(
            "`not` cannot stand before \"{}\" or \"{}\": whoever has none would pass everything",
            Grant::PARTNER,
            Grant::CHILDREN
        ));
    }
    Ok(filter)
}

fn several(kind: EntityKind, filters: &[Toml]) -> Result<Vec<Filter<FieldId>>, String> {
    if filters.is_empty() {
        return Err("`and` and `or` take at least one filter".to_owned());
    }
    let one = |filter: &Toml| match filter {
        Toml::Table(filter) => read(kind, filter),
        _ => Err("`and` and `or` take lists of filters".to_owned()),
    };
    filters.iter().map(one).collect()
}

fn field(kind: EntityKind, name: &str, tests: &Table) -> Result<Filter<FieldId>, String> {
    let is_meant = |field: &FieldId| {
        let def = kind.def(*field);
        def.filter.is_some_and(|offered| offered.name == name) || def.name == name
    };
    let Some(field) = kind.all().iter().find(is_meant) else {
        let names = kind.fields().iter().map(|def| def.name);
        return Err(format!("a {kind} has no field `{name}`{}", did_you_mean(name, names)));
    };
    let def = kind.def(field);
    if def.role == Role::Sources || (def.role == Role::Ids && kind != EntityKind::Partner) {
        return Err(format!("`{name}` cannot be tested; rules stand on what a {kind} shows"));
    }
    if tests.is_empty() {
        return Err(format!("`{name}` has no test, which everything passes; leave it out"));
    }
    let test = |(test, value): (&String, &Toml)| {
        let within = |problem| format!("`{name}.{test}`: {problem}");
        let test = match def.ty {
            FieldType::Reference(EntityKind::Partner) => partners(test, value),
            _ if def.role == Role::Ids => partners(test, value),
            FieldType::Reference(_) => Err("references of this kind cannot be tested".to_owned()),
            ty => plain(test, value, ty),
        };
        test.map(|test| Filter::Test(field, test)).map_err(within)
    };
    tests.iter().map(test).collect::<Result<Vec<_>, _>>().map(Filter::all_of)
}

/// A test of partners by the words that stand for them.
fn partners(test: &str, value: &Toml) -> Result<Test, String> {
    let words = match (test, value) {
        ("eq", word) => std::slice::from_ref(word),
        ("in", Toml::Array(words)) => words.as_slice(),
        ("isNull", Toml::Boolean(is_null)) => return Ok(Test::IsNull(*is_null)),
        _ => return Err("partners are tested by `eq`, `in` and `isNull`".to_owned()),
    };
    let known = |word: &Toml| match word.as_str() {
        Some(word @ (Grant::PARTNER | Grant::CHILDREN)) => Ok(Value::text(word)),
        _ => Err(format!("expected \"{}\" or \"{}\"", Grant::PARTNER, Grant::CHILDREN)),
    };
    words.iter().map(known).collect::<Result<_, _>>().map(Test::In)
}

fn plain(test: &str, given: &Toml, ty: FieldType) -> Result<Test, String> {
    let one = || value(given, ty);
    let several = || match given {
        Toml::Array(items) => items.iter().map(|item| value(item, ty)).collect(),
        _ => Err("expected a list".to_owned()),
    };
    let text = || given.as_str().map(Into::into).ok_or_else(|| "expected a text".to_owned());
    Ok(match test {
        "eq" => Test::Eq(one()?),
        "ne" => Test::Ne(one()?),
        "in" => Test::In(several()?),
        "notIn" => Test::NotIn(several()?),
        "contains" => Test::Contains(text()?),
        "startsWith" => Test::StartsWith(text()?),
        "gt" => Test::Gt(one()?),
        "gte" => Test::Gte(one()?),
        "lt" => Test::Lt(one()?),
        "lte" => Test::Lte(one()?),
        "isNull" => Test::IsNull(given.as_bool().ok_or("expected true or false")?),
        _ => {
            return Err(format!(
                "there is no such test{}; tests are {}",
                did_you_mean(test, TESTS),
                TESTS.join(", ")
            ));
        }
    })
}

/// A value as the model holds it.
fn value(given: &Toml, ty: FieldType) -> Result<Value, String> {
    let text = given.as_str();
    let bad = |expected: &str| format!("expected {expected}");
    Ok(match ty {
        FieldType::Bool => Value::Bool(given.as_bool().ok_or_else(|| bad("true or false"))?),
        FieldType::Number | FieldType::Integer | FieldType::Money => {
            let number = match given {
                Toml::String(text) => text.parse().ok(),
                Toml::Integer(number) => Some((*number).into()),
                _ => None,
            };
            Value::Number(number.ok_or_else(|| bad("a number: 12, or a text such as \"12.50\""))?)
        }
        FieldType::Date => {
            let day = text.and_then(|text| text.parse().ok());
            Value::Date(day.ok_or_else(|| bad("a day as text: \"2026-03-01\""))?)
        }
        FieldType::DateTime => {
            let time = text.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
            let time = time.ok_or_else(|| bad("a time as text: \"2026-03-01T10:00:00Z\""))?;
            Value::Time(time.to_utc())
        }
        FieldType::Enum(def) => {
            let word = text.filter(|text| def.words().any(|word| word == *text));
            let near = did_you_mean(text.unwrap_or_default(), def.words());
            Value::text(word.ok_or_else(|| bad(&format!("a word of {}{near}", def.name)))?)
        }
        FieldType::List(item) => return value(given, *item),
        _ => Value::text(text.ok_or_else(|| bad("a text"))?),
    })
}
