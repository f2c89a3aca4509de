//! How records of partners are recognised as one: `[identity]`.

use std::fmt;

use channelgraph_core::within;
use channelgraph_identity::{Mode, Rules};
use channelgraph_schema::did_you_mean;
use serde::{Deserialize, Deserializer, de};

use crate::engine::{IdentityRules, RecordName};

/// How records of partners are recognised as one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    /// Seconds between looks for changed partners. Default: 60.
    #[serde(deserialize_with = "within::<1, 86_400, _, _>")]
    pub refresh_seconds: u64,
    /// Seconds between readings of all partners, which also find those that are gone. Default:
    /// 3600.
    #[serde(deserialize_with = "within::<1, 2_592_000, _, _>")]
    pub rescan_seconds: u64,
    /// What ties records: `evidence`, weighed, or exact `keys` alone. Default: `evidence`.
    pub mode: IdentityMode,
    /// The weight, in bits, from which records are one. Default: 5.
    #[serde(deserialize_with = "bits::<0, 40, _>")]
    pub merge_at: f64,
    /// The weight, in bits, from which a pair that is not one is suggested. Default: -2.
    #[serde(deserialize_with = "bits::<-20, 40, _>")]
    pub suggest_at: f64,
    /// What a name does that is all that two records have in common: `merge` or `suggest`.
    /// Default: `merge`.
    pub name_alone: NameAlone,
    /// Further values that many companies share: domains, tax ids, telephone numbers. Default:
    /// none.
    pub shared_values: Vec<String>,
    /// The same, by its old name.
    pub shared_domains: Vec<String>,
    /// Further words that many names have, and that tell no company from another. Default: none.
    pub generic_words: Vec<String>,
    /// Words that do tell a company, though many names have them. Default: none.
    pub brand_words: Vec<String>,
    /// Records that are one company, in groups. Default: none.
    #[serde(deserialize_with = "groups")]
    pub same: Vec<Vec<RecordName>>,
    /// Records of which none is one company with another of its group. Default: none.
    #[serde(deserialize_with = "groups")]
    pub not_same: Vec<Vec<RecordName>>,
    /// Of mode `keys`: whether equal name, country and city make two records one. Default: false.
    pub match_by_name: Option<bool>,
}

impl Default for Identity {
    fn default() -> Self {
        let rules = Rules::default();
        Self {
            refresh_seconds: 60,
            rescan_seconds: 3600,
            mode: IdentityMode::default(),
            merge_at: rules.merge_at,
            suggest_at: rules.suggest_at,
            name_alone: NameAlone::default(),
            shared_values: Vec::new(),
            shared_domains: Vec::new(),
            generic_words: Vec::new(),
            brand_words: Vec::new(),
            same: Vec::new(),
            not_same: Vec::new(),
            match_by_name: None,
        }
    }
}

/// What ties records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityMode {
    /// Sure keys, and else evidence by its weight.
    #[default]
    Evidence,
    /// Exact keys alone.
    Keys,
}

/// What a name does that is all that two records have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameAlone {
    /// A rare one without a rival ties them.
    #[default]
    Merge,
    /// It is a suggestion.
    Suggest,
}

impl Identity {
    /// The rules by which records are tied.
    pub fn rules(&self) -> IdentityRules {
        let mode = match self.mode {
            IdentityMode::Evidence => Mode::Evidence,
            IdentityMode::Keys => Mode::Keys,
        };
        let rules = Rules {
            mode,
            merge_at: self.merge_at,
            suggest_at: self.suggest_at,
            name_alone: self.name_alone == NameAlone::Merge,
            shared_values: [&*self.shared_values, &*self.shared_domains].concat(),
            generic_words: self.generic_words.clone(),
            brand_words: self.brand_words.clone(),
            by_name: self.match_by_name == Some(true),
        };
        IdentityRules { rules, same: self.same.clone(), not_same: self.not_same.clone() }
    }

    /// Keys that do nothing any more, or go by another name: each with what to do.
    pub fn warnings(&self) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if !self.shared_domains.is_empty() {
            warnings.push(
                "`identity.shared_domains` is now `shared_values`, which takes tax ids and \
                 telephone numbers too: rename it.",
            );
        }
        match (self.match_by_name, self.mode) {
            (None, _) => {}
            (Some(_), IdentityMode::Evidence) => warnings.push(
                "`identity.match_by_name` does nothing in the mode `evidence`: take it out; \
                 `name_alone` says what a name does alone.",
            ),
            (Some(_), IdentityMode::Keys) => warnings.push(
                "`identity.match_by_name` will go: the mode `evidence` weighs names, countries \
                 and cities.",
            ),
        }
        warnings
    }

    /// Checks what stands in no relation to the sources or to itself. The text that is wrong, if
    /// it stands in the file, comes with the problem.
    pub(super) fn check(&self, sources: &[&String]) -> Result<(), (Option<String>, String)> {
        if self.suggest_at > self.merge_at {
            return Err((
                None,
                format!(
                    "`identity.suggest_at` is {}, above `merge_at`, which is {}; suggestions are \
                     what weighs less than a merge: give a smaller number",
                    self.suggest_at, self.merge_at
                ),
            ));
        }
        for (key, groups) in [("same", &self.same), ("not_same", &self.not_same)] {
            for name in groups.iter().flatten() {
                if !sources.iter().any(|source| **source == name.source) {
                    let near =
                        did_you_mean(&name.source, sources.iter().map(|source| source.as_str()));
                    let problem = format!(
                        "`identity.{key}` names `{name}`, and there is no source `{}`{near}",
                        name.source
                    );
                    return Err((Some(name.to_string()), problem));
                }
            }
        }
        let both = |one: &[RecordName], other: &[RecordName]| {
            one.iter().filter(|name| other.contains(name)).nth(1).cloned()
        };
        for (same, not_same) in
            self.same.iter().flat_map(|same| self.not_same.iter().map(move |other| (same, other)))
        {
            if let Some(name) = both(same, not_same) {
                let problem = format!(
                    "`identity.same` and `identity.not_same` both hold `{name}` with the same \
                     other record; take it out of one of them"
                );
                return Err((Some(name.to_string()), problem));
            }
        }
        Ok(())
    }
}

/// Reads a weight in bits from `MIN` to `MAX`.
fn bits<'de, const MIN: i64, const MAX: i64, D>(deserializer: D) -> Result<f64, D::Error>
where
    D: Deserializer<'de>,
{
    struct Bits<const MIN: i64, const MAX: i64>;
    impl<const MIN: i64, const MAX: i64> de::Visitor<'_> for Bits<MIN, MAX> {
        type Value = f64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a number from {MIN} to {MAX}")
        }

        #[expect(clippy::cast_precision_loss, reason = "the bounds are small")]
        fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
            if (MIN as f64..=MAX as f64).contains(&value) {
                return Ok(value);
            }
            Err(E::custom(format_args!(
                "{value} is out of range; give a number from {MIN} to {MAX}"
            )))
        }

        #[expect(clippy::cast_precision_loss, reason = "what is not exact is out of range")]
        fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
            self.visit_f64(value as f64)
        }
    }
    deserializer.deserialize_any(Bits::<MIN, MAX>)
}

/// Reads groups of records, of two or more each.
fn groups<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<RecordName>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(try_from = "String")]
    struct Name(RecordName);
    impl TryFrom<String> for Name {
        type Error = String;

        fn try_from(text: String) -> Result<Self, String> {
            RecordName::parse(&text).map(Self).ok_or_else(|| {
                format!("`{text}` names no record; write `source:id` or `source:object:id`")
            })
        }
    }
    #[derive(Deserialize)]
    #[serde(try_from = "Vec<Name>")]
    struct Group(Vec<RecordName>);
    impl TryFrom<Vec<Name>> for Group {
        type Error = &'static str;

        fn try_from(names: Vec<Name>) -> Result<Self, Self::Error> {
            if names.len() < 2 {
                return Err("a group of records has two or more: [\"crm:1\", \"hub:2\"]");
            }
            Ok(Self(names.into_iter().map(|Name(name)| name).collect()))
        }
    }
    let groups = Vec::<Group>::deserialize(deserializer)?;
    Ok(groups.into_iter().map(|Group(names)| names).collect())
}

#[cfg(test)]
mod tests;
