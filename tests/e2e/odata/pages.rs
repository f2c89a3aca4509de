//! Pages: together they are the rows of SQL, each once, whatever their size.

use std::collections::BTreeSet;

use channelgraph_sql::Source;

use super::{Row, ask, plain_row, reader, table, text};
use crate::harness::{Gateway, small};

#[tokio::test]
async fn the_pages_of_every_set_are_the_rows_of_sql() {
    let gateway = Gateway::start(small(2)).await;
    let reader = reader(&gateway).await;
    let names: Vec<String> = reader.tables().iter().map(|table| table.name.clone()).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        // These change while they are read: counters and clocks.
        if matches!(name.as_str(), "sources" | "watermarks") {
            let (rows, _) = ask(&gateway).all(&name).await;
            assert!(!rows.is_empty(), "{name}");
            continue;
        }
        let columns = "records" == name;
        let expected = table(&reader, &name).await;
        let (rows, pages) = ask(&gateway).with("prefer", "odata.maxpagesize=97").all(&name).await;
        assert!(pages > 1 || rows.len() <= 97, "{name} has {pages} pages of {} rows", rows.len());
        let mut rows: Vec<_> = rows.iter().map(plain_row).collect();
        let mut expected = expected;
        if columns {
            // When a record was fetched differs from one reading to the next.
            for row in rows.iter_mut().chain(&mut expected) {
                row.remove("fetched_at");
            }
        }
        rows.sort();
        expected.sort();
        assert_eq!(rows.len(), expected.len(), "{name}");
        assert!(rows == expected, "{name} differs: {:?}", difference(&rows, &expected));
    }
}

fn difference<T: PartialEq + std::fmt::Debug>(one: &[T], other: &[T]) -> Option<String> {
    let mut pairs = one.iter().zip(other);
    pairs.find(|(one, other)| one != other).map(|(one, other)| format!("{one:#?} {other:#?}"))
}

fn ids(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| text(row, "id")).collect()
}

#[tokio::test]
async fn small_pages_give_each_row_once_and_read_nothing_twice() {
    let gateway = Gateway::start(small(1)).await;
    let (whole, _) = ask(&gateway).all("deals?$select=id,name").await;
    assert!(whole.len() > 100);
    for size in ["3", "50"] {
        let asking = ask(&gateway).with("prefer", &format!("odata.maxpagesize={size}"));
        let (rows, pages) = asking.all("deals?$select=id,name").await;
        assert_eq!(rows, whole);
        assert!(pages >= whole.len() / 50);
        let distinct: BTreeSet<_> = ids(&rows).into_iter().collect();
        assert_eq!(distinct.len(), rows.len());
    }
    let first = ask(&gateway).with("prefer", "odata.maxpagesize=20").get("deals").await;
    assert_eq!(first.headers["preference-applied"], "odata.maxpagesize=20");
    assert_eq!(first.headers["odata-version"], "4.0");
    let next = first.json()["@odata.nextLink"].as_str().expect("a link").to_owned();
    gateway.app.engine.forget();
    gateway.calls();
    let second = ask(&gateway).get(&next).await;
    assert_eq!(second.rows().len(), 20, "the size of pages stays: {next}");
    let near = gateway.call_count();
    let far = format!("{next}&x=1");
    gateway.app.engine.forget();
    assert_eq!(ask(&gateway).get(&far).await.rows(), second.rows());
    assert!(gateway.call_count() <= near + 2);
}

#[tokio::test]
async fn children_of_all_partners_and_lists_in_nodes_are_paged_too() {
    let gateway = Gateway::start(small(4)).await;
    for set in ["contacts", "partner_programs", "records"] {
        let (whole, _) = ask(&gateway).all(set).await;
        let asking = ask(&gateway).with("prefer", "odata.maxpagesize=7");
        let (rows, pages) = asking.all(set).await;
        assert!(pages > 3, "{set}: {pages} pages of {} rows", whole.len());
        let key = |row: &Row| {
            let mut row = row.clone();
            row.remove("fetched_at");
            serde_json::to_string(&row).expect("JSON")
        };
        let sorted = |rows: &[Row]| {
            let mut keys: Vec<_> = rows.iter().map(key).collect();
            keys.sort();
            keys
        };
        assert_eq!(sorted(&rows), sorted(&whole), "{set}");
    }
}

#[tokio::test]
async fn top_and_skip_cut_a_result_and_a_cut_result_has_no_next_page() {
    let gateway = Gateway::start(small(1)).await;
    let (whole, _) = ask(&gateway).all("deals?$select=id").await;
    for (top, skip) in [(1, 0), (10, 5), (60, 100), (5_000, 40), (0, 0)] {
        let expected: Vec<Row> = whole.iter().skip(skip).take(top).cloned().collect();
        let address = format!("deals?$select=id&$top={top}&$skip={skip}");
        for size in ["8", "500"] {
            let asking = ask(&gateway).with("prefer", &format!("odata.maxpagesize={size}"));
            let (rows, _) = asking.all(&address).await;
            assert_eq!(ids(&rows), ids(&expected), "{address} in pages of {size}");
        }
        let cut = ask(&gateway).get(&address).await.json();
        let ends = top <= 500 && skip + top < whole.len();
        assert!(!ends || cut["@odata.nextLink"].is_null(), "{cut:#}");
    }
    let far = ask(&gateway).get("deals?$skip=10001").await;
    assert_eq!(far.status, 501);
}

#[tokio::test]
async fn rows_are_counted_exactly() {
    let gateway = Gateway::start(small(1)).await;
    for set in ["deals", "partners", "contacts", "partner_programs", "sources"] {
        let (rows, _) = ask(&gateway).all(set).await;
        let counted = ask(&gateway).get(&format!("{set}/$count")).await;
        assert_eq!((counted.status, &*counted.text), (200, &*rows.len().to_string()), "{set}");
        assert!(counted.headers["content-type"].starts_with("text/plain"));
        let beside = ask(&gateway).get(&format!("{set}?$count=true&$top=2")).await.json();
        assert_eq!(beside["@odata.count"], rows.len(), "{set}");
    }
    let filter = "deals/$count?$filter=contains(name,'a') and stage ne 'WON'";
    let counted = ask(&gateway).get(filter).await;
    let (rows, _) = ask(&gateway).all("deals?$filter=contains(name,'a') and stage ne 'WON'").await;
    assert_eq!(counted.text, rows.len().to_string());
}

#[tokio::test]
async fn a_row_is_found_by_its_key() {
    let gateway = Gateway::start(small(1)).await;
    let (deals, _) = ask(&gateway).all("deals?$top=3").await;
    for deal in &deals {
        let id = text(deal, "id");
        for address in
            [format!("deals('{id}')"), format!("deals(id='{id}')"), format!("Deals('{id}')")]
        {
            let mut found = ask(&gateway).get(&address).await.json();
            let found = found.as_object_mut().expect("an object");
            let context = found.remove("@odata.context").expect("a context");
            assert!(context.as_str().is_some_and(|text| text.ends_with("#deals/$entity")));
            assert_eq!(found, deal, "{address}");
        }
    }
    let (programs, _) = ask(&gateway).all("partner_programs?$top=5").await;
    for program in &programs {
        let (id, position) = (text(program, "partner_id"), &program["position"]);
        let address = format!("partner_programs(partner_id='{id}',position={position})?$select=*");
        let found = ask(&gateway).get(&address).await.json();
        assert!(program.iter().all(|(name, value)| found[name] == *value), "{address}: {found:#}");
    }
    assert_eq!(ask(&gateway).get("deals('nonsense')").await.status, 404);
    assert_eq!(ask(&gateway).get("partner_programs('x')").await.status, 400);
    let selected = ask(&gateway).get("sources('salesforce')?$select=connector").await.json();
    assert_eq!(selected["connector"], "salesforce");
}

#[tokio::test]
async fn answers_have_the_form_that_is_asked_for() {
    let gateway = Gateway::start(small(1)).await;
    let page = ask(&gateway).get("deals?$select=id,amount&$top=3&$filter=amount gt 0").await;
    let context = page.json()["@odata.context"].as_str().expect("a context").to_owned();
    assert_eq!(context, format!("{}/odata/v4/$metadata#deals(id,amount)", gateway.url));
    assert!(page.rows().iter().all(|row| row["amount"].is_number() && row.len() == 2));
    let accept = "application/json;odata.metadata=none;IEEE754Compatible=true";
    let bare = ask(&gateway).with("accept", accept);
    let bare = bare.get("deals?$select=id,amount&$top=3&$filter=amount gt 0&$count=true").await;
    let media = &bare.headers["content-type"];
    assert!(media.contains("metadata=none") && media.contains("IEEE754Compatible=true"), "{media}");
    let json = bare.json();
    assert!(json["@odata.context"].is_null() && json["@odata.count"].is_string(), "{json:#}");
    assert!(bare.rows().iter().all(|row| row["amount"].is_string()));
    let service = ask(&gateway).get("").await.json();
    let sets = service["value"].as_array().expect("a list");
    assert!(sets.iter().any(|set| set["name"] == "deals" && set["url"] == "deals"), "{sets:?}");
}
