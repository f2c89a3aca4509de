//! What is read: the conditions and fields of the lists over which figures are folded.

use std::collections::BTreeSet;

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Filter, Test, Value};
use chrono::NaiveDate;

use super::{
    Dimension, Group,
    facts::{deal, incentive, lead},
    rows::Piece,
    terms::Terms,
};
use crate::{
    engine::{Mode, Viewer},
    work::period::{Calendar, Days},
};

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

    /// Whether all of them are over: what they hold changes seldom.
    pub(super) fn are_over(&self, today: NaiveDate) -> bool {
        self.ends.iter().all(|end| *end < today)
    }

    /// A day is among them.
    pub(super) fn hold_day(&self, field: FieldId) -> Filter<FieldId> {
        let within = |days: &Days| {
            Filter::all_of([
                Filter::Test(field, Test::Gte(days.from.into())),
                Filter::Test(field, Test::Lte(days.to.into())),
            ])
        };
        Filter::any_of(self.spans.iter().map(within))
    }

    /// A moment is among them.
    pub(super) fn hold_moment(&self, calendar: Calendar, field: FieldId) -> Filter<FieldId> {
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

/// Groups of figures that are read together.
const TOGETHER: [&[Group]; 2] = [
    &[Group::Created, Group::Open, Group::Closed, Group::Registrations],
    &[Group::Incentives, Group::Funds],
];

/// The groups of figures that are read: those that are wanted, and beside several of one entity its
/// others. A page of many panels asks for now these, now those over the same days; so all of it is
/// read once. A viewer who may not see what tells the others has his own read alone.
pub(super) fn reads(terms: &Terms<'_>, viewer: &Viewer, spans: &Spans) -> BTreeSet<Group> {
    let wanted = &terms.question.figures;
    let mut wide = wanted.clone();
    for groups in TOGETHER {
        if groups.iter().filter(|group| wanted.contains(group)).count() > 1 {
            wide.extend(groups);
        }
    }
    let may_filter = |kind: EntityKind, filter: Filter<FieldId>| {
        let mut may = true;
        filter.for_each_field(&mut |field| {
            may &= matches!(viewer.mode(kind, *field), Mode::Show | Mode::Hide);
        });
        may
    };
    let may_read = may_filter(EntityKind::Deal, deals(terms, &wide, spans))
        && may_filter(EntityKind::Incentive, incentives(terms, &wide, spans));
    if may_read { wide } else { wanted.clone() }
}

/// The deals that count for some groups of figures.
pub(super) fn deals(terms: &Terms<'_>, reads: &BTreeSet<Group>, spans: &Spans) -> Filter<FieldId> {
    let is_closed = |closed: bool| Filter::Test(deal::IS_CLOSED, Test::Eq(closed.into()));
    let mut any = Vec::new();
    if reads.contains(&Group::Created) {
        any.push(spans.hold_moment(terms.calendar, deal::CREATED));
    }
    if reads.contains(&Group::Closed) {
        let undated = Filter::Test(deal::CLOSE, Test::IsNull(true));
        any.push(is_closed(true).and(Filter::any_of([spans.hold_day(deal::CLOSE), undated])));
    }
    if reads.contains(&Group::Open) {
        any.push(is_closed(false));
        // What is closed now was open at the end of an earlier period.
        let ends = spans.ends.iter().filter(|end| **end < terms.today);
        if let Some(end) = ends.min() {
            let after: Value = (*end).into();
            any.push(is_closed(true).and(Filter::Test(deal::CLOSE, Test::Gt(after))));
        }
    }
    if reads.contains(&Group::Registrations) {
        any.push(spans.hold_moment(terms.calendar, deal::SUBMITTED));
    }
    let any = Filter::any_of(any);
    if any.is_none() { any } else { any.and(terms.question.deals.clone()) }
}

/// The leads that count.
pub(super) fn leads(terms: &Terms<'_>, spans: &Spans) -> Filter<FieldId> {
    if terms.want(Group::Leads) {
        spans.hold_moment(terms.calendar, lead::ASSIGNED)
    } else {
        Filter::none()
    }
}

/// The incentives that count for some groups of figures.
pub(super) fn incentives(
    terms: &Terms<'_>,
    reads: &BTreeSet<Group>,
    spans: &Spans,
) -> Filter<FieldId> {
    let mut any = Vec::new();
    if reads.contains(&Group::Incentives) {
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
    if reads.contains(&Group::Incentives) {
        let paid = Filter::Test(incentive::PAID, Test::IsNull(false));
        any.push(paid.and(Filter::Test(incentive::PAID_AT, Test::IsNull(true))));
    }
    if reads.contains(&Group::Funds) {
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
pub(super) fn fields_of_deals(terms: &Terms<'_>, reads: &BTreeSet<Group>) -> FieldSet {
    let mut fields: FieldSet = [deal::PARTNER, deal::IS_CLOSED, deal::IS_WON].into_iter().collect();
    let mut add = |more: &[FieldId]| more.iter().for_each(|field| fields.insert(*field));
    if [Group::Created, Group::Open, Group::Closed].iter().any(|group| reads.contains(group)) {
        add(&[deal::AMOUNT, deal::CREATED, deal::CLOSE]);
    }
    if reads.contains(&Group::Open) {
        add(&[deal::PROBABILITY]);
    }
    if reads.contains(&Group::Registrations) {
        add(&[deal::REGISTRATION, deal::SUBMITTED, deal::DECIDED]);
    }
    if terms.asks_attribution() {
        add(&[deal::REGISTRATION, deal::SUBMITTED, deal::DECIDED, deal::OFFER]);
    }
    if reads.contains(&Group::Closed) || terms.groups_by(Dimension::DealType) {
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
