//! The right answers, worked out over all rows in the simplest way.

use std::{cmp::Ordering, collections::HashMap};

use channelgraph_core::After;
use channelgraph_schema::{
    Direction, Filter, Value, compare_ids, compare_keys,
    mapping::{Row, SourceOrder, typed},
};
use serde_json::Value as Json;

use crate::{Field, Kind, Subject};

/// The subject, with its rows and their values at hand.
pub(crate) struct Truth<'a> {
    pub(crate) subject: &'a Subject<'a>,
    by_id: HashMap<&'a str, (&'a Row, HashMap<&'a str, Value>)>,
}

impl<'a> Truth<'a> {
    pub(crate) fn new(subject: &'a Subject<'a>) -> Self {
        let value = |row: &Row, field: &Field| {
            row.text(&field.name).map_or(Value::Null, |text| typed(&text, &field.kind.like()))
        };
        let values = |row: &'a Row| {
            subject.fields.iter().map(|field| (field.name.as_str(), value(row, field))).collect()
        };
        Self {
            subject,
            by_id: subject.rows.iter().map(|row| (row.id.as_str(), (row, values(row)))).collect(),
        }
    }

    /// The row of this id.
    pub(crate) fn row(&self, id: &str) -> Result<&'a Row, String> {
        self.by_id.get(id).map(|(row, _)| *row).ok_or_else(|| format!("there is no row `{id}`"))
    }

    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.subject.fields.iter().find(|field| field.name == name)
    }

    /// Value of a row in a field; null for a field that does not exist.
    fn value(&self, row: &Row, name: &str) -> &Value {
        self.by_id
            .get(row.id.as_str())
            .and_then(|(_, values)| values.get(name))
            .unwrap_or(&Value::Null)
    }

    pub(crate) fn passes(&self, filter: &Filter<String>, row: &Row) -> bool {
        match filter {
            Filter::And(parts) => parts.iter().all(|part| self.passes(part, row)),
            Filter::Or(parts) => parts.iter().any(|part| self.passes(part, row)),
            Filter::Not(part) => !self.passes(part, row),
            Filter::Test(name, test) => test.passes(self.value(row, name)),
        }
    }

    /// Order key of a row.
    pub(crate) fn key(&self, order: Option<&SourceOrder>, row: &Row) -> Value {
        match order.map(|order| (order.by_day, self.value(row, &order.field))) {
            Some((Some(zone), Value::Time(time))) => Value::Date(zone.day_of(*time)),
            Some((_, value)) => value.clone(),
            None => Value::Null,
        }
    }

    pub(crate) fn compare(&self, order: Option<&SourceOrder>, a: &Row, b: &Row) -> Ordering {
        compare_keys(&self.key(order, a), &self.key(order, b), direction(order))
            .then_with(|| compare_ids(&a.id, &b.id))
    }

    /// Checks that a row is behind the one before it.
    pub(crate) fn goes_on(
        &self,
        order: Option<&SourceOrder>,
        last: Option<&Row>,
        row: &Row,
    ) -> Result<(), String> {
        match last.filter(|last| self.compare(order, last, row).is_ge()) {
            None => Ok(()),
            Some(last) => {
                let keys = (self.key(order, row), self.key(order, last));
                Err(format!(
                    "`{}` ({:?}) is not behind the row before it, `{}` ({:?})",
                    row.id, keys.0, last.id, keys.1
                ))
            }
        }
    }

    pub(crate) fn is_after(&self, order: Option<&SourceOrder>, row: &Row, place: &After) -> bool {
        let by_key = compare_keys(&self.key(order, row), &place.key, direction(order));
        by_key.is_gt()
            || by_key.is_eq()
                && place.id.as_ref().is_some_and(|id| compare_ids(&row.id, id).is_gt())
    }

    /// All rows that pass, in order.
    pub(crate) fn expected(
        &self,
        filter: &Filter<String>,
        order: Option<&SourceOrder>,
    ) -> Vec<&'a Row> {
        let mut rows: Vec<&Row> =
            self.subject.rows.iter().filter(|row| self.passes(filter, row)).collect();
        rows.sort_by(|a, b| self.compare(order, a, b));
        rows
    }

    /// Checks the values of a row in these fields.
    pub(crate) fn holds(&self, names: &[String], found: &Row, truth: &Row) -> Result<(), String> {
        for name in names {
            let wrong = |what: &str| {
                format!(
                    "row `{}`: `{name}` is {}, {what} {}",
                    found.id,
                    found.json(name),
                    truth.json(name)
                )
            };
            let Some(field) = self.field(name) else {
                if texts(&found.json(name)).is_some_and(|texts| texts.is_empty()) {
                    continue;
                }
                return Err(format!(
                    "row `{}`: `{name}` is {}, but there is no such field",
                    found.id,
                    found.json(name)
                ));
            };
            let found = texts(&found.json(name))
                .ok_or_else(|| wrong("no scalar and no list of them, but should be"))?;
            let meant = texts(&truth.json(name)).unwrap_or_default();
            if found.len() != meant.len()
                || !found.iter().zip(&meant).all(|(found, meant)| field.is_same(found, meant))
            {
                return Err(wrong("but should be"));
            }
        }
        Ok(())
    }
}

impl Field {
    /// Tests if two texts are the same value of this field.
    fn is_same(&self, found: &str, meant: &str) -> bool {
        let (a, b) = (typed(found, &self.kind.like()), typed(meant, &self.kind.like()));
        match (self.kind, &a, &b) {
            (Kind::Text | Kind::Id, ..) => found == meant,
            (_, Value::Number(a), Value::Number(b)) => {
                a == b && (!self.digits || a.scale() == b.scale())
            }
            _ => a == b && !a.is_null(),
        }
    }
}

fn direction(order: Option<&SourceOrder>) -> Direction {
    order.map(|order| order.direction).unwrap_or_default()
}

/// The values of a field as text, each on its own; nothing of an object, or a list in a list.
pub(crate) fn texts(json: &Json) -> Option<Vec<String>> {
    let scalar = |json: &Json| match json {
        Json::String(text) => Some(Some(text.clone()).filter(|text| !text.is_empty())),
        Json::Number(number) => Some(Some(number.to_string())),
        Json::Bool(yes) => Some(Some(yes.to_string())),
        Json::Null => Some(None),
        Json::Array(_) | Json::Object(_) => None,
    };
    let values: Option<Vec<_>> = match json {
        Json::Array(several) => several.iter().map(scalar).collect(),
        one => scalar(one).map(|one| vec![one]),
    };
    Some(values?.into_iter().flatten().collect())
}

/// Describes the first difference between two lists of ids.
pub(crate) fn apart<T: AsRef<str>>(found: &[T], meant: &[&str]) -> String {
    let begin =
        found.iter().zip(meant).take_while(|(found, meant)| found.as_ref() == **meant).count();
    let found_there: Vec<&str> = found.iter().skip(begin).take(8).map(AsRef::as_ref).collect();
    let meant_there: Vec<&str> = meant.iter().skip(begin).take(8).copied().collect();
    let (found, meant) = (found.len(), meant.len());
    format!(
        "{found}, but should be {meant}; from place {begin} on they are {found_there:?} …, but should be {meant_there:?} …"
    )
}
