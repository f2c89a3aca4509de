//! Marks: short names of questions and of what they are asked of, to find remembered work by.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hash},
    sync::LazyLock,
};

use siphasher::sip128::{Hasher128, SipHasher13};

/// A name of 128 bits, made by a hash with a secret key. That two different things have one name by
/// chance will not be seen, and nobody outside can bring it about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark(u64, u64);

/// The hash of all marks of this process, with a key of its own.
static HASH: LazyLock<SipHasher13> = LazyLock::new(|| {
    let key = || RandomState::new().hash_one(());
    SipHasher13::new_with_keys(key(), key())
});

impl Mark {
    /// The mark of something.
    pub fn of(thing: &impl Hash) -> Self {
        let mut hash = *HASH;
        thing.hash(&mut hash);
        let hash = hash.finish128();
        Self(hash.h1, hash.h2)
    }

    /// A part of it that is enough to spread marks over a table.
    pub(super) fn short(self) -> u64 {
        self.0
    }
}
