//! Rows as bytes: a batch is looked at once, and then written row by row.

mod numeric;
mod text;

use bytes::{BufMut, BytesMut};
use datafusion::arrow::{
    array::{
        Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Date32Array, Decimal128Array,
        Float32Array, Float64Array, Int16Array, Int32Array, Int64Array, IntervalMonthDayNanoArray,
        ListArray, StringArray, Time64MicrosecondArray, TimestampMicrosecondArray, UInt32Array,
    },
    compute::cast,
    datatypes::{DataType, Field},
    record_batch::RecordBatch,
};
use pgwire::api::Type;

use super::types::{of_data, pg_type, plain};
use crate::{
    Code, Failure,
    catalog::{TYPE_KEY, label},
};

/// Days and microseconds from 1970 to 2000, from which the binary form counts.
const DAYS_TO_2000: i32 = 10_957;
const MICROS_TO_2000: i64 = DAYS_TO_2000 as i64 * 86_400_000_000;

/// The columns of a batch, ready to be written.
pub(super) struct Columns(Vec<Column>);

/// A column of a batch.
pub(super) struct Column {
    values: Values,
    ty: Type,
    array: ArrayRef,
}

enum Values {
    Null,
    Bool(BooleanArray),
    Int16(Int16Array),
    Int32(Int32Array),
    Int64(Int64Array),
    Oid(UInt32Array),
    Float32(Float32Array),
    Float64(Float64Array),
    Number(Decimal128Array, i8),
    Text(StringArray),
    Bytes(BinaryArray),
    Date(Date32Array),
    Time(Time64MicrosecondArray),
    Timestamp(TimestampMicrosecondArray, bool),
    Interval(IntervalMonthDayNanoArray),
    List(ListArray, Box<Column>),
    /// Several values side by side.
    Record(Vec<Column>),
}

impl Columns {
    /// The columns of a batch.
    ///
    /// # Errors
    /// If values cannot be brought to a form that clients know.
    pub(super) fn of<'f>(
        batch: &RecordBatch,
        fields: impl Iterator<Item = &'f Field>,
    ) -> Result<Self, Failure> {
        let fields = fields.zip(batch.columns());
        fields.map(|(field, array)| Column::of(field, array)).collect::<Result<_, _>>().map(Self)
    }

    /// Each column.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    /// The number of columns.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// True if values have the type that clients were told. Else they would be misread. A type that a
/// field names is not that of its data.
fn is_as_told(field: &Field, given: &DataType) -> bool {
    field.metadata().contains_key(TYPE_KEY)
        || given.is_null()
        || of_data(field.data_type()) == of_data(given)
}

impl Column {
    fn of(field: &Field, array: &ArrayRef) -> Result<Self, Failure> {
        let ty = pg_type(field);
        if !is_as_told(field, array.data_type()) {
            let (name, given) = (label(field.name()), array.data_type());
            let message = format!("column {name} was planned as {ty}, and its values are {given}");
            let hint = "Cast the parts of the expression to one type.";
            return Err(Failure::new(Code::Internal, message).hint(hint));
        }
        let wanted = plain(array.data_type());
        let array = if *array.data_type() == wanted {
            array.clone()
        } else {
            let fails = |_| Failure::new(Code::Range, "a value is out of the range of its type");
            cast(array, &wanted).map_err(fails)?
        };
        let values = values(field, &array)?;
        Ok(Self { values, ty, array })
    }

    /// Returns true if a row has no value here.
    pub(super) fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row) || matches!(self.values, Values::Null)
    }

    /// Writes the value of a row as text.
    pub(super) fn text(&self, row: usize, out: &mut BytesMut) {
        match &self.values {
            Values::Null => {}
            Values::Bool(array) => out.put_u8(if array.value(row) { b't' } else { b'f' }),
            Values::Int16(array) => text::integer(array.value(row).into(), out),
            Values::Int32(array) => text::integer(array.value(row).into(), out),
            Values::Int64(array) => text::integer(array.value(row), out),
            Values::Oid(array) => text::integer(array.value(row).into(), out),
            Values::Float32(array) => {
                let value = array.value(row);
                text::float(value.into(), &format!("{value:e}"), 6, out);
            }
            Values::Float64(array) => {
                let value = array.value(row);
                text::float(value, &format!("{value:e}"), 15, out);
            }
            Values::Number(array, scale) => numeric::text(array.value(row), *scale, out),
            Values::Text(array) => out.put_slice(array.value(row).as_bytes()),
            Values::Bytes(array) => text::bytes(array.value(row), out),
            Values::Date(array) => text::date(array.value(row), out),
            Values::Time(array) => text::clock(array.value(row), out),
            Values::Timestamp(array, zone) => text::timestamp(array.value(row), *zone, out),
            Values::Interval(array) => text::interval(array.value(row), out),
            Values::List(array, items) => self.text_list(array, items, row, out),
            Values::Record(columns) => text_record(columns, row, out),
        }
    }

    /// A list in braces; the two kinds of vectors of the catalog, with spaces between.
    fn text_list(&self, array: &ListArray, items: &Self, row: usize, out: &mut BytesMut) {
        let (start, end) = bounds(array, row);
        let vector = self.is_vector();
        if !vector {
            out.put_u8(b'{');
        }
        let mut buffer = BytesMut::new();
        for place in start..end {
            if place > start {
                out.put_u8(if vector { b' ' } else { b',' });
            }
            if items.is_null(place) {
                out.put_slice(b"NULL");
                continue;
            }
            buffer.clear();
            items.text(place, &mut buffer);
            text::item(&buffer, out);
        }
        if !vector {
            out.put_u8(b'}');
        }
    }

    fn is_vector(&self) -> bool {
        matches!(self.ty, Type::INT2_VECTOR | Type::OID_VECTOR)
    }

    /// Writes the value of a row in binary form.
    pub(super) fn binary(&self, row: usize, out: &mut BytesMut) {
        match &self.values {
            Values::Null => {}
            Values::Bool(array) => out.put_u8(array.value(row).into()),
            Values::Int16(array) => out.put_i16(array.value(row)),
            Values::Int32(array) => out.put_i32(array.value(row)),
            Values::Int64(array) => out.put_i64(array.value(row)),
            Values::Oid(array) => out.put_u32(array.value(row)),
            Values::Float32(array) => out.put_f32(array.value(row)),
            Values::Float64(array) => out.put_f64(array.value(row)),
            Values::Number(array, scale) => numeric::binary(array.value(row), *scale, out),
            // An empty "char" is a zero byte.
            Values::Text(array) if self.ty == Type::CHAR && array.value(row).is_empty() => {
                out.put_u8(0);
            }
            Values::Text(array) => out.put_slice(array.value(row).as_bytes()),
            Values::Bytes(array) => out.put_slice(array.value(row)),
            Values::Date(array) => out.put_i32(array.value(row).saturating_sub(DAYS_TO_2000)),
            Values::Time(array) => out.put_i64(array.value(row)),
            Values::Timestamp(array, _) => {
                out.put_i64(array.value(row).saturating_sub(MICROS_TO_2000));
            }
            Values::Interval(array) => {
                let span = array.value(row);
                out.put_i64(span.nanoseconds / 1_000);
                out.put_i32(span.days);
                out.put_i32(span.months);
            }
            Values::List(array, items) => binary_list(array, items, self.is_vector(), row, out),
            Values::Record(columns) => {
                out.put_i32(i32::try_from(columns.len()).unwrap_or_default());
                for column in columns {
                    out.put_u32(column.ty.oid());
                    framed(out, column.is_null(row), |out| column.binary(row, out));
                }
            }
        }
    }
}

/// The values of a column as clients get them in text form.
///
/// # Errors
/// If clients get no such values.
pub(crate) fn texts(field: &Field, array: &ArrayRef) -> Result<StringArray, Failure> {
    let column = Column::of(field, array)?;
    let mut buffer = BytesMut::new();
    let text = |row| {
        buffer.clear();
        column.text(row, &mut buffer);
        (!column.is_null(row)).then(|| String::from_utf8_lossy(&buffer).into_owned())
    };
    Ok((0..array.len()).map(text).collect())
}

/// Writes a value after its length.
pub(super) fn framed(out: &mut BytesMut, is_null: bool, write: impl FnOnce(&mut BytesMut)) {
    if is_null {
        return out.put_i32(-1);
    }
    let at = out.len();
    out.put_i32(0);
    write(out);
    let length = i32::try_from(out.len() - at - 4).unwrap_or(i32::MAX);
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
}

fn values(field: &Field, array: &ArrayRef) -> Result<Values, Failure> {
    Ok(match array.data_type() {
        DataType::Null => Values::Null,
        DataType::Boolean => Values::Bool(array.as_boolean().clone()),
        DataType::Int16 => Values::Int16(array.as_primitive().clone()),
        DataType::Int32 => Values::Int32(array.as_primitive().clone()),
        DataType::Int64 => Values::Int64(array.as_primitive().clone()),
        DataType::UInt32 => Values::Oid(array.as_primitive().clone()),
        DataType::Float32 => Values::Float32(array.as_primitive().clone()),
        DataType::Float64 => Values::Float64(array.as_primitive().clone()),
        DataType::Decimal128(_, scale) => Values::Number(array.as_primitive().clone(), *scale),
        DataType::Utf8 => Values::Text(array.as_string().clone()),
        DataType::Binary => Values::Bytes(array.as_binary().clone()),
        DataType::Date32 => Values::Date(array.as_primitive().clone()),
        DataType::Time64(_) => Values::Time(array.as_primitive().clone()),
        DataType::Timestamp(_, zone) => {
            Values::Timestamp(array.as_primitive().clone(), zone.is_some())
        }
        DataType::Interval(_) => Values::Interval(array.as_primitive().clone()),
        DataType::List(item) => {
            let list: ListArray = array.as_list().clone();
            let items = Column::of(item, list.values())?;
            Values::List(list, Box::new(items))
        }
        DataType::Struct(fields) => {
            let parts = fields.iter().zip(array.as_struct().columns());
            Values::Record(
                parts.map(|(field, array)| Column::of(field, array)).collect::<Result<_, _>>()?,
            )
        }
        other => {
            let message =
                format!("column \"{}\" has the type {other}, which is not sent", field.name());
            return Err(Failure::new(Code::Unsupported, message));
        }
    })
}

fn bounds(array: &ListArray, row: usize) -> (usize, usize) {
    let place = |offset: i32| usize::try_from(offset).unwrap_or_default();
    let offsets = array.value_offsets();
    (place(offsets[row]), place(offsets[row + 1]))
}

fn binary_list(array: &ListArray, items: &Column, is_vector: bool, row: usize, out: &mut BytesMut) {
    let (start, end) = bounds(array, row);
    let number = |value: usize| i32::try_from(value).unwrap_or_default();
    let has_nulls = (start..end).any(|place| items.is_null(place));
    out.put_i32(i32::from(start < end));
    out.put_i32(has_nulls.into());
    out.put_u32(items.ty.oid());
    if start < end {
        out.put_i32(number(end - start));
        // The vectors of the catalog count from zero.
        out.put_i32(if is_vector { 0 } else { 1 });
    }
    for place in start..end {
        framed(out, items.is_null(place), |out| items.binary(place, out));
    }
}

fn text_record(columns: &[Column], row: usize, out: &mut BytesMut) {
    out.put_u8(b'(');
    let mut buffer = BytesMut::new();
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            out.put_u8(b',');
        }
        if !column.is_null(row) {
            buffer.clear();
            column.text(row, &mut buffer);
            text::item(&buffer, out);
        }
    }
    out.put_u8(b')');
}
