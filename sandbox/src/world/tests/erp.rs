//! What the ERPs hold, and what the truth says of it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{World, world};
use crate::odata::store::{Edm, Row, Vendor};
use crate::terms::IncentiveStatus;
use crate::truth::{Incentive, Node, Partner, Record, System};

/// The rows of an entity set of SAP's.
pub(super) fn rows<'a>(world: &'a World, set: &'a str) -> impl Iterator<Item = &'a Row> {
    world
        .erp
        .services
        .values()
        .filter(|service| service.vendor == Vendor::Sap)
        .filter_map(|service| service.sets.get(set))
        .flat_map(|set| set.rows.values())
}

/// The row of a record of the truth.
pub(super) fn row<'a>(world: &'a World, object: &str, id: &str) -> Option<&'a Row> {
    let name = object.split('#').next()?.split_once('/')?.1;
    let key: Vec<String> = id.split('/').map(str::to_owned).collect();
    world.erp.services.values().filter_map(|service| service.sets.get(name)).find_map(|set| set.rows.get(&key))
}

fn text<'a>(row: &'a Row, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

fn decimal(row: &Row, field: &str) -> Decimal {
    text(row, field).parse().unwrap()
}

/// The ERP's records among these.
fn of_erp<T>(nodes: &[Node<T>]) -> impl Iterator<Item = &Record<T>> {
    nodes.iter().flatten().filter(|record| record.source == System::Erp)
}

fn first<T>(nodes: &[Node<T>]) -> impl Iterator<Item = (&Record<T>, &Record<T>)> {
    nodes.iter().flat_map(|node| node.iter().filter(|record| record.source == System::Erp).map(move |record| (&node[0], record)))
}

#[test]
fn every_row_has_its_properties_and_every_key_leads_somewhere() {
    let world = world(2, 120);
    for service in world.erp.services.values() {
        for (name, set) in &service.sets {
            assert!(!set.rows.is_empty(), "{name} is empty");
            for (key, row) in &set.rows {
                assert!(set.properties.keys().eq(row.keys()), "{name} {key:?}");
                assert!(set.key.iter().map(|part| text(row, part)).eq(key.iter().map(String::as_str)), "{name} {key:?}");
                for (field, value) in row {
                    let property = set.properties[field];
                    let fits = match property.kind {
                        _ if value.is_null() => property.nullable,
                        Edm::Boolean => value.is_boolean(),
                        Edm::Decimal => value.as_str().is_some_and(|text| text.parse::<Decimal>().is_ok()),
                        Edm::Date => value.as_str().is_some_and(|text| text.parse::<chrono::NaiveDate>().is_ok()),
                        Edm::Moment => value.as_str().is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok()),
                        Edm::Guid => value.as_str().is_some_and(|text| text.len() == 36),
                        _ => value.is_string(),
                    };
                    assert!(fits, "{name}.{field} = {value}");
                }
                for (way, navigation) in set.navigations.iter().filter(|(_, navigation)| !navigation.many) {
                    let (here, there) = &navigation.on[0];
                    let value = text(row, here);
                    let leads = service.sets[&navigation.to].rows.values().any(|row| text(row, there) == value);
                    assert!(value.is_empty() || leads, "{name}.{way} {value}");
                }
            }
        }
    }
}

/// Whether the record's values and its row agree, as far as the row has them.
fn agrees(world: &World, record: &Record<Incentive>) {
    let row = row(world, record.object, &record.id).unwrap();
    let says = &record.values;
    let (place, side) = record.object.split_once('#').unwrap_or((record.object, ""));
    let side = if side == "customer" { "Customer" } else { "Supplier" };
    match place.rsplit('/').next().unwrap() {
        "SetlDoc" => {
            assert_eq!(says.amount, Some(decimal(row, &format!("{side}TotalNetAmount"))));
            assert_eq!(says.currency.as_deref(), row["SettlmtDocCurrency"].as_str());
            assert_eq!(says.status == Some(IncentiveStatus::Cancelled), row["SettlmtDocIsCanceled"] == true);
            let party = text(row, if side == "Customer" { "BillToParty" } else { "InvoicingParty" });
            assert_eq!(business_partner(world, side, party), says.partner.as_ref().map(|partner| &*partner.id));
        }
        "A_OperationalAcctgDocItemCube" => {
            let amount = -decimal(row, "AmountInTransactionCurrency");
            assert!(amount > Decimal::ZERO);
            assert_eq!(says.paid_amount, (!row["ClearingDate"].is_null()).then_some(amount));
            assert_eq!(business_partner(world, side, text(row, side)), says.partner.as_ref().map(|partner| &*partner.id));
            assert_eq!(
                &*record.id,
                format!("{}/{}/{}/001", text(row, "CompanyCode"), text(row, "FiscalYear"), text(row, "AccountingDocument"))
            );
        }
        _ => assert_eq!(says.period_start.map(|day| day.to_string()).as_deref(), row["CndnContrValidFrom"].as_str()),
    }
}

/// The business partner with this number as a customer or supplier.
fn business_partner<'a>(world: &'a World, role: &'a str, number: &str) -> Option<&'a str> {
    rows(world, "A_BusinessPartner").find(|row| text(row, role) == number).map(|row| text(row, "BusinessPartner"))
}

#[test]
fn the_truth_says_what_the_books_say() {
    for seed in 1..=3 {
        let world = world(seed, 120);
        of_erp(&world.truth.incentives).for_each(|record| agrees(&world, record));
        for (first, record) in first(&world.truth.partners) {
            let row = row(&world, record.object, &record.id).unwrap();
            assert_eq!(record.values.name.as_deref(), row["BusinessPartnerFullName"].as_str());
            assert!(text(row, "Customer") != &*record.id && text(row, "Supplier") != &*record.id);
            assert!(!text(row, "Customer").is_empty() || !text(row, "Supplier").is_empty());
            let tax: Vec<_> =
                rows(&world, "A_BusinessPartnerTaxNumber").filter(|row| text(row, "BusinessPartner") == &*record.id).collect();
            assert_eq!(tax.len(), usize::from(record.values.tax_id.is_some()));
            for number in tax {
                let bare: String = text(number, "BPTaxNumber").chars().filter(char::is_ascii_alphanumeric).collect();
                assert!(record.values.tax_id.as_ref().unwrap().ends_with(&bare), "{number:?}");
            }
            assert!(record.linkable || !std::ptr::eq(first, record));
        }
    }
}

#[test]
fn a_partner_is_tied_by_its_tax_number_or_by_nothing() {
    for seed in 1..=5 {
        let world = world(seed, 300);
        for node in &world.truth.partners {
            let (tied, apart): (Vec<_>, Vec<_>) = node.iter().partition(|record| record.linkable);
            for record in tied.iter().filter(|record| record.source == System::Erp && !std::ptr::eq(**record, &node[0])) {
                let others = tied.iter().filter(|other| other.id != record.id || other.source != record.source);
                assert!(others.into_iter().any(|other| other.values.tax_id.is_some() && other.values.tax_id == record.values.tax_id));
            }
            for record in apart.iter().filter(|record| record.source == System::Erp) {
                let same = |other: &&&Record<Partner>| other.values.tax_id.is_some() && other.values.tax_id == record.values.tax_id;
                let others = node.iter().filter(|other| other.id != record.id || other.source != record.source);
                assert_eq!(others.collect::<Vec<_>>().iter().filter(same).count(), 0, "{node:?}");
            }
        }
    }
}

#[test]
fn seven_in_ten_of_those_that_have_joined_are_in_the_books() {
    for seed in 1..=4 {
        let world = world(seed, 1000);
        let (mut all, mut known) = (0, 0);
        for node in &world.truth.partners {
            if node[0].values.joined_at.is_some()
                && node.iter().any(|record| record.source != System::Erp && record.values.tax_id.is_some())
            {
                all += 1;
                known += usize::from(node.iter().any(|record| record.source == System::Erp));
            }
        }
        assert!((0.63..0.77).contains(&(known as f64 / all as f64)), "{known} of {all}");
        let granted: Vec<_> = world.truth.incentives.iter().filter(|node| super::super::erp::is_granted_claim(&node[0])).collect();
        let settled = granted.iter().filter(|node| node.len() > 1).count();
        assert!((0.7..0.85).contains(&(settled as f64 / granted.len() as f64)), "{settled} of {}", granted.len());
    }
}

#[test]
fn each_case_is_there_in_a_small_world() {
    for seed in 1..=5 {
        let world = world(seed, 120);
        let truth = &world.truth;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut among = |what: &'static str, is: bool| *counts.entry(what).or_default() += usize::from(is);
        for (first, record) in first(&truth.partners) {
            let (says, theirs) = (&record.values, &first.values);
            among("partner that nothing ties", !record.linkable);
            among("partner without a tax number", says.tax_id.is_none());
            among("partner that only the ERP knows", first.source == System::Erp);
            among("partner with another name", record.linkable && says.name != theirs.name);
            among("partner in another town", record.linkable && says.city != theirs.city);
            among("partner in another country", record.linkable && theirs.country.is_some() && says.country != theirs.country);
            among("partner that is blocked", says.billing_blocked == Some(true));
        }
        let twice = |linkable: bool| {
            let doubles = |node: &&Node<Partner>| {
                let own: Vec<_> = node.iter().filter(|record| record.source == System::Erp).collect();
                own.len() > 1 && own[1].linkable == linkable
            };
            truth.partners.iter().filter(doubles).count() > 0
        };
        among("partner that stands twice", twice(true) || twice(false));
        for row in rows(&world, "A_BusinessPartner") {
            let (customer, supplier) = (!text(row, "Customer").is_empty(), !text(row, "Supplier").is_empty());
            among("customer", customer && !supplier);
            among("supplier", supplier && !customer);
            among("customer and supplier", customer && supplier);
            among("partner of no concern", row["BusinessPartnerGrouping"] != "CHAN");
            among("person", row["BusinessPartnerCategory"] == "1");
        }
        for row in rows(&world, "SetlDoc") {
            among("cancelled document", row["SettlmtDocIsCanceled"] == true);
        }
        for node in &truth.incentives {
            let documents: Vec<_> = node.iter().filter(|record| record.object.starts_with("settlmtdoc/SetlDoc")).collect();
            let row = |record: &Record<Incentive>| row(&world, record.object, &record.id).unwrap();
            let claim = node.iter().find(|record| record.object == "PartnerFundClaim");
            for document in &documents {
                let reference = text(row(document), "DocumentReferenceID");
                let zero = |field: &str| decimal(row(document), field).is_zero();
                among("document with both sides", !zero("SupplierTotalNetAmount") && !zero("CustomerTotalNetAmount"));
                among("document of a customer", document.object.ends_with("#customer"));
                among("document of a supplier", document.object.ends_with("#supplier"));
                among("document that names nothing", reference.is_empty());
                among("document of a claim that is gone", claim.is_none() && reference.starts_with("CLM-9"));
                if let Some(claim) = claim {
                    among("document in another currency", document.values.currency != claim.values.currency);
                    among("claim number spelt otherwise", reference.to_uppercase() != reference);
                    let less = claim.values.amount.unwrap() - document.values.amount.unwrap();
                    let alone = documents.len() == 1 && document.values.currency == claim.values.currency;
                    among("rounded amount", alone && less.abs() == Decimal::new(1, 2));
                    among("deducted amount", alone && less > Decimal::ONE);
                }
            }
            if let Some(claim) = claim {
                let paid = node.iter().any(|record| record.values.status == Some(IncentiveStatus::Paid) && record.source == System::Erp);
                among("claim in two documents", documents.len() == 2);
                among("claim without a document", documents.is_empty() && super::super::erp::is_granted_claim(claim));
                among("claim that is paid while Salesforce does not know", paid && claim.values.status == Some(IncentiveStatus::Approved));
            }
            for payment in node.iter().filter(|record| record.object.starts_with("OPLACCTGDOCITEMCUBE")) {
                among("payment that is due", payment.values.status == Some(IncentiveStatus::Scheduled));
                among("payment that nothing ties", !payment.linkable);
            }
            for contract in node.iter().filter(|record| record.object.starts_with("conditioncontract")) {
                among("contract of the future", contract.values.period_start > Some(crate::world::plan::today()));
                among("contract with an unknown status", contract.values.status.is_none());
                among("contract that is a draft", contract.values.status == Some(IncentiveStatus::Draft));
            }
        }
        let missing: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
        assert!(missing.is_empty(), "seed {seed}: no {missing:?}");
    }
}

#[test]
fn claims_have_numbers_of_their_own() {
    let world = world(1, 120);
    let numbers: Vec<_> = world.salesforce.objects["PartnerFundClaim"].rows.values().map(|row| row["Claim_Number__c"].clone()).collect();
    let expected: Vec<_> = (1..=numbers.len()).map(|place| Value::from(format!("CLM-{place:06}"))).collect();
    assert_eq!(numbers, expected);
}
