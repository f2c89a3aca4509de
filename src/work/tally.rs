//! Running sums, and what they come to.

use chrono::TimeDelta;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::performance::Counted;
use crate::money::rounded;

/// A number of records with the exact sum of their amounts.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    count: u64,
    with_amount: u64,
    sum: Decimal,
}

impl Tally {
    /// Counts a record. Its amount is in the currency of the answer, not rounded.
    pub fn add(&mut self, amount: Option<Decimal>) {
        self.count += 1;
        if let Some(sum) = amount.and_then(|amount| self.sum.checked_add(amount)) {
            self.sum = sum;
            self.with_amount += 1;
        }
    }

    /// The records.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The sum, not rounded.
    pub fn sum(&self) -> Decimal {
        self.sum
    }

    /// What is told: the amount only if amounts are known.
    pub fn told(&self, knows_amounts: bool) -> Counted {
        Counted { count: self.count, amount: knows_amounts.then(|| rounded(self.sum)) }
    }

    /// The mean amount of those that have one.
    pub fn mean(&self) -> Option<Decimal> {
        self.sum.checked_div(self.with_amount.into()).map(rounded)
    }
}

/// A part of a whole; none if there is no whole.
pub fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The same of amounts.
pub fn ratio_of(part: Decimal, whole: Decimal) -> Option<f64> {
    part.checked_div(whole)?.to_f64()
}

/// Lengths of time, of which the median is wanted.
#[derive(Debug, Clone, Default)]
pub struct Lengths(Vec<i64>);

impl Lengths {
    /// Adds one, in any unit; what is negative is left out.
    pub fn add(&mut self, length: i64) {
        if length >= 0 {
            self.0.push(length);
        }
    }

    /// Adds one in seconds.
    pub fn add_time(&mut self, length: TimeDelta) {
        self.add(length.num_seconds());
    }

    /// The middle one, or the mean of the two in the middle.
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let upper = *sorted.get(sorted.len() / 2)?;
        if sorted.len() % 2 == 1 {
            return Some(upper as f64);
        }
        let lower = *sorted.get(sorted.len() / 2 - 1)?;
        Some((lower as f64 + upper as f64) / 2.0)
    }

    /// The mean.
    pub fn mean(&self) -> Option<f64> {
        let sum: i64 = self.0.iter().sum();
        (!self.0.is_empty()).then(|| sum as f64 / self.0.len() as f64)
    }
}
