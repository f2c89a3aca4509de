//! The figures of partners, and who may see them.

use std::collections::BTreeSet;

use super::{
    super::{Door, code, key, one, rows},
    FIGURES, Row, selection, table, told,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_partners_are_those_of_graphql() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let ask = format!(
        "{{ partners(first: 12) {{ nodes {{ id performance(interval: MONTH, period: {{ last: {{ \
         count: 12, of: MONTH, includeCurrent: true }} }}) {{ currency rows {{ {} }} }} }} }} }}",
        selection(FIGURES)
    );
    let answer = door.gateway.ask_as(&key("channel-manager"), &ask).await;
    let partners = answer["data"]["partners"]["nodes"].as_array().expect("partners");
    let mut is_told = BTreeSet::new();
    for partner in partners {
        let id = partner["id"].as_str().expect("an id");
        let expected: Vec<Row> = partner["performance"]["rows"]
            .as_array()
            .unwrap_or_else(|| panic!("{answer}"))
            .iter()
            .map(|row| told(row, FIGURES))
            .collect();
        assert_eq!(expected.len(), 12);
        let rest = format!("FROM performance WHERE partner_id = '{id}' ORDER BY period_from");
        let found = table(&client, FIGURES, &rest).await;
        assert_eq!(found, expected, "{id}");
        let values = found.iter().flatten().filter(|(_, value)| value.is_some());
        is_told.extend(values.map(|(column, _)| column.clone()));
    }
    for column in ["revenue_amount", "open_pipeline_amount", "win_rate", "incentive_cost_earned"] {
        assert!(is_told.contains(column), "{column} has no value at all");
    }
    // The same whether partners are named, or all are read.
    let some = "SELECT partner_id, period_from, revenue_amount, leads_received, mdf_claimed, \
                roi_earned FROM performance";
    let whole = rows(&client, &format!("{some} ORDER BY 1, 2")).await;
    let ids: Vec<String> = partners.iter().map(|partner| partner["id"].to_string()).collect();
    let ids = ids.join(",").replace('"', "'");
    let named = format!("{some} WHERE partner_id IN ({ids}) ORDER BY 1, 2");
    let named = rows(&client, &named).await;
    let among: Vec<_> = whole.iter().filter(|row| named.contains(row)).cloned().collect();
    assert_eq!(among, named);
    let count = one(&client, "SELECT count(*) FROM partners").await.parse::<usize>().unwrap();
    assert_eq!(whole.len(), count * 12, "every partner has every month");
    // How many rows there are does not hang on their columns, and takes no call.
    door.gateway.app.engine.forget();
    door.gateway.calls();
    let counted = one(&client, "SELECT count(*) FROM performance").await;
    assert_eq!(counted, whole.len().to_string());
    assert_eq!(door.gateway.call_count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_a_role_may_not_see_are_no_columns() {
    let door = Door::open().await;
    let client = door.client("partner").await;
    assert_eq!(code(&client, "SELECT weighted_pipeline FROM performance").await, "42501");
    let mine = rows(&client, "SELECT DISTINCT partner_id FROM performance").await;
    let all = rows(&client, "SELECT id FROM partners").await;
    assert!(!mine.is_empty() && mine.len() == all.len(), "{} of {}", mine.len(), all.len());
    let query = "{ performance(interval: MONTH, period: { last: { count: 12, of: MONTH, \
                 includeCurrent: true } }) { rows { openPipeline { count amount { amount } } } } }";
    let answer = door.gateway.ask_as(&key("partner"), query).await;
    let ways = [
        ("open_pipeline_count", "openPipeline count"),
        ("open_pipeline_amount", "openPipeline amount amount"),
    ];
    let told: Vec<Row> = answer["data"]["performance"]["rows"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"))
        .iter()
        .map(|row| told(row, &ways))
        .collect();
    let rest = "FROM performance_total ORDER BY period_from";
    assert_eq!(table(&client, &ways, rest).await, told);
    // Who may not see what they stand on has no such tables.
    let door = Door::over(crate::harness::small(1), |config| {
        let role = config.roles.get_mut("bi-reader").expect("a role");
        *role = toml::from_str(
            "rows = \"all\"\n[fields]\nfinance = \"show\"\n\"Deal.partner\" = \"forbid\"\n\
             \"Lead.partner\" = \"forbid\"\n\"Incentive.partner\" = \"forbid\"\n\
             \"Invoice.partner\" = \"forbid\"\n\"CourseEnrollment.partner\" = \"forbid\"",
        )
        .expect("a role");
    })
    .await;
    let client = door.client("bi-reader").await;
    for table in ["performance", "performance_total", "statements"] {
        assert_eq!(code(&client, &format!("SELECT * FROM {table}")).await, "42P01", "{table}");
    }
}
