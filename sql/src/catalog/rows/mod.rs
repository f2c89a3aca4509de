//! Rows of the catalog's relations.

mod classes;
mod constraints;
mod database;
mod fixed;
mod information;
mod information_keys;
mod session;
mod types;

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::error::Result;

use super::Tables;
use super::objects::Objects;
use super::oid;
use super::relation::{CatalogTable, Relation, Rows, find, relations};
use super::session::SessionFacts;

/// Adds rows to a relation.
type Fill = fn(&Objects, &mut Rows);

/// The relations whose rows are the same for every connection.
const SHARED: &[(u32, &str, Fill)] = &[
    (oid::PG_CATALOG, "pg_class", classes::pg_class),
    (oid::PG_CATALOG, "pg_attribute", classes::pg_attribute),
    (oid::PG_CATALOG, "pg_index", classes::pg_index),
    (oid::PG_CATALOG, "pg_description", classes::pg_description),
    (oid::PG_CATALOG, "pg_views", classes::pg_views),
    (oid::PG_CATALOG, "pg_indexes", classes::pg_indexes),
    (oid::PG_CATALOG, "pg_stat_all_tables", classes::pg_stat_all_tables),
    (oid::PG_CATALOG, "pg_stat_sys_tables", classes::pg_stat_sys_tables),
    (oid::PG_CATALOG, "pg_stat_user_tables", classes::pg_stat_user_tables),
    (oid::PG_CATALOG, "pg_statio_user_tables", classes::pg_stat_user_tables),
    (oid::PG_CATALOG, "pg_statio_all_tables", classes::pg_stat_all_tables),
    (oid::PG_CATALOG, "pg_constraint", constraints::pg_constraint),
    (oid::PG_CATALOG, "pg_depend", constraints::pg_depend),
    (oid::PG_CATALOG, "pg_type", types::pg_type),
    (oid::PG_CATALOG, "pg_range", types::pg_range),
    (oid::PG_CATALOG, "pg_proc", types::pg_proc),
    (oid::PG_CATALOG, "pg_namespace", database::pg_namespace),
    (oid::PG_CATALOG, "pg_database", database::pg_database),
    (oid::PG_CATALOG, "pg_tablespace", database::pg_tablespace),
    (oid::PG_CATALOG, "pg_am", fixed::pg_am),
    (oid::PG_CATALOG, "pg_collation", fixed::pg_collation),
    (oid::PG_CATALOG, "pg_language", fixed::pg_language),
    (oid::PG_CATALOG, "pg_opclass", fixed::pg_opclass),
    (oid::PG_CATALOG, "pg_timezone_names", fixed::pg_timezone_names),
    (oid::FUNCTIONS, "pg_timezone_names", fixed::pg_timezone_names),
    (oid::FUNCTIONS, "pg_get_keywords", fixed::pg_get_keywords),
    (oid::INFORMATION_SCHEMA, "tables", information::tables),
    (oid::INFORMATION_SCHEMA, "columns", information::columns),
    (oid::INFORMATION_SCHEMA, "views", information::views),
    (oid::INFORMATION_SCHEMA, "character_sets", information::character_sets),
    (oid::INFORMATION_SCHEMA, "collations", information::collations),
    (oid::INFORMATION_SCHEMA, "information_schema_catalog_name", information::catalog_name),
    (oid::INFORMATION_SCHEMA, "sql_implementation_info", information::sql_implementation_info),
    (oid::INFORMATION_SCHEMA, "table_constraints", information_keys::table_constraints),
    (oid::INFORMATION_SCHEMA, "check_constraints", information_keys::check_constraints),
    (oid::INFORMATION_SCHEMA, "key_column_usage", information_keys::key_column_usage),
    (oid::INFORMATION_SCHEMA, "constraint_column_usage", information_keys::column_usage),
    (oid::INFORMATION_SCHEMA, "constraint_table_usage", information_keys::table_usage),
    (oid::INFORMATION_SCHEMA, "referential_constraints", information_keys::references),
];

/// Builds all relations as far as they do not depend on the connection.
pub fn shared(objects: &Objects) -> Result<Tables> {
    let fills = SHARED.iter().map(|(schema, name, fill)| ((*schema, *name), *fill));
    let fills = fills.collect::<HashMap<_, _>>();
    let build = |relation: &'static Relation| {
        let key = (relation.namespace, relation.name);
        let mut rows = Rows::new(relation);
        if let Some(fill) = fills.get(&key) {
            fill(objects, &mut rows);
        }
        Ok((key, Arc::new(rows.finish()?)))
    };
    relations().iter().map(build).collect()
}

/// Builds a relation as a connection sees it, if it depends on the connection.
pub fn of_session(
    objects: &Objects,
    facts: &SessionFacts,
    namespace: u32,
    name: &str,
) -> Option<Result<CatalogTable>> {
    let fill = session::filler(namespace, name)?;
    let mut rows = Rows::new(find(namespace, name)?);
    fill(objects, facts, &mut rows);
    Some(rows.finish())
}
