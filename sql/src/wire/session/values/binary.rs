//! Values in binary form.

use datafusion::{arrow::datatypes::DataType, scalar::ScalarValue};
use pgwire::api::Type;

/// Microseconds and days from 1970 to 2000, from which the binary form counts.
const DAYS: i32 = 10_957;
const MICROS: i64 = DAYS as i64 * 86_400_000_000;

/// A value that was sent in binary form; none if it is no value of its type.
pub(super) fn value(bytes: &[u8], ty: &Type) -> Option<ScalarValue> {
    use ScalarValue as S;
    if let postgres_types::Kind::Array(item) = ty.kind() {
        return list(bytes, item);
    }
    Some(match *ty {
        Type::BOOL => S::Boolean(Some(*bytes.first()? != 0)),
        Type::INT2 => S::Int16(Some(i16::from_be_bytes(bytes.try_into().ok()?))),
        Type::INT4 => S::Int32(Some(i32::from_be_bytes(bytes.try_into().ok()?))),
        Type::INT8 => S::Int64(Some(i64::from_be_bytes(bytes.try_into().ok()?))),
        Type::OID | Type::REGCLASS | Type::REGTYPE | Type::REGPROC => {
            S::UInt32(Some(u32::from_be_bytes(bytes.try_into().ok()?)))
        }
        Type::FLOAT4 => S::Float32(Some(f32::from_be_bytes(bytes.try_into().ok()?))),
        Type::FLOAT8 => S::Float64(Some(f64::from_be_bytes(bytes.try_into().ok()?))),
        Type::DATE => {
            S::Date32(Some(i32::from_be_bytes(bytes.try_into().ok()?).checked_add(DAYS)?))
        }
        Type::TIMESTAMP | Type::TIMESTAMPTZ => {
            let micros = i64::from_be_bytes(bytes.try_into().ok()?).checked_add(MICROS)?;
            let zone = (*ty == Type::TIMESTAMPTZ).then(|| "UTC".into());
            S::TimestampMicrosecond(Some(micros), zone)
        }
        Type::NUMERIC => numeric(bytes)?,
        Type::BYTEA => S::Binary(Some(bytes.to_vec())),
        // The binary form of JSONB begins with a version; of all others it is their text.
        _ => S::Utf8(Some(std::str::from_utf8(bytes).ok()?.to_owned())),
    })
}

/// A number: groups of four decimal digits.
fn numeric(bytes: &[u8]) -> Option<ScalarValue> {
    let word = |at: usize| Some(i16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let (count, weight, sign, scale) = (word(0)?, word(2)?, word(4)?, word(6)?);
    if !matches!(sign, 0 | 0x4000) {
        return None;
    }
    let scale = scale.clamp(0, 37);
    let mut digits: i128 = 0;
    for place in 0..count {
        let group = i128::from(word(8 + usize::try_from(place).ok()? * 2)?);
        let exponent = (i32::from(weight) - i32::from(place)) * 4 + i32::from(scale);
        let unit = 10_i128.checked_pow(exponent.unsigned_abs())?;
        let part = if exponent >= 0 { group.checked_mul(unit)? } else { group / unit };
        digits = digits.checked_add(part)?;
    }
    let digits = if sign == 0 { digits } else { -digits };
    Some(ScalarValue::Decimal128(Some(digits), 38, i8::try_from(scale).ok()?))
}

/// An array of one dimension.
fn list(bytes: &[u8], item: &Type) -> Option<ScalarValue> {
    let word = |at: usize| Some(i32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let dimensions = word(0)?;
    let count = match dimensions {
        0 => 0,
        1 => usize::try_from(word(12)?).ok()?,
        _ => return None,
    };
    let mut at = 20;
    let mut items = Vec::new();
    for _ in 0..count {
        let length = word(at)?;
        at += 4;
        let Ok(length) = usize::try_from(length) else {
            items.push(None);
            continue;
        };
        items.push(Some(value(bytes.get(at..at + length)?, item)?));
        at += length;
    }
    of(items, item)
}

/// The list of these items.
pub(super) fn of(items: Vec<Option<ScalarValue>>, item: &Type) -> Option<ScalarValue> {
    let data = items.iter().flatten().next().map(ScalarValue::data_type);
    let data = data.or_else(|| crate::executor::declared(item)).unwrap_or(DataType::Utf8);
    let null = ScalarValue::try_from(&data).ok()?;
    let items: Vec<ScalarValue> =
        items.into_iter().map(|item| item.unwrap_or_else(|| null.clone())).collect();
    Some(ScalarValue::List(ScalarValue::new_list_nullable(&items, &data)))
}
