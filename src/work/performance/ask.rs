//! What is read: the conditions and fields of the lists over which figures are folded.

use channelgraph_schema::{FieldId, FieldSet, Filter, Test, Value};
use chrono::NaiveDate;

use super::{
    Dimension, Group,
    facts::{deal, incentive, lead},
    rows::Piece,
    terms::Terms,
};
use crate::work::period::{Calendar, Days};

/// All days that count, of the period and of those that it is compared with: each once, in order.
pub(super) struct Spans {
    /// The days.
    spans: Vec<Days>,
    /// The ends of all periods.
    ends: Vec<NaiveDate>,
}

impl Spans {
    /// Those of the whole and of its parts.
    pub(super) fn new(whole: Piece, pieces: &[Piece]) -> Self {
        let pieces = pieces.iter().chain([&whole]);
        let mut all: Vec<Days> =
            pieces.flat_map(|piece| [piece.now].into_iter().chain(piece.before)).collect();
        let ends = all.iter().map(|days| days.to).collect();
        all.sort_by_key(|days| (days.from, days.to));
        let mut spans: Vec<Days> = Vec::new();
        for days in all {
            match spans.last_mut() {
                Some(last) if last.to.succ_opt().is_none_or(|next| days.from <= next) => {
                    last.to = last.to.max(days.to);
                }
                _ => spans.push(days),
            }
        }
        Self { spans, ends }
    }

    /// A day is among them.
    fn hold_day(&self, field: FieldId) -> Filter<FieldId> {
        let within = |days: &Days| {
            Filter::all_of([
                Filter::Test(field, Test::Gte(days.from.into())),
                Filter::Test(field, Test::Lte(days.to.into())),
            ])
        };
        Filter::any_of(self.spans.iter().map(within))
    }

    /// A moment is among them.
    fn hold_moment(&self, calendar: Calendar, field: FieldId) -> Filter<FieldId> {
        let within = |days: &Days| {
            let (from, to) = calendar.moments(*days)?;
            Some(Filter::all_of([
                Filter::Test(field, Test::Gte(from.into())),
                Filter::Test(field, Test::Lt(to.into())),
            ]))
        };
        Filter::any_of(self.spans.iter().filter_map(within))
    }
}

/// The deals that count.
pub(super) fn deals(terms: &Terms<'_>, spans: &Spans) -> Filter<FieldId> {
    let is_closed = |closed: bool| Filter::Test(deal::IS_CLOSED, Test::Eq(closed.into()));
    let mut any = Vec::new();
    if terms.want(Group::Created) {
        any.push(spans.hold_moment(terms.calendar, deal::CREATED));
    }
    if terms.want(Group::Closed) {
        let undated = Filter::Test(deal::CLOSE, Test::IsNull(true));
        any.push(is_closed(true).and(Filter::any_of([spans.hold_day(deal::CLOSE), undated])));
    }
    if terms.want(Group::Open) {
        any.push(is_closed(false));
        // What is closed now was open at the end of an earlier period.
        let ends = spans.ends.iter().filter(|end| **end < terms.today);
        if let Some(end) = ends.min() {
            let after: Value = (*end).into();
            any.push(is_closed(true).and(Filter::Test(deal::CLOSE, Test::Gt(after))));
        }
    }
    if terms.want(Group::Registrations) {
        any.push(spans.hold_moment(terms.calendar, deal::SUBMITTED));
    }
    Filter::any_of(any).and(terms.question.deals.clone())
}

/// The leads that count.
pub(super) fn leads(terms: &Terms<'_>, spans: &Spans) -> Filter<FieldId> {
    if terms.want(Group::Leads) {
        spans.hold_moment(terms.calendar, lead::ASSIGNED)
    } else {
        Filter::none()
    }
}

/// The incentives that count.
pub(super) fn incentives(terms: &Terms<'_>, spans: &Spans) -> Filter<FieldId> {
    let mut any = Vec::new();
    if terms.want(Group::Incentives) {
        let of = |words: &[&str]| Test::In(words.iter().map(|word| Value::text(*word)).collect());
        any.push(spans.hold_day(incentive::EARNED_AT));
        any.push(spans.hold_day(incentive::PAID_AT));
        // What was earned on no known day is told.
        any.push(Filter::all_of([
            Filter::Test(incentive::EARNED_AT, Test::IsNull(true)),
            Filter::Test(incentive::ROLE, of(&["EARNING", "CLAIM"])),
            Filter::Test(incentive::STATUS, of(&incentive::GRANTED)),
        ]));
    }
    if terms.want(Group::Incentives) {
        let paid = Filter::Test(incentive::PAID, Test::IsNull(false));
        any.push(paid.and(Filter::Test(incentive::PAID_AT, Test::IsNull(true))));
    }
    if terms.want(Group::Funds) {
        let overlaps = |days: &Days| {
            Filter::all_of([
                Filter::Test(incentive::START, Test::Lte(days.to.into())),
                Filter::Test(incentive::END, Test::Gte(days.from.into())),
            ])
        };
        let lacks = |field| Filter::Test(field, Test::IsNull(true));
        let undated = Filter::any_of([lacks(incentive::START), lacks(incentive::END)]);
        let created = undated.and(spans.hold_moment(terms.calendar, incentive::CREATED));
        let days = spans.spans.iter().map(overlaps).chain([created]);
        let is_fund = Filter::Test(incentive::KIND, Test::Eq(Value::text(incentive::FUND)));
        any.push(is_fund.and(Filter::any_of(days)));
    }
    Filter::any_of(any)
}

/// The fields that are read of deals.
pub(super) fn fields_of_deals(terms: &Terms<'_>) -> FieldSet {
    let mut fields: FieldSet = [deal::PARTNER, deal::IS_CLOSED, deal::IS_WON].into_iter().collect();
    let mut add = |more: &[FieldId]| more.iter().for_each(|field| fields.insert(*field));
    if [Group::Created, Group::Open, Group::Closed].iter().any(|group| terms.want(*group)) {
        add(&[deal::AMOUNT, deal::CREATED, deal::CLOSE]);
    }
    if terms.want(Group::Open) {
        add(&[deal::PROBABILITY]);
    }
    if terms.want(Group::Registrations) {
        add(&[deal::REGISTRATION, deal::SUBMITTED, deal::DECIDED]);
    }
    if terms.asks_attribution() {
        add(&[deal::REGISTRATION, deal::OFFER]);
    }
    if terms.want(Group::Closed) || terms.groups_by(Dimension::DealType) {
        add(&[deal::KIND]);
    }
    if terms.groups_by(Dimension::Channel) {
        add(&[deal::CHANNEL]);
    }
    if terms.groups_by(Dimension::Currency) {
        add(&[deal::AMOUNT]);
    }
    fields
}

/// The fields that are read of leads.
pub(super) fn fields_of_leads() -> FieldSet {
    [lead::PARTNER, lead::STATUS, lead::ASSIGNED, lead::ACCEPTED, lead::CONVERTED]
        .into_iter()
        .collect()
}
