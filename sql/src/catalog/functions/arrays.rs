//! Functions of arrays as PostgreSQL counts: from 1, or from 0 in `int2vector` and `oidvector`.

use datafusion::error::Result;

use super::super::types::TYPE_KEY;
use super::super::value::Value;
use super::call::{Call, Short};
use crate::executor::width::{VALUE, too_long};

pub(super) const FUNCTIONS: &[Short] = &[
    ("array_lower", "anyarray int4", "int4", |call| {
        Ok(bounds(call).map(|(lower, _)| lower).into())
    }),
    ("array_upper", "anyarray int4", "int4", |call| {
        Ok(bounds(call).map(|(_, upper)| upper).into())
    }),
    ("array_length", "anyarray int4", "int4", |call| {
        Ok(bounds(call).map(|(lower, upper)| upper - lower + 1).into())
    }),
    ("array_to_string", "anyarray text text?", "text", |call| {
        let items = call.arg(0).list().unwrap_or_default().iter();
        let shown = items.filter_map(|item| match item {
            Value::Null => call.arg(2).text().map(str::to_owned),
            item => Some(super::names::plain(item)),
        });
        joined(shown, call.text(1))
    }),
    ("array_ndims", "anyarray", "int4", |call| {
        Ok(call.arg(0).list().filter(|items| !items.is_empty()).map(|_| 1).into())
    }),
    ("cardinality", "anyarray", "int4", |call| {
        Ok(call.arg(0).list().map(|items| items.len() as i64).into())
    }),
    ("array_position", "anyarray any", "int4", |call| {
        let items = call.arg(0).list().unwrap_or_default();
        let first = if is_vector(call) { 0 } else { 1 };
        let at = items.iter().position(|item| item.is(call.arg(1)));
        Ok(at.map(|at| at as i64 + first).into())
    }),
    // `x[i]` becomes `$subscript(x, i)`.
    ("$subscript", "anyarray int8", "element", |call| {
        let items = call.arg(0).list().unwrap_or_default();
        let first = if is_vector(call) { 0 } else { 1 };
        let at = call.arg(1).int().and_then(|at| usize::try_from(at - first).ok());
        Ok(at.and_then(|at| items.get(at)).cloned().unwrap_or(Value::Null))
    }),
    // All subscripts, to be unnested.
    ("$subscripts", "anyarray int8?", "_int4", |call| {
        let all = bounds(call).map(|(lower, upper)| (lower..=upper).collect::<Vec<_>>());
        Ok(all.unwrap_or_default().into())
    }),
    // Numbers from 1 to the number of elements, to be unnested beside them.
    ("$ordinality", "anyarray", "_int8", places),
    ("$places", "anyarray", "_int4", places),
    ("$same", "any text", "same!", |call| Ok(call.arg(0).clone())),
    // What `ARRAY(SELECT ...)` is of no rows.
    ("$array", "anyarray", "same!", |call| {
        Ok(Value::List(call.arg(0).list().unwrap_or_default().to_vec()))
    }),
    // `coalesce(x, '{}')`, where the text is an array if x is one.
    ("$coalesce", "any*", "same!", |call| {
        let found = call.args.iter().find(|value| **value != Value::Null);
        let is_list = call.fields.first().is_some_and(|it| it.data_type().is_list());
        Ok(match found {
            Some(Value::Text(text)) if is_list => Value::read_array(text),
            found => found.cloned().unwrap_or(Value::Null),
        })
    }),
    ("$series", "int8 int8 int8?", "_int4", series),
    ("pg_partition_ancestors", "oid", "_regclass", |_| Ok(Value::List(Vec::new()))),
    ("pg_listening_channels", "", "_text", |_| Ok(Value::List(Vec::new()))),
    ("$expandarray", "anyarray", "expanded", |call| {
        let items = call.arg(0).list().unwrap_or_default().iter().cloned();
        let numbered = items.zip(1_i64..).map(|(item, at)| Value::List(vec![item, at.into()]));
        Ok(Value::List(numbered.collect()))
    }),
];

/// Texts with another one between them.
fn joined(mut texts: impl Iterator<Item = String>, between: &str) -> Result<Value> {
    let mut out = texts.next().unwrap_or_default();
    for text in texts {
        out.push_str(between);
        out.push_str(&text);
        if out.len() > VALUE {
            return Err(too_long("array_to_string").into());
        }
    }
    Ok(out.into())
}

fn places(call: &Call<'_>) -> Result<Value> {
    let count = call.arg(0).list().map_or(0, <[Value]>::len) as i64;
    Ok((1..=count).collect::<Vec<_>>().into())
}

fn is_vector(call: &Call<'_>) -> bool {
    let tag = call.fields.first().and_then(|field| field.metadata().get(TYPE_KEY));
    tag.is_some_and(|tag| tag.ends_with("vector"))
}

fn bounds(call: &Call<'_>) -> Option<(i64, i64)> {
    let count = call.arg(0).list()?.len() as i64;
    let dimension = call.arg(1).int().unwrap_or(1);
    let first = if is_vector(call) { 0 } else { 1 };
    (count > 0 && dimension == 1).then_some((first, first + count - 1))
}

fn series(call: &Call<'_>) -> Result<Value> {
    let number = |at: usize| call.arg(at).int();
    let (Some(from), Some(to)) = (number(0), number(1)) else { return Ok(Value::Null) };
    let step = number(2).unwrap_or(1);
    /// The most numbers that one call makes.
    const MOST: usize = 1_000_000;
    let mut all = Vec::new();
    let mut at = from;
    while step != 0 && (if step > 0 { at <= to } else { at >= to }) {
        if all.len() == MOST {
            let message = format!("generate_series makes at most {MOST} numbers");
            return Err(crate::Failure::new(crate::Code::TooComplex, message).into());
        }
        all.push(at);
        let Some(next) = at.checked_add(step) else { break };
        at = next;
    }
    Ok(all.into())
}
