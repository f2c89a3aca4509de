//! Answers that were given before, as bytes, for as long as all that they stand on lives.
//!
//! They are kept by document, operation, variables and viewer. Only a whole answer is kept, and
//! none that tells how things stand at the moment, like the health of sources.

use std::{
    io::Write,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

use crate::{
    engine::{MemoLimits, Question, Rememberable, Remembered},
    load::standing::Standing,
};

/// The answers that are kept.
pub struct Answers(Remembered<Kept>);

/// A kept answer.
#[derive(Clone)]
pub struct Kept(Arc<Forms>);

/// An answer as it is, and packed.
struct Forms {
    plain: Bytes,
    /// Packed when a client first takes it; none where that makes it no smaller.
    gzip: OnceLock<Option<Bytes>>,
}

impl Answers {
    /// Keeps no answer yet.
    pub fn new(limits: MemoLimits) -> Self {
        Self(Remembered::new(limits, &Arc::default()))
    }

    /// The answer to a question, and what it stands on.
    pub fn get(&self, asked: Question) -> Option<(Kept, Arc<Standing>)> {
        self.0.get(asked)
    }

    /// Keeps an answer while what it stands on lives.
    pub fn put(&self, asked: Question, plain: &[u8], standing: &Arc<Standing>) {
        // A copy of its own length: what was written may have room left.
        let plain = Bytes::copy_from_slice(plain);
        self.0.put(asked, Kept(Arc::new(Forms { plain, gzip: OnceLock::new() })), standing);
    }
}

impl Kept {
    /// The bytes as they are.
    pub fn plain(&self) -> Bytes {
        self.0.plain.clone()
    }

    /// The bytes packed with gzip; none where that makes them no smaller.
    pub fn gzip(&self) -> Option<Bytes> {
        self.0.gzip.get_or_init(|| packed(&self.0.plain)).clone()
    }
}

impl Rememberable for Kept {
    fn is_whole(&self) -> bool {
        true
    }

    /// The packed form is never larger than the plain one, and may come later.
    fn bytes(&self) -> usize {
        size_of::<Forms>() + self.0.plain.len() * 2
    }
}

/// Bytes packed with gzip, at its fastest; none if that makes them no smaller.
fn packed(plain: &[u8]) -> Option<Bytes> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(plain).ok()?;
    let mut packed = packed.finish().ok()?;
    packed.shrink_to_fit();
    (packed.len() < plain.len()).then(|| packed.into())
}
