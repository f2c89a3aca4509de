//! OAuth 2.0: the request to a token endpoint, and its answer (RFC 6749, 5.1).

use reqwest::StatusCode;
use serde::Deserialize;
use tokio::time::{Duration, Instant};
use url::Url;

use crate::{Answer, Error, Http, Result, Secret, Token};

/// The longest life of a token that is believed: a wrong number must not keep a token for ever.
const LONGEST: u64 = 24 * 3600;

/// The tokens that an endpoint granted.
#[derive(Deserialize)]
pub struct Grant {
    access_token: String,
    refresh_token: Option<String>,
    expires_in: Option<Seconds>,
    instance_url: Option<String>,
}

/// A number of seconds, which some servers print as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

impl Grant {
    /// Sends `form` to a token endpoint. `failure` translates an answer without success.
    ///
    /// # Errors
    /// If the call fails, or the endpoint grants nothing.
    pub async fn request(
        http: &Http,
        url: Url,
        form: &[(&str, &str)],
        failure: impl FnOnce(&Answer) -> Error,
    ) -> Result<Self> {
        let answer = http.send(http.client().post(url).form(form)).await?;
        if answer.status.is_success() { answer.json() } else { Err(failure(&answer)) }
    }

    /// The access token, with the address of the API if the source names one at log-in.
    pub fn token(&self, base_url: Option<String>) -> Token {
        let seconds = match &self.expires_in {
            Some(Seconds::Number(seconds)) => Some(*seconds),
            Some(Seconds::Text(text)) => text.parse().ok(),
            None => None,
        };
        let expires =
            seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds.min(LONGEST)));
        Token { secret: Secret::new(self.access_token.as_str()), base_url, expires }
    }

    /// The refresh token that takes the place of the one sent, if there is a new one.
    pub fn refresh_token(&self) -> Option<Secret> {
        self.refresh_token.as_deref().filter(|token| !token.is_empty()).map(Secret::new)
    }

    /// The address of the API, where the endpoint names it (Salesforce).
    pub fn instance_url(&self) -> Option<&str> {
        self.instance_url.as_deref()
    }
}

/// The token endpoint refused the credentials, rather than being busy or out of order.
pub fn is_refusal(status: StatusCode) -> bool {
    status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_life_of_a_token_is_a_number_or_a_text_and_bounded() {
        let life = |expires: &str| {
            let grant: Grant =
                serde_json::from_str(&format!(r#"{{"access_token":"t"{expires}}}"#)).unwrap();
            grant.token(None).expires.map(|end| (end - Instant::now()).as_secs())
        };
        assert_eq!(life(r#","expires_in":1800"#), Some(1800));
        assert_eq!(life(r#","expires_in":"3599""#), Some(3599));
        assert_eq!(life(r#","expires_in":99999999"#), Some(LONGEST));
        assert_eq!((life(r#","expires_in":"soon""#), life("")), (None, None));
    }

    #[test]
    fn an_empty_refresh_token_is_none() {
        let next = |token: &str| {
            let grant: Grant = serde_json::from_str(&format!(
                r#"{{"access_token":"t","refresh_token":"{token}"}}"#
            ))
            .unwrap();
            grant.refresh_token().map(|token| token.expose().to_owned())
        };
        assert_eq!((next("").as_deref(), next("r").as_deref()), (None, Some("r")));
    }
}
