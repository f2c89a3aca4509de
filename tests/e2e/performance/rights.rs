//! Rights: figures tell no more than the fields that they stand on.

use std::collections::BTreeMap;

use channelgraph::{
    config::{AllOr, Config},
    engine::Mode,
};
use serde_json::{Value, json};

use super::{PERIOD, codes, list, number};
use crate::harness::{Gateway, small};

/// A gateway whose BI reader sees these fields, and his key.
async fn reader(fields: &[(&str, Mode)]) -> (Gateway, String) {
    let modes: BTreeMap<String, Mode> =
        fields.iter().map(|(name, mode)| ((*name).to_owned(), *mode)).collect();
    let change = |config: &mut Config| {
        config.auth.open = false;
        let role = config.roles.get_mut("bi-reader").expect("the demo's role");
        role.fields = AllOr::Only(modes);
    };
    let gateway = Gateway::start_with(small(3), change).await;
    let key = persona(&gateway, "BI reader");
    (gateway, key)
}

fn persona(gateway: &Gateway, name: &str) -> String {
    let personas = &gateway.config.auth.personas;
    personas.iter().find(|persona| persona.name == name).expect("a persona").key.clone()
}

async fn ask(gateway: &Gateway, key: &str, args: &str, fields: &str) -> Value {
    gateway.ask_as(key, &format!("{{ performance({PERIOD} {args}) {{ {fields} }} }}")).await
}

#[tokio::test]
async fn figures_of_forbidden_fields_are_null_and_say_so() {
    let modes = [("finance", Mode::Forbid), ("personal", Mode::Mask), ("provenance", Mode::Show)];
    let (gateway, key) = reader(&modes).await;
    let shown = "total { revenue { count } winRate won: growth(of: DEALS_WON) { kind } \
                 registrations { submitted } leads { received } partners }";
    let answer = ask(&gateway, &key, "", shown).await;
    assert_eq!(codes(&answer), Vec::<&str>::new(), "{answer:#}");
    let total = &answer["data"]["performance"]["total"];
    assert!(number(&total["revenue"]["count"]) > 0, "{answer:#}");
    assert!(number(&total["partners"]) > 0, "{answer:#}");

    for (figure, path) in [
        (
            "revenue { count amount { amount } }",
            json!(["performance", "total", "revenue", "amount"]),
        ),
        ("averageDealSize { amount }", json!(["performance", "total", "averageDealSize"])),
        ("growth { kind }", json!(["performance", "total", "growth"])),
        ("incentiveCost { amount }", json!(["performance", "total", "incentiveCost"])),
        ("billed { amount }", json!(["performance", "total", "billed"])),
        ("growth(of: BILLED) { kind }", json!(["performance", "total", "growth"])),
        ("roi", json!(["performance", "total", "roi"])),
        ("mdf { allocated { amount } }", json!(["performance", "total", "mdf"])),
    ] {
        let answer = ask(&gateway, &key, "", &format!("total {{ {figure} }}")).await;
        assert_eq!(codes(&answer), ["FORBIDDEN"], "{figure}: {answer:#}");
        assert_eq!(answer["errors"][0]["path"], path, "{answer:#}");
        let at = list(&path).iter().filter_map(Value::as_str);
        let value = at.fold(&answer["data"], |value, step| &value[step]);
        assert_eq!(*value, Value::Null, "{figure}");
    }
}

#[tokio::test]
async fn neither_groups_nor_filters_tell_of_forbidden_fields() {
    let modes = [("finance", Mode::Forbid), ("personal", Mode::Mask), ("provenance", Mode::Show)];
    let (gateway, key) = reader(&modes).await;
    for args in [
        "groupBy: [CURRENCY]",
        "groupBy: [TIER, MANAGER]",
        "dealFilter: { amount: { gt: 1000 } }",
        "dealFilter: { or: [{ not: { amount: { gt: 1000 } } }] }",
    ] {
        let answer = ask(&gateway, &key, args, "rowCount total { revenue { count } }").await;
        assert_eq!(codes(&answer), ["FORBIDDEN"], "{args}: {answer:#}");
        assert_eq!(answer["data"]["performance"], Value::Null, "{args}");
    }
    let answer = ask(&gateway, &key, "groupBy: [TIER]", "rowCount").await;
    assert!(number(&answer["data"]["performance"]["rowCount"]) > 0, "{answer:#}");
}

#[tokio::test]
async fn figures_of_hidden_fields_are_null() {
    let (gateway, key) = reader(&[
        ("finance", Mode::Show),
        ("personal", Mode::Hide),
        ("provenance", Mode::Hide),
        ("Deal.amount", Mode::Hide),
        ("Lead.assignedAt", Mode::Hide),
    ])
    .await;
    let fields = "total { revenue { count amount { amount } } growth { kind } leads { received } } \
                  rows { keys { dimension value } } coverage { twins records missing { code } }";
    let answer = ask(&gateway, &key, "groupBy: [MANAGER]", fields).await;
    assert_eq!(codes(&answer), Vec::<&str>::new(), "{answer:#}");
    let of = &answer["data"]["performance"];
    assert!(number(&of["total"]["revenue"]["count"]) > 0, "{answer:#}");
    for hidden in ["growth", "leads"] {
        assert_eq!(of["total"][hidden], Value::Null, "{hidden}");
    }
    assert_eq!(of["total"]["revenue"]["amount"], Value::Null);
    assert_eq!(of["coverage"]["twins"], Value::Null, "where values come from is hidden");
    let keys = json!([{ "dimension": "MANAGER", "value": null }]);
    assert_eq!(of["rows"], json!([{ "keys": keys }]), "whom nobody sees, nobody is grouped by");
}

#[tokio::test]
async fn a_partner_is_told_his_own_figures() {
    let gateway = Gateway::start_with(small(3), |config| config.auth.open = false).await;
    let (own, all) = (persona(&gateway, "Partner's user"), persona(&gateway, "Channel manager"));
    let fields = "total { revenue { count } } rows { keys { value } revenue { count } \
                  deals(first: 200) { nodes { partner { id } } } }";
    let seen = ask(&gateway, &own, "groupBy: [PARTNER] first: 50", fields).await;
    assert_eq!(codes(&seen), Vec::<&str>::new(), "{seen:#}");
    let everything = {
        let args = "groupBy: [PARTNER] first: 1000";
        ask(&gateway, &all, args, "rows { keys { value } revenue { count } }").await
    };
    let rows = list(&seen["data"]["performance"]["rows"]);
    let others = list(&everything["data"]["performance"]["rows"]);
    assert!(!rows.is_empty() && rows.len() < others.len(), "{seen:#}");
    let listed = gateway.ask_as(&own, "{ partners(first: 200) { nodes { id } } }").await;
    let ids: Vec<_> = list(&listed["data"]["partners"]["nodes"]).iter().map(|p| &p["id"]).collect();
    let count = |row: &Value| number(&row["revenue"]["count"]);
    for row in rows {
        // Deals of others in which the partner has a part are not his to see.
        let of_all = others.iter().find(|other| other["keys"] == row["keys"]).map(count);
        assert!(of_all.is_some_and(|of_all| count(row) <= of_all), "{row:#}");
        assert!(ids.contains(&&row["keys"][0]["value"]), "{row:#}");
        let deals = list(&row["deals"]["nodes"]);
        assert_eq!(deals.len() as i64, count(row), "{row:#}");
        assert!(deals.iter().all(|deal| ids.contains(&&deal["partner"]["id"])), "{row:#}");
    }
    let total = &seen["data"]["performance"]["total"]["revenue"]["count"];
    assert!(rows.iter().map(count).sum::<i64>() >= number(total), "a deal counts in some row");
}
