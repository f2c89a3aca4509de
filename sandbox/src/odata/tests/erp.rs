//! A small store: business partners (v2), settlement documents (v4), vendors of Business Central.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{BC, BP, SETTLEMENT};
use crate::odata::store::{Edm, EntitySet, Navigation, Property, Service, Store, Vendor, Version};

pub(in crate::odata) fn store() -> Store {
    let services = [
        (BP, service(Version::V2, Vendor::Sap, "API_BUSINESS_PARTNER", partners())),
        (
            SETTLEMENT,
            service(
                Version::V4,
                Vendor::Sap,
                "com.sap.gateway.srvd_a2x.api_settlmt_doc.v0001",
                settlements(),
            ),
        ),
        (BC, service(Version::V4, Vendor::BusinessCentral, "Microsoft.NAV", vendors())),
    ];
    Store { services: services.map(|(root, service)| (root.to_owned(), service)).into() }
}

fn service(
    version: Version,
    vendor: Vendor,
    namespace: &str,
    sets: BTreeMap<String, EntitySet>,
) -> Service {
    Service { version, vendor, namespace: namespace.to_owned(), sets }
}

/// A set of this type: its key, its properties and its rows as arrays in the order of the
/// properties.
fn set(entity: &str, key: &[&str], properties: &[(&str, Edm)], rows: Vec<Value>) -> EntitySet {
    let mut set = EntitySet {
        entity: entity.to_owned(),
        key: key.iter().map(|&name| name.to_owned()).collect(),
        ..EntitySet::default()
    };
    for &(name, kind) in properties {
        let plain =
            Property { kind, nullable: !key.contains(&name), filterable: true, sortable: true };
        set.properties.insert(name.to_owned(), plain);
    }
    for row in rows {
        let values = row.as_array().unwrap().clone();
        assert_eq!(values.len(), properties.len(), "{row}");
        let row: BTreeMap<_, _> =
            properties.iter().map(|(name, _)| (*name).to_owned()).zip(values).collect();
        let text =
            |name: &String| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned);
        set.rows.insert(set.key.iter().map(text).collect(), row.clone());
    }
    set
}

fn navigation(to: &str, many: bool, on: &[(&str, &str)]) -> Navigation {
    Navigation {
        to: to.to_owned(),
        many,
        on: on.iter().map(|&(here, there)| (here.to_owned(), there.to_owned())).collect(),
    }
}

fn partners() -> BTreeMap<String, EntitySet> {
    let mut partner = set(
        "A_BusinessPartnerType",
        &["BusinessPartner"],
        &[
            ("BusinessPartner", Edm::String),
            ("BusinessPartnerFullName", Edm::String),
            ("BusinessPartnerUUID", Edm::Guid),
            ("CreationDate", Edm::Date),
            ("CreationTime", Edm::Time),
            ("LastChange", Edm::Moment),
            ("BusinessPartnerIsBlocked", Edm::Boolean),
            ("Customer", Edm::String),
            ("CreditLimit", Edm::Decimal),
            ("Employees", Edm::Int32),
            ("SearchTerm", Edm::String),
        ],
        vec![
            json!([
                "1000",
                "Alpha GmbH",
                "5f1c7b2e-0000-4000-8000-00000000000a",
                "2024-01-01",
                "10:00:00",
                "2025-04-01T10:00:00.123Z",
                false,
                "1000",
                "40.113",
                10,
                "ALPHA"
            ]),
            json!([
                "1001",
                "O'Neil & Sons",
                "5f1c7b2e-0000-4000-8000-00000000000b",
                "2025-06-30",
                "23:59:59",
                "2025-04-02T00:00:00Z",
                true,
                null,
                "99999999999999.999999",
                null,
                null
            ]),
            json!([
                "999",
                "beta AG",
                "5f1c7b2e-0000-4000-8000-00000000000c",
                null,
                null,
                null,
                false,
                "999",
                "40.1",
                7,
                "Beta"
            ]),
        ],
    );
    partner.properties.get_mut("SearchTerm").unwrap().filterable = false;
    partner.properties.get_mut("SearchTerm").unwrap().sortable = false;
    let on_key = [("BusinessPartner", "BusinessPartner")];
    partner.navigations.insert(
        "to_BusinessPartnerTax".into(),
        navigation("A_BusinessPartnerTaxNumber", true, &on_key),
    );
    partner
        .navigations
        .insert("to_Customer".into(), navigation("A_Customer", false, &[("Customer", "Customer")]));
    let tax = set(
        "A_BusinessPartnerTaxNumberType",
        &["BusinessPartner", "BPTaxType"],
        &[
            ("BusinessPartner", Edm::String),
            ("BPTaxType", Edm::String),
            ("BPTaxNumber", Edm::String),
        ],
        vec![
            json!(["1000", "DE0", "DE811569869"]),
            json!(["1000", "DE1", "29/815/08151"]),
            json!(["999", "DE0", "DE136695976"]),
        ],
    );
    let mut customer = set(
        "A_CustomerType",
        &["Customer"],
        &[("Customer", Edm::String), ("CustomerName", Edm::String)],
        vec![json!(["1000", "Alpha"]), json!(["999", "Beta"])],
    );
    customer.navigations.insert(
        "to_Partner".into(),
        navigation("A_BusinessPartner", false, &[("Customer", "Customer")]),
    );
    [("A_BusinessPartner", partner), ("A_BusinessPartnerTaxNumber", tax), ("A_Customer", customer)]
        .map(|(name, set)| (name.to_owned(), set))
        .into()
}

/// Twelve documents with two items each, but for the last one.
fn settlements() -> BTreeMap<String, EntitySet> {
    let document = |n: u64| {
        let party =
            if n.is_multiple_of(3) { Value::Null } else { json!(format!("{:010}", 1000 + n % 2)) };
        json!([
            format!("{}", 70_000 + n),
            "RB01",
            party,
            format!("2026-{n:02}-01"),
            format!("2026-{n:02}-01T10:00:00Z"),
            format!("{n}.100"),
            n == 4
        ])
    };
    let mut documents = set(
        "SetlDocType",
        &["SettlmtDoc"],
        &[
            ("SettlmtDoc", Edm::String),
            ("SettlmtDocType", Edm::String),
            ("InvoicingParty", Edm::String),
            ("PostingDate", Edm::Date),
            ("LastChange", Edm::Moment),
            ("SupplierTotalNetAmount", Edm::Decimal),
            ("SettlmtDocIsCanceled", Edm::Boolean),
        ],
        (1..=12).map(document).collect(),
    );
    documents
        .navigations
        .insert("_Items".into(), navigation("SetlDocItm", true, &[("SettlmtDoc", "SettlmtDoc")]));
    let item = |n: u64| {
        json!([format!("{}", 70_001 + n / 2), format!("{:06}", (n % 2 + 1) * 10), format!("{n}.5")])
    };
    let mut items = set(
        "SetlDocItmType",
        &["SettlmtDoc", "SettlmtDocItem"],
        &[
            ("SettlmtDoc", Edm::String),
            ("SettlmtDocItem", Edm::String),
            ("NetAmount", Edm::Decimal),
        ],
        (0..22).map(item).collect(),
    );
    items
        .navigations
        .insert("_Document".into(), navigation("SetlDoc", false, &[("SettlmtDoc", "SettlmtDoc")]));
    [("SetlDoc", documents), ("SetlDocItm", items)].map(|(name, set)| (name.to_owned(), set)).into()
}

fn vendors() -> BTreeMap<String, EntitySet> {
    let vendor = |n: u64| {
        json!([
            format!("5f1c7b2e-0000-4000-8000-{n:012x}"),
            format!("V{n:03}"),
            if n == 2 { "vendor two".to_owned() } else { format!("Vendor {n}") },
            "00000000-0000-0000-0000-000000000000",
            "0001-01-01",
            "_x0020_",
            format!("{n}.00"),
            format!("2026-03-{n:02}T00:00:00Z")
        ])
    };
    let vendors = set(
        "vendor",
        &["id"],
        &[
            ("id", Edm::Guid),
            ("number", Edm::String),
            ("displayName", Edm::String),
            ("paymentTermsId", Edm::Guid),
            ("blockedUntil", Edm::Date),
            ("blocked", Edm::String),
            ("balance", Edm::Decimal),
            ("lastModifiedDateTime", Edm::Moment),
        ],
        (1..=5).map(vendor).collect(),
    );
    [("vendors".to_owned(), vendors)].into()
}
