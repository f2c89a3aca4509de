//! The credentials.

/// The credentials of the partner's account; the values of [`Config::default`] are fit for tests
/// only.
#[derive(Debug, Clone)]
pub struct Config {
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret, which every signature is checked with.
    pub secret_access_key: String,
    /// The session token that belongs to the key, if it is a temporary one.
    pub session_token: Option<String>,
    /// The region that requests are signed for.
    pub region: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            access_key_id: "AKIASANDBOXPARTNER01".to_owned(),
            secret_access_key: "sandbox/secret+access/key".to_owned(),
            session_token: None,
            region: "us-east-1".to_owned(),
        }
    }
}
