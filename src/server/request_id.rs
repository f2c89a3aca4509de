//! The id of a request: in its answer, in its span and in the lines that tell of it.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Characters that an id may have.
const MOST: usize = 128;

/// The id of a request, as its answer bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id as text: at most 128 letters, digits and `-._`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes the id that the client gave, or makes one.
    fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
        let given = given.filter(|text| is_well_formed(text));
        Self(given.map_or_else(|| made().into(), Into::into))
    }
}

/// Tests an id of a client. It comes to stand in logs, so it can neither be long nor hold anything
/// that a reader of logs could take for something else.
fn is_well_formed(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    (1..=MOST).contains(&text.len()) && text.bytes().all(fits)
}

/// Makes an id: a number of this process and a count. It need be no secret, only the sole one.
fn made() -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{:016x}-{:x}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Gives each request its id, and the answer the same.
pub(super) async fn set(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let value = HeaderValue::from_str(id.as_str());
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    // Every id is one word of ASCII, so there is a value.
    response.headers_mut().extend(value.map(|value| (HEADER, value)));
    response
}

#[cfg(test)]
mod tests {
    use axum::{Extension, Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    use super::*;

    /// The id that the handler sees, and the one in the answer.
    async fn ids(given: Option<&[u8]>) -> (String, String) {
        let handler = |Extension(id): Extension<RequestId>| async move { id.as_str().to_owned() };
        let router = Router::new().route("/", get(handler)).layer(from_fn(set));
        let mut request = Request::get("/").body(Body::empty()).unwrap();
        request
            .headers_mut()
            .extend(given.map(|given| (HEADER, HeaderValue::from_bytes(given).unwrap())));
        let response = router.oneshot(request).await.unwrap();
        let told = response.headers()[HEADER].to_str().unwrap().to_owned();
        let seen = axum::body::to_bytes(response.into_body(), 1_000).await.unwrap();
        (String::from_utf8(seen.to_vec()).unwrap(), told)
    }

    #[tokio::test]
    async fn a_well_formed_id_is_taken_and_any_other_replaced() {
        let long = "a".repeat(MOST);
        for good in ["7b1f-42.a_B", "0", &long] {
            assert_eq!(ids(Some(good.as_bytes())).await, (good.to_owned(), good.to_owned()));
        }
        let too_long = "a".repeat(MOST + 1);
        let bad: [&[u8]; 6] =
            [b"", b"a b", b"a\"b", b"{\"level\":\"ERROR\"}", b"\xc3\xa4", too_long.as_bytes()];
        let mut made = vec![ids(None).await];
        for bad in bad {
            made.push(ids(Some(bad)).await);
        }
        for (seen, told) in &made {
            assert_eq!(seen, told);
            assert!(is_well_formed(seen) && seen.len() > 17 && !seen.contains("aaa"), "{seen}");
        }
        made.sort();
        made.dedup();
        assert_eq!(made.len(), 7, "no two have the same");
    }
}
