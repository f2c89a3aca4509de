//! The tests: rules change nothing for who sees all, and a world that lacks something is found out.

use std::collections::BTreeMap;

use channelgraph_schema::EntityKind;
use serde_json::json;

use crate::{
    role::{Clause, Mode, Role, Rows},
    run::{Report, Run},
};

/// A number from the environment.
fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The role that sees everything.
fn all() -> Role {
    Role { name: "all", rows: Rows::All, fields: None }
}

/// A partner's user, as the demo has him.
fn partner() -> Role {
    let clause = |only| Clause { only, when: None };
    let own = json!({ "partner": { "in": ["$partner", "$children"] } });
    let child = Clause {
        only: json!({ "parent": { "eq": "$partner" } }),
        when: Some(json!({ "type": { "eq": "DISTRIBUTOR" } })),
    };
    let rows = vec![
        (EntityKind::Partner, vec![clause(json!({ "id": { "eq": "$partner" } })), child]),
        (EntityKind::Lead, vec![clause(own.clone())]),
        (EntityKind::Deal, vec![clause(own.clone())]),
        (EntityKind::Incentive, vec![clause(own.clone())]),
        (EntityKind::Contact, vec![clause(own)]),
    ];
    let fields = BTreeMap::from([
        ("finance", Mode::Show),
        ("personal", Mode::Mask),
        ("provenance", Mode::Hide),
        ("attributes", Mode::Hide),
    ]);
    Role { name: "partner", rows: Rows::Of(rows), fields: Some(fields) }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_all_gets_what_everyone_gets() {
    let run = Run::start(1, &[], &|_| vec![(all(), None)]).await;
    let mut report = Report::default();
    run.cases(number("CASES", 400), &mut report).await;
    eprintln!("{report}");
    for difference in report.differences.iter().take(5) {
        eprintln!("{difference}\n");
    }
    assert!(report.differences.is_empty(), "{report}");
}

#[test]
fn roles_are_written_as_configuration() {
    let text = partner().toml();
    let table: toml::Table = text.parse().expect("TOML");
    let role = &table["roles"]["partner"];
    assert_eq!(role["rows"]["Partner"][1]["if"]["type"]["eq"].as_str(), Some("DISTRIBUTOR"));
    assert_eq!(role["fields"]["personal"].as_str(), Some("mask"));
}
