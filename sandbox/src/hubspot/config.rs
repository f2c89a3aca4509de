//! The account's credentials and identity.

use chrono::{DateTime, Utc};

use crate::world;

/// The account's identity and credentials; the values of [`Config::default`] are fit for tests
/// only.
#[derive(Debug, Clone)]
pub struct Config {
    /// The static bearer token of a service key (or private app).
    pub service_key: String,
    /// The OAuth app's client id.
    pub client_id: String,
    /// The OAuth app's client secret.
    pub client_secret: String,
    /// The refresh token that the account's installation of the OAuth app starts with.
    pub refresh_token: String,
    /// The account's id (`hub_id`).
    pub portal_id: u64,
    /// The people who may own records.
    pub owners: Vec<Owner>,
    /// The wall-clock time at the simulator's start; from there it runs with the runtime's clock.
    /// None: the machine's time.
    pub starts_at: Option<DateTime<Utc>>,
}

/// One person who may own records, as the owners endpoint lists them.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The owner id, which `hubspot_owner_id` holds.
    pub id: String,
    /// The user id behind the owner.
    pub user_id: u64,
    /// The e-mail address.
    pub email: String,
    /// The given name.
    pub first_name: String,
    /// The family name.
    pub last_name: String,
    /// Whether the user has left the account.
    pub archived: bool,
    /// When the owner was added.
    pub created_at: DateTime<Utc>,
    /// When the owner was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            service_key: "pat-na1-sandbox-service-key".to_owned(),
            client_id: "sandbox-client-id".to_owned(),
            client_secret: "sandbox-client-secret".to_owned(),
            refresh_token: "na1-sandbox-refresh-token".to_owned(),
            portal_id: 4242,
            owners: Vec::new(),
            starts_at: None,
        }
    }
}

impl Config {
    /// Adds the people of a world, whom the account lists as owners.
    pub(crate) fn with_owners(mut self, people: &[world::Owner]) -> Self {
        self.owners.extend(people.iter().map(Owner::from));
        self
    }
}

impl From<&world::Owner> for Owner {
    fn from(person: &world::Owner) -> Self {
        Self {
            id: person.id.to_string(),
            user_id: person.user_id,
            email: person.email.to_string(),
            first_name: person.first_name.to_owned(),
            last_name: person.last_name.to_owned(),
            archived: person.archived,
            created_at: person.since,
            updated_at: person.since,
        }
    }
}
