//! Values of parameters, as clients send them.

mod array;
mod binary;

use bytes::Bytes;
use datafusion::{
    arrow::datatypes::{DataType, Field},
    scalar::ScalarValue,
    sql::sqlparser::ast::Expr,
};
use futures::TryStreamExt;
use pgwire::api::Type;

use super::kept::Formats;
use crate::{Code, Failure, executor::Executor, statement, wire::types::pg_type};

/// The type that clients are told of a parameter.
pub(super) fn told(ty: &DataType) -> Type {
    match ty {
        DataType::Null => Type::TEXT,
        ty => pg_type(&Field::new("", ty.clone(), true)),
    }
}

/// The values of parameters: each was told to have one of these types, and the plan wants others,
/// as far as it can tell.
pub(super) fn given(
    parameters: &[Option<Bytes>],
    formats: &Formats,
    types: &[Type],
    wanted: &[Option<DataType>],
) -> Result<Vec<ScalarValue>, Failure> {
    let value = |(place, (bytes, ty)): (usize, (&Option<Bytes>, &Type))| {
        let wanted = wanted.get(place).cloned().flatten().filter(|wanted| !wanted.is_null());
        let Some(bytes) = bytes else {
            let null = wanted.unwrap_or(DataType::Utf8);
            return ScalarValue::try_from(&null).map_err(Failure::from);
        };
        let value =
            if formats.is_binary(place) { binary::value(bytes, ty) } else { text(bytes, ty) };
        let wrong = || {
            let message = format!("parameter ${} is no value of the type {}", place + 1, ty.name());
            Failure::new(Code::Text, message)
        };
        let value = value.ok_or_else(wrong)?;
        match wanted {
            Some(wanted) if value.data_type() != wanted => {
                value.cast_to(&wanted).map_err(|_| wrong())
            }
            _ => Ok(value),
        }
    };
    parameters.iter().zip(types).enumerate().map(value).collect()
}

/// A value that was sent as text.
fn text(bytes: &[u8], ty: &Type) -> Option<ScalarValue> {
    let text = std::str::from_utf8(bytes).ok()?;
    if matches!(ty.kind(), postgres_types::Kind::Array(_)) {
        return array::text(text, ty);
    }
    scalar(text, ty)
}

/// A value of a type that is no array.
fn scalar(text: &str, ty: &Type) -> Option<ScalarValue> {
    let plain = ScalarValue::Utf8(Some(text.to_owned()));
    match *ty {
        Type::BOOL => Some(ScalarValue::Boolean(Some(match &*text.trim().to_lowercase() {
            "t" | "true" | "1" | "on" | "yes" | "y" => true,
            "f" | "false" | "0" | "off" | "no" | "n" => false,
            _ => return None,
        }))),
        _ => match crate::executor::declared(ty) {
            Some(data) => plain.cast_to(&data).ok(),
            None => Some(plain),
        },
    }
}

/// The values of constant expressions, for EXECUTE.
pub(super) async fn evaluated(
    executor: &Executor,
    values: &[Expr],
    wanted: &[Option<DataType>],
) -> Result<Vec<ScalarValue>, Failure> {
    if values.len() != wanted.len() {
        let message = format!("wrong number of parameters: {} for {}", values.len(), wanted.len());
        return Err(Failure::new(Code::Syntax, message));
    }
    let mut found = Vec::new();
    for (value, wanted) in values.iter().zip(wanted) {
        let Some(statement::Command::Query(query)) =
            statement::parse_one(&format!("SELECT {value}"))?
        else {
            return Err(Failure::new(Code::Syntax, "EXECUTE takes values"));
        };
        let plan = executor.plan(&query, &[]).await?;
        let running = executor.start(&plan, std::sync::Arc::default()).await?;
        let batches: Vec<_> = running.stream.try_collect().await?;
        let batch = batches.first().filter(|batch| batch.num_rows() == 1);
        let batch = batch.ok_or_else(|| Failure::new(Code::Syntax, "EXECUTE takes values"))?;
        let value = ScalarValue::try_from_array(batch.column(0), 0)?;
        found.push(match wanted {
            Some(wanted) => value.cast_to(wanted)?,
            None => value,
        });
    }
    Ok(found)
}
