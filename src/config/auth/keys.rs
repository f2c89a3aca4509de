//! API keys, and the personas of a demo, who have some.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::partner;
use crate::engine::PartnerName;

/// An API key: what it opens, and by what it is known.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// A name of your choice, for logs.
    pub name: String,
    /// The key's hash, as `channelgraph key new` prints it.
    pub hash: KeyHash,
    /// What the key is verified with as a password of SQL, as `channelgraph key new` prints it; the
    /// user is the key's name. Default: none, and it opens no SQL.
    #[serde(default)]
    pub sql: Option<ScramVerifier>,
    /// The role of its callers.
    pub role: String,
    /// The partner that its callers belong to: `domain:acme.de`. Default: none.
    #[serde(default, deserialize_with = "partner::some")]
    pub partner: Option<PartnerName>,
    /// The last day on which it is good, in UTC. Default: none, and it is good for ever.
    #[serde(default)]
    pub expires: Option<Day>,
}

/// A caller whom the page lets its reader be.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    /// The name to choose it by.
    pub name: String,
    /// What it may see, in a sentence.
    pub about: String,
    /// Its API key, which is no secret.
    pub key: String,
}

/// The SHA-256 of an API key, written `sha256:…`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The hash of these bytes.
    pub fn new(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The hash itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hash]")
    }
}

/// The error does not repeat the text, which may be the key itself.
impl TryFrom<String> for KeyHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.starts_with("cgk_") {
            return Err("this is the key itself, which must not stand here: write its hash, \
                        `sha256:…`, which `channelgraph key new` prints beside it; and as it has \
                        been in a file, make a new one");
        }
        let digits = text.strip_prefix("sha256:").filter(|digits| digits.len() == 64);
        let digits = digits.ok_or(HASH_FORM)?;
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| HASH_FORM)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| HASH_FORM)?;
        }
        Ok(Self(hash))
    }
}

const HASH_FORM: &str = "this is no hash of a key: write `sha256:` and 64 hexadecimal digits, as \
                         `channelgraph key new` prints them";

/// What a password is verified with, as PostgreSQL keeps it: it is not the password, and cannot be
/// used in its place.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ScramVerifier(String);

impl ScramVerifier {
    /// The verifier in PostgreSQL's form.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ScramVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[verifier]")
    }
}

/// The error does not repeat the text, which may be a password.
impl TryFrom<String> for ScramVerifier {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let form = text.strip_prefix("SCRAM-SHA-256$").and_then(|rest| rest.split_once('$'));
        match form {
            Some((salt, keys)) if salt.contains(':') && keys.contains(':') => Ok(Self(text)),
            _ => Err("this is no verifier: write `SCRAM-SHA-256$…`, as `channelgraph key new` \
                      prints it"),
        }
    }
}

/// A day in UTC, written `"2027-01-31"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

impl Day {
    /// The moment at which this day ends; none for a day so late that it has no next one.
    pub fn end(self) -> Option<DateTime<Utc>> {
        let next = self.0.checked_add_days(Days::new(1))?;
        Some(next.and_time(chrono::NaiveTime::MIN).and_utc())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day such as \"2027-01-31\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
                day.map(Day).map_err(|_| {
                    E::custom(format_args!("`{text}` is no day; write it like \"2027-01-31\""))
                })
            }

            /// TOML's own dates come in this form.
            fn visit_map<A: de::MapAccess<'de>>(self, _: A) -> Result<Day, A::Error> {
                Err(de::Error::custom("a day is a text: put it in quotes, \"2027-01-31\""))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
