//! Rates between currencies: configured, or read now and then from a source that keeps them by
//! date.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use channelgraph_core::{Class, Connector, Error, ErrorKind, Pauses, Read};
use channelgraph_schema::{
    Direction, Money, Value,
    mapping::{Row, SourceOrder, typed},
};
use chrono::NaiveDate;
use parking_lot::RwLock;
use rust_decimal::Decimal;
use serde::Deserialize;
use tokio::time::Instant;

use crate::load::standing;

/// Rates that are read at most, so that a table of some other kind does not fill the memory.
const MAX_ROWS: usize = 50_000;
/// Digits behind the point of a converted amount: cents.
const DIGITS: u32 = 2;

/// An amount as it is told: to the cent, half to even.
pub fn rounded(amount: Decimal) -> Decimal {
    amount.round_dp(DIGITS)
}

/// The origin of rates: a table of a source, a row for each currency and day from which a rate
/// holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatesFrom {
    /// The source's name.
    pub source: String,
    /// Its object: `DatedConversionRate`.
    pub object: String,
    /// The field that holds the currency's code: `IsoCode`.
    pub currency: String,
    /// The field that holds the rate: `ConversionRate`.
    pub rate: String,
    /// The field that holds the day from which it holds: `StartDate`. Default: rates hold for all
    /// time.
    pub date: Option<String>,
    /// The way in which the source quotes. Default: `per_reporting`.
    #[serde(default)]
    pub quoted: Quoted,
    /// Seconds between readings. Default: 3600.
    #[serde(
        default = "hour",
        deserialize_with = "channelgraph_core::within::<1, 2_592_000, _, _>"
    )]
    pub refresh_seconds: u64,
}

fn hour() -> u64 {
    3600
}

/// The way in which a source quotes its rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quoted {
    /// So many units of the currency are worth one of the reporting currency (Salesforce, Tryton).
    #[default]
    PerReporting,
    /// One unit of the currency is worth so many of the reporting currency.
    InReporting,
}

/// The worth of a currency, as a fraction so that no digit is lost: `of` units of it are worth
/// `are` of the reporting currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Worth {
    of: Decimal,
    are: Decimal,
}

/// A rate between two currencies, as a fraction so that no digit is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    above: Decimal,
    below: Decimal,
}

impl Rate {
    /// What an amount is worth, not rounded: sums are rounded once. None if it is too large.
    pub fn of(self, amount: Decimal) -> Option<Decimal> {
        amount.checked_mul(self.above)?.checked_div(self.below)
    }
}

type Table = BTreeMap<String, BTreeMap<NaiveDate, Worth>>;

/// The rates that are known. Clones share them.
#[derive(Clone, Default)]
pub struct Rates(Arc<Inner>);

#[derive(Default)]
struct Inner {
    reporting: String,
    configured: BTreeMap<String, Decimal>,
    from: Option<RatesFrom>,
    read: RwLock<Table>,
    /// Moved whenever rates were read.
    version: Arc<AtomicU64>,
}

impl Rates {
    /// The configured rates; [`Self::refresh`] brings those of a source.
    pub fn new(
        reporting: &str,
        configured: BTreeMap<String, Decimal>,
        from: Option<RatesFrom>,
    ) -> Self {
        Self(Arc::new(Inner {
            reporting: reporting.to_owned(),
            configured,
            from,
            read: RwLock::default(),
            version: Arc::default(),
        }))
    }

    /// Notes that the work here converts amounts: what comes of it stands on the rates.
    pub fn note(&self) {
        standing::note_version(&self.0.version);
    }

    /// An amount in another currency by the rates in force on a day, rounded to cents (half to
    /// even); none where a rate is not known.
    pub fn convert(&self, money: &Money, to: &str, on: NaiveDate) -> Option<Money> {
        if *money.currency == *to {
            return Some(money.clone());
        }
        let amount = self.worth_in(money, to, on)?;
        Some(Money { amount: rounded(amount), currency: to.into() })
    }

    /// What an amount is worth in another currency by the rates in force on a day, not rounded;
    /// none where a rate is not known, or it is too large.
    pub fn worth_in(&self, money: &Money, to: &str, on: NaiveDate) -> Option<Decimal> {
        self.rate(&money.currency, to, on)?.of(money.amount)
    }

    /// The rate between two currencies that is in force on a day; none if it is not known.
    pub fn rate(&self, from: &str, to: &str, on: NaiveDate) -> Option<Rate> {
        if from == to {
            return Some(Rate { above: Decimal::ONE, below: Decimal::ONE });
        }
        let (from, into) = (self.worth(from, on)?, self.worth(to, on)?);
        let above = from.are.checked_mul(into.of)?;
        Some(Rate { above, below: from.of.checked_mul(into.are)? })
    }

    /// The reporting currency.
    pub fn reporting(&self) -> &str {
        &self.0.reporting
    }

    fn worth(&self, currency: &str, on: NaiveDate) -> Option<Worth> {
        if currency == self.0.reporting {
            return Some(Worth { of: Decimal::ONE, are: Decimal::ONE });
        }
        let read = self
            .0
            .read
            .read()
            .get(currency)
            .and_then(|dated| dated.range(..=on).next_back().map(|(_, worth)| *worth));
        read.or_else(|| Some(Worth { of: Decimal::ONE, are: *self.0.configured.get(currency)? }))
    }

    /// The source that rates come from, if one is configured.
    pub fn from(&self) -> Option<&RatesFrom> {
        self.0.from.as_ref()
    }

    /// Reads the source's rates. Until it has answered, and where it has no rate, the configured
    /// ones hold.
    ///
    /// # Errors
    /// The source's, or [`ErrorKind::BadResponse`] if it has no usable rate at all; then those read
    /// before stay.
    pub async fn refresh(&self, source: &Arc<str>, connector: &dyn Connector) -> Result<(), Error> {
        let Some(from) = self.from() else { return Ok(()) };
        let fields: Vec<&str> = [&from.currency, &from.rate]
            .into_iter()
            .chain(&from.date)
            .map(String::as_str)
            .collect();
        // The newest first: should there be more than are read, the oldest fall away.
        let order = from.date.clone().map(|field| SourceOrder {
            field,
            direction: Direction::Desc,
            by_day: None,
        });
        let read = Read { order, ..Read::all(&from.object, &fields, MAX_ROWS) };
        let page = connector.read(&read).await?;
        let mut table = Table::new();
        for (currency, date, worth) in page.rows.iter().filter_map(|row| from.entry(row)) {
            table.entry(currency).or_default().insert(date, worth);
        }
        if table.is_empty() {
            let message =
                format!("{} has no rate that can be read: check `money.rates_from`", from.object);
            return Err(Error::new(ErrorKind::BadResponse, source, message));
        }
        *self.0.read.write() = table;
        standing::move_version(&self.0.version);
        Ok(())
    }

    /// Reads the source's rates now and then until the process ends, beginning now. What failed is
    /// tried again sooner, after growing pauses.
    pub async fn keep_fresh(self, source: Arc<str>, connector: Arc<dyn Connector>) {
        let Some(pause) = self.from().map(|from| Duration::from_secs(from.refresh_seconds)) else {
            return;
        };
        let mut pauses = Pauses::up_to(pause);
        // Clients wait for the first reading only.
        let mut class = Class::Interactive;
        loop {
            let next = Instant::now() + pause;
            match class.scope(self.refresh(&source, &*connector)).await {
                Ok(()) => {
                    pauses.reset();
                    class = Class::Background;
                    tokio::time::sleep_until(next).await;
                }
                Err(error) => {
                    tracing::warn!(%source, code = %error.code(), %error, "The rates could not be read.");
                    tokio::time::sleep(pauses.after_failure(error.retry_after())).await;
                }
            }
        }
    }
}

impl RatesFrom {
    /// The currency, the day from which its rate holds, and the rate; nothing if one of them cannot
    /// be read.
    fn entry(&self, row: &Row) -> Option<(String, NaiveDate, Worth)> {
        let currency = row.text(&self.currency)?.trim().to_uppercase();
        let Value::Number(rate) = typed(&row.text(&self.rate)?, &Value::Number(Decimal::ZERO))
        else {
            return None;
        };
        let date = match &self.date {
            None => NaiveDate::MIN,
            Some(field) => match typed(&row.text(field)?, &Value::Date(NaiveDate::MIN)) {
                Value::Date(date) => date,
                _ => return None,
            },
        };
        let worth = match self.quoted {
            Quoted::PerReporting => Worth { of: rate, are: Decimal::ONE },
            Quoted::InReporting => Worth { of: Decimal::ONE, are: rate },
        };
        (rate > Decimal::ZERO).then_some((currency, date, worth))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn money(amount: &str, currency: &str) -> Money {
        Money { amount: amount.parse().unwrap(), currency: currency.into() }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_rate_of_the_day_counts_and_the_configured_one_where_there_is_none() {
        let from: RatesFrom =
            toml::from_str("source = 's'\nobject = 'o'\ncurrency = 'IsoCode'\nrate = 'ConversionRate'\ndate = 'StartDate'").unwrap();
        let rates = Rates::new(
            "USD",
            [("EUR".to_owned(), "1.05".parse().unwrap())].into(),
            Some(from.clone()),
        );
        let row = |code: &str, date: &str, rate: &str| Row {
            values: [("IsoCode", code), ("StartDate", date), ("ConversionRate", rate)]
                .map(|(k, v)| (k.to_owned(), json!(v)))
                .into(),
            ..Row::default()
        };
        let rows = [
            row("EUR", "2026-01-01", "0.8"),
            row("eur", "2026-06-01", "0.5"),
            row("GBP", "2026-01-01", "zero"),
            row("JPY", "2026-01-01", "0"),
        ];
        let entries: Vec<_> = rows.iter().filter_map(|row| from.entry(row)).collect();
        assert_eq!(entries.len(), 2, "what is no rate is left out");
        for (currency, date, worth) in entries {
            rates.0.read.write().entry(currency).or_default().insert(date, worth);
        }
        let in_dollars = |on: &str| {
            rates
                .convert(&money("100", "EUR"), "USD", day(on))
                .unwrap()
                .amount
                .normalize()
                .to_string()
        };
        assert_eq!(
            (in_dollars("2025-12-31"), in_dollars("2026-05-31"), in_dollars("2026-06-01")),
            ("105".into(), "125".into(), "200".into())
        );
        assert_eq!(rates.convert(&money("1", "GBP"), "USD", day("2026-06-01")), None);
        assert_eq!(
            rates.convert(&money("7.1234", "GBP"), "GBP", day("2026-06-01")),
            Some(money("7.1234", "GBP")),
            "its own currency is left as it is"
        );
    }

    #[test]
    fn a_conversion_loses_no_digit_on_its_way() {
        let rates = Rates::new(
            "USD",
            [("EUR".to_owned(), "3".parse().unwrap()), ("GBP".to_owned(), "9".parse().unwrap())]
                .into(),
            None,
        );
        assert_eq!(
            rates.convert(&money("0.03", "EUR"), "GBP", day("2026-01-01")),
            Some(money("0.01", "GBP"))
        );
    }
}
