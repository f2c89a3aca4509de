//! Functions between names and object identifiers, and the casts that do the same.

use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;

use super::super::names::Registry;
use super::super::types::{TYPE_KEY, named};
use super::super::value::Value;
use super::call::{Call, Short};

pub(super) const FUNCTIONS: &[Short] = &[
    // Casts: `'deals'::regclass` becomes `$regclass('deals')`.
    ("$regclass", "any", "regclass", |call| cast(call, Registry::Class)),
    ("$regtype", "any", "regtype", |call| cast(call, Registry::Type)),
    ("$regproc", "any", "regproc", |call| cast(call, Registry::Procedure)),
    ("$regprocedure", "any", "regprocedure", |call| cast(call, Registry::Procedure)),
    ("$regnamespace", "any", "regnamespace", |call| cast(call, Registry::Namespace)),
    ("$regrole", "any", "regrole", |call| cast(call, Registry::Role)),
    ("$regcollation", "any", "regcollation", |call| cast(call, Registry::Collation)),
    ("$regoper", "any", "regoper", |call| cast(call, Registry::Other)),
    ("$regoperator", "any", "regoperator", |call| cast(call, Registry::Other)),
    ("$regconfig", "any", "regconfig", |call| cast(call, Registry::Other)),
    ("$regdictionary", "any", "regdictionary", |call| cast(call, Registry::Other)),
    ("$regtypes", "any", "_regtype", cast_types),
    ("$oid", "any", "oid", |call| cast(call, Registry::Other)),
    ("$xid", "any", "xid", |call| cast(call, Registry::Other)),
    ("$cid", "any", "cid", |call| cast(call, Registry::Other)),
    ("$name", "text", "name", |call| Ok(call.arg(0).clone())),
    ("$char", "text", "char", |call| Ok(call.text(0).chars().next().unwrap_or(' ').into())),
    ("$text", "any", "text", text),
    ("to_regclass", "text", "regclass", |call| find(call, Registry::Class)),
    ("to_regtype", "text", "regtype", |call| find(call, Registry::Type)),
    ("to_regproc", "text", "regproc", |call| find(call, Registry::Procedure)),
    ("to_regprocedure", "text", "regprocedure", |call| find(call, Registry::Procedure)),
    ("to_regnamespace", "text", "regnamespace", |call| find(call, Registry::Namespace)),
    ("to_regrole", "text", "regrole", |call| find(call, Registry::Role)),
    ("to_regcollation", "text", "regcollation", |call| find(call, Registry::Collation)),
    ("pg_typeof", "any", "regtype!", type_of),
];

fn cast(call: &Call<'_>, registry: Registry) -> Result<Value> {
    match call.arg(0) {
        Value::Text(text) => Ok(call.lookup().get(registry, text)?.into()),
        value => Ok(value.clone()),
    }
}

fn cast_types(call: &Call<'_>) -> Result<Value> {
    let items = call.arg(0).list().unwrap_or_default();
    let cast = |item: &Value| match item {
        Value::Text(text) => Ok(call.lookup().get(Registry::Type, text)?.into()),
        value => Ok(value.clone()),
    };
    Ok(Value::List(items.iter().map(cast).collect::<Result<Vec<_>>>()?))
}

fn find(call: &Call<'_>, registry: Registry) -> Result<Value> {
    let text = call.text(0);
    let found = call.lookup().find(registry, text).filter(|_| text != "-");
    Ok(found.into())
}

/// Returns the tag of an argument's type.
fn tag<'a>(call: &'a Call<'_>, at: usize) -> Option<&'a str> {
    call.fields.get(at).and_then(|field| field.metadata().get(TYPE_KEY)).map(String::as_str)
}

/// Writes a value as PostgreSQL sends it.
fn text(call: &Call<'_>) -> Result<Value> {
    let registry = tag(call, 0).and_then(Registry::of_type);
    let is_vector = tag(call, 0).is_some_and(|tag| tag.ends_with("vector"));
    let item = |value: &Value| match (registry, value.oid()) {
        (Some(registry), Some(oid)) => call.lookup().show(registry, oid),
        _ => plain(value),
    };
    Ok(match call.arg(0) {
        Value::List(items) if is_vector => {
            items.iter().map(item).collect::<Vec<_>>().join(" ").into()
        }
        Value::List(items) => {
            let items = items.iter().map(|value| match value {
                Value::Null => "NULL".to_owned(),
                value => quote_item(&item(value)),
            });
            format!("{{{}}}", items.collect::<Vec<_>>().join(",")).into()
        }
        value => item(value).into(),
    })
}

/// Writes a value that is no name.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => if *value { "t" } else { "f" }.to_owned(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(value) => value.clone(),
        Value::Other(value) => Value::shown(value),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
    }
}

/// Quotes an element of an array if it needs that.
fn quote_item(text: &str) -> String {
    let needs = |c: char| c.is_whitespace() || "{},\"\\".contains(c);
    if !text.is_empty() && !text.contains(needs) && !text.eq_ignore_ascii_case("null") {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn type_of(call: &Call<'_>) -> Result<Value> {
    let Some(field) = call.fields.first() else { return Ok(Value::Null) };
    let name = type_name(field.data_type(), tag(call, 0));
    Ok(named(&name).map(|ty| ty.oid).into())
}

fn type_name(ty: &DataType, tag: Option<&str>) -> String {
    let name = match ty {
        DataType::List(_) if tag.is_some_and(|tag| tag.ends_with("vector")) => return tag_of(tag),
        DataType::List(item) => return format!("_{}", type_name(item.data_type(), tag)),
        _ if tag.is_some() => return tag_of(tag),
        DataType::Boolean => "bool",
        DataType::Int8 | DataType::Int16 => "int2",
        DataType::Int32 => "int4",
        DataType::Int64 | DataType::UInt64 => "int8",
        DataType::UInt32 => "oid",
        DataType::Float32 => "float4",
        DataType::Float64 => "float8",
        DataType::Decimal128(..) => "numeric",
        DataType::Date32 => "date",
        DataType::Timestamp(_, Some(_)) => "timestamptz",
        DataType::Timestamp(_, None) => "timestamp",
        DataType::Interval(_) => "interval",
        DataType::Binary => "bytea",
        DataType::Null => "unknown",
        _ => "text",
    };
    name.to_owned()
}

fn tag_of(tag: Option<&str>) -> String {
    tag.unwrap_or("text").to_owned()
}
