//! Functions that write JSON, which is text here.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::exec_err;
use datafusion::error::Result;

use super::super::value::Value;
use super::call::{Call, Short};

pub(super) const FUNCTIONS: &[Short] = &[
    ("json_build_object", "any*", "json!", object),
    ("jsonb_build_object", "any*", "jsonb!", object),
    ("json_build_array", "any*", "json!", array),
    ("jsonb_build_array", "any*", "jsonb!", array),
    ("to_json", "any", "json", |call| Ok(json(call.arg(0)).into())),
    ("to_jsonb", "any", "jsonb", |call| Ok(json(call.arg(0)).into())),
    // `row_to_json(t)`, where the columns of `t` are known.
    ("$row_to_json", "any*", "json!", |call| {
        let field = |pair: &[Value]| format!("{}:{}", json(&pair[0]), json(&pair[1]));
        let fields = call.args.chunks_exact(2).map(field).collect::<Vec<_>>();
        Ok(format!("{{{}}}", fields.join(",")).into())
    }),
    ("array_to_json", "anyarray", "json", |call| Ok(json(call.arg(0)).into())),
];

fn object(call: &Call<'_>) -> Result<Value> {
    if !call.args.len().is_multiple_of(2) {
        return exec_err!("argument list must have even number of elements");
    }
    let pair = |pair: &[Value]| match &pair[0] {
        Value::Null => exec_err!("null value not allowed for object key"),
        Value::Text(key) => Ok(format!("{} : {}", quote(key), json(&pair[1]))),
        key => Ok(format!("{} : {}", quote(&json(key)), json(&pair[1]))),
    };
    let pairs = call.args.chunks(2).map(pair).collect::<Result<Vec<_>>>()?;
    Ok(format!("{{{}}}", pairs.join(", ")).into())
}

fn array(call: &Call<'_>) -> Result<Value> {
    Ok(format!("[{}]", call.args.iter().map(json).collect::<Vec<_>>().join(", ")).into())
}

fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) => quote(text),
        Value::Other(number) if number.data_type().is_decimal() => Value::shown(number),
        Value::Other(moment) if matches!(moment.data_type(), DataType::Timestamp(..)) => {
            let text = Value::shown(moment).replacen(' ', "T", 1);
            // JSON has offsets with minutes.
            quote(&text.strip_suffix("+00").map_or(text.clone(), |text| format!("{text}+00:00")))
        }
        Value::Other(value) => quote(&Value::shown(value)),
        Value::List(items) => {
            format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(","))
        }
    }
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
