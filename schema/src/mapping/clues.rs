//! Clues: source fields that tell whose a record is, and have no place in the unified model.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use crate::Clue;

/// What an object tells of who its companies are, beside the fields of the model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentitySpec {
    /// The source field with the company's telephone number.
    pub phone: Option<ClueField>,
    /// The source field with its D-U-N-S number.
    pub duns: Option<ClueField>,
    /// The source field with its legal entity identifier.
    pub lei: Option<ClueField>,
    /// The source field with records that people have decided it is.
    pub same_as: Option<ClueField>,
    /// The source field with records that people have decided it is not.
    pub not_same_as: Option<ClueField>,
    /// The number of characters at which the source cuts names.
    #[serde(deserialize_with = "characters")]
    pub cuts_at: Option<u16>,
}

/// A source field's name, or `false` to take the default's out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClueField(pub Option<String>);

impl IdentitySpec {
    /// Lays another spec over this one, key by key.
    pub(super) fn overlay(&mut self, over: Self) {
        let pairs = [
            (&mut self.phone, over.phone),
            (&mut self.duns, over.duns),
            (&mut self.lei, over.lei),
            (&mut self.same_as, over.same_as),
            (&mut self.not_same_as, over.not_same_as),
        ];
        for (own, over) in pairs {
            *own = over.or(own.take());
        }
        self.cuts_at = over.cuts_at.or(self.cuts_at);
    }

    /// The source fields, each with what it tells.
    pub(super) fn clues(&self) -> Vec<(Clue, String)> {
        let all = [
            (Clue::Phone, &self.phone),
            (Clue::Duns, &self.duns),
            (Clue::Lei, &self.lei),
            (Clue::SameAs, &self.same_as),
            (Clue::NotSameAs, &self.not_same_as),
        ];
        let named = |(clue, field): (Clue, &Option<ClueField>)| {
            Some((clue, field.as_ref()?.0.clone().filter(|name| !name.is_empty())?))
        };
        all.into_iter().filter_map(named).collect()
    }
}

impl<'de> Deserialize<'de> for ClueField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = ClueField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a source field's name, or false to take it out")
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<ClueField, E> {
                if yes {
                    return Err(E::invalid_value(de::Unexpected::Bool(true), &self));
                }
                Ok(ClueField(None))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<ClueField, E> {
                Ok(ClueField(Some(name.to_owned())))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Reads a number of characters. A name is not cut at fewer than a word has.
fn characters<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    struct Visitor;
    impl de::Visitor<'_> for Visitor {
        type Value = u16;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number from 10 to 1000")
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<u16, E> {
            let fits = u16::try_from(value).ok().filter(|value| (10..=1_000).contains(value));
            fits.ok_or_else(|| {
                E::custom(format_args!(
                    "{value} is out of range; give a whole number from 10 to 1000"
                ))
            })
        }
    }
    deserializer.deserialize_any(Visitor).map(Some)
}
