//! A search request, checked against the documented limits (HubSpot search guide) and against the
//! object's properties.

use serde::Deserialize;
use serde_json::Value;

use super::super::errors::{ApiError, ApiResult};
use super::super::names;
use super::super::request;
use super::super::store::{Object, Store};
use super::super::switches::Switches;
use super::filter::{Filter, Subject, Test, Tokens};
use super::query::Query;
use super::sort::Sort;
use super::value::{Kind, Scalar};

const BODY_MAX: usize = 3_000;
const FILTERS_PER_GROUP_MAX: usize = 6;
const FILTERS_MAX: usize = 18;
const VALUES_MAX: usize = 100;
const PAGE_MAX: usize = 200;
const WALL: usize = 10_000;

/// The account's records, the object's name in them, and the object.
type Scope<'a> = (&'a Store, &'a str, &'a Object);

/// A search that can be run.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) groups: Vec<Vec<Filter>>,
    pub(super) query: Option<Query>,
    pub(super) sort: Sort,
    pub(super) properties: Option<Vec<String>>,
    pub(super) limit: usize,
    pub(super) after: usize,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wire {
    filter_groups: Vec<WireGroup>,
    query: Option<String>,
    sorts: Vec<WireSort>,
    properties: Option<Vec<String>>,
    limit: usize,
    after: Value,
}

impl Default for Wire {
    fn default() -> Self {
        Self {
            filter_groups: Vec::new(),
            query: None,
            sorts: Vec::new(),
            properties: None,
            limit: 10,
            after: Value::Null,
        }
    }
}

#[derive(Debug, Deserialize)]
struct WireGroup {
    #[serde(default)]
    filters: Vec<WireFilter>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireFilter {
    property_name: String,
    operator: String,
    value: Option<String>,
    high_value: Option<String>,
    values: Option<Vec<String>>,
}

/// The specification has strings (`name`, `-name`), the guide has objects; both are taken.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum WireSort {
    Name(String),
    #[serde(rename_all = "camelCase")]
    Full {
        property_name: String,
        direction: Option<String>,
    },
}

impl Search {
    pub(super) fn parse(body: &[u8], scope: Scope<'_>, switches: &Switches) -> ApiResult<Self> {
        let length = String::from_utf8_lossy(body).chars().count();
        if length > BODY_MAX {
            return Err(refused(format!(
                "The request body has {length} characters; at most {BODY_MAX} are allowed."
            )));
        }
        let wire: Wire = request::json(body)?;
        check_size(&wire, switches)?;
        let after = offset(&wire.after)?;
        if after + wire.limit > WALL {
            return Err(refused(format!(
                "A search gives at most {WALL} results; narrow it by its filters."
            )));
        }
        let groups = wire.filter_groups.into_iter().map(|group| {
            group
                .filters
                .into_iter()
                .map(|filter| filter.read(scope, switches))
                .collect::<ApiResult<Vec<_>>>()
        });
        Ok(Self {
            groups: groups.collect::<ApiResult<_>>()?,
            query: wire
                .query
                .filter(|query| !query.trim().is_empty())
                .map(|text| Query::new(&text, scope.1, scope.2)),
            sort: sort(wire.sorts.into_iter().next(), scope)?,
            properties: wire.properties,
            limit: wire.limit,
            after,
        })
    }
}

fn refused(message: impl Into<String>) -> ApiError {
    ApiError::validation(message)
}

fn check_size(wire: &Wire, switches: &Switches) -> ApiResult<()> {
    let groups = &wire.filter_groups;
    let most = switches.filter_groups;
    if groups.len() > most {
        return Err(refused(format!(
            "There are {} filter groups; at most {most} are allowed.",
            groups.len()
        )));
    }
    if groups.iter().any(|group| group.filters.is_empty()) {
        return Err(refused("A filter group needs at least one filter."));
    }
    let in_group = groups.iter().map(|group| group.filters.len()).max().unwrap_or_default();
    if in_group > FILTERS_PER_GROUP_MAX {
        return Err(refused(format!(
            "A group has {in_group} filters; at most {FILTERS_PER_GROUP_MAX} are allowed."
        )));
    }
    let filters: usize = groups.iter().map(|group| group.filters.len()).sum();
    if filters > FILTERS_MAX {
        return Err(refused(format!(
            "There are {filters} filters; at most {FILTERS_MAX} are allowed in all."
        )));
    }
    if wire.sorts.len() > 1 {
        return Err(refused("Only one sort is allowed."));
    }
    if wire.limit > PAGE_MAX || (wire.limit == 0 && !switches.search_limit_zero) {
        return Err(refused(format!("limit must be from 1 to {PAGE_MAX}")));
    }
    Ok(())
}

fn offset(after: &Value) -> ApiResult<usize> {
    let offset = match after {
        Value::Null => Some(0),
        Value::String(text) if text.is_empty() => Some(0),
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64().and_then(|number| usize::try_from(number).ok()),
        _ => None,
    };
    // More than the wall is as good as the wall, and cannot overflow.
    offset.map(|offset| offset.min(WALL)).ok_or_else(|| refused("after must be an integer"))
}

fn sort(wire: Option<WireSort>, (_, key, object): Scope<'_>) -> ApiResult<Sort> {
    let (property, descending) = match wire {
        None => ("createdate".to_owned(), false),
        Some(WireSort::Name(name)) => match name.strip_prefix('-') {
            Some(name) => (name.to_owned(), true),
            None => (name, false),
        },
        Some(WireSort::Full { property_name, direction }) => match direction.as_deref() {
            None | Some("ASCENDING") => (property_name, false),
            Some("DESCENDING") => (property_name, true),
            Some(other) => {
                return Err(refused(format!(
                    "{other} is no sort direction; use ASCENDING or DESCENDING"
                )));
            }
        },
    };
    let kind = kind(key, object, &property)?;
    Ok(Sort { property, kind, descending })
}

fn kind(key: &str, object: &Object, property: &str) -> ApiResult<Kind> {
    names::kind(key, object, property).map(Kind::of).ok_or_else(|| {
        ApiError::property(
            "PROPERTY_DOESNT_EXIST",
            property,
            format!("Property \"{property}\" does not exist"),
        )
    })
}

impl WireFilter {
    fn read(self, (store, key, object): Scope<'_>, switches: &Switches) -> ApiResult<Filter> {
        let (subject, kind) = match self.property_name.strip_prefix("associations.") {
            Some(target) => {
                let (to, target) = names::resolve(store, target)?;
                if names::is_custom(object) || names::is_custom(target) {
                    return Err(refused(
                        "Searching by association is not supported for custom objects.",
                    ));
                }
                if self.operator != "EQ" {
                    return Err(refused("An association filter takes the operator EQ alone."));
                }
                (Subject::Associated((key.to_owned(), to.to_owned())), Kind::Number)
            }
            None if self.property_name == "hs_object_id" => (Subject::Id, Kind::Number),
            None => (
                Subject::Property(self.property_name.clone()),
                kind(key, object, &self.property_name)?,
            ),
        };
        if switches.search_checks_options {
            self.check_options(object)?;
        }
        let test = self.test(kind)?;
        Ok(Filter { subject, kind, test })
    }

    /// Refuses values that are no options of an enumeration that lists some.
    fn check_options(&self, object: &Object) -> ApiResult<()> {
        let options = object
            .properties
            .get(&self.property_name)
            .filter(|property| property.kind == "enumeration")
            .map_or([].as_slice(), |property| &property.options);
        let asked = self.values.iter().flatten().chain(&self.value);
        for value in asked.filter(|_| !options.is_empty()) {
            if !options.iter().any(|(option, _)| option == value) {
                let message = format!("{value} was not one of the allowed options");
                return Err(ApiError::property("INVALID_OPTION", &self.property_name, message));
            }
        }
        Ok(())
    }

    fn test(&self, kind: Kind) -> ApiResult<Test> {
        Ok(match self.operator.as_str() {
            "EQ" => Test::Equal(self.one(kind)?),
            "NEQ" => Test::NotEqual(self.one(kind)?),
            "LT" => Test::Less(self.one(kind)?),
            "LTE" => Test::AtMost(self.one(kind)?),
            "GT" => Test::Greater(self.one(kind)?),
            "GTE" => Test::AtLeast(self.one(kind)?),
            "BETWEEN" => Test::Between(
                self.one(kind)?,
                self.scalar(self.text("highValue", &self.high_value)?, kind)?,
            ),
            "IN" => Test::In(self.many(kind)?),
            "NOT_IN" => Test::NotIn(self.many(kind)?),
            "HAS_PROPERTY" => Test::Known(true),
            "NOT_HAS_PROPERTY" => Test::Known(false),
            "CONTAINS_TOKEN" => {
                Test::Contains(Tokens::read(self.text("value", &self.value)?, kind))
            }
            "NOT_CONTAINS_TOKEN" => {
                Test::NotContains(Tokens::read(self.text("value", &self.value)?, kind))
            }
            other => return Err(refused(format!("{other} is no operator of the search"))),
        })
    }

    fn text<'a>(&self, member: &str, value: &'a Option<String>) -> ApiResult<&'a str> {
        value.as_deref().filter(|value| !value.is_empty()).ok_or_else(|| {
            refused(format!(
                "The operator {} on {} needs `{member}`.",
                self.operator, self.property_name
            ))
        })
    }

    fn one(&self, kind: Kind) -> ApiResult<Scalar> {
        self.scalar(self.text("value", &self.value)?, kind)
    }

    fn many(&self, kind: Kind) -> ApiResult<Vec<Scalar>> {
        let values =
            self.values.as_deref().filter(|values| !values.is_empty()).ok_or_else(|| {
                refused(format!(
                    "The operator {} on {} needs `values`.",
                    self.operator, self.property_name
                ))
            })?;
        if values.len() > VALUES_MAX {
            return Err(refused(format!(
                "A filter has {} values; at most {VALUES_MAX} are allowed.",
                values.len()
            )));
        }
        // Lists on strings are compared with the indexed, lower-case form as they stand: a capital
        // letter finds nothing.
        let kind_of_list = if kind == Kind::Text { Kind::Enumeration } else { kind };
        values.iter().map(|value| self.scalar(value, kind_of_list)).collect()
    }

    fn scalar(&self, text: &str, kind: Kind) -> ApiResult<Scalar> {
        kind.read(text).ok_or_else(|| {
            ApiError::property(
                kind.error_code(),
                &self.property_name,
                format!("{text} is not a value of {}", self.property_name),
            )
        })
    }
}
