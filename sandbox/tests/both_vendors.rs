//! A whole sandbox, from outside: log in to the vendors over HTTP, read a deal that both CRMs have
//! and a document of the ERP, and find the calls counted.

#![expect(clippy::unwrap_used, reason = "what cannot be had fails the test")]

use channelgraph_sandbox::truth::{Deal, Record, System};
use channelgraph_sandbox::{Options, Sandbox};
use reqwest::Client;
use serde_json::{Value, json};

fn client() -> Client {
    channelgraph_core::choose_tls();
    Client::new()
}

async fn start() -> Sandbox {
    Sandbox::start(Options { partners: 30, ..Options::default() }).await.unwrap()
}

/// A deal of the flagship that stands in both systems.
fn shared_deal(sandbox: &Sandbox) -> (Record<Deal>, Record<Deal>) {
    let truth = sandbox.control.truth();
    let both = truth.deals.iter().find(|node| {
        matches!(&node[..], [a, b] if b.source == System::Hubspot && a.source != b.source && b.linkable && a.values.amount.is_some() && b.values.amount.is_some() && a.values.stage.is_some())
    });
    let node = both.unwrap();
    (node[0].clone(), node[1].clone())
}

/// Logs in to Salesforce with client credentials, or with a JWT; the token.
async fn salesforce_token(sandbox: &Sandbox, form: &[(&str, &str)]) -> String {
    let url = format!("{}/services/oauth2/token", sandbox.url(System::Salesforce));
    let token: Value = client().post(url).form(form).send().await.unwrap().json().await.unwrap();
    assert_eq!(token["instance_url"], sandbox.url(System::Salesforce), "{token}");
    token["access_token"].as_str().unwrap().to_owned()
}

/// Logs in to Salesforce with client credentials; the token.
async fn app_token(sandbox: &Sandbox) -> String {
    let app = &sandbox.simulators().salesforce.config;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &app.client_id),
        ("client_secret", &app.client_secret),
    ];
    salesforce_token(sandbox, &form).await
}

#[tokio::test]
async fn a_deal_reads_alike_from_both_systems_and_from_the_truth() {
    let sandbox = start().await;
    let (opportunity, deal) = shared_deal(&sandbox);
    let client = client();

    let token = app_token(&sandbox).await;
    let url = format!(
        "{}/services/data/v67.0/composite/sobjects/Opportunity",
        sandbox.url(System::Salesforce)
    );
    let body = json!({ "ids": [&*opportunity.id], "fields": ["Id", "StageName", "Amount"] });
    let rows: Value =
        client.post(url).bearer_auth(token).json(&body).send().await.unwrap().json().await.unwrap();
    assert_eq!(rows[0]["Id"], *opportunity.id, "{rows}");
    assert_eq!(rows[0]["StageName"].as_str(), opportunity.values.source_stage.as_deref());
    let amount: rust_decimal::Decimal = rows[0]["Amount"].to_string().parse().unwrap();
    assert_eq!(Some(amount), opportunity.values.amount);

    let url = format!(
        "{}/crm/v3/objects/deals/{}?properties=dealname,amount,hs_salesforceopportunityid",
        sandbox.url(System::Hubspot),
        deal.id
    );
    let row: Value = client
        .get(url)
        .bearer_auth(&sandbox.simulators().hubspot.config.service_key)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let properties = &row["properties"];
    assert_eq!(properties["dealname"].as_str(), deal.values.name.as_deref(), "{row}");
    let amount: rust_decimal::Decimal = properties["amount"].as_str().unwrap().parse().unwrap();
    assert_eq!(Some(amount), deal.values.amount);
    assert!(opportunity.id.starts_with(properties["hs_salesforceopportunityid"].as_str().unwrap()));

    let calls = sandbox.control.calls();
    assert_eq!(calls[&System::Salesforce]["POST /services/oauth2/token"], 1, "{calls:?}");
    assert!(
        calls[&System::Hubspot]
            .iter()
            .any(|(endpoint, count)| endpoint.ends_with("/{id}") && *count == 1),
        "{calls:?}"
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn the_channels_work_is_found_by_queries() {
    let sandbox = start().await;
    let token = app_token(&sandbox).await;
    let query = async |soql: &str| -> Vec<Value> {
        let url = format!("{}/services/data/v67.0/query", sandbox.url(System::Salesforce));
        let call = client().get(url).bearer_auth(&token).query(&[("q", soql)]);
        let answer: Value = call.send().await.unwrap().json().await.unwrap();
        answer["records"].as_array().unwrap_or_else(|| panic!("{soql}: {answer}")).clone()
    };
    let (deal, _) = shared_deal(&sandbox);
    let soql = format!(
        "SELECT Campaign.Name, (SELECT StageName FROM OpportunityHistories ORDER BY CreatedDate) FROM Opportunity WHERE Id = '{}'",
        deal.id
    );
    let stages = deal.values.stages.as_ref().unwrap();
    let rows = query(&soql).await;
    let rows = rows[0]["OpportunityHistories"]["records"].as_array().unwrap();
    let mut found: Vec<_> = rows.iter().map(|row| row["StageName"].as_str()).collect();
    // A row of the same stage tells of another amount.
    found.dedup();
    let told: Vec<_> = stages.iter().map(|change| change.source_stage.as_deref()).collect();
    assert_eq!(found, told);

    let (onboarding, enrollment, influences) = {
        let truth = sandbox.control.truth();
        let influences = truth.campaign_influences.len();
        (truth.onboardings[0][0].clone(), truth.course_enrollments[0][0].clone(), influences)
    };
    let soql = format!(
        "SELECT Account__r.Name, (SELECT Name FROM Steps__r) FROM Partner_Application__c WHERE Id = '{}'",
        onboarding.id
    );
    let steps = query(&soql).await[0]["Steps__r"]["totalSize"].as_u64();
    assert_eq!(steps, onboarding.values.steps.map(|steps| steps.len() as u64));
    let account = enrollment.values.partner.unwrap().id;
    let soql = format!(
        "SELECT Assignee.Contact.AccountId, LearningItem.EnablementProgram.Name FROM LearningItemAssignment WHERE Assignee.Contact.AccountId = '{account}'"
    );
    let rows = query(&soql).await;
    assert!(
        !rows.is_empty() && rows[0]["Assignee"]["Contact"]["AccountId"] == *account,
        "{rows:?}"
    );
    let all = query("SELECT Id FROM CampaignInfluence").await.len();
    let soql = "SELECT Id FROM CampaignInfluence WHERE Model.IsDefaultModel = true";
    assert_eq!((query(soql).await.len(), all), (influences, 2 * influences));
}

#[tokio::test]
async fn certifications_that_are_past_are_found_by_a_search() {
    let sandbox = start().await;
    let expired = json!({
        "filterGroups": [{ "filters": [
            { "propertyName": "cert_status", "operator": "EQ", "value": "active" },
            { "propertyName": "expires_on", "operator": "LT", "value": "2026-11-01" },
        ] }],
        "properties": ["cert_name", "expires_on"],
        "limit": 100,
    });
    let found: Value = client()
        .post(format!("{}/crm/v3/objects/2-1002/search", sandbox.url(System::Hubspot)))
        .bearer_auth(&sandbox.simulators().hubspot.config.service_key)
        .json(&expired)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let truth = sandbox.control.truth();
    let day = "2026-11-01".parse().unwrap();
    let known = truth.certifications.iter().flatten().filter(|record| {
        let says = &record.values;
        record.source == System::Hubspot
            && says.source_status.as_deref() == Some("active")
            && says.expires_at.is_some_and(|last| last < day)
    });
    let known = known.count() as u64;
    assert!(known > 0 && found["total"] == known, "{known} {found}");
}

#[tokio::test]
async fn a_settlement_reads_alike_from_the_erp_and_from_the_truth() {
    let sandbox = start().await;
    let settlement = {
        let truth = sandbox.control.truth();
        let record = truth
            .incentives
            .iter()
            .flatten()
            .find(|record| record.object.starts_with("settlmtdoc/SetlDoc"));
        record.unwrap().clone()
    };
    let root = "sap/opu/odata4/sap/api_settlmt_doc/srvd_a2x/sap/settlmtdoc/0001";
    let url = format!("{}/{root}/SetlDoc('{}')", sandbox.url(System::Erp), settlement.id);
    let known = &sandbox.simulators().erp.config;
    let row: Value = client()
        .get(url)
        .basic_auth(&known.user, Some(&known.password))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let side = if settlement.object.ends_with("#customer") { "Customer" } else { "Supplier" };
    let amount: rust_decimal::Decimal =
        row[format!("{side}TotalNetAmount")].to_string().parse().unwrap();
    assert_eq!(Some(amount), settlement.values.amount, "{row}");
    assert_eq!(
        row["PostingDate"].as_str(),
        settlement.values.earned_at.map(|day| day.to_string()).as_deref()
    );
    assert_eq!(sandbox.control.calls_to(System::Erp), 1);
}

#[tokio::test]
async fn the_user_can_log_in_with_a_signed_assertion() {
    let sandbox = start().await;
    let app = &sandbox.simulators().salesforce.config;
    let user = app.user.as_ref().unwrap();
    let expires = chrono::Utc::now().timestamp() + 180;
    let claims = json!({ "iss": app.client_id, "sub": user.username, "aud": "https://login.salesforce.com", "exp": expires });
    let key = jsonwebtoken::EncodingKey::from_rsa_pem(user.private_key.as_bytes()).unwrap();
    let assertion = jsonwebtoken::encode(
        &jsonwebtoken::Header::new(jsonwebtoken::Algorithm::RS256),
        &claims,
        &key,
    )
    .unwrap();
    let form =
        [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &assertion)];
    assert!(!salesforce_token(&sandbox, &form).await.is_empty());
}

#[tokio::test]
async fn the_hubspot_app_gets_a_token_and_the_owners() {
    let sandbox = start().await;
    let app = &sandbox.simulators().hubspot.config;
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &app.client_id),
        ("client_secret", &app.client_secret),
        ("refresh_token", &app.refresh_token),
    ];
    let url = format!("{}/oauth/2026-09/token", sandbox.url(System::Hubspot));
    let token: Value = client().post(url).form(&form).send().await.unwrap().json().await.unwrap();
    let token = token["access_token"].as_str().unwrap();
    let url = format!("{}/crm/owners/2026-09", sandbox.url(System::Hubspot));
    let owners: Value =
        client().get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap();
    let emails: Vec<_> = owners["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|owner| owner["email"].as_str())
        .collect();
    let (_, deal) = shared_deal(&sandbox);
    let owner = deal.values.owner_email.unwrap();
    // The owner may have left; the others are listed.
    assert!(
        emails.len() >= 5 && emails.iter().all(|email| email.ends_with("vendor.example")),
        "{owner} {emails:?}"
    );
}

#[tokio::test]
async fn a_fault_stands_before_the_vendor() {
    let sandbox = start().await;
    let fault = json!({ "source": "hubspot", "endpoint": "GET *", "status": 503, "count": 1 });
    let put = client()
        .post(format!("{}/control/faults", sandbox.control_url))
        .json(&fault)
        .send()
        .await
        .unwrap();
    assert!(put.status().is_success());
    let get = || {
        client()
            .get(format!("{}/crm/v3/objects/deals", sandbox.url(System::Hubspot)))
            .bearer_auth(&sandbox.simulators().hubspot.config.service_key)
            .send()
    };
    assert_eq!(get().await.unwrap().status(), 503);
    assert_eq!(get().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_sandbox_that_has_stopped_answers_no_more_and_a_port_cannot_be_had_twice() {
    let sandbox = start().await;
    let url = sandbox.control_url.clone();
    let port = url.rsplit_once(':').unwrap().1.parse().unwrap();
    let taken = Options {
        partners: 1,
        ports: channelgraph_sandbox::Ports { control: port, ..Default::default() },
        ..Options::default()
    };
    let error = Sandbox::start(taken).await.err().unwrap();
    assert!(format!("{error:#}").contains("the control API cannot listen"), "{error:#}");
    sandbox.stop().await;
    assert!(client().get(format!("{url}/control")).send().await.is_err());
}
