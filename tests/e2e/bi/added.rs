//! Columns that a configuration adds: amounts in one currency, and the sources' own fields.

use channelgraph::config::Config;

use super::{Door, code, one, rows};
use crate::harness::small;

async fn door() -> Door {
    let change = |config: &mut Config| {
        config.bi.reporting_currency = Some("EUR".to_owned().try_into().expect("a currency"));
        config.bi.columns = toml::from_str("Deal = [\"salesStage\"]").expect("columns");
        let attributes = "[Deal.Opportunity.attributes]\nsalesStage = \"StageName\"";
        for source in config.salesforce.values_mut() {
            let over = toml::from_str(attributes).expect("a mapping");
            source.mapping = std::mem::take(&mut source.mapping).overlaid(over);
        }
    };
    Door::over(small(1), change).await
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_in_one_currency_add_up_to_the_figures() {
    let door = door().await;
    let client = door.client("channel-manager").await;
    let cents = |text: String| text.parse::<rust_decimal::Decimal>().expect("a sum").round_dp(2);
    let won = "SELECT sum(amount_reporting) FROM deals WHERE is_won AND partner_id IS NOT NULL AND \
               close_date BETWEEN '2026-01-01' AND '2026-09-30'";
    let revenue = "SELECT sum(revenue_amount) FROM performance_total WHERE currency = 'EUR' AND \
                   period_from >= '2026-01-01' AND period_to <= '2026-09-30'";
    let (won, revenue) = (cents(one(&client, won).await), cents(one(&client, revenue).await));
    assert!(!won.is_zero());
    // Each month's figure is rounded once, and their sum not at all.
    assert!((won - revenue).abs() <= rust_decimal::Decimal::new(5, 2), "{won} and {revenue}");
    let currencies =
        "SELECT count(DISTINCT amount_currency) FROM deals WHERE close_date IS NOT NULL";
    assert_ne!(one(&client, currencies).await, "1", "amounts of several currencies");
    let same = "SELECT count(*) FROM deals WHERE amount_currency = 'EUR' AND close_date IS NOT NULL \
                AND amount_reporting IS DISTINCT FROM amount";
    assert_eq!(one(&client, same).await, "0");
    let undated = "SELECT count(amount_reporting) FROM deals WHERE close_date IS NULL";
    assert_eq!(one(&client, undated).await, "0");
    for table in ["incentives", "invoices"] {
        let some = format!("SELECT count(amount_reporting) FROM {table}");
        assert_ne!(one(&client, &some).await, "0", "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sources_own_field_is_a_column_of_its_own() {
    let door = door().await;
    let client = door.client("channel-manager").await;
    let told = rows(
        &client,
        "SELECT id, x_sales_stage FROM deals WHERE x_sales_stage IS NOT NULL ORDER BY id",
    )
    .await;
    let attributes = "SELECT node_id, trim(both '\"' from value) FROM attributes WHERE entity = \
                      'DEAL' AND name = 'salesStage' AND value IS NOT NULL ORDER BY node_id";
    assert!(told.len() > 10, "{}", told.len());
    assert_eq!(told, rows(&client, attributes).await);
    // Who may not see the sources' own fields has no such column.
    let partner = door.client("partner").await;
    assert_eq!(code(&partner, "SELECT x_sales_stage FROM deals").await, "42501");
}
