//! What tools cost that ask for everything: Metabase's sync, and a refresh of Power BI.

use futures::future::join_all;
use tokio_postgres::Client;

use super::{Door, rows};
use crate::harness::small;

const SIX: [&str; 6] = ["campaigns", "contacts", "deals", "incentives", "leads", "partners"];

/// The tables of entities, each with its columns that are texts.
async fn tables(client: &Client) -> Vec<(String, Vec<String>)> {
    let sql = "SELECT c.table_name, c.column_name FROM information_schema.columns c \
               WHERE c.table_schema = 'public' AND c.data_type = 'text' \
               ORDER BY c.table_name, c.ordinal_position";
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows(client, sql).await {
        let [Some(table), Some(column)] = row.as_slice() else { panic!("{row:?}") };
        // The six that most reports are made of.
        if !SIX.contains(&table.as_str()) {
            continue;
        }
        match tables.last_mut().filter(|(name, _)| name == table) {
            Some((_, columns)) => columns.push(column.clone()),
            None => tables.push((table.clone(), vec![column.clone()])),
        }
    }
    tables
}

/// The calls since the last count.
fn calls(door: &Door) -> u64 {
    door.gateway.calls().values().sum()
}

/// The calls of reading each table once, one after another.
async fn once(door: &Door, client: &Client, names: &[String]) -> u64 {
    door.gateway.app.engine.forget();
    calls(door);
    for name in names {
        rows(client, &format!("SELECT * FROM {name}")).await;
    }
    calls(door)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sync_of_metabase_costs_is_bounded() {
    // As long as the sync takes in a slow build.
    let door = Door::over(small(1), |config| config.cache.seconds = 3_600).await;
    let client = door.client("bi-reader").await;
    calls(&door);
    let tables = tables(&client).await;
    assert_eq!(calls(&door), 0, "the catalog asks no source");
    let names: Vec<String> = tables.iter().map(|(name, _)| name.clone()).collect();
    let once = once(&door, &client, &names).await;

    door.gateway.app.engine.forget();
    for name in &names {
        rows(&client, &format!("SELECT * FROM {name} LIMIT 10000")).await;
    }
    let fingerprints = calls(&door);
    assert_eq!(scans(&client, &tables).await, 103);
    assert_eq!(calls(&door), 0, "fingerprints have read it all");
    // Hours later, nothing is at hand.
    door.gateway.app.engine.forget();
    scans(&client, &tables).await;
    let alone = calls(&door);
    eprintln!(
        "tables once: {once} calls; fingerprints: {fingerprints}; scans of columns alone: {alone}"
    );
    assert!(fingerprints <= once, "{fingerprints} calls, {once} for the tables");
    assert!(alone <= 2 * once, "{alone} calls for the scans of columns, {once} for the tables");
}

/// Reads each column by itself, and returns how many there are.
async fn scans(client: &Client, tables: &[(String, Vec<String>)]) -> usize {
    let mut count = 0;
    for (name, columns) in tables {
        for column in columns {
            let sql = format!(
                "SELECT {column} FROM {name} GROUP BY {column} ORDER BY {column} LIMIT 1000"
            );
            rows(client, &sql).await;
            count += 1;
        }
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_power_bi_on_several_connections_costs_no_more_than_on_one() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let names: Vec<String> = ["partners", "contacts", "leads", "deals", "incentives", "campaigns"]
        .map(Into::into)
        .into();
    let once = once(&door, &client, &names).await;

    door.gateway.app.engine.forget();
    let ask = async |sql: String| {
        let client = door.client("bi-reader").await;
        rows(&client, &sql).await.len()
    };
    join_all(names.iter().map(|name| ask(format!("SELECT * FROM {name} LIMIT 1000")))).await;
    join_all(names.iter().map(|name| ask(format!("SELECT * FROM {name}")))).await;
    let refresh = calls(&door);
    eprintln!("tables once: {once} calls; previews and refresh: {refresh}");
    assert!(refresh * 10 <= once * 11, "{refresh} calls for what takes {once}");
}
