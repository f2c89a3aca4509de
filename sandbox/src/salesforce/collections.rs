//! Collections retrieve: up to 2,000 ids of one object in, as many rows out, in the same order.

use serde_json::Value;

use super::{
    Simulator,
    call::Call,
    errors::ApiError,
    ids,
    page::Printer,
    soql::{
        Column, Selection, SoqlError,
        ast::Path,
        schema::{Entity, Schema},
    },
};

const MAX_IDS: usize = 2_000;

/// `GET` with `ids` and `fields` separated by commas, or `POST` with both as arrays.
pub(crate) fn retrieve(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
) -> Result<Value, ApiError> {
    let (ids, fields) = match call.method {
        "GET" => (split(call, "ids")?, split(call, "fields")?),
        _ => {
            let body = call.json()?;
            (strings(&body, "ids")?, strings(&body, "fields")?)
        }
    };
    if ids.len() > MAX_IDS {
        let message = format!(
            "record limit reached. cannot submit more than {MAX_IDS} records into this call"
        );
        return Err(ApiError::new(400, "EXCEEDED_ID_LIMIT", message));
    }
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = simulator.schema(&store, &switches);
    let entity = schema.entity(object).ok_or_else(|| ApiError::unknown_object(object))?;
    let parents = switches.collections_parent_paths;
    let selection = selection(&schema, entity, &fields, parents)?;
    let printer = Printer::whole(simulator, schema, call.version);
    let mut rows = Vec::with_capacity(ids.len());
    for id in &ids {
        if ids::significant(id).is_none() {
            let message = format!("malformed id {id}");
            return Err(ApiError::new(400, "MALFORMED_ID", message).on(&["Id"]));
        }
        let row = entity
            .record(id)
            .filter(|record| !record.deleted())
            .map(|record| Value::Object(printer.record(&selection, record)));
        rows.push(row.unwrap_or(Value::Null));
    }
    Ok(Value::Array(rows))
}

/// The fields a caller lists by name; one that is unknown or hidden spoils the whole call.
pub(crate) fn selection<'a>(
    schema: &Schema<'a>,
    entity: Entity<'a>,
    fields: &[String],
    parents: bool,
) -> Result<Selection<'a>, ApiError> {
    let mut selection = Selection::new(entity);
    for name in fields {
        if schema.field(entity, name).is_none() && !(parents && name.contains('.')) {
            let message = format!("No such column '{name}' on sobject of type {}", entity.name);
            return Err(ApiError::new(400, "INVALID_FIELD", message));
        }
        let text = name.clone();
        let column = Column::bind(schema, entity, None, &Path { text, at: 0 });
        selection.add(column.map_err(SoqlError::plain)?);
    }
    Ok(selection)
}

fn split(call: &Call<'_>, name: &str) -> Result<Vec<String>, ApiError> {
    let list = call.param(name).ok_or_else(|| missing(name))?;
    Ok(list.split(',').map(|part| part.trim().to_owned()).collect())
}

fn strings(body: &Value, name: &str) -> Result<Vec<String>, ApiError> {
    let items = body[name].as_array().ok_or_else(|| missing(name))?;
    items
        .iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect::<Option<_>>()
        .ok_or_else(|| ApiError::malformed_json(format!("{name} holds strings")))
}

fn missing(name: &str) -> ApiError {
    let message = format!("The {name} parameter is required");
    ApiError::new(400, "MISSING_ARGUMENT", message)
}
