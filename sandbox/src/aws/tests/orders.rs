//! In which order a list comes.

use serde_json::{Value, json};

use super::Served;

fn sort(by: &str, order: &str) -> Value {
    json!({ "Sort": { "SortBy": by, "SortOrder": order } })
}

#[tokio::test]
async fn opportunities_come_by_what_is_asked_for() {
    let served = Served::new().await;
    for (input, expected) in [
        // The latest first, unless asked otherwise; ties by ids read backwards.
        (json!({}), ["O104", "O201", "O102", "O103", "O110"]),
        (sort("LastModifiedDate", "ASCENDING"), ["O110", "O201", "O102", "O103", "O104"]),
        (sort("Identifier", "DESCENDING"), ["O201", "O110", "O104", "O103", "O102"]),
        (sort("CustomerCompanyName", "ASCENDING"), ["O110", "O104", "O201", "O103", "O102"]),
        (sort("CreatedDate", "ASCENDING"), ["O201", "O102", "O103", "O104", "O110"]),
        (sort("TargetCloseDate", "ASCENDING"), ["O110", "O201", "O102", "O104", "O103"]),
        (sort("TargetCloseDate", "DESCENDING"), ["O110", "O103", "O102", "O104", "O201"]),
    ] {
        assert_eq!(served.ids("ListOpportunities", input.clone()).await, expected, "{input}");
    }
}

#[tokio::test]
async fn what_is_not_documented_is_a_switch() {
    let served = Served::new().await;
    served.simulator.set("nulls_sort", json!("last")).unwrap();
    served.simulator.set("text_ignores_case", json!(true)).unwrap();
    for (input, expected) in [
        (sort("TargetCloseDate", "ASCENDING"), ["O201", "O102", "O104", "O103", "O110"]),
        (sort("TargetCloseDate", "DESCENDING"), ["O103", "O102", "O104", "O201", "O110"]),
        (sort("CustomerCompanyName", "ASCENDING"), ["O110", "O102", "O104", "O201", "O103"]),
    ] {
        assert_eq!(served.ids("ListOpportunities", input.clone()).await, expected, "{input}");
    }
}

#[tokio::test]
async fn the_other_lists_have_one_sort_or_none() {
    let served = Served::new().await;
    let channel = |order: &str| json!({ "sort": { "sortBy": "UpdatedAt", "sortOrder": order } });
    let received = json!({ "ParticipantType": "RECEIVER", "Sort": { "SortBy": "InvitationDate", "SortOrder": "DESCENDING" } });
    assert_eq!(served.ids("ListEngagementInvitations", received).await, ["2", "3", "1"]);
    assert_eq!(
        served.ids("ListEngagements", sort("CreatedDate", "ASCENDING")).await,
        ["1", "3", "2"]
    );
    assert_eq!(served.ids("ListRelationships", channel("Ascending")).await, ["2", "3", "1"]);
    assert_eq!(served.ids("ListRelationships", channel("Descending")).await, ["1", "3", "2"]);
    assert_eq!(served.ids("ListProgramManagementAccounts", channel("Ascending")).await, ["2", "1"]);
}
