//! Errors of an answer: of the request as a whole, and of single fields.

use std::borrow::Cow;

use channelgraph_core::ErrorCode;
use serde_json::{Map, Value as Json, json};

use super::scalar::printed_time;
use crate::engine::Problem;

/// Errors that an answer tells. A request can name thousands of fields that all fail.
const MAX_ERRORS: usize = 100;
/// Bytes that they may take; one is always told.
const MAX_BYTES: usize = 64 << 10;
/// Characters of a message that are told from its beginning, and from its end, where the mend is.
const KEPT: (usize, usize) = (200, 150);

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
        entry.insert("message".to_owned(), shortened(&self.problem.message).into());
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

/// The entries of `errors` as JSON, as many as fit within the bounds; the last one then tells how
/// many are left out.
pub fn errors_json(errors: &[ErrorEntry]) -> Vec<u8> {
    let mut json = b"[".to_vec();
    for (at, error) in errors.iter().enumerate() {
        let next = error.to_json().to_string();
        if at > 0 && (at == MAX_ERRORS || json.len() + next.len() > MAX_BYTES) {
            let left_out = and_more(errors.len() - at, error.problem.code).to_json().to_string();
            json.push(b',');
            json.extend_from_slice(left_out.as_bytes());
            break;
        }
        if at > 0 {
            json.push(b',');
        }
        json.extend_from_slice(next.as_bytes());
    }
    json.push(b']');
    json
}

/// An entry that stands for those that are left out.
pub fn and_more(count: usize, code: ErrorCode) -> ErrorEntry {
    let message = format!("and {count} more errors, which are left out here");
    ErrorEntry::of_request(problem(code, message), Vec::new())
}

/// A text that may repeat parts of a request, cut to a bounded length.
pub fn shortened(text: &str) -> Cow<'_, str> {
    let (head, tail) = KEPT;
    // A character takes a byte at least.
    if text.len() <= head + tail || text.chars().count() <= head + tail {
        return text.into();
    }
    let place = |found: Option<(usize, char)>| found.map_or(text.len(), |(at, _)| at);
    let (head, tail) =
        (place(text.char_indices().nth(head)), place(text.char_indices().nth_back(tail - 1)));
    format!("{} … {}", &text[..head], &text[tail..]).into()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(message: String, key: String) -> ErrorEntry {
        ErrorEntry {
            problem: problem(ErrorCode::BadInput, message),
            locations: vec![Location { line: 1, column: 1 }],
            path: vec![Segment::Key(key)],
        }
    }

    fn told(errors: &[ErrorEntry]) -> Vec<Json> {
        serde_json::from_slice(&errors_json(errors)).unwrap()
    }

    #[test]
    fn a_long_message_keeps_its_beginning_and_its_mend() {
        for long in ["x".repeat(200_000), "é".repeat(351), "\u{1f600}".repeat(1_000)] {
            let message = format!("`{long}` is no id; an id looks like `abc`");
            let cut = shortened(&message);
            assert_eq!(cut.chars().count(), 353);
            assert!(cut.starts_with('`') && cut.ends_with("an id looks like `abc`"), "{cut}");
        }
        let fits = "é".repeat(350);
        assert_eq!(shortened(&fits), fits);
    }

    #[test]
    fn errors_are_told_within_bounds_and_the_rest_counted() {
        let few: Vec<_> = (0..100).map(|at| failed("bad".into(), format!("f{at}"))).collect();
        assert_eq!(told(&few).len(), 100);
        let many: Vec<_> = (0..5_000).map(|at| failed("bad".into(), format!("f{at}"))).collect();
        let many = told(&many);
        assert_eq!(many.len(), 101);
        assert_eq!(many[100]["message"], "and 4900 more errors, which are left out here");
        assert_eq!(many[100]["extensions"]["code"], "BAD_INPUT");

        let long: Vec<_> = (0..90).map(|_| failed("m".repeat(9_000), "k".repeat(9_000))).collect();
        let json = errors_json(&long);
        assert!(json.len() < MAX_BYTES + 200, "{}", json.len());
        assert_eq!(told(&long).len(), 6 + 1);
        assert_eq!(told(&[failed("bad".into(), "k".repeat(200_000))]).len(), 1);
        assert!(told(&[]).is_empty());
    }
}
