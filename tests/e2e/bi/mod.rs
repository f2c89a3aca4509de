//! SQL and files, as clients get them.

mod added;
mod channel;
mod costs;
mod faults;
mod files;
mod login;
mod reads;

use channelgraph::{app::Start, auth::ApiKey, bi};
use channelgraph_sandbox::Options;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};
use tokio_util::sync::CancellationToken;

use crate::harness::{Gateway, small};

/// A gateway that speaks SQL, over a small world.
pub struct Door {
    pub gateway: Gateway,
    at: std::net::SocketAddr,
    _end: tokio_util::sync::DropGuard,
}

/// The keys of the demo's callers.
pub fn key(role: &str) -> String {
    ApiKey::of_label(&format!("channelgraph demo: {role}")).expose().to_owned()
}

impl Door {
    pub async fn open() -> Self {
        Self::over(small(1), |_| {}).await
    }

    pub async fn over(
        options: Options,
        change: impl FnOnce(&mut channelgraph::config::Config),
    ) -> Self {
        let gateway = Gateway::start_with(options, |config| {
            config.auth.open = false;
            config.bi.listen = Some(([127, 0, 0, 1], 0).into());
            change(config);
        })
        .await;
        gateway.app.engine.look_for_links().await;
        let start = Start::from(gateway.app.clone());
        let door = bi::Gateway::bind(&gateway.config, start, gateway.callers.clone())
            .await
            .expect("it binds");
        let door = door.expect("it listens");
        let at = door.address().expect("an address");
        let end = CancellationToken::new();
        tokio::spawn(door.serve(end.clone()));
        gateway.sandbox.control.reset_calls();
        Self { gateway, at, _end: end.drop_guard() }
    }

    /// The address for a user.
    pub fn url(&self, user: &str, password: &str) -> String {
        format!("postgresql://{user}:{password}@{}/channelgraph", self.at)
    }

    /// A client of a role of the demo.
    pub async fn client(&self, role: &str) -> Client {
        self.connect(&self.url(&format!("demo-{role}"), &key(role))).await.expect("it logs in")
    }

    pub async fn connect(&self, url: &str) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

/// The rows of a statement, as text.
pub async fn rows(client: &Client, sql: &str) -> Vec<Vec<Option<String>>> {
    try_rows(client, sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"))
}

pub async fn try_rows(
    client: &Client,
    sql: &str,
) -> Result<Vec<Vec<Option<String>>>, tokio_postgres::Error> {
    let messages = client.simple_query(sql).await?;
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|place| row.get(place).map(str::to_owned)).collect())
        }
        _ => None,
    };
    Ok(messages.iter().filter_map(row).collect())
}

/// The code of a statement that must fail.
pub async fn code(client: &Client, sql: &str) -> String {
    let error = try_rows(client, sql).await.expect_err(sql);
    error.code().unwrap_or_else(|| panic!("{sql}: {error:?}")).code().to_owned()
}

/// The one value of a statement.
pub async fn one(client: &Client, sql: &str) -> String {
    let rows = rows(client, sql).await;
    rows.first().and_then(|row| row.first()).cloned().flatten().unwrap_or_default()
}
