//! The lines of statements.

use super::{
    super::{Door, key, one},
    Row, Way, selection, table, told,
};

const LINES: &[Way] = &[
    ("incentive_id", "incentive id"),
    ("deal_id", "deal id"),
    ("program", "program"),
    ("kind", "kind"),
    ("status", "status"),
    ("due_at", "dueAt"),
    ("paid_at", "paidAt"),
    ("promised", "promised amount"),
    ("claimed", "claimed amount"),
    ("earned", "earned amount"),
    ("approved", "approved amount"),
    ("paid", "paid amount"),
    ("differences_unused", "differences unused amount"),
    ("differences_reduced", "differences reduced amount"),
    ("differences_outstanding", "differences outstanding amount"),
    ("differences_overpaid", "differences overpaid amount"),
    ("differences_reasons", "differences reasons"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_statements_are_those_of_graphql() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let lines = selection(LINES);
    let mut count = 0;
    for basis in ["COHORT", "CASH"] {
        let ask = format!(
            "{{ partners(first: 15) {{ nodes {{ id statement(basis: {basis}, period: {{ calendar: \
             {{ year: 2026, quarter: 2 }} }}) {{ lines(first: 200) {{ nodes \
             {{ {lines} }} }} }} }} }} }}"
        );
        let answer = door.gateway.ask_as(&key("channel-manager"), &ask).await;
        let partners = answer["data"]["partners"]["nodes"].as_array();
        for partner in partners.unwrap_or_else(|| panic!("{answer}")) {
            let id = partner["id"].as_str().expect("an id");
            let nodes = partner["statement"]["lines"]["nodes"].as_array();
            let nodes = nodes.unwrap_or_else(|| panic!("{answer}"));
            let mut expected: Vec<Row> = nodes.iter().map(|line| told(line, LINES)).collect();
            expected.sort();
            let basis = match basis {
                "COHORT" => String::new(),
                other => format!("AND basis = '{other}'"),
            };
            let rest = format!(
                "FROM statements WHERE partner_id = '{id}' AND period_length = 'QUARTER' AND \
                 period_from = '2026-04-01' {basis}"
            );
            let mut found = table(&client, LINES, &rest).await;
            found.sort();
            assert_eq!(found, expected, "{id} {basis}");
            count += found.len();
        }
    }
    assert!(count > 20, "{count} lines in all");
    // By months, each incentive is in the month of its quarter in which it counts.
    let of = "SELECT count(DISTINCT incentive_id) FROM statements WHERE earned IS NOT NULL AND \
              promised IS NULL AND period_from >= '2026-04-01' AND period_to <= '2026-06-30'";
    let months = one(&client, of).await;
    assert_ne!(months, "0");
    assert_eq!(months, one(&client, &format!("{of} AND period_length = 'QUARTER'")).await);
}
