//! Names as text: quoting, and the text forms of object identifiers (`regclass` and its like).

use datafusion::error::Result;

use super::definitions::format_type;
use super::objects::{Objects, schema_name, schema_oid};
use super::oid;
use super::procedures;
use super::types::Type;
use crate::{Code, Failure};

/// Quotes an identifier if it needs that.
pub fn quote_ident(name: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if starts && name.chars().all(plain) && !is_reserved(name) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Tells if a word is a keyword that cannot stand for a column or table.
fn is_reserved(word: &str) -> bool {
    let mut lines = include_str!("data/keywords.txt").lines();
    lines.any(|line| {
        line.strip_prefix(word)
            .and_then(|rest| rest.strip_prefix(' '))
            .is_some_and(|rest| !rest.starts_with('U'))
    })
}

/// Quotes a text as a literal.
pub fn quote_literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if text.contains('\\') {
        return format!("E'{}'", quoted.replace('\\', "\\\\"));
    }
    format!("'{quoted}'")
}

/// Splits a qualified name into its parts: unquoted ones in small letters. None if it is no name.
pub fn parse_ident(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    loop {
        let (part, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_part(quoted)?,
            None => {
                let end = rest.find(['.', '"', ' ']).unwrap_or(rest.len());
                (rest[..end].to_lowercase(), &rest[end..])
            }
        };
        if part.is_empty() {
            return None;
        }
        parts.push(part);
        let after = after.trim_start();
        if after.is_empty() {
            return Some(parts);
        }
        rest = after.strip_prefix('.')?.trim_start();
    }
}

fn quoted_part(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        part.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                part.push('"');
                rest = after;
            }
            None => return Some((part, rest)),
        }
    }
}

/// A kind of object that a name stands for, by the name of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Registry {
    /// `regclass`: relations.
    Class,
    /// `regtype`: types.
    Type,
    /// `regproc` and `regprocedure`: functions.
    Procedure,
    /// `regnamespace`: schemas.
    Namespace,
    /// `regrole`: roles.
    Role,
    /// `regcollation`: collations.
    Collation,
    /// `regoper`, `regconfig` and the rest: kinds of which nothing is listed.
    Other,
}

impl Registry {
    /// Finds a registry by the name of its type.
    pub fn of_type(ty: &str) -> Option<Self> {
        Some(match ty {
            "regclass" => Self::Class,
            "regtype" => Self::Type,
            "regproc" | "regprocedure" => Self::Procedure,
            "regnamespace" => Self::Namespace,
            "regrole" => Self::Role,
            "regcollation" => Self::Collation,
            "regoper" | "regoperator" | "regconfig" | "regdictionary" => Self::Other,
            _ => return None,
        })
    }
}

/// Looks names up for one connection.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    /// The objects.
    pub objects: &'a Objects,
    /// The schemas of the search path.
    pub path: &'a [String],
    /// The user.
    pub user: &'a str,
}

impl Lookup<'_> {
    /// Finds an object by its name or number; none if there is no such object.
    pub fn find(&self, registry: Registry, text: &str) -> Option<u32> {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        if text == "-" {
            return Some(0);
        }
        if registry == Registry::Type {
            return self.find_type(text);
        }
        let parts = parse_ident(text.split('(').next().unwrap_or(text))?;
        let (schema, name) = match &parts[..] {
            [name] => (None, name.as_str()),
            [schema, name] => (Some(schema.as_str()), name.as_str()),
            [database, schema, name] if *database == self.objects.database => {
                (Some(schema.as_str()), name.as_str())
            }
            _ => return None,
        };
        match registry {
            Registry::Class => {
                self.objects.find_class(schema, name, self.path).map(|class| class.oid)
            }
            Registry::Procedure => Some(procedures::oid(name)).filter(|oid| *oid != 0),
            Registry::Namespace => schema_oid(name),
            Registry::Role => (name == self.user).then_some(oid::OWNER),
            Registry::Collation => match name {
                "default" => Some(oid::DEFAULT_COLLATION),
                "C" => Some(950),
                "POSIX" => Some(951),
                _ => None,
            },
            Registry::Type | Registry::Other => None,
        }
    }

    /// Finds an object by its name or number, or fails as PostgreSQL does.
    pub fn get(&self, registry: Registry, text: &str) -> Result<u32> {
        self.find(registry, text).ok_or_else(|| {
            let (code, kind) = match registry {
                Registry::Class => (Code::NoTable, "relation"),
                Registry::Type => (Code::Setting, "type"),
                Registry::Procedure => (Code::NoFunction, "function"),
                Registry::Namespace => (Code::NoSchema, "schema"),
                Registry::Role => (Code::Setting, "role"),
                _ => (Code::Setting, "object"),
            };
            Failure::new(code, format!("{kind} \"{text}\" does not exist")).into()
        })
    }

    /// Writes the name of an object; its number if there is no such object.
    pub fn show(&self, registry: Registry, oid: u32) -> String {
        let name = match registry {
            _ if oid == 0 => Some("-".to_owned()),
            Registry::Class => {
                self.objects.class(oid).map(|class| self.qualified(class.namespace, &class.name))
            }
            Registry::Type => {
                self.objects.ty(oid).map(|ty| format_type(self.objects, ty.oid, -1, self.path))
            }
            Registry::Procedure => self.objects.procedure(oid).map(quote_ident),
            Registry::Namespace => schema_name(oid).map(quote_ident),
            Registry::Role => (oid == oid::OWNER).then(|| quote_ident(self.user)),
            Registry::Collation => match oid {
                100 => Some("\"default\"".to_owned()),
                950 => Some("\"C\"".to_owned()),
                951 => Some("\"POSIX\"".to_owned()),
                _ => None,
            },
            Registry::Other => None,
        };
        name.unwrap_or_else(|| oid.to_string())
    }

    fn qualified(&self, namespace: u32, name: &str) -> String {
        let schema = schema_name(namespace).unwrap_or_default();
        if self.objects.is_visible(namespace, self.path) {
            return quote_ident(name);
        }
        format!("{}.{}", quote_ident(schema), quote_ident(name))
    }

    /// Finds a type by one of its names, with or without a modifier, or that of an array of it.
    fn find_type(&self, text: &str) -> Option<u32> {
        let text = text.trim();
        if let Some(element) = text.strip_suffix("[]") {
            let element = self.find_type(element)?;
            return self.objects.ty(element).map(|ty| ty.array).filter(|oid| *oid != 0);
        }
        let lower = text.to_lowercase();
        let spoken = without_modifier(&lower);
        let name = match super::definitions::SPOKEN_TYPES.iter().find(|(_, it)| *it == spoken) {
            Some((name, _)) => (*name).to_owned(),
            None => match spoken.as_str() {
                "int" => "int4".to_owned(),
                "decimal" => "numeric".to_owned(),
                "float" => "float8".to_owned(),
                "char" => "bpchar".to_owned(),
                "time" | "timestamp" => spoken,
                _ => parse_ident(&without_modifier(text))?.pop()?,
            },
        };
        self.objects.find_type(&name).map(|ty: &Type| ty.oid)
    }
}

/// Removes a modifier: `numeric(38,9)` is `numeric`.
fn without_modifier(name: &str) -> String {
    match (name.find('('), name.find(')')) {
        (Some(open), Some(close)) if open < close => {
            format!("{}{}", name[..open].trim_end(), &name[close + 1..])
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_quoted_where_needed() {
        assert_eq!(quote_ident("deals"), "deals");
        assert_eq!(quote_ident("Deals"), "\"Deals\"");
        assert_eq!(quote_ident("select"), "\"select\"");
        assert_eq!(quote_ident("a\"b"), "\"a\"\"b\"");
        assert_eq!(quote_literal("it's"), "'it''s'");
    }

    #[test]
    fn names_are_split_into_parts() {
        assert_eq!(parse_ident("public.Deals"), Some(vec!["public".into(), "deals".into()]));
        assert_eq!(parse_ident("\"a.\"\"b\" . c"), Some(vec!["a.\"b".into(), "c".into()]));
        assert_eq!(parse_ident("a."), None);
    }
}
