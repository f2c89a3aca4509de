//! Authentication and refusals, in the words of each dialect.

use reqwest::Method;
use serde_json::{Value, json};

use super::{BC, BP, Erp, Reply, SETTLEMENT};

impl Erp {
    async fn token(&self) -> String {
        let config = &self.simulator.config;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &config.client_id),
            ("client_secret", &config.client_secret),
        ];
        let reply =
            Reply::to(self.client.post(format!("{}/oauth/token", self.url)).form(&form)).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["access_token"].as_str().unwrap().to_owned()
    }

    async fn status_with(&self, token: &str) -> u16 {
        let request = self.client.get(format!("{}{BC}/vendors", self.url)).bearer_auth(token);
        Reply::to(request).await.status.as_u16()
    }
}

#[tokio::test]
async fn a_client_logs_in_by_form_or_by_basic_and_its_token_ends() {
    let erp = Erp::start().await;
    let token = erp.token().await;
    assert_eq!(erp.status_with(&token).await, 200);
    erp.set("expire_tokens", true);
    assert_eq!(erp.status_with(&token).await, 401);
    erp.set("token_seconds", 0);
    let token = erp.token().await;
    assert_eq!(erp.status_with(&token).await, 401);
    erp.set("token_seconds", 60);
    let config = &erp.simulator.config;
    let basic = |secret: &str| {
        let request = erp
            .client
            .post(format!("{}/oauth/token", erp.url))
            .basic_auth(&config.client_id, Some(secret));
        request.form(&[("grant_type", "client_credentials")])
    };
    let granted = Reply::to(basic(&config.client_secret)).await.json();
    assert_eq!((&granted["token_type"], &granted["expires_in"]), (&json!("Bearer"), &json!(60)));
    let refused = Reply::to(basic("wrong")).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["error"]),
        (401, &json!("invalid_client"))
    );
    let grant =
        erp.client.post(format!("{}/oauth/token", erp.url)).form(&[("grant_type", "password")]);
    assert_eq!(Reply::to(grant).await.json()["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn a_stranger_is_refused_as_each_vendor_does_it() {
    let erp = Erp::start().await;
    let sap = Reply::to(
        erp.client
            .get(format!("{}{BP}/A_BusinessPartner", erp.url))
            .basic_auth("CHANNELGRAPH", Some("wrong")),
    )
    .await;
    assert_eq!(sap.status, 401);
    assert!(
        sap.header("www-authenticate").starts_with("Basic")
            && sap.header("content-type").starts_with("text/html")
    );
    let bc = Reply::to(erp.client.get(format!("{}{BC}/vendors", erp.url))).await;
    assert_eq!(
        (bc.status.as_u16(), &bc.json()["error"]["code"]),
        (401, &json!("Authentication_InvalidCredentials"))
    );
}

#[tokio::test]
async fn errors_have_the_shape_of_their_dialect() {
    let erp = Erp::start().await;
    let error = async |path: String| {
        let reply = erp.get(&path).await;
        (reply.status.as_u16(), reply.json()["error"].clone())
    };
    let (status, v2) = error(format!("{BP}/A_BusinessPartner('7')")).await;
    assert_eq!((status, &v2["message"]["lang"]), (404, &json!("en")));
    assert_eq!(v2["message"]["value"], v2["innererror"]["errordetails"][0]["message"]);
    let (status, v4) = error(format!("{SETTLEMENT}/SetlDoc('7')")).await;
    assert_eq!(
        (status, &v4["code"], &v4["@Common.numericSeverity"]),
        (404, &json!("404"), &json!(4))
    );
    assert!(v4["message"].is_string());
    let (status, bc) = error(format!("{BC}/partners")).await;
    assert_eq!((status, &bc["code"]), (404, &json!("BadRequest_ResourceNotFound")));
    assert!(bc["message"].as_str().unwrap().contains("CorrelationId:"));
    let (status, bc) = error(format!("{BC}/vendors(5f1c7b2e-0000-4000-8000-00000000ffff)")).await;
    assert_eq!((status, &bc["code"]), (404, &json!("Internal_DataNotFoundFilter")));
    assert_eq!(erp.refusal("/sap/opu/odata/sap/NO_SUCH_SRV").await.0, 404);
}

#[tokio::test]
async fn what_a_service_does_not_take_is_a_bad_request() {
    let erp = Erp::start().await;
    let (partners, documents, vendors) = (
        format!("{BP}/A_BusinessPartner"),
        format!("{SETTLEMENT}/SetlDoc"),
        format!("{BC}/vendors"),
    );
    for (path, said) in [
        (format!("{partners}?$filter=NoSuch+eq+'1'"), "NoSuch"),
        (format!("{partners}?$filter=to_Customer/NoSuch+eq+'1'"), "NoSuch"),
        (format!("{partners}?$filter=to_BusinessPartnerTax/BPTaxType+eq+'DE0'"), "several rows"),
        (format!("{partners}?$filter=SearchTerm+eq+'x'"), "cannot be used in $filter"),
        (format!("{partners}?$orderby=SearchTerm"), "cannot be used in $orderby"),
        (format!("{partners}?$orderby=NoSuch"), "NoSuch"),
        (format!("{partners}?$orderby=Customer+up"), "no direction"),
        (format!("{partners}?$select=NoSuch"), "NoSuch"),
        (format!("{partners}?$select=to_Customer/CustomerName"), "$expand does not name"),
        (format!("{partners}?$expand=NoSuch"), "NoSuch"),
        (format!("{partners}?$filter=BusinessPartner+in+('1')"), "in"),
        (format!("{partners}?$filter=BusinessPartner+eq+1"), "types"),
        (format!("{partners}?$filter=CreationDate+eq+'2026-03-01'"), "types"),
        (format!("{partners}?$filter=LastChange+eq+datetime'2026-03-01T00:00:00'"), "types"),
        (format!("{partners}?$filter=Employees"), "no condition"),
        (format!("{partners}?$filter=length(Employees)+eq+1"), "not text"),
        (format!("{partners}?$count=true"), "$count"),
        (format!("{partners}?$inlinecount=some"), "count"),
        (format!("{partners}?$top=-1"), "$top"),
        (format!("{partners}(BusinessPartner='1',X='2')"), "key"),
        (format!("{partners}(1)"), "another type"),
        (format!("{partners}('1000')?$filter=Employees+eq+1"), "$filter"),
        (format!("{documents}?$inlinecount=allpages"), "$inlinecount"),
        (format!("{documents}?$expand=_Items/_Document"), "_Items/_Document"),
        (format!("{documents}?$expand=_Items($format=json)"), "$format"),
        (format!("{documents}?$filter=_Items/any(i:i/NetAmount+gt+1)"), "any"),
        (format!("{vendors}?$filter=number+eq+'V001'+or+displayName+eq+'x'"), "distinct fields"),
        (format!("{vendors}?$filter=number+in+('V001','V002')"), "'in'"),
    ] {
        let (status, message) = erp.refusal(&path).await;
        assert_eq!(status, 400, "{path}: {message}");
        assert!(message.contains(said), "{path}: {message}");
    }
    erp.set("v4_in", false);
    assert_eq!(erp.refusal(&format!("{documents}?$filter=SettlmtDoc+in+('70001')")).await.0, 400);
}

#[tokio::test]
async fn business_central_takes_more_when_told_to() {
    let erp = Erp::start().await;
    let listed = format!("{BC}/vendors?$filter=number+in+('V001','V002')&$schemaversion=2.1");
    assert_eq!(erp.column(&listed, "number").await, ["V001", "V002"]);
    let one_field =
        format!("{BC}/vendors?$filter=(number+eq+'V001'+or+contains(number,'3'))+and+balance+gt+0");
    assert_eq!(erp.column(&one_field, "number").await, ["V001", "V003"]);
    erp.set("business_central_or_across_fields", true);
    erp.set("business_central_in_needs_schema_version", false);
    let loose = format!("{BC}/vendors?$filter=number+in+('V001')+or+displayName+eq+'vendor+two'");
    assert_eq!(erp.column(&loose, "number").await, ["V001", "V002"]);
}

#[tokio::test]
async fn the_system_can_be_slow_full_or_away() {
    let erp = Erp::start().await;
    let list = format!("{BP}/A_BusinessPartner");
    erp.set("max_url_bytes", 200);
    assert_eq!(erp.get(&format!("{list}?$filter={}", "x".repeat(300))).await.status, 414);
    erp.set("calls_per_window", 2);
    erp.set("window_seconds", 30);
    let statuses = [erp.get(&list).await, erp.get(&list).await].map(|reply| reply.status.as_u16());
    assert_eq!(statuses, [200, 200]);
    let full = erp.get(&list).await;
    let wait: u64 = full.header("retry-after").parse().unwrap();
    assert!(full.status == 429 && (1..=30).contains(&wait), "{} {wait}", full.status);
    erp.set("calls_per_window", Value::Null);
    erp.set("unavailable", true);
    let away = erp.get(&list).await;
    assert_eq!((away.status.as_u16(), away.header("retry-after")), (503, "1"));
}

#[tokio::test]
async fn nothing_is_written() {
    let erp = Erp::start().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let reply = Reply::to(
            erp.request(method.clone(), &format!("{BP}/A_BusinessPartner('1000')"))
                .json(&json!({})),
        )
        .await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("x-csrf-token")),
            (403, "Required"),
            "{method}"
        );
        let reply =
            Reply::to(erp.request(method.clone(), &format!("{BC}/vendors")).json(&json!({}))).await;
        assert_eq!(reply.status, 405, "{method}");
    }
    let fetched = Reply::to(erp.request(Method::GET, BP).header("x-csrf-token", "Fetch")).await;
    assert!(!fetched.header("x-csrf-token").is_empty());
}

#[tokio::test]
async fn the_accept_header_says_what_is_answered() {
    let erp = Erp::start().await;
    let config = &erp.simulator.config;
    let ask = |tail: &str| {
        erp.client
            .get(format!("{}{BP}{tail}", erp.url))
            .basic_auth(&config.user, Some(&config.password))
    };
    for (tail, status) in
        [("/A_BusinessPartner", 406), ("/A_BusinessPartner?$format=json", 200), ("/$metadata", 200)]
    {
        assert_eq!(Reply::to(ask(tail)).await.status, status, "{tail}");
    }
    assert_eq!(Reply::to(ask("/A_BusinessPartner/$count")).await.text, "3");
    erp.set("ieee754_compatible", true);
    let exact = erp.request(Method::GET, &format!("{SETTLEMENT}/SetlDoc('70001')"));
    let exact = exact.header("accept", "application/json;IEEE754Compatible=true");
    assert_eq!(Reply::to(exact).await.json()["SupplierTotalNetAmount"], "1.100");
}
