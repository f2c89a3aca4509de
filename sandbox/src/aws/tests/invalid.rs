//! Input that breaks the rules of the services' models.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Request, Served};

/// The fields and codes of an error.
fn problems<'a>(body: &'a Value, list: &str, field: &str, code: &str) -> Vec<(&'a str, &'a str)> {
    let entries = body[list].as_array().unwrap();
    entries
        .iter()
        .map(|entry| (entry[field].as_str().unwrap(), entry[code].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn each_rule_has_its_code() {
    let served = Served::new().await;
    let opportunities = "ListOpportunities";
    let many = |n: usize| vec!["O1"; n];
    for (operation, input, expected) in [
        (opportunities, json!({}), ("Catalog", "REQUIRED_FIELD_MISSING")),
        (opportunities, json!({ "Catalog": null }), ("Catalog", "REQUIRED_FIELD_MISSING")),
        (opportunities, json!({ "Catalog": "Sand box" }), ("Catalog", "INVALID_STRING_FORMAT")),
        (opportunities, json!({ "Catalog": "Elsewhere" }), ("Catalog", "INVALID_VALUE")),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "MaxResults": 0 }),
            ("MaxResults", "VALUE_OUT_OF_RANGE"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "MaxResults": 101 }),
            ("MaxResults", "VALUE_OUT_OF_RANGE"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "Identifier": many(21) }),
            ("Identifier", "TOO_MANY_VALUES"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "Identifier": ["S-1"] }),
            ("Identifier[0]", "INVALID_STRING_FORMAT"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "LifeCycleStage": ["Won"] }),
            ("LifeCycleStage[0]", "INVALID_ENUM_VALUE"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "Stage": "Launched" }),
            ("Stage", "INVALID_VALUE"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "Sort": { "SortBy": "Identifier" } }),
            ("Sort.SortOrder", "REQUIRED_FIELD_MISSING"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "Sort": { "SortBy": "Stage", "SortOrder": "ASCENDING" } }),
            ("Sort.SortBy", "INVALID_ENUM_VALUE"),
        ),
        (
            opportunities,
            json!({ "Catalog": "Sandbox", "TargetCloseDate": { "AfterTargetCloseDate": "2026-02-30" } }),
            ("TargetCloseDate.AfterTargetCloseDate", "INVALID_STRING_FORMAT"),
        ),
        (
            "GetOpportunity",
            json!({ "Catalog": "Sandbox" }),
            ("Identifier", "REQUIRED_FIELD_MISSING"),
        ),
        (
            "ListEngagementInvitations",
            json!({ "Catalog": "Sandbox" }),
            ("ParticipantType", "REQUIRED_FIELD_MISSING"),
        ),
        (
            "ListEngagementInvitations",
            json!({ "Catalog": "Sandbox", "ParticipantType": "RECEIVER", "Status": [] }),
            ("Status", "NOT_ENOUGH_VALUES"),
        ),
    ] {
        let reply = served.call(operation, input.clone()).await;
        assert_eq!(
            (reply.status, reply.error()),
            (StatusCode::BAD_REQUEST, "ValidationException"),
            "{input}"
        );
        assert_eq!(reply.body["Reason"], "REQUEST_VALIDATION_FAILED");
        assert_eq!(problems(&reply.body, "ErrorList", "FieldName", "Code"), [expected], "{input}");
    }
}

#[tokio::test]
async fn every_problem_is_told_in_the_service_s_own_spelling() {
    let served = Served::new().await;
    let input = json!({ "Catalog": "Sandbox", "Status": ["APPROVED", "REJECTED"], "Programs": ["a b"], "MaxResults": 500 });
    let reply = served.call("ListBenefitApplications", input).await;
    assert_eq!(reply.body["__type"], "com.amazonaws.partnercentralbenefits#ValidationException");
    assert_eq!(reply.body["Reason"], "fieldValidationFailed");
    let expected = [
        ("Programs[0]", "INVALID_STRING_FORMAT"),
        ("Status", "TOO_MANY_VALUES"),
        ("MaxResults", "VALUE_OUT_OF_RANGE"),
    ];
    assert_eq!(problems(&reply.body, "FieldList", "Name", "Code"), expected);
    assert!(reply.body["Message"].as_str().unwrap().contains("MaxResults"));

    let reply = served
        .call(
            "ListRelationships",
            json!({ "Catalog": "Sandbox", "catalog": "Sandbox", "associatedAccountIds": ["1"] }),
        )
        .await;
    assert_eq!(reply.body["__type"], "com.amazonaws.partnercentralchannel#ValidationException");
    assert_eq!(reply.body["reason"], "REQUEST_VALIDATION_FAILED");
    let expected =
        [("Catalog", "INVALID_VALUE"), ("associatedAccountIds[0]", "INVALID_STRING_FORMAT")];
    assert_eq!(problems(&reply.body, "fieldList", "name", "code"), expected);
    assert!(reply.body["message"].is_string());
}

#[tokio::test]
async fn what_cannot_be_read_is_a_serialization_exception() {
    let served = Served::new().await;
    for body in [
        r#"{"Catalog": "Sandbox""#,
        r#"["Sandbox"]"#,
        r#"{"Catalog": 1}"#,
        r#"{"Catalog": "Sandbox", "MaxResults": "5"}"#,
        r#"{"Catalog": "Sandbox", "MaxResults": 5.0}"#,
        r#"{"Catalog": "Sandbox", "Identifier": "O1"}"#,
        r#"{"Catalog": "Sandbox", "Identifier": [null]}"#,
        r#"{"Catalog": "Sandbox", "CreatedDate": {"AfterCreatedDate": 1767225600}}"#,
        r#"{"Catalog": "Sandbox", "CreatedDate": {"AfterCreatedDate": "2026-01-01"}}"#,
    ] {
        let request =
            Request { body: body.to_owned(), ..Request::new("ListOpportunities", &Value::Null) };
        let reply = served.send(request).await;
        assert_eq!(
            (reply.status, reply.error()),
            (StatusCode::BAD_REQUEST, "SerializationException"),
            "{body}"
        );
    }
}
