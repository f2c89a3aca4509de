//! SOSL and parameterized searches, and what they are refused for.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Org, answer, code,
    org::{add, small},
};

async fn search(org: &Org, sosl: &str) -> (u16, Value) {
    answer(org.call(Method::GET, "search/").query(&[("q", sosl)])).await
}

fn names(body: &Value) -> Vec<&str> {
    let rows = body["searchRecords"].as_array().map_or([].as_slice(), Vec::as_slice);
    rows.iter().map(|row| row["Name"].as_str().unwrap_or_default()).collect()
}

async fn found(org: &Org, find: &str) -> Vec<String> {
    let (status, body) = search(
        org,
        &format!("FIND {{{find}}} IN NAME FIELDS RETURNING Account(Name ORDER BY Name)"),
    )
    .await;
    assert_eq!(status, 200, "{find}: {body}");
    names(&body).into_iter().map(str::to_owned).collect()
}

async fn org() -> Org {
    let mut store = small();
    for name in
        ["ÖBB Ost", "Mu\u{308}ller Gro\u{308}ße AG", "AT&T (West)", "blue12", "acme.com Inc"]
    {
        add(&mut store, "Account", json!({ "Name": name, "Phone": "+43 1 93000" }));
    }
    Org::start(store).await
}

#[tokio::test]
async fn terms_match_whole_words_without_case() {
    let org = org().await;
    for (find, expected) in [
        ("acme", vec!["Acme", "acme.com Inc"]),
        ("acm", vec![]),
        ("acm*", vec!["Acme", "acme.com Inc"]),
        ("a?me", vec!["Acme", "acme.com Inc"]),
        ("a*e", vec!["Acme", "acme.com Inc"]),
        ("acme.com", vec!["acme.com Inc"]),
        ("acme inc", vec!["acme.com Inc"]),
        ("\"acme inc\"", vec![]),
        ("\"acme com inc\"", vec!["acme.com Inc"]),
        ("inc acme", vec!["acme.com Inc"]),
        ("acme AND NOT inc", vec!["Acme"]),
        ("beta OR inc acme", vec!["acme.com Inc", "beta GmbH"]),
        ("(beta OR inc) gmbh", vec!["beta GmbH"]),
        ("\"and\"", vec![]),
        ("öbb", vec!["ÖBB Ost"]),
        ("ÖBB ost", vec!["ÖBB Ost"]),
        ("müller", vec!["Mu\u{308}ller Gro\u{308}ße AG"]),
        ("mu\u{308}ll*", vec!["Mu\u{308}ller Gro\u{308}ße AG"]),
        (r"at\&t", vec!["AT&T (West)"]),
        (r"at\&t \(west\)", vec!["AT&T (West)"]),
        ("blue", vec!["blue12"]),
        ("12", vec!["blue12"]),
        ("blue1", vec![]),
        ("100", vec!["Café 100%"]),
        (r"100\%", vec!["Café 100%"]),
    ] {
        assert_eq!(found(&org, find).await, expected, "{find}");
    }
}

#[tokio::test]
async fn searches_are_refused_with_the_place_of_their_fault() {
    let org = org().await;
    org.set("hidden_objects", json!(["Contact"]));
    for (sosl, expected, message) in [
        (
            "FIND {John|jane} RETURNING Account",
            "MALFORMED_SEARCH",
            "\nFIND {John|jane} RETURNING Account\n          ^\nERROR at Row:1:Column:11\nmismatched character '|' expecting '}'",
        ),
        ("FIND {acme-com}", "MALFORMED_SEARCH", "'-' expecting '}'"),
        ("FIND {a:b}", "MALFORMED_SEARCH", "':' expecting '}'"),
        ("FIND {o'neill}", "MALFORMED_SEARCH", "''' expecting '}'"),
        ("FIND {acme", "MALFORMED_SEARCH", "'<EOF>' expecting '}'"),
        (r"FIND {acme\}", "MALFORMED_SEARCH", "'<EOF>' expecting '}'"),
        ("FIND {\"acme}", "MALFORMED_SEARCH", "'<EOF>' expecting '\"'"),
        ("FIND {a}", "MALFORMED_SEARCH", "search term must be longer than one character: a"),
        ("FIND {a*}", "MALFORMED_SEARCH", "longer than one character"),
        ("FIND {}", "MALFORMED_SEARCH", "longer than one character"),
        (r"FIND {\-\-}", "MALFORMED_SEARCH", "longer than one character"),
        ("FIND {*cme}", "MALFORMED_SEARCH", "wildcard may not begin"),
        ("FIND {acme AND}", "MALFORMED_SEARCH", "unexpected token: '}'"),
        ("FIND {NOT acme}", "MALFORMED_SEARCH", "unexpected token: 'NOT'"),
        ("FIND {(acme}", "MALFORMED_SEARCH", "unexpected token"),
        ("SELECT Id FROM Account", "MALFORMED_SEARCH", "unexpected token: 'SELECT'"),
        (
            "FIND {name} IN ALL TYPE RETURNING Account(name)",
            "MALFORMED_SEARCH",
            "Malformed search token: TYPE",
        ),
        ("FIND {acme} RETURNING Account(Id WHERE)", "MALFORMED_SEARCH", "unexpected token"),
        ("FIND {acme} RETURNING Account(Bogus)", "INVALID_FIELD", "No such column 'Bogus'"),
        ("FIND {acme} RETURNING Bogus", "INVALID_TYPE", "sObject type 'Bogus'"),
        ("FIND {acme} RETURNING Contact(Id)", "INVALID_TYPE", "sObject type 'Contact'"),
        ("FIND {acme} RETURNING Account(COUNT(Id))", "MALFORMED_SEARCH", "aggregate"),
    ] {
        let (status, body) = search(&org, sosl).await;
        assert_eq!((status, code(&body)), (400, expected), "{sosl}: {body}");
        let told = body[0]["message"].as_str().unwrap();
        assert!(told.contains(message), "{sosl}: {told}");
    }
    let (status, body) = org.get("search").await;
    assert_eq!((status, code(&body)), (400, "MALFORMED_SEARCH"));
}

#[tokio::test]
async fn objects_are_listed_in_the_order_of_the_statement_and_share_the_limit() {
    let org = org().await;
    let (_, body) = search(&org, "FIND {small OR ash OR acme}").await;
    let rows = body["searchRecords"].as_array().unwrap();
    let kinds: Vec<&str> =
        rows.iter().map(|row| row["attributes"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["Account", "Account", "Contact", "Opportunity"]);
    assert!(rows.iter().all(|row| row["Id"].is_string() && row.get("Name").is_none()), "{body}");
    let sosl = "FIND {small OR ash OR acme OR beta} RETURNING Opportunity(Name, Account.Name), \
                Contact(Name), Account(Name WHERE IsPartner = false ORDER BY Name DESC LIMIT 5) LIMIT 3";
    let (_, body) = search(&org, sosl).await;
    assert_eq!(names(&body), ["Small", "Ann Ash", "beta GmbH"], "{body}");
    assert_eq!(body["searchRecords"][0]["Account"]["Name"], "Acme");
    let (_, body) = search(&org, "FIND {acme} RETURNING Account(Name LIMIT 0)").await;
    assert_eq!(body, json!({ "searchRecords": [] }));
}

#[tokio::test]
async fn a_scope_looks_at_its_fields_alone() {
    let org = org().await;
    for (sosl, expected) in [
        ("FIND {93000} RETURNING Account(Name LIMIT 1)", vec!["ÖBB Ost"]),
        ("FIND {93000} IN PHONE FIELDS RETURNING Account(Name LIMIT 1)", vec!["ÖBB Ost"]),
        ("FIND {93000} IN NAME FIELDS RETURNING Account(Name)", vec![]),
        ("FIND {reseller} IN ALL FIELDS RETURNING Account(Name)", vec![]),
        ("FIND {acme} IN EMAIL FIELDS RETURNING Account(Name)", vec![]),
    ] {
        let (status, body) = search(&org, sosl).await;
        assert_eq!((status, names(&body)), (200, expected), "{sosl}");
    }
    org.set("hidden_fields", json!(["Account.Phone"]));
    let (_, body) = search(&org, "FIND {93000} RETURNING Account(Name)").await;
    assert_eq!(names(&body), [""; 0]);
}

#[tokio::test]
async fn parameters_stand_for_the_clauses() {
    let org = org().await;
    let (status, body) = org
        .get("parameterizedSearch/?q=acme&in=NAME&sobject=Account&Account.fields=Id,Name&Account.limit=1")
        .await;
    assert_eq!((status, names(&body)), (200, vec!["Acme"]), "{body}");
    let (status, body) = org
        .post(
            "parameterizedSearch",
            json!({
                "q": "acme OR small", "in": "ALL", "fields": ["Name"], "overallLimit": 3,
                "sobjects": [
                    { "name": "Account", "where": "IsPartner = false", "orderBy": "Name DESC" },
                    { "name": "Opportunity" },
                ],
            }),
        )
        .await;
    assert_eq!((status, names(&body)), (200, vec!["acme.com Inc", "Small"]), "{body}");
    for (body, expected) in [
        (json!({}), "MALFORMED_SEARCH"),
        (json!({ "q": "a" }), "MALFORMED_SEARCH"),
        (json!({ "q": "acme", "in": "TITLE" }), "INVALID_ARGUMENT"),
        (json!({ "q": "acme", "overallLimit": "many" }), "INVALID_ARGUMENT"),
        (
            json!({ "q": "acme", "sobjects": [{ "name": "Account", "where": "x" }] }),
            "MALFORMED_SEARCH",
        ),
        (json!({ "q": "acme", "sobjects": [{ "name": "Bogus" }] }), "INVALID_TYPE"),
    ] {
        let (status, answer) = org.post("parameterizedSearch", body.clone()).await;
        assert_eq!((status, code(&answer)), (400, expected), "{body}: {answer}");
    }
}

#[tokio::test]
async fn an_answer_ends_at_2_000_rows_and_describe_says_what_is_searched() {
    let mut store = small();
    for n in 0..2_100 {
        add(&mut store, "Contact", json!({ "LastName": "Many", "Name": format!("Many {n}") }));
    }
    add(&mut store, "Account", json!({ "Name": "Many" }));
    let org = Org::start(store).await;
    let (_, body) = search(&org, "FIND {many} RETURNING Contact(Name), Account(Name)").await;
    assert_eq!(names(&body).len(), 2_000);
    assert_eq!(names(&body).last(), Some(&"Many"), "the only account has its share");
    let (_, body) = org.get("sobjects/Account").await;
    assert_eq!(body["objectDescribe"]["searchable"], json!(true));
}
