//! Roles as the test means them: rows and fields, written as configuration and read by rules of
//! the test's own.

use std::{collections::BTreeMap, fmt::Write as _};

use channelgraph_schema::{Class, EntityKind, FieldDef, Role as Part};
use serde_json::Value;

use crate::sight::KINDS;

/// A role.
#[derive(Debug, Clone)]
pub struct Role {
    /// The name: the key in `[roles]`.
    pub name: &'static str,
    /// The nodes that it sees.
    pub rows: Rows,
    /// Classes and names of fields with their modes; none if it sees all.
    pub fields: Option<BTreeMap<&'static str, Mode>>,
}

/// The nodes that a role sees.
#[derive(Debug, Clone)]
pub enum Rows {
    /// All of them.
    All,
    /// Those of these entities that one of the clauses takes; no clause at all takes every node.
    Of(Vec<(EntityKind, Vec<Clause>)>),
}

/// One clause of a rule over rows.
#[derive(Debug, Clone)]
pub struct Clause {
    /// The filter that the node passes.
    pub only: Value,
    /// The filter that the viewer's partner passes.
    pub when: Option<Value>,
}

/// The way in which a field is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As it is.
    Show,
    /// Null, with an error.
    Forbid,
    /// A part of it.
    Mask,
    /// As if it did not exist.
    Hide,
}

impl Mode {
    fn word(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Forbid => "forbid",
            Self::Mask => "mask",
            Self::Hide => "hide",
        }
    }
}

/// The classes that a table of fields names.
const CLASSES: [&str; 4] = ["finance", "personal", "provenance", "attributes"];

impl Role {
    /// The mode of a field of an entity.
    pub fn mode(&self, kind: EntityKind, field: &FieldDef) -> Mode {
        let money = match field.role {
            // What is not printed goes with what is.
            Part::CurrencyOf(money) | Part::ReportingValueOf(money) => kind.field(money),
            _ => None,
        };
        let field = money.map_or(field, |money| kind.def(money));
        let class = match field.class {
            Class::Public => None,
            Class::Personal => Some("personal"),
            Class::Finance => Some("finance"),
            Class::Provenance => Some("provenance"),
        };
        let outwards = |path: &&'static str| path.rsplit_once('.').map(|(object, _)| object);
        let mut names = std::iter::successors(Some(field.path), outwards);
        let by_name = names.find_map(|name| self.named(&format!("{kind}.{name}")));
        by_name.unwrap_or_else(|| class.map_or(Mode::Show, |class| self.class(class)))
    }

    /// The mode of a class; the classes that are not named are forbidden.
    pub fn class(&self, class: &str) -> Mode {
        match &self.fields {
            None => Mode::Show,
            Some(table) => table.get(class).copied().unwrap_or(Mode::Forbid),
        }
    }

    /// Returns true if lists of an entity are not ordered by a key, as it is hidden: as all is null,
    /// they stand in the order of ids.
    pub fn hides_order(&self, entity: &str, key: &str) -> bool {
        let kind = KINDS.into_iter().find(|kind| kind.to_string() == entity);
        kind.is_some_and(|kind| {
            let keyed = |field: &&FieldDef| field.order.is_some_and(|order| order.name == key);
            let field = kind.fields().iter().find(keyed);
            field.is_some_and(|field| self.mode(kind, field) == Mode::Hide)
        })
    }

    fn named(&self, name: &str) -> Option<Mode> {
        self.fields.as_ref()?.get(name).copied()
    }

    /// The role as configuration.
    pub fn toml(&self) -> String {
        let name = self.name;
        let mut text = format!("\n[roles.{name}]\n");
        if matches!(self.rows, Rows::All) {
            text += "rows = \"all\"\n";
        }
        if self.fields.is_none() {
            text += "fields = \"all\"\n";
        }
        if let Rows::Of(rows) = &self.rows {
            let _ = writeln!(text, "[roles.{name}.rows]");
            for (kind, clauses) in rows {
                let all: Vec<String> = clauses.iter().map(Clause::toml).collect();
                let of = match all.is_empty() {
                    true => "\"all\"".to_owned(),
                    false => format!("[{}]", all.join(", ")),
                };
                let _ = writeln!(text, "{kind} = {of}");
            }
        }
        if let Some(fields) = &self.fields {
            let _ = writeln!(text, "[roles.{name}.fields]");
            for (field, mode) in fields {
                let key = match CLASSES.contains(field) {
                    true => (*field).to_owned(),
                    false => format!("\"{field}\""),
                };
                let _ = writeln!(text, "{key} = \"{}\"", mode.word());
            }
        }
        text
    }
}

impl Clause {
    fn toml(&self) -> String {
        let when = self.when.as_ref().map(|when| format!(", if = {}", inline(when)));
        format!("{{ where = {}{} }}", inline(&self.only), when.unwrap_or_default())
    }
}

/// A value as TOML writes it within a line.
fn inline(value: &Value) -> String {
    toml::Value::try_from(value).expect("a value of TOML").to_string()
}
