//! The gateway's own client of OData reads the feed.

use std::sync::Arc;

use channelgraph::config::Config;
use channelgraph_core::{Connector, Read, Select};
use channelgraph_odata::OData;
use channelgraph_schema::{Direction, Filter, Test, Value, mapping::SourceOrder};

use super::{ask, text};
use crate::{
    bounds::key,
    harness::{Gateway, small},
};

/// A client of the feed, with these credentials.
fn client(gateway: &Gateway, key: &str) -> OData {
    let config = format!(
        "base_url = \"{}\"\nauth = {{ user = \"feed\", password = \"{key}\" }}\n\
         [services.feed]\nroot = \"/odata/v4\"\nversion = \"v4\"\n",
        gateway.url
    );
    let config = toml::from_str(&config).expect("a configuration");
    OData::new(Arc::from("feed"), &config).expect("a client")
}

async fn ids(client: &OData, read: &Read) -> Vec<String> {
    let page = client.read(read).await.unwrap_or_else(|error| panic!("{read:?}: {error}"));
    page.rows.iter().map(|row| row.id.clone()).collect()
}

#[tokio::test]
async fn our_own_client_reads_the_feed() {
    let mut manager = String::new();
    let gateway = Gateway::start_with(small(2), |config: &mut Config| {
        config.auth.open = false;
        manager = key(config, "Channel manager");
    });
    let gateway = gateway.await;
    let client = client(&gateway, &manager);
    let described = client.describe("feed/deals").await.expect("a description");
    assert!(format!("{described:?}").contains("close_date"));
    let asking = ask(&gateway).with("x-api-key", &manager);
    let (deals, _) = asking.all("deals?$select=id,stage,close_date,partner_id").await;
    let expected = |passes: &dyn Fn(&super::Row) -> bool| {
        let mut ids: Vec<String> =
            deals.iter().filter(|row| passes(row)).map(|row| text(row, "id").to_owned()).collect();
        ids.sort();
        ids
    };
    let fields = ["name", "amount", "close_date", "stage"];
    let all = Read::all("feed/deals", &fields, 10_000);
    let mut found = ids(&client, &all).await;
    assert_eq!(found.len(), deals.len());
    found.sort();
    assert_eq!(found, expected(&|_| true));
    let won = Filter::Test("stage".to_owned(), Test::Eq(Value::text("WON")));
    let mut found = ids(&client, &Read { filter: won, ..all.clone() }).await;
    found.sort();
    assert_eq!(found, expected(&|row| row["stage"] == "WON"));
    let field = "close_date".to_owned();
    let order = Some(SourceOrder { field, direction: Direction::Desc, by_day: None });
    let sorted = ids(&client, &Read { order, limit: 20, ..all.clone() }).await;
    assert_eq!(sorted.len(), 20);
    let some: Vec<String> = found.iter().take(3).cloned().collect();
    let by_ids = Read { select: Select::Ids(some.clone()), ..all.clone() };
    let mut found = ids(&client, &by_ids).await;
    found.sort();
    assert_eq!(found, some);
    let parent = deals.iter().find(|row| !row["partner_id"].is_null()).expect("a parent");
    let parent = text(parent, "partner_id").to_owned();
    let field = "partner_id".to_owned();
    let below = Read { select: Select::Children { field, parents: vec![parent.clone()] }, ..all };
    let mut found = ids(&client, &below).await;
    found.sort();
    assert_eq!(found, expected(&|row| row["partner_id"] == *parent));
}
