//! The suite on itself: a connector over rows in memory passes, and each of many that are wrong in
//! one way is found out.

mod memory;
mod shape;
mod wrong;

use channelgraph_schema::mapping::Row;
use serde_json::{Value as Json, json};

use crate::{Field, Kind, Relation, Subject, difference};
use memory::Memory;
use wrong::Wrong;

/// Rows with ties, nulls, ids of two lengths, and amounts that no binary fraction holds.
fn rows() -> Vec<Row> {
    let row = |n: usize| {
        let some =
            |every: usize, value: Json| if n.is_multiple_of(every) { Json::Null } else { value };
        let amount = |n: usize| {
            serde_json::from_str::<Json>(&format!("{}.{}0", n * 37 % 50, n % 10)).unwrap()
        };
        let values = [
            ("name", some(7, json!(["Müller", "O'Hara", "100% sure", "plain", "PLAIN"][n % 5]))),
            ("amount", some(5, amount(n))),
            ("won", json!(n.is_multiple_of(3))),
            ("closed", some(4, json!(format!("2026-03-{:02}", n % 9 + 1)))),
            ("changed", json!(format!("2026-03-{:02}T{:02}:30:00.500Z", n % 3 + 1, n * 7 % 24))),
            ("partner", some(6, json!((n % 8 + 1).to_string()))),
        ];
        Row {
            id: (n + 950).to_string(),
            parent: None,
            values: values.map(|(name, value)| (name.to_owned(), value)).into(),
        }
    };
    (0..120).map(row).collect()
}

fn fields() -> Vec<Field> {
    vec![
        Field::new("name", Kind::Text),
        Field::new("amount", Kind::Number).ordered().to_the_digit(),
        Field::new("won", Kind::Bool).ordered(),
        Field::new("closed", Kind::Date).ordered(),
        Field::new("changed", Kind::Time).ordered(),
        Field::new("partner", Kind::Id),
    ]
}

fn subject<'a>(connector: &'a dyn channelgraph_core::Connector) -> Subject<'a> {
    Subject {
        relations: vec![Relation::to_one("partner")],
        unknown: vec!["1".into(), "77777".into()],
        ..Subject::new(connector, "deals", fields(), rows())
    }
}

fn memory() -> Memory {
    let likes = fields().into_iter().map(|field| (field.name, field.kind.like())).collect();
    Memory::new("deals", likes, rows())
}

#[tokio::test]
async fn a_right_one_passes() {
    assert_eq!(difference(&subject(&memory())).await, None);
}

#[tokio::test]
async fn each_wrong_one_is_found_out() {
    for (what, wrong) in wrong::ALL {
        let connector = Wrong { right: memory(), wrong: *wrong };
        let difference = difference(&subject(&connector)).await;
        assert!(difference.is_some(), "not found out: {what}");
    }
}

#[test]
fn the_page_on_writing_a_connector_shows_this_one() {
    let page = include_str!("../../../docs/connectors/writing-one.md");
    let (_, code) = include_str!("tests/memory.rs").split_once("pub(super) struct Memory").unwrap();
    assert!(
        page.contains(code),
        "docs/connectors/writing-one.md shows another connector than tests/memory.rs"
    );
}
