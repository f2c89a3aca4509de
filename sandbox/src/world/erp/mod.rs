//! The records of the ERPs. It is made after the CRMs' records and with dice of its own, so that it
//! changes nothing in them.

mod billing;
mod business_central;
mod claims;
mod contracts;
mod documents;
mod entry;
mod partners;
mod sales;
mod tables;

pub(crate) use tables::PARTNERS;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::odata::store::Store;
use crate::terms::IncentiveStatus;
use crate::truth::{Incentive, Record, System, Text, Truth};
use crate::world::dice::Dice;
use crate::world::plan::{Plan, now, today};

/// The one company code that the ERP books in.
const COMPANY_CODE: &str = "1010";

/// The ERP while it fills.
pub(crate) struct Books<'a> {
    pub plan: &'a Plan,
    pub dice: Dice,
    pub store: Store,
    /// The last number of each range.
    numbers: BTreeMap<&'static str, u64>,
}

impl Books<'_> {
    /// Enters a row, and tells its id.
    fn insert(&mut self, service: &str, set: &str, values: Vec<(&str, Value)>) -> Text {
        tables::insert(&mut self.store, service, set, values)
    }

    /// The next number of a range that begins at `first`; other people take numbers too.
    fn number(&mut self, range: &'static str, first: u64) -> String {
        let step = self.dice.between(1, 4) as u64;
        let number = self.numbers.entry(range).or_insert(first);
        *number += step;
        number.to_string()
    }

    /// A second between two times, neither of them in the future.
    fn later(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> DateTime<Utc> {
        let (from, to) = (from.min(now()), to.min(now()));
        from + Duration::seconds(self.dice.between(0, (to - from).num_seconds().max(0)))
    }

    /// A day of the last year and a half: one in four is the last of its month.
    fn day_of_billing(&mut self) -> NaiveDate {
        let day = today() - Duration::days(self.dice.between(1, 540));
        if !self.dice.chance(0.25) {
            return day;
        }
        let first = day.with_day(1).unwrap_or(day);
        by_today(first + Months::new(1) - Duration::days(1))
    }
}

/// Fills the ERPs, and adds to the truth what SAP says. `claims` are the claims' numbers by their
/// ids in Salesforce.
pub(crate) fn record(
    seed: u64,
    plan: &Plan,
    claims: &BTreeMap<Text, String>,
    truth: &mut Truth,
) -> Store {
    let mut books = Books {
        plan,
        dice: Dice::of(seed, "erp"),
        store: tables::empty_store(),
        numbers: BTreeMap::new(),
    };
    let accounts = companies_by_account(plan, truth);
    let granted: BTreeSet<usize> = truth
        .incentives
        .iter()
        .flatten()
        .filter(|record| is_granted_claim(record))
        .filter_map(|record| accounts.get(&record.values.partner.as_ref()?.id).copied())
        .collect();
    let parties = partners::record(&mut books, &granted, truth);
    let mut documents = documents::Documents::default();
    claims::record(&mut books, &mut documents, &parties, claims, &accounts, truth);
    contracts::record(&mut books, &mut documents, &parties, truth);
    books.dice = Dice::of(seed, "billing");
    billing::record(&mut books, &parties, truth);
    books.dice = Dice::of(seed, "business central");
    let customers = business_central::record(&mut books, claims, &accounts, truth);
    books.dice = Dice::of(seed, "sales invoices");
    sales::record(&mut books, &customers);
    books.store
}

/// The companies by the ids of their accounts in Salesforce.
fn companies_by_account(plan: &Plan, truth: &Truth) -> BTreeMap<Text, usize> {
    let nodes = truth.partners.iter().zip(&plan.partners);
    let accounts =
        nodes.flat_map(|(node, &company)| node.iter().map(move |record| (record, company)));
    accounts
        .filter(|(record, _)| record.source == System::Salesforce)
        .map(|(record, company)| (record.id.clone(), company))
        .collect()
}

/// Whether a record is a claim that there is, or was, money for.
pub(crate) fn is_granted_claim(record: &Record<Incentive>) -> bool {
    record.object == "PartnerFundClaim"
        && matches!(record.values.status, Some(IncentiveStatus::Approved | IncentiveStatus::Paid))
}

fn text(value: impl Into<String>) -> Value {
    Value::String(value.into())
}

/// A day that may be missing.
fn day(value: Option<NaiveDate>) -> Value {
    value.map_or(Value::Null, |day| Value::String(day.to_string()))
}

/// A moment, to the second.
fn moment(value: DateTime<Utc>) -> Value {
    Value::String(value.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// An amount with its two decimals.
fn money(value: Decimal) -> Value {
    let mut value = value;
    value.rescale(2);
    Value::String(value.to_string())
}

/// Not later than today.
fn by_today(day: NaiveDate) -> NaiveDate {
    day.min(today())
}
