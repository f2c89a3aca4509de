//! Comments, and the visibility of objects without their schema.

use datafusion::error::Result;

use super::super::objects::SCHEMAS;
use super::super::value::Value;
use super::call::{Call, Short};

pub(super) const FUNCTIONS: &[Short] = &[
    ("obj_description", "oid name?", "text", object_comment),
    ("col_description", "oid int4", "text", |call| {
        let Some(class) = call.objects().class(call.oid(0)) else { return Ok(Value::Null) };
        let at = call.arg(1).int().and_then(|number| usize::try_from(number - 1).ok());
        Ok(comment(at.and_then(|at| class.columns.get(at)).map(|column| column.doc.as_str())))
    }),
    ("shobj_description", "oid name", "text", |_| Ok(Value::Null)),
    ("pg_table_is_visible", "oid", "bool", |call| {
        let class = call.objects().class(call.oid(0));
        Ok(class.map(|class| call.objects().is_visible(class.namespace, call.path)).into())
    }),
    ("pg_type_is_visible", "oid", "bool", |call| {
        let ty = call.objects().ty(call.oid(0));
        Ok(ty.map(|ty| call.objects().is_visible(ty.namespace, call.path)).into())
    }),
    // These are all in pg_catalog.
    ("pg_function_is_visible", "oid", "bool", visible),
    ("pg_operator_is_visible", "oid", "bool", visible),
    ("pg_opclass_is_visible", "oid", "bool", visible),
    ("pg_opfamily_is_visible", "oid", "bool", visible),
    ("pg_collation_is_visible", "oid", "bool", visible),
    ("pg_conversion_is_visible", "oid", "bool", visible),
    ("pg_statistics_obj_is_visible", "oid", "bool", visible),
    ("pg_ts_config_is_visible", "oid", "bool", visible),
    ("pg_ts_dict_is_visible", "oid", "bool", visible),
    ("pg_ts_parser_is_visible", "oid", "bool", visible),
    ("pg_ts_template_is_visible", "oid", "bool", visible),
];

fn visible(_: &Call<'_>) -> Result<Value> {
    Ok(true.into())
}

fn comment(text: Option<&str>) -> Value {
    text.filter(|text| !text.is_empty()).into()
}

fn object_comment(call: &Call<'_>) -> Result<Value> {
    let oid = call.oid(0);
    let class = || call.objects().class(oid).map(|class| class.doc.as_str());
    let schema = || SCHEMAS.iter().find(|schema| schema.oid == oid).map(|schema| schema.doc);
    Ok(comment(match call.arg(1).text() {
        Some("pg_class") => class(),
        Some("pg_namespace") => schema(),
        Some(_) => None,
        None => class().or_else(schema),
    }))
}
