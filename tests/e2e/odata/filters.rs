//! Filters: what comes is what the same test lets through in memory.

use serde_json::Value;

use super::{Row, ask};
use crate::harness::{Gateway, small};

/// A filter, and its meaning.
type Case = (&'static str, fn(&Row) -> bool);

fn word<'a>(row: &'a Row, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

fn number(row: &Row, name: &str) -> Option<f64> {
    row[name].as_f64()
}

const DEALS: [Case; 24] = [
    ("stage eq 'WON'", |row| row["stage"] == "WON"),
    ("stage ne 'WON'", |row| row["stage"] != "WON"),
    ("stage in ('WON','LOST')", |row| row["stage"] == "WON" || row["stage"] == "LOST"),
    ("not (stage in ('WON','LOST'))", |row| row["stage"] != "WON" && row["stage"] != "LOST"),
    ("stage eq null", |row| row["stage"].is_null()),
    ("close_date ne null", |row| !row["close_date"].is_null()),
    ("close_date eq null", |row| row["close_date"].is_null()),
    ("close_date ge 2026-01-01", |row| word(row, "close_date") >= "2026-01-01"),
    ("close_date lt 2026-01-01", |row| {
        !row["close_date"].is_null() && word(row, "close_date") < "2026-01-01"
    }),
    ("not (close_date lt 2026-01-01)", |row| {
        row["close_date"].is_null() || word(row, "close_date") >= "2026-01-01"
    }),
    ("year(close_date) eq 2026", |row| word(row, "close_date").starts_with("2026")),
    ("amount gt 10000", |row| number(row, "amount").is_some_and(|number| number > 10_000.0)),
    ("amount le 10000.5", |row| number(row, "amount").is_some_and(|number| number <= 10_000.5)),
    ("amount eq null", |row| row["amount"].is_null()),
    ("amount gt 10000 and stage eq 'WON'", |row| {
        number(row, "amount").is_some_and(|number| number > 10_000.0) && row["stage"] == "WON"
    }),
    ("amount gt 90000 or close_date lt 2025-06-01", |row| {
        number(row, "amount").is_some_and(|number| number > 90_000.0)
            || !row["close_date"].is_null() && word(row, "close_date") < "2025-06-01"
    }),
    ("contains(name,'a')", |row| word(row, "name").contains('a')),
    ("startswith(name,'A')", |row| word(row, "name").starts_with('A')),
    ("startswith(tolower(name),'a')", |row| word(row, "name").to_lowercase().starts_with('a')),
    ("endswith(name,'n')", |row| word(row, "name").ends_with('n')),
    ("not contains(name,'e')", |row| !row["name"].is_null() && !word(row, "name").contains('e')),
    ("toupper(name) eq 'ACME'", |row| word(row, "name").to_uppercase() == "ACME"),
    ("updated_at ge 2026-01-01T00:00:00Z", |row| word(row, "updated_at") >= "2026-01-01T00:00:00Z"),
    ("length(name) gt 12", |row| word(row, "name").chars().count() > 12),
];

const PARTNERS: [Case; 6] = [
    ("address_country eq 'DE'", |row| row["address_country"] == "DE"),
    ("address_country ne 'DE'", |row| row["address_country"] != "DE"),
    ("contains(domain,'.de')", |row| word(row, "domain").contains(".de")),
    ("domain eq null", |row| row["domain"].is_null()),
    ("parent_id ne null", |row| !row["parent_id"].is_null()),
    ("name gt 'M'", |row| !row["name"].is_null() && word(row, "name") > "M"),
];

async fn check(gateway: &Gateway, set: &str, cases: &[Case]) {
    let (all, _) = ask(gateway).all(set).await;
    let mut found = 0;
    for (filter, passes) in cases {
        let expected: Vec<&Row> = all.iter().filter(|row| passes(row)).collect();
        let encoded = filter.replace('+', "%2B");
        let (rows, _) = ask(gateway).all(&format!("{set}?$filter={encoded}")).await;
        let ids = |rows: &[&Row]| {
            let mut ids: Vec<String> = rows.iter().map(|row| row["id"].to_string()).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&rows.iter().collect::<Vec<_>>()), ids(&expected), "{set}: {filter}");
        found += usize::from(!expected.is_empty() && expected.len() < all.len());
    }
    assert!(found * 2 > cases.len(), "too many filters let all or nothing through");
}

#[tokio::test]
async fn filters_of_deals_are_those_in_memory() {
    let gateway = Gateway::start(small(3)).await;
    check(&gateway, "deals", &DEALS).await;
}

#[tokio::test]
async fn filters_of_partners_are_those_in_memory() {
    let gateway = Gateway::start(small(3)).await;
    check(&gateway, "partners", &PARTNERS).await;
}

#[tokio::test]
async fn rows_are_found_by_ids_and_below_parents() {
    let gateway = Gateway::start(small(3)).await;
    let (deals, _) = ask(&gateway).all("deals?$select=id,partner_id").await;
    let id = |row: &Row, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let some: Vec<String> = deals.iter().step_by(7).take(20).map(|row| id(row, "id")).collect();
    let list = some.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",");
    let (rows, _) = ask(&gateway).all(&format!("deals?$filter=id in ({list})&$select=id")).await;
    let mut found: Vec<String> = rows.iter().map(|row| id(row, "id")).collect();
    let mut some = some;
    found.sort();
    some.sort();
    assert_eq!(found, some);
    let either = some.iter().map(|id| format!("id eq '{id}'")).collect::<Vec<_>>().join(" or ");
    let (rows, _) = ask(&gateway).all(&format!("deals?$filter={either}&$select=id")).await;
    assert_eq!(rows.len(), some.len());
    let parents: Vec<&Value> =
        deals.iter().map(|row| &row["partner_id"]).filter(|id| !id.is_null()).take(5).collect();
    for parent in parents {
        let parent = parent.as_str().expect("an id");
        let below = deals.iter().filter(|row| row["partner_id"] == parent).count();
        let filter = format!("deals?$filter=partner_id eq '{parent}'");
        for size in ["2", "500"] {
            let asking = ask(&gateway).with("prefer", &format!("odata.maxpagesize={size}"));
            assert_eq!(asking.all(&filter).await.0.len(), below, "{parent} in pages of {size}");
        }
        let (rows, _) = ask(&gateway).all(&format!("partners('{parent}')/deals")).await;
        assert_eq!(rows.len(), below);
    }
}
