//! Relations, their columns, indexes and comments.

use super::super::definitions::index_definition;
use super::super::objects::{Class, Constraint, Objects, schema_name};
use super::super::oid;
use super::super::relation::Rows;
use super::super::types::type_oid;
use super::super::value::Value;

pub(super) fn pg_class(objects: &Objects, rows: &mut Rows) {
    for class in &objects.classes {
        let keys = || objects.constraints.iter().filter(|it| it.class == class.oid);
        let refers = |it: &Constraint| it.refers.as_ref().is_some_and(|(to, _)| *to == class.oid);
        let has_triggers =
            keys().any(|it| it.refers.is_some()) || objects.constraints.iter().any(refers);
        rows.push([
            ("oid", class.oid.into()),
            ("relname", class.name.as_str().into()),
            ("relnamespace", class.namespace.into()),
            ("reltype", class.row_type().into()),
            ("relowner", oid::OWNER.into()),
            ("relam", access_method(class.kind).into()),
            ("relpages", i64::from(class.kind == 'i').into()),
            ("reltuples", if class.kind == 'i' { 0 } else { -1 }.into()),
            ("relhasindex", keys().any(|it| it.refers.is_none()).into()),
            ("relpersistence", 'p'.into()),
            ("relkind", class.kind.into()),
            ("relnatts", (class.columns.len() as i64).into()),
            ("relhastriggers", has_triggers.into()),
            ("relhasrules", (class.kind == 'v').into()),
            ("relispopulated", true.into()),
            ("relreplident", if is_user_table(class) { 'd' } else { 'n' }.into()),
        ]);
    }
}

fn access_method(kind: char) -> u32 {
    match kind {
        'r' => oid::HEAP,
        'i' => oid::BTREE,
        _ => 0,
    }
}

fn is_user_table(class: &Class) -> bool {
    class.kind == 'r' && class.namespace == oid::PUBLIC
}

pub(super) fn pg_attribute(objects: &Objects, rows: &mut Rows) {
    for class in &objects.classes {
        for (at, column) in class.columns.iter().enumerate() {
            let Some(ty) = objects.ty(column.ty) else { continue };
            let is_array = ty.category == 'A' && ty.element != 0;
            rows.push([
                ("attrelid", class.oid.into()),
                ("attname", column.name.as_str().into()),
                ("atttypid", column.ty.into()),
                ("attstattarget", (-1).into()),
                ("attlen", ty.len.into()),
                ("attnum", (at as i64 + 1).into()),
                ("attndims", i64::from(is_array && class.kind == 'r').into()),
                ("attcacheoff", (-1).into()),
                ("atttypmod", column.modifier.into()),
                ("attbyval", ty.by_value.into()),
                ("attalign", ty.align.into()),
                ("attstorage", ty.storage.into()),
                ("attcompression", "".into()),
                ("attnotnull", column.not_null.into()),
                ("attidentity", "".into()),
                ("attgenerated", "".into()),
                ("attislocal", true.into()),
                ("attcollation", collation(class, ty.collation).into()),
            ]);
        }
    }
}

/// Returns the collation of a column: text in tables of the catalog is compared byte by byte.
fn collation(class: &Class, of_type: u32) -> u32 {
    let is_catalog = class.namespace == oid::PG_CATALOG && class.kind == 'r';
    if is_catalog && of_type == oid::DEFAULT_COLLATION { oid::C_COLLATION } else { of_type }
}

/// Returns the operator class of B-trees over a type.
fn operator_class(ty: u32) -> u32 {
    const CLASSES: [(&str, u32); 6] = [
        ("text", 3126),
        ("bool", 10003),
        ("int8", 3124),
        ("numeric", 3125),
        ("date", 3122),
        ("timestamptz", 3127),
    ];
    CLASSES.iter().find(|(name, _)| type_oid(name) == ty).map_or(0, |(_, class)| *class)
}

pub(super) fn pg_index(objects: &Objects, rows: &mut Rows) {
    for key in objects.constraints.iter().filter(|it| it.refers.is_none()) {
        let Some(class) = objects.class(key.index) else { continue };
        let types = class.columns.iter().map(|column| column.ty);
        let collations = types.clone().map(|ty| objects.ty(ty).map_or(0, |ty| ty.collation));
        rows.push([
            ("indexrelid", key.index.into()),
            ("indrelid", key.class.into()),
            ("indnatts", (key.columns.len() as i64).into()),
            ("indnkeyatts", (key.columns.len() as i64).into()),
            ("indisunique", true.into()),
            ("indisprimary", true.into()),
            ("indimmediate", true.into()),
            ("indisvalid", true.into()),
            ("indisready", true.into()),
            ("indislive", true.into()),
            ("indkey", key.columns.clone().into()),
            ("indcollation", collations.collect::<Vec<_>>().into()),
            ("indclass", types.map(operator_class).collect::<Vec<_>>().into()),
            ("indoption", vec![0_i64; key.columns.len()].into()),
        ]);
    }
}

pub(super) fn pg_description(objects: &Objects, rows: &mut Rows) {
    let mut push = |object: u32, class: u32, column: usize, doc: &str| {
        if !doc.is_empty() {
            rows.push([
                ("objoid", object.into()),
                ("classoid", class.into()),
                ("objsubid", (column as i64).into()),
                ("description", doc.into()),
            ]);
        }
    };
    for class in &objects.classes {
        push(class.oid, oid::CLASS_RELATION, 0, &class.doc);
        for (at, column) in class.columns.iter().enumerate() {
            push(class.oid, oid::CLASS_RELATION, at + 1, &column.doc);
        }
    }
    for schema in &super::super::objects::SCHEMAS {
        push(schema.oid, oid::SCHEMA_RELATION, 0, schema.doc);
    }
}

fn of_kind(objects: &Objects, kind: char) -> impl Iterator<Item = (&Class, &'static str)> {
    let of_kind = objects.classes.iter().filter(move |class| class.kind == kind);
    of_kind.filter_map(|class| schema_name(class.namespace).map(|schema| (class, schema)))
}

pub(super) fn pg_views(objects: &Objects, rows: &mut Rows) {
    for (class, schema) in of_kind(objects, 'v') {
        rows.push([("schemaname", schema.into()), ("viewname", class.name.as_str().into())]);
    }
}

pub(super) fn pg_indexes(objects: &Objects, rows: &mut Rows) {
    for key in objects.constraints.iter().filter(|it| it.refers.is_none()) {
        let Some(table) = objects.class(key.class) else { continue };
        rows.push([
            ("schemaname", schema_name(table.namespace).into()),
            ("tablename", table.name.as_str().into()),
            ("indexname", key.name.as_str().into()),
            ("indexdef", index_definition(objects, key.index, &[]).into()),
        ]);
    }
}

fn statistics(objects: &Objects, rows: &mut Rows, choose: fn(&Class) -> bool) {
    for (class, schema) in of_kind(objects, 'r').filter(|(class, _)| choose(class)) {
        let zero = || Value::Int(0);
        rows.push([
            ("relid", class.oid.into()),
            ("schemaname", schema.into()),
            ("relname", class.name.as_str().into()),
            ("seq_scan", zero()),
            ("seq_tup_read", zero()),
            ("n_tup_ins", zero()),
            ("n_tup_upd", zero()),
            ("n_tup_del", zero()),
            ("n_tup_hot_upd", zero()),
            ("n_live_tup", zero()),
            ("n_dead_tup", zero()),
            ("vacuum_count", zero()),
            ("analyze_count", zero()),
        ]);
    }
}

pub(super) fn pg_stat_all_tables(objects: &Objects, rows: &mut Rows) {
    statistics(objects, rows, |_| true);
}

pub(super) fn pg_stat_user_tables(objects: &Objects, rows: &mut Rows) {
    statistics(objects, rows, is_user_table);
}

pub(super) fn pg_stat_sys_tables(objects: &Objects, rows: &mut Rows) {
    statistics(objects, rows, |class| !is_user_table(class));
}
