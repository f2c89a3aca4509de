//! Input values of scalars: each is checked and brought into one form, so that whoever reads it
//! later need not doubt it.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde_json::{Number, Value as Json};

/// A value as a scalar takes it.
///
/// # Errors
/// If the value is none of the scalar's; the text says what one looks like.
pub fn coerce(scalar: &str, value: &Json) -> Result<Json, String> {
    let expected = |text: &str| format!("{scalar}: {text}, not {}", shown(value));
    let text = value.as_str();
    match scalar {
        "String" => text.map(Json::from).ok_or_else(|| expected("expected a string")),
        "Boolean" => {
            value.as_bool().map(Json::from).ok_or_else(|| expected("expected true or false"))
        }
        "Int" => {
            integer(value).map(Json::from).ok_or_else(|| expected("expected a 32-bit integer"))
        }
        "Float" => value
            .as_number()
            .map(|number| number.clone().into())
            .ok_or_else(|| expected("expected a number")),
        "ID" => id(value).map(Json::from).ok_or_else(|| expected("expected a string")),
        "Date" => {
            let day = text.and_then(|text| text.parse::<NaiveDate>().ok());
            day.map(|day| day.to_string().into())
                .ok_or_else(|| expected("a day looks like \"2026-03-01\""))
        }
        "DateTime" => {
            let time = text.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
            let time = time.map(|time| printed_time(time.with_timezone(&Utc)).into());
            time.ok_or_else(|| expected("a time looks like \"2026-03-01T10:00:00Z\""))
        }
        "Decimal" => decimal(value)
            .map(|number| number.normalize().to_string().into())
            .ok_or_else(|| expected("a decimal number looks like \"1200.50\"")),
        "CurrencyCode" => code(text, channelgraph_schema::is_currency)
            .ok_or_else(|| expected("a currency code looks like \"EUR\"")),
        "CountryCode" => {
            code(text, is_country).ok_or_else(|| expected("a country code looks like \"DE\""))
        }
        "URL" => {
            code(text, |text| !text.is_empty()).ok_or_else(|| expected("expected a web address"))
        }
        _ => Ok(value.clone()),
    }
}

/// A time as answers print it.
pub fn printed_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// A value in an error message: short, whatever it is.
pub fn shown(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    format!("{}…", text.chars().take(60).collect::<String>())
}

fn code(text: Option<&str>, check: impl Fn(&str) -> bool) -> Option<Json> {
    text.filter(|text| check(text)).map(Json::from)
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// A whole number, also one written as 1.0 or 1e2.
fn whole(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let number = number.as_f64()?;
    let is_whole = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    is_whole.then_some(number as i64)
}

fn integer(value: &Json) -> Option<i32> {
    whole(value.as_number()?)?.try_into().ok()
}

fn id(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => whole(number).map(|id| id.to_string()),
        _ => None,
    }
}

fn decimal(value: &Json) -> Option<Decimal> {
    let text = match value {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_have_one_form_and_refuse_what_is_none_of_theirs() {
        let good = [
            ("Int", json!(7.0), json!(7)),
            ("ID", json!(42), json!("42")),
            ("Decimal", json!("1200.50"), json!("1200.5")),
            ("Decimal", json!(12005e-1), json!("1200.5")),
            ("Date", json!("2026-03-01"), json!("2026-03-01")),
            ("DateTime", json!("2026-03-01T11:00:00+01:00"), json!("2026-03-01T10:00:00Z")),
            ("CurrencyCode", json!("EUR"), json!("EUR")),
        ];
        for (scalar, given, coerced) in good {
            assert_eq!(coerce(scalar, &given).unwrap(), coerced, "{scalar} {given}");
        }
        let bad = [
            ("Int", json!(2_147_483_648_i64)),
            ("Int", json!("1")),
            ("Int", json!(1.5)),
            ("String", json!(1)),
            ("Boolean", json!("true")),
            ("Float", json!("1.5")),
            ("ID", json!(1.5)),
            ("Date", json!("tomorrow")),
            ("DateTime", json!("2026-03-01")),
            ("Decimal", json!("much")),
            ("CurrencyCode", json!("eur")),
            ("CountryCode", json!("DEU")),
            ("URL", json!("")),
        ];
        for (scalar, given) in bad {
            let message = coerce(scalar, &given).unwrap_err();
            assert!(message.contains(scalar) && message.contains("not"), "{message}");
        }
    }
}
