//! What the platform refuses although it could be read: fields named twice, days it does not know,
//! semi-joins within semi-joins, values that a picklist lacks; and what identity answers.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Org, answer, code, org::small};

#[tokio::test]
async fn queries_name_a_field_once() {
    let org = Org::start(small()).await;
    for (fields, twice) in [
        ("Id, Id", "Id"),
        ("Name, Id, name", "Name"),
        ("Account.Name, Name", "Name"),
        ("Parent.Name, Id, Parent.Name", "Parent.Name"),
        ("Type, toLabel(Type)", "Type"),
        ("FIELDS(STANDARD), Name", "Name"),
        ("Id, (SELECT Id FROM Contacts), (SELECT Name FROM Contacts)", "Contacts"),
        ("Id, (SELECT Id, Id FROM Contacts)", "Id"),
    ] {
        let (status, body) = org.query(&format!("SELECT {fields} FROM Account")).await;
        let message = format!("duplicate field selected: {twice}");
        assert_eq!(
            (status, body),
            (400, json!([{ "message": message, "errorCode": "INVALID_FIELD" }])),
            "{fields}"
        );
    }
    let (status, body) =
        org.query("SELECT Id, ParentId, Parent.Id, Parent.Name FROM Account").await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn semi_joins_stand_alone() {
    let org = Org::start(small()).await;
    let deals = "Id IN (SELECT AccountId FROM Opportunity)";
    for (filter, expected, hint) in [
        (
            "Id IN (SELECT AccountId FROM Contact WHERE AccountId IN (SELECT AccountId FROM Opportunity))"
                .to_owned(),
            "MALFORMED_QUERY",
            "Nesting of semi join sub-selects is not supported",
        ),
        (
            format!("{deals} AND {deals} AND {deals}"),
            "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS",
            "Maximum 2 semi join sub-selects are allowed.",
        ),
        (format!("Name = 'x' OR {deals}"), "MALFORMED_QUERY", "top level WHERE"),
        (format!("NOT {deals}"), "MALFORMED_QUERY", "top level WHERE"),
        (
            "ParentId IN (SELECT Id FROM Account WHERE Name = 'Acme')".to_owned(),
            "MALFORMED_QUERY",
            "should not be on the same object type",
        ),
        (
            "Parent.Id IN (SELECT AccountId FROM Contact)".to_owned(),
            "MALFORMED_QUERY",
            "may not cross a relationship",
        ),
        (
            "Id IN (SELECT Account.ParentId FROM Contact)".to_owned(),
            "MALFORMED_QUERY",
            "cannot use: 'Account.ParentId'",
        ),
        (
            "Id IN (SELECT Name FROM Contact)".to_owned(),
            "MALFORMED_QUERY",
            "can only query id fields, cannot use: 'Name'",
        ),
        (
            "OwnerId IN (SELECT AccountId FROM Contact)".to_owned(),
            "MALFORMED_QUERY",
            "different object types",
        ),
    ] {
        let (status, body) = org.query(&format!("SELECT Id FROM Account WHERE {filter}")).await;
        assert_eq!((status, code(&body)), (400, expected), "{filter}: {body}");
        assert!(body[0]["message"].as_str().unwrap().contains(hint), "{filter}: {body}");
    }
    let both = format!(
        "SELECT Id FROM Account WHERE {deals} AND Id NOT IN (SELECT AccountId FROM Contact)"
    );
    assert_eq!(org.query(&both).await.0, 200);
}

#[tokio::test]
async fn days_go_from_1700_to_4000() {
    let org = Org::start(small()).await;
    for (filter, taken) in [
        ("Partner_Since__c > 1700-01-01", true),
        ("Partner_Since__c > 1699-12-31", false),
        ("Partner_Since__c <= 4000-12-31", true),
        ("Partner_Since__c <= 4001-01-01", false),
        ("Partner_Since__c IN (2026-01-01, 9999-12-31)", false),
        ("CreatedDate >= 1700-01-01T00:00:00Z", true),
        ("CreatedDate >= 0001-01-01T00:00:00Z", false),
        ("CreatedDate < 4001-01-01T00:00:00Z", false),
        ("CreatedDate > LAST_N_YEARS:400", false),
    ] {
        let (status, body) = org.query(&format!("SELECT Id FROM Account WHERE {filter}")).await;
        let expected = if taken { (200, "") } else { (400, "MALFORMED_QUERY") };
        assert_eq!((status, code(&body)), expected, "{filter}: {body}");
    }
}

#[tokio::test]
async fn custom_picklists_take_their_own_values() {
    let org = Org::start(small()).await;
    for (values, expected) in [
        (json!({ "Segments__c": "SMB;Mid" }), 201),
        (json!({ "Segments__c": null }), 201),
        (json!({ "Type": "Not in the list" }), 201),
        (json!({ "Segments__c": "SMB;Tiny" }), 400),
        (json!({ "Segments__c": "smb" }), 400),
        (json!({ "Partner_Since__c": "4712-01-01" }), 400),
    ] {
        let mut account = json!({ "Name": "New" });
        account.as_object_mut().unwrap().extend(values.as_object().unwrap().clone());
        let (status, body) = org.post("sobjects/Account", account).await;
        assert_eq!(status, expected, "{values}: {body}");
    }
    let (_, body) =
        org.post("sobjects/Account", json!({ "Name": "New", "Segments__c": "Tiny" })).await;
    assert_eq!(
        body,
        json!([{
            "message": "bad value for restricted picklist field: Tiny",
            "errorCode": "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "fields": ["Segments__c"],
        }])
    );
}

#[tokio::test]
async fn identity_is_told_to_a_good_token() {
    let org = Org::start(small()).await;
    let path = "/id/00D8Z000001gateUAA/0058Z000001gateQAA";
    let ask = |path: &str, token: Option<&str>| {
        let request = org.client.request(Method::GET, format!("{}{path}", org.url));
        match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    };
    let (status, body) = answer(ask(path, Some(&org.token))).await;
    assert_eq!(status, 200);
    assert_eq!(body["id"], json!(format!("{}{path}", org.url)));
    assert_eq!(body["user_id"], json!("0058Z000001gateQAA"));
    assert_eq!(
        body["urls"]["search"],
        json!(format!("{}/services/data/v{{version}}/search/", org.url))
    );
    let (status, claims) = answer(ask("/services/oauth2/userinfo", Some(&org.token))).await;
    assert_eq!((status, &claims["sub"]), (200, &body["id"]));
    assert_eq!(claims["preferred_username"], body["username"]);
    for (path, token, status, word) in [
        (path, None, 403, "Missing_OAuth_Token"),
        (path, Some("x"), 403, "Bad_OAuth_Token"),
        ("/services/oauth2/userinfo", Some("x"), 403, "Bad_OAuth_Token"),
        ("/id/00D8Z000001gateUAA/0058Z000001othQAA", Some(org.token.as_str()), 404, "Bad_Id"),
        ("/id/00D000000000000EAA/0058Z000001gateQAA", Some(org.token.as_str()), 403, "Wrong_Org"),
    ] {
        let response = ask(path, token).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.text().await.unwrap(), word, "{path}");
    }
    let (_, before) = org.get("limits").await;
    answer(ask(path, Some(&org.token))).await;
    let (_, after) = org.get("limits").await;
    let left = |body: &Value| body["DailyApiRequests"]["Remaining"].as_u64().unwrap();
    assert_eq!(left(&before) - left(&after), 1, "identity costs no call");
}
