//! Engagement: what partners did in a period, and how much that is.

use channelgraph_schema::{EntityKind, Filter, Test, Value};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    Engagement, Group, Level, Row,
    add::Record,
    ask::Spans,
    facts::{Training, training},
    known::{Known, Part},
    lists::List,
    sums::Sums,
    terms::{AmountSeen, Terms},
};
use crate::{engine::Needs, work::period::Days};

/// Days over which activities are held against the thresholds.
const MONTH: u64 = 30;

/// From how many activities in thirty days a partner is engaged how much. Any at all is low.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// So many are a medium engagement.
    pub medium: Decimal,
    /// So many are a high one.
    pub high: Decimal,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { medium: Decimal::ONE, high: Decimal::from(4) }
    }
}

/// The courses and certifications to read.
pub(super) fn lists(terms: &Terms<'_>, spans: &Spans) -> [List; 2] {
    let wanted = |filter: Filter<_>| {
        if terms.want(Group::Training) { filter } else { Filter::none() }
    };
    let done = Filter::Test(training::ENROLLMENT, Test::Eq(Value::text(training::DONE)));
    // What was completed on no known day is told.
    let undated = Filter::Test(training::COMPLETED, Test::IsNull(true));
    let within = spans.hold_moment(terms.calendar, training::COMPLETED);
    let completed = done.and(Filter::any_of([within, undated]));
    let courses = List {
        kind: EntityKind::CourseEnrollment,
        owner: training::LEARNER,
        filter: wanted(completed),
        needs: Needs::default().with(
            [training::LEARNER, training::ENROLLMENT, training::COMPLETED].into_iter().collect(),
        ),
    };
    let certifications = List {
        kind: EntityKind::Certification,
        owner: training::HOLDER,
        filter: wanted(spans.hold_day(training::ISSUED)),
        needs: Needs::default().with([training::HOLDER, training::ISSUED].into_iter().collect()),
    };
    [courses, certifications]
}

impl Record for Training {
    fn belongs(&self, terms: &Terms<'_>, days: Days) -> bool {
        terms.want(Group::Training) && Terms::hold(days, self.day)
    }

    fn add(&self, _: &Terms<'_>, _: Days, sums: &mut Sums, _: &mut AmountSeen) {
        let count =
            if self.is_certification { &mut sums.certifications } else { &mut sums.courses };
        *count += 1;
    }

    /// `partners` is of those who do business.
    fn counts_partners(&self) -> bool {
        false
    }
}

impl Sums {
    /// What partners did; none if nothing of it is known.
    pub(super) fn engagement(&self, known: &Known) -> Option<Engagement> {
        let told = |is_known: bool, count: u64| is_known.then_some(count);
        let engagement = Engagement {
            registrations: told(known.is(Group::Registrations), self.registrations.submitted),
            leads_accepted: told(known.is(Group::Leads), self.leads.accepted),
            courses_completed: told(known.has(Part::Courses), self.courses),
            certifications_issued: told(known.has(Part::Certifications), self.certifications),
            level: None,
        };
        known.is(Group::Training).then_some(engagement).filter(|of| of.activities().is_some())
    }
}

impl Engagement {
    /// All that was done, as far as it is known.
    pub fn activities(&self) -> Option<u64> {
        let all = [
            self.registrations,
            self.leads_accepted,
            self.courses_completed,
            self.certifications_issued,
        ];
        let known: Vec<u64> = all.into_iter().flatten().collect();
        (!known.is_empty()).then(|| known.iter().sum())
    }

    /// How much that is of one partner, over days of which some may still be to come.
    pub(super) fn level(&self, of: Thresholds, days: Days, today: NaiveDate) -> Option<Level> {
        if today < days.from {
            return None;
        }
        let passed = Days { to: days.to.min(today), ..days }.count();
        let activities = Decimal::from(self.activities()?);
        let monthly = (activities * Decimal::from(MONTH)).checked_div(passed.into())?;
        Some(match () {
            () if activities.is_zero() => Level::None,
            () if monthly >= of.high => Level::High,
            () if monthly >= of.medium => Level::Medium,
            () => Level::Low,
        })
    }
}

impl Row {
    /// Tells how much the one partner does that the row is of.
    pub(super) fn tell_level(&mut self, terms: &Terms<'_>) {
        if let Some(engagement) = &mut self.figures.engagement {
            engagement.level = engagement.level(terms.engagement, self.period, terms.today);
        }
    }
}
