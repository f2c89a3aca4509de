//! The wire form of v2: everything under `d`, decimals as text, `/Date(…)/`, navigations deferred.

use chrono::Timelike;
use serde_json::{Map, Value, json};

use super::{address, etag};
use crate::odata::projection::Projection;
use crate::odata::query::Cell;
use crate::odata::store::{Edm, EntitySet, Row};
use crate::odata::view::View;

pub(super) fn entity<'a>(
    view: &View<'a>,
    name: &str,
    row: &'a Row,
    projection: &Projection<'a>,
) -> Value {
    let set = projection.set;
    let uri = address(view, name, set, row);
    let kind = format!("{}.{}", view.service.namespace, set.entity);
    let mut shown = Map::new();
    shown.insert(
        "__metadata".to_owned(),
        json!({ "id": uri, "uri": uri, "type": kind, "etag": etag(view, row) }),
    );
    for (name, property) in &projection.properties {
        shown.insert((*name).to_owned(), wire(property.kind, &view.shown(set, name, row)));
    }
    for name in &projection.deferred {
        shown.insert(
            (*name).to_owned(),
            json!({ "__deferred": { "uri": format!("{uri}/{name}") } }),
        );
    }
    for expansion in &projection.expansions {
        let (rows, _) = expansion.rows(view, row);
        let mut inner = rows
            .into_iter()
            .map(|row| entity(view, &expansion.navigation.to, row, &expansion.projection));
        let value = match expansion.navigation.many {
            true => json!({ "results": inner.collect::<Vec<_>>() }),
            false => inner.next().unwrap_or_default(),
        };
        shown.insert(expansion.name.to_owned(), value);
    }
    Value::Object(shown)
}

pub(super) fn envelope(content: Value) -> Value {
    json!({ "d": content })
}

pub(super) fn list(rows: Vec<Value>, count: Option<usize>, next: Option<String>) -> Value {
    let mut list = Map::new();
    if let Some(count) = count {
        list.insert("__count".to_owned(), count.to_string().into());
    }
    list.insert("results".to_owned(), rows.into());
    if let Some(next) = next {
        list.insert("__next".to_owned(), next.into());
    }
    envelope(list.into())
}

pub(super) fn property<'a>(view: &View<'a>, set: &EntitySet, name: &str, row: &'a Row) -> Value {
    let kind = set.properties.get(name).map_or(Edm::String, |property| property.kind);
    envelope(json!({ name: wire(kind, &view.shown(set, name, row)) }))
}

pub(super) fn service_document(view: &View<'_>) -> Value {
    envelope(json!({ "EntitySets": view.service.sets.keys().collect::<Vec<_>>() }))
}

/// A value as v2 writes it.
fn wire(kind: Edm, value: &Value) -> Value {
    match (kind, Cell::of(kind, value)) {
        (Edm::Decimal, Cell::Number(_)) => {
            Value::String(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        }
        (Edm::Date, Cell::Moment(day)) => {
            format!("/Date({})/", day.and_utc().timestamp_millis()).into()
        }
        (Edm::Moment, Cell::Moment(moment)) => {
            format!("/Date({}+0000)/", moment.and_utc().timestamp_millis()).into()
        }
        (Edm::Time, cell @ Cell::Time(_)) => duration(&cell).into(),
        _ => value.clone(),
    }
}

/// A time of day: `PT10H00M00S`.
pub(super) fn duration(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Time(time) => {
            Some(format!("PT{:02}H{:02}M{:02}S", time.hour(), time.minute(), time.second()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_form_of_their_type() {
        for (kind, kept, written) in [
            (Edm::Decimal, json!("40.1130"), json!("40.1130")),
            (Edm::Int32, json!(7), json!(7)),
            (Edm::Date, json!("2024-01-01"), json!("/Date(1704067200000)/")),
            (Edm::Date, json!("1969-12-31"), json!("/Date(-86400000)/")),
            (Edm::Moment, json!("2025-04-01T10:00:00.123Z"), json!("/Date(1743501600123+0000)/")),
            (Edm::Time, json!("10:00:00"), json!("PT10H00M00S")),
            (Edm::Date, Value::Null, Value::Null),
            (Edm::Boolean, json!(true), json!(true)),
        ] {
            assert_eq!(wire(kind, &kept), written, "{kept}");
        }
    }
}
