//! Cursors and ids that somebody made up.

use channelgraph_schema::{Cursor, EntityKind, NodeId, Order, Place, RecordKey, Stretch, Value};
use serde_json::json;

use super::harness::{Gateway, small};

/// An id that cannot be one of its source's is never sent there: a cursor that holds it was made
/// up, and a node of that id is not there.
#[tokio::test]
async fn ids_that_cannot_be_are_not_asked_for() {
    let gateway = Gateway::start(small(1)).await;
    let record = |source: &str, object: &str, id: &str| RecordKey {
        source: source.into(),
        object: object.into(),
        id: id.into(),
    };
    let at = |key, record| Cursor::at(Place::At { key, record });
    let order = Order { key: EntityKind::Deal.field("closeDate"), ..Order::default() };
    let (plain, kind) = (Order::default(), EntityKind::Deal);
    let mut wrong: Vec<(Cursor, Order)> = Vec::new();
    let forged = [
        ("hubspot", "deals", "abc"),
        ("hubspot", "deals", "1 OR 1=1"),
        ("hubspot", "deals", "123456789012345678901"),
        ("salesforce", "Opportunity", "006"),
        ("salesforce", "Opportunity", "' OR Id != '"),
        ("aws", "Opportunity", "nonsense!"),
    ];
    for (source, object, id) in forged {
        wrong.push((at(Value::Null, record(source, object, id)), plain));
        let id = NodeId { kind, record: record(source, object, id) }.encode();
        let found = gateway
            .data(&format!("{{ node(id: \"{id}\") {{ id }} deal(by: {{id: \"{id}\"}}) {{ id }} }}"))
            .await;
        assert_eq!(found, json!({ "node": null, "deal": null }), "{source} {object}");
        let list = gateway
            .data(&format!("{{ deals(filter: {{id: {{in: [\"{id}\"]}}}}) {{ nodes {{ id }} }} }}"))
            .await;
        assert_eq!(list["deals"]["nodes"], json!([]));
    }
    // A key that this order cannot have, and tables that are not there.
    let good = record("hubspot", "deals", "1");
    let text = Value::text("2026-01-31");
    wrong.push((at(text, good.clone()), order));
    wrong.push((at(Value::from(true), good.clone()), plain));
    let stretch = Stretch {
        without: vec![("nowhere".into(), "deals".into())],
        from: Place::Begin,
        to: Place::End,
        owed: true,
        alone: false,
    };
    let stretches = vec![stretch.clone()];
    wrong.push((Cursor { place: Place::End, stretches }, plain));
    let to = Place::At { key: Value::Null, record: record("hubspot", "deals", "x") };
    let without = vec![("hubspot".into(), "deals".into())];
    let stretches = vec![Stretch { without, to, ..stretch }];
    wrong.push((Cursor { place: Place::End, stretches }, plain));
    gateway.calls();
    for (cursor, order) in wrong {
        let after = cursor.encode(kind, order);
        let by = if order.key.is_some() { "orderBy: {field: CLOSE_DATE}" } else { "" };
        let query = format!("{{ deals(first: 1, {by} after: \"{after}\") {{ nodes {{ id }} }} }}");
        let (code, message) = gateway.error(&query).await;
        assert_eq!(code, "BAD_INPUT", "{cursor:?}: {message}");
        assert!(message.starts_with("`after`"), "{message}");
    }
    assert_eq!(gateway.call_count(), 0);
}
