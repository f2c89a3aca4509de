//! What the simulated ERP holds: partners (v2), settlement documents (v4) and accounting items (v2)
//! of SAP, invoices of Business Central.

use std::collections::BTreeMap;

use channelgraph_sandbox::odata::store::{
    Edm, EntitySet, Navigation, Property, Row, Service, Store, Vendor, Version,
};
use serde_json::{Value as Json, json};

pub(super) const COMPANY: &str = "6b17e81d-5a06-4e2c-a19d-4f1a3b0e6c11";
pub(super) const BP: &str = "/sap/opu/odata/sap/API_BUSINESS_PARTNER";
pub(super) const SETTLEMENT: &str =
    "/sap/opu/odata4/sap/api_settlmt_doc/srvd_a2x/sap/settlmtdoc/0001";
pub(super) const ITEMS: &str = "/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV";
pub(super) const PARTNERS: usize = 60;
pub(super) const DOCUMENTS: usize = 90;
pub(super) const INVOICES: usize = 70;

pub(super) fn bc() -> String {
    format!("/api/v2.0/companies({COMPANY})")
}

pub(super) fn store() -> Store {
    let services = [
        (BP.to_owned(), Version::V2, Vendor::Sap, partners()),
        (SETTLEMENT.to_owned(), Version::V4, Vendor::Sap, vec![("SetlDoc", documents())]),
        (
            ITEMS.to_owned(),
            Version::V2,
            Vendor::Sap,
            vec![("A_OperationalAcctgDocItemCube", items())],
        ),
        (bc(), Version::V4, Vendor::BusinessCentral, vec![("purchaseInvoices", invoices())]),
    ];
    let service = |version, vendor, sets: Vec<(&str, EntitySet)>| Service {
        version,
        vendor,
        namespace: "N.S".into(),
        sets: sets.into_iter().map(|(name, set)| (name.to_owned(), set)).collect(),
    };
    Store {
        services: services
            .into_iter()
            .map(|(root, version, vendor, sets)| (root, service(version, vendor, sets)))
            .collect(),
    }
}

/// A set of this type: its properties, of which the key's are marked with `*` and those that are
/// never null with `!`.
fn set(
    entity: &str,
    properties: &[(&str, Edm)],
    rows: impl IntoIterator<Item = Json>,
) -> EntitySet {
    let mut set = EntitySet { entity: entity.to_owned(), ..EntitySet::default() };
    for (name, kind) in properties {
        let bare = name.trim_end_matches(['*', '!']).to_owned();
        if name.ends_with('*') {
            set.key.push(bare.clone());
        }
        set.properties.insert(
            bare.clone(),
            Property { kind: *kind, nullable: *name == bare, filterable: true, sortable: true },
        );
    }
    for row in rows {
        let row: Row = row
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        assert!(row.keys().all(|name| set.properties.contains_key(name)), "{row:?}");
        set.rows.insert(
            set.key.iter().map(|name| row[name].as_str().unwrap().to_owned()).collect(),
            row,
        );
    }
    set
}

fn way(to: &str, many: bool, key: &str) -> Navigation {
    Navigation { to: to.to_owned(), many, on: vec![(key.to_owned(), key.to_owned())] }
}

const NAMES: [&str; 8] = [
    "O'Neil & Söhne",
    "Acme GmbH",
    "acme gmbh",
    "100% Öl_AG",
    "beta",
    "Grün/Weiß \"plus\"",
    "4711",
    "",
];
const AMOUNTS: [&str; 8] =
    ["0.1", "40.113", "12345678901234567890.12", "-7.50", "0.00", "1000", "1000.00", "99.999"];

fn partners() -> Vec<(&'static str, EntitySet)> {
    let days = [json!("2026-03-01"), json!("2026-03-02"), json!("2026-03-01"), Json::Null];
    let times = ["10:00:00", "00:00:00", "23:59:59"];
    let partner = |n: usize| {
        json!({
            "BusinessPartner": format!("{}", 17_100_000 + n), "Customer": if n % 4 == 3 { json!("") } else { json!(format!("{}", 900 + n)) },
            "BusinessPartnerCategory": if n % 7 == 6 { "1" } else { "2" }, "BusinessPartnerFullName": NAMES[n % 8],
            "BusinessPartnerIsBlocked": n.is_multiple_of(3), "BusinessPartnerUUID": format!("5f1c7b2e-0000-4000-8000-{n:012x}"),
            "CreationDate": days[n % 4], "CreationTime": if n % 4 == 3 { Json::Null } else { json!(times[n % 3]) },
            "Employees": if n % 5 == 4 { Json::Null } else { json!(n % 6) }, "CreditLimit": if n % 9 == 8 { Json::Null } else { json!(AMOUNTS[n % 8]) },
            "Changed": if n % 6 == 5 { Json::Null } else { json!(format!("2026-03-0{}T10:00:00.{:03}Z", n % 3 + 1, n % 2)) }, "SearchTerm1": NAMES[(n + 1) % 8],
        })
    };
    let mut partners = set(
        "A_BusinessPartnerType",
        &[
            ("BusinessPartner*", Edm::String),
            ("Customer", Edm::String),
            ("BusinessPartnerCategory", Edm::String),
            ("BusinessPartnerFullName", Edm::String),
            ("BusinessPartnerIsBlocked", Edm::Boolean),
            ("BusinessPartnerUUID", Edm::Guid),
            ("CreationDate", Edm::Date),
            ("CreationTime", Edm::Time),
            ("Employees", Edm::Int32),
            ("CreditLimit", Edm::Decimal),
            ("Changed", Edm::Moment),
            ("SearchTerm1", Edm::String),
        ],
        (0..PARTNERS).map(partner),
    );
    let hidden = partners.properties.get_mut("SearchTerm1").unwrap();
    (hidden.filterable, hidden.sortable) = (false, false);
    partners.navigations = BTreeMap::from([
        (
            "to_BusinessPartnerTax".to_owned(),
            way("A_BusinessPartnerTaxNumber", true, "BusinessPartner"),
        ),
        ("to_Customer".to_owned(), way("A_Customer", false, "Customer")),
    ]);
    let tax = |(n, kind): (usize, &str)| json!({ "BusinessPartner": format!("{}", 17_100_000 + n), "BPTaxType": kind, "BPTaxNumber": format!("{kind}-{n}") });
    let taxes =
        (0..PARTNERS).filter(|n| n % 3 != 2).flat_map(|n| [(n, "DE0"), (n, "XX9")]).map(tax);
    let tax = set(
        "A_BusinessPartnerTaxNumberType",
        &[
            ("BusinessPartner*", Edm::String),
            ("BPTaxType*", Edm::String),
            ("BPTaxNumber", Edm::String),
        ],
        taxes,
    );
    let customer = |n: usize| json!({ "Customer": format!("{}", 900 + n), "VATRegistration": if n.is_multiple_of(2) { json!(format!("DE{n}")) } else { Json::Null } });
    let mut customers = set(
        "A_CustomerType",
        &[("Customer*", Edm::String), ("VATRegistration", Edm::String)],
        (0..PARTNERS).filter(|n| n % 4 != 3).map(customer),
    );
    customers.navigations = BTreeMap::from([(
        "to_CustomerCompany".to_owned(),
        way("A_CustomerCompany", true, "Customer"),
    )]);
    let company = |n: usize| json!({ "Customer": format!("{}", 900 + n), "CompanyCode": "1010", "PaymentTerms": format!("Z0{}", n % 3) });
    let companies = set(
        "A_CustomerCompanyType",
        &[("Customer*", Edm::String), ("CompanyCode*", Edm::String), ("PaymentTerms", Edm::String)],
        (0..PARTNERS).filter(|n| n.is_multiple_of(2)).map(company),
    );
    vec![
        ("A_BusinessPartner", partners),
        ("A_BusinessPartnerTaxNumber", tax),
        ("A_Customer", customers),
        ("A_CustomerCompany", companies),
    ]
}

fn documents() -> EntitySet {
    let document = |n: usize| {
        json!({
            "SettlmtDoc": format!("{}", 5_000_000 + n * 7), "SettlmtDocType": (["ZRBT", "ZMDF", "zrbt"][n % 3]),
            "BillToParty": if n % 5 == 4 { "".to_owned() } else { format!("{}", 900 + n % 11) }, "PostingDate": format!("2026-0{}-0{}", n % 3 + 1, n % 9 + 1),
            "CustomerTotalNetAmount": AMOUNTS[n % 8], "SettlmtDocIsCanceled": n.is_multiple_of(10), "Note": NAMES[n % 8],
            "CreationUTCDateTime": if n % 8 == 7 { Json::Null } else { json!(format!("2026-03-01T10:0{}:00Z", n % 7)) },
        })
    };
    set(
        "SetlDocType",
        &[
            ("SettlmtDoc*", Edm::String),
            ("SettlmtDocType!", Edm::String),
            ("BillToParty!", Edm::String),
            ("PostingDate", Edm::Date),
            ("CustomerTotalNetAmount!", Edm::Decimal),
            ("SettlmtDocIsCanceled!", Edm::Boolean),
            ("Note", Edm::String),
            ("CreationUTCDateTime", Edm::Moment),
        ],
        (0..DOCUMENTS).map(document),
    )
}

fn items() -> EntitySet {
    let item = |n: usize| {
        json!({
            "CompanyCode": "0001", "FiscalYear": "2026", "AccountingDocument": format!("{}", 100_000_012 + n / 2), "AccountingDocumentItem": format!("{:03}", n % 2 + 1),
            "Customer": format!("{}", 900 + n % 11), "ClearingDate": if n.is_multiple_of(3) { Json::Null } else { json!("2026-03-01") }, "AmountInTransactionCurrency": AMOUNTS[n % 8],
        })
    };
    set(
        "A_OperationalAcctgDocItemCubeType",
        &[
            ("CompanyCode*", Edm::String),
            ("FiscalYear*", Edm::String),
            ("AccountingDocument*", Edm::String),
            ("AccountingDocumentItem*", Edm::String),
            ("Customer", Edm::String),
            ("ClearingDate", Edm::Date),
            ("AmountInTransactionCurrency", Edm::Decimal),
        ],
        (0..50).map(item),
    )
}

fn invoices() -> EntitySet {
    let guid = |kind: u32, n: usize| {
        format!(
            "{:08x}-0000-4000-8000-{kind:04x}{n:08x}",
            n.wrapping_mul(2_654_435_761) & 0xffff_ffff
        )
    };
    let invoice = |n: usize| {
        json!({
            "id": guid(1, n), "number": if n % 6 == 5 { "".to_owned() } else { format!("PI{n}") },
            "vendorId": if n % 5 == 4 { "00000000-0000-0000-0000-000000000000".to_owned() } else { guid(2, n % 9) }, "vendorName": NAMES[n % 8],
            "status": (["Draft", "In Review", "Open", "Paid", "_x0020_"][n % 5]),
            "invoiceDate": if n % 7 == 6 { "0001-01-01".to_owned() } else { format!("2026-03-0{}", n % 5 + 1) },
            "totalAmountExcludingTax": AMOUNTS[n % 8], "lastModifiedDateTime": if n % 9 == 8 { "0001-01-01T00:00:00Z".to_owned() } else { format!("2026-03-01T10:0{}:00.{:03}Z", n % 4, n % 3) },
        })
    };
    set(
        "purchaseInvoice",
        &[
            ("id*", Edm::Guid),
            ("number!", Edm::String),
            ("vendorId!", Edm::Guid),
            ("vendorName!", Edm::String),
            ("status!", Edm::String),
            ("invoiceDate!", Edm::Date),
            ("totalAmountExcludingTax!", Edm::Decimal),
            ("lastModifiedDateTime!", Edm::Moment),
        ],
        (0..INVOICES).map(invoice),
    )
}
