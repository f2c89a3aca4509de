//! Definitions of objects as SQL text.

use super::names::quote_ident;
use super::objects::{Class, Objects, schema_name};

/// The types whose names in SQL differ from those in `pg_type`.
pub const SPOKEN_TYPES: [(&str, &str); 14] = [
    ("bool", "boolean"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("varchar", "character varying"),
    ("bpchar", "character"),
    ("varbit", "bit varying"),
    ("time", "time without time zone"),
    ("timetz", "time with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("char", "\"char\""),
];

/// Writes the name of a type with its modifier.
pub fn format_type(objects: &Objects, oid: u32, modifier: i32, path: &[String]) -> String {
    let Some(ty) = objects.ty(oid) else {
        return if oid == 0 { "-".to_owned() } else { "???".to_owned() };
    };
    let is_array = ty.category == 'A' && ty.functions[0] == "array_in";
    if is_array && let Some(element) = objects.ty(ty.element) {
        return format!("{}[]", format_type(objects, element.oid, modifier, path));
    }
    if let Some((name, spoken)) = SPOKEN_TYPES.iter().find(|(name, _)| *name == ty.name) {
        return with_modifier(name, spoken, modifier);
    }
    if ty.name == "numeric" && modifier >= 4 {
        let both = modifier - 4;
        return format!("numeric({},{})", both >> 16, both & 0xffff);
    }
    if ["numeric", "interval", "bit"].contains(&ty.name.as_str()) {
        return ty.name.clone();
    }
    let name = quote_ident(&ty.name);
    match schema_name(ty.namespace) {
        Some(schema) if !objects.is_visible(ty.namespace, path) => {
            format!("{}.{name}", quote_ident(schema))
        }
        _ => name,
    }
}

fn with_modifier(name: &str, spoken: &str, modifier: i32) -> String {
    match name {
        "varchar" | "bpchar" if modifier > 4 => format!("{spoken}({})", modifier - 4),
        "time" | "timetz" | "timestamp" | "timestamptz" if modifier >= 0 => {
            match spoken.split_once(' ') {
                Some((first, rest)) => format!("{first}({modifier}) {rest}"),
                None => spoken.to_owned(),
            }
        }
        _ => spoken.to_owned(),
    }
}

fn columns(class: &Class, numbers: &[i16]) -> String {
    class.column_names(numbers).map(quote_ident).collect::<Vec<_>>().join(", ")
}

/// Writes the definition of a key. A schema is named unless `path` holds it.
pub fn constraint_definition(objects: &Objects, oid: u32, path: &[String]) -> Option<String> {
    let key = objects.constraint(oid)?;
    let own = columns(objects.class(key.class)?, &key.columns);
    let Some((target, numbers)) = &key.refers else {
        return Some(format!("PRIMARY KEY ({own})"));
    };
    let target = objects.class(*target)?;
    let name = qualified(objects, target, path)?;
    Some(format!("FOREIGN KEY ({own}) REFERENCES {name}({})", columns(target, numbers)))
}

/// Writes the definition of an index. The table's schema is named unless `path` holds it.
pub fn index_definition(objects: &Objects, oid: u32, path: &[String]) -> Option<String> {
    let key = objects.key_of_index(oid)?;
    let table = objects.class(key.class)?;
    Some(format!(
        "CREATE UNIQUE INDEX {} ON {} USING btree ({})",
        quote_ident(&key.name),
        qualified(objects, table, path)?,
        columns(table, &key.columns),
    ))
}

fn qualified(objects: &Objects, class: &Class, path: &[String]) -> Option<String> {
    let name = quote_ident(&class.name);
    if objects.is_visible(class.namespace, path) {
        return Some(name);
    }
    Some(format!("{}.{name}", quote_ident(schema_name(class.namespace)?)))
}

/// Writes the definition of one column of an index, counted from 1.
pub fn index_column(objects: &Objects, oid: u32, column: i64) -> Option<String> {
    let class = objects.class(oid).filter(|class| class.kind == 'i')?;
    let column = class.columns.get(usize::try_from(column - 1).ok()?)?;
    Some(quote_ident(&column.name))
}
