//! What a mapping says, as it stands in TOML: a connector's default, and a user's overriding parts
//! of it.

use std::{collections::BTreeMap, fmt};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};

use super::clues::IdentitySpec;
use crate::{EntityKind, Value};

/// Objects by entity and by the source's own name: `[Deal.Opportunity]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct MappingSpec(pub BTreeMap<EntityKind, BTreeMap<String, ObjectSpec>>);

/// How one object stands for one entity.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectSpec {
    /// `false` takes an object of the default mapping out.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Which rows are meant: source fields with the value, or values, that they must have. Laid
    /// over another, an empty list takes that field's condition out.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, Condition>,
    /// The entity's fields, each with the source field it comes from.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldSpec>,
    /// Source fields that name a record of another table as the same thing.
    #[serde(default)]
    pub links: Option<Vec<LinkSpec>>,
    /// Of partners: what tells who its companies are, beside the fields.
    #[serde(default)]
    pub identity: IdentitySpec,
    /// Source fields that the unified model has no place for, by the name under which `attributes`
    /// shows them.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

fn yes() -> bool {
    true
}

/// Where a field's value comes from: `"Name"`, `{ field = "StageName", values = { … } }`, or
/// `false` to take it out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSpec {
    /// The source's own name or path for it.
    pub field: Option<String>,
    /// The source field that stands in where the first one is null, or `when` does not hold.
    pub else_field: Option<String>,
    /// For lists in step: the source field whose items come behind those of the first.
    pub also_field: Option<String>,
    /// The same value for every record.
    pub constant: Option<String>,
    /// The source's words, each with the word of the unified model.
    pub values: BTreeMap<String, String>,
    /// For money: the currency, where the source has only one.
    pub currency: Option<String>,
    /// For money: the source field that holds the currency.
    pub currency_field: Option<String>,
    /// What the source field holds, where that is not the field's own kind.
    pub source_type: Option<SourceType>,
    /// A number by which the source's value is multiplied.
    pub scale: Option<Decimal>,
    /// Of several values, the one where this source field is greatest.
    pub max_by: Option<String>,
    /// For several texts in one: what stands between them; `;` if left out.
    pub separator: Option<String>,
    /// Whether the source never lacks it, so that no other source need be asked in its place.
    pub required: bool,
    /// Of a reference to a partner: the partner's own source field that holds what this one says,
    /// where that is not its id.
    pub by: Option<String>,
    /// Source fields with the value, or values, that they must have for this one to count.
    pub when: BTreeMap<String, Condition>,
    /// The value where `when` does not hold; without it that of `else_field`, if there is one.
    pub else_constant: Option<String>,
    /// Whether several records of this table that are one thing each hold a part of it: an
    /// incentive that was paid in two instalments.
    pub sum: bool,
    /// How much its word counts beside other sources': the greater first, and by the order of the
    /// sources where it is equal.
    pub authority: u8,
    /// `false` in the file: the default's entry is taken out.
    pub unset: bool,
}

/// What a source field holds, where it is not what the unified field's kind suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceType {
    /// A moment, for a field that is a day.
    Datetime,
    /// An ISO country code, for a country; without it, names are understood too, but cannot be
    /// filtered by the source.
    CountryCode,
}

/// A source field that names a record of another table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkSpec {
    /// The other source: its name, or the kind of connector where only one source is of that kind;
    /// this very source if left out.
    pub source: Option<String>,
    /// Its object.
    pub object: String,
    /// The field here that names the record there.
    pub field: String,
    /// The field there that has this name (a number on a document); the record's id if left out.
    pub by: Option<String>,
}

/// What a source field must be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "a condition is a text, a whole number, true or false, a list of these, or { null = true }"
)]
pub enum Condition {
    /// Exactly this.
    One(Literal),
    /// One of these.
    Any(Vec<Literal>),
    /// Whether it holds nothing: `{ null = false }`.
    Null(Presence),
}

/// Whether a source field holds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// `true`: nothing; `false`: something.
    pub null: bool,
}

/// A value as it stands in TOML.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Literal {
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
}

impl Literal {
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Bool(yes) => Value::Bool(*yes),
            Self::Number(number) => Value::Number(Decimal::from(*number)),
            Self::Text(text) => Value::text(text.as_str()),
        }
    }
}

impl MappingSpec {
    /// This mapping with the user's parts laid over it: fields, conditions, clues and
    /// attributes one by one, links as a whole.
    #[must_use]
    pub fn overlaid(mut self, over: Self) -> Self {
        for (kind, objects) in over.0 {
            let base = self.0.entry(kind).or_default();
            for (object, over) in objects {
                let base = base.entry(object).or_default();
                base.enabled = over.enabled;
                base.only.extend(over.only);
                base.only.retain(|_, condition| *condition != Condition::Any(Vec::new()));
                base.fields.extend(over.fields);
                base.attributes.extend(over.attributes);
                base.identity.overlay(over.identity);
                if over.links.is_some() {
                    base.links = over.links;
                }
            }
        }
        for objects in self.0.values_mut() {
            objects.retain(|_, object| object.enabled);
        }
        self
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    field: Option<String>,
    else_field: Option<String>,
    also_field: Option<String>,
    constant: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    currency: Option<String>,
    currency_field: Option<String>,
    #[serde(rename = "type")]
    source_type: Option<SourceType>,
    scale: Option<Decimal>,
    max_by: Option<String>,
    separator: Option<String>,
    #[serde(default)]
    required: bool,
    by: Option<String>,
    #[serde(default)]
    when: BTreeMap<String, Condition>,
    else_constant: Option<String>,
    #[serde(default)]
    sum: bool,
    #[serde(default)]
    authority: u8,
}

impl<'de> Deserialize<'de> for FieldSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = FieldSpec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a source field's name, a table such as { field = \"…\", values = { … } }, or false to take the field out")
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<FieldSpec, E> {
                if yes {
                    return Err(E::invalid_value(de::Unexpected::Bool(true), &self));
                }
                Ok(FieldSpec { unset: true, ..FieldSpec::default() })
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<FieldSpec, E> {
                Ok(FieldSpec { field: Some(name.to_owned()), ..FieldSpec::default() })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<FieldSpec, A::Error> {
                let table = FieldTable::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(FieldSpec {
                    field: table.field,
                    else_field: table.else_field,
                    also_field: table.also_field,
                    constant: table.constant,
                    values: table.values,
                    currency: table.currency,
                    currency_field: table.currency_field,
                    source_type: table.source_type,
                    scale: table.scale,
                    max_by: table.max_by,
                    separator: table.separator,
                    required: table.required,
                    by: table.by,
                    when: table.when,
                    else_constant: table.else_constant,
                    sum: table.sum,
                    authority: table.authority,
                    unset: false,
                })
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
