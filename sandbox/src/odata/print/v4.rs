//! The wire form of v4: `value` and `@odata.…`, decimals as numbers.

use serde_json::{Map, Number, Value, json};

use super::etag;
use crate::odata::projection::Projection;
use crate::odata::store::{Edm, EntitySet, Row, Vendor};
use crate::odata::view::View;

pub(super) fn entity<'a>(view: &View<'a>, row: &'a Row, projection: &Projection<'a>) -> Value {
    let set = projection.set;
    let mut shown = Map::new();
    shown.insert("@odata.etag".to_owned(), etag(view, row).into());
    for (name, property) in &projection.properties {
        shown.insert((*name).to_owned(), wire(view, property.kind, &view.shown(set, name, row)));
    }
    for expansion in &projection.expansions {
        let (rows, count) = expansion.rows(view, row);
        let mut inner = rows.into_iter().map(|row| entity(view, row, &expansion.projection));
        if expansion.count {
            shown.insert(format!("{}@odata.count", expansion.name), count.into());
        }
        let value = match expansion.navigation.many {
            true => inner.collect(),
            false => inner.next().unwrap_or_default(),
        };
        shown.insert(expansion.name.to_owned(), value);
    }
    Value::Object(shown)
}

pub(super) fn single(
    view: &View<'_>,
    name: &str,
    projection: &Projection<'_>,
    entity: Value,
) -> Value {
    let mut whole = context(view, &format!("{}/$entity", described(name, projection)));
    if let Value::Object(entity) = entity {
        whole.extend(entity);
    }
    whole.into()
}

pub(super) fn list(
    view: &View<'_>,
    name: &str,
    projection: &Projection<'_>,
    rows: Vec<Value>,
    count: Option<usize>,
    next: Option<String>,
) -> Value {
    let mut whole = context(view, &described(name, projection));
    if let Some(count) = count {
        whole.insert("@odata.count".to_owned(), count.into());
    }
    whole.insert("value".to_owned(), rows.into());
    if let Some(next) = next {
        whole.insert("@odata.nextLink".to_owned(), next.into());
    }
    whole.into()
}

pub(super) fn property<'a>(view: &View<'a>, set: &EntitySet, name: &str, row: &'a Row) -> Value {
    let kind = set.properties.get(name).map_or(Edm::String, |property| property.kind);
    let mut whole = context(view, &format!("{}/{name}", set.entity));
    whole.insert("value".to_owned(), wire(view, kind, &view.shown(set, name, row)));
    whole.into()
}

pub(super) fn service_document(view: &View<'_>) -> Value {
    let mut whole = context(view, "");
    let sets = view
        .service
        .sets
        .keys()
        .map(|name| json!({ "name": name, "kind": "EntitySet", "url": name }));
    whole.insert("value".to_owned(), sets.collect());
    whole.into()
}

/// The context of a set: its name, and what `$select` named.
fn described(name: &str, projection: &Projection<'_>) -> String {
    match projection.selected {
        true => format!(
            "{name}({})",
            projection.properties.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",")
        ),
        false => name.to_owned(),
    }
}

fn context(view: &View<'_>, fragment: &str) -> Map<String, Value> {
    let base = match view.service.vendor {
        Vendor::Sap => String::new(),
        Vendor::BusinessCentral => format!("{}/", view.root),
    };
    let hash = if fragment.is_empty() { "" } else { "#" };
    Map::from_iter([(
        "@odata.context".to_owned(),
        format!("{base}$metadata{hash}{fragment}").into(),
    )])
}

/// A value as v4 writes it: a decimal digit by digit as it is kept.
fn wire(view: &View<'_>, kind: Edm, value: &Value) -> Value {
    match (kind, value) {
        (Edm::Decimal, Value::String(text)) if !view.decimals_as_text => {
            text.parse::<Number>().map_or_else(|_| value.clone(), Value::Number)
        }
        (Edm::Decimal, Value::Number(number)) if view.decimals_as_text => number.to_string().into(),
        _ => value.clone(),
    }
}
