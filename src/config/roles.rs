//! Roles: what callers may see, and how much they may ask.

mod filter;
mod limits;

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use channelgraph_schema::{Class, EntityKind, FieldId, did_you_mean};
pub use limits::CallerLimits;
use serde::{
    Deserialize, Deserializer,
    de::{
        Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use strum::VariantArray;

use crate::engine::{self, Mode};

/// The roles by name: `[roles.partner]`.
pub type Roles = BTreeMap<String, Role>;

/// What the callers of one role may see, and how much they may ask.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Role {
    /// The nodes that they see: `"all"`, or by entity `"all"`, `"none"` or a list of grants.
    /// Default: none.
    pub rows: AllOr<BTreeMap<EntityKind, EntityRows>>,
    /// The fields that they see: `"all"`, or by class (`finance`, `personal`, `provenance`,
    /// `attributes`) or name (`"Deal.amount"`) one of `show`, `mask`, `hide` and `forbid`. Default:
    /// the fields of no class, and no others.
    pub fields: AllOr<BTreeMap<String, Mode>>,
    /// Whether its callers may ask for the schema. Default: false.
    pub introspection: bool,
    /// Whether the pages, GraphiQL and the dashboard, are for its callers: they are served if they
    /// are for those of one role.
    /// Default: false.
    pub graphiql: bool,
    /// Whether its callers may send documents of their own where only trusted ones are answered
    /// (`documents.only`). Default: false.
    pub free_documents: bool,
    /// How much one caller may ask.
    pub limits: CallerLimits,
}

/// The word `all`, or something in particular.
#[derive(Debug, Clone)]
pub enum AllOr<T> {
    /// All.
    All,
    /// This alone.
    Only(T),
}

/// The nodes of one entity that are seen.
#[derive(Debug, Clone)]
pub enum EntityRows {
    /// All or none.
    Word(bool),
    /// Those that one of these grants.
    Granted(Vec<Grant>),
}

/// A grant of nodes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The filter that the nodes pass, written like those of requests; `"$partner"` stands for the
    /// caller's own partner, `"$children"` for the partners right below it.
    #[serde(rename = "where")]
    pub filter: toml::Table,
    /// The filter that the caller's own partner passes; else nothing is granted. Default: none.
    #[serde(rename = "if")]
    pub only_if: Option<toml::Table>,
}

/// The names of what is seen in other ways than by fields alone.
const CLASSES: [&str; 4] = ["finance", "personal", "provenance", "attributes"];

impl Role {
    /// The role as the engine takes it.
    ///
    /// # Errors
    /// If a rule names what the model does not have; the text says where, and the mend.
    pub fn engine(&self, name: &str) -> Result<engine::Role, String> {
        let at = |problem: String| format!("[roles.{name}] {problem}");
        let mut rows = Vec::new();
        for kind in EntityKind::VARIANTS {
            rows.push(self.rows_of(*kind).map_err(at)?);
        }
        let said = match &self.fields {
            AllOr::All => None,
            AllOr::Only(said) => Some(said),
        };
        for key in said.into_iter().flat_map(BTreeMap::keys) {
            check_field(key).map_err(at)?;
        }
        let of = |key: &str| said.map_or(Some(Mode::Show), |said| said.get(key).copied());
        let mode = |kind: EntityKind, field: FieldId| {
            let def = kind.def(field);
            let class = |class| match class {
                Class::Public => Some(Mode::Show),
                Class::Personal => of("personal"),
                Class::Finance => of("finance"),
                Class::Provenance => of("provenance"),
            };
            // The field's own name goes before that of the object around it, and so on outwards.
            let outwards = |name: &&'static str| name.rsplit_once('.').map(|(object, _)| object);
            let mut names = std::iter::successors(Some(def.name), outwards);
            let by_name = names.find_map(|name| of(&format!("{kind}.{name}")));
            let by_name = by_name.filter(|_| said.is_some());
            by_name.unwrap_or_else(|| Mode::of_class(def.class, class))
        };
        let rows = |kind: EntityKind| rows[kind as usize].clone();
        let (provenance, attributes) =
            (of("provenance").unwrap_or_default(), of("attributes").unwrap_or_default());
        Ok(engine::Role::new(name, rows, mode, provenance, attributes))
    }

    fn rows_of(&self, kind: EntityKind) -> Result<engine::Rows, String> {
        let AllOr::Only(by_kind) = &self.rows else { return Ok(engine::Rows::All) };
        let grants = match by_kind.get(&kind) {
            Some(EntityRows::Word(true)) => return Ok(engine::Rows::All),
            None | Some(EntityRows::Word(false)) => &[][..],
            Some(EntityRows::Granted(grants)) => grants.as_slice(),
        };
        let grant = |(place, grant): (usize, &Grant)| {
            let at = |problem| format!("rows.{kind}, grant {}: {problem}", place + 1);
            let own = EntityKind::Partner;
            let only_if = grant.only_if.as_ref().map(|only_if| filter::read(own, only_if));
            let only_if = only_if.transpose().map_err(|problem| at(format!("`if`: {problem}")))?;
            let filter = filter::of_rows(kind, &grant.filter)
                .map_err(|problem| at(format!("`where`: {problem}")))?;
            Ok(engine::Grant { filter, only_if })
        };
        let grants = grants.iter().enumerate().map(grant).collect::<Result<_, String>>()?;
        Ok(engine::Rows::Granted(grants))
    }
}

/// Checks the name of a class, or of a field.
fn check_field(key: &str) -> Result<(), String> {
    if CLASSES.contains(&key) {
        return Ok(());
    }
    let names = || {
        EntityKind::VARIANTS.iter().flat_map(|kind| {
            kind.fields().iter().map(move |field| format!("{kind}.{}", field.name))
        })
    };
    let is_under = |name: &String| {
        name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if key.contains('.') && names().any(|name| is_under(&name)) {
        return Ok(());
    }
    let all: Vec<String> = CLASSES.iter().map(|class| (*class).to_owned()).chain(names()).collect();
    let near = did_you_mean(key, all.iter().map(String::as_str));
    Err(format!(
        "fields: there is no class or field `{key}`{near}; classes are {}, a field is named with \
         its entity: `Deal.amount`",
        CLASSES.join(", ")
    ))
}

impl<T: Default> Default for AllOr<T> {
    fn default() -> Self {
        Self::Only(T::default())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AllOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = AllOr<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the word `all`, or a table")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<AllOr<T>, E> {
                match word {
                    "all" => Ok(AllOr::All),
                    _ => Err(E::custom("expected the word `all`, or a table")),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AllOr<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(AllOr::Only)
            }
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

impl<'de> Deserialize<'de> for EntityRows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = EntityRows;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`all`, `none`, or a list of grants: `[{ where = { … } }]`")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<EntityRows, E> {
                match word {
                    "all" => Ok(EntityRows::Word(true)),
                    "none" => Ok(EntityRows::Word(false)),
                    _ => Err(E::custom("expected `all`, `none`, or a list of grants")),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<EntityRows, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(seq)).map(EntityRows::Granted)
            }
        }
        deserializer.deserialize_any(Read)
    }
}

#[cfg(test)]
mod tests;
