//! Authentication: the communication user by HTTP Basic, or a client by the token of its
//! client-credentials grant.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use super::errors::{Reason, Refusal};
use super::simulator::Simulator;

/// Tokens remembered; older ones end early.
const TOKENS_KEPT: usize = 1_024;

/// The access tokens given out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    live: VecDeque<(String, Instant)>,
    issued: u64,
}

impl Tokens {
    /// Ends every token now.
    pub(super) fn expire(&mut self) {
        self.live.clear();
    }

    fn issue(&mut self, lifetime: Duration) -> String {
        self.issued += 1;
        let token = format!("sandbox-odata-{:06}", self.issued);
        self.live.push_back((token.clone(), Instant::now() + lifetime));
        if self.live.len() > TOKENS_KEPT {
            self.live.pop_front();
        }
        token
    }

    fn knows(&self, token: &str) -> bool {
        let now = Instant::now();
        self.live.iter().any(|(known, expires)| known == token && *expires > now)
    }
}

/// Lets a caller pass, or says 401.
pub(super) fn authenticate(simulator: &Simulator, headers: &HeaderMap) -> Result<(), Refusal> {
    let config = &simulator.config;
    let known = match authorization(headers) {
        Some((scheme, credential)) if scheme.eq_ignore_ascii_case("bearer") => {
            simulator.tokens.lock().knows(credential)
        }
        Some((scheme, credential)) if scheme.eq_ignore_ascii_case("basic") => pair(credential)
            .is_some_and(|(user, password)| user == config.user && password == config.password),
        _ => false,
    };
    match known {
        true => Ok(()),
        false => Err(Refusal::new(
            Reason::Unauthenticated,
            "The server has rejected the client credentials.",
        )),
    }
}

fn authorization(headers: &HeaderMap) -> Option<(&str, &str)> {
    let (scheme, credential) =
        headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    Some((scheme, credential.trim()))
}

/// The two halves of a Basic credential.
fn pair(credential: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(credential).ok()?).ok()?;
    let (name, secret) = text.split_once(':')?;
    Some((name.to_owned(), secret.to_owned()))
}

#[derive(Debug, Deserialize)]
struct Grant {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// `POST /oauth/token`: the client-credentials grant (RFC 6749, 4.4), the client named in the form
/// or by HTTP Basic.
pub(super) async fn token(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(grant) = serde_urlencoded::from_bytes::<Grant>(&body) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request", "the form cannot be read");
    };
    match grant.grant_type.as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            return refused(
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "only client_credentials is served",
            );
        }
        None => {
            return refused(StatusCode::BAD_REQUEST, "invalid_request", "grant_type is required");
        }
    }
    let named = authorization(&headers).and_then(|(_, credential)| pair(credential));
    let client = named.or(grant.client_id.zip(grant.client_secret));
    let config = &simulator.config;
    if !client.is_some_and(|(id, secret)| id == config.client_id && secret == config.client_secret)
    {
        return refused(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "the client is not known, or its secret is wrong",
        );
    }
    let seconds = simulator.switches().token_seconds;
    let token = simulator.tokens.lock().issue(Duration::from_secs(seconds));
    Json(json!({ "access_token": token, "token_type": "Bearer", "expires_in": seconds }))
        .into_response()
}

fn refused(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({ "error": error, "error_description": description }))).into_response()
}
