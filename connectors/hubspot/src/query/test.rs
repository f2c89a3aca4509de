//! From one test of one field to clauses of a search, by what the field is and by what it is
//! compared with.

use channelgraph_core::local::literal;
use channelgraph_schema::{Test, Value};

use super::{Clause, Operator, Planner, groups::Plan, moment::day};
use crate::{
    api::wire::Property,
    field::{Field, Link},
};

/// Objects whose associations a search can filter by, as its `associations.…` names them (search
/// guide: not custom objects).
const SEARCHABLE: [(&str, &str); 5] = [
    ("companies", "company"),
    ("contacts", "contact"),
    ("deals", "deal"),
    ("leads", "lead"),
    ("tickets", "ticket"),
];

/// Whether a search on `object` can filter by an association with records of `to`; its name for it.
pub(crate) fn association_property(object: &str, to: &str) -> Option<String> {
    let known = |name: &str| SEARCHABLE.iter().find(|(plural, _)| *plural == name);
    known(object)?;
    known(to).map(|(_, singular)| format!("associations.{singular}"))
}

impl Planner<'_> {
    pub(super) fn test(&self, name: &str, test: &Test) -> Plan {
        if matches!(test, Test::In(values) if values.is_empty()) {
            return Plan::known(false);
        }
        match Field::parse(name, self.object) {
            Field::Property(property) => match self.properties.get(&property) {
                Some(info) => self.property(info, test),
                None => Plan::known(test.passes(&Value::Null)),
            },
            Field::Stage(property, part) => match self.lookups.stages.get(self.object) {
                Some(stages) if self.properties.contains_key(&property) => self.looked_up(
                    &property,
                    stages.by_id.iter().map(|(id, stage)| (id, stage.part(part))),
                    test,
                ),
                _ => Plan::known(test.passes(&Value::Null)),
            },
            Field::Owner(property, part) => match &self.lookups.owners {
                Some(owners) if self.properties.contains_key(&property) => self.looked_up(
                    &property,
                    owners.by_id.iter().map(|(id, owner)| (id, owner.part(part))),
                    test,
                ),
                _ => Plan::known(test.passes(&Value::Null)),
            },
            Field::Linked(link, None) => self.association(&link, test),
            Field::Linked(_, Some(_)) | Field::FullName => Plan::unknown(),
            Field::Unknown => Plan::known(test.passes(&Value::Null)),
        }
    }

    fn property(&self, info: &Property, test: &Test) -> Plan {
        let name = &info.name;
        match test {
            Test::IsNull(true) => {
                return Plan::exactly(vec![vec![Clause::bare(name, Operator::NotHasProperty)]]);
            }
            Test::IsNull(false) => {
                return Plan::exactly(vec![vec![Clause::bare(name, Operator::HasProperty)]]);
            }
            _ => {}
        }
        let literal = literal(test);
        match (info.kind.as_str(), literal) {
            ("bool", _) => self.words(name, &["true", "false"], true, test),
            // Of several values in one, only the engine knows which it means.
            ("enumeration", _) if info.field_type == "checkbox" => Plan::unknown(),
            ("enumeration", _) => self.enumeration(info, test),
            ("number", Some(Value::Number(_) | Value::Money(_))) => {
                self.compared(name, test, &|value| {
                    value.as_number().map(|number| number.normalize().to_string())
                })
            }
            ("number", Some(Value::Text(_))) => self.ids(name, test),
            ("date", Some(Value::Date(_))) => self.compared(name, test, &|value| match value {
                Value::Date(date) => Some(day(*date).to_string()),
                _ => None,
            }),
            ("date", Some(Value::Time(_))) => self.moments(name, test, true),
            ("datetime", Some(Value::Time(_))) => self.moments(name, test, false),
            ("string" | "phone_number", Some(Value::Text(_)) | None) => self.text(name, test),
            _ => Plan::unknown(),
        }
    }

    /// Values that compare as they are written here.
    pub(super) fn compared(
        &self,
        name: &str,
        test: &Test,
        write: &dyn Fn(&Value) -> Option<String>,
    ) -> Plan {
        let one = |operator, value: &Value| match write(value) {
            Some(value) => Plan::exactly(vec![vec![Clause::one(name, operator, value)]]),
            None => Plan::unknown(),
        };
        match test {
            Test::Eq(value) => one(Operator::Eq, value),
            Test::Gt(value) => one(Operator::Gt, value),
            Test::Gte(value) => one(Operator::Gte, value),
            Test::Lt(value) => one(Operator::Lt, value),
            Test::Lte(value) => one(Operator::Lte, value),
            Test::Ne(value) => match write(value) {
                Some(value) => self.none_of(name, &[value]),
                None => Plan::unknown(),
            },
            Test::In(values) => match values.iter().map(write).collect::<Option<Vec<_>>>() {
                Some(values) => self.one_of(name, &values),
                None => Plan::unknown(),
            },
            Test::NotIn(values) => match values.iter().map(write).collect::<Option<Vec<_>>>() {
                Some(values) => self.none_of(name, &values),
                None => Plan::unknown(),
            },
            Test::IsNull(_) | Test::Contains(_) | Test::StartsWith(_) => Plan::unknown(),
        }
    }

    pub(super) fn one_of(&self, name: &str, values: &[String]) -> Plan {
        match values {
            [value] => Plan::exactly(vec![vec![Clause::one(name, Operator::Eq, value)]]),
            values => Plan::exactly(
                self.cut(values)
                    .map(|values| vec![Clause::many(name, Operator::In, values)])
                    .collect(),
            ),
        }
    }

    /// Whether HubSpot's negations pass records without the property is not documented, so that
    /// they are left out by name.
    pub(super) fn none_of(&self, name: &str, values: &[String]) -> Plan {
        let mut group = vec![Clause::bare(name, Operator::HasProperty)];
        match values {
            [value] => group.insert(0, Clause::one(name, Operator::Neq, value)),
            values => group
                .splice(
                    0..0,
                    self.cut(values).map(|values| Clause::many(name, Operator::NotIn, values)),
                )
                .for_each(drop),
        }
        Plan::exactly(vec![group])
    }

    /// Numbers compared as text are ids of records, which have one spelling; what is none is no
    /// record's.
    fn ids(&self, name: &str, test: &Test) -> Plan {
        let ids = |values: &[Value]| values.iter().filter_map(canonical).collect::<Vec<_>>();
        let (ids, wanted) = match test {
            Test::Eq(value) => (ids(std::slice::from_ref(value)), true),
            Test::In(values) => (ids(values), true),
            Test::Ne(value) => (ids(std::slice::from_ref(value)), false),
            Test::NotIn(values) => (ids(values), false),
            _ => return Plan::unknown(),
        };
        match (ids.is_empty(), wanted) {
            (true, true) => Plan::known(false),
            (true, false) => self.property_is_there(name),
            (false, true) => self.one_of(name, &ids),
            (false, false) => self.none_of(name, &ids),
        }
    }

    /// Text compares without regard to case, but a list has to be in lower case (search guide).
    fn text(&self, name: &str, test: &Test) -> Plan {
        match test {
            Test::Eq(_) | Test::Ne(_) => self.compared(name, test, &nonempty),
            Test::In(_) | Test::NotIn(_) => {
                self.compared(name, test, &|value| nonempty(value).map(|text| text.to_lowercase()))
            }
            Test::Contains(part) | Test::StartsWith(part) => tokens(name, part),
            // Text has no order that both sides share.
            _ => Plan::unknown(),
        }
    }

    /// A search knows that two records are associated, not as what, nor which of several counts.
    fn association(&self, link: &Link, test: &Test) -> Plan {
        let ids = match test {
            Test::Eq(value) => std::slice::from_ref(value),
            Test::In(values) => values,
            _ => return Plan::unknown(),
        };
        let Some(property) = association_property(self.object, &link.to) else {
            return Plan::unknown();
        };
        // What is no id names no record.
        let groups = ids
            .iter()
            .filter_map(canonical)
            .map(|id| vec![Clause::one(&property, Operator::Eq, id)])
            .collect();
        Plan { groups, exact: false }
    }

    pub(super) fn property_is_there(&self, name: &str) -> Plan {
        Plan::exactly(vec![vec![Clause::bare(name, Operator::HasProperty)]])
    }
}

fn nonempty(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// An id, or another word without letters: HubSpot compares letters in a way of its own.
pub(super) fn digits(value: &Value) -> Option<String> {
    value
        .as_str()
        .filter(|id| !id.is_empty() && !id.chars().any(char::is_alphabetic))
        .map(str::to_owned)
}

/// A record's id as HubSpot writes it.
pub(crate) fn canonical(value: &Value) -> Option<String> {
    value
        .as_str()
        .filter(|id| {
            !id.starts_with('0') && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
        })
        .map(str::to_owned)
}

/// HubSpot finds parts of tokens only. The longest run of letters in the text stands within one
/// token, wherever it cuts.
fn tokens(name: &str, part: &str) -> Plan {
    let runs = part.split(|c: char| !c.is_ascii_alphabetic());
    match runs.max_by_key(|run| run.len()).filter(|run| !run.is_empty()) {
        Some(run) => Plan {
            groups: vec![vec![Clause::one(name, Operator::ContainsToken, format!("*{run}*"))]],
            exact: false,
        },
        None => {
            Plan { groups: vec![vec![Clause::bare(name, Operator::HasProperty)]], exact: false }
        }
    }
}
