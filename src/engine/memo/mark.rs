//! Marks: short names of questions and of what they are asked of, to find remembered work by.

use std::{
    collections::hash_map::{DefaultHasher, RandomState},
    hash::{BuildHasher, Hash, Hasher},
    sync::LazyLock,
};

/// A name of 128 bits, made by two hashes with secret keys. That two different things have one name
/// by chance will not be seen, and nobody outside can bring it about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark(u64, u64);

/// The hashes of all marks of this process.
static HASHES: LazyLock<[RandomState; 2]> =
    LazyLock::new(|| [RandomState::new(), RandomState::new()]);

impl Mark {
    /// The mark of something.
    pub fn of(thing: &impl Hash) -> Self {
        let [one, other] = &*HASHES;
        let mut both = Both(one.build_hasher(), other.build_hasher());
        thing.hash(&mut both);
        Self(both.0.finish(), both.1.finish())
    }

    /// A part of it that is enough to spread marks over a table.
    pub(super) fn short(self) -> u64 {
        self.0
    }
}

/// Two hashes of the same bytes.
struct Both(DefaultHasher, DefaultHasher);

impl Hasher for Both {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}
