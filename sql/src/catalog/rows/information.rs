//! The SQL standard's views of tables and columns.

use super::super::definitions::format_type;
use super::super::objects::{Attribute, Class, Objects, schema_name};
use super::super::oid;
use super::super::relation::Rows;
use super::super::types::Type;
use super::super::value::Value;

/// Writes a boolean as the standard does.
pub(super) fn yes_or_no(value: bool) -> Value {
    if value { "YES" } else { "NO" }.into()
}

pub(super) fn tables(objects: &Objects, rows: &mut Rows) {
    for class in objects.classes.iter().filter(|class| class.kind != 'i') {
        let is_table = class.kind == 'r';
        rows.push([
            ("table_catalog", objects.database.as_str().into()),
            ("table_schema", schema_name(class.namespace).into()),
            ("table_name", class.name.as_str().into()),
            ("table_type", if is_table { "BASE TABLE" } else { "VIEW" }.into()),
            ("is_insertable_into", yes_or_no(false)),
            ("is_typed", yes_or_no(false)),
        ]);
    }
}

pub(super) fn views(objects: &Objects, rows: &mut Rows) {
    for class in objects.classes.iter().filter(|class| class.kind == 'v') {
        rows.push([
            ("table_catalog", objects.database.as_str().into()),
            ("table_schema", schema_name(class.namespace).into()),
            ("table_name", class.name.as_str().into()),
            ("check_option", "NONE".into()),
            ("is_updatable", yes_or_no(false)),
            ("is_insertable_into", yes_or_no(false)),
            ("is_trigger_updatable", yes_or_no(false)),
            ("is_trigger_deletable", yes_or_no(false)),
            ("is_trigger_insertable_into", yes_or_no(false)),
        ]);
    }
}

pub(super) fn columns(objects: &Objects, rows: &mut Rows) {
    for class in objects.classes.iter().filter(|class| class.kind != 'i') {
        for (at, column) in class.columns.iter().enumerate() {
            if let Some(ty) = objects.ty(column.ty) {
                push_column(objects, class, at as i64 + 1, column, ty, rows);
            }
        }
    }
}

fn push_column(
    objects: &Objects,
    class: &Class,
    number: i64,
    column: &Attribute,
    declared: &Type,
    rows: &mut Rows,
) {
    let database = || Value::from(objects.database.as_str());
    let is_domain = declared.kind == 'd';
    let ty = if is_domain { objects.ty(declared.base).unwrap_or(declared) } else { declared };
    let of_domain = |value: Value| if is_domain { value } else { Value::Null };
    let (precision, radix, scale) = numbers(&ty.name, column.modifier);
    let collated = ty.collation == 950;
    let collation = |value: Value| if collated { value } else { Value::Null };
    rows.push([
        ("table_catalog", database()),
        ("table_schema", schema_name(class.namespace).into()),
        ("table_name", class.name.as_str().into()),
        ("column_name", column.name.as_str().into()),
        ("ordinal_position", number.into()),
        ("is_nullable", yes_or_no(!column.not_null && !declared.not_null)),
        ("data_type", data_type(objects, ty).into()),
        ("character_maximum_length", of_domain(length(declared).into())),
        ("character_octet_length", octets(ty, declared).into()),
        ("numeric_precision", precision.into()),
        ("numeric_precision_radix", radix.into()),
        ("numeric_scale", scale.into()),
        ("datetime_precision", moments(&ty.name, declared.modifier).into()),
        ("collation_catalog", collation(database())),
        ("collation_schema", collation("pg_catalog".into())),
        ("collation_name", collation("C".into())),
        ("domain_catalog", of_domain(database())),
        ("domain_schema", of_domain("information_schema".into())),
        ("domain_name", of_domain(declared.name.as_str().into())),
        ("udt_catalog", database()),
        ("udt_schema", schema_name(ty.namespace).into()),
        ("udt_name", ty.name.as_str().into()),
        ("dtd_identifier", number.to_string().into()),
        ("is_self_referencing", yes_or_no(false)),
        ("is_identity", yes_or_no(false)),
        ("identity_cycle", yes_or_no(false)),
        ("is_generated", "NEVER".into()),
        ("is_updatable", yes_or_no(false)),
    ]);
}

fn data_type(objects: &Objects, ty: &Type) -> String {
    if ty.category == 'A' && ty.element != 0 && ty.len == -1 {
        return "ARRAY".to_owned();
    }
    if ty.namespace != oid::PG_CATALOG {
        return "USER-DEFINED".to_owned();
    }
    format_type(objects, ty.oid, -1, &[])
}

fn length(declared: &Type) -> Option<i64> {
    (declared.modifier > 4 && declared.name == "yes_or_no")
        .then(|| i64::from(declared.modifier) - 4)
}

fn octets(ty: &Type, declared: &Type) -> Option<i64> {
    match ty.name.as_str() {
        "varchar" | "bpchar" if length(declared).is_some() => length(declared).map(|it| it * 4),
        "text" | "varchar" | "bpchar" => Some(1 << 30),
        _ => None,
    }
}

/// Returns precision, its base, and scale of a number's type.
fn numbers(ty: &str, modifier: i32) -> (Option<i64>, Option<i64>, Option<i64>) {
    let binary = |bits| (Some(bits), Some(2), Some(0));
    match ty {
        "int2" => binary(16),
        "int4" => binary(32),
        "int8" => binary(64),
        "float4" => (Some(24), Some(2), None),
        "float8" => (Some(53), Some(2), None),
        "numeric" if modifier >= 4 => {
            let both = i64::from(modifier - 4);
            (Some(both >> 16), Some(10), Some(both & 0xffff))
        }
        "numeric" => (None, Some(10), None),
        _ => (None, None, None),
    }
}

fn moments(ty: &str, modifier: i32) -> Option<i64> {
    match ty {
        "date" => Some(0),
        "time" | "timetz" | "timestamp" | "timestamptz" | "interval" => {
            Some(if modifier >= 0 { modifier.into() } else { 6 })
        }
        _ => None,
    }
}

pub(super) fn character_sets(objects: &Objects, rows: &mut Rows) {
    rows.push([
        ("character_set_name", "UTF8".into()),
        ("character_repertoire", "UCS".into()),
        ("form_of_use", "UTF8".into()),
        ("default_collate_catalog", objects.database.as_str().into()),
    ]);
}

pub(super) fn collations(objects: &Objects, rows: &mut Rows) {
    for name in ["default", "C", "POSIX", "ucs_basic"] {
        rows.push([
            ("collation_catalog", objects.database.as_str().into()),
            ("collation_schema", "pg_catalog".into()),
            ("collation_name", name.into()),
            ("pad_attribute", "NO PAD".into()),
        ]);
    }
}

pub(super) fn catalog_name(objects: &Objects, rows: &mut Rows) {
    rows.push([("catalog_name", objects.database.as_str().into())]);
}

pub(super) fn sql_implementation_info(_: &Objects, rows: &mut Rows) {
    for (id, name, value) in [
        ("13", "DATA SOURCE NAME", ""),
        ("17", "DBMS NAME", "PostgreSQL"),
        ("18", "DBMS VERSION", "16.00.0006"),
    ] {
        rows.push([
            ("implementation_info_id", id.into()),
            ("implementation_info_name", name.into()),
            ("character_value", value.into()),
        ]);
    }
}
