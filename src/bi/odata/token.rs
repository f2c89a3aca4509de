//! `$skiptoken`: how far a result was read. Nobody can make or change one but the gateway: each
//! carries a code over itself, its question and its reader.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::error::Refused;
use crate::bi::Spot;

/// Bytes of a token's text at most.
const LONGEST: usize = 32 << 10;
/// Bytes of its code.
const CODE: usize = 16;

/// How far a result was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Token {
    /// Part of the result: rows without a value come first where the order wants it so.
    #[serde(rename = "f", default)]
    pub(super) phase: usize,
    /// The spot in the scan.
    #[serde(rename = "s", default)]
    pub(super) spot: Spot,
    /// Values of the last row, of a result that is sorted here.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub(super) last: Option<Vec<String>>,
    /// Rows that are still to be skipped.
    #[serde(rename = "o", default)]
    pub(super) skip: usize,
    /// Rows that are still wanted.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub(super) top: Option<usize>,
    /// Rows of a page.
    #[serde(rename = "n")]
    pub(super) size: usize,
}

/// Signs tokens.
pub struct Signer(hmac::Key);

impl Signer {
    /// A signer whose tokens are good wherever this secret is the same: on every replica, and after
    /// a restart.
    pub fn new(secret: &[u8]) -> Self {
        let mut text = b"channelgraph odata skiptoken\n".to_vec();
        text.extend_from_slice(secret);
        let digest = ring::digest::digest(&ring::digest::SHA256, &text);
        Self(hmac::Key::new(hmac::HMAC_SHA256, digest.as_ref()))
    }

    /// The token as text, for the question `of`.
    pub(super) fn sign(&self, token: &Token, of: &[&str]) -> String {
        let mut bytes = serde_json::to_vec(token).unwrap_or_default();
        let code = self.code(&bytes, of);
        bytes.extend_from_slice(code.as_ref().get(..CODE).unwrap_or_default());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token of the question `of`.
    ///
    /// # Errors
    /// If it was not signed here for this question.
    pub(super) fn read(&self, text: &str, of: &[&str]) -> Result<Token, Refused> {
        let wrong = || {
            Refused::bad(
                "`$skiptoken` is none of this result: follow `@odata.nextLink` as it is, or begin \
                 anew without it",
            )
        };
        let bytes = (text.len() <= LONGEST).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten();
        let bytes = bytes.ok_or_else(wrong)?;
        let end = bytes.len().checked_sub(CODE).ok_or_else(wrong)?;
        let (token, code) = bytes.split_at(end);
        let expected = self.code(token, of);
        let expected = expected.as_ref().get(..CODE).unwrap_or_default();
        if !bool::from(subtle::ConstantTimeEq::ct_eq(code, expected)) {
            return Err(wrong());
        }
        serde_json::from_slice(token).map_err(|_| wrong())
    }

    fn code(&self, token: &[u8], of: &[&str]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.0);
        for part in of.iter().map(|part| part.as_bytes()).chain([token]) {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_for_its_own_question_only() {
        let signer = Signer::new(b"secret");
        let token = Token { size: 500, skip: 3, top: Some(7), ..Token::default() };
        let text = signer.sign(&token, &["deals", "a eq 1"]);
        assert_eq!(signer.read(&text, &["deals", "a eq 1"]), Ok(token));
        assert!(signer.read(&text, &["deals", "a eq 2"]).is_err());
        assert!(signer.read(&text, &["dealsa", " eq 1"]).is_err());
        assert!(Signer::new(b"other").read(&text, &["deals", "a eq 1"]).is_err());
    }

    #[test]
    fn a_token_that_was_changed_is_refused() {
        let signer = Signer::new(b"secret");
        let text = signer.sign(&Token { size: 500, ..Token::default() }, &[]);
        for at in 0..text.len() {
            let other = if &text[at..=at] == "A" { "B" } else { "A" };
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert!(signer.read(&changed, &[]).is_err(), "{at}");
        }
        for wrong in ["", "A", "%%%", &"A".repeat(40_000)] {
            assert!(signer.read(wrong, &[]).is_err());
        }
    }
}
