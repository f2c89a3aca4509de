//! What questions cost, and what comes of them to the digit.

use channelgraph_core::{After, Connector, Read, Select};
use channelgraph_schema::{Direction, Test, Value};
use serde_json::json;

use super::{
    INVOICES, PARTNERS, SETTLEMENTS, by, children,
    erp::{Erp, SAP, counted},
    ids, read, sorted, store, test, with_ids,
};
use crate::OData;

#[tokio::test]
async fn records_by_id_are_one_call_and_missing_ones_are_absent() {
    let erp = Erp::start().await;
    let some = ["17100003", "99", "17100001", "nonsense'", ""];
    let wanted = with_ids(
        read(PARTNERS, &["BusinessPartnerFullName", "to_BusinessPartnerTax[].BPTaxNumber", "Gone"]),
        &some,
    );
    let (page, calls) = counted(&erp.sap(), &wanted).await;
    assert_eq!(
        (sorted(&page), calls, page.complete, page.exact),
        (vec!["17100001", "17100003"], 1, true, true)
    );
    let first = page.rows.iter().find(|row| row.id == "17100001").unwrap();
    assert_eq!(first.json("BusinessPartnerFullName"), json!("Acme GmbH"));
    assert_eq!(first.json("to_BusinessPartnerTax[].BPTaxNumber"), json!(["DE0-1", "XX9-1"]));
    assert!(first.json("Gone").is_null());
    let all: Vec<String> = (0..90).map(|n| format!("{}", 5_000_000 + n * 7)).collect();
    let (page, calls) =
        counted(&erp.sap(), &Read { select: Select::Ids(all), ..read(SETTLEMENTS, &[]) }).await;
    assert_eq!((page.rows.len(), calls), (store::DOCUMENTS, 1));
}

#[tokio::test]
async fn what_an_address_does_not_hold_is_asked_side_by_side() {
    let erp = Erp::start().await;
    erp.set("max_url_bytes", 1600);
    let all: Vec<String> = (0..store::PARTNERS).map(|n| format!("{}", 17_100_000 + n)).collect();
    let wanted = Read { select: Select::Ids(all), ..read(PARTNERS, &["Customer"]) };
    let short = erp.with(&format!("{SAP}\nsizes = {{ url_bytes = 1500 }}"));
    let (page, calls) = counted(&short, &wanted).await;
    assert_eq!(page.rows.len(), store::PARTNERS);
    assert!((4..=6).contains(&calls), "{calls}");
    let error = erp.sap().read(&wanted).await.unwrap_err();
    assert!(
        error.kind() == channelgraph_core::ErrorKind::Unsupported
            && error.message().contains("url_bytes"),
        "{error}"
    );
}

#[tokio::test]
async fn a_count_of_a_long_list_keeps_to_the_address() {
    let erp = Erp::start().await;
    erp.set("max_url_bytes", 1600);
    let sizes = "sizes = { url_bytes = 1500 }";
    let total = async |connector: OData, object: &str, field: &str, ids: Vec<Value>| {
        let wanted =
            Read { filter: test(field, Test::In(ids)), count: true, limit: 0, ..read(object, &[]) };
        connector.read(&wanted).await.unwrap().total
    };
    let invoices = erp.business_central().read(&read(INVOICES, &[])).await.unwrap();
    let some = invoices.rows.iter().take(30).map(|row| Value::text(row.id.as_str())).collect();
    let bc = erp
        .with(&format!("preset = \"business-central\"\ncompany = \"{}\"\n{sizes}", store::COMPANY));
    assert_eq!(total(bc, INVOICES, "id", some).await, Some(30));
    // A number that is asked for in two spellings is not counted twice.
    let numbers = (0..30).map(|n| Value::text((5_000_000 + n * 7).to_string())).collect();
    assert_eq!(
        total(erp.with(&format!("{SAP}\n{sizes}")), SETTLEMENTS, "SettlmtDoc", numbers).await,
        None
    );
}

#[tokio::test]
async fn amounts_are_exact_in_every_wire_form() {
    let erp = Erp::start().await;
    let amounts =
        ["0.1", "40.113", "12345678901234567890.12", "-7.50", "0.00", "1000", "1000.00", "99.999"];
    for (connector, object, field, root, set) in [
        (erp.sap(), PARTNERS, "CreditLimit", store::BP.to_owned(), "A_BusinessPartner"),
        (erp.sap(), SETTLEMENTS, "CustomerTotalNetAmount", store::SETTLEMENT.to_owned(), "SetlDoc"),
        (
            erp.business_central(),
            INVOICES,
            "totalAmountExcludingTax",
            store::bc(),
            "purchaseInvoices",
        ),
    ] {
        let page = connector.read(&read(object, &[field])).await.unwrap();
        let kept = erp.simulator.store.read().services[&root].sets[set].rows.len();
        assert_eq!(page.rows.len(), kept);
        let mut found: Vec<String> = page.rows.iter().filter_map(|row| row.text(field)).collect();
        found.sort_unstable();
        found.dedup();
        let mut all = amounts.map(str::to_owned);
        all.sort_unstable();
        assert_eq!(found, all, "{object}");
        let exact = test(
            field,
            Test::In(vec![
                Value::Number("0.1".parse().unwrap()),
                Value::Number("12345678901234567890.12".parse().unwrap()),
            ]),
        );
        let (page, calls) = counted(
            &connector,
            &Read {
                filter: exact,
                count: true,
                order: by(field, Direction::Asc),
                limit: 50,
                ..read(object, &[field])
            },
        )
        .await;
        assert!(
            page.rows
                .iter()
                .all(|row| ["0.1", "12345678901234567890.12"].contains(&&*row.text(field).unwrap()))
                && page.rows.len() > 10
        );
        assert_eq!((page.total, page.complete), (Some(page.rows.len() as u64), true));
        assert!(calls <= 2, "{calls}");
    }
}

#[tokio::test]
async fn quotes_and_marks_stand_for_themselves() {
    let erp = Erp::start().await;
    for name in ["O'Neil & Söhne", "100% Öl_AG", "Grün/Weiß \"plus\""] {
        let filter = test(
            "BusinessPartnerFullName",
            Test::Eq(name.to_uppercase().replace("SS", "ß").as_str().into()),
        );
        let page = erp
            .sap()
            .read(&Read { filter, ..read(PARTNERS, &["BusinessPartnerFullName"]) })
            .await
            .unwrap();
        assert!(
            page.rows.len() >= 7
                && page.rows.iter().all(|row| row.json("BusinessPartnerFullName") == json!(name)),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_page_in_order_is_one_call_and_its_total_no_more_than_another() {
    let erp = Erp::start().await;
    let sap = erp.sap();
    let first = Read {
        order: by("PostingDate", Direction::Desc),
        limit: 20,
        count: true,
        ..read(SETTLEMENTS, &["PostingDate"])
    };
    let (page, calls) = counted(&sap, &first).await;
    assert_eq!(
        (page.rows.len(), page.total, page.complete, calls),
        (20, Some(store::DOCUMENTS as u64), false, 2)
    );
    let last = page.rows.last().unwrap();
    let key = Value::Date(last.text("PostingDate").unwrap().parse().unwrap());
    let next =
        Read { after: Some(After { key, id: Some(last.id.clone()) }), count: false, ..first };
    let (page, calls) = counted(&sap, &next).await;
    assert_eq!((page.rows.len(), calls), (20, 1));
}

#[tokio::test]
async fn a_large_set_is_read_by_id_from_the_place_on() {
    let erp = Erp::start().await;
    let few = erp.with(&format!("{SAP}\nsizes = {{ page = 10 }}"));
    let all = erp.sap().read(&read(SETTLEMENTS, &[])).await.unwrap();
    let (first, calls) = counted(&few, &Read { limit: 5, ..read(SETTLEMENTS, &[]) }).await;
    assert_eq!((ids(&first), calls), (ids(&all)[..10].to_vec(), 3));
    let after = Some(After { key: Value::Null, id: Some(first.rows[9].id.clone()) });
    let (second, calls) = counted(&few, &Read { limit: 5, after, ..read(SETTLEMENTS, &[]) }).await;
    assert_eq!((&ids(&second)[..5], calls), (&ids(&all)[10..15], 2));
}

#[tokio::test]
async fn keys_that_are_no_numbers_keep_the_schemas_order() {
    let erp = Erp::start().await;
    erp.set("case_sensitive", false);
    {
        let mut store = erp.simulator.store.write();
        let set =
            store.services.get_mut(store::SETTLEMENT).unwrap().sets.get_mut("SetlDoc").unwrap();
        for key in ["10", "a9", "B1", "2"] {
            let mut row = set.rows.values().next().unwrap().clone();
            row.insert("SettlmtDoc".into(), json!(key));
            set.rows.insert(vec![key.to_owned()], row);
        }
    }
    let few = erp.with(&format!("{SAP}\nsizes = {{ page = 2 }}"));
    let page = few.read(&Read { limit: 3, ..read(SETTLEMENTS, &[]) }).await.unwrap();
    assert_eq!(ids(&page)[..4], ["2", "10", "B1", "a9"]);
    let after = Some(After { key: Value::Null, id: Some("10".into()) });
    let page = few.read(&Read { limit: 1, after, ..read(SETTLEMENTS, &[]) }).await.unwrap();
    assert_eq!(ids(&page)[0], "B1");
}

#[tokio::test]
async fn the_first_children_of_one_parent_are_one_call() {
    let erp = Erp::start().await;
    let first = Read {
        limit: 3,
        order: by("SettlmtDocIsCanceled", Direction::Desc),
        ..read(SETTLEMENTS, &[])
    };
    let (page, calls) = counted(&erp.sap(), &children(first, "BillToParty", &["900"])).await;
    assert!(
        page.rows.len() >= 3 && page.rows.iter().all(|row| row.parent.as_deref() == Some("900"))
    );
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn next_links_are_followed_whether_relative_or_whole() {
    let erp = Erp::start().await;
    erp.set("sap_page_size", 7);
    erp.set("business_central_page_size", 7);
    for (connector, object, count) in [
        (erp.sap(), PARTNERS, store::PARTNERS),
        (erp.sap(), SETTLEMENTS, store::DOCUMENTS),
        (erp.business_central(), INVOICES, store::INVOICES),
    ] {
        let (page, calls) = counted(&connector, &read(object, &[])).await;
        assert_eq!((page.rows.len(), calls), (count, count.div_ceil(7)), "{object}");
    }
}

#[tokio::test]
async fn numbers_are_one_however_they_are_padded() {
    let erp = Erp::start().await;
    for padded in [false, true] {
        erp.set("padded_keys", padded);
        let sap = erp.sap();
        assert_eq!(sap.canonical_id(PARTNERS, "0017100003").as_deref(), Some("17100003"));
        assert_eq!(sap.spellings(PARTNERS, "17100003"), ["17100003", "0017100003"]);
        let page = sap.read(&with_ids(read(PARTNERS, &["Customer"]), &["17100002"])).await.unwrap();
        assert_eq!((ids(&page), page.rows[0].json("Customer")), (vec!["17100002"], json!("902")));
        let all =
            sap.read(&Read { limit: 3, ..read(SETTLEMENTS, &["BillToParty"]) }).await.unwrap();
        assert_eq!(all.rows[0].json("BillToParty"), json!("900"));
        // The ids of another source come in every spelling, and a row says which one it holds.
        let under = sap
            .read(&children(read(PARTNERS, &[]), "Customer", &["902", "0000000902", "905"]))
            .await
            .unwrap();
        let parents: Vec<_> = under
            .rows
            .iter()
            .map(|row| (row.id.as_str(), row.parent.as_deref().unwrap()))
            .collect();
        assert_eq!(parents, [("17100002", "902"), ("17100005", "905")]);
        let filter = test("BillToParty", Test::Eq("901".into()));
        let page = sap.read(&Read { filter, ..read(SETTLEMENTS, &[]) }).await.unwrap();
        assert!(page.rows.len() > 5);
    }
}

#[tokio::test]
async fn what_stands_for_nothing_in_business_central_is_null() {
    let erp = Erp::start().await;
    let bc = erp.business_central();
    let fields = ["invoiceDate", "lastModifiedDateTime", "status", "vendorId", "@etag"];
    let page = bc.read(&read(INVOICES, &fields)).await.unwrap();
    for field in &fields[..4] {
        let nulls = page.rows.iter().filter(|row| row.json(field).is_null()).count();
        assert!((5..20).contains(&nulls), "{field}: {nulls}");
    }
    assert!(
        page.rows.iter().all(|row| row.text("@etag").is_some_and(|etag| etag.starts_with("W/")))
    );
}

#[tokio::test]
async fn a_service_is_described_once_for_all_who_ask() {
    let erp = Erp::start().await;
    let sap = erp.sap();
    let wanted = with_ids(read(PARTNERS, &["Customer"]), &["17100003"]);
    let reads = futures::future::join_all((0..10).map(|_| sap.read(&wanted))).await;
    assert!(reads.iter().all(|page| page.as_ref().unwrap().rows.len() == 1));
    assert_eq!(sap.stats().snapshot().calls, 11);
    let described = sap.describe(PARTNERS).await.unwrap();
    assert!(
        described
            .fields
            .iter()
            .any(|field| field.name == "to_Customer.VATRegistration" && field.kind == "text")
    );
    assert!(
        sap.field_capabilities(PARTNERS, "Customer").finds_by
            && !sap.field_capabilities(PARTNERS, "to_BusinessPartnerTax[].BPTaxNumber").finds_by
    );
    assert_eq!(
        sap.missing(PARTNERS, &["Customer".into(), "to_Customer[].Customer".into(), "Nope".into()])
            .await
            .unwrap(),
        ["to_Customer[].Customer", "Nope"]
    );
}
