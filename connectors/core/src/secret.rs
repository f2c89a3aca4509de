//! Secrets: read from the config, an environment variable or a file; never printable.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de};

/// A secret. In the config it is `"env:NAME"`, `"file:/path"`, or the secret itself.
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

    fn resolve(text: &str) -> Result<Self, String> {
        let secret = if let Some(name) = text.strip_prefix("env:") {
            // Somebody may have put the secret itself there.
            if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err(
                    "behind `env:` stands the name of a variable: letters, digits and `_`".into()
                );
            }
            std::env::var(name).map_err(|_| format!("the environment variable `{name}` is not set; set it, or name another with `env:`"))?
        } else if let Some(path) = text.strip_prefix("file:") {
            let content = std::fs::read_to_string(path)
                .map_err(|error| format!("the secret file `{path}` cannot be read: {error}"))?;
            content.trim_end().to_owned()
        } else {
            text.to_owned()
        };
        if secret.is_empty() {
            return Err(format!(
                "the secret in `{}` is empty",
                text.split(':').next().unwrap_or_default()
            ));
        }
        Ok(Self::new(secret))
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
                f.write_str("a text: `env:NAME`, `file:/path` or the secret itself")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
                Secret::resolve(text).map_err(E::custom)
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

    use super::Secret;

    #[test]
    fn it_never_prints() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "[secret]");
        let wrong = |read: Result<Secret, value::Error>| read.unwrap_err().to_string();
        for said in [
            wrong(Secret::deserialize(1234.5_f64.into_deserializer())),
            wrong(Secret::deserialize(1234_i64.into_deserializer())),
        ] {
            assert_eq!(said, "a secret is a text: put it in quotes");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = Secret::resolve("env:CHANNELGRAPH_SURELY_NOT_SET").unwrap_err();
        assert!(error.contains("`CHANNELGRAPH_SURELY_NOT_SET` is not set"), "{error}");
        assert!(Secret::resolve("file:/surely/not/there").is_err());
        assert!(Secret::resolve("").is_err());
    }
}
