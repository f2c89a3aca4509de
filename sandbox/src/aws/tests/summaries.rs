//! Summaries in lists.

use serde_json::{Value, json};

use super::Served;

/// The first row of a list.
async fn first(served: &Served, operation: &str, input: Value) -> Value {
    let answer = served.answer(operation, input).await;
    answer.as_object().unwrap().values().find_map(Value::as_array).unwrap()[0].clone()
}

fn names(value: &Value) -> Vec<&str> {
    let mut names: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort();
    names
}

#[tokio::test]
async fn an_opportunity_without_its_people_its_title_and_its_revenue() {
    let served = Served::new().await;
    let row = first(&served, "ListOpportunities", json!({ "Identifier": ["O102"] })).await;
    let expected = [
        "Arn",
        "Catalog",
        "CreatedDate",
        "Customer",
        "Id",
        "LastModifiedDate",
        "LifeCycle",
        "OpportunityType",
        "PartnerOpportunityIdentifier",
        "Project",
    ];
    assert_eq!(names(&row), expected);
    assert_eq!(row["Catalog"], "Sandbox");
    assert_eq!(
        row["LifeCycle"],
        json!({ "Stage": "Qualified", "TargetCloseDate": "2026-09-30", "ReviewStatus": "Approved" })
    );
    assert_eq!(
        row["Customer"],
        json!({ "Account": { "CompanyName": "acme", "Address": { "CountryCode": "IT" } } })
    );
    assert_eq!(names(&row["Project"]), ["ExpectedCustomerSpend"]);
    assert_eq!(row["Project"]["ExpectedCustomerSpend"][0]["Amount"], "1250.50");
}

#[tokio::test]
async fn an_invitation_without_its_payload_and_an_engagement_without_its_contexts() {
    let served = Served::new().await;
    let row =
        first(&served, "ListEngagementInvitations", json!({ "ParticipantType": "SENDER" })).await;
    assert_eq!((&row["ParticipantType"], row.get("Payload")), (&json!("SENDER"), None));
    let row = first(
        &served,
        "ListEngagements",
        json!({ "EngagementIdentifier": ["eng-00000000000002"] }),
    )
    .await;
    assert_eq!(row["ContextTypes"], json!(["CustomerProject", "Lead"]));
    assert_eq!(
        (row.get("Contexts"), row.get("Catalog"), &row["MemberCount"]),
        (None, None, &json!(2))
    );
}

#[tokio::test]
async fn an_application_with_its_details_as_texts() {
    let served = Served::new().await;
    let row = first(
        &served,
        "ListBenefitApplications",
        json!({ "Status": ["APPROVED"], "Stages": ["Paid"] }),
    )
    .await;
    let details =
        json!({ "Title": "Fair", "Amount": "12345678901234567.10", "Places": "[\"Turin\"]" });
    assert_eq!(row["BenefitApplicationDetails"], details);
    assert_eq!(row.get("Revision"), None);
}

#[tokio::test]
async fn an_allocation_without_money_and_a_relationship_without_its_model() {
    let served = Served::new().await;
    let row = first(&served, "ListBenefitAllocations", json!({ "Status": ["FULFILLED"] })).await;
    assert_eq!(row["FulfillmentTypes"], json!(["CASH"]));
    assert_eq!((row.get("FulfillmentDetail"), row.get("FulfillmentType")), (None, None));
    let row = first(&served, "ListRelationships", json!({ "displayNames": ["North"] })).await;
    assert_eq!(
        (row.get("resaleAccountModel"), &row["associatedAccountId"]),
        (None, &json!("000000000001"))
    );
    assert_eq!(row["catalog"], "Sandbox");
}
