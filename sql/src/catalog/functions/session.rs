//! Functions that tell about the connection and the server.

use datafusion::common::exec_err;
use datafusion::error::Result;

use super::super::oid;
use super::super::value::Value;
use super::call::{Call, Short};
use crate::{Code, Failure};

/// The version of PostgreSQL whose catalog this is.
pub const SERVER_VERSION: &str = "16.6";

pub(super) const FUNCTIONS: &[Short] = &[
    ("version", "", "text", |_| {
        let ours = env!("CARGO_PKG_VERSION");
        Ok(format!("PostgreSQL {SERVER_VERSION} (channelgraph {ours})").into())
    }),
    ("current_database", "", "name", database),
    ("current_catalog", "", "name", database),
    ("current_user", "", "name", user),
    ("session_user", "", "name", user),
    ("current_role", "", "name", user),
    ("user", "", "name", user),
    ("current_schema", "", "name", |call| Ok(call.path.first().cloned().into())),
    ("current_schemas", "bool", "_name", current_schemas),
    ("current_setting", "text bool?", "text", current_setting),
    ("set_config", "text text bool", "text!", set_config),
    ("pg_backend_pid", "", "int4", |call| Ok(call.facts().pid.into())),
    ("pg_postmaster_start_time", "", "timestamptz", started),
    ("pg_conf_load_time", "", "timestamptz", started),
    ("inet_server_addr", "", "inet", nothing),
    ("inet_server_port", "", "int4", nothing),
    ("inet_client_addr", "", "inet", nothing),
    ("inet_client_port", "", "int4", nothing),
    ("pg_is_in_recovery", "", "bool", |_| Ok(false.into())),
    ("pg_is_wal_replay_paused", "", "bool", |_| Ok(false.into())),
    ("pg_last_wal_receive_lsn", "", "pg_lsn", nothing),
    ("pg_last_wal_replay_lsn", "", "pg_lsn", nothing),
    ("pg_last_xact_replay_timestamp", "", "timestamptz", nothing),
    ("pg_jit_available", "", "bool", |_| Ok(false.into())),
    ("pg_my_temp_schema", "", "oid", |_| Ok(0.into())),
    ("pg_is_other_temp_schema", "oid", "bool", |_| Ok(false.into())),
    ("txid_current", "", "int8", |_| Ok(1.into())),
    ("txid_current_if_assigned", "", "int8", nothing),
    ("pg_current_xact_id_if_assigned", "", "int8", nothing),
    ("mxid_age", "xid", "int4", |_| Ok(0.into())),
    ("pg_blocking_pids", "int4", "_int4", |_| Ok(Value::List(Vec::new()))),
    ("pg_cancel_backend", "int4", "bool", |call| {
        let facts = call.facts();
        Ok(facts.sessions.cancel(&facts.user, number(call)).into())
    }),
    ("pg_terminate_backend", "int4 int8?", "bool", |call| {
        let facts = call.facts();
        Ok(facts.sessions.end(&facts.user, number(call)).into())
    }),
    // Nothing is locked here, so that there is nothing to unlock; and nothing that could be locked.
    ("pg_advisory_unlock_all", "", "void", |_| Ok("".into())),
    ("pg_advisory_unlock", "int8 int8?", "bool", |_| Ok(false.into())),
    ("pg_advisory_unlock_shared", "int8 int8?", "bool", |_| Ok(false.into())),
    ("pg_advisory_lock", "int8 int8?", "void", no_locks),
    ("pg_advisory_lock_shared", "int8 int8?", "void", no_locks),
    ("pg_advisory_xact_lock", "int8 int8?", "void", no_locks),
    ("pg_advisory_xact_lock_shared", "int8 int8?", "void", no_locks),
    ("pg_try_advisory_lock", "int8 int8?", "bool", no_locks),
    ("pg_try_advisory_lock_shared", "int8 int8?", "bool", no_locks),
    ("pg_try_advisory_xact_lock", "int8 int8?", "bool", no_locks),
    ("pg_try_advisory_xact_lock_shared", "int8 int8?", "bool", no_locks),
    ("pg_client_encoding", "", "name", |_| Ok("UTF8".into())),
    ("getdatabaseencoding", "", "name", |_| Ok("UTF8".into())),
    ("pg_encoding_to_char", "int4", "name", |call| {
        let name = match call.arg(0).int() {
            Some(6) => "UTF8",
            Some(0) => "SQL_ASCII",
            Some(8) => "LATIN1",
            _ => "",
        };
        Ok(name.into())
    }),
    ("pg_char_to_encoding", "name", "int4", |call| {
        let wanted = call.text(0).to_lowercase().replace(['-', '_'], "");
        Ok(if wanted == "utf8" { 6 } else { -1 }.into())
    }),
    ("pg_get_userbyid", "oid", "name", |call| {
        if call.oid(0) == oid::OWNER {
            return Ok(call.facts().user.as_str().into());
        }
        Ok(format!("unknown (OID={})", call.oid(0)).into())
    }),
];

fn nothing(_: &Call<'_>) -> Result<Value> {
    Ok(Value::Null)
}

fn number(call: &Call<'_>) -> i32 {
    call.arg(0).int().and_then(|pid| i32::try_from(pid).ok()).unwrap_or_default()
}

fn no_locks(_: &Call<'_>) -> Result<Value> {
    let message = "advisory locks are not supported: this server only reads";
    Err(Failure::new(Code::Unsupported, message).into())
}

fn database(call: &Call<'_>) -> Result<Value> {
    Ok(call.facts().database.as_str().into())
}

fn user(call: &Call<'_>) -> Result<Value> {
    Ok(call.facts().user.as_str().into())
}

fn started(_: &Call<'_>) -> Result<Value> {
    Ok(Value::Int(super::super::session::started()))
}

fn current_schemas(call: &Call<'_>) -> Result<Value> {
    let mut path = call.path.to_vec();
    if call.arg(0) == &Value::Bool(true) && !path.iter().any(|schema| schema == "pg_catalog") {
        path.insert(0, "pg_catalog".to_owned());
    }
    Ok(path.into())
}

fn current_setting(call: &Call<'_>) -> Result<Value> {
    let name = call.text(0);
    match call.facts().setting(name) {
        Some(value) => Ok(value.into()),
        None if call.arg(1) == &Value::Bool(true) => Ok(Value::Null),
        None => exec_err!("unrecognized configuration parameter \"{name}\""),
    }
}

fn set_config(call: &Call<'_>) -> Result<Value> {
    let (name, value) = (call.text(0).to_lowercase(), call.text(1).to_owned());
    call.facts().settings.write().insert(name, value.clone());
    Ok(value.into())
}
