//! Secrets: read from the config, an environment variable, a file or a command; never printable,
//! and overwritten when they are dropped.

mod command;
mod origin;

use std::{cell::RefCell, fmt};

use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Deserializer, de};

/// The beginnings of a text that names a secret kept elsewhere.
const ORIGINS: [&str; 3] = ["env:", "file:", "command:"];
/// Bytes that a secret from a file or a command may have: a chain of certificates fits.
const MOST_BYTES: u64 = 64 << 10;

thread_local! {
    /// The secrets that a file names and that are not there, while [`gathered`] runs.
    static MISSING: RefCell<Option<Vec<MissingSecret>>> = const { RefCell::new(None) };
}

/// A secret that is named in the config, and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingSecret {
    /// The text that names it: `env:NAME`, `file:/path` or `command:program`.
    pub named: String,
    /// The reason.
    pub problem: String,
}

/// Runs `read`, which reads a config, and takes secrets that are not there for later: all of them
/// can then be told at once, where an error of the first would hide the others.
pub fn gathered<T>(read: impl FnOnce() -> T) -> (T, Vec<MissingSecret>) {
    MISSING.set(Some(Vec::new()));
    let outcome = read();
    (outcome, MISSING.take().unwrap_or_default())
}

/// A secret. In the config it is `"env:NAME"`, `"file:/path"`, `"command:program arguments"`, or
/// the secret itself.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Keeps a text from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The secret itself, to be sent to the source it belongs to and nowhere else.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Reads a secret, or notes it as missing while [`gathered`] runs.
    fn resolve_or_note(text: &str) -> Result<Self, String> {
        let problem = match Self::resolve(text) {
            Err(problem) if ORIGINS.iter().any(|origin| text.starts_with(origin)) => problem,
            outcome => return outcome,
        };
        MISSING.with_borrow_mut(|missing| match missing {
            Some(missing) => {
                missing.push(MissingSecret { named: text.to_owned(), problem });
                Ok(Self::new(""))
            }
            None => Err(problem),
        })
    }

    fn resolve(text: &str) -> Result<Self, String> {
        let (kind, secret) = match text.split_once(':') {
            Some(("env", name)) => ("env", origin::environment(name)?),
            Some(("file", path)) => ("file", origin::file(path)?),
            Some(("command", command)) => ("command", command::output(command)?),
            _ => ("", Zeroizing::new(text.to_owned())),
        };
        if secret.is_empty() {
            return Err(format!("the secret in `{kind}` is empty"));
        }
        // A copy of exactly its size: what a growing text left behind is not the secret's place.
        Ok(Self(SecretString::from(secret.as_str())))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A visitor of its own, because the usual error for a wrong type would print the value.
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Secret;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a text: `env:NAME`, `file:/path`, `command:program` or the secret itself",
                )
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
                Secret::resolve_or_note(text).map_err(E::custom)
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Secret, E> {
                Err(no_text())
            }
            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Secret, E> {
                Err(no_text())
            }
            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Secret, E> {
                Err(no_text())
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Secret, E> {
                Err(no_text())
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

fn no_text<E: de::Error>() -> E {
    E::custom("a secret is a text: put it in quotes")
}

#[cfg(test)]
mod tests {
    use serde::{
        Deserialize,
        de::{IntoDeserializer, value},
    };

    use super::{Secret, gathered};

    #[test]
    fn it_never_prints() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "[secret]");
        assert_eq!(format!("{:#?}", [Some(Secret::new("hunter2"))]).matches("hunter2").count(), 0);
        let wrong = |read: Result<Secret, value::Error>| read.unwrap_err().to_string();
        for said in [
            wrong(Secret::deserialize(1234.5_f64.into_deserializer())),
            wrong(Secret::deserialize(1234_i64.into_deserializer())),
        ] {
            assert_eq!(said, "a secret is a text: put it in quotes");
        }
    }

    #[test]
    fn all_that_is_missing_is_gathered() {
        let read = |text: &'static str| {
            let read: Result<Secret, value::Error> = Secret::deserialize(text.into_deserializer());
            read.is_ok()
        };
        let texts = ["env:CHANNELGRAPH_NOT_A", "word", "file:/surely/not/there", "env:PATH"];
        let (outcome, missing) = gathered(|| texts.map(read));
        assert_eq!(outcome, [true; 4]);
        let named: Vec<_> = missing.iter().map(|missing| &*missing.named).collect();
        assert_eq!(named, [texts[0], texts[2]]);
        assert!(!read(texts[0]), "nothing is gathered any more");
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = Secret::resolve("env:CHANNELGRAPH_SURELY_NOT_SET").unwrap_err();
        assert!(error.contains("`CHANNELGRAPH_SURELY_NOT_SET` is not set"), "{error}");
        assert!(Secret::resolve("file:/surely/not/there").is_err());
        assert!(Secret::resolve("").is_err());
    }
}
