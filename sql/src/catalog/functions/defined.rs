//! Functions that write definitions.

use datafusion::error::Result;

use super::super::definitions::{
    constraint_definition, format_type, index_column, index_definition,
};
use super::super::procedures::procedures;
use super::super::types::type_oid;
use super::super::value::Value;
use super::call::{Call, Short};

pub(super) const FUNCTIONS: &[Short] = &[
    ("format_type", "oid int4?", "text", |call| {
        let modifier = call.arg(1).int().unwrap_or(-1) as i32;
        Ok(format_type(call.objects(), call.oid(0), modifier, call.path).into())
    }),
    ("pg_get_constraintdef", "oid bool?", "text", |call| {
        Ok(constraint_definition(call.objects(), call.oid(0), call.path).into())
    }),
    ("pg_get_indexdef", "oid int4? bool?", "text", |call| {
        let column = call.arg(1).int().unwrap_or(0);
        // Only the pretty form leaves out a schema that the search path holds.
        let path = if call.arg(2) == &Value::Bool(true) { call.path } else { &[] };
        Ok(if column > 0 {
            index_column(call.objects(), call.oid(0), column)
        } else {
            index_definition(call.objects(), call.oid(0), path)
        }
        .into())
    }),
    // No default, condition, view's text, rule, trigger, partition or sequence is kept here.
    ("pg_get_expr", "any oid bool?", "text", nothing),
    ("pg_get_viewdef", "any any?", "text", nothing),
    ("pg_get_ruledef", "oid bool?", "text", nothing),
    ("pg_get_triggerdef", "oid bool?", "text", nothing),
    ("pg_get_partkeydef", "oid", "text", nothing),
    ("pg_get_partition_constraintdef", "oid", "text", nothing),
    ("pg_get_serial_sequence", "text text", "text", nothing),
    ("pg_sequence_last_value", "oid", "int8", nothing),
    ("pg_get_statisticsobjdef", "oid", "text", nothing),
    ("pg_get_statisticsobjdef_columns", "oid", "text", nothing),
    ("pg_get_statisticsobjdef_expressions", "oid", "_text", nothing),
    ("pg_get_functiondef", "oid", "text", nothing),
    ("pg_get_function_sqlbody", "oid", "text", nothing),
    ("pg_get_function_arg_default", "oid int4", "text", nothing),
    ("pg_get_function_arguments", "oid", "text", arguments),
    ("pg_get_function_identity_arguments", "oid", "text", arguments),
    ("pg_get_function_result", "oid", "text", |call| {
        let procedure = procedures().iter().find(|it| it.oid == call.oid(0));
        let ty = procedure.map(|it| type_oid(it.result));
        Ok(ty.map(|ty| format_type(call.objects(), ty, -1, call.path)).into())
    }),
    ("pg_index_column_has_property", "oid int4 text", "bool", |call| {
        let known = index_column(call.objects(), call.oid(0), call.arg(1).int().unwrap_or(0));
        let has = match call.text(2).to_lowercase().as_str() {
            "asc" | "nulls_last" | "orderable" | "returnable" | "search_array" | "search_nulls" => {
                Some(true)
            }
            "desc" | "nulls_first" | "distance_orderable" => Some(false),
            _ => None,
        };
        Ok(known.and(has).into())
    }),
    ("pg_index_has_property", "oid text", "bool", |call| {
        let known = call.objects().key_of_index(call.oid(0));
        let property = call.text(1).to_lowercase();
        let properties = ["clusterable", "index_scan", "bitmap_scan", "backward_scan"];
        Ok(known.map(|_| properties.contains(&property.as_str())).into())
    }),
    ("pg_indexam_has_property", "oid text", "bool", |call| {
        let property = call.text(1).to_lowercase();
        let properties = ["can_order", "can_unique", "can_multi_col", "can_exclude", "can_include"];
        let is_btree = call.oid(0) == super::super::oid::BTREE;
        Ok(is_btree.then(|| properties.contains(&property.as_str())).into())
    }),
];

fn nothing(_: &Call<'_>) -> Result<Value> {
    Ok(Value::Null)
}

fn arguments(call: &Call<'_>) -> Result<Value> {
    let procedure = procedures().iter().find(|it| it.oid == call.oid(0));
    let spoken = |name: &&str| format_type(call.objects(), type_oid(name), -1, call.path);
    let all = procedure.map(|it| it.arguments.iter().map(spoken).collect::<Vec<_>>().join(", "));
    Ok(all.into())
}
