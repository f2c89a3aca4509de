//! The ERP's credentials.

/// The credentials that are accepted; the values of [`Config::default`] are fit for tests only.
#[derive(Debug, Clone)]
pub struct Config {
    /// The communication user, for HTTP Basic.
    pub user: String,
    /// That user's password.
    pub password: String,
    /// The client id, for OAuth2 client credentials.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            user: "CHANNELGRAPH".to_owned(),
            password: "sandbox-password".to_owned(),
            client_id: "sandbox-odata-client".to_owned(),
            client_secret: "sandbox-odata-secret".to_owned(),
        }
    }
}
