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
        let points = |states| in_state(states).iter().filter_map(|of| of.points).sum::<Decimal>();
        let (kept, met) = (&[State::Met][..], &[State::Met, State::Expiring][..]);
        Some(match self.groups[place].needs {
            GroupNeeds::AtLeast(least) => {
                let enough = |states| count(states) >= u64::from(least);
                let may_be = count(met) + count(&[State::Unknown]) >= u64::from(least);
                let actual = count(met).into();
                JudgedGroup { place, actual, state: state(enough(kept), enough(met), may_be) }
            }
            GroupNeeds::Points { points: least, each } => {
                let told = &[State::Met, State::Expiring, State::NotMet][..];
                let actual = points(told);
                let lacks_one = each
                    && in_state(told)
                        .iter()
                        .any(|of| of.points.is_none_or(|points| points.is_zero()));
                let most: Decimal = in_state(&[State::Unknown])
                    .iter()
                    .filter_map(|of| self.requirements[of.place].points)
                    .sum();
                let is_met = actual >= least && !lacks_one && (!each || most.is_zero());
                let is_kept = is_met && actual - points(&[State::Expiring]) >= least;
                let may_be = actual + most >= least && !lacks_one;
                JudgedGroup { place, actual, state: state(is_kept, is_met, may_be) }
            }
        })
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
            state: State::Unknown,
            until: None,
        };
        let Some(actual) = actual else { return unknown };
        let gap = match self.operator {
            Operator::AtLeast => self.threshold - actual,
            Operator::AtMost => actual - self.threshold,
        };
        let gap = gap.max(Decimal::ZERO);
        let is_met = gap.is_zero();
        // What is missing may add to it: that undoes nothing where more is better.
        let is_safe = self.operator == Operator::AtLeast && self.metric.only_grows() && is_met;
        if is_partial && !is_safe {
            return unknown;
        }
        let until = if is_met { self.until(ends) } else { None };
        let soon = today.checked_add_days(Count::new(expiring_days.into()));
        let state = match until.zip(soon) {
            _ if !is_met => State::NotMet,
            Some((until, soon)) if until < soon => State::Expiring,
            _ => State::Met,
        };
        let points = self.points.map(|points| points * self.part(actual, is_met));
        Judged { gap: Some(gap), points, state, until, ..unknown }
    }

    /// The part of the points that it gives, 0 to 1.
    fn part(&self, actual: Decimal, is_met: bool) -> Decimal {
        let is_partly = self.operator == Operator::AtLeast && !self.threshold.is_zero();
        match (is_met, is_partly) {
            (true, _) => Decimal::ONE,
            (false, true) => (actual / self.threshold).clamp(Decimal::ZERO, Decimal::ONE),
            (false, false) => Decimal::ZERO,
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
