//! The default mapping: that it fits the unified model, and what it makes of the server's records.

use std::collections::BTreeMap;

use channelgraph_core::{Connector, Read};
use channelgraph_schema::{EntityKind, Filter, Locale, Record, mapping::ObjectMapping};
use chrono::Utc;
use serde_json::{Value as Json, json};

use super::{Live, read};
use crate::default_mapping;

fn mappings() -> Vec<ObjectMapping> {
    let specs = default_mapping().0.into_iter();
    let of = |(kind, objects): (EntityKind, BTreeMap<String, _>)| {
        objects.into_iter().map(move |(object, spec)| {
            ObjectMapping::new(&"erp".into(), kind, &object, &spec).unwrap()
        })
    };
    specs.flat_map(of).collect()
}

/// All records of one kind with these fields.
async fn records(live: &Live, kind: EntityKind) -> Vec<(String, Json)> {
    let mut all = Vec::new();
    for mapping in mappings().into_iter().filter(|mapping| mapping.kind == kind) {
        let fields = mapping.source_fields(mapping.mapped(), true);
        let asked = Read {
            fields,
            filter: mapping.only.clone(),
            limit: 1000,
            ..read(&mapping.object, &[])
        };
        let page = live.tryton.read(&asked).await.unwrap();
        assert!(page.complete && page.exact, "{}", mapping.object);
        for row in &page.rows {
            let Record { values, loaded, .. } =
                mapping.record(row, mapping.mapped(), false, Utc::now(), &Locale::default());
            let named = loaded
                .iter()
                .zip(values.iter())
                .map(|(field, value)| (kind.def(field).name.to_owned(), value.to_json()));
            all.push((row.id.clone(), named.collect()));
        }
    }
    all
}

#[test]
fn it_fits_the_unified_model() {
    let kinds: Vec<_> = mappings().iter().map(|mapping| mapping.kind).collect();
    assert_eq!(
        kinds,
        [
            EntityKind::Partner,
            EntityKind::Lead,
            EntityKind::Deal,
            EntityKind::Incentive,
            EntityKind::Invoice
        ]
    );
}

#[tokio::test]
async fn the_server_has_every_field_it_names() {
    let Some(live) = Live::shared("") else { return };
    for mapping in mappings() {
        let names: Vec<String> =
            mapping.all_source_fields().into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            live.tryton.missing(&mapping.object, &names).await.unwrap(),
            Vec::<String>::new(),
            "{}",
            mapping.object
        );
    }
}

#[tokio::test]
async fn commissions_are_incentives_of_agents() {
    let Some(live) = Live::shared("") else { return };
    let agents = live.rows("commission.agent");
    let is_agent = |id: &str| {
        agents.iter().any(|agent| agent.id == id && agent.text("type_").as_deref() == Some("agent"))
    };
    let truth = live.rows("commission");
    let found = records(&live, EntityKind::Incentive).await;
    let meant: Vec<_> = truth.iter().filter(|row| is_agent(&row.text("agent").unwrap())).collect();
    assert_eq!(found.len(), meant.len());
    let mut seen = BTreeMap::new();
    for row in meant {
        let (_, record) = found.iter().find(|(id, _)| *id == row.id).unwrap();
        let status = match row.text("invoice_line.invoice.state").as_deref() {
            None => "EARNED",
            Some("paid") => "PAID",
            Some("cancelled") => "CANCELLED",
            Some(_) => "SCHEDULED",
        };
        *seen.entry(status).or_insert(0) += 1;
        let money = json!({ "amount": row.text("amount"), "currency": row.text("currency.code") });
        assert_eq!((&record["status"], &record["amount"]), (&json!(status), &money), "{record}");
        assert_eq!(record["paidAmount"], if status == "PAID" { money } else { Json::Null });
        assert_eq!(record["paidAt"].is_null(), status != "PAID");
        assert_eq!(record["partner"], json!(row.text("agent")));
        assert_eq!(record["earnedAt"], row.json("date"));
    }
    assert_eq!(
        seen.keys().copied().collect::<Vec<_>>(),
        ["CANCELLED", "EARNED", "PAID", "SCHEDULED"]
    );
}

#[tokio::test]
async fn opportunities_are_leads_or_deals() {
    let Some(live) = Live::shared("") else { return };
    let truth = live.rows("sale.opportunity");
    let (leads, deals) =
        (records(&live, EntityKind::Lead).await, records(&live, EntityKind::Deal).await);
    assert_eq!(leads.len() + deals.len(), truth.len());
    for row in &truth {
        let state = row.text("state").unwrap();
        let of = if state == "lead" { &leads } else { &deals };
        let (_, record) = of.iter().find(|(id, _)| *id == row.id).unwrap();
        let money = row
            .text("amount")
            .map(|amount| json!({ "amount": amount, "currency": row.text("currency.code") }));
        if state == "lead" {
            assert_eq!(
                (&record["estimatedValue"], &record["company"]),
                (&json!(money), &json!(row.text("party.name")))
            );
            continue;
        }
        assert_eq!(
            (&record["amount"], &record["closeDate"]),
            (&json!(money), &row.json("end_date"))
        );
        assert_eq!(
            (&record["isWon"], &record["isClosed"]),
            (&json!(state == "won"), &json!(["won", "lost", "cancelled"].contains(&&*state)))
        );
        assert_eq!(record["partner"], json!(row.text("sales.agent")));
        assert_eq!(record["owner.name"], json!(row.text("employee.party.name")));
    }
}

#[tokio::test]
async fn agents_are_partners_with_what_their_parties_say() {
    let Some(live) = Live::shared("") else { return };
    let parties = live.rows("party.party");
    let partners = records(&live, EntityKind::Partner).await;
    let bills = live.rows("account.invoice");
    let agents = live.rows("commission.agent");
    for (id, record) in &partners {
        let agent = agents.iter().find(|agent| agent.id == *id).unwrap();
        let party =
            parties.iter().find(|party| Some(&party.id) == agent.text("party").as_ref()).unwrap();
        assert_eq!(
            (&record["name"], &record["taxId"]),
            (&party.json("name"), &party.json("tax_identifier.code"))
        );
        assert_eq!(
            (&record["website"], &record["country"]),
            (&party.json("website"), &json!(party.text("addresses.country.code")))
        );
        assert_eq!(
            record["status"],
            if agent.text("active").as_deref() == Some("true") { "ACTIVE" } else { "INACTIVE" }
        );
        let balance = &record["billing.openBalance"];
        let owes = bills.iter().any(|bill| {
            bill.text("party") == agent.text("party")
                && bill.text("state").as_deref() == Some("posted")
        });
        assert_eq!(
            ["0", "0.00"].contains(&balance["amount"].as_str().unwrap()),
            !owes,
            "{balance}"
        );
        assert_eq!(balance["currency"], "EUR");
    }
    assert_eq!(
        partners.len(),
        agents.iter().filter(|agent| agent.text("type_").as_deref() == Some("agent")).count()
    );
}

#[tokio::test]
async fn customers_are_billed_by_invoices_and_credit_notes() {
    let Some(live) = Live::shared("") else { return };
    let truth = live.rows("account.invoice");
    let found = records(&live, EntityKind::Invoice).await;
    assert_eq!(found.len(), truth.len(), "and none of what suppliers bill");
    let mut seen = BTreeMap::new();
    for row in &truth {
        let (_, record) = found.iter().find(|(id, _)| *id == row.id).unwrap();
        let status = match row.text("state").as_deref() {
            Some("posted") => "OPEN",
            Some("paid") => "PAID",
            Some("cancelled") => "CANCELLED",
            _ => "DRAFT",
        };
        *seen.entry(status).or_insert(0) += 1;
        let (amount, currency) = (row.text("untaxed_amount"), row.text("currency.code"));
        let money = json!({ "amount": amount, "currency": currency });
        assert_eq!((&record["status"], &record["amount"]), (&json!(status), &money), "{record}");
        assert_eq!(record["number"], row.json("number"));
        assert_eq!(record["partner"], json!(row.text("party")));
        assert_eq!(record["issuedAt"], row.json("invoice_date"));
        assert_eq!(record["paidAt"].is_null(), status != "PAID", "{record}");
    }
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), ["CANCELLED", "DRAFT", "OPEN", "PAID"]);
    let is_credit = |(_, record): &(String, Json)| {
        record["amount"]["amount"].as_str().unwrap().starts_with('-')
    };
    assert!(found.iter().any(is_credit) && !found.iter().all(is_credit));
}

#[tokio::test]
async fn its_conditions_are_asked_exactly() {
    let Some(live) = Live::shared("") else { return };
    for mapping in mappings() {
        assert_ne!(mapping.only, Filter::all(), "{}", mapping.object);
        let asked = Read {
            filter: mapping.only.clone(),
            limit: 2,
            count: true,
            ..read(&mapping.object, &[])
        };
        let page = live.tryton.read(&asked).await.unwrap();
        assert!(page.exact && page.total.is_some(), "{}", mapping.object);
    }
}
