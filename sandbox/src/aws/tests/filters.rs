//! Filters of lists.

use serde_json::{Value, json};

use super::Served;
use super::account::CATALOG;

/// Asserts, whatever their order, the ids that each input leaves.
async fn leaves<const N: usize>(served: &Served, operation: &str, cases: [(Value, &[&str]); N]) {
    for (input, expected) in cases {
        let mut found = served.ids(operation, input.clone()).await;
        found.sort();
        assert_eq!(found, expected, "{operation} {input}");
    }
}

#[tokio::test]
async fn opportunities() {
    let served = Served::new().await;
    leaves(
        &served,
        "ListOpportunities",
        [
            (json!({}), &["O102", "O103", "O104", "O110", "O201"]),
            (json!({ "Identifier": ["O103", "O9", "O110"] }), &["O103", "O110"]),
            (json!({ "Identifier": [] }), &["O102", "O103", "O104", "O110", "O201"]),
            (json!({ "LifeCycleStage": ["Prospect", "Launched"] }), &["O104", "O110"]),
            (json!({ "LifeCycleStage": ["Prospect", "Launched"], "LifeCycleReviewStatus": ["Approved"] }), &["O104"]),
            (json!({ "CustomerCompanyName": ["Acme", "Zeta"] }), &["O103", "O110"]),
        ],
    )
    .await;
    served.simulator.set("text_ignores_case", json!(true)).unwrap();
    leaves(
        &served,
        "ListOpportunities",
        [(json!({ "CustomerCompanyName": ["ACME"] }), &["O102", "O110"])],
    )
    .await;
}

#[tokio::test]
async fn ranges_of_opportunities() {
    let served = Served::new().await;
    let modified = |bound: &str, time: &str| json!({ "LastModifiedDate": { (bound.to_owned() + "LastModifiedDate"): time } });
    let created = |bound: &str, time: &str| json!({ "CreatedDate": { (bound.to_owned() + "CreatedDate"): time } });
    let close = |bound: &str, day: &str| json!({ "TargetCloseDate": { (bound.to_owned() + "TargetCloseDate"): day } });
    leaves(
        &served,
        "ListOpportunities",
        [
            // On the bound itself, whatever the offset and the digits.
            (modified("After", "2026-03-02T10:00:00Z"), &["O102", "O103", "O104", "O201"]),
            (modified("After", "2026-03-04T10:00:00.000Z"), &["O104"]),
            (modified("Before", "2026-03-02T10:00:00Z"), &["O110"]),
            (created("After", "2026-01-03T08:00:00.500Z"), &["O104", "O110"]),
            (created("Before", "2026-01-02T08:00:00.500Z"), &["O201"]),
            // What has no date is neither before nor after.
            (close("After", "2026-09-30"), &["O103"]),
            (close("Before", "2026-09-30"), &["O201"]),
        ],
    )
    .await;
    let all = json!([
        "BeforeLastModifiedDate",
        "AfterCreatedDate",
        "BeforeCreatedDate",
        "AfterTargetCloseDate",
        "BeforeTargetCloseDate"
    ]);
    served.simulator.set("inclusive_bounds", all).unwrap();
    leaves(
        &served,
        "ListOpportunities",
        [
            (modified("After", "2026-03-02T10:00:00Z"), &["O104"]),
            (modified("Before", "2026-03-02T10:00:00Z"), &["O102", "O103", "O110", "O201"]),
            (created("After", "2026-01-03T08:00:00.500Z"), &["O103", "O104", "O110"]),
            (created("Before", "2026-01-02T08:00:00.500Z"), &["O102", "O201"]),
            (close("After", "2026-09-30"), &["O102", "O103", "O104"]),
            (close("Before", "2026-09-30"), &["O102", "O104", "O201"]),
        ],
    )
    .await;
    assert!(
        served
            .simulator
            .set("inclusive_bounds", json!(["AfterAll"]))
            .unwrap_err()
            .contains("inclusive_bounds")
    );
}

#[tokio::test]
async fn invitations_are_of_one_side() {
    let served = Served::new().await;
    let received = |mut input: Value| {
        input["ParticipantType"] = json!("RECEIVER");
        input
    };
    leaves(
        &served,
        "ListEngagementInvitations",
        [
            (json!({ "ParticipantType": "SENDER" }), &["4"]),
            (received(json!({})), &["1", "2", "3"]),
            (received(json!({ "PayloadType": ["LeadInvitation"], "Status": ["ACCEPTED", "EXPIRED"] })), &["3"]),
            (received(json!({ "EngagementIdentifier": ["eng-00000000000002"] })), &["2"]),
            (received(json!({ "EngagementIdentifier": [format!("{CATALOG}/engagement/eng-00000000000001")] })), &["1", "3"]),
            (received(json!({ "SenderAwsAccountId": ["123456789012"] })), &[]),
        ],
    )
    .await;
}

#[tokio::test]
async fn engagements() {
    let served = Served::new().await;
    leaves(
        &served,
        "ListEngagements",
        [
            (json!({ "ContextTypes": ["Lead"] }), &["1", "2"]),
            (json!({ "ContextTypes": ["CustomerProject", "ProspectingResult"] }), &["2"]),
            (json!({ "ExcludeContextTypes": ["CustomerProject"] }), &["1", "3"]),
            (json!({ "CreatedBy": ["123456789012"] }), &["2", "3"]),
            (json!({ "ExcludeCreatedBy": ["123456789012"] }), &["1"]),
            (
                json!({ "EngagementIdentifier": ["eng-00000000000003", "eng-00000000000009"] }),
                &["3"],
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn benefits_applications_and_allocations() {
    let served = Served::new().await;
    leaves(
        &served,
        "ListBenefits",
        [
            (json!({ "Programs": ["POC"] }), &["2"]),
            (json!({ "FulfillmentTypes": ["CASH", "CREDITS"] }), &["1", "2"]),
            (json!({ "Status": ["ACTIVE"] }), &["1"]),
        ],
    )
    .await;
    leaves(
        &served,
        "ListBenefitApplications",
        [
            (
                json!({ "BenefitIdentifiers": ["ben-00000000000001"], "Status": ["APPROVED"] }),
                &["1"],
            ),
            (
                json!({ "BenefitIdentifiers": [format!("{CATALOG}/benefit/ben-00000000000002")] }),
                &["3"],
            ),
            (json!({ "Stages": ["Review"] }), &["2", "3"]),
            (json!({ "AssociatedResourceArns": [format!("{CATALOG}/opportunity/O102")] }), &["2"]),
            (
                json!({ "AssociatedResources": [{ "ResourceType": "OPPORTUNITY" }] }),
                &["1", "2", "3"],
            ),
        ],
    )
    .await;
    leaves(
        &served,
        "ListBenefitAllocations",
        [
            (json!({ "FulfillmentTypes": ["CASH"] }), &["1"]),
            (json!({ "BenefitApplicationIdentifiers": ["benappl-00000000000003"] }), &["2"]),
            (json!({ "BenefitIdentifiers": ["ben-00000000000001"], "Status": ["ACTIVE"] }), &[]),
        ],
    )
    .await;
}

#[tokio::test]
async fn accounts_and_relationships_of_the_channel() {
    let served = Served::new().await;
    leaves(
        &served,
        "ListProgramManagementAccounts",
        [
            (json!({ "programs": ["DISTRIBUTION", "DISTRIBUTION_SELLER"] }), &["1"]),
            (json!({ "accountIds": ["000000000002"] }), &["2"]),
            (json!({ "statuses": ["ACTIVE", "PENDING"], "displayNames": ["Programme 2"] }), &["2"]),
        ],
    )
    .await;
    leaves(
        &served,
        "ListRelationships",
        [
            (json!({ "associationTypes": ["DOWNSTREAM_SELLER"] }), &["1", "3"]),
            (json!({ "associatedAccountIds": ["000000000002", "000000000003"] }), &["2", "3"]),
            (json!({ "displayNames": ["North", "north"] }), &["1"]),
            (json!({ "programManagementAccountIdentifiers": ["pma-0000000000001"] }), &["1", "2"]),
            (json!({ "programManagementAccountIdentifiers": [format!("{CATALOG}/program-management-account/pma-0000000000002")] }), &["3"]),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_live_catalog_is_empty_and_there_are_no_solutions() {
    let served = Served::new().await;
    for (operation, input, rows) in [
        ("ListOpportunities", json!({ "Catalog": "AWS" }), "OpportunitySummaries"),
        ("ListBenefits", json!({ "Catalog": "AWS" }), "BenefitSummaries"),
        ("ListRelationships", json!({ "catalog": "AWS" }), "items"),
        (
            "ListSolutions",
            json!({ "Catalog": "Sandbox", "Sort": { "SortBy": "Name", "SortOrder": "ASCENDING" } }),
            "SolutionSummaries",
        ),
    ] {
        assert_eq!(served.call(operation, input).await.body, json!({ rows: [] }), "{operation}");
    }
}
