//! Totals of the basis `COHORT`.

use super::*;

#[test]
fn totals_are_in_one_currency_and_rounded_once() {
    // Half a cent each: rounded one by one they would be nothing.
    let yen = earning("1 JPY", Status::Earned);
    let statement = cohort(&[yen.clone(), yen]);
    assert_eq!(statement.columns.earned, number("0.01"));
    assert_eq!(statement.differences.outstanding, number("0.01"));
    let one = cohort(&[earning("10 EUR", Status::Earned), earning("5 USD", Status::Earned)]);
    assert_eq!(one.columns.earned, number("25"));
    let currencies: Vec<_> = one.lines.iter().map(currency).collect();
    assert_eq!(currencies, [Some("EUR".into()), Some("USD".into())]);
}

#[test]
fn an_amount_without_a_rate_is_left_out_of_the_total_and_named() {
    let statement = cohort(&[earning("10 EUR", Status::Earned), earning("7 XXX", Status::Earned)]);
    assert_eq!(statement.columns.earned, number("20"));
    let line = &statement.lines[1];
    assert_eq!((line.columns.earned, currency(line).as_deref()), (number("7"), Some("XXX")));
    assert!(reasons(line).contains(&Reason::NoRate));
    assert!(!reasons(&statement.lines[0]).contains(&Reason::NoRate));
    assert_eq!((statement.coverage.unconverted, statement.coverage.records), (1, 2));
}

#[test]
fn what_was_earned_in_the_period_counts_with_all_that_became_of_it() {
    let earned = |on: Option<&str>| Row {
        earned_at: on.map(day),
        payments: vec![payment("10 USD", "2027-02-01")],
        ..earning("10 USD", Status::Paid)
    };
    let days = ["2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01"];
    let mut rows: Vec<Row> = days.iter().map(|day| earned(Some(day))).collect();
    rows.push(earned(None));
    let statement = cohort(&rows);
    let places: Vec<_> = statement.lines.iter().map(|line| line.place).collect();
    assert_eq!(places, [1, 2]);
    assert_eq!(columns(statement.columns), numbers(["0", "0", "20", "20", "20"]));
    assert_eq!(statement.coverage.undated, 1);
    assert!(statement.closed);
    assert_eq!((statement.opening, statement.closing), (None, None));
}

#[test]
fn a_promise_counts_in_each_period_that_it_covers_a_day_of() {
    let during = |from: Option<&str>, to: Option<&str>| Row {
        period_start: from.map(day),
        period_end: to.map(day),
        ..promise("100 USD")
    };
    let rows = [
        during(Some("2026-01-01"), Some("2026-12-31")),
        during(Some("2026-09-30"), None),
        during(None, Some("2026-07-01")),
        during(Some("2026-10-01"), Some("2026-12-31")),
        during(None, Some("2026-06-30")),
    ];
    assert_eq!(cohort(&rows).columns.promised, number("300"));
}

#[test]
fn a_request_under_an_allocation_is_part_of_it() {
    let rows = [
        promise("1000 USD"),
        Row { draws_on: Some(0), ..promise("400 USD") },
        Row { draws_on: Some(1), ..claim("300 USD", Status::Approved) },
    ];
    let statement = cohort(&rows);
    assert_eq!(statement.columns.promised, number("1000"));
    assert_eq!(statement.lines[0].differences.unused, number("700"));
    assert_eq!(statement.lines[1].differences.unused, number("100"));
    assert_eq!(statement.differences.unused, number("700"));
}

#[test]
fn promises_that_draw_on_each_other_come_to_an_end() {
    let rows = [
        Row { draws_on: Some(1), ..promise("10 USD") },
        Row { draws_on: Some(0), ..promise("10 USD") },
        Row { draws_on: Some(0), ..claim("4 USD", Status::Approved) },
    ];
    assert_eq!(cohort(&rows).lines[0].differences.unused, number("6"));
}

#[test]
fn a_total_that_no_source_can_tell_is_null_and_named() {
    let known = Known { paid: false, ..ALL };
    let terms = Terms { known, ..terms(Basis::Cohort) };
    let statement = IncentiveStatement::of(&[], &terms);
    assert_eq!(columns(statement.columns), numbers(["0", "0", "0", "0", ""]));
    assert_eq!(differences(&statement.differences), numbers(["0", "0", "", ""]));
    assert_eq!(statement.coverage.unmapped, ["paid"]);
}
