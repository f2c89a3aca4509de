//! From records as AWS prints them to rows under the names that were asked for.

use std::collections::HashMap;

use channelgraph_schema::mapping::Row;
use serde_json::Value as Json;

use crate::field::{Column, DETAILS, Object, detail, value::at};

/// The row of a record out of a list, with those of the fields that a list tells; nothing for one
/// without an id.
pub(crate) fn listed(object: Object, record: &Json, names: &[String]) -> Option<Row> {
    row(object, record, names, Column::is_listed, |name| {
        // A list tells a programme's details as a map of texts. Nobody says that it is all of
        // them, so what is not in it is asked for.
        record.get(DETAILS)?.get(detail(name)?)?.as_str().map(Json::from)
    })
}

/// The row of a record that was asked for singly; nothing for one without an id.
pub(crate) fn single(object: Object, record: &Json, names: &[String]) -> Option<Row> {
    row(object, record, names, Column::is_single, |name| Some(at(record, name)))
}

fn row(
    object: Object,
    record: &Json,
    names: &[String],
    is_told: fn(&Column) -> bool,
    open: impl Fn(&str) -> Option<Json>,
) -> Option<Row> {
    let value = |name: &str| match object.column(name) {
        Some(column) => is_told(column).then(|| column.value(record)),
        None => object.is_open(name).then(|| open(name))?,
    };
    let values: HashMap<_, _> =
        names.iter().filter_map(|name| Some((name.clone(), value(name)?))).collect();
    Some(Row { id: id(object, record)?, parent: None, values })
}

/// The id of a record; a relationship is found by its account's id and its own.
fn id(object: Object, record: &Json) -> Option<String> {
    let part = |name: &str| record.get(name)?.as_str().filter(|id| !id.is_empty());
    match object {
        Object::Relationship => {
            Some(format!("{}/{}", part("programManagementAccountId")?, part("id")?))
        }
        Object::ProgramManagementAccount => part("id").map(str::to_owned),
        _ => part("Id").map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_leaves_out_what_only_a_single_record_tells() {
        let record = json!({
            "Id": "benappl-1", "Name": "MDF", "Description": "d",
            "BenefitApplicationDetails": { "Flat": "1", "Budget": { "Amount": 7 } },
        });
        let budget = "BenefitApplicationDetails.Budget.Amount";
        let names =
            ["Name", "Stage", "Description", "BenefitApplicationDetails.Flat", budget, "Nothing"]
                .map(str::to_owned);
        let of = |row: Option<Row>| {
            let values = row.unwrap().values;
            names.iter().filter_map(|name| values.get(name).cloned()).collect::<Vec<_>>()
        };
        let application = Object::BenefitApplication;
        assert_eq!(
            of(listed(application, &record, &names)),
            [json!("MDF"), json!(null), json!("1")]
        );
        assert_eq!(
            of(single(application, &record, &names)),
            [json!("MDF"), json!(null), json!("d"), json!("1"), json!(7)]
        );
        assert!(listed(application, &json!({ "Id": "" }), &names).is_none());
        assert!(listed(Object::Relationship, &json!({ "id": "rs-1" }), &names).is_none());
    }
}
