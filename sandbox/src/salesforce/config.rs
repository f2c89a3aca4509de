//! The org's credentials, and its time at the start.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// The org's credentials and the time of its start; the values of [`Config::default`] are fit for
/// tests only.
#[derive(Debug, Clone)]
pub struct Config {
    /// Consumer key of the one connected app.
    pub client_id: String,
    /// Consumer secret of that app, for the client-credentials flow.
    pub client_secret: String,
    /// Usernames that have approved the app, each with the RSA public key (PEM) that checks its JWT
    /// assertions.
    pub users: BTreeMap<String, String>,
    /// The user whose key pair the sandbox hands out, for the JWT bearer flow.
    pub user: Option<User>,
    /// The org's time at the start; its clock runs on from there.
    pub now: DateTime<Utc>,
}

/// A user who logs in by JWT bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The username, which assertions name as their subject.
    pub username: String,
    /// The RSA private key (PEM), which signs assertions.
    pub private_key: String,
}

/// The sandbox's user with a key pair. It opens nothing but sandboxes, and so may lie in the open.
pub(super) const USERNAME: &str = "integration@vendor.example";
const PRIVATE_KEY: &str = include_str!("../../keys/salesforce_user.pem");
const PUBLIC_KEY: &str = include_str!("../../keys/salesforce_user.pub.pem");

impl Default for Config {
    fn default() -> Self {
        Self {
            client_id: "channelgraph".into(),
            client_secret: "channelgraph-secret".into(),
            users: BTreeMap::new(),
            user: None,
            now: Utc::now(),
        }
    }
}

impl Config {
    /// Adds the user whose key pair the sandbox hands out.
    pub(crate) fn with_user(mut self) -> Self {
        self.users.insert(USERNAME.to_owned(), PUBLIC_KEY.to_owned());
        let (username, private_key) = (USERNAME.to_owned(), PRIVATE_KEY.to_owned());
        self.user = Some(User { username, private_key });
        self
    }
}
