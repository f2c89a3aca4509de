//! Lines: what an incentive comes to, and why its amounts differ.

use super::*;

/// The only line of these rows.
fn line_of(rows: &[Row]) -> Line {
    let mut statement = cohort(rows);
    assert_eq!(statement.lines.len(), 1);
    statement.lines.remove(0)
}

#[track_caller]
fn check(row: Row, amounts: [&str; 5], differ: [&str; 4], why: &[Reason]) {
    let line = line_of(&[row]);
    assert_eq!(columns(line.columns), numbers(amounts));
    assert_eq!(differences(&line.differences), numbers(differ));
    assert_eq!(reasons(&line), why.iter().copied().collect());
}

#[test]
fn what_is_approved_and_paid_as_claimed_differs_in_nothing() {
    let row = Row {
        approved: vec![money("100 EUR")],
        payments: vec![payment("100 EUR", "2026-10-02")],
        ..claim("100 EUR", Status::Paid)
    };
    check(row, ["", "100", "100", "100", "100"], ["", "0", "0", "0"], &[]);
}

#[test]
fn a_status_that_says_paid_means_in_full() {
    let row = claim("100 EUR", Status::Paid);
    check(row, ["", "100", "100", "100", "100"], ["", "0", "0", "0"], &[]);
}

#[test]
fn a_promise_is_unused_until_it_is_claimed_and_lapses() {
    let unused = ["500", "", "", ""];
    let row = promise("500 EUR");
    check(row.clone(), ["500", "", "", "", ""], ["500", "", "", ""], &[Reason::NotClaimed]);
    let until = |day_of: &str| Row { expires_at: Some(day(day_of)), ..row.clone() };
    let open = line_of(&[until("2026-11-01")]);
    assert_eq!(reasons(&open), [Reason::NotClaimed].into(), "its last day is not past");
    let lapsed = line_of(&[until("2026-10-31")]);
    assert_eq!(reasons(&lapsed), [Reason::Expired].into());
    assert_eq!(differences(&lapsed.differences), numbers(unused));
}

#[test]
fn a_claim_draws_on_its_request_and_may_exceed_it() {
    let drawing = |amount: &str, status| Row { draws_on: Some(0), ..claim(amount, status) };
    let rows = [
        promise("100 EUR"),
        drawing("60 EUR", Status::Approved),
        drawing("90 EUR", Status::Requested),
        drawing("40 EUR", Status::Rejected),
    ];
    let statement = cohort(&rows);
    // 100 − 60 − 90; what was rejected can be claimed again.
    assert_eq!(statement.lines[0].differences.unused, number("-50"));
    assert_eq!(reasons(&statement.lines[0]), BTreeSet::new());
    assert_eq!(statement.columns.claimed, number("380"), "190 euros");
}

#[test]
fn what_is_not_decided_has_no_difference_yet() {
    let row = claim("100 EUR", Status::Requested);
    check(row, ["", "100", "", "", "0"], ["", "", "", ""], &[Reason::InReview]);
    check(
        row_of_promise(Status::Draft),
        ["", "", "", "", ""],
        ["", "", "", ""],
        &[Reason::InReview],
    );
}

#[test]
fn what_was_earned_and_is_not_decided_is_not_approved() {
    let row = earning("100 EUR", Status::Requested);
    check(row, ["", "", "100", "", "0"], ["", "", "", ""], &[Reason::InReview]);
    let row = earning("100 EUR", Status::Draft);
    check(row, ["", "", "", "", "0"], ["", "", "", ""], &[Reason::InReview]);
}

fn row_of_promise(status: Status) -> Row {
    Row { status: Some(status), ..promise("100 EUR") }
}

#[test]
fn what_is_rejected_or_cancelled_is_reduced_to_nothing() {
    for (status, reason) in
        [(Status::Rejected, Reason::Rejected), (Status::Cancelled, Reason::Cancelled)]
    {
        let row = claim("100 EUR", status);
        check(row, ["", "100", "0", "0", "0"], ["", "100", "0", "0"], &[reason]);
    }
}

#[test]
fn another_amount_than_claimed_is_an_adjustment() {
    let row = Row {
        approved: vec![money("80 EUR")],
        due_at: Some(day("2026-12-01")),
        ..claim("100 EUR", Status::Approved)
    };
    let why = [Reason::Adjusted, Reason::NotDue];
    check(row, ["", "100", "80", "80", "0"], ["", "20", "80", "0"], &why);
}

#[test]
fn what_is_owed_is_due_or_overdue_or_paid_in_part() {
    let row = |due: Option<&str>, paid: &[&str]| Row {
        due_at: due.map(day),
        payments: paid.iter().map(|amount| payment(amount, "2026-10-01")).collect(),
        ..earning("100 EUR", Status::Scheduled)
    };
    let owed = ["", "", "100", "0"];
    let none = ["", "", "100", "100", "0"];
    check(row(Some("2026-11-01"), &[]), none, owed, &[Reason::NotDue]);
    check(row(Some("2026-10-31"), &[]), none, owed, &[Reason::Overdue]);
    check(row(None, &[]), none, owed, &[Reason::Unknown]);
    let part = [Reason::PartiallyPaid, Reason::Overdue];
    let paid = ["", "", "100", "100", "70"];
    let two = row(Some("2026-10-31"), &["30 EUR", "40 EUR"]);
    check(two, paid, ["", "", "30", "0"], &part);
    let more = row(Some("2026-10-31"), &["120 EUR"]);
    let paid = ["", "", "100", "100", "120"];
    check(more, paid, ["", "", "0", "20"], &[Reason::Overpaid]);
}

#[test]
fn what_lapsed_is_owed_no_more() {
    let row = Row {
        payments: vec![payment("30 EUR", "2026-08-20")],
        ..earning("100 EUR", Status::Expired)
    };
    check(row, ["", "", "100", "30", "30"], ["", "", "0", "0"], &[Reason::Expired]);
}

#[test]
fn a_booking_and_its_reversal_are_nothing() {
    let rows = [earning("100 EUR", Status::Cancelled), earning("-100 EUR", Status::Cancelled)];
    let statement = cohort(&rows);
    assert!(statement.lines.is_empty());
    assert_eq!(statement.columns.earned, number("0"));
}

#[test]
fn a_clawback_is_a_negative_earning_that_the_partner_owes() {
    let row = earning("-50 EUR", Status::Earned);
    check(row, ["", "", "-50", "-50", "0"], ["", "", "0", "50"], &[Reason::Overpaid]);
}

#[test]
fn a_payment_of_nothing_that_is_known_stands_alone() {
    let row = Row {
        payments: vec![payment("70 EUR", "2026-08-03")],
        ..row(&[Stage::Payout], Status::Paid)
    };
    check(row, ["", "", "", "", "70"], ["", "", "", ""], &[Reason::UnmatchedPayment]);
}

#[test]
fn what_no_source_tells_is_unknown_and_not_0() {
    let no_status = Row { status: None, ..claim("100 EUR", Status::Approved) };
    check(no_status, ["", "100", "", "", ""], ["", "", "", ""], &[Reason::Unknown]);
    let no_amount = Row { promised: None, ..promise("1 EUR") };
    check(no_amount, ["", "", "", "", ""], ["", "", "", ""], &[Reason::Unknown]);
}

#[test]
fn a_claim_its_settlement_and_its_payments_are_one_line() {
    let row = Row {
        stages: [Stage::Claim, Stage::Earning, Stage::Payout].into(),
        claimed: Some(money("120 EUR")),
        approved: vec![money("100 EUR")],
        payments: vec![payment("60 EUR", "2026-09-01"), payment("35 EUR", "2026-10-01")],
        ..earning("95 EUR", Status::Paid)
    };
    let why = [Reason::Adjusted, Reason::PartiallyPaid, Reason::NotDue];
    check(row, ["", "120", "95", "100", "95"], ["", "20", "5", "0"], &why);
}

#[test]
fn payments_in_two_currencies_are_added_in_that_of_the_line() {
    let row = Row {
        payments: vec![payment("40 EUR", "2026-09-01"), payment("100 USD", "2026-10-01")],
        ..earning("100 EUR", Status::Scheduled)
    };
    let line = line_of(std::slice::from_ref(&row));
    assert_eq!(currency(&line).as_deref(), Some("EUR"));
    // 40 + 100 ÷ 2
    assert_eq!(line.columns.paid, number("90"));
    assert_eq!(line.differences.outstanding, number("10"));
    let foreign = Row { payments: vec![payment("9 XXX", "2026-09-01")], ..row };
    let line = line_of(&[foreign]);
    assert_eq!((line.columns.paid, line.differences.outstanding), (None, None));
    assert_eq!(reasons(&line), [Reason::NoRate].into());
}
