//! Errors of an answer: of the request as a whole, and of single fields.

use channelgraph_core::ErrorCode;
use serde_json::{Map, Value as Json, json};

use super::scalar::printed_time;
use crate::engine::Problem;

/// A place in the text of a request: line and column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Location {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A step of the path to a field in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A response key.
    Key(String),
    /// A place in a list.
    Index(usize),
}

/// One entry of `errors`.
#[derive(Debug, Clone)]
pub struct ErrorEntry {
    /// The problem.
    pub problem: Problem,
    /// Its places in the text of the request.
    pub locations: Vec<Location>,
    /// The field of the answer; empty for a problem of the whole request.
    pub path: Vec<Segment>,
}

impl ErrorEntry {
    /// A problem of the whole request.
    pub fn of_request(problem: Problem, locations: Vec<Location>) -> Self {
        Self { problem, locations, path: Vec::new() }
    }

    /// The entry as it stands in the answer.
    pub fn to_json(&self) -> Json {
        let mut entry = Map::new();
        entry.insert("message".to_owned(), self.problem.message.clone().into());
        if !self.locations.is_empty() {
            let place = |at: &Location| json!({ "line": at.line, "column": at.column });
            entry.insert("locations".to_owned(), self.locations.iter().map(place).collect());
        }
        if !self.path.is_empty() {
            let step = |segment: &Segment| match segment {
                Segment::Key(key) => json!(key),
                Segment::Index(at) => json!(at),
            };
            entry.insert("path".to_owned(), self.path.iter().map(step).collect());
        }
        entry.insert("extensions".to_owned(), extensions(&self.problem));
        Json::Object(entry)
    }
}

fn extensions(problem: &Problem) -> Json {
    let mut extensions = Map::new();
    extensions.insert("code".to_owned(), problem.code.to_string().into());
    if let Some(source) = &problem.source_name {
        extensions.insert("source".to_owned(), source.to_string().into());
    }
    if let Some(at) = retry_at(problem) {
        extensions.insert("retryAfter".to_owned(), at.into());
    }
    Json::Object(extensions)
}

/// The time after which to try again, as text.
pub fn retry_at(problem: &Problem) -> Option<String> {
    let pause = chrono::TimeDelta::from_std(problem.retry_after?).ok()?;
    Some(printed_time(chrono::Utc::now() + pause))
}

/// A problem of the request with this code.
pub fn problem(code: ErrorCode, message: impl Into<String>) -> Problem {
    Problem { code, ..Problem::input(message) }
}
