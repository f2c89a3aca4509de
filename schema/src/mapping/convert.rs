//! From what a source returned to a value of the unified model. What cannot be understood becomes
//! null, never an error.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{FieldSpec, Row, SourceType, countries::country, host::host, row::text};
use crate::{FieldType, Locale, Money, Reference, Value, Zone, fold};

/// Origin of a row.
#[derive(Clone, Copy)]
pub(super) struct From<'a> {
    /// The source.
    pub(super) source: &'a Arc<str>,
    /// Its locale.
    pub(super) locale: &'a Locale,
}

impl FieldSpec {
    /// The value of this field in a row.
    pub(super) fn convert(&self, kind: FieldType, from: From<'_>, row: &Row) -> Value {
        if !self.when.iter().all(|(field, condition)| condition.holds(field, row)) {
            return match self.instead() {
                Some(field) => self.only(field).convert(kind, from, row),
                None => self.otherwise(kind, from),
            };
        }
        if let Some(constant) = &self.constant {
            return self.plain(kind, constant, from);
        }
        let fields = [&self.field, &self.else_field].into_iter().flatten();
        let mut values = fields.filter_map(|field| row.values.get(field));
        if let FieldType::List(item) = kind {
            return self.items(*item, values, from, row);
        }
        let Some(json) = values.find(|json| text(json).is_some()) else {
            return Value::Null;
        };
        match kind {
            FieldType::TextList => list(json, self.separator.as_deref().unwrap_or(";")),
            _ => match self.pick(json, row) {
                Some(text) => self.scalar(kind, &text, from, row),
                None => Value::Null,
            },
        }
    }

    /// The values of a list in step with others: a null has its place as well.
    fn items<'a>(
        &self,
        kind: FieldType,
        mut values: impl Iterator<Item = &'a Json>,
        from: From<'_>,
        row: &Row,
    ) -> Value {
        let item = |json: &Json| {
            text(json).map_or(Value::Null, |text| self.scalar(kind, &text, from, row))
        };
        let first = values.find(|json| each(json).next().is_some());
        let also = self.also_field.as_ref().and_then(|field| row.values.get(field));
        let items: Vec<_> = first.into_iter().chain(also).flat_map(each).map(item).collect();
        if items.is_empty() { Value::Null } else { Value::List(items) }
    }

    /// The field that speaks where `when` does not hold: the second one, unless a constant does.
    pub(super) fn instead(&self) -> Option<&String> {
        self.else_field.as_ref().filter(|_| self.else_constant.is_none())
    }

    /// The same, read from one field whatever stands in others.
    fn only(&self, field: &str) -> Self {
        let field = Some(field.to_owned());
        Self { field, else_field: None, constant: None, when: BTreeMap::new(), ..self.clone() }
    }

    /// The value where neither `when` holds nor another field speaks.
    pub(super) fn otherwise(&self, kind: FieldType, from: From<'_>) -> Value {
        self.else_constant.as_ref().map_or(Value::Null, |constant| self.plain(kind, constant, from))
    }

    /// A value that stands in the mapping itself, in the unified model's own words.
    pub(super) fn plain(&self, kind: FieldType, constant: &str, from: From<'_>) -> Value {
        let plain = Self { currency: self.currency.clone(), ..Self::default() };
        plain.scalar(kind, constant, from, &Row::default())
    }

    /// Of several values, the one that counts: where `max_by` is greatest, else the first.
    fn pick(&self, json: &Json, row: &Row) -> Option<String> {
        let Some(by) = &self.max_by else { return text(json) };
        let weights = row.values.get(by)?;
        let greatest = each(json)
            .zip(each(weights))
            .max_by_key(|(_, weight)| text(weight).and_then(|weight| decimal(&weight)));
        greatest.and_then(|(value, _)| text(value))
    }

    fn scalar(&self, kind: FieldType, text: &str, from: From<'_>, row: &Row) -> Value {
        let mapped = if self.values.is_empty() { Some(text) } else { self.word(text) };
        let Some(text) = mapped else {
            // A word that the map does not know: free text keeps it, an enum cannot.
            return if kind.is_text() { Value::text(text) } else { Value::Null };
        };
        match kind {
            FieldType::Text | FieldType::Url | FieldType::Currency => Value::text(text),
            FieldType::Domain => host(text).map_or(Value::Null, Value::text),
            FieldType::Enum(of) => {
                of.words().find(|word| *word == text).map_or(Value::Null, Value::text)
            }
            FieldType::Number | FieldType::Integer => {
                self.number(text).map_or(Value::Null, Value::Number)
            }
            FieldType::Bool => match text {
                "true" | "1" => Value::Bool(true),
                "false" | "0" => Value::Bool(false),
                _ => Value::Null,
            },
            FieldType::Date if self.source_type == Some(SourceType::Datetime) => {
                day(text, from.locale.zone).map_or(Value::Null, Value::Date)
            }
            FieldType::Date => date(text).map_or(Value::Null, Value::Date),
            FieldType::DateTime => time(text).map_or(Value::Null, Value::Time),
            FieldType::Money => self.money(text, from.locale, row),
            FieldType::Country => country(text).map_or(Value::Null, Value::text),
            FieldType::Reference(_) => {
                let by = self.by.as_deref().map(Arc::from);
                Value::Reference(Box::new(Reference {
                    source: from.source.clone(),
                    by,
                    id: text.into(),
                }))
            }
            FieldType::TextList | FieldType::List(_) => Value::Null,
        }
    }

    fn word(&self, text: &str) -> Option<&str> {
        let exact = self.values.get(text);
        exact
            .or_else(|| {
                self.values
                    .iter()
                    .find(|(word, _)| fold(word) == fold(text))
                    .map(|(_, value)| value)
            })
            .map(String::as_str)
    }

    fn number(&self, text: &str) -> Option<Decimal> {
        let number = decimal(text)?;
        match self.scale {
            Some(scale) => number.checked_mul(scale).map(|scaled| scaled.normalize()),
            None => Some(number),
        }
    }

    fn money(&self, text: &str, locale: &Locale, row: &Row) -> Value {
        let Some(amount) = self.number(text) else { return Value::Null };
        let named = self.currency_field.as_ref().and_then(|field| row.text(field));
        let currency = match named {
            Some(named) => named.to_uppercase().into(),
            None => self.own_currency(locale).unwrap_or_default(),
        };
        Value::Money(Box::new(Money { amount, currency }))
    }

    /// The currency of amounts that name none: the mapping's, else the source's.
    pub(super) fn own_currency(&self, locale: &Locale) -> Option<Box<str>> {
        let of_source = || locale.currency.as_ref().map(|currency| currency.as_str().into());
        self.currency.as_ref().map(|code| code.to_uppercase().into()).or_else(of_source)
    }
}

/// Text of a source's as a value of the same kind as `like`; null if it cannot be read as that.
/// Records are named by their ids as text.
pub fn typed(text: &str, like: &Value) -> Value {
    let read = match like {
        Value::Number(_) | Value::Money(_) => decimal(text).map(Value::Number),
        Value::Bool(_) => match text {
            "true" | "1" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        Value::Date(_) => date(text).map(Value::Date),
        Value::Time(_) => time(text).map(Value::Time),
        Value::Text(_) | Value::Null | Value::List(_) | Value::Reference(_) => {
            Some(Value::text(text))
        }
    };
    read.unwrap_or_default()
}

fn each(json: &Json) -> impl Iterator<Item = &Json> {
    match json {
        Json::Array(items) => items.iter(),
        Json::Null => [].iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

/// Several texts: an array, or one text with something between: `;` in multi-select fields of both
/// Salesforce and HubSpot.
fn list(json: &Json, separator: &str) -> Value {
    let items: Vec<Value> = each(json)
        .filter_map(text)
        .flat_map(|text| {
            text.split(separator)
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(Value::text)
                .collect::<Vec<_>>()
        })
        .collect();
    if items.is_empty() { Value::Null } else { Value::List(items) }
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// A day, or the day in UTC of a moment: some vendors write a day as its midnight there.
fn date(text: &str) -> Option<NaiveDate> {
    day(text, Zone::UTC)
}

/// A day, or the day of a moment in a time zone.
pub fn day(text: &str, zone: Zone) -> Option<NaiveDate> {
    text.parse().ok().or_else(|| time(text).map(|time| zone.day_of(time)))
}

/// RFC 3339, the same with an offset without colon (Salesforce: `2026-03-01T10:00:00.000+0000`), a
/// bare day (its midnight in UTC), or milliseconds since 1970 (HubSpot).
fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .map(|time| time.with_timezone(&Utc))
        .ok()
        .or_else(|| {
            text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|midnight| midnight.and_utc())
        })
        .or_else(|| text.parse().ok().and_then(DateTime::from_timestamp_millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_vendor_form() {
        let expected = time("2026-03-01T10:00:00Z");
        assert!(expected.is_some());
        for form in [
            "2026-03-01T10:00:00.000+0000",
            "2026-03-01T11:00:00+01:00",
            "2026-03-01T10:00:00.000Z",
            "1772359200000",
        ] {
            assert_eq!(time(form), expected, "{form}");
        }
        assert_eq!(time("soon"), None);
    }

    #[test]
    fn lists_keep_their_step_and_read_each_item_as_what_it_is() {
        let source: Arc<str> = "crm".into();
        let from = From { source: &source, locale: &Locale::default() };
        let values =
            serde_json::json!({ "at": [null, "2026-03-01"], "done": ["true", null, false] });
        let values = serde_json::from_value(values).unwrap();
        let row = Row { id: "1".into(), parent: None, values };
        let list = |field: &str, kind: &'static FieldType| {
            let spec = FieldSpec { field: Some(field.to_owned()), ..FieldSpec::default() };
            spec.convert(FieldType::List(kind), from, &row)
        };
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!(
            list("at", &FieldType::Date),
            Value::List(vec![Value::Null, Value::Date(day)]),
            "a null before it hides no value"
        );
        assert_eq!(
            list("done", &FieldType::Bool),
            Value::List(vec![Value::Bool(true), Value::Null, Value::Bool(false)])
        );
        assert_eq!(list("gone", &FieldType::Bool), Value::Null);
        let both = |field: &str, also: &str| {
            let (field, also_field) = (Some(field.to_owned()), Some(also.to_owned()));
            let spec = FieldSpec { field, also_field, ..FieldSpec::default() };
            spec.convert(FieldType::List(&FieldType::Text), from, &row)
        };
        let texts = ["2026-03-01", "true"].map(Value::text);
        let [day, yes] = texts;
        let (null, no) = (Value::Null, Value::text("false"));
        let so = vec![null.clone(), day, yes.clone(), null.clone(), no.clone()];
        assert_eq!(both("at", "done"), Value::List(so), "the others come behind");
        assert_eq!(both("gone", "done"), Value::List(vec![yes, null, no]));
    }

    #[test]
    fn texts_are_split_at_what_stands_between_them() {
        let json = Json::from("launch, co-brand;x");
        let texts = |items: &[&str]| Value::List(items.iter().copied().map(Value::text).collect());
        assert_eq!(list(&json, ","), texts(&["launch", "co-brand;x"]));
        assert_eq!(list(&json, ";"), texts(&["launch, co-brand", "x"]));
    }

    #[test]
    fn decimals_stay_exact() {
        assert_eq!(decimal("0.1").unwrap().to_string(), "0.1");
        assert_eq!(decimal("1.50E3").unwrap().to_string(), "1500");
    }
}
