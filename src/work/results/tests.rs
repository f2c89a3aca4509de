//! Sums of campaigns.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph_schema::Money;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    CampaignResults, Part, Question,
    fold::{Deal, Fold},
};
use crate::{
    money::Rates,
    work::{coverage::Backing, period::Days},
};

const NOTHING: Backing = Backing { twins: 0, as_of: None };

/// A record of this id, with nothing behind it.
fn of(id: &str) -> (&str, Backing) {
    (id, NOTHING)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn money(amount: i64, currency: &str) -> Money {
    Money { amount: amount.into(), currency: currency.into() }
}

fn deal(created: &str, won: Option<&str>, amount: Option<Money>) -> Deal {
    let won = won.map(day);
    Deal { created: Some(day(created)), won, is_undated: false, amount }
}

/// What a campaign over these days comes to: one that cost 100 euros, at two dollars each.
fn results(days: Option<(&str, &str)>, add: impl Fn(&mut Fold<'_>)) -> CampaignResults {
    let rates = Rates::new("USD", BTreeMap::from([("EUR".to_owned(), Decimal::TWO)]), None);
    let days = days.map(|(from, to)| Days { from: day(from), to: day(to) });
    let parts = BTreeSet::from([Part::Leads, Part::Deals, Part::Influenced, Part::Cost]);
    let question = Question { days, currency: None, parts };
    let mut fold = Fold::new(&question, &rates, day("2026-11-28"));
    fold.cost(Some(&money(100, "EUR")), Some(day("2026-06-30")));
    add(&mut fold);
    fold.finish(|_| true, true)
}

fn usual(fold: &mut Fold<'_>) {
    fold.deal(&deal("2026-05-01", Some("2026-07-01"), Some(money(500, "USD"))), of("1"));
    fold.deal(&deal("2026-06-01", None, Some(money(50, "EUR"))), of("2"));
    fold.deal(&deal("2026-06-02", Some("2026-06-03"), None), of("3"));
    fold.influenced(
        &deal("2026-01-01", Some("2026-07-02"), Some(money(80, "USD"))),
        Decimal::new(25, 2),
        of("4"),
    );
    fold.lead(Some(day("2026-05-01")), of("5"));
    fold.lead(None, of("6"));
}

#[test]
fn a_campaign_is_held_against_its_cost() {
    let told = results(None, usual);
    assert_eq!((told.leads, told.deals, told.deals_won), (Some(2), Some(3), Some(2)));
    assert_eq!((told.pipeline, told.revenue), (Some(600.into()), Some(500.into())));
    assert_eq!((told.influenced, told.cost), (Some(20.into()), Some(200.into())));
    assert_eq!((told.roi, told.cost_per_lead), (Some(1.5), Some(100.into())));
    let coverage = told.coverage;
    assert_eq!((coverage.records, coverage.without_amount, coverage.undated), (6, 1, 0));
}

#[test]
fn a_period_takes_each_record_by_its_own_day() {
    let told = results(Some(("2026-06-01", "2026-06-30")), usual);
    assert_eq!((told.leads, told.deals, told.deals_won), (Some(0), Some(2), Some(1)));
    assert_eq!((told.pipeline, told.revenue), (Some(100.into()), Some(0.into())));
    assert_eq!(told.influenced, Some(0.into()));
    // The cost is that of the whole campaign.
    assert_eq!((told.cost, told.roi, told.cost_per_lead), (Some(200.into()), None, None));
    assert_eq!((told.coverage.records, told.coverage.undated), (2, 1));
}

#[test]
fn what_has_no_rate_is_counted_and_adds_nothing() {
    let told = results(None, |fold| {
        fold.deal(&deal("2026-05-01", Some("2026-07-01"), Some(money(9, "JPY"))), of("7"));
    });
    assert_eq!((told.revenue, told.deals_won), (Some(0.into()), Some(1)));
    assert_eq!((told.coverage.unconverted, told.roi), (1, Some(-1.0)));
    assert_eq!(told.cost_per_lead, None);
}
