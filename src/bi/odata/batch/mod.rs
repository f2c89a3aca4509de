//! `$batch`: several requests in one, for addresses that would be too long. Only reading.

mod json;
mod multipart;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Refused, Reply, options::short};

/// Requests of a batch at most.
const MOST: usize = 50;

/// A batch.
#[derive(Debug)]
pub struct Batch {
    /// Its requests.
    pub parts: Vec<Part>,
    is_json: bool,
}

/// A request of a batch.
#[derive(Debug, PartialEq)]
pub struct Part {
    id: Option<String>,
    /// The address below the root of the service: path, and what stands behind the question mark.
    pub address: String,
    /// Its headers.
    pub headers: HeaderMap,
}

impl Batch {
    /// Reads a batch of this media type, sent to the service with this root.
    ///
    /// # Errors
    /// If it is malformed, has too many requests, or one that would write.
    pub fn read(media: &str, body: &[u8], root: &str) -> Result<Self, Refused> {
        let (kind, rest) = media.split_once(';').unwrap_or((media, ""));
        let kind = kind.trim().to_ascii_lowercase();
        let text =
            std::str::from_utf8(body).map_err(|_| Refused::bad("the batch is no text in UTF-8"))?;
        let is_json = kind == "application/json";
        let parts = match kind.as_str() {
            "application/json" => json::read(text, root)?,
            "multipart/mixed" => multipart::read(rest, text, root)?,
            _ => {
                return Err(Refused::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "UnsupportedMediaType",
                    "a batch is `multipart/mixed`, or `application/json`",
                ));
            }
        };
        Ok(Self { parts, is_json })
    }

    /// The answer with the answers to its requests.
    pub fn answer(&self, replies: &[Reply]) -> Reply {
        if self.is_json {
            json::answer(&self.parts, replies)
        } else {
            multipart::answer(&self.parts, replies)
        }
    }
}

/// Returns true if a batch goes on after a request that failed.
pub fn goes_on(headers: &HeaderMap) -> bool {
    let lines = headers.get_all("prefer").iter().filter_map(|line| line.to_str().ok());
    let mut wishes = lines.flat_map(|line| line.split(','));
    wishes.any(|wish| {
        let wish = wish.trim().to_ascii_lowercase();
        matches!(wish.trim_start_matches("odata."), "continue-on-error" | "continue-on-error=true")
    })
}

/// A request of a batch, checked.
fn part(
    id: Option<String>,
    method: &str,
    url: &str,
    headers: &[(String, String)],
    root: &str,
) -> Result<Part, Refused> {
    if !method.eq_ignore_ascii_case("get") {
        return Err(Refused::unsupported(format!(
            "the feed is read-only: a batch holds GET, not {}",
            short(method)
        )));
    }
    let mut kept = HeaderMap::new();
    for (name, value) in headers {
        let name = name.parse::<HeaderName>();
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            kept.append(name, value);
        }
    }
    Ok(Part { id, address: below(url, root)?, headers: kept })
}

/// The address below the root: of one that is whole, begins at the host, or at the root.
fn below(url: &str, root: &str) -> Result<String, Refused> {
    let elsewhere = || {
        let url = short(url);
        Refused::bad(format!("`{url}` is no address of this service: name it below its root"))
    };
    let path_of = |url: &str| {
        let (_, rest) = url.split_once("://")?;
        Some(rest.find('/').map_or(String::new(), |at| rest[at..].to_owned()))
    };
    let root = path_of(root).unwrap_or_else(|| root.to_owned());
    let root = root.trim_end_matches('/');
    let path = path_of(url).unwrap_or_else(|| url.to_owned());
    let below = match path.strip_prefix(root) {
        Some(below) if below.is_empty() || below.starts_with(['/', '?']) => below,
        _ if path.starts_with('/') => return Err(elsewhere()),
        _ => path.as_str(),
    };
    if below.trim_start_matches('/').starts_with("$batch") {
        return Err(Refused::bad("a batch holds no batch"));
    }
    Ok(below.to_owned())
}

/// Refuses a batch of too many requests.
fn bounded(parts: &[Part]) -> Result<(), Refused> {
    if parts.len() > MOST {
        return Err(Refused::too_much(format!("a batch has at most {MOST} requests")));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
