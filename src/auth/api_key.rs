//! API keys: `cgk_`, 256 random bits and a checksum, in hexadecimal digits.
//!
//! The prefix and the checksum let scanners for secrets find a key in a repository, and let the
//! gateway refuse a mistyped one without looking it up.

use std::{fmt::Write, num::NonZeroU32};

use base64::{Engine, engine::general_purpose::STANDARD};
use channelgraph_core::Secret;
use ring::{
    digest::{SHA256, digest},
    hmac, pbkdf2,
    rand::{SecureRandom, SystemRandom},
};

use crate::config::KeyHash;

/// The beginning of every key.
const PREFIX: &str = "cgk_";
/// Digits of the random bits, and of the checksum.
const DIGITS: (usize, usize) = (64, 8);

/// Rounds of the hash in a verifier, as PostgreSQL makes them.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(4_096).expect("it is not zero");

/// An API key itself, as only its caller has it.
pub struct ApiKey(Secret);

impl ApiKey {
    /// Makes a new key.
    ///
    /// # Errors
    /// If this machine has no random numbers.
    pub fn random() -> anyhow::Result<Self> {
        let mut bits = [0; 32];
        let filled = SystemRandom::new().fill(&mut bits);
        filled.map_err(|_| anyhow::anyhow!("this machine gives no random numbers for a key"))?;
        Ok(Self::of(&bits))
    }

    /// The key of a label, always the same one: for whoever has nothing to protect.
    pub fn of_label(label: &str) -> Self {
        Self::of(&sha256(label.as_bytes()))
    }

    fn of(bits: &[u8; 32]) -> Self {
        let mut text = PREFIX.to_owned();
        bits.iter().for_each(|byte| _ = write!(text, "{byte:02x}"));
        text += &checksum(&text);
        Self(Secret::new(text))
    }

    /// The key that a text is; none if it is no key, or is mistyped.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if digits.len() != DIGITS.0 + DIGITS.1 || !digits.bytes().all(is_digit) {
            return None;
        }
        let (key, sum) = text.split_at(PREFIX.len() + DIGITS.0);
        (checksum(key) == sum).then(|| Self(Secret::new(text)))
    }

    /// The key, to be shown to its caller once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What it is verified with as a password of SQL, in PostgreSQL's form.
    ///
    /// # Errors
    /// If this machine has no random numbers.
    pub fn verifier(&self) -> anyhow::Result<String> {
        let mut salt = [0; 16];
        let filled = SystemRandom::new().fill(&mut salt);
        filled.map_err(|_| anyhow::anyhow!("this machine gives no random numbers for a key"))?;
        let mut salted = [0; 32];
        pbkdf2::derive(
            pbkdf2::PBKDF2_HMAC_SHA256,
            ITERATIONS,
            &salt,
            self.expose().as_bytes(),
            &mut salted,
        );
        let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
        let stored = sha256(hmac::sign(&key, b"Client Key").as_ref());
        let server = hmac::sign(&key, b"Server Key");
        let base64 = |bytes: &[u8]| STANDARD.encode(bytes);
        Ok(format!(
            "SCRAM-SHA-256${ITERATIONS}:{}${}:{}",
            base64(&salt),
            base64(&stored),
            base64(server.as_ref())
        ))
    }

    /// The hash by which the gateway knows it. A key of 256 random bits cannot be guessed, so a
    /// slow hash would protect nothing and cost every request.
    pub fn hash(&self) -> KeyHash {
        KeyHash::new(sha256(self.expose().as_bytes()))
    }
}

/// Tells a key from a token.
pub(super) fn is_meant(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The first bytes of the hash of what stands before it.
fn checksum(key: &str) -> String {
    let hash = sha256(key.as_bytes());
    hash.iter().take(DIGITS.1 / 2).map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_hash_and_by_its_form() {
        let key = ApiKey::random().unwrap();
        let text = key.expose().to_owned();
        assert!(text.starts_with("cgk_") && text.len() == 76, "{}", text.len());
        assert!(ApiKey::read(&text).is_some_and(|read| read.hash() == key.hash()));
        assert_ne!(ApiKey::random().unwrap().expose(), text);
        assert_eq!(ApiKey::of_label("a").expose(), ApiKey::of_label("a").expose());
    }

    #[test]
    fn a_mistyped_key_is_none() {
        let text = ApiKey::of_label("a").expose().to_owned();
        for at in 0..text.len() {
            let other = if &text[at..=at] == "0" { "1" } else { "0" };
            let typo = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert!(ApiKey::read(&typo).is_none(), "{at}");
        }
        for wrong in
            ["", "cgk_", &text[1..], &text[..75], &format!("{text}0"), &text.to_uppercase()]
        {
            assert!(ApiKey::read(wrong).is_none());
        }
    }

    #[test]
    fn the_config_takes_the_hash_and_never_the_key() {
        let key = ApiKey::of_label("a");
        assert_eq!(KeyHash::try_from(key.hash().to_string()), Ok(key.hash()));
        let said = KeyHash::try_from(key.expose().to_owned()).unwrap_err();
        assert!(said.contains("the key itself") && !said.contains(&key.expose()[4..]), "{said}");
        for wrong in
            ["", "sha256:", "sha256:zz", &"ä".repeat(64), &format!("sha256:{}", "g".repeat(64))]
        {
            assert!(KeyHash::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
