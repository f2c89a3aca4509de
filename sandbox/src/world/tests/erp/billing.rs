//! What the ERPs bill, and each case of it that is hard to tell.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::super::world;
use super::{business_partner, decimal, of_erp, row, rows, text};
use crate::odata::store::{Row, Vendor};
use crate::terms::InvoiceKind;
use crate::world::World;

#[test]
fn the_truth_says_what_is_billed() {
    for seed in 1..=3 {
        let world = world(seed, 120);
        let mut billed = BTreeMap::new();
        for record in of_erp(&world.truth.invoices) {
            let row = row(&world, record.object, &record.id).unwrap();
            let says = &record.values;
            let is_credit = says.kind == Some(InvoiceKind::CreditMemo);
            assert_eq!(is_credit, text(row, "SDDocumentCategory") == "O");
            assert_eq!(record.object.ends_with("#creditMemo"), is_credit);
            let net = decimal(row, "TotalNetAmount");
            assert_eq!(says.amount, Some(if is_credit { -net } else { net }));
            assert_eq!(says.currency.as_deref(), row["TransactionCurrency"].as_str());
            let issued = says.issued_at.map(|day| day.to_string());
            assert_eq!(issued.as_deref(), row["BillingDocumentDate"].as_str());
            let party = business_partner(&world, "Customer", text(row, "SoldToParty"));
            assert_eq!(party, says.partner.as_ref().map(|partner| &*partner.id));
            billed.insert(text(row, "BillingDocument"), ());
        }
        for row in rows(&world, "A_BillingDocument") {
            let number = text(row, "BillingDocument");
            let is_void = row["BillingDocumentIsCancelled"] == true
                || !text(row, "CancelledBillingDocument").is_empty();
            let bills = ["M", "P", "O"].contains(&text(row, "SDDocumentCategory"));
            assert_eq!(billed.contains_key(number), bills && !is_void, "{number}");
        }
    }
}

fn is_last_of_month(row: &Row, field: &str) -> bool {
    let day: NaiveDate = text(row, field).parse().unwrap();
    day.succ_opt().unwrap().day() == 1
}

fn of_daughter<'a>(world: &'a World, set: &'a str) -> impl Iterator<Item = &'a Row> {
    let own = |service: &&crate::odata::store::Service| service.vendor == Vendor::BusinessCentral;
    let service = world.erp.services.values().find(own).unwrap();
    service.sets[set].rows.values()
}

#[test]
fn each_case_of_billing_is_there_in_a_small_world() {
    for seed in 1..=5 {
        let world = world(seed, 120);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut among =
            |what: &'static str, is: bool| *counts.entry(what).or_default() += usize::from(is);
        let partners: Vec<_> = rows(&world, "A_BusinessPartner")
            .filter(|row| row["BusinessPartnerGrouping"] == "CHAN")
            .map(|row| text(row, "Customer"))
            .collect();
        let all: BTreeMap<_, _> = rows(&world, "A_BillingDocument")
            .map(|row| (text(row, "BillingDocument"), row))
            .collect();
        for row in all.values() {
            among("invoice to a partner", partners.contains(&text(row, "SoldToParty")));
            among("invoice to another customer", !partners.contains(&text(row, "SoldToParty")));
            among("last day of a month", is_last_of_month(row, "BillingDocumentDate"));
            among("invoice of nothing", decimal(row, "TotalNetAmount").is_zero());
            let category = text(row, "SDDocumentCategory");
            among("credit memo", category == "O");
            among("pro-forma invoice", category == "U");
            among("billing within the group", category == "5");
            if let Some(cancelled) = all.get(text(row, "CancelledBillingDocument")) {
                assert_eq!(cancelled["BillingDocumentIsCancelled"], true);
                assert_eq!(row["TotalNetAmount"], cancelled["TotalNetAmount"]);
                among("cancelled invoice", category == "N");
                among("cancelled credit memo", category == "S");
            }
        }
        let persons: Vec<_> = of_daughter(&world, "customers")
            .filter(|row| row["type"] == "Person")
            .map(|row| row["id"].clone())
            .collect();
        for row in of_daughter(&world, "salesInvoices") {
            let status = text(row, "status");
            among("open invoice of the daughter", status == "Open");
            among("cancelled invoice of the daughter", status == "Canceled");
            among("draft", status == "Draft" && row["postingDate"] == json!("0001-01-01"));
            among("invoice without a currency", text(row, "currencyCode").is_empty());
            among("invoice in a foreign currency", row["currencyCode"] == "GBP");
            among("invoice to a person", persons.contains(&row["customerId"]));
        }
        for row in of_daughter(&world, "salesCreditMemos") {
            among("credit memo that cancels", row["status"] == "Corrective");
        }
        let missing: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
        assert!(missing.is_empty(), "seed {seed}: no {missing:?}");
    }
}
