//! The API over the wire: a small account served on a free port.

mod access;
mod associations;
mod marketing;
mod reading;
mod search_limits;
mod searching;
mod set_up;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::store::{Link, Object, Pipeline, Property, Stage, Store};
use super::{Config, Owner, Simulator, router};

/// A served account and a client that knows its service key.
pub(super) struct Served {
    pub(super) simulator: Arc<Simulator>,
    base: String,
    client: reqwest::Client,
}

/// A reply: its status, its headers, its JSON (null when empty).
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) body: Value,
}

impl Served {
    pub(super) async fn new(store: Store) -> Self {
        let owner = |n: u64| Owner {
            id: n.to_string(),
            user_id: n + 1_000,
            email: format!("owner{n}@example.com"),
            first_name: "Olga".to_owned(),
            last_name: format!("Number {n}"),
            archived: n == 3,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        };
        let config = Config { owners: (1..=3).map(owner).collect(), ..Config::default() };
        let simulator = Simulator::new(store, config);
        for limit in ["burst_per_10s", "oauth_burst_per_10s", "searches_per_second"] {
            simulator.set(limit, Value::Null).unwrap();
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = router(Arc::clone(&simulator));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { simulator, base, client: crate::test_client() }
    }

    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Reply {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Reply::read(request).await
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, Some(&self.simulator.config.service_key), None).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Reply {
        self.call(Method::POST, path, Some(&self.simulator.config.service_key), Some(body)).await
    }

    pub(super) async fn form(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        Reply::read(self.client.post(format!("{}{path}", self.base)).form(form)).await
    }
}

impl Reply {
    async fn read(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        Self { status, headers, body }
    }

    /// The ids of `results`, in their order.
    pub(super) fn ids(&self) -> Vec<u64> {
        let results = self.body["results"].as_array().unwrap();
        results.iter().map(|record| record["id"].as_str().unwrap().parse().unwrap()).collect()
    }
}

fn object(type_id: &str, properties: &[(&str, &str)]) -> Object {
    let known = |&(name, kind): &(&str, &str)| {
        let options = if kind == "enumeration" {
            vec![
                ("Gold".to_owned(), "Gold!".to_owned()),
                ("silver".to_owned(), "Silver".to_owned()),
            ]
        } else {
            Vec::new()
        };
        let property = Property {
            label: name.to_owned(),
            kind: kind.to_owned(),
            options,
            unique: name == "vat_number",
        };
        (name.to_owned(), property)
    };
    Object {
        type_id: type_id.to_owned(),
        properties: properties.iter().map(known).collect(),
        ..Object::default()
    }
}

fn row(id: u64, values: &[(&str, &str)]) -> (u64, BTreeMap<String, String>) {
    let mut row: BTreeMap<_, _> =
        values.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    row.insert("hs_object_id".to_owned(), id.to_string());
    row.entry("createdate".to_owned()).or_insert("2026-01-01T00:00:00.000Z".to_owned());
    row.entry("hs_lastmodifieddate".to_owned()).or_insert("2026-02-01T00:00:00.000Z".to_owned());
    (id, row)
}

/// `count` companies with ids from 1001, and a deal and an incentive linked to the first of them.
pub(super) fn account(count: u64) -> Store {
    let mut companies = object(
        "0-2",
        &[
            ("name", "string"),
            ("domain", "string"),
            ("vat_number", "string"),
            ("annualrevenue", "number"),
            ("partner_tier", "enumeration"),
            ("partner_since", "date"),
            ("is_partner", "bool"),
        ],
    );
    companies.rows =
        (1..=count).map(|n| row(1_000 + n, &[("name", &format!("Company {n}"))])).collect();
    let mut deals = object(
        "0-3",
        &[("dealname", "string"), ("dealstage", "enumeration"), ("pipeline", "enumeration")],
    );
    deals.rows =
        [row(1_001, &[("dealname", "Big one")]), row(1_002, &[("dealname", "Alone")])].into();
    let mut incentives = object("2-1001", &[("incentive_name", "string")]);
    incentives.qualified_name = Some("p4242_incentive".to_owned());
    incentives.rows = [row(7, &[("incentive_name", "Rebate")])].into();

    let objects = [
        ("companies".to_owned(), companies),
        ("deals".to_owned(), deals),
        ("2-1001".to_owned(), incentives),
    ];
    let mut store = Store { objects: objects.into(), ..Store::default() };
    let defined = |id| ("HUBSPOT_DEFINED".to_owned(), id, None);
    let partner = |id| ("USER_DEFINED".to_owned(), id, Some("Partner".to_owned()));
    let mut link = |from: &str, id: u64, to: &str, links: Vec<Link>| {
        store.associations.entry((from.to_owned(), to.to_owned())).or_default().insert(id, links);
    };
    link(
        "deals",
        1_001,
        "companies",
        vec![
            Link {
                to: 1_001,
                types: vec![
                    defined(341),
                    ("HUBSPOT_DEFINED".to_owned(), 5, Some("Primary".to_owned())),
                ],
            },
            Link { to: 1_002, types: vec![defined(341), partner(37)] },
        ],
    );
    link(
        "companies",
        1_001,
        "deals",
        vec![Link {
            to: 1_001,
            types: vec![
                defined(342),
                ("HUBSPOT_DEFINED".to_owned(), 6, Some("Primary".to_owned())),
            ],
        }],
    );
    link(
        "companies",
        1_002,
        "deals",
        vec![Link { to: 1_001, types: vec![defined(342), partner(38)] }],
    );
    link("2-1001", 7, "companies", vec![Link { to: 1_001, types: vec![partner(45)] }]);
    link("companies", 1_001, "2-1001", vec![Link { to: 7, types: vec![partner(46)] }]);
    let stage = |id: &str, probability: &str, closed: &str| Stage {
        id: id.to_owned(),
        label: id.to_uppercase(),
        metadata: [
            ("probability".to_owned(), probability.to_owned()),
            ("isClosed".to_owned(), closed.to_owned()),
        ]
        .into(),
    };
    let stages = vec![
        stage("qualifiedtobuy", "0.4", "false"),
        stage("closedwon", "1.0", "true"),
        stage("closedlost", "0.0", "true"),
    ];
    store.pipelines.insert(
        "deals".to_owned(),
        vec![Pipeline { id: "default".to_owned(), label: "Sales".to_owned(), stages }],
    );
    store
}
