//! Types and functions.

use super::super::objects::Objects;
use super::super::oid;
use super::super::procedures::{self, procedures};
use super::super::relation::Rows;
use super::super::types::type_oid;

pub(super) fn pg_type(objects: &Objects, rows: &mut Rows) {
    for ty in &objects.types {
        let function = |at: usize| procedures::oid(&ty.functions[at]).into();
        rows.push([
            ("oid", ty.oid.into()),
            ("typname", ty.name.as_str().into()),
            ("typnamespace", ty.namespace.into()),
            ("typowner", oid::OWNER.into()),
            ("typlen", ty.len.into()),
            ("typbyval", ty.by_value.into()),
            ("typtype", ty.kind.into()),
            ("typcategory", ty.category.into()),
            ("typispreferred", ty.preferred.into()),
            ("typisdefined", true.into()),
            ("typdelim", ty.delimiter.into()),
            ("typrelid", ty.relation.into()),
            ("typsubscript", function(7)),
            ("typelem", ty.element.into()),
            ("typarray", ty.array.into()),
            ("typinput", function(0)),
            ("typoutput", function(1)),
            ("typreceive", function(2)),
            ("typsend", function(3)),
            ("typmodin", function(4)),
            ("typmodout", function(5)),
            ("typanalyze", function(6)),
            ("typalign", ty.align.into()),
            ("typstorage", ty.storage.into()),
            ("typnotnull", ty.not_null.into()),
            ("typbasetype", ty.base.into()),
            ("typtypmod", ty.modifier.into()),
            ("typdefault", (ty.name == "time_stamp").then_some("CURRENT_TIMESTAMP(2)").into()),
            ("typcollation", ty.collation.into()),
        ]);
    }
}

/// The ranges: type, type of its bounds, type of many ranges, operator class of the bounds.
const RANGES: [(u32, u32, u32, u32); 6] = [
    (3904, 23, 4451, 1978),
    (3906, 1700, 4532, 3125),
    (3908, 1114, 4533, 3128),
    (3910, 1184, 4534, 3127),
    (3912, 1082, 4535, 3122),
    (3926, 20, 4536, 3124),
];

pub(super) fn pg_range(_: &Objects, rows: &mut Rows) {
    for (range, bound, many, class) in RANGES {
        rows.push([
            ("rngtypid", range.into()),
            ("rngsubtype", bound.into()),
            ("rngmultitypid", many.into()),
            ("rngsubopc", class.into()),
        ]);
    }
}

pub(super) fn pg_proc(_: &Objects, rows: &mut Rows) {
    /// The language of functions that the server itself implements.
    const INTERNAL: u32 = 12;
    for procedure in procedures() {
        let arguments = procedure.arguments.iter().map(|name| type_oid(name));
        rows.push([
            ("oid", procedure.oid.into()),
            ("proname", procedure.name.into()),
            ("pronamespace", oid::PG_CATALOG.into()),
            ("proowner", oid::OWNER.into()),
            ("prolang", INTERNAL.into()),
            ("procost", 1.into()),
            ("prokind", 'f'.into()),
            ("proisstrict", true.into()),
            ("provolatile", 's'.into()),
            ("proparallel", 's'.into()),
            ("pronargs", (procedure.arguments.len() as i64).into()),
            ("prorettype", type_oid(procedure.result).into()),
            ("proargtypes", arguments.collect::<Vec<_>>().into()),
            ("prosrc", procedure.name.into()),
        ]);
    }
}
