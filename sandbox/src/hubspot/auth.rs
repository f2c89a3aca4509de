//! Authentication: the service key, or an OAuth access token from the refresh grant.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::errors::{ApiError, ApiResult};
use super::simulator::Simulator;

/// Tokens remembered, so that one that expired is told from one that never was.
const TOKENS_KEPT: usize = 1_024;

/// The kind of credential a call came with; the limits differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    ServiceKey,
    OAuth,
}

/// The OAuth tokens of the installed app.
#[derive(Debug)]
pub(super) struct Tokens {
    refresh: String,
    access: VecDeque<(String, Instant)>,
    issued: u64,
}

impl Tokens {
    pub(super) fn new(refresh: String) -> Self {
        Self { refresh, access: VecDeque::new(), issued: 0 }
    }

    /// Ends every access token now; the refresh token stays good.
    pub(super) fn expire(&mut self) {
        let now = Instant::now();
        for (_, expires) in &mut self.access {
            *expires = now.min(*expires);
        }
    }

    fn issue(&mut self, lifetime: Duration, rotate: bool) -> (String, String) {
        self.issued += 1;
        let access = format!("sandbox-access-{:06}", self.issued);
        self.access.push_back((access.clone(), Instant::now() + lifetime));
        if self.access.len() > TOKENS_KEPT {
            self.access.pop_front();
        }
        if rotate {
            self.refresh = format!("sandbox-refresh-{:06}", self.issued);
        }
        (access, self.refresh.clone())
    }
}

/// Finds the caller of a request, or says 401.
pub(super) fn authenticate(simulator: &Simulator, headers: &HeaderMap) -> ApiResult<Caller> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            ApiError::unauthenticated(
                "INVALID_AUTHENTICATION",
                "Authentication credentials not found. This API supports OAuth 2.0 authentication: send a bearer token.",
            )
        })?;
    if token == simulator.config.service_key {
        return Ok(Caller::ServiceKey);
    }
    let tokens = simulator.tokens.lock();
    let Some((_, expires)) = tokens.access.iter().find(|(known, _)| known == token) else {
        return Err(ApiError::unauthenticated(
            "INVALID_AUTHENTICATION",
            "The access token is not known to this account.",
        ));
    };
    let now = Instant::now();
    if *expires > now {
        return Ok(Caller::OAuth);
    }
    let ago = now.duration_since(*expires).as_secs();
    Err(ApiError::unauthenticated(
        "EXPIRED_AUTHENTICATION",
        format!("The OAuth token used to make this call expired {ago} second(s) ago."),
    ))
}

#[derive(Debug, Deserialize)]
struct Grant {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    refresh_token: Option<String>,
}

/// `POST /oauth/{v1,v3,2026-..}/token`: the refresh grant.
pub(super) async fn token(
    State(simulator): State<Arc<Simulator>>,
    OriginalUri(uri): OriginalUri,
    body: Bytes,
) -> ApiResult {
    let grant: Grant = serde_urlencoded::from_bytes(&body).map_err(|error| {
        ApiError::token("BAD_REQUEST", &format!("the form cannot be read: {error}"))
    })?;
    let config = &simulator.config;
    if grant.grant_type.as_deref() != Some("refresh_token") {
        return Err(ApiError::token("BAD_GRANT_TYPE", "grant_type must be refresh_token"));
    }
    if grant.client_id.as_deref() != Some(&config.client_id) {
        return Err(ApiError::token("BAD_CLIENT_ID", "missing or unknown client id"));
    }
    if grant.client_secret.as_deref() != Some(&config.client_secret) {
        return Err(ApiError::token("BAD_CLIENT_SECRET", "missing or invalid client secret"));
    }
    let (lifetime, rotate) = {
        let switches = simulator.switches.read();
        (Duration::from_millis(switches.access_token_lifetime_ms), switches.rotate_refresh_token)
    };
    let mut tokens = simulator.tokens.lock();
    if grant.refresh_token.as_deref() != Some(&tokens.refresh) {
        return Err(ApiError::token("BAD_REFRESH_TOKEN", "missing or invalid refresh token"));
    }
    let (access, refresh) = tokens.issue(lifetime, rotate);
    Ok(granted(uri.path(), config.portal_id, &access, &refresh, lifetime))
}

/// The reply of the token endpoint; v1 is the shorter one.
fn granted(path: &str, portal: u64, access: &str, refresh: &str, lifetime: Duration) -> Response {
    let mut reply = json!({
        "token_type": "bearer",
        "access_token": access,
        "refresh_token": refresh,
        "expires_in": lifetime.as_secs(),
    });
    if let (false, Value::Object(reply)) = (path.starts_with("/oauth/v1/"), &mut reply) {
        reply.insert("token_use".to_owned(), "access_token".into());
        reply.insert("hub_id".to_owned(), portal.into());
    }
    Json(reply).into_response()
}
