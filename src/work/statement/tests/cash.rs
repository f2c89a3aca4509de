//! The basis `CASH`.

use super::*;

fn cash(rows: &[Row]) -> IncentiveStatement {
    IncentiveStatement::of(rows, &terms(Basis::Cash))
}

#[test]
fn what_is_owed_at_the_end_is_what_was_owed_and_came_without_what_was_paid() {
    let earned = |on: &str, amount: &str, paid: &[(&str, &str)]| Row {
        earned_at: Some(day(on)),
        payments: paid.iter().map(|(amount, on)| payment(amount, on)).collect(),
        ..earning(amount, Status::Scheduled)
    };
    let rows = [
        // Settled before: of no interest.
        earned("2026-03-01", "40 USD", &[("40 USD", "2026-04-01")]),
        // Owed before, paid in the period.
        earned("2026-05-01", "100 USD", &[("30 USD", "2026-06-30"), ("70 USD", "2026-07-01")]),
        // Earned in the period, and paid in it in part.
        earned("2026-08-01", "50 EUR", &[("20 EUR", "2026-09-30"), ("30 EUR", "2026-10-01")]),
        // Earned later.
        earned("2026-10-01", "10 USD", &[]),
    ];
    let statement = cash(&rows);
    let places: Vec<_> = statement.lines.iter().map(|line| line.place).collect();
    assert_eq!(places, [1, 2]);
    assert_eq!(columns(statement.columns), numbers(["0", "0", "100", "100", "110"]));
    assert_eq!((statement.opening, statement.closing), (number("70"), number("60")));
    assert_eq!(differences(&statement.differences), numbers(["0", "0", "60", "0"]));
    assert_eq!(columns(statement.lines[0].columns), numbers(["", "", "", "", "70"]));
    assert_eq!(columns(statement.lines[1].columns), numbers(["", "", "50", "50", "20"]));
    assert_eq!(statement.lines[1].differences.outstanding, number("30"));
    assert_eq!(statement.coverage.approximate.len(), 1);
}

#[test]
fn a_balance_is_shown_though_nothing_happened() {
    let owed = Row { earned_at: Some(day("2026-05-01")), ..earning("80 USD", Status::Earned) };
    let statement = cash(&[owed]);
    assert_eq!((statement.opening, statement.closing), (number("80"), number("80")));
    assert_eq!(statement.lines.len(), 1);
    assert_eq!(columns(statement.lines[0].columns), [None; 5]);
}

#[test]
fn what_was_overpaid_does_not_hide_what_is_owed() {
    let paid =
        Row { payments: vec![payment("90 USD", "2026-09-01")], ..earning("60 USD", Status::Paid) };
    let statement = cash(&[paid, earning("50 USD", Status::Earned)]);
    assert_eq!(statement.closing, number("20"));
    assert_eq!(differences(&statement.differences), numbers(["0", "0", "50", "30"]));
}

#[test]
fn a_clawback_counts_in_the_period_of_its_posting() {
    let paid = Row {
        earned_at: Some(day("2026-04-01")),
        payments: vec![payment("100 USD", "2026-05-01")],
        ..earning("100 USD", Status::Paid)
    };
    let statement = cash(&[paid, earning("-100 USD", Status::Earned)]);
    assert_eq!(columns(statement.columns), numbers(["0", "0", "-100", "-100", "0"]));
    assert_eq!((statement.opening, statement.closing), (number("0"), number("-100")));
}

#[test]
fn claims_count_by_the_day_on_which_they_were_made() {
    let made = |on: &str| Row { created_on: Some(day(on)), ..claim("10 USD", Status::Requested) };
    let statement = cash(&[made("2026-06-30"), made("2026-07-01"), made("2026-10-01")]);
    assert_eq!(statement.columns.claimed, number("10"));
    assert_eq!(statement.lines.len(), 1);
}

#[test]
fn a_payment_without_a_day_is_counted_as_undated() {
    let undated = Payment { amount: money("10 USD"), on: None };
    let row = Row { payments: vec![undated], ..earning("10 USD", Status::Paid) };
    let statement = cash(&[row]);
    assert_eq!((statement.columns.paid, statement.coverage.undated), (number("0"), 1));
}
