//! Statements by hand-worked figures.

mod cash;
mod reasons;
mod totals;

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::Money;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Basis, IncentiveStatement, Known, Line, Payment, Reason, Row, Stage, Status, Terms};
use crate::{money::Rates, work::period::Days};

const ALL: Known =
    Known { promised: true, claimed: true, earned: true, approved: true, paid: true };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An amount: `100 EUR`.
fn money(text: &str) -> Money {
    let (amount, currency) = text.split_once(' ').unwrap();
    Money { amount: amount.parse().unwrap(), currency: currency.into() }
}

fn number(text: &str) -> Option<Decimal> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

fn payment(amount: &str, on: &str) -> Payment {
    Payment { amount: money(amount), on: Some(day(on)) }
}

/// The third quarter of 2026, seen on 1 November: a euro is worth two dollars, a yen half a cent.
fn terms(basis: Basis) -> Terms {
    let worth = [("EUR", "2"), ("JPY", "0.005")];
    let worth = worth.map(|(code, worth)| (code.to_owned(), worth.parse().unwrap()));
    Terms {
        days: Days { from: day("2026-07-01"), to: day("2026-09-30") },
        basis,
        currency: "USD".into(),
        rates: Rates::new("USD", worth.into(), None),
        today: day("2026-11-01"),
        known: ALL,
    }
}

fn cohort(rows: &[Row]) -> IncentiveStatement {
    IncentiveStatement::of(rows, &terms(Basis::Cohort))
}

/// A row of some stages, made on 10 July.
fn row(stages: &[Stage], status: Status) -> Row {
    Row {
        stages: stages.iter().copied().collect(),
        status: Some(status),
        created_on: Some(day("2026-07-10")),
        ..Row::default()
    }
}

fn promise(amount: &str) -> Row {
    Row { promised: Some(money(amount)), ..row(&[Stage::Promise], Status::Approved) }
}

fn claim(amount: &str, status: Status) -> Row {
    Row { claimed: Some(money(amount)), ..row(&[Stage::Claim], status) }
}

fn earning(amount: &str, status: Status) -> Row {
    Row {
        earned: Some(money(amount)),
        earned_at: Some(day("2026-08-15")),
        due_at: Some(day("2026-12-01")),
        ..row(&[Stage::Earning], status)
    }
}

/// Promised, claimed, earned, approved, paid of a line or a total; empty for none.
fn columns(of: super::Columns) -> [Option<Decimal>; 5] {
    [of.promised, of.claimed, of.earned, of.approved, of.paid]
}

/// Unused, reduced, outstanding, overpaid.
fn differences(of: &super::Differences) -> [Option<Decimal>; 4] {
    [of.unused, of.reduced, of.outstanding, of.overpaid]
}

fn numbers<const N: usize>(texts: [&str; N]) -> [Option<Decimal>; N] {
    texts.map(number)
}

fn reasons(line: &Line) -> BTreeSet<Reason> {
    line.differences.reasons.clone()
}

fn currency(line: &Line) -> Option<Arc<str>> {
    line.currency.clone()
}
