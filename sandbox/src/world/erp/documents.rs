//! Settlement documents, and the items of accounting documents that pay them.

use chrono::{Datelike, Duration, NaiveDate};
use rust_decimal::Decimal;
use serde_json::Value;

use super::entry::Party;
use super::tables::{ITEMS, SETTLEMENTS};
use super::{Books, COMPANY_CODE, by_today, day, money, text};
use crate::terms::{IncentiveKind, IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Record, System, Text};
use crate::world::dice::Deck;
use crate::world::plan::today;
use crate::world::vendor::hubspot_rows::rate;

/// On which side of a document a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Customer,
    Supplier,
}

/// The fate of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Payment {
    /// Nothing yet.
    None,
    /// An item that waits for its day.
    Scheduled,
    Cleared,
    /// Cleared by an item that does not name the document any more.
    Astray,
}

const PAYMENTS: &[(Payment, usize)] =
    &[(Payment::None, 5), (Payment::Scheduled, 2), (Payment::Cleared, 5), (Payment::Astray, 1)];

/// A document to be written.
pub(crate) struct Document<'a> {
    pub kind: IncentiveKind,
    pub party: &'a Party,
    pub net: Decimal,
    pub currency: &'static str,
    pub posted: NaiveDate,
    /// The reference, as typed; may be empty.
    pub reference: String,
    pub assignment: String,
    pub cancelled: bool,
    /// Whether it is certain that it has been paid.
    pub paid: bool,
    /// A supplier whose own account the document touches beside the customer's.
    pub beside: Option<&'a str>,
}

/// Documents and their payments, as they come.
pub(crate) struct Documents {
    payments: Deck<Payment>,
}

impl Default for Documents {
    fn default() -> Self {
        Self { payments: Deck::new(PAYMENTS) }
    }
}

impl Documents {
    /// Writes a document, and pays it or does not; the records that the truth has of it all, and
    /// none of one that was cancelled, since a booking that was reversed is nothing that a partner
    /// has.
    pub(crate) fn settle(
        &mut self,
        books: &mut Books<'_>,
        document: &Document<'_>,
    ) -> Option<Vec<Record<Incentive>>> {
        let both = document.party.customer.is_some() && document.party.supplier.is_some();
        let side = match document.party.supplier {
            _ if document.beside.is_some() => Side::Customer,
            None => Side::Customer,
            Some(_) if both && books.dice.chance(0.3) => Side::Customer,
            Some(_) => Side::Supplier,
        };
        let record = write(books, document, side);
        if document.cancelled {
            return None;
        }
        let payment = if document.paid {
            Payment::Cleared
        } else {
            self.payments.deal(&mut books.dice, |_| true)
        };
        let number = record.id.clone();
        let mut records = vec![record];
        if payment != Payment::None {
            records.push(pay(books, document, side, &number, payment));
        }
        Some(records)
    }
}

/// Germans pay the tax on rebates; nobody else does, and nobody on what marketing funds give back.
fn tax(document: &Document<'_>) -> Decimal {
    let share = if document.party.country.code == "DE" && document.kind == IncentiveKind::Rebate {
        Decimal::new(19, 2)
    } else {
        Decimal::ZERO
    };
    (document.net * share).round_dp(2)
}

fn write(books: &mut Books<'_>, document: &Document<'_>, side: Side) -> Record<Incentive> {
    let number = books.number("settlement", 5_000_000);
    let (net, tax) = (document.net, tax(document));
    let on = |here: Side, amount: Decimal| {
        if here == side { money(amount) } else { money(Decimal::ZERO) }
    };
    let party = |here: Side, number: &Option<String>| {
        text(if here == side { number.clone().unwrap_or_default() } else { String::new() })
    };
    let (customer, supplier) = (&document.party.customer, &document.party.supplier);
    let state = books.dice.pick(&["A", "B", "C"]);
    let mut row = vec![
        ("SettlmtDoc", text(&*number)),
        (
            "SettlmtDocType",
            text(if document.kind == IncentiveKind::MarketDevelopmentFund {
                "ZMDF"
            } else {
                "ZRBT"
            }),
        ),
        ("SettlmtProcessType", text("CC01")),
        ("PostingDate", day(Some(document.posted))),
        ("DocumentDate", day(Some(document.posted - Duration::days(books.dice.between(0, 3))))),
        ("InvoicingParty", party(Side::Supplier, supplier)),
        ("PayeeParty", party(Side::Supplier, supplier)),
        ("BillToParty", party(Side::Customer, customer)),
        ("PayerParty", party(Side::Customer, customer)),
        ("SettlmtDocCurrency", text(document.currency)),
        ("SettlmtDocCurrencyISOCode", text(document.currency)),
        ("ExchangeRate", text(format!("{:.5}", rate(document.currency)))),
        ("SupplierTotalNetAmount", on(Side::Supplier, net)),
        ("SupplierTotalTaxAmount", on(Side::Supplier, tax)),
        ("SupplierTotalGrossAmount", on(Side::Supplier, net + tax)),
        ("CustomerTotalNetAmount", on(Side::Customer, net)),
        ("CustomerTotalTaxAmount", on(Side::Customer, tax)),
        ("CustomerTotalGrossAmount", on(Side::Customer, net + tax)),
        ("TotalGrossAmount", money(net + tax)),
        ("SettlmtDocIsCanceled", Value::Bool(document.cancelled)),
        ("SettlmtApplSts", text(state)),
        ("DocumentReferenceID", text(&*document.reference)),
        ("AssignmentReference", text(&*document.assignment)),
    ];
    if let Some(other) = document.beside {
        let theirs = (net * Decimal::new(97, 2)).round_dp(2);
        row.extend([
            ("InvoicingParty", text(other)),
            ("PayeeParty", text(other)),
            ("SupplierTotalNetAmount", money(theirs)),
            ("SupplierTotalGrossAmount", money(theirs)),
        ]);
    }
    let id = books.insert(SETTLEMENTS, "SetlDoc", row);
    let values = Incentive {
        name: Some(id.clone()),
        kind: Some(document.kind),
        role: Some(IncentiveRole::Earning),
        status: Some(IncentiveStatus::Earned),
        source_status: Some(state.into()),
        amount: Some(net),
        currency: Some(document.currency.into()),
        partner: Some(document.party.reference()),
        earned_at: Some(document.posted),
        ..Incentive::default()
    };
    let object = if side == Side::Customer {
        "settlmtdoc/SetlDoc#customer"
    } else {
        "settlmtdoc/SetlDoc#supplier"
    };
    Record { source: System::Erp, object, id, linkable: true, values }
}

fn pay(
    books: &mut Books<'_>,
    document: &Document<'_>,
    side: Side,
    settlement: &Text,
    payment: Payment,
) -> Record<Incentive> {
    let gross = document.net + tax(document);
    let cleared_on = by_today(document.posted + Duration::days(books.dice.between(1, 30)));
    let cleared = (payment != Payment::Scheduled).then_some(cleared_on);
    let due = if cleared.is_some() {
        document.posted + Duration::days(30)
    } else {
        today() + Duration::days(books.dice.between(1, 45))
    };
    let clearing = cleared.map(|_| books.number("clearing", 2_000_000));
    let number = |here: Side, number: &Option<String>| {
        text(if here == side { number.clone().unwrap_or_default() } else { String::new() })
    };
    let row = vec![
        ("CompanyCode", text(COMPANY_CODE)),
        ("FiscalYear", text(document.posted.year().to_string())),
        ("AccountingDocument", text(books.number("accounting", 1_900_000))),
        ("AccountingDocumentItem", text("001")),
        ("Customer", number(Side::Customer, &document.party.customer)),
        ("Supplier", number(Side::Supplier, &document.party.supplier)),
        ("PostingDate", day(Some(document.posted))),
        ("NetDueDate", day(Some(due))),
        ("ClearingDate", day(cleared)),
        ("ClearingAccountingDocument", text(clearing.unwrap_or_default())),
        ("AmountInTransactionCurrency", money(-gross)),
        ("TransactionCurrency", text(document.currency)),
        ("AssignmentReference", text(&*document.assignment)),
        ("DocumentReferenceID", text(if payment == Payment::Astray { "" } else { settlement })),
    ];
    let id = books.insert(ITEMS, "A_OperationalAcctgDocItemCube", row);
    let values = Incentive {
        role: Some(IncentiveRole::Payout),
        status: Some(if cleared.is_some() {
            IncentiveStatus::Paid
        } else {
            IncentiveStatus::Scheduled
        }),
        paid_amount: cleared.map(|_| gross),
        currency: Some(document.currency.into()),
        partner: Some(document.party.reference()),
        due_at: Some(due),
        paid_at: cleared,
        ..Incentive::default()
    };
    let object = match side {
        Side::Customer => "OPLACCTGDOCITEMCUBE/A_OperationalAcctgDocItemCube#customer",
        Side::Supplier => "OPLACCTGDOCITEMCUBE/A_OperationalAcctgDocItemCube#supplier",
    };
    Record { source: System::Erp, object, id, linkable: payment != Payment::Astray, values }
}
