//! The records of the partner's account at AWS. It is made after everything else and with dice of
//! its own, so that it changes nothing elsewhere but for one field of Salesforce's accounts.

mod allocations;
mod applications;
mod channel;
mod leads;
mod managed;
mod opportunities;
mod opportunity;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::aws::store::Store;
use crate::salesforce::store::Store as Org;
use crate::truth::{Ref, System, Truth};
use crate::world::dice::Dice;
use crate::world::plan::{Company, Plan, now};

/// The account that all this belongs to.
const OWN_ACCOUNT: &str = "480617355291";
/// The prefix of its records' ARNs.
const CATALOG: &str = "arn:aws:partnercentral:us-east-1:480617355291:catalog/Sandbox";

/// AWS's words for what companies do, by the index of the CRMs' words.
const INDUSTRIES: &[&str] = &[
    "Computers and Electronics",
    "Software and Internet",
    "Manufacturing",
    "Retail",
    "Healthcare",
    "Financial Services",
    "Education",
    "Energy - Power and Utilities",
    "Transportation and Logistics",
];

/// The account while it fills.
pub(crate) struct Market<'a> {
    pub plan: &'a Plan,
    pub dice: Dice,
    pub store: Store,
    /// The last number of each range.
    numbers: BTreeMap<&'static str, u64>,
    /// The AWS accounts given so far.
    accounts: BTreeSet<String>,
}

impl Market<'_> {
    /// The next number of a range that begins at `first`; other people take numbers too.
    fn number(&mut self, range: &'static str, first: u64) -> u64 {
        let step = self.dice.between(1, 9) as u64;
        let number = self.numbers.entry(range).or_insert(first);
        *number += step;
        *number
    }

    /// An AWS account that nobody has yet: 12 digits, of which the first may be zeros.
    fn account(&mut self, zeros: bool) -> String {
        loop {
            let (low, high) =
                if zeros { (1, 9_999_999_999) } else { (100_000_000_000, 999_999_999_999) };
            let account = format!("{:012}", self.dice.between(low, high));
            if account != OWN_ACCOUNT && self.accounts.insert(account.clone()) {
                return account;
            }
        }
    }

    /// A moment, to the millisecond, between two times, neither of them in the future.
    fn later(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> DateTime<Utc> {
        let (from, to) = (from.min(now()), to.min(now()));
        from + Duration::milliseconds(self.dice.between(0, (to - from).num_milliseconds().max(0)))
    }
}

/// Fills the account, writes into the org which accounts of its partners are known by their AWS
/// account, and adds to the truth what AWS says.
pub(crate) fn record(seed: u64, plan: &Plan, org: &mut Org, truth: &mut Truth) -> Store {
    let mut market = Market {
        plan,
        dice: Dice::of(seed, "aws"),
        store: Store::default(),
        numbers: BTreeMap::new(),
        accounts: BTreeSet::new(),
    };
    let sellers = channel::record(&mut market, org, truth);
    let opportunities = opportunities::record(&mut market, truth);
    applications::record(&mut market, &sellers, &opportunities, truth);
    leads::record(&mut market, truth);
    managed::record(&mut market);
    market.store
}

/// A record of AWS's, as others name it.
fn reference(id: &str) -> Ref {
    Ref { source: System::Aws, id: id.into() }
}

/// A record without the members that are null: AWS leaves out what there is not.
fn lean(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, lean(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(lean).collect(),
        other => other,
    }
}

/// A moment as AWS writes it.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// An amount with its currency.
fn money(amount: Decimal, currency: &str) -> Value {
    let mut amount = amount;
    amount.rescale(2);
    json!({ "Amount": amount.to_string(), "CurrencyCode": currency })
}

/// At most so many characters of a text.
pub(crate) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect::<String>().trim_end().to_owned()
}

fn industry(company: &Company) -> &'static str {
    INDUSTRIES[company.industry % INDUSTRIES.len()]
}
