//! The records of the ERPs, and the truth about them.

mod billing;
mod dirt;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{World, world};
use crate::odata::store::{Edm, Row, Vendor};
use crate::terms::IncentiveStatus;
use crate::truth::{Incentive, Node, Partner, Record, System};
use crate::world::erp::is_granted_claim;

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
    world
        .erp
        .services
        .values()
        .filter_map(|service| service.sets.get(name))
        .find_map(|set| set.rows.get(&key))
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

/// The ERP's records, each behind the first of its node.
fn first<T>(nodes: &[Node<T>]) -> impl Iterator<Item = (&Record<T>, &Record<T>)> {
    nodes.iter().flat_map(|node| {
        node.iter()
            .filter(|record| record.source == System::Erp)
            .map(move |record| (&node[0], record))
    })
}

#[test]
fn every_row_has_its_properties_and_every_key_leads_somewhere() {
    let world = world(2, 120);
    for service in world.erp.services.values() {
        for (name, set) in &service.sets {
            assert!(!set.rows.is_empty(), "{name} is empty");
            for (key, row) in &set.rows {
                assert!(set.properties.keys().eq(row.keys()), "{name} {key:?}");
                assert!(
                    set.key.iter().map(|part| text(row, part)).eq(key.iter().map(String::as_str)),
                    "{name} {key:?}"
                );
                for (field, value) in row {
                    let property = set.properties[field];
                    let fits = match property.kind {
                        _ if value.is_null() => property.nullable,
                        Edm::Boolean => value.is_boolean(),
                        Edm::Decimal => {
                            value.as_str().is_some_and(|text| text.parse::<Decimal>().is_ok())
                        }
                        Edm::Date => value
                            .as_str()
                            .is_some_and(|text| text.parse::<chrono::NaiveDate>().is_ok()),
                        Edm::Moment => value
                            .as_str()
                            .is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok()),
                        Edm::Guid => value.as_str().is_some_and(|text| text.len() == 36),
                        _ => value.is_string(),
                    };
                    assert!(fits, "{name}.{field} = {value}");
                }
                for (way, navigation) in
                    set.navigations.iter().filter(|(_, navigation)| !navigation.many)
                {
                    let (here, there) = &navigation.on[0];
                    let value = text(row, here);
                    let leads = service.sets[&navigation.to]
                        .rows
                        .values()
                        .any(|row| text(row, there) == value);
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
            assert_eq!(
                says.status == Some(IncentiveStatus::Cancelled),
                row["SettlmtDocIsCanceled"] == true
            );
            let party =
                text(row, if side == "Customer" { "BillToParty" } else { "InvoicingParty" });
            assert_eq!(
                business_partner(world, side, party),
                says.partner.as_ref().map(|partner| &*partner.id)
            );
        }
        "A_OperationalAcctgDocItemCube" => {
            let amount = -decimal(row, "AmountInTransactionCurrency");
            assert!(amount > Decimal::ZERO);
            assert_eq!(says.paid_amount, (!row["ClearingDate"].is_null()).then_some(amount));
            assert_eq!(
                business_partner(world, side, text(row, side)),
                says.partner.as_ref().map(|partner| &*partner.id)
            );
            assert_eq!(
                &*record.id,
                format!(
                    "{}/{}/{}/001",
                    text(row, "CompanyCode"),
                    text(row, "FiscalYear"),
                    text(row, "AccountingDocument")
                )
            );
        }
        _ => assert_eq!(
            says.period_start.map(|day| day.to_string()).as_deref(),
            row["CndnContrValidFrom"].as_str()
        ),
    }
}

/// The business partner with this number as a customer or supplier.
fn business_partner<'a>(world: &'a World, role: &'a str, number: &str) -> Option<&'a str> {
    rows(world, "A_BusinessPartner")
        .find(|row| text(row, role) == number)
        .map(|row| text(row, "BusinessPartner"))
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
            let tax: Vec<_> = rows(&world, "A_BusinessPartnerTaxNumber")
                .filter(|row| text(row, "BusinessPartner") == &*record.id)
                .collect();
            assert_eq!(tax.len(), usize::from(record.values.tax_id.is_some()));
            for number in tax {
                let bare: String = text(number, "BPTaxNumber")
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect();
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
            for record in tied
                .iter()
                .filter(|record| record.source == System::Erp && !std::ptr::eq(**record, &node[0]))
            {
                let others = tied
                    .iter()
                    .filter(|other| other.id != record.id || other.source != record.source);
                assert!(others.into_iter().any(|other| other.values.tax_id.is_some()
                    && other.values.tax_id == record.values.tax_id));
            }
            for record in apart.iter().filter(|record| record.source == System::Erp) {
                let same = |other: &&&Record<Partner>| {
                    other.values.tax_id.is_some() && other.values.tax_id == record.values.tax_id
                };
                let others = node
                    .iter()
                    .filter(|other| other.id != record.id || other.source != record.source);
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
                && node
                    .iter()
                    .any(|record| record.source != System::Erp && record.values.tax_id.is_some())
            {
                all += 1;
                known += usize::from(node.iter().any(|record| record.source == System::Erp));
            }
        }
        assert!((0.63..0.77).contains(&(known as f64 / all as f64)), "{known} of {all}");
        let granted: Vec<_> =
            world.truth.incentives.iter().filter(|node| is_granted_claim(&node[0])).collect();
        let settled = granted.iter().filter(|node| node.len() > 1).count();
        assert!(
            (0.7..0.85).contains(&(settled as f64 / granted.len() as f64)),
            "{settled} of {}",
            granted.len()
        );
    }
}

#[test]
fn claims_have_numbers_of_their_own() {
    let world = world(1, 120);
    let numbers: Vec<_> = world.salesforce.objects["PartnerFundClaim"]
        .rows
        .values()
        .map(|row| row["Claim_Number__c"].clone())
        .collect();
    let expected: Vec<_> =
        (1..=numbers.len()).map(|place| Value::from(format!("CLM-{place:06}"))).collect();
    assert_eq!(numbers, expected);
}
