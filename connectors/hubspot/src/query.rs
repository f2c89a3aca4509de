//! The language of HubSpot's search: groups of filters, of which one must hold as a whole.

mod groups;
mod listed;
mod moment;
mod test;
#[cfg(test)]
mod tests;
mod words;

use channelgraph_core::pushdown::{Logic, Pushed, Side};
pub(crate) use groups::Planner;
pub(crate) use listed::parameters;
pub(crate) use moment::{bounds, day, millis, within_day};
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

/// HubSpot's operators, as far as they are used.
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

/// Groups of which one must hold; all clauses of a group must. One empty group always holds, no
/// group never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Groups(pub(crate) Vec<Vec<Clause>>);

/// A filter as groups of a search.
pub(crate) type Plan = Pushed<Groups>;

impl Logic for Groups {
    fn always() -> Self {
        Self(vec![Vec::new()])
    }

    fn never() -> Self {
        Self(Vec::new())
    }

    fn is_always(&self) -> bool {
        self.0.iter().any(Vec::is_empty)
    }

    fn is_never(&self) -> bool {
        self.0.is_empty()
    }

    fn all_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let both = |(group, more): (&Vec<Clause>, &Vec<Clause>)| {
            let mut both = group.clone();
            both.extend(more.iter().filter(|clause| !group.contains(clause)).cloned());
            both
        };
        parts.into_iter().fold(Self::always(), |all, part| {
            let pairs = all.0.iter().flat_map(|group| part.0.iter().map(move |more| (group, more)));
            Self(pairs.map(both).collect())
        })
    }

    fn any_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let any = Self(parts.into_iter().flat_map(|part| part.0).collect());
        if any.is_always() { Self::always() } else { any }
    }
}

impl Groups {
    /// One clause that must hold.
    pub(crate) fn one(clause: Clause) -> Self {
        Self(vec![vec![clause]])
    }

    /// Every group with these clauses too.
    pub(crate) fn with(&self, clauses: &[Clause]) -> Self {
        Self(self.0.iter().map(|group| [group.as_slice(), clauses].concat()).collect())
    }
}

impl Operator {
    /// The operator that means this side of a value.
    pub(crate) fn of(side: Side) -> Self {
        match (side.greater, side.equal) {
            (true, false) => Self::Gt,
            (true, true) => Self::Gte,
            (false, false) => Self::Lt,
            (false, true) => Self::Lte,
        }
    }
}

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

/// The body of a search.
pub(crate) fn body(
    groups: &Groups,
    sort: &str,
    descending: bool,
    properties: &[String],
    limit: usize,
) -> Json {
    let groups: Vec<Json> = groups
        .0
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
