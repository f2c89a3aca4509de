//! The types of PostgreSQL that columns of results have.

use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};
use pgwire::api::Type;

use crate::catalog::TYPE_KEY;

/// The type that clients are told of a column. Where its data alone do not tell, as of an `oid` or
/// a `name`, its field does ([`TYPE_KEY`]); that of a list tells the type of its items.
pub fn pg_type(field: &Field) -> Type {
    let named = field.metadata().get(TYPE_KEY).and_then(|name| by_name(name));
    match (named, field.data_type()) {
        (Some(vector @ (Type::INT2_VECTOR | Type::OID_VECTOR)), _) => vector,
        (Some(item), DataType::List(_)) => array_of(&item),
        (Some(named), _) => named,
        (None, data) => of_data(data),
    }
}

fn by_name(name: &str) -> Option<Type> {
    Some(match name {
        "oid" => Type::OID,
        "name" => Type::NAME,
        "char" => Type::CHAR,
        "regproc" => Type::REGPROC,
        "regclass" => Type::REGCLASS,
        "regtype" => Type::REGTYPE,
        "regnamespace" => Type::REGNAMESPACE,
        "int2vector" => Type::INT2_VECTOR,
        "oidvector" => Type::OID_VECTOR,
        "varchar" => Type::VARCHAR,
        "json" => Type::JSON,
        "void" => Type::VOID,
        "xid" => Type::XID,
        _ => return None,
    })
}

/// The type of data about which its field says nothing.
pub(super) fn of_data(data: &DataType) -> Type {
    match data {
        DataType::Boolean => Type::BOOL,
        DataType::Int8 | DataType::UInt8 | DataType::Int16 => Type::INT2,
        DataType::UInt16 | DataType::Int32 => Type::INT4,
        DataType::UInt32 => Type::OID,
        DataType::Int64 | DataType::UInt64 => Type::INT8,
        DataType::Float16 | DataType::Float32 => Type::FLOAT4,
        DataType::Float64 => Type::FLOAT8,
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => Type::NUMERIC,
        DataType::Date32 | DataType::Date64 => Type::DATE,
        DataType::Timestamp(_, Some(_)) => Type::TIMESTAMPTZ,
        DataType::Timestamp(_, None) => Type::TIMESTAMP,
        DataType::Time32(_) | DataType::Time64(_) => Type::TIME,
        DataType::Interval(_) | DataType::Duration(_) => Type::INTERVAL,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Type::BYTEA,
        DataType::Dictionary(_, value) => of_data(value),
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            array_of(&pg_type(item))
        }
        DataType::Struct(_) => Type::RECORD,
        _ => Type::TEXT,
    }
}

/// The type of lists of a type; a list's own, if it is one.
pub fn list_of(ty: Type) -> Type {
    match ty.kind() {
        postgres_types::Kind::Array(_) => ty,
        _ => array_of(&ty),
    }
}

fn array_of(item: &Type) -> Type {
    match *item {
        Type::BOOL => Type::BOOL_ARRAY,
        Type::INT2 => Type::INT2_ARRAY,
        Type::INT4 => Type::INT4_ARRAY,
        Type::INT8 => Type::INT8_ARRAY,
        Type::OID => Type::OID_ARRAY,
        Type::NAME => Type::NAME_ARRAY,
        Type::CHAR => Type::CHAR_ARRAY,
        Type::FLOAT4 => Type::FLOAT4_ARRAY,
        Type::FLOAT8 => Type::FLOAT8_ARRAY,
        Type::NUMERIC => Type::NUMERIC_ARRAY,
        Type::DATE => Type::DATE_ARRAY,
        Type::TIMESTAMP => Type::TIMESTAMP_ARRAY,
        Type::TIMESTAMPTZ => Type::TIMESTAMPTZ_ARRAY,
        _ => Type::TEXT_ARRAY,
    }
}

/// The type of the data that values of a column are brought to before they are written.
pub(super) fn plain(data: &DataType) -> DataType {
    match data {
        DataType::Int8 | DataType::UInt8 => DataType::Int16,
        DataType::UInt16 => DataType::Int32,
        DataType::UInt64 => DataType::Int64,
        DataType::Float16 => DataType::Float32,
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal256(precision, scale) => {
            DataType::Decimal128((*precision).min(38), *scale)
        }
        DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        DataType::Time32(_) | DataType::Time64(_) => DataType::Time64(TimeUnit::Microsecond),
        DataType::Interval(_) | DataType::Duration(_) => {
            DataType::Interval(datafusion::arrow::datatypes::IntervalUnit::MonthDayNano)
        }
        DataType::LargeBinary | DataType::BinaryView => DataType::Binary,
        DataType::Dictionary(_, value) => plain(value),
        DataType::LargeList(item) | DataType::FixedSizeList(item, _) | DataType::List(item) => {
            DataType::List(std::sync::Arc::new(
                item.as_ref().clone().with_data_type(plain(item.data_type())),
            ))
        }
        DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
        other => other.clone(),
    }
}

/// The bytes that a value of a type has; negative if they vary.
pub(super) fn size(ty: &Type) -> i16 {
    match *ty {
        Type::BOOL | Type::CHAR => 1,
        Type::INT2 => 2,
        Type::INT4 | Type::OID | Type::FLOAT4 | Type::DATE | Type::REGPROC | Type::REGCLASS => 4,
        Type::INT8 | Type::FLOAT8 | Type::TIMESTAMP | Type::TIMESTAMPTZ | Type::TIME => 8,
        Type::INTERVAL => 16,
        Type::NAME => 64,
        _ => -1,
    }
}

/// What a column of numbers says beside its type: its digits, and those after the point.
pub(super) fn modifier((precision, scale): (u8, i8)) -> i32 {
    ((i32::from(precision) << 16) | i32::from(scale)) + 4
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_tag_of_a_list_is_that_of_its_items() {
        let field = |data: DataType, tag: &str| {
            Field::new("", data, true).with_metadata([(TYPE_KEY.to_owned(), tag.to_owned())].into())
        };
        let list = |item| DataType::List(Arc::new(Field::new_list_field(item, true)));
        assert_eq!(pg_type(&field(DataType::Utf8, "name")), Type::NAME);
        assert_eq!(pg_type(&field(list(DataType::Utf8), "name")), Type::NAME_ARRAY);
        assert_eq!(pg_type(&field(list(DataType::Int16), "int2vector")), Type::INT2_VECTOR);
        assert_eq!(pg_type(&Field::new("", list(DataType::Int32), true)), Type::INT4_ARRAY);
    }
}
