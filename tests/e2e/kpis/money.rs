//! Money by hand: sums by rate first, then one division each.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Units of a currency that are worth one dollar, by the day from which that holds.
pub struct Rates(Vec<(&'static str, NaiveDate, Decimal)>);

impl Rates {
    /// Those that the simulated org keeps; the demo's configuration has none of its own.
    pub fn of_the_org() -> Self {
        let rate = |currency, from: &str, rate: &str| {
            (currency, from.parse().expect("a day"), rate.parse().expect("a rate"))
        };
        Self(vec![
            rate("USD", "1900-01-01", "1"),
            rate("EUR", "2020-01-01", "0.95"),
            rate("EUR", "2026-07-01", "0.925"),
            rate("GBP", "2020-01-01", "0.8"),
            rate("GBP", "2026-07-01", "0.787"),
        ])
    }

    /// The rate of a day.
    fn on(&self, currency: &str, day: NaiveDate) -> Option<Decimal> {
        let held = self.0.iter().filter(|(of, from, _)| *of == currency && *from <= day);
        held.max_by_key(|(_, from, _)| *from).map(|(.., rate)| *rate)
    }

    /// The fraction by which amounts of a day are multiplied; none if there is no rate.
    pub fn fraction(&self, from: &str, to: &str, day: NaiveDate) -> Option<(Decimal, Decimal)> {
        if from == to {
            return Some((Decimal::ONE, Decimal::ONE));
        }
        Some((self.on(to, day)?, self.on(from, day)?))
    }
}

/// A sum of amounts, kept apart by their rates.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    parts: BTreeMap<(Decimal, Decimal), Decimal>,
    /// How many amounts are in it.
    pub amounts: u64,
}

impl Sum {
    pub fn add(&mut self, amount: Decimal, fraction: (Decimal, Decimal)) {
        *self.parts.entry(fraction).or_default() += amount;
        self.amounts += 1;
    }

    /// The sum, not rounded.
    pub fn exact(&self) -> Decimal {
        self.parts.iter().map(|((above, below), sum)| *sum * *above / *below).sum()
    }

    /// The sum to the cent.
    pub fn rounded(&self) -> Decimal {
        cents(self.exact())
    }
}

/// To the cent, half to even.
pub fn cents(amount: Decimal) -> Decimal {
    amount.round_dp(2)
}
