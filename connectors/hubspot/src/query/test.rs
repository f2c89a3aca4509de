//! From one test of one field to clauses of a search, by what the field is and by what it is compared with.

use channelgraph_schema::{Test, Value};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Clause, Operator, Planner,
    groups::Plan,
    moment::{day, end_of_day, millis, typed},
};
use crate::{
    field::{Field, Link},
    wire::Property,
};

/// Objects whose associations a search can filter by, as its `associations.…` names them (search guide: not custom objects).
const SEARCHABLE: [(&str, &str); 5] =
    [("companies", "company"), ("contacts", "contact"), ("deals", "deal"), ("leads", "lead"), ("tickets", "ticket")];

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
                Some(stages) if self.properties.contains_key(&property) => {
                    self.looked_up(&property, stages.by_id.iter().map(|(id, stage)| (id, stage.part(part))), test)
                }
                _ => Plan::known(test.passes(&Value::Null)),
            },
            Field::Owner(property, part) => match &self.lookups.owners {
                Some(owners) if self.properties.contains_key(&property) => {
                    self.looked_up(&property, owners.by_id.iter().map(|(id, owner)| (id, owner.part(part))), test)
                }
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
            Test::IsNull(true) => return Plan::exactly(vec![vec![Clause::bare(name, Operator::NotHasProperty)]]),
            Test::IsNull(false) => return Plan::exactly(vec![vec![Clause::bare(name, Operator::HasProperty)]]),
            _ => {}
        }
        let literal = literal(test);
        match (info.kind.as_str(), literal) {
            ("bool", _) => self.words(name, &["true", "false"], true, test),
            // Of several values in one, only the engine knows which it means.
            ("enumeration", _) if info.field_type == "checkbox" => Plan::unknown(),
            ("enumeration", _) => self.enumeration(info, test),
            ("number", Some(Value::Number(_) | Value::Money(_))) => {
                self.compared(name, test, &|value| value.as_number().map(|number| number.normalize().to_string()))
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
    fn compared(&self, name: &str, test: &Test, write: &dyn Fn(&Value) -> Option<String>) -> Plan {
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

    fn one_of(&self, name: &str, values: &[String]) -> Plan {
        match values {
            [value] => Plan::exactly(vec![vec![Clause::one(name, Operator::Eq, value)]]),
            values => Plan::exactly(self.cut(values).map(|values| vec![Clause::many(name, Operator::In, values)]).collect()),
        }
    }

    /// Whether HubSpot's negations pass records without the property is not documented, so that they are left out by name.
    fn none_of(&self, name: &str, values: &[String]) -> Plan {
        let mut group = vec![Clause::bare(name, Operator::HasProperty)];
        match values {
            [value] => group.insert(0, Clause::one(name, Operator::Neq, value)),
            values => group.splice(0..0, self.cut(values).map(|values| Clause::many(name, Operator::NotIn, values))).for_each(drop),
        }
        Plan::exactly(vec![group])
    }

    /// Numbers compared as text are ids of records, which have one spelling; what is none is no record's.
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
            Test::In(_) | Test::NotIn(_) => self.compared(name, test, &|value| nonempty(value).map(|text| text.to_lowercase())),
            Test::Contains(part) | Test::StartsWith(part) => tokens(name, part),
            // Text has no order that both sides share.
            _ => Plan::unknown(),
        }
    }

    /// An enumeration's words compare exactly (search guide), where here they compare without regard to case.
    fn enumeration(&self, info: &Property, test: &Test) -> Plan {
        let stages = self.lookups.stages.get(self.object);
        let own = info.options.iter().map(|option| option.value.as_str());
        let stages = stages.iter().flat_map(|stages| stages.by_id.iter());
        let words: Vec<&str> = match info.name.as_str() {
            "dealstage" | "hs_pipeline_stage" => own.chain(stages.map(|(id, _)| id.as_str())).collect(),
            "pipeline" | "hs_pipeline" => own.chain(stages.map(|(_, stage)| stage.pipeline.as_str())).collect(),
            _ => own.collect(),
        };
        if words.is_empty() {
            // The words stand elsewhere (owners …): ids, which have no case unless there are letters in them.
            return self.compared(&info.name, test, &digits);
        }
        let mut words = words;
        words.sort_unstable();
        words.dedup();
        self.words(&info.name, &words, false, test)
    }

    /// A value that is one of a few words. `all`: whether it can be no other.
    fn words(&self, name: &str, words: &[&str], all: bool, test: &Test) -> Plan {
        let like = literal(test).unwrap_or(&Value::Null);
        let split = |wanted: bool| -> Vec<String> {
            words.iter().filter(|word| test.passes(&typed(word, like)) == wanted).map(|word| (*word).to_owned()).collect()
        };
        let (pass, fail) = (split(true), split(false));
        match test {
            // A word that is no longer offered may still be held, and passes a negation.
            Test::Ne(_) | Test::NotIn(_) if !all && !fail.is_empty() => self.none_of(name, &fail),
            Test::Ne(_) | Test::NotIn(_) if fail.is_empty() => Plan::exactly(vec![vec![Clause::bare(name, Operator::HasProperty)]]),
            // … and may be just the one asked for.
            Test::Eq(_) | Test::In(_) if !all => {
                let asked: Vec<&Value> = match test {
                    Test::Eq(value) => vec![value],
                    Test::In(values) => values.iter().collect(),
                    _ => Vec::new(),
                };
                let other = asked.into_iter().filter_map(Value::as_str).filter(|word| !word.is_empty());
                let other = other.filter(|word| !pass.iter().any(|known| known.to_lowercase() == word.to_lowercase()));
                let values: Vec<String> = pass.iter().cloned().chain(other.map(str::to_owned)).collect();
                if values.is_empty() { Plan::known(false) } else { self.one_of(name, &values) }
            }
            Test::Eq(_) | Test::In(_) | Test::Ne(_) | Test::NotIn(_) if pass.is_empty() => Plan::known(false),
            _ if all && pass.is_empty() => Plan::known(false),
            _ if all => self.one_of(name, &pass),
            _ if pass.is_empty() => Plan { groups: vec![vec![Clause::bare(name, Operator::HasProperty)]], exact: false },
            _ => Plan { exact: false, ..self.none_of(name, &fail) },
        }
    }

    /// A value that a table has for an id: the ids whose value passes.
    fn looked_up<'a>(&self, name: &str, table: impl Iterator<Item = (&'a String, Option<String>)>, test: &Test) -> Plan {
        let like = literal(test).unwrap_or(&Value::Null);
        let value = |text: Option<String>| text.map_or(Value::Null, |text| typed(&text, like));
        let (known, unknown): (Vec<_>, Vec<_>) = table.map(|(id, text)| (id, value(text))).partition(|(_, value)| !value.is_null());
        if *test == Test::IsNull(true) {
            let ids: Vec<String> = known.into_iter().map(|(id, _)| id.clone()).collect();
            let mut plan = self.none_of(name, &ids);
            if ids.is_empty() {
                plan = Plan::known(true);
            } else {
                plan.groups.push(vec![Clause::bare(name, Operator::NotHasProperty)]);
            }
            return plan;
        }
        let (pass, fail): (Vec<_>, Vec<_>) = known.into_iter().partition(|(_, value)| test.passes(value));
        let ids = |list: Vec<(&String, Value)>| list.into_iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let (pass, fail) = (ids(pass), ids(fail));
        if pass.is_empty() {
            return Plan::known(false);
        }
        if pass.len() > self.sizes.values && pass.len() > fail.len() {
            // Shorter by what does not pass; ids that the table does not have slip through.
            let fail: Vec<String> = fail.into_iter().chain(unknown.into_iter().map(|(id, _)| id.clone())).collect();
            return Plan { exact: false, ..self.none_of(name, &fail) };
        }
        self.one_of(name, &pass)
    }

    /// A search knows that two records are associated, not as what, nor which of several counts.
    fn association(&self, link: &Link, test: &Test) -> Plan {
        let ids = match test {
            Test::Eq(value) => std::slice::from_ref(value),
            Test::In(values) => values,
            _ => return Plan::unknown(),
        };
        let Some(property) = association_property(self.object, &link.to) else { return Plan::unknown() };
        // What is no id names no record.
        let groups = ids.iter().filter_map(canonical).map(|id| vec![Clause::one(&property, Operator::Eq, id)]).collect();
        Plan { groups, exact: false }
    }

    fn moments(&self, name: &str, test: &Test, whole_days: bool) -> Plan {
        let clause = |operator, ms: i64| Plan::exactly(vec![vec![Clause::one(name, operator, ms.to_string())]]);
        let moment = |value: &Value| match value {
            Value::Time(time) => Some(if whole_days { midnight(*time) } else { millis(*time) }),
            _ => None,
        };
        // Behind a moment between two milliseconds (or within a day) is behind the last one before it.
        match test {
            Test::Gt(value) => moment(value).map(|(ms, _)| clause(Operator::Gt, ms)),
            Test::Gte(value) => moment(value).map(|(ms, part)| clause(if part { Operator::Gt } else { Operator::Gte }, ms)),
            Test::Lt(value) => moment(value).map(|(ms, part)| clause(if part { Operator::Lte } else { Operator::Lt }, ms)),
            Test::Lte(value) => moment(value).map(|(ms, _)| clause(Operator::Lte, ms)),
            _ => {
                let exact = |value: &Value| moment(value).filter(|(_, part)| !part).map(|(ms, _)| ms.to_string());
                match test {
                    Test::Eq(value) if exact(value).is_none() => Some(Plan::known(false)),
                    Test::In(values) => {
                        let values: Vec<String> = values.iter().filter_map(exact).collect();
                        Some(if values.is_empty() { Plan::known(false) } else { self.one_of(name, &values) })
                    }
                    Test::NotIn(values) => {
                        let values: Vec<String> = values.iter().filter_map(exact).collect();
                        Some(if values.is_empty() { self.property_is_there(name) } else { self.none_of(name, &values) })
                    }
                    Test::Ne(value) if exact(value).is_none() => Some(self.property_is_there(name)),
                    test => Some(self.compared(name, test, &exact)),
                }
            }
        }
        .unwrap_or_else(Plan::unknown)
    }

    fn property_is_there(&self, name: &str) -> Plan {
        Plan::exactly(vec![vec![Clause::bare(name, Operator::HasProperty)]])
    }
}

/// The midnight before, and whether the moment is after it.
fn midnight(time: DateTime<Utc>) -> (i64, bool) {
    let midnight = day(time.date_naive());
    (midnight, (midnight, false) != millis(time))
}

/// The value that a test compares with.
pub(crate) fn literal(test: &Test) -> Option<&Value> {
    match test {
        Test::Eq(value) | Test::Ne(value) | Test::Gt(value) | Test::Gte(value) | Test::Lt(value) | Test::Lte(value) => Some(value),
        Test::In(values) | Test::NotIn(values) => values.first(),
        Test::Contains(_) | Test::StartsWith(_) | Test::IsNull(_) => None,
    }
}

fn nonempty(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// An id, or another word without letters: HubSpot compares letters in a way of its own.
fn digits(value: &Value) -> Option<String> {
    value.as_str().filter(|id| !id.is_empty() && !id.chars().any(char::is_alphabetic)).map(str::to_owned)
}

/// A record's id as HubSpot writes it.
pub(crate) fn canonical(value: &Value) -> Option<String> {
    value.as_str().filter(|id| !id.starts_with('0') && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}

/// HubSpot finds parts of tokens only. The longest run of letters in the text stands within one token, wherever it cuts.
fn tokens(name: &str, part: &str) -> Plan {
    let runs = part.split(|c: char| !c.is_ascii_alphabetic());
    match runs.max_by_key(|run| run.len()).filter(|run| !run.is_empty()) {
        Some(run) => Plan { groups: vec![vec![Clause::one(name, Operator::ContainsToken, format!("*{run}*"))]], exact: false },
        None => Plan { groups: vec![vec![Clause::bare(name, Operator::HasProperty)]], exact: false },
    }
}

/// The first and the last moment of a day, as clauses.
pub(crate) fn within_day(name: &str, date: NaiveDate) -> Option<Vec<Clause>> {
    let (begin, end) = (day(date), end_of_day(date)?);
    Some(vec![Clause::one(name, Operator::Gte, begin.to_string()), Clause::one(name, Operator::Lt, end.to_string())])
}
