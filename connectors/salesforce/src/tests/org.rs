//! A small org: accounts with deals, and deals with partners.

use std::{collections::BTreeMap, sync::Arc};

use axum::Router;
use channelgraph_core::{Connector, Page, Read};
use channelgraph_sandbox::salesforce::{
    Config as Settings, Simulator, router,
    store::{Field, Object, Store},
};
use serde_json::{Value as Json, json};

use crate::{Config, Salesforce, field::id::canonical};

pub(super) const ACCOUNTS: usize = 30;
pub(super) const DEALS: usize = 400;
pub(super) const AUTH: &str = r#"{ flow = "client_credentials", client_id = "channelgraph", client_secret = "channelgraph-secret" }"#;

/// An org, and a connector that reads it.
pub(super) struct Org {
    pub(super) simulator: Arc<Simulator>,
    pub(super) connector: Salesforce,
    url: String,
}

impl Org {
    pub(super) async fn start() -> Self {
        Self::over(store()).await
    }

    /// An org that holds this.
    pub(super) async fn over(store: Store) -> Self {
        Self::behind(store, |router| router).await
    }

    /// An org that holds this, with a layer before it.
    pub(super) async fn behind(store: Store, layer: impl FnOnce(Router) -> Router) -> Self {
        let users = BTreeMap::from([(
            "gate@acme.example".to_owned(),
            include_str!("jwt-test-key.pub.pem").to_owned(),
        )]);
        let simulator = Simulator::new(store, Settings { users, ..Settings::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        simulator.set_instance_url(url.clone());
        let router = layer(router(simulator.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { connector: connector(&url, AUTH, ""), simulator, url }
    }

    /// Another connector for this org.
    pub(super) fn with(&self, auth: &str, more: &str) -> Salesforce {
        connector(&self.url, auth, more)
    }

    /// Calls so far.
    pub(super) fn calls(&self) -> usize {
        self.connector.stats().snapshot().calls
    }

    /// An answer, and the calls it took.
    pub(super) async fn counted(&self, read: &Read) -> (Page, usize) {
        let before = self.calls();
        let page = self.connector.read(read).await.unwrap();
        (page, self.calls() - before)
    }
}

fn connector(url: &str, auth: &str, more: &str) -> Salesforce {
    let config: Config =
        toml::from_str(&format!("my_domain = \"{url}\"\nauth = {auth}\n{more}")).unwrap();
    Salesforce::new("crm".into(), &config).unwrap()
}

/// The id of the `n`th record.
pub(super) fn id(prefix: &str, n: usize) -> String {
    canonical(&format!("{prefix}8Z0000{n:06}")).unwrap()
}

fn field(kind: &str) -> Field {
    let picklist = if kind == "picklist" { STAGES.map(str::to_owned).to_vec() } else { Vec::new() };
    Field { kind: kind.into(), nillable: true, reference: None, child_relationship: None, picklist }
}

fn refers(object: &str, path: &str, children: Option<&str>) -> Field {
    let reference = Some((object.to_owned(), path.to_owned()));
    Field { reference, child_relationship: children.map(str::to_owned), ..field("reference") }
}

fn object(
    key_prefix: &str,
    fields: Vec<(&str, Field)>,
    rows: impl Iterator<Item = Json>,
) -> Object {
    let fields = fields.into_iter().chain([("Id", Field { nillable: false, ..field("id") })]);
    let row = |(n, row): (usize, Json)| {
        let Json::Object(mut values) = row else { panic!("a row is an object") };
        let id = id(key_prefix, n);
        values.insert("Id".into(), json!(id));
        (id, values.into_iter().collect())
    };
    Object {
        key_prefix: key_prefix.into(),
        fields: fields.map(|(name, field)| (name.to_owned(), field)).collect(),
        rows: rows.enumerate().map(row).collect(),
    }
}

/// Nothing for one in `every`.
fn some(n: usize, every: usize, value: Json) -> Json {
    if n.is_multiple_of(every) { Json::Null } else { value }
}

/// In the order in which the org sorts them.
const STAGES: [&str; 3] = ["Zero", "One", "Two"];
/// Names that a careless query would stumble over.
const NAMES: [&str; 8] =
    ["plain", "O'Hara", r"back\slash", "100% done", "under_score", "Müller", "PLAIN", "new\nline"];

pub(super) fn store() -> Store {
    let account = |n| {
        json!({
            "Name": format!("Account {n}"), "IsPartner": n % 2 == 0, "NumberOfEmployees": some(n, 4, json!(n * 10)),
            "OwnerId": id("005", n % 3),
        })
    };
    let deal = |n: usize| {
        json!({
            "Name": some(n, 11, json!(NAMES[n % NAMES.len()])),
            "StageName": STAGES[n % 3],
            "Amount": some(n, 5, json!((n * 7 % 40) as f64 / 4.0)),
            "CloseDate": format!("2026-03-{:02}", n % 9 + 1),
            "CreatedDate": format!("2026-03-{:02}T{:02}:30:00.000+0000", n * 5 % 6 + 1, n * 7 % 24),
            "LastActivity": some(n, 6, json!(format!("2026-02-{:02}T{:02}:00:00.000+0000", n % 4 + 1, n * 5 % 24))),
            "IsWon": n.is_multiple_of(4),
            "AccountId": some(n, 13, json!(id("001", n % ACCOUNTS))),
            "OwnerId": id("005", n % 3),
        })
    };
    // Each third deal has two partners, of which the later one is the primary one.
    let partner = |n: usize| {
        let deal = n / 2 * 3;
        json!({ "OpportunityId": id("006", deal), "AccountToId": id("001", (deal + 1 + n % 2) % ACCOUNTS), "IsPrimary": n % 2 == 1 })
    };
    let objects = [
        (
            "User",
            object(
                "005",
                vec![("Name", field("string"))],
                (0..3).map(|n| json!({ "Name": format!("User {n}") })),
            ),
        ),
        (
            "Account",
            object(
                "001",
                vec![
                    ("Name", field("string")),
                    ("IsPartner", Field { nillable: false, ..field("boolean") }),
                    ("NumberOfEmployees", field("int")),
                    ("OwnerId", refers("User", "Owner", None)),
                ],
                (0..ACCOUNTS).map(account),
            ),
        ),
        (
            "Opportunity",
            object(
                "006",
                vec![
                    ("Name", field("string")),
                    ("StageName", field("picklist")),
                    ("Amount", field("currency")),
                    ("CloseDate", field("date")),
                    ("CreatedDate", field("datetime")),
                    ("LastActivity", field("datetime")),
                    ("IsWon", Field { nillable: false, ..field("boolean") }),
                    ("AccountId", refers("Account", "Account", Some("Opportunities"))),
                    ("OwnerId", refers("User", "Owner", None)),
                ],
                (0..DEALS).map(deal),
            ),
        ),
        (
            "OpportunityPartner",
            object(
                "00I",
                vec![
                    (
                        "OpportunityId",
                        refers("Opportunity", "Opportunity", Some("OpportunityPartnersFrom")),
                    ),
                    ("AccountToId", refers("Account", "AccountTo", None)),
                    ("IsPrimary", Field { nillable: false, ..field("boolean") }),
                ],
                (0..DEALS / 3 * 2).map(partner),
            ),
        ),
    ];
    Store { objects: objects.into_iter().map(|(name, object)| (name.to_owned(), object)).collect() }
}
