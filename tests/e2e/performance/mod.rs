//! Performance as the public endpoint answers it: arguments, pages, rights, and how its parts fit
//! together. What the figures are is held against the world elsewhere.

mod arguments;
mod failures;
mod figures;
mod kept;
mod pages;
mod rights;

use serde_json::Value;

use crate::harness::Gateway;

/// Two years in which the world has closed deals.
const PERIOD: &str = r#"period: { days: { from: "2025-01-01", to: "2026-12-31" } }"#;

/// The answer's `performance` of these arguments and fields, which must go through.
async fn performance(gateway: &Gateway, args: &str, fields: &str) -> Value {
    let query = format!("{{ performance({PERIOD} {args}) {{ {fields} }} }}");
    gateway.data(&query).await["performance"].clone()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("no whole number: {value}"))
}

/// An amount of money as a number.
fn amount(money: &Value) -> f64 {
    let text = money["amount"].as_str().unwrap_or_else(|| panic!("no amount: {money}"));
    text.parse().expect("a number")
}

/// The codes of an answer's errors.
fn codes(answer: &Value) -> Vec<&str> {
    list(&answer["errors"])
        .iter()
        .filter_map(|error| error["extensions"]["code"].as_str())
        .collect()
}
