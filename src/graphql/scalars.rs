//! Scalars of the schema.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// A day: `2026-03-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day: `2026-03-01`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let day = text(&value).and_then(|text| text.parse().ok());
        day.map(Self).ok_or_else(|| {
            InputValueError::custom(format!("a day looks like \"2026-03-01\", not {value}"))
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A moment in UTC: `2026-03-01T10:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A moment: `2026-03-01T10:00:00Z`. Answers are in UTC; a request may use any offset.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let moment = text(&value).and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
        let moment = moment.map(|moment| Self(moment.with_timezone(&Utc)));
        moment.ok_or_else(|| {
            InputValueError::custom(format!(
                "a moment looks like \"2026-03-01T10:00:00Z\", not {value}"
            ))
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// An exact decimal number as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal(pub rust_decimal::Decimal);

/// An exact decimal number, as text so that no digit is lost: `"1200.50"`. A request may also use a
/// number.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = match &value {
            Value::String(text) => text.trim().parse().ok(),
            Value::Number(number) => {
                let text = number.to_string();
                text.parse().ok().or_else(|| rust_decimal::Decimal::from_scientific(&text).ok())
            }
            _ => None,
        };
        number.map(Self).ok_or_else(|| {
            InputValueError::custom(format!("a decimal number looks like \"1200.50\", not {value}"))
        })
    }

    fn to_value(&self) -> Value {
        // One system writes 1200.0, another 1200.00 for the same number.
        Value::String(self.0.normalize().to_string())
    }
}

macro_rules! text_scalar {
    ($(#[doc = $doc:literal])* $name:ident as $shown:literal, $check:expr, $example:literal) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(pub String);

        $(#[doc = $doc])*
        #[Scalar(name = $shown)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let check: fn(&str) -> bool = $check;
                let text = text(&value).filter(|text| check(text)).map(|text| Self(text.to_owned()));
                text.ok_or_else(|| InputValueError::custom(format!(concat!("expected something like \"", $example, "\", not {}"), value)))
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    };
}

text_scalar!(
    /// A currency's ISO 4217 code: `EUR`.
    CurrencyCode as "CurrencyCode",
    channelgraph_schema::is_currency,
    "EUR"
);
text_scalar!(
    /// A country's ISO 3166-1 alpha-2 code: `DE`.
    CountryCode as "CountryCode",
    |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
    "DE"
);
text_scalar!(
    /// A web address, as the source holds it.
    Url as "URL",
    |text| !text.is_empty(),
    "https://acme.example"
);
