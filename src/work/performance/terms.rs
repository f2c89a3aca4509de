//! The terms on which records are added up.

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_schema::Money;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{Attribution, Dimension, Group, Question, Thresholds};
use crate::{
    money::Rates,
    work::period::{Calendar, Days},
};

/// The terms of one question.
#[derive(Clone)]
pub(super) struct Terms<'a> {
    pub(super) question: &'a Question,
    pub(super) calendar: Calendar,
    pub(super) rates: Rates,
    pub(super) currency: Arc<str>,
    pub(super) accept_hours: Option<u32>,
    /// The parts that words of roles mean, in small letters.
    pub(super) roles: Arc<BTreeMap<String, Attribution>>,
    pub(super) max_groups: usize,
    /// How much engagement is how much.
    pub(super) engagement: Thresholds,
    /// Whether the total is of one partner.
    pub(super) is_of_one: bool,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
}

/// What was seen of a record's amounts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AmountSeen {
    pub(super) is_without: bool,
    pub(super) is_unconverted: bool,
}

impl Terms<'_> {
    /// Whether figures are wanted.
    pub(super) fn want(&self, group: Group) -> bool {
        self.question.figures.contains(&group)
    }

    /// Whether days hold a day that is known.
    pub(super) fn hold(days: Days, day: Option<NaiveDate>) -> bool {
        day.is_some_and(|day| days.hold(day))
    }

    /// An amount in the currency of the answer by the rate of a day, not rounded; none if there is
    /// none, or no rate is known.
    pub(super) fn amount(
        &self,
        money: Option<&Money>,
        day: NaiveDate,
        seen: &mut AmountSeen,
    ) -> Option<Decimal> {
        let Some(money) = money else {
            seen.is_without = true;
            return None;
        };
        let day = self.question.rates_on.unwrap_or(day);
        let amount = self.rates.worth_in(money, &self.currency, day);
        seen.is_unconverted |= amount.is_none();
        amount
    }

    /// The day whose rate holds for what is open at the end of these days: today at most.
    pub(super) fn end_of(&self, days: Days) -> NaiveDate {
        days.to.min(self.today)
    }
}

impl Terms<'_> {
    /// Whether rows go by a dimension.
    pub(super) fn groups_by(&self, dimension: Dimension) -> bool {
        self.question.group_by.contains(&dimension)
    }

    /// Whether it matters what part partners have in deals.
    pub(super) fn asks_attribution(&self) -> bool {
        self.want(Group::Attribution)
            || self.question.attributions.is_some()
            || self.groups_by(Dimension::Attribution)
    }
}
