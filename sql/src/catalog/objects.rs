//! Objects of the database: relations, constraints and indexes, with the names to find them by.

use std::collections::HashMap;
use std::sync::Arc;

use super::oid::{self, object_oid, table_oid};
use super::types::{self, Type};
use super::{procedures, relation};
use crate::table::Table;

/// A schema.
pub struct Schema {
    /// The identifier.
    pub oid: u32,
    /// The name.
    pub name: &'static str,
    /// The comment.
    pub doc: &'static str,
}

/// The schemas.
pub const SCHEMAS: [Schema; 3] = [
    Schema { oid: oid::PG_CATALOG, name: "pg_catalog", doc: "system catalog schema" },
    Schema { oid: oid::PUBLIC, name: "public", doc: "standard public schema" },
    Schema { oid: oid::INFORMATION_SCHEMA, name: "information_schema", doc: "" },
];

/// Returns the name of a schema.
pub fn schema_name(oid: u32) -> Option<&'static str> {
    SCHEMAS.iter().find(|schema| schema.oid == oid).map(|schema| schema.name)
}

/// Returns the identifier of a schema.
pub fn schema_oid(name: &str) -> Option<u32> {
    SCHEMAS.iter().find(|schema| schema.name == name).map(|schema| schema.oid)
}

/// Tells if a schema of this name exists.
pub fn is_schema(name: &str) -> bool {
    schema_oid(name).is_some()
}

/// A relation: a table or index of ours, or one of the catalog.
#[derive(Debug, Clone)]
pub struct Class {
    /// `oid`.
    pub oid: u32,
    /// `relname`.
    pub name: String,
    /// `relnamespace`.
    pub namespace: u32,
    /// `relkind`.
    pub kind: char,
    /// The columns.
    pub columns: Vec<Attribute>,
    /// The comment.
    pub doc: String,
}

/// A column of a relation.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// `attname`.
    pub name: String,
    /// `atttypid`.
    pub ty: u32,
    /// `atttypmod`.
    pub modifier: i32,
    /// `attnotnull`.
    pub not_null: bool,
    /// The comment.
    pub doc: String,
}

/// A primary or foreign key.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// `oid`.
    pub oid: u32,
    /// `conname`.
    pub name: String,
    /// `conrelid`.
    pub class: u32,
    /// `conkey`.
    pub columns: Vec<i16>,
    /// The index of the primary key of this table, or of the table that a foreign key refers to.
    pub index: u32,
    /// The table and columns that a foreign key refers to; none for a primary key.
    pub refers: Option<(u32, Vec<i16>)>,
}

/// The objects of the database.
#[derive(Debug)]
pub struct Objects {
    /// The name of the database.
    pub database: String,
    /// The relations.
    pub classes: Vec<Class>,
    /// The types.
    pub types: Vec<Type>,
    /// The keys. A primary key's index bears its name.
    pub constraints: Vec<Constraint>,
    class_by_oid: HashMap<u32, usize>,
    class_by_name: HashMap<(u32, String), usize>,
    type_by_oid: HashMap<u32, usize>,
    type_by_name: HashMap<String, usize>,
}

impl Objects {
    /// Collects the objects of a database with these tables.
    pub fn new(tables: &[Arc<Table>], database: &str) -> Self {
        let mut classes = tables.iter().map(|table| Class::of_table(table)).collect::<Vec<_>>();
        classes.extend(tables.iter().filter_map(|table| Class::of_key(table)));
        let catalog = relation::relations().iter().filter(|relation| relation.oid != 0);
        classes.extend(catalog.map(Class::of_catalog));
        let mut types = types::built_in().to_vec();
        for class in classes.iter().filter(|class| class.kind != 'i') {
            types.extend(types::row_types(class.oid, &class.name, class.namespace));
        }
        Self {
            database: database.to_owned(),
            constraints: tables.iter().flat_map(|table| constraints(table, tables)).collect(),
            class_by_oid: index(&classes, |class| class.oid),
            class_by_name: index(&classes, |class| (class.namespace, class.name.clone())),
            type_by_oid: index(&types, |ty| ty.oid),
            type_by_name: index(&types, |ty| ty.name.clone()),
            classes,
            types,
        }
    }

    /// Returns a relation.
    pub fn class(&self, oid: u32) -> Option<&Class> {
        self.class_by_oid.get(&oid).map(|at| &self.classes[*at])
    }

    /// Finds a relation by its name, in one schema or along the search path.
    pub fn find_class(&self, schema: Option<&str>, name: &str, path: &[String]) -> Option<&Class> {
        let find = |schema: &str| {
            let at = self.class_by_name.get(&(schema_oid(schema)?, name.to_owned()))?;
            Some(&self.classes[*at])
        };
        match schema {
            Some(schema) => find(schema),
            None => find("pg_catalog").or_else(|| path.iter().find_map(|schema| find(schema))),
        }
    }

    /// Tells if the name of a schema's object finds it without the schema.
    pub fn is_visible(&self, namespace: u32, path: &[String]) -> bool {
        namespace == oid::PG_CATALOG
            || schema_name(namespace).is_some_and(|name| path.iter().any(|it| it == name))
    }

    /// Returns a type.
    pub fn ty(&self, oid: u32) -> Option<&Type> {
        self.type_by_oid.get(&oid).map(|at| &self.types[*at])
    }

    /// Finds a type by its name in `pg_type`.
    pub fn find_type(&self, name: &str) -> Option<&Type> {
        self.type_by_name.get(name).map(|at| &self.types[*at])
    }

    /// Returns a key.
    pub fn constraint(&self, oid: u32) -> Option<&Constraint> {
        self.constraints.iter().find(|it| it.oid == oid)
    }

    /// Returns the primary key that an index serves.
    pub fn key_of_index(&self, index: u32) -> Option<&Constraint> {
        self.constraints.iter().find(|it| it.refers.is_none() && it.index == index)
    }

    /// Returns the name of a function.
    pub fn procedure(&self, oid: u32) -> Option<&str> {
        procedures::name(oid)
    }
}

fn index<T, K: std::hash::Hash + Eq>(all: &[T], key: impl Fn(&T) -> K) -> HashMap<K, usize> {
    // The first of equal keys wins: a type of pg_catalog before a row type of the same name.
    all.iter().enumerate().rev().map(|(at, item)| (key(item), at)).collect()
}

impl Class {
    /// Returns the identifier of the type of its rows.
    pub fn row_type(&self) -> u32 {
        if self.kind == 'i' { 0 } else { types::row_type_oid(self.namespace, &self.name) }
    }

    /// Returns the names of columns, by their numbers.
    pub fn column_names<'a>(&'a self, numbers: &'a [i16]) -> impl Iterator<Item = &'a str> {
        numbers.iter().filter_map(|number| {
            self.columns.get(*number as usize - 1).map(|column| column.name.as_str())
        })
    }

    fn of_table(table: &Table) -> Self {
        let columns = table.columns.iter().enumerate().map(|(at, column)| {
            let (ty, modifier) = types::of_column(column.ty);
            Attribute {
                name: column.name.clone(),
                ty: types::type_oid(ty),
                modifier,
                not_null: !column.nullable || table.key.contains(&at),
                doc: column.doc.clone(),
            }
        });
        Self {
            oid: table_oid(&table.name),
            name: table.name.clone(),
            namespace: oid::PUBLIC,
            kind: 'r',
            columns: columns.collect(),
            doc: table.doc.clone(),
        }
    }

    fn of_key(table: &Table) -> Option<Self> {
        let of_table = Self::of_table(table);
        let column = |at: &usize| Attribute {
            not_null: false,
            doc: String::new(),
            ..of_table.columns[*at].clone()
        };
        (!table.key.is_empty()).then(|| Self {
            oid: table_oid(&key_name(table)),
            name: key_name(table),
            namespace: oid::PUBLIC,
            kind: 'i',
            columns: table.key.iter().map(column).collect(),
            doc: String::new(),
        })
    }

    fn of_catalog(relation: &relation::Relation) -> Self {
        let columns = relation.columns.iter().map(|column| Attribute {
            name: column.name.to_owned(),
            ty: types::type_oid(column.ty),
            modifier: -1,
            not_null: column.not_null,
            doc: String::new(),
        });
        Self {
            oid: relation.oid,
            name: relation.name.to_owned(),
            namespace: relation.namespace,
            kind: relation.kind,
            columns: columns.collect(),
            doc: String::new(),
        }
    }
}

fn key_name(table: &Table) -> String {
    format!("{}_pkey", table.name)
}

/// Converts places of columns to their numbers, which begin at 1.
fn numbers(places: &[usize]) -> Vec<i16> {
    places.iter().map(|place| *place as i16 + 1).collect()
}

fn constraints(table: &Table, tables: &[Arc<Table>]) -> Vec<Constraint> {
    let constraint = |name: String| Constraint {
        oid: object_oid("constraint", &format!("{}.{name}", table.name)),
        name,
        class: table_oid(&table.name),
        columns: numbers(&table.key),
        index: table_oid(&key_name(table)),
        refers: None,
    };
    let mut all = Vec::new();
    if !table.key.is_empty() {
        all.push(constraint(key_name(table)));
    }
    for key in &table.foreign_keys {
        let target = tables.iter().find(|target| target.name == key.table);
        let Some(target) = target.filter(|target| !target.key.is_empty()) else { continue };
        let name = format!("{}_{}_fkey", table.name, table.columns[key.column].name);
        all.push(Constraint {
            columns: numbers(&[key.column]),
            index: table_oid(&key_name(target)),
            refers: Some((table_oid(&target.name), numbers(&target.key))),
            ..constraint(name)
        });
    }
    all
}
