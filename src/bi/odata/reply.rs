//! Answers.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use channelgraph_sql::Gaps;

use super::{error::Refused, query::Names};

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
    /// How many rows it has, by set.
    pub rows: BTreeMap<String, u64>,
}

/// A refusal, as the protocol tells it.
impl From<&Refused> for Reply {
    fn from(refused: &Refused) -> Self {
        let media = "application/json;odata.metadata=minimal;charset=utf-8";
        Self { status: refused.status, ..Self::new(media, refused.body()) }
    }
}

impl Reply {
    /// Its media type.
    pub(super) fn media(&self) -> &str {
        let media = self.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
        media.unwrap_or_default()
    }

    /// A reply of this media type.
    pub(super) fn new(media: &str, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("odata-version", HeaderValue::from_static("4.0"));
        if let Ok(media) = HeaderValue::from_str(media)
            && !media.is_empty()
        {
            headers.insert(header::CONTENT_TYPE, media);
        }
        Self { status: StatusCode::OK, headers, body, rows: BTreeMap::new() }
    }

    /// Counts rows of a set.
    pub(super) fn count(&mut self, names: Names<'_>, set: usize, rows: usize) {
        if let Some(set) = names.sets.at(set) {
            *self.rows.entry(set.table.name.clone()).or_default() += rows as u64;
        }
    }

    /// Names the sources whose rows may be missing.
    pub(super) fn tell_missing(&mut self, gaps: &Gaps) {
        let mut names: Vec<String> = Vec::new();
        for gap in gaps.noted() {
            let detail = gap.detail.unwrap_or_default();
            let name = detail.strip_prefix("source: ").and_then(|rest| rest.split(',').next());
            let name = name.unwrap_or("gateway").to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if let Ok(names) = HeaderValue::from_str(&names.join(", "))
            && !names.is_empty()
        {
            self.headers.insert(HeaderName::from_static("x-channelgraph-missing"), names);
        }
    }
}
