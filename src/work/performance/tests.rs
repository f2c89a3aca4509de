//! Figures worked out by hand.

use std::sync::Arc;

use channelgraph_schema::{Filter, Money};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    Attribution, Group, Question, Thresholds,
    add::Record,
    counted::{CountedDeal, keys},
    facts::{Deal, Invoice, Lead, LeadState, RegistrationState, deal::Registration},
    known::Known,
    sums::Sums,
    terms::{AmountSeen, Terms},
};
use crate::{
    money::Rates,
    work::period::{Calendar, Comparison, Days},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

const MARCH: Days = Days {
    from: NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
    to: NaiveDate::from_ymd_opt(2026, 3, 31).unwrap(),
};

fn question(figures: &[Group]) -> Question {
    Question {
        group_by: Vec::new(),
        period: MARCH,
        interval: None,
        partners: Filter::all(),
        deals: Filter::all(),
        attributions: None,
        currency: None,
        rates_on: None,
        compare: Comparison::None,
        figures: figures.iter().copied().collect(),
    }
}

/// The terms of a question that is asked on 15 May 2026.
fn terms(question: &Question) -> Terms<'_> {
    Terms {
        question,
        calendar: Calendar::default(),
        rates: Rates::new("USD", [("EUR".to_owned(), decimal("1.08"))].into(), None),
        currency: "USD".into(),
        accept_hours: Some(24),
        roles: Arc::default(),
        engagement: Thresholds::default(),
        is_of_one: false,
        max_groups: 1_000,
        now: moment("2026-05-15T12:00:00Z"),
        today: day("2026-05-15"),
    }
}

fn deal(created: &str, close: &str, state: Option<bool>, amount: Option<(&str, &str)>) -> Deal {
    Deal {
        created: Some(day(created)),
        close: Some(day(close)),
        is_closed: state.is_some(),
        is_won: state == Some(true),
        amount: amount
            .map(|(amount, currency)| Money { amount: decimal(amount), currency: currency.into() }),
        probability: Some(decimal("0.5")),
        channel: None,
        kind: None,
        ..Deal::default()
    }
}

fn sum(terms: &Terms<'_>, deals: &[Deal]) -> (Sums, Vec<AmountSeen>) {
    let mut sums = Sums::default();
    let mut all = Vec::new();
    for deal in deals {
        let deal = CountedDeal { deal, parts: vec![Attribution::Unattributed], is_own: true };
        let mut seen = AmountSeen::default();
        if deal.belongs(terms, MARCH) {
            deal.add(terms, MARCH, &mut sums, &mut seen);
        }
        all.push(seen);
    }
    (sums, all)
}

#[test]
fn revenue_counts_deals_won_on_both_ends_of_the_period() {
    let question = question(&[Group::Closed]);
    let terms = terms(&question);
    let deals = [
        deal("2026-02-01", "2026-03-01", Some(true), Some(("100.10", "USD"))),
        deal("2026-03-31", "2026-03-31", Some(true), Some(("100", "EUR"))),
        // Neither before nor behind, and not open though planned for March.
        deal("2026-02-01", "2026-02-28", Some(true), Some(("7", "USD"))),
        deal("2026-02-01", "2026-04-01", Some(true), Some(("7", "USD"))),
        deal("2026-02-01", "2026-03-15", None, Some(("7", "USD"))),
        deal("2026-03-01", "2026-03-11", Some(false), Some(("100", "USD"))),
        deal("2026-04-01", "2026-03-20", Some(true), None),
    ];
    let (sums, seen) = sum(&terms, &deals);
    let figures = sums.figures(&Known::of_all(&question.figures));
    let revenue = figures.revenue.unwrap();
    assert_eq!((revenue.count, revenue.amount), (3, Some(decimal("208.10"))));
    assert_eq!(figures.win_rate, Some(0.75));
    assert_eq!(figures.average_deal_size, Some(decimal("104.05")), "of those with an amount");
    assert_eq!(
        figures.mean_cycle_days,
        Some(14.0),
        "28 and 0 days: what ends before it begins is out"
    );
    assert!(seen[6].is_without && !seen[6].is_unconverted);
}

#[test]
fn an_amount_without_a_rate_counts_and_adds_nothing() {
    let question = question(&[Group::Closed]);
    let deals = [deal("2026-02-01", "2026-03-02", Some(true), Some(("100", "JPY")))];
    let (sums, seen) = sum(&terms(&question), &deals);
    let revenue = sums.figures(&Known::of_all(&question.figures)).revenue.unwrap();
    assert_eq!((revenue.count, revenue.amount), (1, Some(Decimal::ZERO)));
    assert!(seen[0].is_unconverted);
}

#[test]
fn the_pipeline_of_a_period_that_is_over_is_what_was_open_at_its_end() {
    let question = question(&[Group::Open]);
    let terms = terms(&question);
    let deals = [
        deal("2026-03-31", "2026-06-01", None, Some(("100", "USD"))),
        deal("2026-01-01", "2026-04-01", Some(true), Some(("10", "USD"))),
        deal("2026-01-01", "2026-03-31", Some(true), Some(("7", "USD"))),
        deal("2026-04-01", "2026-06-01", None, Some(("7", "USD"))),
    ];
    let (sums, _) = sum(&terms, &deals);
    let figures = sums.figures(&Known::of_all(&question.figures));
    let open = figures.open_pipeline.unwrap();
    assert_eq!((open.count, open.amount), (2, Some(decimal("110"))));
    assert_eq!(figures.weighted_pipeline, Some(decimal("55")));
    let now = Days { from: day("2026-05-01"), to: day("2026-05-31") };
    let counted =
        CountedDeal { deal: &deals[1], parts: vec![Attribution::Unattributed], is_own: true };
    assert!(!counted.belongs(&terms, now), "won since");
    let later = Days { from: day("2026-06-01"), to: day("2026-06-30") };
    let counted =
        CountedDeal { deal: &deals[0], parts: vec![Attribution::Unattributed], is_own: true };
    assert!(!counted.belongs(&terms, later), "nobody knows what will be open then");
}

#[test]
fn a_registration_that_expired_was_approved() {
    let question = question(&[Group::Registrations]);
    let registered = |state, won| Deal {
        registration: Some(Registration {
            state: Some(state),
            submitted: moment("2026-03-10T00:00:00Z"),
            day: day("2026-03-10"),
            decided: Some(moment("2026-03-10T06:00:00Z")),
        }),
        ..deal("2026-03-10", "2026-04-10", won, None)
    };
    let deals = [
        registered(RegistrationState::Approved, Some(true)),
        registered(RegistrationState::Expired, None),
        registered(RegistrationState::Rejected, Some(true)),
        registered(RegistrationState::Pending, None),
    ];
    let (sums, _) = sum(&terms(&question), &deals);
    let told = sums.figures(&Known::of_all(&question.figures)).registrations.unwrap();
    assert_eq!((told.submitted, told.approved, told.expired, told.pending), (4, 1, 1, 1));
    assert_eq!(told.approval_rate, Some(2.0 / 3.0));
    assert_eq!(told.conversion_rate, Some(0.5), "of those that were approved");
    assert_eq!(told.median_hours_to_decision, Some(6.0));
}

#[test]
fn credit_memos_are_taken_off_what_was_billed_in_the_period() {
    let question = question(&[Group::Billed]);
    let terms = terms(&question);
    let mut sums = Sums::default();
    let mut seen = AmountSeen::default();
    for (issued, amount, currency) in [
        (Some("2026-03-01"), "100", "USD"),
        (Some("2026-03-31"), "10", "EUR"),
        (Some("2026-03-31"), "-30", "USD"),
        (Some("2026-02-28"), "7", "USD"),
        (Some("2026-04-01"), "7", "USD"),
        (None, "7", "USD"),
    ] {
        let amount = Money { amount: decimal(amount), currency: currency.into() };
        let invoice = Invoice { issued: issued.map(day), amount: Some(amount) };
        if invoice.belongs(&terms, MARCH) {
            invoice.add(&terms, MARCH, &mut sums, &mut seen);
        }
    }
    let billed = sums.figures(&Known::of_all(&question.figures)).billed;
    assert_eq!(billed, Some(decimal("80.80")));
    let invoice = Invoice { issued: Some(day("2026-03-02")), amount: None };
    invoice.add(&terms, MARCH, &mut sums, &mut seen);
    assert!(seen.is_without && !seen.is_unconverted);
}

#[test]
fn a_lead_breaches_if_it_is_accepted_late_or_waits_too_long() {
    let question = question(&[Group::Leads]);
    let terms = terms(&question);
    let lead = |assigned: &str, accepted: Option<&str>, state| Lead {
        assigned: moment(assigned),
        day: moment(assigned).date_naive(),
        accepted: accepted.map(moment),
        state: Some(state),
        is_converted: false,
    };
    let mut sums = Sums::default();
    for lead in [
        lead("2026-03-01T00:00:00Z", Some("2026-03-02T00:00:00Z"), LeadState::Accepted),
        lead("2026-03-01T00:00:00Z", Some("2026-03-02T00:00:01Z"), LeadState::Accepted),
        lead("2026-03-31T23:59:59Z", None, LeadState::Waiting),
        lead("2026-03-05T00:00:00Z", None, LeadState::Rejected),
        lead("2026-02-28T23:59:59Z", None, LeadState::Waiting),
    ] {
        if lead.belongs(&terms, MARCH) {
            lead.add(&terms, MARCH, &mut sums, &mut AmountSeen::default());
        }
    }
    let told = sums.figures(&Known::of_all(&question.figures)).leads.unwrap();
    assert_eq!((told.received, told.accepted, told.rejected, told.waiting), (4, 2, 1, 1));
    assert_eq!(told.sla_breaches, Some(2));
    assert_eq!(told.acceptance_rate, Some(2.0 / 3.0));
}

#[test]
fn a_record_is_in_one_row_for_each_combination_of_values() {
    use super::Dimension::{Region, Segment, Tier};
    let values = |dimension| match dimension {
        Segment => vec!["SMB".to_owned(), "Public".to_owned()],
        Tier => vec!["Gold".to_owned()],
        _ => Vec::new(),
    };
    let rows = keys(&[Segment, Region, Tier], values);
    let gold = Some("Gold".to_owned());
    assert_eq!(
        rows,
        [
            vec![Some("SMB".to_owned()), None, gold.clone()],
            vec![Some("Public".to_owned()), None, gold]
        ]
    );
    assert_eq!(keys(&[], values), [Vec::<Option<String>>::new()]);
}
