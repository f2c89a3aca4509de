//! The suite of all connectors, over each dialect.

use channelgraph_conformance::{Field, Kind, Relation, Subject, hold};
use channelgraph_sandbox::odata::store::{EntitySet, Row as Stored, Service};
use channelgraph_schema::mapping::Row;
use serde_json::{Value as Json, json};

use super::{
    INVOICES, PARTNERS, SETTLEMENTS,
    erp::{Erp, SAP},
    store,
};

/// What a stored value should come as: what stands for null is null.
fn shown(value: Option<&Json>) -> Json {
    match value {
        Some(Json::String(text))
            if ["", "_x0020_", "00000000-0000-0000-0000-000000000000"].contains(&text.as_str()) =>
        {
            Json::Null
        }
        Some(Json::String(text)) if text.starts_with("0001-01-01") => Json::Null,
        value => value.cloned().unwrap_or_default(),
    }
}

/// What stands at the end of a path from a row.
fn at(service: &Service, set: &EntitySet, row: &Stored, path: &str) -> Json {
    if let Some((way, rest)) = path.split_once('.') {
        let way_to = &set.navigations[way.trim_end_matches("[]")];
        let to = &service.sets[&way_to.to];
        let is_there = |there: &&Stored| {
            way_to.on.iter().all(|(here, key)| !row[here].is_null() && row[here] == there[key])
        };
        let mut there = to.rows.values().filter(is_there).map(|there| at(service, to, there, rest));
        return if way_to.many { there.collect() } else { there.next().unwrap_or_default() };
    }
    let Some((day, time)) = path.split_once('+') else { return shown(row.get(path)) };
    match (row[day].as_str(), row[time].as_str()) {
        (Some(day), Some(time)) => json!(format!("{day}T{time}Z")),
        (day, _) => json!(day),
    }
}

fn rows(service: &Service, set: &str, fields: &[Field]) -> Vec<Row> {
    let set = &service.sets[set];
    let row = |(key, row): (&Vec<String>, &Stored)| Row {
        id: key.join("/"),
        parent: None,
        values: fields
            .iter()
            .map(|field| (field.name().to_owned(), at(service, set, row, field.name())))
            .collect(),
    };
    set.rows.iter().map(row).collect()
}

fn partner_fields() -> Vec<Field> {
    vec![
        Field::new("BusinessPartnerFullName", Kind::Text),
        Field::new("SearchTerm1", Kind::Text),
        Field::new("BusinessPartnerCategory", Kind::Text),
        Field::new("BusinessPartnerIsBlocked", Kind::Bool).ordered(),
        Field::new("BusinessPartnerUUID", Kind::Id),
        Field::new("CreationDate", Kind::Date).ordered(),
        Field::new("CreationDate+CreationTime", Kind::Time).ordered().path(),
        Field::new("Changed", Kind::Time).ordered(),
        Field::new("Employees", Kind::Number).ordered(),
        Field::new("CreditLimit", Kind::Number).ordered().to_the_digit(),
        Field::new("Customer", Kind::Id),
        Field::new("to_Customer.VATRegistration", Kind::Text).path(),
        Field::new("to_BusinessPartnerTax[].BPTaxNumber", Kind::Text).path(),
        Field::new("to_Customer.to_CustomerCompany[].PaymentTerms", Kind::Text).path(),
    ]
}

fn document_fields() -> Vec<Field> {
    vec![
        Field::new("SettlmtDocType", Kind::Text),
        Field::new("Note", Kind::Text),
        Field::new("BillToParty", Kind::Id),
        Field::new("PostingDate", Kind::Date).ordered(),
        Field::new("CreationUTCDateTime", Kind::Time).ordered(),
        Field::new("CustomerTotalNetAmount", Kind::Number).ordered().to_the_digit(),
        Field::new("SettlmtDocIsCanceled", Kind::Bool).ordered(),
    ]
}

fn invoice_fields() -> Vec<Field> {
    vec![
        Field::new("number", Kind::Text),
        Field::new("vendorName", Kind::Text),
        Field::new("status", Kind::Text),
        Field::new("vendorId", Kind::Id),
        Field::new("invoiceDate", Kind::Date).ordered(),
        Field::new("lastModifiedDateTime", Kind::Time).ordered(),
        Field::new("totalAmountExcludingTax", Kind::Number).ordered().to_the_digit(),
    ]
}

async fn holds(
    erp: &Erp,
    config: &str,
    object: &str,
    root: &str,
    fields: Vec<Field>,
    parent: &str,
    unknown: [&str; 2],
) {
    let connector = erp.with(config);
    let set = object.split_once('/').unwrap().1.split('#').next().unwrap();
    let rows = rows(&store::store().services[root], set, &fields);
    hold(&Subject {
        relations: vec![Relation::to_one(parent)],
        unknown: unknown.map(str::to_owned).to_vec(),
        nowhere: &format!("{object}s").replace('#', "Nowhere#"),
        // What the service cannot decide, it cannot count.
        totals: false,
        ..Subject::new(&connector, object, fields, rows)
    })
    .await;
}

const NOBODY: [&str; 2] = ["99998", "99999"];

#[tokio::test]
async fn partners_in_version_2_hold() {
    let erp = Erp::start().await;
    holds(&erp, SAP, PARTNERS, store::BP, partner_fields(), "Customer", NOBODY).await;
}

#[tokio::test]
async fn partners_of_a_system_of_other_manners_hold() {
    let erp = Erp::start().await;
    for (switch, value) in [
        ("padded_keys", json!(true)),
        ("case_sensitive", json!(false)),
        ("sap_page_size", json!(13)),
    ] {
        erp.set(switch, value);
    }
    for (switch, value) in [
        ("nulls_sort", json!("greatest")),
        ("null_matches_ne", json!(false)),
        ("empty_text", json!("null")),
    ] {
        erp.set(switch, value);
    }
    let short = format!("{SAP}\nsizes = {{ url_bytes = 1200, page = 20, ids = 7 }}");
    holds(&erp, &short, PARTNERS, store::BP, partner_fields(), "Customer", NOBODY).await;
}

#[tokio::test]
async fn a_set_of_many_pages_holds() {
    let erp = Erp::start().await;
    for padded in [false, true] {
        erp.set("padded_keys", padded);
        let fields = vec![Field::new("BillToParty", Kind::Id), Field::new("Note", Kind::Text)];
        let few = format!("{SAP}\nsizes = {{ page = 4 }}");
        holds(&erp, &few, SETTLEMENTS, store::SETTLEMENT, fields, "BillToParty", NOBODY).await;
    }
}

#[tokio::test]
async fn settlements_in_version_4_hold() {
    let erp = Erp::start().await;
    erp.set("sap_page_size", 17);
    for takes_in in [true, false] {
        erp.set("v4_in", takes_in);
        holds(&erp, SAP, SETTLEMENTS, store::SETTLEMENT, document_fields(), "BillToParty", NOBODY)
            .await;
    }
}

#[tokio::test]
async fn accounting_items_with_a_key_of_four_parts_hold() {
    let erp = Erp::start().await;
    let fields = vec![
        Field::new("Customer", Kind::Id),
        Field::new("ClearingDate", Kind::Date).ordered(),
        Field::new("AmountInTransactionCurrency", Kind::Number).ordered().to_the_digit(),
    ];
    let object = "OPLACCTGDOCITEMCUBE/A_OperationalAcctgDocItemCube";
    for padded in [false, true] {
        erp.set("padded_keys", padded);
        holds(
            &erp,
            SAP,
            object,
            store::ITEMS,
            fields.clone(),
            "Customer",
            ["0001/2026/1/001", "99999"],
        )
        .await;
    }
}

#[tokio::test]
async fn invoices_of_business_central_hold() {
    let erp = Erp::start().await;
    let nobody = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];
    let config = format!("preset = \"business-central\"\ncompany = \"{}\"", store::COMPANY);
    for needs_schema in [true, false] {
        erp.set("business_central_in_needs_schema_version", needs_schema);
        holds(&erp, &config, INVOICES, &store::bc(), invoice_fields(), "vendorId", nobody).await;
    }
}
