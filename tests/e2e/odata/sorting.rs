//! Orders: by a source where it can, else here; null first where the order ascends.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Row, ask};
use crate::harness::{Gateway, small};

fn order(one: &Value, other: &Value) -> Ordering {
    match (one.is_null(), other.is_null()) {
        (false, false) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => one.total_cmp(&other),
            _ => one.as_str().cmp(&other.as_str()),
        },
        (one, other) => other.cmp(&one),
    }
}

#[tokio::test]
async fn rows_come_in_their_order_on_every_page() {
    let gateway = Gateway::start(small(2)).await;
    let (all, _) = ask(&gateway).all("deals").await;
    for (keys, filter) in [
        ("close_date", ""),
        ("close_date desc", ""),
        ("close_date asc", "&$filter=close_date ge 2026-01-01"),
        ("close_date", "&$filter=stage ne 'WON'"),
        ("updated_at desc", ""),
        ("amount desc", ""),
        ("stage,amount desc", ""),
        ("name", "&$filter=contains(name,'a')"),
        ("id", ""),
    ] {
        let address = format!("deals?$orderby={keys}{filter}");
        let unsorted = format!("deals?{}", filter.trim_start_matches('&'));
        let (expected, _) = ask(&gateway).all(&unsorted).await;
        assert!(!expected.is_empty() && expected.len() <= all.len());
        for size in ["40", "2000"] {
            let asking = ask(&gateway).with("prefer", &format!("odata.maxpagesize={size}"));
            let (rows, _) = asking.all(&address).await;
            let ids = |rows: &[Row]| {
                let mut ids: Vec<String> = rows.iter().map(|row| row["id"].to_string()).collect();
                ids.sort();
                ids
            };
            assert_eq!(ids(&rows), ids(&expected), "{address} in pages of {size}");
            let sorted = rows.windows(2).all(|pair| compare(keys, &pair[0], &pair[1]).is_le());
            assert!(sorted, "{address} in pages of {size} is not in its order");
        }
        let (first, _) = ask(&gateway).all(&format!("{address}&$top=5&$skip=3")).await;
        let (rows, _) = ask(&gateway).all(&address).await;
        assert_eq!(first, rows.iter().skip(3).take(5).cloned().collect::<Vec<_>>(), "{address}");
    }
}

fn compare(keys: &str, one: &Row, other: &Row) -> Ordering {
    let orders = keys.split(',').map(|key| {
        let (name, direction) = key.split_once(' ').unwrap_or((key, "asc"));
        let order = order(&one[name], &other[name]);
        if direction == "desc" { order.reverse() } else { order }
    });
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

#[tokio::test]
async fn tables_without_a_list_are_sorted_too() {
    let gateway = Gateway::start(small(2)).await;
    for (set, keys) in
        [("contacts", "email,id"), ("sources", "name desc"), ("records", "record_id")]
    {
        let asking = ask(&gateway).with("prefer", "odata.maxpagesize=50");
        let (rows, _) = asking.all(&format!("{set}?$orderby={keys}")).await;
        assert!(rows.len() > 1, "{set}");
        assert!(rows.windows(2).all(|pair| compare(keys, &pair[0], &pair[1]).is_le()), "{set}");
    }
}
