//! Privileges: every user may read everything, and nobody may change anything.

use datafusion::error::Result;

use super::super::names::Registry;
use super::super::value::Value;
use super::call::{Call, Short};

pub(super) const FUNCTIONS: &[Short] = &[
    ("has_table_privilege", "any any any?", "bool", |call| on_object(call, Some(Registry::Class))),
    ("has_any_column_privilege", "any any any?", "bool", |call| {
        on_object(call, Some(Registry::Class))
    }),
    ("has_column_privilege", "any any any any?", "bool", on_column),
    ("has_schema_privilege", "any any any?", "bool", |call| {
        on_object(call, Some(Registry::Namespace))
    }),
    ("has_sequence_privilege", "any any any?", "bool", |call| {
        on_object(call, Some(Registry::Class))
    }),
    ("has_type_privilege", "any any any?", "bool", |call| on_object(call, Some(Registry::Type))),
    ("has_function_privilege", "any any any?", "bool", |call| {
        on_object(call, Some(Registry::Procedure))
    }),
    ("has_database_privilege", "any any any?", "bool", |call| on_object(call, None)),
    ("has_tablespace_privilege", "any any any?", "bool", |call| on_object(call, None)),
    ("has_language_privilege", "any any any?", "bool", |call| on_object(call, None)),
    ("has_server_privilege", "any any any?", "bool", |call| on_object(call, None)),
    ("has_foreign_data_wrapper_privilege", "any any any?", "bool", |call| on_object(call, None)),
    ("has_parameter_privilege", "any any any?", "bool", |call| on_object(call, None)),
    ("pg_has_role", "any any any?", "bool", |_| Ok(true.into())),
    ("row_security_active", "any", "bool", |_| Ok(false.into())),
    ("pg_relation_is_updatable", "oid bool", "int4", |_| Ok(0.into())),
    ("pg_column_is_updatable", "oid int2 bool", "bool", |_| Ok(false.into())),
];

/// Tells if one of the privileges, separated by commas, is to read.
fn grants(privileges: &str) -> Value {
    let reads = |privilege: &str| {
        matches!(
            privilege.trim().to_lowercase().as_str(),
            "select" | "usage" | "connect" | "execute"
        )
    };
    privileges.split(',').any(reads).into()
}

/// Answers for an object. The user stands first, or is left out.
fn on_object(call: &Call<'_>, registry: Option<Registry>) -> Result<Value> {
    let given = call.args.iter().filter(|value| **value != Value::Null).count();
    let (object, privileges) = (call.arg(given.saturating_sub(2)), call.text(given - 1));
    check(call, registry, object, privileges)
}

fn on_column(call: &Call<'_>) -> Result<Value> {
    let given = call.args.iter().filter(|value| **value != Value::Null).count();
    let (object, privileges) = (call.arg(given.saturating_sub(3)), call.text(given - 1));
    check(call, Some(Registry::Class), object, privileges)
}

fn check(
    call: &Call<'_>,
    registry: Option<Registry>,
    object: &Value,
    privileges: &str,
) -> Result<Value> {
    let known = match (registry, object) {
        (Some(registry), Value::Text(name)) => {
            call.lookup().get(registry, name)?;
            true
        }
        (Some(Registry::Class), value) => {
            value.oid().is_some_and(|oid| call.objects().class(oid).is_some())
        }
        _ => true,
    };
    Ok(if known { grants(privileges) } else { Value::Null })
}
