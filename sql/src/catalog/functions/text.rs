//! Functions that quote and parse names.

use datafusion::common::exec_err;
use datafusion::error::Result;

use super::super::names::{parse_ident, quote_ident, quote_literal};
use super::super::value::Value;
use super::call::{Call, Short};
use crate::executor::width::{VALUE, too_long};

pub(super) const FUNCTIONS: &[Short] = &[
    ("quote_ident", "text", "text", |call| Ok(quote_ident(call.text(0)).into())),
    ("quote_literal", "text", "text", |call| Ok(quote_literal(call.text(0)).into())),
    ("quote_nullable", "text", "text!", |call| {
        Ok(call.arg(0).text().map_or_else(|| "NULL".to_owned(), quote_literal).into())
    }),
    ("parse_ident", "text bool?", "_text", |call| match parse_ident(call.text(0)) {
        Some(parts) => Ok(parts.into()),
        None => exec_err!("string is not a valid identifier: \"{}\"", call.text(0)),
    }),
    ("format", "text any*", "text", format),
];

/// Replaces `%s`, `%I` and `%L`, also as `%1$s`.
fn format(call: &Call<'_>) -> Result<Value> {
    let mut out = String::new();
    let mut next = 1;
    let mut rest = call.text(0);
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (place, after) = match rest[digits..].strip_prefix('$') {
            Some(after) if digits > 0 => (rest[..digits].parse().unwrap_or(next), after),
            _ => (next, rest),
        };
        let Some(kind) = after.chars().next() else {
            return exec_err!("unterminated format() type specifier");
        };
        rest = &after[kind.len_utf8()..];
        if kind == '%' {
            out.push('%');
            continue;
        }
        next = place + 1;
        out.push_str(&piece(kind, call.arg(place))?);
        if out.len() > VALUE {
            return Err(too_long("format").into());
        }
    }
    out.push_str(rest);
    Ok(out.into())
}

fn piece(kind: char, value: &Value) -> Result<String> {
    let text = match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(value) => Some(if *value { "t" } else { "f" }.to_owned()),
        Value::Float(number) => Some(number.to_string()),
        Value::Other(value) => Some(Value::shown(value)),
        Value::Null | Value::List(_) => None,
    };
    match (kind, text) {
        ('s', text) => Ok(text.unwrap_or_default()),
        ('I', Some(text)) => Ok(quote_ident(&text)),
        ('I', None) => exec_err!("null values cannot be formatted as an SQL identifier"),
        ('L', text) => Ok(text.map_or_else(|| "NULL".to_owned(), |text| quote_literal(&text))),
        _ => exec_err!("unrecognized format() type specifier \"{kind}\""),
    }
}
