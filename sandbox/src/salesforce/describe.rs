//! Describe: what objects there are, and what is known of their fields.

use serde_json::{Map, Value, json};

use super::{
    Simulator, access,
    call::{Call, Reply},
    errors::ApiError,
    soql::{
        cell::Kind,
        schema::{Entity, Schema, kind_of},
    },
    store::Field,
};

/// `GET /sobjects`: every object the user may see.
pub(crate) fn global(simulator: &Simulator, call: &Call<'_>) -> Value {
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = simulator.schema(&store, &switches);
    let objects: Vec<Value> =
        schema.entities().map(|entity| Value::Object(summary(entity, call.version))).collect();
    json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects })
}

/// `GET /sobjects/{T}`: the summary alone.
pub(crate) fn basic(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
) -> Result<Value, ApiError> {
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = simulator.schema(&store, &switches);
    let entity = schema.entity(object).ok_or_else(ApiError::not_found)?;
    let summary = Value::Object(summary(entity, call.version));
    Ok(json!({ "objectDescribe": summary, "recentItems": [] }))
}

/// `GET /sobjects/{T}/describe`; 304 if nothing has changed since `If-Modified-Since`.
pub(crate) fn full(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
) -> Result<Reply, ApiError> {
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = simulator.schema(&store, &switches);
    let entity = schema.entity(object).ok_or_else(ApiError::not_found)?;
    let changed = simulator.described_at();
    let known = call
        .header("if-modified-since")
        .and_then(|since| chrono::DateTime::parse_from_rfc2822(since).ok())
        .is_some_and(|since| changed.timestamp() <= since.timestamp());
    let stamp = changed.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let headers = vec![("last-modified", stamp)];
    if known {
        return Ok(Reply { status: 304, body: None, headers });
    }
    let mut body = summary(entity, call.version);
    let fields =
        schema.fields(entity).map(|(name, described)| field(&schema, entity, name, described));
    body.insert("fields".into(), fields.collect());
    body.insert("childRelationships".into(), children(&schema, entity));
    Ok(Reply { headers, ..Value::Object(body).into() })
}

fn summary(entity: Entity<'_>, version: &str) -> Map<String, Value> {
    let name = entity.name;
    let url = format!("/services/data/v{version}/sobjects/{name}");
    let label = name.trim_end_matches("__c").replace('_', " ");
    let mut summary = Map::new();
    for (key, value) in [
        ("name", json!(name)),
        ("label", json!(label)),
        ("keyPrefix", json!(entity.object.key_prefix)),
        ("custom", json!(name.ends_with("__c"))),
        ("queryable", json!(true)),
        ("retrieveable", json!(true)),
        ("searchable", json!(access::searchable(entity))),
        ("createable", json!(true)),
        ("updateable", json!(true)),
        ("deletable", json!(true)),
        ("replicateable", json!(true)),
        (
            "urls",
            json!({
                "sobject": url,
                "describe": format!("{url}/describe"),
                "rowTemplate": format!("{url}/{{ID}}"),
            }),
        ),
    ] {
        summary.insert(key.to_owned(), value);
    }
    summary
}

fn field<'a>(schema: &Schema<'a>, entity: Entity<'a>, name: &str, field: &Field) -> Value {
    let kind = kind_of(name, field);
    // A reference to an object the user may not see is described without it.
    let reference = field.reference.as_ref().filter(|(object, _)| schema.entity(object).is_some());
    let many = access::refers_to_many(entity, name);
    let several = many.map_or_else(Vec::new, |(_, objects)| objects.to_vec());
    let targets: Vec<&str> = reference.map_or(several, |(object, _)| vec![object.as_str()]);
    let values: Vec<Value> =
        field.picklist.iter().map(|value| json!({ "value": value, "label": value, "active": true, "defaultValue": false })).collect();
    let (length, precision, scale) = match kind {
        Kind::Id | Kind::Reference => (18, 0, 0),
        Kind::Number if field.kind == "int" => (0, 8, 0),
        Kind::Number => (0, 18, 2),
        Kind::Flag | Kind::Date | Kind::Datetime => (0, 0, 0),
        _ => (255, 0, 0),
    };
    let kind_name = match kind {
        Kind::Id => "id",
        _ => &field.kind,
    };
    json!({
        "name": name,
        "label": name.trim_end_matches("__c").replace('_', " "),
        "type": kind_name,
        "custom": name.ends_with("__c"),
        "nillable": field.nillable,
        "createable": access::createable(entity, name),
        "updateable": access::updateable(entity, name),
        "filterable": kind.filterable(),
        "sortable": kind.sortable(),
        "groupable": kind.groupable(),
        "aggregatable": kind != Kind::Flag && kind != Kind::Opaque && kind != Kind::MultiPicklist,
        "calculated": false,
        "restrictedPicklist": access::restricted(name, field),
        "referenceTo": targets,
        "relationshipName": reference.map_or(many.map(|(path, _)| path), |(_, path)| Some(path.as_str())),
        "picklistValues": values,
        "length": length,
        "precision": precision,
        "scale": scale,
        "externalId": false,
        "idLookup": kind == Kind::Id,
        "nameField": access::name_field(entity, name),
    })
}

fn children<'a>(schema: &Schema<'a>, parent: Entity<'a>) -> Value {
    let mut children = Vec::new();
    for entity in schema.entities() {
        for (name, field) in schema.fields(entity) {
            let points_here =
                matches!(&field.reference, Some((object, _)) if object == parent.name);
            if points_here {
                children.push(json!({
                    "childSObject": entity.name,
                    "field": name,
                    "relationshipName": field.child_relationship,
                    "cascadeDelete": false,
                }));
            }
        }
    }
    Value::Array(children)
}
