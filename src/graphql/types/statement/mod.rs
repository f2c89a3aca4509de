//! Statements: what a partner was promised, claimed, earned, and was paid.

mod field;

pub use field::StatementField;

use super::{
    DefaultValue, Field, InputDef, Meaning, Root, TypeDef, TypeKind,
    entity::{connection, page_args},
    kind::{STATEMENT, STATEMENT_LINE},
    performance::enumeration,
};
use crate::work::statement::{Basis, Reason};
use StatementField as F;

/// The types.
pub(super) fn types() -> Vec<TypeDef> {
    let mut types = vec![statement(), line(), differences()];
    types.extend(connection("Statement"));
    types.extend(connection(STATEMENT_LINE));
    types.push(enumeration("StatementBasis", "Days by which statements count.", basis));
    types.push(enumeration("DifferenceReason", "Why amounts differ.", reason));
    types
}

/// The field of `Query`.
pub(super) fn of_query() -> Field {
    let filter = InputDef::new("filter", "PartnerFilter", "Filter of partners; all if left out.");
    let of = Meaning::Root(Root::Statements);
    let field = Field::new("statements", "StatementConnection!", of, OF_ALL);
    field.with(args()).with([filter]).with(page_args())
}

/// The field of `Partner`.
pub(super) fn of_partner() -> Field {
    Field::new("statement", STATEMENT, Meaning::Statement, OF_PARTNER).with(args())
}

fn args() -> [InputDef; 3] {
    let basis = InputDef::new("basis", "StatementBasis!", "Days by which it counts.");
    [
        InputDef::new("period", "PeriodInput!", "Period."),
        InputDef { default: Some(DefaultValue::Word("COHORT")), ..basis },
        InputDef::new("currency", "CurrencyCode", CURRENCY),
    ]
}

/// Name, type, meaning and description of a field.
type Row = (&'static str, &'static str, F, &'static str);

/// The amounts that statements and their lines have.
const AMOUNTS: [Row; 6] = [
    ("promised", "Money", F::Promised, "Promised."),
    ("claimed", "Money", F::Claimed, "Claimed."),
    ("earned", "Money", F::Earned, EARNED),
    ("approved", "Money", F::Approved, APPROVED),
    ("paid", "Money", F::Paid, PAID),
    ("differences", "Differences!", F::Differences, "Differences between these amounts."),
];

fn object(name: &str, doc: &str, rows: &[Row]) -> TypeDef {
    let field =
        |(name, ty, field, doc): &Row| Field::new(name, *ty, Meaning::OfStatement(*field), *doc);
    let of = TypeKind::Object(Vec::new(), rows.iter().map(field).collect());
    TypeDef { name: name.to_owned(), doc: doc.to_owned(), of }
}

fn statement() -> TypeDef {
    let mut rows: Vec<Row> = vec![
        ("partner", "Partner", F::Partner, "Partner."),
        ("period", "Period!", F::Period, "Period."),
        ("basis", "StatementBasis!", F::Basis, "Days by which it counts."),
        ("currency", "CurrencyCode!", F::Currency, "Currency of the totals."),
        ("opening", "Money", F::Opening, OPENING),
        ("closing", "Money", F::Closing, CLOSING),
    ];
    rows.extend(AMOUNTS);
    rows.push(("coverage", "Coverage!", F::Coverage, "What the statement stands on."));
    let mut statement = object(STATEMENT, STATEMENT_DOC, &rows);
    let lines = Meaning::OfStatement(F::Lines);
    if let TypeKind::Object(_, fields) = &mut statement.of {
        let ty = format!("{STATEMENT_LINE}Connection!");
        fields.push(Field::new("lines", ty, lines, "Incentives, by their day.").with(page_args()));
    }
    statement
}

fn line() -> TypeDef {
    let mut rows: Vec<Row> = vec![
        ("program", "String", F::LineProgram, "Programme that pays the incentive."),
        ("kind", "IncentiveKind", F::LineKind, "Kind of incentive."),
        ("incentive", "Incentive", F::LineIncentive, "Incentive."),
        ("deal", "Deal", F::LineDeal, "Deal that the incentive is paid for."),
        ("status", "IncentiveStatus", F::LineStatus, "Current status."),
        ("dueAt", "Date", F::LineDueAt, "Day on which payment is due."),
        ("paidAt", "Date", F::LinePaidAt, "Day of payment."),
    ];
    rows.extend(AMOUNTS);
    object(STATEMENT_LINE, LINE_DOC, &rows)
}

fn differences() -> TypeDef {
    object(
        "Differences",
        "Differences between the amounts of an incentive. Null if one of the two is not known.",
        &[
            ("unused", "Money", F::Unused, UNUSED),
            ("reduced", "Money", F::Reduced, REDUCED),
            ("outstanding", "Money", F::Outstanding, "Approved − paid, if more is approved."),
            ("overpaid", "Money", F::Overpaid, "Paid − approved, if more is paid."),
            ("reasons", "[DifferenceReason!]!", F::Reasons, "Why they differ."),
        ],
    )
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Cohort => "What the period earned, whenever it is paid.",
        Basis::Cash => "Each amount by its own day.",
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NotClaimed => "Promised, and not claimed yet.",
        Reason::InReview => "Not decided yet.",
        Reason::Rejected => "Rejected.",
        Reason::Adjusted => "Another amount was approved than was claimed.",
        Reason::NotDue => "The day of payment has not come.",
        Reason::Overdue => "The day of payment has passed.",
        Reason::PartiallyPaid => "A part was paid.",
        Reason::Overpaid => "More was paid than is approved, or what was paid is taken back.",
        Reason::Expired => "It lapsed.",
        Reason::Cancelled => "Cancelled.",
        Reason::UnmatchedPayment => "The payment names nothing that it pays.",
        Reason::NoRate => "No rate between two currencies is known.",
        Reason::Unknown => "The sources do not tell.",
    }
}

const OF_ALL: &str = "Statements of partners, one for each partner of the page.";
const OF_PARTNER: &str = "What the partner was promised, claimed, earned, and was paid in a \
    period. Null if the question is wrong; the error says why.";
const CURRENCY: &str = "Currency of the totals; the reporting currency if left out.";
const STATEMENT_DOC: &str = "What a partner was promised, claimed, earned, and was paid in a \
    period. A total is null if no source that answered maps what it stands on.";
const LINE_DOC: &str = "One incentive of a statement, in its own currency: its promise, claim, \
    earning and payments are one line.";
const OPENING: &str = "Approved and not paid before the period. Null on the basis `COHORT`.";
const CLOSING: &str = "Approved and not paid at its end: opening + approved − paid. Null on the \
    basis `COHORT`.";
const EARNED: &str = "Earned; of a claim without a record of what was earned, what is approved.";
const APPROVED: &str = "Cleared for payment: the approved amount, else what was earned or claimed.";
const PAID: &str = "Paid; where only the status tells that, what is approved.";
const UNUSED: &str = "Promised − claimed, with the claims of other lines that draw on it. Below 0 \
    if more was claimed.";
const REDUCED: &str = "Claimed − approved. Below 0 if more was approved.";
