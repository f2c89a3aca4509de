//! Types: those built into PostgreSQL, their arrays, and the row types of relations.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};

use super::oid::{self, object_oid};
use crate::table::{ColumnType, PRECISION, SCALE};

/// The key of field metadata under which the name of a PostgreSQL type stands where the Arrow type
/// does not tell it. For an array it names the type of the elements.
pub const TYPE_KEY: &str = "pg";

/// A row of `pg_type`.
#[derive(Debug, Clone)]
pub struct Type {
    /// `oid`.
    pub oid: u32,
    /// `typname`.
    pub name: String,
    /// `typnamespace`.
    pub namespace: u32,
    /// `typlen`.
    pub len: i16,
    /// `typbyval`.
    pub by_value: bool,
    /// `typtype`.
    pub kind: char,
    /// `typcategory`.
    pub category: char,
    /// `typispreferred`.
    pub preferred: bool,
    /// `typdelim`.
    pub delimiter: char,
    /// `typrelid`.
    pub relation: u32,
    /// `typelem`.
    pub element: u32,
    /// `typarray`.
    pub array: u32,
    /// The names of the functions `typinput`, `typoutput`, `typreceive`, `typsend`, `typmodin`,
    /// `typmodout`, `typanalyze` and `typsubscript`; `-` where there is none.
    pub functions: [String; 8],
    /// `typalign`.
    pub align: char,
    /// `typstorage`.
    pub storage: char,
    /// `typcollation`.
    pub collation: u32,
    /// `typbasetype`.
    pub base: u32,
    /// `typnotnull`.
    pub not_null: bool,
    /// `typtypmod`.
    pub modifier: i32,
}

static BUILT_IN: LazyLock<Vec<Type>> = LazyLock::new(read);

static BY_NAME: LazyLock<HashMap<&'static str, &'static Type>> =
    LazyLock::new(|| BUILT_IN.iter().map(|ty| (ty.name.as_str(), ty)).collect());

/// Returns the built-in types and their arrays.
pub fn built_in() -> &'static [Type] {
    &BUILT_IN
}

/// Returns a built-in type by its name in `pg_type`.
pub fn named(name: &str) -> Option<&'static Type> {
    BY_NAME.get(name).copied()
}

/// Returns the identifier of a built-in type, or 0.
pub fn type_oid(name: &str) -> u32 {
    named(name).map_or(0, |ty| ty.oid)
}

fn read() -> Vec<Type> {
    let lines = include_str!("data/types.txt").lines();
    let rows = lines.map(|line| line.split(' ').collect::<Vec<_>>()).collect::<Vec<_>>();
    let oids = rows.iter().map(|row| (row[1], number(row[0]))).collect::<HashMap<_, _>>();
    let oid_of = |name: &str| oids.get(name).copied().unwrap_or(0);
    let mut types = Vec::new();
    for row in &rows {
        let ty = Type {
            oid: number(row[0]),
            name: row[1].to_owned(),
            namespace: schema(number(row[0])),
            len: row[2].parse().unwrap_or(-1),
            by_value: row[3] == "t",
            kind: first(row[4]),
            category: first(row[5]),
            preferred: row[6] == "t",
            delimiter: first(row[7]),
            relation: 0,
            element: oid_of(row[8]),
            array: number(row[9]),
            functions: std::array::from_fn(|at| row[10 + at].to_owned()),
            align: first(row[18]),
            storage: first(row[19]),
            collation: number(row[20]),
            base: oid_of(row[21]),
            not_null: row[22] == "t",
            modifier: row[23].parse().unwrap_or(-1),
        };
        let array = (ty.array != 0).then(|| array_of(&ty, ty.array));
        types.push(ty);
        types.extend(array);
    }
    types
}

fn schema(oid: u32) -> u32 {
    if oid > 13000 { oid::INFORMATION_SCHEMA } else { oid::PG_CATALOG }
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

fn first(text: &str) -> char {
    text.chars().next().unwrap_or('-')
}

/// Returns the type of arrays of `element`.
fn array_of(element: &Type, oid: u32) -> Type {
    let of = |name: &str| name.to_owned();
    let [.., modifier_in, modifier_out, _, _] = element.functions.clone();
    Type {
        oid,
        name: format!("_{}", element.name),
        len: -1,
        by_value: false,
        kind: if element.kind == 'p' && element.name != "cstring" { 'p' } else { 'b' },
        category: if element.name == "record" { 'P' } else { 'A' },
        preferred: false,
        relation: 0,
        element: element.oid,
        array: 0,
        functions: [
            of("array_in"),
            of("array_out"),
            of("array_recv"),
            of("array_send"),
            if element.kind == 'd' { of("-") } else { modifier_in },
            if element.kind == 'd' { of("-") } else { modifier_out },
            of("array_typanalyze"),
            of("array_subscript_handler"),
        ],
        align: if element.align == 'd' { 'd' } else { 'i' },
        storage: 'x',
        base: 0,
        not_null: false,
        modifier: -1,
        ..element.clone()
    }
}

/// The row types whose identifiers PostgreSQL fixes, and those of their arrays.
const FIXED_ROW_TYPES: [(&str, u32, u32); 9] = [
    ("pg_type", 71, 210),
    ("pg_attribute", 75, 270),
    ("pg_proc", 81, 272),
    ("pg_class", 83, 273),
    ("pg_database", 1248, 10052),
    ("pg_authid", 2842, 10057),
    ("pg_auth_members", 2843, 10058),
    ("pg_shseclabel", 4066, 10093),
    ("pg_subscription", 6101, 10112),
];

fn is_catalog(namespace: u32, fixed: &str, name: &str) -> bool {
    namespace == oid::PG_CATALOG && fixed == name
}

/// Returns the identifier of the type of rows of a relation.
pub fn row_type_oid(namespace: u32, name: &str) -> u32 {
    let fixed = FIXED_ROW_TYPES.iter().find(|(it, ..)| is_catalog(namespace, it, name));
    fixed.map_or_else(|| object_oid("type", name), |(_, row, _)| *row)
}

/// Returns the type of rows of a relation, and that of arrays of it.
pub fn row_types(relation: u32, name: &str, namespace: u32) -> [Type; 2] {
    let functions = ["record_in", "record_out", "record_recv", "record_send", "-", "-", "-", "-"];
    let fixed = FIXED_ROW_TYPES.iter().find(|(it, ..)| is_catalog(namespace, it, name));
    let array_oid = fixed.map_or_else(|| object_oid("array", name), |(_, _, array)| *array);
    let row = Type {
        oid: row_type_oid(namespace, name),
        name: name.to_owned(),
        namespace,
        len: -1,
        by_value: false,
        kind: 'c',
        category: 'C',
        preferred: false,
        delimiter: ',',
        relation,
        element: 0,
        array: array_oid,
        functions: functions.map(str::to_owned),
        align: 'd',
        storage: 'x',
        collation: 0,
        base: 0,
        not_null: false,
        modifier: -1,
    };
    let array = array_of(&row, row.array);
    [row, array]
}

/// Returns the name and modifier of the type of a column of ours.
pub fn of_column(ty: ColumnType) -> (&'static str, i32) {
    match ty {
        ColumnType::Text => ("text", -1),
        ColumnType::Bool => ("bool", -1),
        ColumnType::Integer => ("int8", -1),
        ColumnType::Number => ("numeric", ((i32::from(PRECISION) << 16) | i32::from(SCALE)) + 4),
        ColumnType::Date => ("date", -1),
        ColumnType::Time => ("timestamptz", -1),
    }
}

/// Returns the field that holds values of a type, named as in `pg_type`.
pub fn field(name: &str, ty: &str, nullable: bool) -> Field {
    let base = match ty {
        "sql_identifier" => "name",
        "character_data" | "yes_or_no" => "varchar",
        "cardinal_number" => "int4",
        "time_stamp" => "timestamptz",
        other => other,
    };
    let (data_type, tag) = arrow(base);
    let field = Field::new(name, data_type, nullable);
    match tag {
        Some(tag) => field.with_metadata([(TYPE_KEY.to_owned(), tag.to_owned())].into()),
        None => field,
    }
}

/// Returns the Arrow type of values of a type, and the tag they need beside it.
pub fn arrow(ty: &str) -> (DataType, Option<&str>) {
    let list = |item: DataType| DataType::List(Arc::new(Field::new_list_field(item, true)));
    match ty {
        "bool" => (DataType::Boolean, None),
        "int2" => (DataType::Int16, None),
        "int4" => (DataType::Int32, None),
        "int8" => (DataType::Int64, None),
        "oid" => (DataType::UInt32, None),
        "xid" | "cid" => (DataType::UInt32, Some(ty)),
        _ if ty.starts_with("reg") => (DataType::UInt32, Some(ty)),
        "float4" => (DataType::Float32, None),
        "float8" => (DataType::Float64, None),
        "numeric" => (DataType::Decimal128(PRECISION, SCALE), None),
        "date" => (DataType::Date32, None),
        "bytea" => (DataType::Binary, None),
        "timestamptz" => (DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), None),
        "int2vector" => (list(DataType::Int16), Some(ty)),
        "oidvector" => (list(DataType::UInt32), Some(ty)),
        "text" => (DataType::Utf8, None),
        "_text" => (list(DataType::Utf8), None),
        _ => match ty.strip_prefix('_') {
            Some(item) => {
                let (item, tag) = arrow(item);
                (list(item), tag)
            }
            None => (DataType::Utf8, Some(ty)),
        },
    }
}
