//! The presets' mappings over the sandbox's world: what comes of its ERP is what the truth says.

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_core::{Connector, Read};
use channelgraph_sandbox::{
    truth::{Record as Told, System},
    world::{Options, World},
};
use channelgraph_schema::{
    EntityKind, Locale, Value,
    mapping::{MappingSpec, ObjectMapping, typed},
};
use chrono::Utc;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{erp::Erp, read};
use crate::{OData, Preset, default_mapping};

/// What the truth says of the records of one table, by id.
type Table = BTreeMap<String, BTreeMap<String, Json>>;

fn told<T: Serialize>(nodes: &[Vec<Told<T>>]) -> BTreeMap<&str, Table> {
    let mut tables: BTreeMap<&str, Table> = BTreeMap::new();
    for record in nodes.iter().flatten().filter(|record| record.source == System::Erp) {
        let values = serde_json::from_value(serde_json::to_value(&record.values).unwrap()).unwrap();
        tables.entry(record.object).or_default().insert(record.id.to_string(), values);
    }
    tables
}

/// All records of a table, by its mapping.
async fn records(
    connector: &OData,
    mapping: &ObjectMapping,
) -> BTreeMap<String, BTreeMap<&'static str, Value>> {
    let fields = mapping.source_fields(mapping.mapped(), false);
    let names: Vec<_> = fields.iter().map(String::as_str).collect();
    // The simulated Business Central is not told the state of an address.
    let missing = connector.missing(&mapping.object, &fields).await.unwrap();
    assert!(missing.is_empty() || missing == ["state"], "{}: {missing:?}", mapping.object);
    let page = connector
        .read(&Read { filter: mapping.only.clone(), ..read(&mapping.object, &names) })
        .await
        .unwrap();
    assert!(page.complete && page.exact);
    let record = |row| {
        let record = mapping.record(row, mapping.mapped(), false, Utc::now(), &Locale::default());
        let values = mapping
            .mapped()
            .iter()
            .map(|field| (mapping.kind.def(field).name, record.get(field).clone()))
            .collect();
        (record.key.id.to_string(), values)
    };
    page.rows.iter().map(record).collect()
}

/// Whether a value is what the truth says; money is told as its amount.
fn is_as_told(value: &Value, told: &Json) -> bool {
    let text = told.as_str().map_or_else(|| told.to_string(), str::to_owned);
    match value {
        Value::Money(money) => {
            typed(&text, &Value::Number(money.amount)) == Value::Number(money.amount)
        }
        value => typed(&text, value) == *value,
    }
}

#[tokio::test]
async fn what_comes_of_the_erp_is_what_the_truth_says() {
    let world = World::generate(&Options { partners: 500, ..Options::default() });
    let erp = Erp::over(world.erp.clone()).await;
    {
        let mut store = erp.simulator.store.write();
        // The document that cancels another, which is not marked as cancelled itself.
        let set = store
            .services
            .values_mut()
            .find_map(|service| service.sets.get_mut("SetlDoc"))
            .unwrap();
        for party in ["BillToParty", "InvoicingParty"] {
            let mut row = set
                .rows
                .values()
                .find(|row| row["SettlmtDocIsCanceled"] == false && row[party] != "")
                .unwrap()
                .clone();
            let (number, cancelled) = (json!(format!("99{party}")), row["SettlmtDoc"].clone());
            row.extend([
                ("SettlmtDoc".to_owned(), number.clone()),
                ("CanceledSettlmtDoc".to_owned(), cancelled),
            ]);
            set.rows.insert(vec![number.as_str().unwrap().to_owned()], row);
        }
        // A partner's first tax number may be another country's.
        let taxes = store
            .services
            .values_mut()
            .find_map(|service| service.sets.get_mut("A_BusinessPartnerTaxNumber"))
            .unwrap();
        let mut row = taxes.rows.values().next().unwrap().clone();
        let key = vec![row["BusinessPartner"].as_str().unwrap().to_owned(), "AA0".to_owned()];
        row.extend([
            ("BPTaxType".to_owned(), json!("AA0")),
            ("BPTaxNumber".to_owned(), json!("elsewhere")),
        ]);
        taxes.rows.insert(key, row);
    }
    erp.set("sap_page_size", 50);
    let source: Arc<str> = "erp".into();
    let demo: MappingSpec = toml::from_str(include_str!("../../../../demo/erp.toml")).unwrap();
    let mapping = default_mapping(Preset::SapS4hana).overlaid(demo);
    for padded in [false, true] {
        erp.set("padded_keys", padded);
        let sap = erp.sap();
        for (kind, objects) in &mapping.0 {
            let truth = match kind {
                EntityKind::Partner => told(&world.truth.partners),
                EntityKind::Invoice => told(&world.truth.invoices),
                _ => told(&world.truth.incentives),
            };
            for (object, spec) in objects {
                let mapping = ObjectMapping::new(&source, *kind, object, spec).unwrap();
                let (found, meant) = (records(&sap, &mapping).await, &truth[object.as_str()]);
                assert!(meant.len() > 5, "{object}: {}", meant.len());
                assert_eq!(
                    found.keys().collect::<Vec<_>>(),
                    meant.keys().collect::<Vec<_>>(),
                    "{object}"
                );
                for (id, values) in meant {
                    // A partner is named by other keys than its id: that is not the connector's
                    // work.
                    for (name, value) in values.iter().filter(|(name, _)| *name != "partner") {
                        let found = found[id].get(name.as_str()).unwrap_or(&Value::Null);
                        if name == "taxId" {
                            // Nor that it is spelt with its country.
                            let (Value::Text(number), Some(told)) = (found, value.as_str()) else {
                                panic!("{id}: {found:?}, not {value}")
                            };
                            assert!(
                                told.ends_with(&number.to_uppercase()),
                                "{id}: {number}, not {told}"
                            );
                            continue;
                        }
                        assert!(
                            is_as_told(found, value),
                            "{object} {id}: {name} is {found:?}, not {value}"
                        );
                    }
                    // Names and the number of a program are of no concern to the truth.
                    let untold = ["name", "legalName", "program"];
                    let unsaid = found[id]
                        .iter()
                        .filter(|(name, value)| !value.is_null() && !untold.contains(name));
                    let unsaid: Vec<_> =
                        unsaid.filter(|(name, _)| !values.contains_key(**name)).collect();
                    assert!(unsaid.is_empty(), "{object} {id}: {unsaid:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn business_central_has_partners_and_what_they_are_paid() {
    let world = World::generate(&Options { partners: 120, ..Options::default() });
    let erp = Erp::over(world.erp.clone()).await;
    let root = world
        .erp
        .services
        .keys()
        .find_map(|root| root.strip_prefix("/api/v2.0/companies("))
        .unwrap();
    let bc = erp.with(&format!(
        "preset = \"business-central\"\ncompany = \"{}\"",
        root.trim_end_matches(')')
    ));
    let mapping = default_mapping(Preset::BusinessCentral);
    let on = |mapping: &MappingSpec, kind| {
        mapping
            .0
            .get(&kind)
            .map_or(0, |objects| objects.values().filter(|spec| spec.enabled).count())
    };
    // Which documents are paid to partners is said by the company.
    let own = "[Incentive.\"v2.0/purchaseInvoices\"]\nwhere = { vendorName = \"Acme\" }";
    for (laid_over, incentives) in [("", 0), (own, 1)] {
        let mapping = mapping.clone().overlaid(toml::from_str(laid_over).unwrap());
        assert_eq!(
            (on(&mapping, EntityKind::Partner), on(&mapping, EntityKind::Incentive)),
            (2, incentives)
        );
    }
    for (kind, objects) in &mapping.0 {
        for (object, spec) in objects {
            let mapping = ObjectMapping::new(&"bc".into(), *kind, object, spec).unwrap();
            let found = records(&bc, &mapping).await;
            assert!(found.len() > 5, "{object}: {}", found.len());
            let all = ["name", "status", "amount", "partner", "billing.blocked"]
                .into_iter()
                .filter(|name| mapping.mapped().iter().any(|field| kind.def(field).name == *name));
            for name in all.filter(|name| *kind == EntityKind::Partner || *name != "name") {
                assert!(found.values().all(|values| !values[name].is_null()), "{object}: {name}");
            }
        }
    }
}

#[tokio::test]
async fn business_central_bills_and_credits() {
    let world = World::generate(&Options { partners: 120, ..Options::default() });
    let erp = Erp::over(world.erp.clone()).await;
    let root = world.erp.services.keys().find_map(|root| root.strip_prefix("/api/v2.0/companies("));
    let company = root.unwrap().trim_end_matches(')');
    let bc = erp.with(&format!("preset = \"business-central\"\ncompany = \"{company}\""));
    let mapping = default_mapping(Preset::BusinessCentral);
    for (object, spec) in &mapping.0[&EntityKind::Invoice] {
        let mapping = ObjectMapping::new(&"bc".into(), EntityKind::Invoice, object, spec).unwrap();
        let found = records(&bc, &mapping).await;
        let is_credit = object == "v2.0/salesCreditMemos";
        let mut statuses = BTreeMap::new();
        for (id, values) in &found {
            let Value::Money(money) = &values["amount"] else { panic!("{id} has no amount") };
            assert_eq!(money.amount.is_sign_negative(), is_credit, "{id}: {money:?}");
            let kind = if is_credit { "CREDIT_MEMO" } else { "INVOICE" };
            assert_eq!(values["kind"].as_str(), Some(kind), "{id}");
            let status = values["status"].as_str().unwrap().to_owned();
            // What is not posted yet has no day by which it is booked.
            if status != "DRAFT" {
                assert!(matches!(values["issuedAt"], Value::Date(_)), "{id}");
            }
            statuses.entry(status).or_insert_with(Vec::new).push(money.currency.clone());
        }
        let known: Vec<_> = statuses.keys().map(String::as_str).collect();
        assert_eq!(known, ["CANCELLED", "DRAFT", "OPEN", "PAID"], "{object}");
        // The company's own currency is named by the source alone.
        assert!(statuses["OPEN"].iter().any(|currency| currency.is_empty()), "{object}");
    }
}
