//! The parameters of a search without SOSL, from the URL or from a body.

use serde_json::{Map, Value, json};

use super::super::{
    call::Call,
    errors::ApiError,
    soql::{
        SoqlError,
        ast::{Item, Path, Query},
        parse_search::{self, Scope, Search, by_id},
    },
};

/// Reads the parameters into the search that they stand for.
pub(super) fn read(call: &Call<'_>) -> Result<Search, ApiError> {
    let body = match call.method {
        "GET" => from_url(call),
        _ => call.json()?,
    };
    let find = body["q"].as_str().ok_or_else(super::missing)?.to_owned();
    let scope = match body["in"].as_str() {
        None => Scope::All,
        Some(name) => Scope::named(name)
            .ok_or_else(|| invalid(format!("in takes ALL, NAME, EMAIL or PHONE, not {name}")))?,
    };
    let fields = names(&body["fields"]);
    let most = count(&body, "defaultLimit")?;
    let returning = body["sobjects"]
        .as_array()
        .map_or([].as_slice(), Vec::as_slice)
        .iter()
        .map(|object| field_spec(object, &fields, most))
        .collect::<Result<_, _>>()?;
    Ok(Search { find, find_at: 0, scope, returning, limit: count(&body, "overallLimit")? })
}

/// The members of the body that parameters of a URL stand for: `sobject=Account` and
/// `Account.fields=Id,Name`.
fn from_url(call: &Call<'_>) -> Value {
    let list = |text: &str| text.split(',').map(|name| json!(name.trim())).collect::<Value>();
    let number = |text: &str| text.parse::<u64>().map_or_else(|_| json!(text), |n| json!(n));
    let mut objects = Vec::new();
    for (_, name) in call.params.iter().filter(|(key, _)| key == "sobject") {
        let mut object = Map::from_iter([("name".to_owned(), json!(name))]);
        for (key, value) in &call.params {
            let Some((owner, member)) = key.split_once('.') else { continue };
            if owner.eq_ignore_ascii_case(name) {
                let value = match member {
                    "fields" => list(value),
                    "limit" | "offset" => number(value),
                    _ => json!(value),
                };
                object.insert(member.to_owned(), value);
            }
        }
        objects.push(Value::Object(object));
    }
    let mut body = Map::from_iter([("sobjects".to_owned(), Value::Array(objects))]);
    for (key, value) in &call.params {
        let value = match key.as_str() {
            "fields" => list(value),
            "defaultLimit" | "overallLimit" => number(value),
            "q" | "in" => json!(value),
            _ => continue,
        };
        body.insert(key.clone(), value);
    }
    Value::Object(body)
}

fn field_spec(object: &Value, fields: &[&str], most: Option<usize>) -> Result<Query, ApiError> {
    let name = object["name"].as_str().ok_or_else(|| invalid("an sobject needs a name"))?;
    let mut query = by_id(Path { text: name.to_owned(), at: 0 });
    let own = names(&object["fields"]);
    let fields = if own.is_empty() { fields } else { &own };
    if !fields.is_empty() {
        query.select = fields.iter().map(|name| item(name)).collect();
    }
    if let Some(text) = object["where"].as_str() {
        query.filter = Some(parse_search::condition(text).map_err(plain)?);
    }
    if let Some(text) = object["orderBy"].as_str() {
        query.order = parse_search::order(text).map_err(plain)?;
    }
    query.limit = count(object, "limit")?.or(most);
    query.offset = count(object, "offset")?;
    Ok(query)
}

fn item(name: &str) -> Item {
    Item::Path { path: Path { text: name.to_owned(), at: 0 }, alias: None }
}

fn names(value: &Value) -> Vec<&str> {
    value.as_array().map_or([].as_slice(), Vec::as_slice).iter().filter_map(Value::as_str).collect()
}

fn count(body: &Value, name: &str) -> Result<Option<usize>, ApiError> {
    match &body[name] {
        Value::Null => Ok(None),
        value => match value.as_u64().and_then(|n| usize::try_from(n).ok()) {
            Some(count) => Ok(Some(count)),
            None => Err(invalid(format!("{name} takes a whole number, not {value}"))),
        },
    }
}

fn plain(error: SoqlError) -> ApiError {
    super::malformed(error).plain()
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "INVALID_ARGUMENT", message)
}
