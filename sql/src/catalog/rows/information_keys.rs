//! The SQL standard's views of constraints.

use super::super::objects::{Class, Constraint, Objects, schema_name};
use super::super::oid;
use super::super::relation::Rows;
use super::super::value::Value;
use super::information::yes_or_no;

/// The name of the primary key that a foreign key refers to.
fn referred<'a>(objects: &'a Objects, key: &Constraint) -> Option<&'a Constraint> {
    objects.key_of_index(key.index)
}

/// Lists the columns that hold no nulls; the standard calls that a constraint, too.
fn not_nulls(objects: &Objects) -> impl Iterator<Item = (&Class, &str, String)> {
    let tables = objects.classes.iter().filter(|class| class.kind == 'r');
    tables.flat_map(|class| {
        let columns = class.columns.iter().enumerate().filter(|(_, column)| column.not_null);
        columns.map(move |(at, column)| {
            let name = format!("{}_{}_{}_not_null", class.namespace, class.oid, at + 1);
            (class, column.name.as_str(), name)
        })
    })
}

pub(super) fn table_constraints(objects: &Objects, rows: &mut Rows) {
    let mut push = |class: &Class, name: &str, kind: &str| {
        let schema = || Value::from(schema_name(class.namespace));
        rows.push([
            ("constraint_catalog", objects.database.as_str().into()),
            ("constraint_schema", schema()),
            ("constraint_name", name.into()),
            ("table_catalog", objects.database.as_str().into()),
            ("table_schema", schema()),
            ("table_name", class.name.as_str().into()),
            ("constraint_type", kind.into()),
            ("is_deferrable", yes_or_no(false)),
            ("initially_deferred", yes_or_no(false)),
            ("enforced", yes_or_no(true)),
        ]);
    };
    for key in &objects.constraints {
        if let Some(class) = objects.class(key.class) {
            let kind = if key.refers.is_some() { "FOREIGN KEY" } else { "PRIMARY KEY" };
            push(class, &key.name, kind);
        }
    }
    for (class, _, name) in not_nulls(objects) {
        push(class, &name, "CHECK");
    }
}

pub(super) fn check_constraints(objects: &Objects, rows: &mut Rows) {
    for (class, column, name) in not_nulls(objects) {
        rows.push([
            ("constraint_catalog", objects.database.as_str().into()),
            ("constraint_schema", schema_name(class.namespace).into()),
            ("constraint_name", name.into()),
            ("check_clause", format!("{column} IS NOT NULL").into()),
        ]);
    }
}

pub(super) fn key_column_usage(objects: &Objects, rows: &mut Rows) {
    for key in &objects.constraints {
        let Some(class) = objects.class(key.class) else { continue };
        for (at, column) in class.column_names(&key.columns).enumerate() {
            let place = at as i64 + 1;
            rows.push([
                ("constraint_catalog", objects.database.as_str().into()),
                ("constraint_schema", schema_name(oid::PUBLIC).into()),
                ("constraint_name", key.name.as_str().into()),
                ("table_catalog", objects.database.as_str().into()),
                ("table_schema", schema_name(class.namespace).into()),
                ("table_name", class.name.as_str().into()),
                ("column_name", column.into()),
                ("ordinal_position", place.into()),
                ("position_in_unique_constraint", key.refers.is_some().then_some(place).into()),
            ]);
        }
    }
}

/// Returns the table and columns that a constraint is about: of a foreign key, the other table's.
fn about<'a>(objects: &'a Objects, key: &'a Constraint) -> Option<(&'a Class, &'a [i16])> {
    match &key.refers {
        Some((target, columns)) => Some((objects.class(*target)?, columns)),
        None => Some((objects.class(key.class)?, &key.columns)),
    }
}

pub(super) fn column_usage(objects: &Objects, rows: &mut Rows) {
    let mut push = |class: &Class, column: &str, name: &str| {
        let schema = || Value::from(schema_name(class.namespace));
        rows.push([
            ("table_catalog", objects.database.as_str().into()),
            ("table_schema", schema()),
            ("table_name", class.name.as_str().into()),
            ("column_name", column.into()),
            ("constraint_catalog", objects.database.as_str().into()),
            ("constraint_schema", schema()),
            ("constraint_name", name.into()),
        ]);
    };
    for key in &objects.constraints {
        let Some((class, columns)) = about(objects, key) else { continue };
        for column in class.column_names(columns) {
            push(class, column, &key.name);
        }
    }
}

pub(super) fn table_usage(objects: &Objects, rows: &mut Rows) {
    for key in &objects.constraints {
        let Some((class, _)) = about(objects, key) else { continue };
        rows.push([
            ("table_catalog", objects.database.as_str().into()),
            ("table_schema", schema_name(class.namespace).into()),
            ("table_name", class.name.as_str().into()),
            ("constraint_catalog", objects.database.as_str().into()),
            ("constraint_schema", schema_name(class.namespace).into()),
            ("constraint_name", key.name.as_str().into()),
        ]);
    }
}

pub(super) fn references(objects: &Objects, rows: &mut Rows) {
    for key in objects.constraints.iter().filter(|key| key.refers.is_some()) {
        let Some(unique) = referred(objects, key) else { continue };
        let schema = || Value::from(schema_name(oid::PUBLIC));
        rows.push([
            ("constraint_catalog", objects.database.as_str().into()),
            ("constraint_schema", schema()),
            ("constraint_name", key.name.as_str().into()),
            ("unique_constraint_catalog", objects.database.as_str().into()),
            ("unique_constraint_schema", schema()),
            ("unique_constraint_name", unique.name.as_str().into()),
            ("match_option", "NONE".into()),
            ("update_rule", "NO ACTION".into()),
            ("delete_rule", "NO ACTION".into()),
        ]);
    }
}
