//! The registry of documents that clients name by their hash.
//!
//! It is shared by all callers and bounded in bytes. A newcomer displaces a document only if it was
//! asked for more often lately (TinyLFU), so a flood of new ones leaves alone those in use; and a
//! client whose document was displaced sends its text once more, and is answered.

use std::sync::Arc;

use moka::sync::Cache;
use ring::digest::{SHA256, digest};

/// Bytes that a document takes beside its text.
const BESIDE: usize = 200;
const LENGTH: usize = 32;

/// The SHA-256 of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; LENGTH]);

/// Documents by their hash.
pub(super) struct Registry(Cache<Hash, Arc<str>>);

impl Hash {
    /// The hash of a text.
    pub fn of(text: &str) -> Self {
        let mut hash = [0; LENGTH];
        hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Self(hash)
    }

    /// The hash of 64 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut hash = [0; LENGTH];
        if text.len() != LENGTH * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (at, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        Some(Self(hash))
    }

    /// The first half of the hash in hex digits, by which people find a document.
    pub fn short(self) -> String {
        self.0[..LENGTH / 2].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Registry {
    /// Keeps so many bytes, none yet.
    pub(super) fn new(bytes: u64) -> Self {
        let weigh =
            |_: &Hash, text: &Arc<str>| u32::try_from(text.len() + BESIDE).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }

    pub(super) fn get(&self, hash: Hash) -> Option<Arc<str>> {
        self.0.get(&hash)
    }

    pub(super) fn put(&self, hash: Hash, text: &Arc<str>) {
        self.0.insert(hash, text.clone());
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> u64 {
        self.0.run_pending_tasks();
        self.0.weighted_size()
    }
}
