//! Pages of parents and of children, and what ends a cursor.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Org, answer, code,
    org::{add, empty, small},
};

fn names(page: &Value) -> Vec<&str> {
    page["records"].as_array().unwrap().iter().map(|row| row["Name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn rows_come_in_pages_with_their_attributes() {
    let org = Org::start(small()).await;
    org.set("batch_size", json!(3));
    let (status, first) = org.query("SELECT Name FROM Opportunity ORDER BY Name").await;
    assert_eq!((status, &first["totalSize"], &first["done"]), (200, &json!(4), &json!(false)));
    assert_eq!(names(&first), ["Big", "Lost", "Small"]);
    let attributes = &first["records"][0]["attributes"];
    assert_eq!(attributes["type"], json!("Opportunity"));
    let url = attributes["url"].as_str().unwrap();
    assert!(url.starts_with("/services/data/v67.0/sobjects/Opportunity/006"), "{url}");
    let (_, last) = org.follow(&first["nextRecordsUrl"]).await;
    assert_eq!((names(&last), &last["done"]), (vec!["Unpriced"], &json!(true)));
    assert!(last.get("nextRecordsUrl").is_none());

    org.set("locator_seconds", json!(0));
    let (status, body) = org.follow(&first["nextRecordsUrl"]).await;
    assert_eq!((status, code(&body)), (400, "INVALID_QUERY_LOCATOR"));
}

#[tokio::test]
async fn child_rows_fill_the_page_and_get_pages_of_their_own() {
    let org = Org::start(small()).await;
    org.set("batch_size", json!(3));
    let soql = "SELECT Name, (SELECT Name FROM Contacts ORDER BY Name), (SELECT Name FROM ChildAccounts) FROM Account ORDER BY Name";
    let (_, first) = org.query(soql).await;
    assert_eq!(names(&first), ["Acme"]);
    let contacts = &first["records"][0]["Contacts"];
    assert_eq!(
        (names(contacts), &contacts["totalSize"]),
        (vec!["Ann Ash", "Bob Birch"], &json!(3))
    );
    let (_, rest) = org.follow(&contacts["nextRecordsUrl"]).await;
    assert_eq!((names(&rest), &rest["done"]), (vec!["Cy Cedar"], &json!(true)));
    assert_eq!(names(&first["records"][0]["ChildAccounts"]), ["beta GmbH"]);

    let (_, second) = org.follow(&first["nextRecordsUrl"]).await;
    assert_eq!(names(&second), ["beta GmbH", "Café 100%"]);
    assert_eq!(second["records"][0]["Contacts"], Value::Null);
    assert_eq!(
        (&second["done"], second["records"][1].get("Contacts")),
        (&json!(true), Some(&Value::Null))
    );

    org.set("batch_size", Value::Null);
    org.set("child_batch_size", json!(1));
    let (_, whole) = org.query(soql).await;
    assert_eq!(names(&whole).len(), 3);
    assert_eq!(names(&whole["records"][0]["Contacts"]), ["Ann Ash"]);
    assert_eq!(whole["records"][0]["Contacts"]["done"], json!(false));
}

#[tokio::test]
async fn the_batch_size_header_is_held_between_200_and_2000() {
    let mut store = empty();
    for n in 0..2_100 {
        add(&mut store, "User", json!({ "Name": format!("u{n}") }));
    }
    let org = Org::start(store).await;
    for (header, expected) in
        [("batchSize=10", 200), ("batchSize=500", 500), ("batchSize=9000", 2_000), ("x", 2_000)]
    {
        let request = org
            .call(Method::GET, "query")
            .query(&[("q", "SELECT Id FROM User")])
            .header("Sforce-Query-Options", header);
        let (_, page) = answer(request).await;
        assert_eq!(page["records"].as_array().unwrap().len(), expected, "{header}");
    }
    let (_, cut) = org.query("SELECT Id FROM User LIMIT 2050 OFFSET 1").await;
    assert_eq!((&cut["done"], cut["records"].as_array().unwrap().len()), (&json!(true), 2_000));
}

#[tokio::test]
async fn deleted_rows_show_under_query_all_alone() {
    let mut store = small();
    add(&mut store, "User", json!({ "Name": "Gone", "IsDeleted": true }));
    let org = Org::start(store).await;
    assert_eq!(org.query("SELECT COUNT() FROM User").await.1["totalSize"], json!(1));
    let (_, all) = org.get("queryAll?q=SELECT+Name,IsDeleted+FROM+User+ORDER+BY+Name").await;
    assert_eq!(all["records"][0]["IsDeleted"], json!(true));
    assert_eq!(all["totalSize"], json!(2));
}
