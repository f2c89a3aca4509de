//! Relations whose rows are the same in every database.

use super::super::objects::Objects;
use super::super::oid;
use super::super::procedures;
use super::super::relation::Rows;
use super::super::types::type_oid;
use super::super::value::Value;

pub(super) fn pg_am(_: &Objects, rows: &mut Rows) {
    const METHODS: [(u32, &str, &str, char); 7] = [
        (2, "heap", "heap_tableam_handler", 't'),
        (403, "btree", "bthandler", 'i'),
        (405, "hash", "hashhandler", 'i'),
        (783, "gist", "gisthandler", 'i'),
        (2742, "gin", "ginhandler", 'i'),
        (4000, "spgist", "spghandler", 'i'),
        (3580, "brin", "brinhandler", 'i'),
    ];
    for (oid, name, handler, kind) in METHODS {
        rows.push([
            ("oid", oid.into()),
            ("amname", name.into()),
            ("amhandler", procedures::oid(handler).into()),
            ("amtype", kind.into()),
        ]);
    }
}

pub(super) fn pg_collation(_: &Objects, rows: &mut Rows) {
    const COLLATIONS: [(u32, &str, char, i64, Option<&str>); 4] = [
        (oid::DEFAULT_COLLATION, "default", 'd', -1, None),
        (950, "C", 'c', -1, Some("C")),
        (951, "POSIX", 'c', -1, Some("POSIX")),
        (12340, "ucs_basic", 'c', 6, Some("C")),
    ];
    for (oid, name, provider, encoding, locale) in COLLATIONS {
        rows.push([
            ("oid", oid.into()),
            ("collname", name.into()),
            ("collnamespace", oid::PG_CATALOG.into()),
            ("collowner", oid::OWNER.into()),
            ("collprovider", provider.into()),
            ("collisdeterministic", true.into()),
            ("collencoding", encoding.into()),
            ("collcollate", locale.into()),
            ("collctype", locale.into()),
        ]);
    }
}

pub(super) fn pg_language(_: &Objects, rows: &mut Rows) {
    for (oid, name, trusted) in [(12_u32, "internal", false), (14, "sql", true)] {
        rows.push([
            ("oid", oid.into()),
            ("lanname", name.into()),
            ("lanowner", oid::OWNER.into()),
            ("lanpltrusted", trusted.into()),
        ]);
    }
}

pub(super) fn pg_opclass(_: &Objects, rows: &mut Rows) {
    const CLASSES: [(u32, &str, u32, &str); 9] = [
        (3122, "date_ops", 434, "date"),
        (3123, "float8_ops", 1970, "float8"),
        (3124, "int8_ops", 1976, "int8"),
        (3125, "numeric_ops", 1988, "numeric"),
        (3126, "text_ops", 1994, "text"),
        (3127, "timestamptz_ops", 434, "timestamptz"),
        (3128, "timestamp_ops", 434, "timestamp"),
        (1978, "int4_ops", 1976, "int4"),
        (10003, "bool_ops", 424, "bool"),
    ];
    for (oid, name, family, ty) in CLASSES {
        rows.push([
            ("oid", oid.into()),
            ("opcmethod", oid::BTREE.into()),
            ("opcname", name.into()),
            ("opcnamespace", oid::PG_CATALOG.into()),
            ("opcowner", oid::OWNER.into()),
            ("opcfamily", family.into()),
            ("opcintype", type_oid(ty).into()),
            ("opcdefault", true.into()),
        ]);
    }
}

pub(super) fn pg_timezone_names(_: &Objects, rows: &mut Rows) {
    rows.push([
        ("name", "UTC".into()),
        ("abbrev", "UTC".into()),
        ("utc_offset", "00:00:00".into()),
        ("is_dst", false.into()),
    ]);
}

pub(super) fn pg_get_keywords(_: &Objects, rows: &mut Rows) {
    for line in include_str!("../data/keywords.txt").lines() {
        let mut words = line.split(' ');
        let (word, category) = (words.next(), words.next().unwrap_or("U"));
        let bare = words.next().is_none();
        let meaning = match category {
            "U" => "unreserved",
            "C" => "unreserved (cannot be function or type name)",
            "T" => "reserved (can be function or type name)",
            _ => "reserved",
        };
        let bare_meaning = if bare { "can be bare label" } else { "requires AS" };
        rows.push([
            ("word", Value::from(word)),
            ("catcode", category.into()),
            ("barelabel", bare.into()),
            ("catdesc", meaning.into()),
            ("baredesc", bare_meaning.into()),
        ]);
    }
}
