//! Condition contracts, and what was earned of them: rebates that no CRM knows of.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::documents::{Document, Documents};
use super::entry::Party;
use super::partners::Parties;
use super::tables::CONTRACTS;
use super::{Books, day, moment, text};
use crate::terms::{IncentiveKind, IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Record, System, Truth};
use crate::world::dice::Deck;
use crate::world::plan::{now, today};

/// The status and the year, counted from this one, of a contract. `C` is a status that nobody
/// knows.
const CONTRACTS_DEALT: &[((&str, i32), usize)] = &[
    (("A", 0), 3),
    (("A", 1), 1),
    (("A", -1), 1),
    (("", 0), 1),
    (("", 1), 1),
    (("B", -1), 2),
    (("C", 0), 1),
];

/// Enters a contract for one partner in five, ten at least, and the rebates that were earned of
/// those that have begun.
pub(crate) fn record(
    books: &mut Books<'_>,
    documents: &mut Documents,
    parties: &Parties,
    truth: &mut Truth,
) {
    let everybody: Vec<&Party> = parties.of.values().flatten().collect();
    if everybody.is_empty() {
        return;
    }
    let mut deck = Deck::new(CONTRACTS_DEALT);
    for _ in 0..(everybody.len() / 5).max(10) {
        let party = books.dice.pick(&everybody);
        let (status, offset) = deck.deal(&mut books.dice, |_| true);
        let year = today().year() + offset;
        let (record, number) = enter(books, party, status, year);
        truth.incentives.push(vec![record]);
        if offset <= 0 && matches!(status, "A" | "B") {
            for quarter in 0..books.dice.between(1, 2) {
                let posted = first_of(year, 4 + 3 * quarter as u32)
                    + Duration::days(books.dice.between(0, 20));
                let reference = if books.dice.chance(0.5) {
                    format!("RBT-{year}-{}", books.dice.between(100, 999))
                } else {
                    String::new()
                };
                let document = Document {
                    kind: IncentiveKind::Rebate,
                    party,
                    net: Decimal::new(books.dice.between(5_000, 900_000), 2),
                    currency: party.country.currency,
                    posted: posted.min(today()),
                    reference,
                    assignment: number.clone(),
                    cancelled: books.dice.chance(0.05),
                    paid: false,
                    beside: None,
                };
                truth.incentives.extend(documents.settle(books, &document));
            }
        }
    }
}

fn enter(
    books: &mut Books<'_>,
    party: &Party,
    status: &'static str,
    year: i32,
) -> (Record<Incentive>, String) {
    let number = books.number("contract", 330_000);
    let (from, to) = (first_of(year, 1), first_of(year + 1, 1) - Duration::days(1));
    let opened = (midnight(from) - Duration::seconds(books.dice.between(86_400, 5_000_000)))
        .min(now() - Duration::days(2));
    let changed = books.later(opened, now());
    // One side or the other: who buys is given rebates as a customer, who is paid commission as a
    // supplier.
    let customer =
        party.customer.clone().filter(|_| party.supplier.is_none() || books.dice.chance(0.5));
    let supplier = party.supplier.clone().filter(|_| customer.is_none());
    let object = if customer.is_some() {
        "conditioncontract/ConditionContract#customer"
    } else {
        "conditioncontract/ConditionContract#supplier"
    };
    let external = if books.dice.chance(0.4) {
        format!("RB{year}-{}", books.dice.between(10, 99))
    } else {
        String::new()
    };
    let row = vec![
        ("ConditionContract", text(&*number)),
        ("CndnContrType", text("ZRBT")),
        ("Supplier", text(supplier.unwrap_or_default())),
        ("Customer", text(customer.unwrap_or_default())),
        ("CndnContrActvtnStatus", text(status)),
        ("CndnContrValidFrom", day(Some(from))),
        ("CndnContrValidTo", day(Some(to))),
        ("CndnContrCurrency", text(party.country.currency)),
        ("ExternalDocumentReferenceID", text(external)),
        ("CreationUTCDateTime", moment(opened)),
        ("LastChangeUTCDateTime", moment(changed)),
    ];
    let id = books.insert(CONTRACTS, "ConditionContract", row);
    let values = Incentive {
        name: Some(number.as_str().into()),
        program: Some("ZRBT".into()),
        kind: Some(IncentiveKind::Rebate),
        role: Some(IncentiveRole::Promise),
        status: match status {
            "" => Some(IncentiveStatus::Draft),
            "A" => Some(IncentiveStatus::Approved),
            "B" => Some(IncentiveStatus::Expired),
            _ => None,
        },
        source_status: (!status.is_empty()).then(|| status.into()),
        currency: Some(party.country.currency.into()),
        partner: Some(party.reference()),
        period_start: Some(from),
        period_end: Some(to),
        created_at: Some(opened),
        updated_at: Some(changed),
        ..Incentive::default()
    };
    (Record { source: System::Erp, object, id, linkable: true, values }, number)
}

fn first_of(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}
