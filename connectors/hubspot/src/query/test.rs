//! From one test of one field to clauses of a search, by what the field is and by what it is
//! compared with.

use channelgraph_core::{
    local::literal,
    pushdown::{Comparison, Logic, spellings},
};
use channelgraph_schema::{Test, Value, fold};

use super::{Clause, Groups, Operator, Plan, Planner, moment::day};
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

/// Name by which a search on `object` filters by associations with `to`; `None` if it cannot.
pub(crate) fn association_property(object: &str, to: &str) -> Option<String> {
    let known = |name: &str| SEARCHABLE.iter().find(|(plural, _)| *plural == name);
    known(object)?;
    known(to).map(|(_, singular)| format!("associations.{singular}"))
}

impl Planner<'_> {
    /// One test as groups, however many they are.
    pub(super) fn plan(&self, name: &str, test: &Test) -> Plan {
        if matches!(test, Test::In(values) if values.is_empty()) {
            return Plan::constant(false);
        }
        match Field::parse(name, self.object) {
            Field::Property(property) => match self.scope.property(&property) {
                Some(info) => self.property(info, test),
                None => Plan::constant(test.passes(&Value::Null)),
            },
            Field::Stage(property, part) => match self.lookups.stages.get(self.object) {
                Some(stages) if self.scope.property(&property).is_some() => self.looked_up(
                    &property,
                    stages.by_id.iter().map(|(id, stage)| (id, stage.part(part))),
                    test,
                ),
                _ => Plan::constant(test.passes(&Value::Null)),
            },
            Field::Owner(property, part) => match &self.lookups.owners {
                Some(owners) if self.scope.property(&property).is_some() => self.looked_up(
                    &property,
                    owners.by_id.iter().map(|(id, owner)| (id, owner.part(part))),
                    test,
                ),
                _ => Plan::constant(test.passes(&Value::Null)),
            },
            Field::Linked(link, None) => self.association(&link, test),
            Field::FullName => full_name(test),
            Field::Linked(_, Some(_)) | Field::Past(..) => Plan::undecided(),
            Field::Unknown => Plan::constant(test.passes(&Value::Null)),
        }
    }

    fn property(&self, info: &Property, test: &Test) -> Plan {
        let name = &info.name;
        match test {
            Test::IsNull(true) => {
                return Plan::exactly(Groups::one(Clause::bare(name, Operator::NotHasProperty)));
            }
            Test::IsNull(false) => {
                return Plan::exactly(Groups::one(Clause::bare(name, Operator::HasProperty)));
            }
            _ => {}
        }
        let literal = literal(test);
        match (info.kind.as_str(), literal) {
            ("bool", _) => self.words(name, &["true", "false"], true, test),
            // Of several values in one, only the engine knows which it means.
            ("enumeration", _) if info.field_type == "checkbox" => Plan::undecided(),
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
            _ => Plan::undecided(),
        }
    }

    /// Values that compare as they are written here.
    pub(super) fn compared(
        &self,
        name: &str,
        test: &Test,
        write: &dyn Fn(&Value) -> Option<String>,
    ) -> Plan {
        let written = |values: &[Value]| values.iter().map(write).collect::<Option<Vec<String>>>();
        let plan = match Comparison::from(test) {
            Comparison::Beyond(side, value) => write(value).map(|value| {
                Plan::exactly(Groups::one(Clause::one(name, Operator::of(side), value)))
            }),
            Comparison::OneOf(values) => written(values).map(|values| self.one_of(name, &values)),
            Comparison::NoneOf(values) => written(values).map(|values| self.none_of(name, &values)),
            Comparison::Null(_) | Comparison::Contains(_) | Comparison::StartsWith(_) => None,
        };
        plan.unwrap_or_else(Plan::undecided)
    }

    /// The property is one of these values; with none, no record matches.
    pub(super) fn one_of(&self, name: &str, values: &[String]) -> Plan {
        if let [value] = values {
            return Plan::exactly(Groups::one(Clause::one(name, Operator::Eq, value)));
        }
        let lists = self.cut(values).map(|values| Clause::many(name, Operator::In, values));
        Plan::exactly(Groups::any_of(lists.map(Groups::one)))
    }

    /// The property is there, and none of these values. HubSpot does not document whether its
    /// negations match records without the property, so `HAS_PROPERTY` leaves them out.
    pub(super) fn none_of(&self, name: &str, values: &[String]) -> Plan {
        let mut group = match values {
            [value] => vec![Clause::one(name, Operator::Neq, value)],
            values => {
                self.cut(values).map(|values| Clause::many(name, Operator::NotIn, values)).collect()
            }
        };
        group.push(Clause::bare(name, Operator::HasProperty));
        Plan::exactly(Groups(vec![group]))
    }

    /// Numbers compared as text are ids of records, which have one spelling; what is none is no
    /// record's.
    fn ids(&self, name: &str, test: &Test) -> Plan {
        let ids = |values: &[Value]| values.iter().filter_map(canonical).collect::<Vec<_>>();
        match Comparison::from(test) {
            Comparison::OneOf(values) => self.one_of(name, &ids(values)),
            Comparison::NoneOf(values) => self.none_of(name, &ids(values)),
            _ => Plan::undecided(),
        }
    }

    /// Text compares without regard to case, but a list has to be in lower case (search guide). How
    /// HubSpot folds letters outside of ASCII is not said, so these are asked for in all their
    /// spellings.
    fn text(&self, name: &str, test: &Test) -> Plan {
        match Comparison::from(test) {
            Comparison::OneOf([Value::Text(text)]) | Comparison::NoneOf([Value::Text(text)])
                if text.is_ascii() =>
            {
                self.compared(name, test, &nonempty)
            }
            Comparison::OneOf(values) => match spelled(values) {
                Some(values) => self.one_of(name, &values),
                None => self.parts_of(name, values),
            },
            Comparison::NoneOf(values) => match spelled(values) {
                Some(values) => self.none_of(name, &values),
                None => Plan::wide(Groups::one(Clause::bare(name, Operator::HasProperty))),
            },
            Comparison::Contains(part) | Comparison::StartsWith(part) => tokens(name, part),
            // Text has no order that both sides share.
            _ => Plan::undecided(),
        }
    }

    /// Texts by a part of each.
    fn parts_of(&self, name: &str, values: &[Value]) -> Plan {
        let texts = values.iter().filter_map(Value::as_str).filter(|text| !text.is_empty());
        Plan::any_of(texts.map(|text| tokens(name, text)).collect())
    }

    /// A search knows that two records are associated, not as what, nor which of several counts.
    fn association(&self, link: &Link, test: &Test) -> Plan {
        let Comparison::OneOf(ids) = Comparison::from(test) else { return Plan::undecided() };
        let Some(property) = association_property(self.object, &link.to) else {
            return Plan::undecided();
        };
        // What is no id names no record.
        let ids = ids.iter().filter_map(canonical);
        let clauses = ids.map(|id| Clause::one(&property, Operator::Eq, id));
        Plan::wide(Groups::any_of(clauses.map(Groups::one)))
    }
}

/// A part of both names, which are two properties: one of them holds the longest word of it.
fn full_name(test: &Test) -> Plan {
    let (Test::Contains(part) | Test::StartsWith(part)) = test else { return Plan::undecided() };
    Plan::any_of(["firstname", "lastname"].map(|name| tokens(name, part)).into())
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

/// The spellings of texts, in lower case; `None` if one has too many, or is none.
fn spelled(values: &[Value]) -> Option<Vec<String>> {
    let each = values.iter().map(|value| spellings(&nonempty(value)?));
    Some(each.collect::<Option<Vec<_>>>()?.concat())
}

/// HubSpot finds parts of tokens only. The longest run of ASCII letters, or of digits, in the text
/// stands within one token, wherever it cuts.
fn tokens(name: &str, part: &str) -> Plan {
    let folded = fold(part);
    Plan::wide(Groups::one(match longest_run(&folded) {
        Some(run) => Clause::one(name, Operator::ContainsToken, format!("*{run}*")),
        None => Clause::bare(name, Operator::HasProperty),
    }))
}

fn longest_run(text: &str) -> Option<&str> {
    let is_other = |char: char| !char.is_ascii_alphanumeric();
    let words = text.split(is_other).flat_map(|word| {
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let runs = word.as_bytes().chunk_by(move |a, b| is_digit(a) == is_digit(b));
        runs.filter_map(|run| std::str::from_utf8(run).ok())
    });
    words.max_by_key(|run| run.len())
}
