//! One record at a time: read, create, update, delete.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Simulator, access,
    call::{Call, Reply},
    collections,
    errors::ApiError,
    ids,
    page::Printer,
    soql::{
        schema::{Entity, Record, Schema, kind_of},
        values,
    },
    store::{Field, Store},
};

/// Reads a record: all its fields, or those named by `fields`.
pub(crate) fn read(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
    id: &str,
) -> Result<Reply, ApiError> {
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = simulator.schema(&store, &switches);
    let entity = schema.entity(object).ok_or_else(ApiError::not_found)?;
    let record = find(entity, id)?;
    let fields: Vec<String> = match call.param("fields") {
        Some(list) => list.split(',').map(|part| part.trim().to_owned()).collect(),
        None => schema.fields(entity).map(|(name, _)| name.to_owned()).collect(),
    };
    let selection = collections::selection(&schema, entity, &fields, true)?;
    let printer = Printer::whole(simulator, schema, call.version);
    Ok(Value::Object(printer.record(&selection, record)).into())
}

/// Creates a record out of the body, and answers 201 with its id.
pub(crate) fn create(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
) -> Result<Reply, ApiError> {
    let body = members(call)?;
    let switches = simulator.switches();
    let mut store = simulator.store.write();
    let (name, id, row) = {
        let schema = simulator.schema(&store, &switches);
        let entity = schema.entity(object).ok_or_else(ApiError::not_found)?;
        let mut row = checked(&schema, entity, &body, access::createable)?;
        fill(&store, entity, &mut row);
        require(&schema, entity, &row)?;
        let now = json!(values::print_datetime(simulator.now()));
        for stamp in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
            row.insert(stamp.to_owned(), now.clone());
        }
        let id = free_id(entity);
        row.insert("Id".to_owned(), json!(id));
        derive(&store, entity, &mut row);
        (entity.name.to_owned(), id, row)
    };
    if let Some(object) = store.objects.get_mut(&name) {
        object.rows.insert(id.clone(), row);
    }
    Ok(Reply { status: 201, ..json!({ "id": id, "success": true, "errors": [] }).into() })
}

/// Changes the fields the body names, and answers 204 without a body.
pub(crate) fn update(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
    id: &str,
) -> Result<Reply, ApiError> {
    let body = members(call)?;
    let switches = simulator.switches();
    let mut store = simulator.store.write();
    let (name, id, row) = {
        let schema = simulator.schema(&store, &switches);
        let entity = schema.entity(object).ok_or_else(ApiError::not_found)?;
        let record = find(entity, id)?;
        if record.cells.get("IsConverted") == Some(&Value::Bool(true)) {
            let message = "cannot reference converted lead";
            return Err(ApiError::new(400, "CANNOT_UPDATE_CONVERTED_LEAD", message));
        }
        let mut row = record.cells.clone();
        row.extend(checked(&schema, entity, &body, access::updateable)?);
        require(&schema, entity, &row)?;
        stamp(simulator, &mut row);
        derive(&store, entity, &mut row);
        (entity.name.to_owned(), record.id.to_owned(), row)
    };
    put(&mut store, &name, id, row);
    Ok(no_content())
}

/// Moves a record to the recycle bin, and answers 204 without a body.
pub(crate) fn delete(simulator: &Simulator, object: &str, id: &str) -> Result<Reply, ApiError> {
    let switches = simulator.switches();
    let mut store = simulator.store.write();
    let (name, id, row) = {
        let schema = simulator.schema(&store, &switches);
        let entity = schema.entity(object).ok_or_else(ApiError::not_found)?;
        let record = find(entity, id)?;
        let mut row = record.cells.clone();
        row.insert("IsDeleted".to_owned(), Value::Bool(true));
        stamp(simulator, &mut row);
        (entity.name.to_owned(), record.id.to_owned(), row)
    };
    put(&mut store, &name, id, row);
    Ok(no_content())
}

type Row = BTreeMap<String, Value>;

fn no_content() -> Reply {
    Reply { status: 204, body: None, headers: Vec::new() }
}

fn put(store: &mut Store, object: &str, id: String, row: Row) {
    if let Some(object) = store.objects.get_mut(object) {
        object.rows.insert(id, row);
    }
}

fn stamp(simulator: &Simulator, row: &mut Row) {
    let now = json!(values::print_datetime(simulator.now()));
    row.insert("LastModifiedDate".to_owned(), now.clone());
    row.insert("SystemModstamp".to_owned(), now);
}

fn members(call: &Call<'_>) -> Result<Map<String, Value>, ApiError> {
    match call.json()? {
        Value::Object(members) => Ok(members),
        _ => Err(ApiError::malformed_json("the body is a JSON object of fields")),
    }
}

fn find<'a>(entity: Entity<'a>, id: &str) -> Result<Record<'a>, ApiError> {
    if ids::significant(id).is_none() {
        let message = format!("malformed id {id}");
        return Err(ApiError::new(400, "MALFORMED_ID", message).on(&["Id"]));
    }
    let record = entity.record(id).ok_or_else(ApiError::not_found)?;
    match record.deleted() {
        true => Err(ApiError::new(404, "ENTITY_IS_DELETED", "entity is deleted")),
        false => Ok(record),
    }
}

/// The first id after the highest one in use.
fn free_id(entity: Entity<'_>) -> String {
    let prefix = &entity.object.key_prefix;
    let mut number = entity.object.rows.len() as u64 + 1;
    loop {
        let id = ids::id(prefix, number);
        if entity.record(&id).is_none() {
            return id;
        }
        number += 1;
    }
}

/// The members of a body as values of the store, each checked against its field.
fn checked<'a>(
    schema: &Schema<'a>,
    entity: Entity<'a>,
    body: &Map<String, Value>,
    writable: fn(Entity<'_>, &str) -> bool,
) -> Result<Row, ApiError> {
    let mut row = Row::new();
    for (name, value) in body.iter().filter(|(name, _)| *name != "attributes") {
        let (name, field) = schema.field(entity, name).ok_or_else(|| {
            let message = format!("No such column '{name}' on sobject of type {}", entity.name);
            ApiError::new(400, "INVALID_FIELD", message)
        })?;
        if !writable(entity, name) {
            let message = format!(
                "Unable to create/update fields: {name}. Please check the security switches of this field and verify that it is read/write for your profile or permission set."
            );
            return Err(ApiError::new(400, "INVALID_FIELD_FOR_INSERT_UPDATE", message).on(&[name]));
        }
        let value = values::accept(kind_of(name, field), value).ok_or_else(|| {
            ApiError::malformed_json(format!(
                "Cannot deserialize {value} as {} for {name}",
                field.kind
            ))
        })?;
        if access::restricted(name, field) && !listed(field, &value) {
            let message = format!(
                "bad value for restricted picklist field: {}",
                value.as_str().unwrap_or_default()
            );
            let code = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST";
            return Err(ApiError::new(400, code, message).on(&[name]));
        }
        if let (Some((target, _)), Some(id)) = (&field.reference, value.as_str()) {
            let there = schema.entity(target).and_then(|target| target.record(id));
            if there.is_none_or(|record| record.deleted()) {
                let message = format!("invalid cross reference id: {id}");
                return Err(ApiError::new(400, "INVALID_CROSS_REFERENCE_KEY", message).on(&[name]));
            }
        }
        row.insert(name.to_owned(), value);
    }
    Ok(row)
}

/// Whether a picklist has all the values that are chosen; null chooses none.
fn listed(field: &Field, value: &Value) -> bool {
    value.as_str().is_none_or(|text| {
        text.split(';').all(|chosen| field.picklist.iter().any(|known| known == chosen))
    })
}

/// Fills in what a new record leaves out: its owner, its first status.
fn fill(store: &Store, entity: Entity<'_>, row: &mut Row) {
    for (name, field) in &entity.object.fields {
        let default = match name.as_str() {
            "OwnerId" => store.objects.get("User").and_then(|users| users.rows.keys().next()),
            "Status" => field.picklist.first(),
            _ => None,
        };
        if let Some(default) = default
            && row.get(name).is_none_or(Value::is_null)
        {
            row.insert(name.clone(), json!(default));
        }
    }
}

fn require<'a>(schema: &Schema<'a>, entity: Entity<'a>, row: &Row) -> Result<(), ApiError> {
    let missing: Vec<&str> = schema
        .fields(entity)
        .filter(|(name, field)| {
            !field.nillable && field.kind != "boolean" && access::createable(entity, name)
        })
        .map(|(name, _)| name)
        .filter(|name| row.get(*name).is_none_or(Value::is_null))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("Required fields are missing: [{}]", missing.join(", "));
    Err(ApiError::new(400, "REQUIRED_FIELD_MISSING", message).on(&missing))
}

/// The fields that follow from others.
fn derive(store: &Store, entity: Entity<'_>, row: &mut Row) {
    let text = |row: &Row, name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    if access::person(entity) {
        let parts: Vec<String> =
            ["FirstName", "LastName"].iter().filter_map(|name| text(row, name)).collect();
        row.insert("Name".to_owned(), json!(parts.join(" ")));
    }
    if entity.name == "Opportunity" {
        let stage = text(row, "StageName").unwrap_or_default();
        row.insert("IsClosed".to_owned(), json!(stage.starts_with("Closed")));
        row.insert("IsWon".to_owned(), json!(stage == "Closed Won"));
    }
    if entity.name == "PartnerFundClaim"
        && let Some(requests) = store.objects.get("PartnerFundRequest")
        && let Some(request) = text(row, "RequestId").and_then(|id| requests.rows.get(&id))
    {
        for name in ["AllocationId", "BudgetId", "ChannelPartnerId"] {
            let copy = request.get(name).cloned().unwrap_or(Value::Null);
            row.insert(name.to_owned(), copy);
        }
    }
}
