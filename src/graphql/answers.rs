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

use super::told::Told;
use crate::{
    engine::{Question, Rememberable, Shelf},
    load::standing::Standing,
};

/// The answers that are kept.
pub struct Answers {
    kept: Shelf<KeptAnswer>,
    /// What requests ask, by their text: who asks in the same words is not read again.
    asked: Shelf<Question>,
}

/// A kept answer.
#[derive(Clone)]
pub struct KeptAnswer(Arc<Forms>);

/// An answer as it is, and packed.
struct Forms {
    /// The request's name of the operation.
    operation: Option<Arc<str>>,
    told: Arc<Told>,
    plain: Bytes,
    /// Packed when a client first takes it; none where that makes it no smaller.
    gzip: OnceLock<Option<Bytes>>,
}

/// The bytes of the longest answer that is packed at once and kept so: that takes milliseconds.
const PACKED_AT_ONCE: usize = 256 << 10;

/// The bytes that what an operation asked for takes.
const TOLD_BYTES: usize = 500;

/// The part of the bytes that goes to the texts of requests.
const OF_TEXTS: u64 = 16;

impl Answers {
    /// Keeps no answer yet, and at most so many bytes; with 0 none at all.
    pub fn new(bytes: u64) -> Self {
        let texts = bytes / OF_TEXTS;
        Self { kept: Shelf::new(bytes - texts), asked: Shelf::new(texts) }
    }

    /// The answer to a question, and what it stands on.
    pub fn get(&self, asked: Question) -> Option<(KeptAnswer, Arc<Standing>)> {
        self.kept.get(asked)
    }

    /// The answer to a request of this text, and what it stands on.
    pub fn by_text(&self, text: Question) -> Option<(KeptAnswer, Arc<Standing>)> {
        let (asked, _) = self.asked.get(text)?;
        self.get(asked)
    }

    /// Keeps an answer while what it stands on lives.
    pub fn put(&self, asked: Question, kept: KeptAnswer, standing: &Arc<Standing>) {
        self.kept.put(asked, kept, standing);
    }

    /// Notes what a request of this text asks.
    pub fn note(&self, text: Question, asked: Question) {
        self.asked.put(text, asked, &Arc::default());
    }
}

impl KeptAnswer {
    /// An answer to keep, in a copy of its own length: what was written may have room left.
    pub fn new(plain: &[u8], operation: Option<&str>, told: Arc<Told>) -> Self {
        let (plain, operation) = (Bytes::copy_from_slice(plain), operation.map(Arc::from));
        Self(Arc::new(Forms { operation, told, plain, gzip: OnceLock::new() }))
    }

    /// What the operation asked for and was answered.
    pub fn told(&self) -> Arc<Told> {
        self.0.told.clone()
    }

    /// The request's name of the operation.
    pub fn operation(&self) -> Option<Arc<str>> {
        self.0.operation.clone()
    }

    /// The bytes as they are.
    pub fn plain(&self) -> Bytes {
        self.0.plain.clone()
    }

    /// The bytes packed with gzip; none where that makes them no smaller, or would take so long
    /// that others would wait for it: those are packed while they are sent.
    pub fn gzip(&self) -> Option<Bytes> {
        if self.0.plain.len() > PACKED_AT_ONCE {
            return None;
        }
        self.0.gzip.get_or_init(|| packed(&self.0.plain)).clone()
    }
}

impl Rememberable for KeptAnswer {
    fn is_whole(&self) -> bool {
        true
    }

    /// The packed form is never larger than the plain one, and may come later.
    fn bytes(&self) -> usize {
        let name = self.0.operation.as_ref().map_or(0, |name| name.len());
        size_of::<Forms>() + name + TOLD_BYTES + self.0.plain.len() * 2
    }
}

impl Rememberable for Question {
    fn is_whole(&self) -> bool {
        true
    }

    fn bytes(&self) -> usize {
        size_of::<Self>()
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
