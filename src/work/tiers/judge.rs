//! How requirements stand, given what was measured.

use chrono::{Days as Count, NaiveDate};
use rust_decimal::Decimal;

use super::{Check, GroupNeeds, Judged, JudgedGroup, Operator, Program, Requirement, State};
use crate::work::period::Days;

/// What was measured for a requirement.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Measured {
    /// The days over which; none if it is as of today.
    pub(super) days: Option<Days>,
    /// How much; none if nothing tells it.
    pub(super) actual: Option<Decimal>,
    /// The last days of what was counted; none for what does not end. Of certifications alone.
    pub(super) ends: Vec<Option<NaiveDate>>,
    /// Whether a source is missing that may hold more.
    pub(super) is_partial: bool,
}

impl Program {
    /// How a tier's requirements stand on a day.
    pub(super) fn check(
        &self,
        tier: usize,
        today: NaiveDate,
        measured: impl Fn(usize) -> Measured,
    ) -> Check {
        let own = self.requirements.iter().enumerate().filter(|(_, of)| of.tier == tier);
        let judge = |(place, of): (usize, &Requirement)| {
            of.judge(place, measured(place), today, self.expiring_days)
        };
        let requirements: Vec<Judged> = own.map(judge).collect();
        let groups: Vec<JudgedGroup> =
            (0..self.groups.len()).filter_map(|place| self.group(place, &requirements)).collect();
        let alone = requirements.iter().filter(|of| self.requirements[of.place].group.is_none());
        let states: Vec<State> =
            alone.map(|of| of.state).chain(groups.iter().map(|of| of.state)).collect();
        let met = match states.iter().max() {
            Some(State::Unknown) if !states.contains(&State::NotMet) => None,
            Some(State::Unknown | State::NotMet) => Some(false),
            Some(State::Expiring | State::Met) => Some(true),
            // Nobody has to do anything for the lowest; of others, nothing is known.
            None => (tier == 0).then_some(true),
        };
        let expires = states.contains(&State::Expiring);
        Check { requirements, groups, met, expires }
    }

    /// How a group stands; none if the tier has no requirement in it.
    fn group(&self, place: usize, requirements: &[Judged]) -> Option<JudgedGroup> {
        let own: Vec<&Judged> = requirements
            .iter()
            .filter(|of| self.requirements[of.place].group == Some(place))
            .collect();
        if own.is_empty() {
            return None;
        }
        let in_state = |states: &[State]| {
            own.iter().filter(|of| states.contains(&of.state)).copied().collect::<Vec<_>>()
        };
        let count = |states| in_state(states).len() as u64;
        let (kept, met) = (&[State::Met][..], &[State::Met, State::Expiring][..]);
        Some(match self.groups[place].needs {
            GroupNeeds::AtLeast(least) => {
                let enough = |states| count(states) >= u64::from(least);
                let may_be = count(met) + count(&[State::Unknown]) >= u64::from(least);
                let actual = count(met).into();
                JudgedGroup { place, actual, state: state(enough(kept), enough(met), may_be) }
            }
            GroupNeeds::Points { points: least, each } => {
                let told = in_state(&[State::Met, State::Expiring, State::NotMet]);
                let now = Score::of(told.iter().map(|of| of.points), each);
                let later = Score::of(told.iter().map(|of| of.points_later), each);
                let unknown = in_state(&[State::Unknown]);
                let most = unknown.iter().map(|of| self.requirements[of.place].points);
                let most = Score::of(most, false).points;
                let is_sure = !each || unknown.is_empty();
                let is_met = now.points >= least && !now.lacks_one && is_sure;
                let is_kept = is_met && later.points >= least && !later.lacks_one;
                let may_be = now.points.saturating_add(most) >= least && !now.lacks_one;
                let state = state(is_kept, is_met, may_be);
                JudgedGroup { place, actual: now.points, state }
            }
        })
    }
}

/// The points of some requirements.
struct Score {
    points: Decimal,
    /// Whether one of them gives none, and each has to give some.
    lacks_one: bool,
}

impl Score {
    fn of(all: impl Iterator<Item = Option<Decimal>>, each: bool) -> Self {
        let mut score = Self { points: Decimal::ZERO, lacks_one: false };
        for points in all.map(Option::unwrap_or_default) {
            score.points = score.points.saturating_add(points);
            score.lacks_one |= each && points.is_zero();
        }
        score
    }
}

fn state(is_kept: bool, is_met: bool, may_be: bool) -> State {
    match (is_kept, is_met, may_be) {
        (true, ..) => State::Met,
        (_, true, _) => State::Expiring,
        (_, _, true) => State::Unknown,
        _ => State::NotMet,
    }
}

impl Requirement {
    fn judge(
        &self,
        place: usize,
        measured: Measured,
        today: NaiveDate,
        expiring_days: u32,
    ) -> Judged {
        let Measured { days, actual, ends, is_partial } = measured;
        let unknown = Judged {
            place,
            days,
            actual,
            gap: None,
            points: None,
            points_later: None,
            state: State::Unknown,
            until: None,
        };
        let Some(actual) = actual else { return unknown };
        let gap = match self.operator {
            Operator::AtLeast => self.threshold.saturating_sub(actual),
            Operator::AtMost => actual.saturating_sub(self.threshold),
        };
        let gap = gap.max(Decimal::ZERO);
        let is_met = gap.is_zero();
        // What is missing mostly adds to it, and that undoes nothing where more is better.
        let is_safe = self.operator == Operator::AtLeast && self.metric.mostly_grows() && is_met;
        if is_partial && !is_safe {
            return unknown;
        }
        let soon = today.checked_add_days(Count::new(expiring_days.into()));
        let ended = ends.iter().filter(|end| end.zip(soon).is_some_and(|(end, soon)| end < soon));
        let later = actual.saturating_sub(ended.count().into());
        let until = if is_met { self.until(ends) } else { None };
        let state = match until.zip(soon) {
            _ if !is_met => State::NotMet,
            Some((until, soon)) if until < soon => State::Expiring,
            _ => State::Met,
        };
        let points = |actual| self.points.map(|points| points * self.part(actual));
        let (points, points_later) = (points(actual), points(later));
        Judged { gap: Some(gap), points, points_later, state, until, ..unknown }
    }

    /// The part of the points that so much gives, 0 to 1.
    fn part(&self, actual: Decimal) -> Decimal {
        let is_met = match self.operator {
            Operator::AtLeast => actual >= self.threshold,
            Operator::AtMost => actual <= self.threshold,
        };
        let part = actual.checked_div(self.threshold);
        match part.filter(|_| self.operator == Operator::AtLeast) {
            _ if is_met => Decimal::ONE,
            Some(part) => part.clamp(Decimal::ZERO, Decimal::ONE),
            None => Decimal::ZERO,
        }
    }

    /// The last day on which so many are left, of what ends on these days.
    fn until(&self, mut ends: Vec<Option<NaiveDate>>) -> Option<NaiveDate> {
        if self.operator == Operator::AtMost {
            return None;
        }
        let needed = u64::try_from(self.threshold.ceil()).ok()?;
        let spare = usize::try_from((ends.len() as u64).checked_sub(needed)?).ok()?;
        // What does not end comes last.
        ends.sort_by_key(|end| (end.is_none(), *end));
        if needed == 0 { None } else { ends.get(spare).copied().flatten() }
    }
}

impl Check {
    /// Whether the tier is not met, or something of it is about to lapse; none if that is not known.
    pub fn is_at_risk(&self) -> Option<bool> {
        if self.expires { Some(true) } else { self.met.map(|met| !met) }
    }
}
