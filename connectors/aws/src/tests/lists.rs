//! Pages: the schema's order out of AWS's, whole, and without gaps.

use channelgraph_core::{After, Connector, Read};
use channelgraph_schema::{Direction, Filter, Test, Value, compare_ids, mapping::typed};
use serde_json::json;

use super::{Setup, all, by, ids, setup, store};

/// All rows of a list, page by page; each page goes on from the last row of the one before it.
async fn walked(setup: &Setup, mut read: Read, like: &Value) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        let page = setup.aws.read(&read).await.unwrap();
        assert!(
            page.complete || page.rows.len() >= read.limit,
            "a page that is not the last is full"
        );
        let key = |row: &channelgraph_schema::mapping::Row| {
            read.order
                .as_ref()
                .and_then(|order| row.text(&order.field))
                .map_or(Value::Null, |text| typed(&text, like))
        };
        if let Some(last) = page.rows.last() {
            read.after = Some(After { key: key(last), id: Some(last.id.clone()) });
        }
        found.extend(page.rows.into_iter().map(|row| row.id));
        if page.complete {
            return found;
        }
    }
}

#[tokio::test]
async fn each_order_walks_through_all_rows_once() {
    let mut store = store::opportunities(250);
    for number in [5, 77, 200] {
        let record = store.opportunities.get_mut(&format!("O{number}")).unwrap();
        record["LifeCycle"]["TargetCloseDate"] = json!(null);
    }
    for (number, record) in store.opportunities.values_mut().enumerate() {
        if record["LifeCycle"].get("TargetCloseDate").is_none() {
            record["LifeCycle"]["TargetCloseDate"] =
                json!(format!("2026-{:02}-01", number % 12 + 1));
        }
    }
    let key = |id: &str, field: &str| {
        let record = &store.opportunities[id];
        let value = field.split('.').fold(record, |record, name| &record[name]);
        value.as_str().map(str::to_owned)
    };
    let mut expected: Vec<String> = store.opportunities.keys().cloned().collect();
    expected.sort_by(|a, b| compare_ids(a, b));
    let setup = setup(store.clone(), "").await;
    let moment = Value::Time(chrono::DateTime::default());
    let day = Value::Date(chrono::NaiveDate::default());
    let orders = [
        ("LastModifiedDate", &moment),
        ("CreatedDate", &moment),
        ("LifeCycle.TargetCloseDate", &day),
        ("Customer.Account.CompanyName", &Value::Null),
    ];
    for nulls in ["first", "last"] {
        setup.account.set("nulls_sort", json!(nulls)).unwrap();
        for (field, like) in orders {
            for direction in [Direction::Asc, Direction::Desc] {
                let mut order = expected.clone();
                order.sort_by(|a, b| {
                    let (a, b) = (key(a, field), key(b, field));
                    let by_key = if direction == Direction::Asc { a.cmp(&b) } else { b.cmp(&a) };
                    a.is_none().cmp(&b.is_none()).then(by_key)
                });
                let read =
                    Read { order: by(field, direction), limit: 30, ..all("Opportunity", &[field]) };
                assert_eq!(
                    walked(&setup, read, like).await,
                    order,
                    "{field} {direction:?}, nulls {nulls}"
                );
            }
        }
    }
    let read = Read { limit: 70, ..all("Opportunity", &["Id"]) };
    assert_eq!(walked(&setup, read, &Value::Null).await, expected, "by id");
}

#[tokio::test]
async fn short_pages_of_awss_and_either_kind_of_bound_make_no_difference() {
    let setup = setup(store::opportunities(60), "").await;
    let from = Value::Time("2026-02-01T00:05:00.5Z".parse().unwrap());
    let mut read = all("Opportunity", &["LastModifiedDate"]);
    (read.limit, read.filter) =
        (100, Filter::Test("LastModifiedDate".into(), Test::Gte(from.clone())));
    setup.account.set("page_cap", json!(7)).unwrap();
    let mut found = Vec::new();
    for bounds in [json!([]), json!(["AfterLastModifiedDate", "BeforeLastModifiedDate"])] {
        setup.account.set("inclusive_bounds", bounds).unwrap();
        let page = setup.aws.read(&read).await.unwrap();
        found.push(page.rows.len());
    }
    assert_eq!(found, [46, 46], "O15 to O60");
    read.filter = Filter::Test("LastModifiedDate".into(), Test::Gt(from));
    assert_eq!(setup.aws.read(&read).await.unwrap().rows.len(), 43, "O18 to O60");
}

#[tokio::test]
async fn all_are_counted_where_all_were_read() {
    let setup = setup(store::opportunities(130), "").await;
    let mut read = all("Opportunity", &["Id"]);
    (read.limit, read.count) = (10, true);
    let page = setup.aws.read(&read).await.unwrap();
    assert_eq!((page.rows.len(), page.total), (10, Some(130)));
    read.order = by("CreatedDate", Direction::Asc);
    let (page, cost) = setup.cost(&read).await;
    assert_eq!(
        (page.total, cost),
        (None, [("ListOpportunities", 1)].into()),
        "a page is not worth reading all"
    );
    read.limit = 200;
    assert_eq!(setup.aws.read(&read).await.unwrap().total, Some(130));
}

#[tokio::test]
async fn words_that_are_new_at_aws_stay_what_they_are() {
    let mut store = store::opportunities(3);
    store.opportunities.get_mut("O2").unwrap()["LifeCycle"]["Stage"] = json!("Brand New Stage");
    let setup = setup(store, "").await;
    let page = setup.aws.read(&all("Opportunity", &["LifeCycle.Stage"])).await.unwrap();
    assert_eq!(page.rows[1].json("LifeCycle.Stage"), json!("Brand New Stage"));
    let mut read = all("Opportunity", &["LifeCycle.Stage"]);
    read.filter = super::is("LifeCycle.Stage", &["brand new stage", "Qualified"]);
    assert_eq!(ids(&setup.aws.read(&read).await.unwrap()), ["O1", "O2"]);
}
