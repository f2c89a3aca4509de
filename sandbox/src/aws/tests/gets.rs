//! One record, whole.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::Served;
use super::account::CATALOG;

#[tokio::test]
async fn a_record_comes_as_it_is_stored_with_its_catalog() {
    let served = Served::new().await;
    let answer = served.answer("GetOpportunity", json!({ "Identifier": "O102" })).await;
    let mut stored = served.simulator.store.read().opportunities["O102"].clone();
    stored["Catalog"] = json!("Sandbox");
    assert_eq!(answer, stored);
    assert_eq!(answer["SoftwareRevenue"]["Value"]["Amount"], "98765432109876543.21");
}

#[tokio::test]
async fn an_id_or_an_arn_finds_a_record() {
    let served = Served::new().await;
    for (operation, kind, id) in [
        ("GetEngagementInvitation", "engagement-invitation", "engi-0000000000001"),
        ("GetEngagement", "engagement", "eng-00000000000001"),
        ("GetBenefit", "benefit", "ben-00000000000001"),
        ("GetBenefitApplication", "benefit-application", "benappl-00000000000001"),
        ("GetBenefitAllocation", "benefit-allocation", "benalloc-00000000000001"),
    ] {
        let by_id = served.answer(operation, json!({ "Identifier": id })).await;
        assert_eq!(by_id["Id"], id);
        assert_eq!(
            by_id,
            served
                .answer(operation, json!({ "Identifier": format!("{CATALOG}/{kind}/{id}") }))
                .await
        );
        let catalog = if operation == "GetEngagement" { Value::Null } else { json!("Sandbox") };
        assert_eq!(by_id["Catalog"], catalog, "{operation}");
        assert_eq!(by_id.get("ParticipantType"), None);
    }
    let details = served
        .answer("GetBenefitApplication", json!({ "Identifier": "benappl-00000000000001" }))
        .await;
    assert_eq!(details["BenefitApplicationDetails"]["Amount"].to_string(), "12345678901234567.10");
}

#[tokio::test]
async fn a_relationship_takes_both_identifiers() {
    let served = Served::new().await;
    let input = |account: &str| json!({ "catalog": "Sandbox", "identifier": "rs-0000000000003", "programManagementAccountIdentifier": account });
    let found = served.call("GetRelationship", input("pma-0000000000002")).await;
    assert_eq!(found.body["relationshipDetail"]["resaleAccountModel"], "DISTRIBUTOR");
    assert_eq!(found.body["relationshipDetail"]["catalog"], "Sandbox");
    let other = served.call("GetRelationship", input("pma-0000000000001")).await;
    assert_eq!(
        (other.status, other.error()),
        (StatusCode::BAD_REQUEST, "ResourceNotFoundException")
    );
    assert_eq!(
        (&other.body["resourceId"], &other.body["resourceType"]),
        (&json!("rs-0000000000003"), &json!("Relationship"))
    );
    let alone = json!({ "catalog": "Sandbox", "identifier": "rs-0000000000003" });
    assert_eq!(served.call("GetRelationship", alone).await.error(), "ValidationException");
}

#[tokio::test]
async fn what_is_not_there_or_in_the_other_catalog_is_not_found() {
    let served = Served::new().await;
    for (operation, member, catalog, id) in [
        ("GetOpportunity", "Identifier", "Sandbox", "O999"),
        ("GetOpportunity", "Identifier", "AWS", "O102"),
        ("GetAwsOpportunitySummary", "RelatedOpportunityIdentifier", "AWS", "O102"),
        ("GetBenefit", "Identifier", "AWS", "ben-00000000000001"),
    ] {
        let reply = served.call(operation, json!({ "Catalog": catalog, member: id })).await;
        assert_eq!(reply.error(), "ResourceNotFoundException", "{operation}");
        assert!(reply.body["Message"].as_str().unwrap().contains(id));
    }
}

#[tokio::test]
async fn aws_has_a_view_of_its_own_of_what_was_submitted() {
    let served = Served::new().await;
    let view = served
        .answer("GetAwsOpportunitySummary", json!({ "RelatedOpportunityIdentifier": "O102" }))
        .await;
    assert_eq!(view["LifeCycle"], json!({ "TargetCloseDate": "2026-09-30", "Stage": "Qualify" }));
    assert_eq!(
        (&view["InvolvementType"], &view["Catalog"]),
        (&json!("Co-Sell"), &json!("Sandbox"))
    );
    assert_eq!(view["RelatedEntityIds"], json!({ "Solutions": ["S-0000001"] }));
    let unsubmitted = json!({ "Catalog": "Sandbox", "RelatedOpportunityIdentifier": "O110" });
    assert_eq!(
        served.call("GetAwsOpportunitySummary", unsubmitted).await.error(),
        "ResourceNotFoundException"
    );
}
