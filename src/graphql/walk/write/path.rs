//! The path to a field, as a list that grows at its end on the stack.

use crate::graphql::error::Segment;

/// A path.
#[derive(Clone, Copy)]
pub struct Path<'p> {
    up: Option<&'p Path<'p>>,
    at: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The path to the root.
    pub const ROOT: Path<'static> = Path { up: None, at: Step::Root };

    /// The path to a field of the object here.
    pub fn key(&'p self, key: &'p str) -> Self {
        Self { up: Some(self), at: Step::Key(key) }
    }

    /// The path to an item of the list here.
    pub fn index(&'p self, at: usize) -> Self {
        Self { up: Some(self), at: Step::Index(at) }
    }

    /// The steps from the root.
    pub fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut path = Some(self);
        while let Some(Path { up, at }) = path {
            match at {
                Step::Root => {}
                Step::Key(key) => segments.push(Segment::Key((*key).to_owned())),
                Step::Index(at) => segments.push(Segment::Index(*at)),
            }
            path = *up;
        }
        segments.reverse();
        segments
    }
}
