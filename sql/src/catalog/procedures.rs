//! Functions as `pg_proc` lists them: those that types need, and those that the catalog offers.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::functions;
use super::oid::object_oid;

/// A row of `pg_proc`.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// `oid`.
    pub oid: u32,
    /// `proname`.
    pub name: &'static str,
    /// The names of the types of the arguments.
    pub arguments: Vec<&'static str>,
    /// The name of the type of the result.
    pub result: &'static str,
}

static PROCEDURES: LazyLock<Vec<Procedure>> = LazyLock::new(|| {
    let lines = include_str!("data/procs.txt").lines().filter_map(|line| line.split_once(' '));
    let of_types = lines.map(|(oid, name)| of_type(oid.parse().unwrap_or(0), name));
    of_types.chain(functions::declared()).collect()
});

static BY_OID: LazyLock<HashMap<u32, &'static Procedure>> =
    LazyLock::new(|| PROCEDURES.iter().map(|procedure| (procedure.oid, procedure)).collect());

static BY_NAME: LazyLock<HashMap<&'static str, &'static Procedure>> =
    LazyLock::new(|| PROCEDURES.iter().rev().map(|it| (it.name, it)).collect());

/// Returns all functions.
pub fn procedures() -> &'static [Procedure] {
    &PROCEDURES
}

/// Returns the name of a function.
pub fn name(oid: u32) -> Option<&'static str> {
    BY_OID.get(&oid).map(|procedure| procedure.name)
}

/// Returns the identifier of a function of this name, or 0.
pub fn oid(name: &str) -> u32 {
    BY_NAME.get(name).map_or(0, |procedure| procedure.oid)
}

/// Declares one of the functions that read and write the values of types.
fn of_type(oid: u32, name: &'static str) -> Procedure {
    let ends = |end: &str| name.ends_with(end);
    let (arguments, result) = if ends("out") && !ends("typmodout") {
        (vec!["any"], "cstring")
    } else if ends("send") {
        (vec!["any"], "bytea")
    } else if ends("typmodin") {
        (vec!["_cstring"], "int4")
    } else if ends("typmodout") {
        (vec!["int4"], "cstring")
    } else if ends("recv") {
        (vec!["internal"], "any")
    } else if ends("in") {
        (vec!["cstring"], "any")
    } else {
        (vec!["internal"], "internal")
    };
    Procedure { oid, name, arguments, result }
}

/// Declares a function that the catalog offers.
pub fn offered(
    name: &'static str,
    arguments: Vec<&'static str>,
    result: &'static str,
) -> Procedure {
    let signature = format!("{name}({})", arguments.join(","));
    Procedure { oid: object_oid("procedure", &signature), name, arguments, result }
}
