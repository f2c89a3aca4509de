//! Sizes and counters. Nothing is stored here, so all are zero.

use datafusion::error::Result;

use super::super::value::Value;
use super::call::{Call, Short};

pub(super) const FUNCTIONS: &[Short] = &[
    ("pg_relation_size", "oid text?", "int8", zero),
    ("pg_table_size", "oid", "int8", zero),
    ("pg_indexes_size", "oid", "int8", zero),
    ("pg_total_relation_size", "oid", "int8", zero),
    ("pg_database_size", "any", "int8", zero),
    ("pg_tablespace_size", "any", "int8", zero),
    ("pg_column_size", "any", "int4", zero),
    ("pg_relation_filenode", "oid", "oid", |call| Ok(call.oid(0).into())),
    ("pg_relation_filepath", "oid", "text", |_| Ok(Value::Null)),
    ("pg_tablespace_location", "oid", "text", |_| Ok("".into())),
    ("pg_relation_is_publishable", "oid", "bool", |_| Ok(false.into())),
    ("pg_stat_get_numscans", "oid", "int8", zero),
    ("pg_stat_get_tuples_returned", "oid", "int8", zero),
    ("pg_stat_get_tuples_fetched", "oid", "int8", zero),
    ("pg_stat_get_live_tuples", "oid", "int8", zero),
    ("pg_stat_get_dead_tuples", "oid", "int8", zero),
    ("pg_stat_get_blocks_fetched", "oid", "int8", zero),
    ("pg_stat_get_blocks_hit", "oid", "int8", zero),
    ("pg_stat_get_last_analyze_time", "oid", "timestamptz", |_| Ok(Value::Null)),
    ("pg_stat_get_last_vacuum_time", "oid", "timestamptz", |_| Ok(Value::Null)),
    ("pg_size_pretty", "int8", "text", |call| Ok(pretty(call.arg(0).int().unwrap_or(0)).into())),
];

fn zero(_: &Call<'_>) -> Result<Value> {
    Ok(Value::Int(0))
}

/// Writes a number of bytes with a unit in which it has at most five digits.
fn pretty(bytes: i64) -> String {
    let mut size = bytes as f64;
    for unit in ["bytes", "kB", "MB", "GB", "TB"] {
        if size.abs() < 10.0 * 1024.0 {
            return format!("{} {unit}", size.round());
        }
        size /= 1024.0;
    }
    format!("{} PB", size.round())
}
