//! HTTP Basic (RFC 7617), for tools that send nothing else: the password is an API key or a token.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Auth, Caller, MAX_CREDENTIALS, Reason, Refused};

impl Auth {
    /// The caller who sends these headers, also by HTTP Basic. The user name says nothing: the
    /// password is an API key or a token. Browsers add such credentials to requests of other sites
    /// by themselves, so this is only for what such a site can neither read nor change.
    ///
    /// # Errors
    /// If his credentials are missing or not accepted.
    pub async fn caller_or_basic(&self, headers: &HeaderMap) -> Result<Caller, Refused> {
        if self.open.is_some() || headers.get_all(header::AUTHORIZATION).iter().count() != 1 {
            return self.caller(headers).await;
        }
        match headers.get(header::AUTHORIZATION).map(bearer) {
            Some(Ok(Some(bearer))) => {
                let mut headers = headers.clone();
                headers.insert(header::AUTHORIZATION, bearer);
                self.caller(&headers).await
            }
            Some(Err(reason)) => {
                let refused = Refused::from(reason);
                self.audit.refused(&refused);
                Err(refused)
            }
            _ => self.caller(headers).await,
        }
    }
}

/// The password of Basic credentials as Bearer credentials; none of another scheme.
fn bearer(sent: &HeaderValue) -> Result<Option<HeaderValue>, Reason> {
    // Base64 takes four characters for three bytes.
    if sent.len() > MAX_CREDENTIALS * 3 / 2 {
        return Err(Reason::TooLong);
    }
    let Some((scheme, rest)) = sent.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return Ok(None);
    };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    let bytes = STANDARD.decode(rest.trim()).map_err(|_| Reason::Malformed)?;
    let text = String::from_utf8(bytes).map_err(|_| Reason::Malformed)?;
    let (_, password) = text.split_once(':').ok_or(Reason::Malformed)?;
    let bearer = HeaderValue::from_str(&format!("Bearer {password}"));
    let mut bearer = bearer.map_err(|_| Reason::Malformed)?;
    bearer.set_sensitive(true);
    Ok(Some(bearer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<String>, Reason> {
        let sent = HeaderValue::from_str(text).unwrap();
        bearer(&sent).map(|found| found.map(|found| found.to_str().unwrap().to_owned()))
    }

    #[test]
    fn the_password_is_taken_and_the_user_name_is_not() {
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        assert_eq!(of(&basic("me:cgk_1")), Ok(Some("Bearer cgk_1".to_owned())));
        assert_eq!(of(&basic(":a:b")), Ok(Some("Bearer a:b".to_owned())));
        assert_eq!(of("bearer cgk_1"), Ok(None));
        assert_eq!(of(&basic("nothing")), Err(Reason::Malformed));
        assert_eq!(of(&basic("me:a\nb")), Err(Reason::Malformed));
        assert_eq!(of("basic %%%"), Err(Reason::Malformed));
        assert_eq!(of(&basic(&"a".repeat(20_000))), Err(Reason::TooLong));
    }
}
