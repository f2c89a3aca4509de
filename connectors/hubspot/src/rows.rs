//! From HubSpot's records and what stands around them to rows.

use std::collections::HashMap;

use channelgraph_schema::mapping::Row;
use serde_json::{Value as Json, json};

use crate::{
    api::wire::{self, Object, Properties, Version},
    describe::metadata::Lookups,
    field::{Field, Fields, PastPart},
    read::links::Around,
};

/// The rows of these records, in their order.
pub(crate) fn rows(
    object: &str,
    records: Vec<Object>,
    fields: &Fields,
    around: &Around,
    lookups: &Lookups,
) -> Vec<Row> {
    let row = |record: Object| {
        let value = |field: &Field| match field {
            Field::Linked(link, hop) => {
                let links = around.links.get(&link.to).and_then(|links| links.get(&record.id));
                let ids = links.map(|links| link.label.pick(links)).unwrap_or_default();
                match hop {
                    None => several(ids),
                    Some(hop) => {
                        let there =
                            ids.first().and_then(|id| around.records.get(&link.to)?.get(id));
                        there.map_or(Json::Null, |properties| {
                            own(hop, &link.to, properties, lookups)
                        })
                    }
                }
            }
            Field::Past(name, part) => {
                let versions = record.histories.get(name).map(Vec::as_slice);
                past(versions.unwrap_or_default(), *part, object, lookups)
            }
            field => own(field, object, &record.properties, lookups),
        };
        let values: HashMap<String, Json> =
            fields.named.iter().map(|(name, field)| (name.clone(), value(field))).collect();
        Row { id: record.id, parent: None, values }
    };
    records.into_iter().map(row).collect()
}

/// The value of a field that stands on one record alone.
fn own(field: &Field, object: &str, properties: &Properties, lookups: &Lookups) -> Json {
    let text = match field {
        Field::Property(name) => return properties.get(name).cloned().unwrap_or(Json::Null),
        Field::Stage(name, part) => {
            let stages = lookups.stages.get(object);
            wire::text(properties, name).and_then(|id| stages?.by_id.get(&id)?.part(*part))
        }
        Field::Owner(name, part) => {
            let owners = lookups.owners.as_ref();
            wire::text(properties, name).and_then(|id| owners?.by_id.get(&id)?.part(*part))
        }
        Field::FullName => {
            let names = ["firstname", "lastname"]
                .into_iter()
                .filter_map(|name| wire::text(properties, name));
            Some(names.collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
        }
        Field::Linked(..) | Field::Past(..) | Field::Unknown => None,
    };
    text.map_or(Json::Null, |text| json!(text))
}

/// A fact about each value that a property has had, the oldest first; times without a value are
/// those of a property that was cleared.
fn past(versions: &[Version], part: PastPart, object: &str, lookups: &Lookups) -> Json {
    let fact = |version: &Version| {
        let value = version.text()?;
        let fact = match part {
            PastPart::Value => Some(value),
            PastPart::At => version.timestamp.clone(),
            PastPart::Stage(part) => {
                lookups.stages.get(object).and_then(|stages| stages.by_id.get(&value)?.part(part))
            }
        };
        Some(fact.map_or(Json::Null, Json::String))
    };
    // HubSpot does not document their order.
    let mut versions: Vec<&Version> = versions.iter().rev().collect();
    versions.sort_by(|a, b| a.timestamp.cmp(&b.timestamp));
    versions.into_iter().filter_map(fact).collect()
}

/// No id, one, or several.
fn several(mut ids: Vec<String>) -> Json {
    match ids.len() {
        0 => Json::Null,
        1 => json!(ids.remove(0)),
        _ => json!(ids),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::metadata::Table;

    #[test]
    fn a_row_holds_what_was_asked_for_under_the_name_it_was_asked_by() {
        let names: Vec<String> = [
            "amount",
            "nothing",
            "hubspot_owner_id.name",
            "companies",
            "companies#Partner",
            "companies#Partner.name",
        ]
        .map(str::to_owned)
        .to_vec();
        let fields = Fields::parse(&names, "deals");
        let record = serde_json::from_str(
            r#"{"id":7,"properties":{"amount":"1.50","hubspot_owner_id":"gone"}}"#,
        )
        .unwrap();
        let mut around = Around::default();
        let links = r#"{"7":[{"toObjectId":"3","associationTypes":[{"label":"Partner"}]},{"toObjectId":"20"}]}"#;
        around.links.insert("companies".into(), serde_json::from_str(links).unwrap());
        let company = Properties::from([("name".to_owned(), json!("Acme"))]);
        around.records.insert("companies".into(), HashMap::from([("3".to_owned(), company)]));
        let lookups = Lookups { owners: Some(Table::new([]).into()), ..Lookups::default() };

        let row = rows("deals", vec![record], &fields, &around, &lookups).remove(0);
        assert_eq!(row.id, "7");
        assert_eq!(row.json("amount"), json!("1.50"));
        assert_eq!(row.json("nothing"), Json::Null);
        assert_eq!(row.json("hubspot_owner_id.name"), Json::Null);
        assert_eq!(row.json("companies"), json!(["3", "20"]));
        assert_eq!(row.json("companies#Partner"), json!("3"));
        assert_eq!(row.json("companies#Partner.name"), json!("Acme"));
    }
}
