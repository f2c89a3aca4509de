//! Values of catalog rows and of catalog functions, and their way into and out of Arrow arrays.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, BinaryBuilder, BooleanArray, Decimal128Array, Float32Array, Float64Array,
    Int16Array, Int32Array, Int64Array, ListArray, StringArray, StructArray,
    TimestampMicrosecondArray, UInt32Array, new_null_array,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, TimeUnit};
use datafusion::common::{ScalarValue, exec_err};
use datafusion::error::Result;

use crate::wire;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer or an object identifier; microseconds since 1970 for a moment.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// A text, a name or the text of any other type.
    Text(String),
    /// An array or a vector.
    List(Vec<Value>),
    /// A value of a type that no function here takes apart.
    Other(ScalarValue),
}

impl Value {
    /// Returns the integer, if this is one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the object identifier, if this is one.
    pub fn oid(&self) -> Option<u32> {
        self.int().and_then(|value| u32::try_from(value).ok())
    }

    /// Returns the text, if this is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the boolean, if this is one.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the elements, if this is an array.
    pub fn list(&self) -> Option<&[Value]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    /// Returns true for the same value, though it may be written with other digits.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Other(one), Self::Other(other)) => {
                let alike = other.cast_to(&one.data_type()).ok();
                let back = alike.as_ref().and_then(|it| it.cast_to(&other.data_type()).ok());
                alike.as_ref() == Some(one) && back.as_ref() == Some(other)
            }
            (Self::Other(one), other) => {
                scalar(&one.data_type(), other).is_ok_and(|other| *one == other)
            }
            (one, other) => one == other,
        }
    }

    /// The text by which clients get a value that no function here takes apart.
    pub fn shown(scalar: &ScalarValue) -> String {
        let field = Field::new("", scalar.data_type(), true);
        let texts = scalar.to_array().ok().and_then(|it| wire::texts(&field, &it).ok());
        texts.map_or_else(|| scalar.to_string(), |texts| texts.value(0).to_owned())
    }

    /// Reads a scalar of DataFusion.
    pub fn read(scalar: &ScalarValue) -> Self {
        match scalar {
            scalar if scalar.is_null() => Self::Null,
            ScalarValue::Boolean(Some(value)) => Self::Bool(*value),
            ScalarValue::Int8(Some(value)) => Self::Int((*value).into()),
            ScalarValue::Int16(Some(value)) => Self::Int((*value).into()),
            ScalarValue::Int32(Some(value)) => Self::Int((*value).into()),
            ScalarValue::Int64(Some(value)) => Self::Int(*value),
            ScalarValue::UInt8(Some(value)) => Self::Int((*value).into()),
            ScalarValue::UInt16(Some(value)) => Self::Int((*value).into()),
            ScalarValue::UInt32(Some(value)) => Self::Int((*value).into()),
            ScalarValue::UInt64(Some(value)) => Self::Int(*value as i64),
            ScalarValue::Float32(Some(value)) => Self::Float((*value).into()),
            ScalarValue::Float64(Some(value)) => Self::Float(*value),
            ScalarValue::List(list) => Self::read_list(list),
            scalar => match scalar.try_as_str() {
                Some(text) => text.map_or(Self::Null, Self::from),
                None => Self::Other(scalar.clone()),
            },
        }
    }

    /// Reads the text of an array, whose elements stay text.
    pub fn read_array(text: &str) -> Self {
        let items = super::rewrite::elements(text).unwrap_or_default();
        Self::List(items.into_iter().map(Self::from).collect())
    }

    fn read_list(list: &ListArray) -> Self {
        let items = list.value(0);
        let read = |at| match ScalarValue::try_from_array(&items, at) {
            Ok(scalar) => Self::read(&scalar),
            Err(_) => Self::Null,
        };
        Self::List((0..items.len()).map(read).collect())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<char> for Value {
    fn from(value: char) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<i16> for Value {
    fn from(value: i16) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// Builds an array of one type.
pub fn array(ty: &DataType, values: &[Value]) -> Result<ArrayRef> {
    if values.iter().any(|value| matches!(value, Value::Other(_))) {
        return others(ty, values);
    }
    let ints = || values.iter().map(Value::int);
    Ok(match ty {
        DataType::Boolean => Arc::new(values.iter().map(Value::bool).collect::<BooleanArray>()),
        DataType::Int16 => {
            Arc::new(ints().map(|value| value.map(|it| it as i16)).collect::<Int16Array>())
        }
        DataType::Int32 => {
            Arc::new(ints().map(|value| value.map(|it| it as i32)).collect::<Int32Array>())
        }
        DataType::Int64 => Arc::new(ints().collect::<Int64Array>()),
        DataType::UInt32 => {
            Arc::new(ints().map(|value| value.map(|it| it as u32)).collect::<UInt32Array>())
        }
        DataType::Float32 => Arc::new(
            floats(values).map(|value| value.map(|it| it as f32)).collect::<Float32Array>(),
        ),
        DataType::Float64 => Arc::new(floats(values).collect::<Float64Array>()),
        DataType::Utf8 => Arc::new(values.iter().map(Value::text).collect::<StringArray>()),
        DataType::Binary => {
            let mut builder = BinaryBuilder::new();
            values.iter().for_each(|value| builder.append_option(value.text()));
            Arc::new(builder.finish())
        }
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            Arc::new(ints().collect::<TimestampMicrosecondArray>().with_timezone_opt(zone.clone()))
        }
        DataType::Decimal128(precision, scale) => {
            let scaled = ints().map(|v| v.map(|it| i128::from(it) * 10_i128.pow(*scale as u32)));
            let array = scaled.collect::<Decimal128Array>();
            Arc::new(array.with_precision_and_scale(*precision, *scale)?)
        }
        DataType::List(item) => {
            let rows = values.iter().map(Value::list);
            let lengths = rows.clone().map(|row| row.map_or(0, <[Value]>::len));
            let offsets = OffsetBuffer::from_lengths(lengths);
            let nulls = rows.clone().map(|row| row.is_some()).collect::<NullBuffer>();
            let items = rows.flatten().flatten().cloned().collect::<Vec<_>>();
            let items = array(item.data_type(), &items)?;
            Arc::new(ListArray::try_new(item.clone(), offsets, items, Some(nulls))?)
        }
        DataType::Struct(fields) => {
            let rows = values.iter().map(Value::list);
            let nulls = rows.clone().map(|row| row.is_some()).collect::<NullBuffer>();
            let column = |(at, field): (usize, &FieldRef)| {
                let cell = |row: Option<&[Value]>| row.and_then(|row| row.get(at)).cloned();
                let cells = rows.clone().map(|row| cell(row).unwrap_or(Value::Null));
                array(field.data_type(), &cells.collect::<Vec<_>>())
            };
            let columns = fields.iter().enumerate().map(column).collect::<Result<Vec<_>>>()?;
            let length = values.len();
            let rows =
                StructArray::try_new_with_length(fields.clone(), columns, Some(nulls), length)?;
            Arc::new(rows)
        }
        DataType::Null => new_null_array(ty, values.len()),
        other => return exec_err!("no catalog value is of type {other}"),
    })
}

/// Builds an array of values some of which no function here takes apart.
fn others(ty: &DataType, values: &[Value]) -> Result<ArrayRef> {
    let scalars = values.iter().map(|value| scalar(ty, value));
    ScalarValue::iter_to_array(scalars.collect::<Result<Vec<_>>>()?)
}

fn scalar(ty: &DataType, value: &Value) -> Result<ScalarValue> {
    match value {
        Value::Null => ScalarValue::try_from(ty),
        Value::Other(scalar) => scalar.cast_to(ty),
        Value::Int(number) => ScalarValue::from(*number).cast_to(ty),
        Value::Text(text) => ScalarValue::from(text.as_str()).cast_to(ty),
        other => exec_err!("{other:?} is no value of type {ty}"),
    }
}

fn floats(values: &[Value]) -> impl Iterator<Item = Option<f64>> {
    values.iter().map(|value| match value {
        Value::Float(value) => Some(*value),
        Value::Int(value) => Some(*value as f64),
        _ => None,
    })
}
