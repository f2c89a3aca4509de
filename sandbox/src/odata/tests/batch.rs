//! `$batch` in both forms, and `$metadata` of both versions.

use reqwest::Method;
use serde_json::json;

use super::{BC, BP, Erp, Reply, SETTLEMENT};

fn multipart(requests: &[&str]) -> String {
    let part = |request: &&str| {
        format!(
            "--b1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{request}\r\nAccept: application/json\r\n\r\n\r\n"
        )
    };
    format!("{}--b1--\r\n", requests.iter().map(part).collect::<String>())
}

async fn send(erp: &Erp, requests: &[&str]) -> Reply {
    let request = erp
        .request(Method::POST, &format!("{BP}/$batch"))
        .header("content-type", "multipart/mixed; boundary=b1");
    Reply::to(request.body(multipart(requests))).await
}

#[tokio::test]
async fn v2_reads_in_a_multipart_batch() {
    let erp = Erp::start().await;
    let requests = [
        "GET A_BusinessPartner('1000')?$select=BusinessPartner HTTP/1.1",
        "GET A_BusinessPartner('7') HTTP/1.1",
        "POST A_BusinessPartner HTTP/1.1",
        "GET A_BusinessPartner/$count?$filter=Employees%20ne%20null HTTP/1.1",
    ];
    let reply = send(&erp, &requests).await;
    assert_eq!(reply.status, 202);
    let boundary = reply.header("content-type").split_once("boundary=").unwrap().1.to_owned();
    let parts: Vec<&str> = reply.text.split(&format!("--{boundary}")).collect();
    assert_eq!((parts.len(), parts[5]), (6, "--\r\n"));
    for (part, status, said) in [
        (parts[1], "HTTP/1.1 200 OK", r#""BusinessPartner":"1000""#),
        (parts[2], "HTTP/1.1 404 Not Found", "error"),
        (parts[3], "HTTP/1.1 403 Forbidden", "CSRF"),
        (parts[4], "HTTP/1.1 200 OK", "\r\n\r\n2\r\n"),
    ] {
        assert!(part.contains(status) && part.contains(said), "{part}");
    }
}

#[tokio::test]
async fn v4_reads_in_a_json_batch() {
    let erp = Erp::start().await;
    let batch = json!({ "requests": [
        { "id": "a", "method": "GET", "url": "SetlDoc?$filter=SettlmtDoc eq '70001'&$select=SettlmtDoc" },
        { "id": "b", "method": "GET", "url": format!("{SETTLEMENT}/SetlDoc('70002')/SettlmtDocType") },
        { "id": "c", "method": "DELETE", "url": "SetlDoc('70002')" },
        { "id": "d", "method": "GET", "url": "/elsewhere" },
    ] });
    let reply =
        Reply::to(erp.request(Method::POST, &format!("{SETTLEMENT}/$batch")).json(&batch)).await;
    let responses = &reply.json()["responses"];
    let seen: Vec<_> = responses
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(seen, [("a", 200), ("b", 200), ("c", 403), ("d", 404)]);
    assert_eq!(responses[0]["body"]["value"][0]["SettlmtDoc"], "70001");
    assert_eq!(responses[1]["body"]["value"], "RB01");
}

#[tokio::test]
async fn a_batch_is_bounded_and_may_need_a_token() {
    let erp = Erp::start().await;
    let many = vec!["GET A_BusinessPartner('1000') HTTP/1.1"; 101];
    assert_eq!(send(&erp, &many[..100]).await.status, 202);
    assert_eq!(send(&erp, &many).await.status, 400);
    erp.set("batch_needs_csrf", true);
    assert_eq!(send(&erp, &many[..1]).await.status, 403);
    let token = Reply::to(erp.request(Method::GET, BP).header("x-csrf-token", "Fetch"))
        .await
        .header("x-csrf-token")
        .to_owned();
    let request = erp
        .request(Method::POST, &format!("{BP}/$batch"))
        .header("content-type", "multipart/mixed; boundary=b1");
    assert_eq!(
        Reply::to(request.header("x-csrf-token", token).body(multipart(&many[..1]))).await.status,
        202
    );
    erp.set("batch_needs_csrf", false);
    for (media_type, body) in [
        ("multipart/mixed", "--b1--"),
        ("multipart/mixed; boundary=b1", "--b1\r\n\r\nnothing"),
        (
            "multipart/mixed; boundary=b1",
            "--b1\r\nContent-Type: application/http\r\n\r\nGET\r\n--b1--",
        ),
        ("application/json", "{}"),
    ] {
        let request =
            erp.request(Method::POST, &format!("{BP}/$batch")).header("content-type", media_type);
        assert_eq!(Reply::to(request.body(body)).await.status, 400, "{media_type} {body}");
    }
}

#[tokio::test]
async fn metadata_tells_types_keys_and_restrictions() {
    let erp = Erp::start().await;
    let v2 = erp.get(&format!("{BP}/$metadata")).await;
    assert_eq!(v2.header("content-type"), "application/xml");
    for part in [
        r#"<Key><PropertyRef Name="BusinessPartner"/><PropertyRef Name="BPTaxType"/></Key>"#,
        r#"<Property Name="CreationDate" Type="Edm.DateTime" Nullable="true" Precision="0" sap:display-format="Date"/>"#,
        r#"<Property Name="SearchTerm" Type="Edm.String" Nullable="true" sap:sortable="false" sap:filterable="false"/>"#,
        r#"Multiplicity="0..1" Role="To_assoc_A_BusinessPartnerType_to_Customer"/>"#,
        r#"<EntitySet Name="A_Customer" EntityType="API_BUSINESS_PARTNER.A_CustomerType"/>"#,
    ] {
        assert!(v2.text.contains(part), "{part}\n{}", v2.text);
    }
    let v4 = erp.get(&format!("{SETTLEMENT}/$metadata")).await.text;
    for part in [
        r#"<Property Name="SupplierTotalNetAmount" Type="Edm.Decimal" Scale="variable"/>"#,
        r#"Type="Collection(com.sap.gateway.srvd_a2x.api_settlmt_doc.v0001.SetlDocItmType)"/>"#,
        r#"<ReferentialConstraint Property="SettlmtDoc" ReferencedProperty="SettlmtDoc"/>"#,
        r#"<NavigationPropertyBinding Path="_Items" Target="SetlDocItm"/>"#,
    ] {
        assert!(v4.contains(part), "{part}\n{v4}");
    }
    erp.simulator
        .store
        .write()
        .services
        .get_mut(SETTLEMENT)
        .unwrap()
        .sets
        .get_mut("SetlDoc")
        .unwrap()
        .properties
        .get_mut("SettlmtDocType")
        .unwrap()
        .filterable = false;
    let restricted = erp.get(&format!("{SETTLEMENT}/$metadata")).await.text;
    assert!(
        restricted.contains(r#"<PropertyValue Property="NonFilterableProperties"><Collection><PropertyPath>SettlmtDocType</PropertyPath>"#)
    );
    assert!(!restricted.contains("NonSortableProperties"));
    // Business Central has its document above the companies, too.
    let (above, _) = BC.rsplit_once('/').unwrap();
    let (_, id) = BC.split_once("companies(").unwrap();
    assert_eq!(
        erp.json(&format!("{above}/companies")).await["value"][0]["id"],
        id.trim_end_matches(')')
    );
    assert_eq!(
        erp.get(&format!("{above}/$metadata")).await.text,
        erp.get(&format!("{BC}/$metadata")).await.text
    );
}
