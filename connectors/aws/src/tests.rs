//! The connector over HTTP against the simulated account.

mod benefits;
mod calls;
mod conformance;
mod failures;
mod lists;
mod store;
mod tokens;
mod traced;

use std::{collections::BTreeMap, sync::Arc};

use axum::{Router, extract::Request, middleware::Next};
use channelgraph_core::{Connector, Page, Read, Select};
use channelgraph_sandbox::aws::{Config as Account, Simulator, operation, router, store::Store};
use channelgraph_schema::{Direction, Filter, Test, Value, mapping::SourceOrder};
use parking_lot::Mutex;
use serde_json::Value as Json;

use crate::{Aws, Config};

/// A running account and a connector to it.
pub(crate) struct Setup {
    pub(crate) account: Arc<Simulator>,
    pub(crate) url: String,
    pub(crate) aws: Aws,
    calls: Arc<Mutex<BTreeMap<&'static str, usize>>>,
}

/// An account with these records whose limits are out of the way; `config` is added to the
/// connector's.
pub(crate) async fn setup(store: Store, config: &str) -> Setup {
    setup_behind(store, config, |router| router).await
}

/// Such an account with a layer before it.
pub(crate) async fn setup_behind(
    store: Store,
    config: &str,
    layer: impl FnOnce(Router) -> Router,
) -> Setup {
    traced::everywhere();
    let account = Simulator::new(store, Account::default());
    account.set("reads_per_second", Json::Null).unwrap();
    let calls = Arc::new(Mutex::new(BTreeMap::new()));
    let counted = calls.clone();
    let count = move |request: Request, next: Next| {
        *counted.lock().entry(operation(request.headers()).unwrap_or("unknown")).or_default() += 1;
        next.run(request)
    };
    let app = layer(router(account.clone())).layer(axum::middleware::from_fn(count));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, app).into_future());
    let aws = connector(&url, config);
    Setup { account, url, aws, calls }
}

/// A connector to an account at this address.
pub(crate) fn connector(url: &str, config: &str) -> Aws {
    let account = Account::default();
    let key = if config.contains("secret_access_key") {
        String::new()
    } else {
        format!("secret_access_key = '{}'\n", account.secret_access_key)
    };
    let free = "{ calls = 100000, window_ms = 1, concurrency = 50 }";
    let free = format!("\n[limits]\nread = {free}\nbenefits = {free}\nchannel = {free}\n");
    let limits = if config.contains("limits") { String::new() } else { free };
    let id = account.access_key_id;
    let config: Config = toml::from_str(&format!(
        "endpoint_url = '{url}'\naccess_key_id = '{id}'\n{key}{config}\n{limits}"
    ))
    .unwrap();
    Aws::new("aws".into(), &config).unwrap()
}

/// A question for all rows of an object.
pub(crate) fn all(object: &str, fields: &[&str]) -> Read {
    Read::all(object, fields, 20)
}

/// A question for records by their ids.
pub(crate) fn by_id(object: &str, fields: &[&str], ids: &[&str]) -> Read {
    Read {
        select: Select::Ids(ids.iter().map(|id| (*id).to_owned()).collect()),
        ..all(object, fields)
    }
}

/// A question for children.
pub(crate) fn under(object: &str, fields: &[&str], field: &str, parents: &[&str]) -> Read {
    let parents = parents.iter().map(|id| (*id).to_owned()).collect();
    Read { select: Select::Children { field: field.to_owned(), parents }, ..all(object, fields) }
}

/// A condition of a question.
pub(crate) fn is(field: &str, words: &[&str]) -> Filter<String> {
    Filter::Test(field.to_owned(), Test::In(words.iter().map(|word| Value::text(*word)).collect()))
}

/// An order of a question.
pub(crate) fn by(field: &str, direction: Direction) -> Option<SourceOrder> {
    Some(SourceOrder { field: field.to_owned(), direction, by_day: None })
}

/// The ids of a page's rows.
pub(crate) fn ids(page: &Page) -> Vec<&str> {
    page.rows.iter().map(|row| row.id.as_str()).collect()
}

impl Setup {
    /// The answer, and the operations that it cost.
    pub(crate) async fn cost(&self, read: &Read) -> (Page, BTreeMap<&'static str, usize>) {
        self.calls.lock().clear();
        let page = self.aws.read(read).await.unwrap();
        (page, std::mem::take(&mut self.calls.lock()))
    }

    /// The calls of one operation so far.
    pub(crate) fn calls_of(&self, operation: &str) -> usize {
        self.calls.lock().get(operation).copied().unwrap_or_default()
    }
}
