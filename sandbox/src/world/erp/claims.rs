//! The ERP's documents for the claims in Salesforce: documents that name them, and some that name
//! nothing there is.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use rust_decimal::Decimal;

use super::documents::{Document, Documents};
use super::entry::Party;
use super::partners::Parties;
use super::{Books, by_today, is_granted_claim};
use crate::terms::IncentiveKind;
use crate::truth::{Incentive, Text, Truth};
use crate::world::dice::Deck;
use crate::world::plan::today;
use crate::world::vendor::hubspot_rows::rate;

/// The fate of a granted claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Settled,
    /// Nothing was entered.
    Forgotten,
    /// Two documents, each for a part, and both paid. So it is with the flagship.
    InParts,
    /// A document in the partner's own currency.
    OtherCurrency,
    /// A cent more or less.
    Rounded,
    /// Less than was granted.
    Deducted,
    Cancelled,
    /// Cancelled, and entered anew.
    CancelledAndAgain,
    /// On the customer's side, and beside it on another supplier's.
    BothSides,
    /// The claim's number in small letters.
    OddlySpelt,
}

const CASES: &[(Case, usize)] = &[
    (Case::Settled, 4),
    (Case::Forgotten, 2),
    (Case::InParts, 1),
    (Case::OtherCurrency, 2),
    (Case::Rounded, 1),
    (Case::Deducted, 1),
    (Case::Cancelled, 1),
    (Case::CancelledAndAgain, 1),
    (Case::BothSides, 1),
    (Case::OddlySpelt, 2),
];

/// Settles the claims that were granted, one after the other, and adds each document to its claim's
/// node.
pub(crate) fn record(
    books: &mut Books<'_>,
    documents: &mut Documents,
    parties: &Parties,
    claims: &BTreeMap<Text, String>,
    accounts: &BTreeMap<Text, usize>,
    truth: &mut Truth,
) {
    let mut cases = Deck::new(CASES);
    let mut granted = 0;
    for node in &mut truth.incentives {
        let claim = node
            .iter()
            .find(|record| is_granted_claim(record))
            .map(|record| (record.id.clone(), record.values.clone()));
        let Some((id, says)) = claim else { continue };
        granted += 1;
        let Some(number) = claims.get(&id) else { continue };
        let Some(company) =
            says.partner.as_ref().and_then(|partner| accounts.get(&partner.id).copied())
        else {
            continue;
        };
        let Some(party) = parties.of.get(&company).map(|entries| books.dice.pick(entries)) else {
            continue;
        };
        let case = match books.plan.companies[company]
            .partner
            .as_ref()
            .is_some_and(|partner| partner.flagship)
        {
            true => Case::InParts,
            false => cases.deal(&mut books.dice, |case| match case {
                Case::OtherCurrency => party.country.currency != "USD",
                Case::BothSides => party.customer.is_some(),
                _ => true,
            }),
        };
        for document in drawn_up(books, parties, &party, &says, number, case) {
            node.extend(documents.settle(books, &document).into_iter().flatten());
        }
    }
    // Some name a claim that is gone, and some none at all.
    let everybody: Vec<&Party> = parties.of.values().flatten().collect();
    if everybody.is_empty() {
        return;
    }
    for orphan in 0..(granted / 20).max(2) {
        let gone = format!("CLM-{}", 900_000 + books.dice.between(0, 99_999));
        let party = books.dice.pick(&everybody);
        let document = Document {
            kind: IncentiveKind::MarketDevelopmentFund,
            party,
            net: Decimal::new(books.dice.between(10, 300) * 1_000, 2),
            currency: party.country.currency,
            posted: today() - Duration::days(books.dice.between(3, 200)),
            reference: if orphan % 2 == 0 { gone } else { String::new() },
            assignment: String::new(),
            cancelled: false,
            paid: false,
            beside: None,
        };
        truth.incentives.extend(documents.settle(books, &document));
    }
}

/// The documents that are drawn up for a claim.
fn drawn_up<'a>(
    books: &mut Books<'_>,
    parties: &'a Parties,
    party: &'a Party,
    claim: &Incentive,
    number: &str,
    case: Case,
) -> Vec<Document<'a>> {
    let amount = claim.amount.unwrap_or_default();
    let posted = posted(books, claim);
    let document = |net: Decimal, posted: NaiveDate| Document {
        kind: IncentiveKind::MarketDevelopmentFund,
        party,
        net,
        currency: "USD",
        posted: by_today(posted),
        reference: number.to_owned(),
        assignment: String::new(),
        cancelled: false,
        paid: false,
        beside: None,
    };
    let whole = document(amount, posted);
    match case {
        Case::Forgotten => vec![],
        Case::Settled => vec![whole],
        Case::InParts => {
            let first = (amount * Decimal::new(6, 1)).round_dp(2);
            let rest = document(amount - first, posted + Duration::days(14));
            vec![
                Document { paid: true, ..document(first, posted) },
                Document { paid: true, ..rest },
            ]
        }
        Case::OtherCurrency => {
            let currency = party.country.currency;
            vec![Document { net: (amount / rate(currency)).round_dp(2), currency, ..whole }]
        }
        Case::Rounded => vec![document(
            amount + Decimal::new(if books.dice.chance(0.5) { 1 } else { -1 }, 2),
            posted,
        )],
        Case::Deducted => vec![document((amount * Decimal::new(9, 1)).round_dp(2), posted)],
        Case::Cancelled => vec![Document { cancelled: true, ..whole }],
        Case::CancelledAndAgain => vec![
            Document { cancelled: true, ..whole },
            document(amount, posted + Duration::days(3)),
        ],
        Case::BothSides => {
            let other = books.dice.index(parties.suppliers.len());
            vec![Document { beside: parties.suppliers.get(other).map(String::as_str), ..whole }]
        }
        Case::OddlySpelt => {
            vec![Document { reference: number.to_lowercase(), ..whole }]
        }
    }
}

/// When a claim was booked: soon after it was made, and before Salesforce says that it is paid.
fn posted(books: &mut Books<'_>, claim: &Incentive) -> NaiveDate {
    let made = claim.created_at.map_or_else(today, |at| at.date_naive());
    let day = made + Duration::days(books.dice.between(1, 20));
    claim.paid_at.map_or(day, |paid| day.min(paid))
}
