//! Relations that show the connection: its user, its settings, itself.

use super::super::objects::{Class, Objects, SCHEMAS, schema_name};
use super::super::oid::{self, object_oid};
use super::super::relation::Rows;
use super::super::session::{Activity, SessionFacts, started as started_at};
use super::super::settings::settings;
use super::super::value::Value;
use super::information::yes_or_no;

/// Adds rows to a relation for one connection.
pub(super) type Fill = fn(&Objects, &SessionFacts, &mut Rows);

/// Returns the function that fills a relation, if its rows depend on the connection.
pub(super) fn filler(namespace: u32, name: &str) -> Option<Fill> {
    let fill: Fill = match (namespace, name) {
        (oid::PG_CATALOG, "pg_roles" | "pg_authid") => pg_roles,
        (oid::PG_CATALOG, "pg_user" | "pg_shadow") => pg_user,
        (oid::PG_CATALOG, "pg_tables") => pg_tables,
        (oid::PG_CATALOG, "pg_settings") => pg_settings,
        (oid::FUNCTIONS, "pg_show_all_settings") => pg_settings,
        (oid::PG_CATALOG, "pg_stat_activity") => pg_stat_activity,
        (oid::FUNCTIONS, "pg_stat_get_activity") => pg_stat_activity,
        (oid::PG_CATALOG, "pg_stat_ssl") => pg_stat_ssl,
        (oid::PG_CATALOG, "pg_stat_gssapi") => pg_stat_gssapi,
        (oid::PG_CATALOG, "pg_stat_database") => pg_stat_database,
        (oid::INFORMATION_SCHEMA, "schemata") => schemata,
        (oid::INFORMATION_SCHEMA, "table_privileges" | "role_table_grants") => table_privileges,
        (oid::INFORMATION_SCHEMA, "enabled_roles" | "applicable_roles") => roles,
        _ => return None,
    };
    Some(fill)
}

fn pg_roles(_: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    rows.push([
        ("oid", oid::OWNER.into()),
        ("rolname", facts.user.as_str().into()),
        ("rolsuper", false.into()),
        ("rolinherit", true.into()),
        ("rolcreaterole", false.into()),
        ("rolcreatedb", false.into()),
        ("rolcanlogin", true.into()),
        ("rolreplication", false.into()),
        ("rolconnlimit", (-1).into()),
        ("rolpassword", "********".into()),
        ("rolbypassrls", false.into()),
    ]);
}

fn pg_user(_: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    rows.push([
        ("usename", facts.user.as_str().into()),
        ("usesysid", oid::OWNER.into()),
        ("usecreatedb", false.into()),
        ("usesuper", false.into()),
        ("userepl", false.into()),
        ("usebypassrls", false.into()),
        ("passwd", "********".into()),
    ]);
}

fn pg_tables(objects: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    for class in objects.classes.iter().filter(|class| class.kind == 'r') {
        let mut keys = objects.constraints.iter().filter(|key| key.class == class.oid);
        let foreign = |class: &Class| {
            objects.constraints.iter().any(|key| {
                key.refers
                    .as_ref()
                    .is_some_and(|(to, _)| *to == class.oid || key.class == class.oid)
            })
        };
        rows.push([
            ("schemaname", schema_name(class.namespace).into()),
            ("tablename", class.name.as_str().into()),
            ("tableowner", facts.user.as_str().into()),
            ("hasindexes", keys.any(|key| key.refers.is_none()).into()),
            ("hasrules", false.into()),
            ("hastriggers", foreign(class).into()),
            ("rowsecurity", false.into()),
        ]);
    }
}

fn pg_settings(_: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    let own = facts.settings.read();
    for setting in settings() {
        let changed = own.get(&setting.name.to_lowercase());
        rows.push([
            ("name", setting.name.into()),
            ("setting", changed.map_or(setting.value, String::as_str).into()),
            ("unit", setting.unit.into()),
            ("category", setting.category.into()),
            ("short_desc", setting.doc.into()),
            ("context", setting.context.into()),
            ("vartype", setting.ty.into()),
            ("source", if changed.is_some() { "session" } else { "default" }.into()),
            ("boot_val", setting.value.into()),
            ("reset_val", setting.value.into()),
            ("pending_restart", false.into()),
        ]);
    }
}

/// A user sees the connections that are his.
fn pg_stat_activity(objects: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    let own = |pid| Activity { pid, since: started_at(), query: String::new(), is_active: true };
    let mut all = facts.sessions.of(&facts.user);
    if !all.iter().any(|activity| activity.pid == facts.pid) {
        all.push(own(facts.pid));
    }
    for Activity { pid, since, query, is_active } in all {
        let application = facts.setting("application_name").filter(|_| pid == facts.pid);
        rows.push([
            ("datid", object_oid("database", &objects.database).into()),
            ("datname", objects.database.as_str().into()),
            ("pid", pid.into()),
            ("usesysid", oid::OWNER.into()),
            ("usename", facts.user.as_str().into()),
            ("application_name", application.unwrap_or_default().into()),
            ("backend_start", Value::Int(since)),
            ("state_change", Value::Int(since)),
            ("state", if is_active { "active" } else { "idle" }.into()),
            ("query", query.into()),
            ("backend_type", "client backend".into()),
        ]);
    }
}

fn pg_stat_ssl(_: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    rows.push([("pid", facts.pid.into()), ("ssl", facts.secure.into())]);
}

fn pg_stat_gssapi(_: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    rows.push([
        ("pid", facts.pid.into()),
        ("gss_authenticated", false.into()),
        ("encrypted", false.into()),
    ]);
}

fn pg_stat_database(objects: &Objects, _: &SessionFacts, rows: &mut Rows) {
    rows.push([
        ("datid", object_oid("database", &objects.database).into()),
        ("datname", objects.database.as_str().into()),
        ("numbackends", 1.into()),
        ("xact_commit", 0.into()),
        ("xact_rollback", 0.into()),
        ("blks_read", 0.into()),
        ("blks_hit", 0.into()),
    ]);
}

fn schemata(objects: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    for schema in &SCHEMAS {
        rows.push([
            ("catalog_name", objects.database.as_str().into()),
            ("schema_name", schema.name.into()),
            ("schema_owner", facts.user.as_str().into()),
        ]);
    }
}

fn table_privileges(objects: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    for class in objects.classes.iter().filter(|class| class.kind != 'i') {
        rows.push([
            ("grantor", facts.user.as_str().into()),
            ("grantee", facts.user.as_str().into()),
            ("table_catalog", objects.database.as_str().into()),
            ("table_schema", schema_name(class.namespace).into()),
            ("table_name", class.name.as_str().into()),
            ("privilege_type", "SELECT".into()),
            ("is_grantable", yes_or_no(false)),
            ("with_hierarchy", yes_or_no(true)),
        ]);
    }
}

fn roles(_: &Objects, facts: &SessionFacts, rows: &mut Rows) {
    rows.push([("role_name", facts.user.as_str().into())]);
}
