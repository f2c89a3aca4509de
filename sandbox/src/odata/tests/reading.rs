//! Lists, keys, filters and orders in each dialect.

use serde_json::{Value, json};

use super::{BC, BP, Erp, SETTLEMENT, rows};

#[tokio::test]
async fn v2_answers_every_type_in_its_form() {
    let erp = Erp::start().await;
    let body = erp.json(&format!("{BP}/A_BusinessPartner('1000')")).await;
    let row = &body["d"];
    for (name, value) in [
        ("BusinessPartnerFullName", json!("Alpha GmbH")),
        ("BusinessPartnerUUID", json!("5f1c7b2e-0000-4000-8000-00000000000a")),
        ("CreationDate", json!("/Date(1704067200000)/")),
        ("CreationTime", json!("PT10H00M00S")),
        ("LastChange", json!("/Date(1743501600123+0000)/")),
        ("BusinessPartnerIsBlocked", json!(false)),
        ("CreditLimit", json!("40.113")),
        ("Employees", json!(10)),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    let uri = format!("{}{BP}/A_BusinessPartner('1000')", erp.url);
    assert_eq!(row["__metadata"]["uri"], uri);
    assert_eq!(row["__metadata"]["type"], "API_BUSINESS_PARTNER.A_BusinessPartnerType");
    assert_eq!(row["to_Customer"]["__deferred"]["uri"], format!("{uri}/to_Customer"));
}

#[tokio::test]
async fn v4_decimals_are_numbers_to_the_last_digit() {
    let erp = Erp::start().await;
    let reply = erp
        .get(&format!("{SETTLEMENT}/SetlDoc?$top=1&$select=SupplierTotalNetAmount,SettlmtDoc"))
        .await;
    assert!(reply.text.contains(r#""SupplierTotalNetAmount":1.100"#), "{}", reply.text);
    assert_eq!(reply.header("odata-version"), "4.0");
    let body = reply.json();
    assert_eq!(body["@odata.context"], "$metadata#SetlDoc(SettlmtDoc,SupplierTotalNetAmount)");
    let names: Vec<&String> = rows(&body)[0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["@odata.etag", "SettlmtDoc", "SupplierTotalNetAmount"]);
}

#[tokio::test]
async fn v2_filters_match_what_they_say() {
    let erp = Erp::start().await;
    for (filter, expected) in [
        ("BusinessPartner eq '1000'", vec!["1000"]),
        ("BusinessPartner eq '0000001000' or BusinessPartner eq '999'", vec!["1000", "999"]),
        ("BusinessPartnerFullName eq 'O''Neil %26 Sons'", vec!["1001"]),
        ("substringof('lph',BusinessPartnerFullName)", vec!["1000"]),
        ("substringof('ETA',toupper(BusinessPartnerFullName)) eq true", vec!["999"]),
        ("startswith(tolower(BusinessPartnerFullName),'b') and not (Employees gt 7)", vec!["999"]),
        ("endswith(BusinessPartnerFullName,'Sons')", vec!["1001"]),
        ("length(BusinessPartnerFullName) eq 10", vec!["1000"]),
        (
            "CreationDate ge datetime'2024-01-01T00:00:00' and CreationDate lt datetime'2025-01-01T00:00:00'",
            vec!["1000"],
        ),
        ("LastChange gt datetimeoffset'2025-04-01T12:00:00%2B02:00'", vec!["1000", "1001"]),
        ("CreationTime eq time'PT10H00M00S'", vec!["1000"]),
        ("BusinessPartnerUUID eq guid'5F1C7B2E-0000-4000-8000-00000000000B'", vec!["1001"]),
        ("CreditLimit gt 40.1M and CreditLimit le 40.113M", vec!["1000"]),
        ("CreditLimit eq 40.100", vec!["999"]),
        ("CreditLimit eq 99999999999999.999999M", vec!["1001"]),
        ("Employees eq null", vec!["1001"]),
        ("Customer eq ''", vec!["1001"]),
        ("BusinessPartnerIsBlocked", vec!["1001"]),
        (
            "BusinessPartnerIsBlocked eq false and (Employees eq 7 or Employees eq 10)",
            vec!["1000", "999"],
        ),
        ("to_Customer/CustomerName eq 'Beta'", vec!["999"]),
        ("to_Customer/to_Partner/Employees eq 10", vec!["1000"]),
    ] {
        let path =
            format!("{BP}/A_BusinessPartner?$filter={}&sap-client=100", filter.replace(' ', "%20"));
        assert_eq!(erp.column(&path, "BusinessPartner").await, expected, "{filter}");
    }
}

#[tokio::test]
async fn v4_filters_match_what_they_say() {
    let erp = Erp::start().await;
    for (filter, expected) in [
        ("SettlmtDoc in ('70002','0000070003','1')", vec!["70002", "70003"]),
        ("PostingDate gt 2026-10-31", vec!["70011", "70012"]),
        ("LastChange ge 2026-12-01T11:00:00%2B01:00", vec!["70012"]),
        ("SupplierTotalNetAmount eq 3.1", vec!["70003"]),
        ("SettlmtDocIsCanceled eq true", vec!["70004"]),
        ("InvoicingParty eq '1000' and SupplierTotalNetAmount gt 9", vec!["70010"]),
        (
            "contains(SettlmtDoc,'001') and not contains(SettlmtDoc,'0010')",
            vec!["70001", "70011", "70012"],
        ),
        ("not (PostingDate lt 2026-12-01)", vec!["70012"]),
    ] {
        let path = format!("{SETTLEMENT}/SetlDoc?$filter={}", filter.replace(' ', "+"));
        assert_eq!(erp.column(&path, "SettlmtDoc").await, expected, "{filter}");
    }
    let vendors = format!(
        "{BC}/vendors?$filter=id+eq+5f1c7b2e-0000-4000-8000-000000000003+or+id+eq+5f1c7b2e-0000-4000-8000-000000000001"
    );
    assert_eq!(erp.column(&vendors, "number").await, ["V001", "V003"]);
}

#[tokio::test]
async fn a_sort_has_several_keys_and_the_switch_says_where_nulls_go() {
    let erp = Erp::start().await;
    let sorted = |order: &str| format!("{BP}/A_BusinessPartner?$orderby={order}");
    for (nulls, ascending, descending) in [
        ("least", ["1001", "999", "1000"], ["1000", "999", "1001"]),
        ("greatest", ["999", "1000", "1001"], ["1001", "1000", "999"]),
        ("first", ["1001", "999", "1000"], ["1001", "1000", "999"]),
        ("last", ["999", "1000", "1001"], ["1000", "999", "1001"]),
    ] {
        erp.set("nulls_sort", nulls);
        assert_eq!(erp.column(&sorted("Employees"), "BusinessPartner").await, ascending, "{nulls}");
        assert_eq!(
            erp.column(&sorted("Employees%20desc"), "BusinessPartner").await,
            descending,
            "{nulls}"
        );
    }
    assert_eq!(
        erp.column(&sorted("BusinessPartnerIsBlocked%20desc,CreditLimit"), "BusinessPartner").await,
        ["1001", "999", "1000"]
    );
    // A tie is broken by the key, as a number.
    assert_eq!(
        erp.column(&sorted("BusinessPartnerIsBlocked"), "BusinessPartner").await,
        ["999", "1000", "1001"]
    );
}

#[tokio::test]
async fn keys_are_single_or_compound_and_lead_on() {
    let erp = Erp::start().await;
    let tax = erp
        .json(&format!(
            "{BP}/A_BusinessPartnerTaxNumber(BusinessPartner='0000001000',BPTaxType='DE1')"
        ))
        .await;
    assert_eq!(tax["d"]["BPTaxNumber"], "29/815/08151");
    assert_eq!(
        tax["d"]["__metadata"]["uri"].as_str().unwrap().rsplit('/').next().unwrap(),
        "A_BusinessPartnerTaxNumber(BusinessPartner='1000',BPTaxType='DE1')"
    );
    let taxes = erp
        .column(
            &format!(
                "{BP}/A_BusinessPartner('1000')/to_BusinessPartnerTax?$orderby=BPTaxType+desc"
            ),
            "BPTaxType",
        )
        .await;
    assert_eq!(taxes, ["DE1", "DE0"]);
    let customer = erp.json(&format!("{BP}/A_BusinessPartner('1000')/to_Customer")).await;
    assert_eq!(customer["d"]["CustomerName"], "Alpha");
    let amount = erp.json(&format!("{SETTLEMENT}/SetlDoc('70001')/SupplierTotalNetAmount")).await;
    assert_eq!(amount["value"].to_string(), "1.100");
    let vendor = erp.json(&format!("{BC}/vendors(5f1c7b2e-0000-4000-8000-000000000002)")).await;
    assert_eq!(
        (&vendor["displayName"], &vendor["blocked"], &vendor["blockedUntil"]),
        (&json!("vendor two"), &json!("_x0020_"), &json!("0001-01-01"))
    );
    assert_eq!(vendor["@odata.context"], format!("{}{BC}/$metadata#vendors/$entity", erp.url));
    assert_eq!(
        erp.get(&format!("{BP}/A_BusinessPartner/$count?$filter=Employees+ne+null")).await.text,
        "2"
    );
    assert_eq!(
        erp.get(&format!("{BP}/A_BusinessPartner('1000')/CreditLimit/$value")).await.text,
        "40.113"
    );
    assert_eq!(erp.get(&BC.replace('(', "%28")).await.json()["value"][0]["name"], "vendors");
    assert_eq!(erp.json(BP).await["d"]["EntitySets"][0], "A_BusinessPartner");
}

#[tokio::test]
async fn the_open_questions_of_sap_are_switches() {
    let erp = Erp::start().await;
    let list = format!(
        "{BP}/A_BusinessPartner?$filter=BusinessPartner+ne+'0999'&$orderby=BusinessPartner"
    );
    assert_eq!(erp.column(&list, "Customer").await, ["1000", ""]);
    erp.set("padded_keys", true);
    erp.set("empty_text", "null");
    assert_eq!(erp.column(&list, "Customer").await, [json!("0000001000"), Value::Null]);
    let named = format!("{BP}/A_BusinessPartner?$filter=BusinessPartnerFullName+eq+'ALPHA+GMBH'");
    assert!(erp.column(&named, "BusinessPartner").await.is_empty());
    erp.set("case_sensitive", false);
    assert_eq!(erp.column(&named, "BusinessPartner").await, ["0000001000"]);
    let other = format!("{BP}/A_BusinessPartner?$filter=Employees+ne+10");
    assert_eq!(erp.column(&other, "BusinessPartner").await.len(), 2);
    erp.set("null_matches_ne", false);
    assert_eq!(erp.column(&other, "BusinessPartner").await, ["0000000999"]);
    let negated = format!("{BP}/A_BusinessPartner?$filter=not+(Employees+eq+10)");
    assert_eq!(erp.column(&negated, "BusinessPartner").await, ["0000000999"]);
}
