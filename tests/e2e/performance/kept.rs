//! Lists that are kept for figures: what they cost when asked again, and that changes are in them.

use channelgraph::{config::Config, demo};
use channelgraph_sandbox::{truth::System, world::edit::Kind};
use chrono::{Days, NaiveDate};
use rand::{Rng, SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};

use super::performance;
use crate::harness::{Gateway, change, small};

const FIGURES: &str = "total { revenue { count amount { amount } } pipelineCreated { count }
    openPipeline { count amount { amount } } registrations { submitted approved }
    leads { received accepted } incentiveCost { amount } winRate byAttribution { attribution
    revenue { count } } } rows { keys { value } revenue { count amount { amount } } }
    coverage { complete records undated unattributed }";

/// The figures of all deals, and of those that pass a condition on what no figure stands on.
async fn figures(gateway: &Gateway) -> [Value; 2] {
    let group = "groupBy: [PARTNER] first: 500";
    let some = format!("{group} dealFilter: {{ stage: {{ in: [PROPOSAL, WON] }} }}");
    let all = performance(gateway, group, FIGURES).await;
    [all, performance(gateway, &some, FIGURES).await]
}

/// A gateway that looks for changes each time.
async fn gateway() -> Gateway {
    let impatient = |config: &mut Config| {
        (config.cache.seconds, config.performance.closed_seconds) = (0, 0);
    };
    Gateway::over(small(9), demo::CRMS, None, impatient).await
}

#[tokio::test]
async fn figures_that_are_asked_again_cost_a_look_for_changes() {
    let gateway = gateway().await;
    let figures = async || performance(&gateway, "groupBy: [PARTNER]", FIGURES).await;
    let first = figures().await;
    let cold = gateway.call_count();
    let again = figures().await;
    let calls = gateway.calls();
    assert_eq!(again, first);
    // One for each table: deals and leads in both systems, incentives in four and one, partners of
    // deals, and shares of campaigns.
    assert_eq!(calls.values().sum::<u64>(), 11, "{calls:#?}");
    assert!(cold > 12, "{cold} calls at first");
    // Other figures over the same records cost no more.
    performance(&gateway, "groupBy: [COUNTRY] interval: MONTH", FIGURES).await;
    assert!(gateway.call_count() > 0, "an interval may reach further back");
    performance(&gateway, "groupBy: [TIER]", FIGURES).await;
    assert_eq!(gateway.call_count(), 11);
}

#[tokio::test]
async fn days_that_are_over_are_told_without_a_look_for_a_while() {
    let seldom = |config: &mut Config| config.cache.seconds = 0;
    let gateway = Gateway::over(small(9), demo::SYSTEMS, None, seldom).await;
    let ask = async |period: &str| {
        let query = format!(
            "{{ performance(period: {period}, groupBy: [PARTNER]) {{
                total {{ revenue {{ count amount {{ amount }} }} leads {{ received }}
                    incentiveCost {{ amount }} openPipeline {{ count }} }}
                coverage {{ complete asOf records }} }} }}"
        );
        let told = gateway.data(&query).await["performance"].clone();
        assert_eq!(told["coverage"]["complete"], true, "{told:#}");
        (told, gateway.call_count())
    };
    let over = "{ calendar: { year: 2026, quarter: 2 } }";
    let (first, cold) = ask(over).await;
    assert!(cold > 12, "{cold} calls at first");
    // Neither from a record's cache, nor by a look: not even of the ERP, which tells no changes.
    assert_eq!(ask(over).await, (first, 0));
    let still = "{ last: { count: 2, of: QUARTER, includeCurrent: true } }";
    ask(still).await;
    let (_, calls) = ask(still).await;
    assert!(calls > 5, "{calls} calls of what still changes");
}

/// Changes something that figures stand on.
fn edit(gateway: &Gateway, dice: &mut SmallRng) {
    let control = &gateway.sandbox.control;
    let day = |dice: &mut SmallRng| {
        let from = NaiveDate::from_ymd_opt(2025, 6, 1).expect("a day");
        from.checked_add_days(Days::new(dice.random_range(0..600))).expect("a day")
    };
    let (deal, partner) = {
        let truth = control.truth();
        let node = &truth.deals[dice.random_range(0..truth.deals.len())];
        let record = &node[dice.random_range(0..node.len())];
        let partners: Vec<_> = truth
            .partners
            .iter()
            .flatten()
            .filter(|partner| partner.source == record.source)
            .map(|partner| json!({ "source": partner.source, "id": partner.id }))
            .collect();
        let partner = partners[dice.random_range(0..partners.len())].clone();
        ((record.source, record.id.clone()), partner)
    };
    if !matches!(deal.0, System::Salesforce | System::Hubspot) {
        return;
    }
    let (field, value) = match dice.random_range(0..5) {
        0 => ("amount", json!(format!("{}.50", dice.random_range(100..90_000)))),
        1 => ("closeDate", json!(day(dice))),
        2 => ("partner", partner),
        3 => ("stage", json!(["WON", "LOST", "PROPOSAL"][dice.random_range(0..3)])),
        _ => ("name", json!("Renamed")),
    };
    change(control, deal.0, Kind::Deals, deal.1, field, value);
}

#[tokio::test]
async fn what_changes_is_in_figures_that_are_kept() {
    let gateway = gateway().await;
    let mut config = gateway.config.clone();
    config.performance.kept_nodes = 0;
    let anew = gateway.beside(&config).await;
    let mut dice = SmallRng::seed_from_u64(7);
    let (mut differed, mut before) = (0, figures(&gateway).await);
    for step in 0..25 {
        for _ in 0..=dice.random_range(0..3) {
            edit(&gateway, &mut dice);
        }
        let kept = figures(&gateway).await;
        assert_eq!(kept, figures(&anew).await, "after step {step}");
        differed += usize::from(kept != before);
        before = kept;
    }
    assert!(differed > 8, "{differed} steps changed a figure");
}
