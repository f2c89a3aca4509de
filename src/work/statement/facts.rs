//! Incentives as plain rows: each record tells its own stage and amount, as the viewer sees them.

use std::collections::HashMap;

use channelgraph_schema::{EntityKind, FieldId, Money, Reference, Value};
use chrono::NaiveDate;

use super::{Payment, Row, Stage};
use crate::{
    engine::{Seen, Viewer},
    work::{period::Calendar, reader::Reader},
};

const I: EntityKind = EntityKind::Incentive;
pub(super) const ROLE: FieldId = I.known("role");
pub(super) const STATUS: FieldId = I.known("status");
pub(super) const AMOUNT: FieldId = I.known("amount");
pub(super) const REQUESTED: FieldId = I.known("requestedAmount");
const APPROVED: FieldId = I.known("approvedAmount");
pub(super) const PAID: FieldId = I.known("paidAmount");
pub(super) const PARTNER: FieldId = I.known("partner");
const REQUEST: FieldId = I.known("request");
const PERIOD_START: FieldId = I.known("periodStart");
const PERIOD_END: FieldId = I.known("periodEnd");
const EARNED_AT: FieldId = I.known("earnedAt");
const DUE_AT: FieldId = I.known("dueAt");
const PAID_AT: FieldId = I.known("paidAt");
const EXPIRES_AT: FieldId = I.known("expiresAt");
const CREATED_AT: FieldId = I.known("createdAt");
/// The fields that a statement stands on, and those that its lines show.
pub const FIELDS: [FieldId; 18] = [
    I.known("kind"),
    I.known("program"),
    I.known("deal"),
    ROLE,
    STATUS,
    AMOUNT,
    REQUESTED,
    APPROVED,
    PAID,
    PARTNER,
    REQUEST,
    PERIOD_START,
    PERIOD_END,
    EARNED_AT,
    DUE_AT,
    PAID_AT,
    EXPIRES_AT,
    CREATED_AT,
];

/// The incentives as plain rows.
pub(super) fn rows(nodes: &[Seen], viewer: &Viewer, calendar: Calendar) -> Vec<Row> {
    let places: HashMap<Reference, usize> = (nodes.iter().enumerate())
        .flat_map(|(place, node)| node.references().map(move |reference| (reference, place)))
        .collect();
    let row = |(place, node): (usize, &Seen)| {
        let reader = Reader { node, viewer, calendar };
        let promise = reader.reference(REQUEST).and_then(|reference| places.get(reference));
        Row { draws_on: promise.copied().filter(|above| *above != place), ..row(reader) }
    };
    nodes.iter().enumerate().map(row).collect()
}

fn row(reader: Reader<'_>) -> Row {
    let Reader { node, viewer, .. } = reader;
    let told = |by| node.told(viewer, by, [ROLE, by]);
    let first = |by, stages: &[Stage]| {
        let mut all = told(by).into_iter();
        all.find_map(|[role, amount]| money(amount).filter(|_| is_of(role, stages)))
    };
    let (promise, claim, earning) = (Stage::Promise, Stage::Claim, Stage::Earning);
    let approved = node.parts(viewer, APPROVED, [ROLE, APPROVED]).into_iter();
    let paid = node.parts(viewer, PAID, [PAID, PAID_AT]).into_iter();
    let payment = |[amount, on]: [&Value; 2]| Some(Payment { amount: money(amount)?, on: day(on) });
    Row {
        stages: told(ROLE).into_iter().filter_map(|[role, _]| stage(role)).collect(),
        status: reader.text(STATUS).and_then(|word| word.parse().ok()),
        promised: first(APPROVED, &[promise]).or_else(|| first(AMOUNT, &[promise])),
        claimed: first(REQUESTED, &[claim, earning]).or_else(|| first(AMOUNT, &[claim])),
        earned: first(AMOUNT, &[earning]),
        approved: approved
            .filter(|[role, _]| !is_of(role, &[promise]))
            .filter_map(|[_, amount]| money(amount))
            .collect(),
        payments: paid.filter_map(payment).collect(),
        draws_on: None,
        period_start: reader.day(PERIOD_START),
        period_end: reader.day(PERIOD_END),
        earned_at: reader.day(EARNED_AT),
        due_at: reader.day(DUE_AT),
        paid_at: reader.day(PAID_AT),
        expires_at: reader.day(EXPIRES_AT),
        created_on: reader.day(CREATED_AT),
    }
}

fn stage(role: &Value) -> Option<Stage> {
    role.as_str().and_then(|word| word.parse().ok())
}

fn is_of(role: &Value, stages: &[Stage]) -> bool {
    stage(role).is_some_and(|stage| stages.contains(&stage))
}

fn money(value: &Value) -> Option<Money> {
    match value {
        Value::Money(money) if !money.currency.is_empty() => Some((**money).clone()),
        _ => None,
    }
}

fn day(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}
