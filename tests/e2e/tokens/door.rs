//! A gateway's door with nothing behind it: whoever is let in hears that it still starts.

use std::{
    io::{self, Write},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
};
use channelgraph::{app::Start, config, server};
use parking_lot::Mutex;
use serde_json::Value;
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;

/// A gateway that never ends its start.
pub struct Door(Router);

/// What it says to a request.
#[derive(Debug)]
pub struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub code: String,
    pub message: String,
}

impl Said {
    /// Tests if the caller was let in.
    pub fn is_let_in(&self) -> bool {
        self.message.contains("still reading the partners")
    }
}

impl Door {
    /// A door with this part of a configuration.
    pub fn new(callers: &str) -> Self {
        let text = format!(
            "[hubspot.crm]\nauth = {{ service_key = \"key\" }}\n[roles.reader]\n\
             [roles.manager.limits]\nrequests_per_minute = 1000000\n\
             {callers}"
        );
        let config = config::read("gateway.toml", &text).expect("a configuration");
        Self(
            server::router(Start::default(), server::Callers::new(&config).into(), &config)
                .expect("a router"),
        )
    }

    /// The answer to a request with these credentials.
    pub async fn hears(&self, token: &str) -> Said {
        self.takes(&[("authorization", format!("Bearer {token}"))]).await
    }

    /// The answer to a request with these headers.
    pub async fn takes(&self, headers: &[(&str, String)]) -> Said {
        let mut request =
            Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header");
            request = request.header(*name, value);
        }
        let body = Body::from(r#"{ "query": "{ __typename }" }"#);
        let request = request.body(body).expect("a request");
        let response = self.0.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.expect("a body");
        let error: Value = serde_json::from_slice(&body).expect("JSON");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Said {
            status: parts.status,
            code: text(&error["errors"][0]["extensions"]["code"]),
            message: text(&error["errors"][0]["message"]),
            headers: parts.headers,
        }
    }
}

impl Said {
    /// The challenge of a refusal.
    pub fn challenge(&self) -> &str {
        let challenge = self.headers.get(header::WWW_AUTHENTICATE);
        challenge.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// All that is logged on this thread, down to the last detail, while it lives.
pub struct Log {
    text: Written,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub fn begin() -> Self {
        let text = Written::default();
        let writer = text.clone();
        let lines = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        Self { text, _guard: tracing::subscriber::set_default(lines) }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.0.lock()).into_owned()
    }
}
