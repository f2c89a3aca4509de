//! A vendor whose answers are known, but for the one that is changed at random.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Response, Uri, header},
};
use parking_lot::Mutex;

/// Bytes that a question of a connector has at most.
const ASKED: usize = 1 << 20;

/// A question as the vendor gets it.
pub struct Asked {
    /// Path and query.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Asked {
    /// The path.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query, as it is encoded.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// Tests if this stands in the body.
    pub fn says(&self, text: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(text)
    }
}

/// An answer, written as a line with its place and its status, its headers, an empty line and its
/// body. `{url}` stands for the vendor's own address.
#[derive(Debug, Clone)]
pub struct Answer {
    pub place: String,
    status: u16,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl Answer {
    /// Reads an answer. What cannot be read of its head is as in most answers.
    pub fn read(bytes: &[u8], url: &str) -> Self {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n");
        let (head, body) = end.map_or((bytes, &b""[..]), |at| (&bytes[..at], &bytes[at + 2..]));
        let head = String::from_utf8_lossy(head).replace("{url}", url);
        let (first, rest) = head.split_once('\n').unwrap_or((&head, ""));
        let (place, status) = first.split_once(' ').unwrap_or((first, ""));
        let status = status.trim().parse().ok().filter(|status| (200..1000).contains(status));
        Self {
            place: place.to_owned(),
            status: status.unwrap_or(200),
            headers: rest.lines().filter_map(header_of).collect(),
            body: replaced(body, b"{url}", url.as_bytes()),
        }
    }

    fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body.clone()));
        if let Ok(status) = self.status.try_into() {
            *response.status_mut() = status;
        }
        response.headers_mut().extend(self.headers.iter().cloned());
        response
    }
}

/// A header, unless it is one by which HTTP itself says where an answer ends.
fn header_of(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
    let is_framing = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION]
        .contains(&name)
        || name == "upgrade";
    (!is_framing).then_some((name, HeaderValue::from_str(value.trim()).ok()?))
}

fn replaced(bytes: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some((first, behind)) = rest.split_first() {
        match rest.strip_prefix(what) {
            Some(behind) => {
                out.extend_from_slice(by);
                rest = behind;
            }
            None => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    out
}

/// Tells at which place a question is answered.
pub type Place = fn(&Asked) -> String;

/// A running vendor.
pub struct Vendor {
    /// Its address.
    pub url: String,
    place: Place,
    answers: Mutex<HashMap<String, Answer>>,
    changed: Mutex<Option<Answer>>,
    served: AtomicUsize,
}

impl Vendor {
    /// A vendor on a free port, which gives the first answer of each place.
    pub async fn start(place: Place, answers: &[&str]) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut known = HashMap::new();
        for answer in answers.iter().map(|answer| Answer::read(answer.as_bytes(), &url)) {
            known.entry(answer.place.clone()).or_insert(answer);
        }
        let vendor = Arc::new(Self {
            url,
            place,
            answers: Mutex::new(known),
            changed: Mutex::default(),
            served: AtomicUsize::default(),
        });
        let router = Router::new().fallback(answer).with_state(vendor.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        vendor
    }

    /// Gives this answer at its place from now on.
    pub fn change(&self, answer: Answer) {
        *self.changed.lock() = Some(answer);
        self.served.store(0, Ordering::Relaxed);
    }

    /// Tells how often the changed answer was given.
    pub fn served(&self) -> usize {
        self.served.load(Ordering::Relaxed)
    }
}

async fn answer(State(vendor): State<Arc<Vendor>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, ASKED).await.unwrap_or_default();
    let place = (vendor.place)(&Asked { uri: parts.uri, headers: parts.headers, body });
    if let Some(changed) = vendor.changed.lock().as_ref().filter(|changed| changed.place == place) {
        vendor.served.fetch_add(1, Ordering::Relaxed);
        return changed.response();
    }
    match vendor.answers.lock().get(&place) {
        Some(answer) => answer.response(),
        None => Answer::read(format!("{place} 404").as_bytes(), &vendor.url).response(),
    }
}
