//! HTTP as connectors use it: one client for all sources, bodies within a bound, failures as our
//! error, trace context passed on.

use std::{sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use opentelemetry::propagation::Injector;
use reqwest::{
    RequestBuilder, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde::de::DeserializeOwned;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use url::Url;

use crate::{Error, ErrorKind, Outgoing, Result, Retry, outgoing::Private};

/// The time within which a server must take a connection.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// The HTTP client of one source.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    source: Arc<str>,
    max_body: usize,
    outgoing: Arc<Outgoing>,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
    source: Arc<str>,
}

impl Http {
    /// A client for `source`, which asks the servers of `outgoing` only, and whose answers may have
    /// `max_body` bytes.
    ///
    /// # Errors
    /// If TLS cannot be set up on this machine.
    pub fn new(source: &Arc<str>, max_body: usize, outgoing: Outgoing) -> Result<Self> {
        crate::choose_tls();
        let agent = concat!("channelgraph/", env!("CARGO_PKG_VERSION"));
        let built = outgoing
            .builder()
            .and_then(|builder| builder.user_agent(agent).connect_timeout(CONNECT_TIME).build());
        let client = built.map_err(|error| {
            let message = format!("HTTP cannot be set up: {error}");
            Error::new(ErrorKind::Unavailable, source, message)
        })?;
        Ok(Self { client, source: source.clone(), max_body, outgoing: Arc::new(outgoing) })
    }

    /// Tests if a request may be sent to this address.
    pub fn permits(&self, url: &Url) -> bool {
        self.outgoing.permits(url)
    }

    /// The client, to build a request with.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Sends a request and reads the whole answer. A status that tells of failure is still an
    /// answer: the connector reads it. So is a redirect, which is not followed.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] if the connection fails or is cut; [`ErrorKind::BadResponse`] if
    /// the body passes the bound, or an earlier answer led to a server that the configuration does
    /// not name.
    pub async fn send(&self, request: RequestBuilder) -> Result<Answer> {
        let (client, request) = request.headers(trace_headers()).build_split();
        let request = request.map_err(|error| self.failed("the source", &error.without_url()))?;
        // Of the address only the server is told: a query may stand behind it, and with it personal
        // data.
        let server = server_of(request.url());
        if !self.permits(request.url()) {
            let message = format!(
                "{server} is no server that the configuration of this source names; it was not \
                 called"
            );
            return Err(Error::new(ErrorKind::BadResponse, &self.source, message));
        }
        let failed = |error: reqwest::Error| self.failed(&server, &error.without_url());
        let mut response = client.execute(request).await.map_err(failed)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > self.max_body {
                let message = format!("the answer has more than {} bytes", self.max_body);
                return Err(Error::new(ErrorKind::BadResponse, &self.source, message));
            }
            body.extend_from_slice(&chunk);
        }
        let headers = std::mem::take(response.headers_mut());
        Ok(Answer {
            status: response.status(),
            headers,
            body: body.freeze(),
            source: self.source.clone(),
        })
    }
}

impl Http {
    /// The failure of a call to a server, with its real cause: the last of the chain.
    fn failed(&self, server: &str, error: &reqwest::Error) -> Error {
        if let Some(private) = private_in(error) {
            let message = format!("{server} was not called: {private}");
            let error = Error::new(ErrorKind::Unavailable, &self.source, message);
            return error.with_retry(Retry::Never);
        }
        let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Unavailable };
        let (cause, is_dns) = root_cause(error);
        let message = match (error.is_connect(), error.is_timeout()) {
            (true, true) => {
                format!("{server} takes no connection within {} s", CONNECT_TIME.as_secs())
            }
            (true, false) if is_dns => {
                format!("{server} cannot be found: {cause}; check the address")
            }
            (true, false) => format!("no connection to {server}: {cause}"),
            (false, true) => format!("{server} does not answer in time"),
            (false, false) => format!("the connection to {server} failed: {cause}"),
        };
        Error::new(kind, &self.source, message)
    }
}

/// The server of an address: its host and port.
fn server_of(url: &Url) -> String {
    let port = url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

impl Answer {
    /// The body as JSON, repaired where it is not quite JSON ([`crate::wire`]).
    ///
    /// # Errors
    /// [`ErrorKind::BadResponse`] if it is not what was expected.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        crate::wire::from_json(&self.body).map_err(|error| {
            // The error's own words repeat what stands in the body, and with it personal data.
            let what = format!("{:?}", error.classify()).to_lowercase();
            let message = format!(
                "the answer is not the JSON expected ({what}, line {}, column {})",
                error.line(),
                error.column()
            );
            Error::new(ErrorKind::BadResponse, &self.source, message)
        })
    }

    /// The wait that `Retry-After` asks for, in either of its forms (RFC 9110, 10.2.3): seconds, or
    /// a date.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header("retry-after")?.trim();
        let until =
            || (DateTime::parse_from_rfc2822(text).ok()?.to_utc() - Utc::now()).to_std().ok();
        text.parse().ok().map(Duration::from_secs).or_else(until)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Text as a part of an address. ASCII letters, digits and `-._~` stand as they are, and so do the
/// bytes to `keep`.
pub fn percent_encoded(text: &str, keep: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len() * 5 / 4);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The last cause of an error, and whether a name could not be resolved.
fn root_cause(error: &dyn std::error::Error) -> (String, bool) {
    let (mut cause, mut is_dns) = (error, false);
    while let Some(deeper) = cause.source() {
        is_dns |= deeper.to_string() == "dns error";
        cause = deeper;
    }
    (cause.to_string(), is_dns)
}

/// The refusal of a private address among the causes of an error.
fn private_in(error: &reqwest::Error) -> Option<&Private> {
    let first: &dyn std::error::Error = error;
    std::iter::successors(Some(first), |error| error.source())
        .find_map(|error| error.downcast_ref())
}

struct Headers(HeaderMap);

impl Injector for Headers {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}

fn trace_headers() -> HeaderMap {
    let mut headers = Headers(HeaderMap::new());
    let context = tracing::Span::current().context();
    opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.inject_context(&context, &mut headers)
    });
    headers.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_the_json_expected_is_not_repeated() {
        let answer = |body: &'static str| Answer {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            source: "crm".into(),
        };
        let message = |body| answer(body).json::<Vec<u64>>().unwrap_err().message().to_owned();
        assert_eq!(
            message(r#"[1, "jane@acme.de"]"#),
            "the answer is not the JSON expected (data, line 1, column 18)"
        );
        assert_eq!(
            message("<html>"),
            "the answer is not the JSON expected (syntax, line 1, column 1)"
        );
        assert_eq!(message("[1"), "the answer is not the JSON expected (eof, line 1, column 2)");
    }

    #[test]
    fn a_wait_is_asked_for_in_seconds_or_until_a_moment() {
        let asked = |value: &str| {
            let headers =
                [(HeaderName::from_static("retry-after"), HeaderValue::from_str(value).unwrap())]
                    .into_iter()
                    .collect();
            Answer {
                status: StatusCode::TOO_MANY_REQUESTS,
                headers,
                body: Bytes::new(),
                source: "crm".into(),
            }
            .retry_after()
        };
        assert_eq!(asked("12"), Some(Duration::from_secs(12)));
        assert!(
            asked("Tue, 31 Dec 2199 23:59:59 GMT")
                .is_some_and(|wait| wait > Duration::from_secs(1_000_000))
        );
        assert_eq!(
            (asked("Wed, 21 Oct 2015 07:28:00 GMT"), asked("soon"), asked("-1")),
            (None, None, None)
        );
    }
}
