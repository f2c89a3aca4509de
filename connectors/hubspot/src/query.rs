//! The language of HubSpot's search: groups of filters, of which one must hold as a whole.

mod groups;
mod moment;
mod test;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use groups::{Plan, Planner};
pub(crate) use moment::{day, end_of_day, millis, within_day};
use serde::Serialize;
use serde_json::{Value as Json, json};
pub(crate) use test::{association_property, canonical};

/// One condition of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Clause {
    property_name: String,
    operator: Operator,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
}

/// What a condition asks of a value; those of HubSpot's that are needed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Operator {
    Eq,
    In,
    ContainsToken,
    Gt,
    Gte,
    Lt,
    Lte,
    NotHasProperty,
    Neq,
    NotIn,
    HasProperty,
}

/// Groups of which one must hold; all clauses of a group must. One empty group is always true, no
/// group never.
pub(crate) type Groups = Vec<Vec<Clause>>;

impl Clause {
    pub(crate) fn one(property: &str, operator: Operator, value: impl Into<String>) -> Self {
        Self {
            property_name: property.to_owned(),
            operator,
            value: Some(value.into()),
            values: Vec::new(),
        }
    }

    pub(crate) fn many(property: &str, operator: Operator, values: Vec<String>) -> Self {
        Self { property_name: property.to_owned(), operator, value: None, values }
    }

    pub(crate) fn bare(property: &str, operator: Operator) -> Self {
        Self { property_name: property.to_owned(), operator, value: None, values: Vec::new() }
    }
}

/// Every group with these clauses too.
pub(crate) fn with(groups: &Groups, clauses: &[Clause]) -> Groups {
    groups.iter().map(|group| [group.as_slice(), clauses].concat()).collect()
}

/// The body of a search.
pub(crate) fn body(
    groups: &Groups,
    sort: &str,
    descending: bool,
    properties: &[String],
    limit: usize,
) -> Json {
    let groups: Vec<Json> = groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(|group| json!({ "filters": group }))
        .collect();
    let direction = if descending { "DESCENDING" } else { "ASCENDING" };
    json!({
        "filterGroups": groups,
        "sorts": [{ "propertyName": sort, "direction": direction }],
        "properties": properties,
        "limit": limit,
    })
}
