//! An identity provider of the tests' own: it publishes what it is told to, and counts who asks.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The provider. Clones share it.
#[derive(Clone)]
pub struct Provider {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    answers: HashMap<String, (u16, String)>,
    asked: HashMap<String, usize>,
}

impl Provider {
    /// Starts one that publishes these keys at `/keys`, and where they are.
    pub async fn start(keys: Vec<Value>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let provider = Self { url, inner: Arc::default() };
        let router = Router::new().fallback(answer).with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider.publish("/keys", keys);
        let found = json!({ "issuer": provider.url, "jwks_uri": format!("{}/keys", provider.url) });
        provider.answer("/.well-known/openid-configuration", 200, found.to_string());
        provider
    }

    /// Publishes keys at a path.
    pub fn publish(&self, path: &str, keys: Vec<Value>) {
        self.answer(path, 200, json!({ "keys": keys }).to_string());
    }

    /// Answers a path in this way from now on; for a status of 300 to 399, the text is the place.
    pub fn answer(&self, path: &str, status: u16, text: String) {
        self.inner.lock().answers.insert(path.to_owned(), (status, text));
    }

    /// The number of requests for a path.
    pub fn asked(&self, path: &str) -> usize {
        self.inner.lock().asked.get(path).copied().unwrap_or_default()
    }
}

async fn answer(State(provider): State<Provider>, uri: Uri) -> Response {
    let mut inner = provider.inner.lock();
    *inner.asked.entry(uri.path().to_owned()).or_default() += 1;
    let Some((status, text)) = inner.answers.get(uri.path()).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let status = StatusCode::from_u16(status).expect("a status");
    if status.is_redirection() {
        return (status, [(header::LOCATION, text)]).into_response();
    }
    (status, text).into_response()
}
