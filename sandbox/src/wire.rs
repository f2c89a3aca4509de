//! Text as vendors print it, also where no text can be so.

use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::response::Response;

/// Half an emoji, as the APIs print it in JSON.
const HALF: &str = "\\ud83d";

/// Prints half an emoji wherever the stores hold U+FFFD: a Rust string cannot hold the half itself.
pub(crate) fn halved(json: String) -> String {
    match json.contains(char::REPLACEMENT_CHARACTER) {
        true => json.replace(char::REPLACEMENT_CHARACTER, HALF),
        false => json,
    }
}

/// The same for a whole answer.
pub(crate) async fn halve(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let body = match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains(char::REPLACEMENT_CHARACTER) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            Body::from(halved(text.to_owned()))
        }
        _ => Body::from(bytes),
    };
    Response::from_parts(parts, body)
}
