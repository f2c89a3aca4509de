//! The database, its schemas and tablespaces.

use super::super::objects::{Objects, SCHEMAS};
use super::super::oid::{self, object_oid};
use super::super::relation::Rows;

/// The number of the encoding UTF-8.
const UTF8: i64 = 6;
/// The locale: text is compared byte by byte.
pub(super) const LOCALE: &str = "C.UTF-8";

pub(super) fn pg_namespace(_: &Objects, rows: &mut Rows) {
    for schema in &SCHEMAS {
        rows.push([
            ("oid", schema.oid.into()),
            ("nspname", schema.name.into()),
            ("nspowner", oid::OWNER.into()),
        ]);
    }
}

pub(super) fn pg_database(objects: &Objects, rows: &mut Rows) {
    rows.push([
        ("oid", object_oid("database", &objects.database).into()),
        ("datname", objects.database.as_str().into()),
        ("datdba", oid::OWNER.into()),
        ("encoding", UTF8.into()),
        ("datlocprovider", 'c'.into()),
        ("datallowconn", true.into()),
        ("datconnlimit", (-1).into()),
        ("dattablespace", oid::DEFAULT_TABLESPACE.into()),
        ("datcollate", LOCALE.into()),
        ("datctype", LOCALE.into()),
    ]);
}

pub(super) fn pg_tablespace(_: &Objects, rows: &mut Rows) {
    for (oid, name) in [(oid::DEFAULT_TABLESPACE, "pg_default"), (1664, "pg_global")] {
        rows.push([("oid", oid.into()), ("spcname", name.into()), ("spcowner", oid::OWNER.into())]);
    }
}
