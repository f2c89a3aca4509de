//! Billing documents of SAP's: what customers were billed and credited, and what looks like it.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::entry::Party;
use super::partners::Parties;
use super::tables::BILLING;
use super::{Books, COMPANY_CODE, by_today, day, moment, money, text};
use crate::terms::{InvoiceKind, InvoiceStatus};
use crate::truth::{Invoice, Record, System, Text, Truth};
use crate::world::dice::Deck;
use crate::world::plan::now;

/// The documents that are drawn up at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Invoice,
    /// Adds to what was billed.
    DebitMemo,
    CreditMemo,
    /// An invoice, and the document that cancels it.
    CancelledInvoice,
    /// The same of a credit memo.
    CancelledCredit,
    /// An invoice in another currency than the customer's.
    OtherCurrency,
    /// An invoice of nothing.
    Gratis,
    /// Bills nothing.
    ProForma,
    /// Bills another company of the group.
    Intercompany,
}

const CASES: &[(Case, usize)] = &[
    (Case::Invoice, 8),
    (Case::DebitMemo, 1),
    (Case::CreditMemo, 3),
    (Case::CancelledInvoice, 2),
    (Case::CancelledCredit, 1),
    (Case::OtherCurrency, 2),
    (Case::Gratis, 1),
    (Case::ProForma, 1),
    (Case::Intercompany, 1),
];

/// A category of documents: SAP's letter for it, and a type of documents that is of it (values of
/// the domains VBTYPL and FKART).
type Category = (&'static str, &'static str);

const INVOICE: Category = ("M", "F2");
const DEBIT_MEMO: Category = ("P", "L2");
const CREDIT_MEMO: Category = ("O", "G2");
const INVOICE_CANCELLATION: Category = ("N", "S1");
const CREDIT_CANCELLATION: Category = ("S", "S2");
const PRO_FORMA: Category = ("U", "F8");
const INTERCOMPANY: Category = ("5", "IV");

/// A document to be written.
#[derive(Clone, Copy)]
struct Paper<'a> {
    category: Category,
    party: &'a Party,
    net: Decimal,
    currency: &'static str,
    issued: NaiveDate,
    is_cancelled: bool,
    /// The number of the document that it cancels.
    cancels: &'a str,
}

/// Bills every customer, partner of the channel or not, up to five times, and adds to the truth
/// what is billed by it.
pub(crate) fn record(books: &mut Books<'_>, parties: &Parties, truth: &mut Truth) {
    let partners = parties.of.values().flatten();
    let customers = partners.chain(&parties.others).filter(|party| party.customer.is_some());
    let mut cases = Deck::new(CASES);
    for party in customers {
        for _ in 0..books.dice.between(0, 5) {
            let case = cases.deal(&mut books.dice, |_| true);
            let paper = drawn_up(books, party, case);
            truth.invoices.extend(write(books, paper).1.map(|record| vec![record]));
        }
    }
}

/// The document of a case. Where it was cancelled before, that is written already.
fn drawn_up<'a>(books: &mut Books<'_>, party: &'a Party, case: Case) -> Paper<'a> {
    let paper = Paper {
        category: INVOICE,
        party,
        net: Decimal::new(books.dice.between(40_000, 4_000_000), 2),
        currency: party.country.currency,
        issued: books.day_of_billing(),
        is_cancelled: false,
        cancels: "",
    };
    match case {
        Case::Invoice => paper,
        Case::DebitMemo => Paper { category: DEBIT_MEMO, ..paper },
        Case::CreditMemo => Paper { category: CREDIT_MEMO, ..paper },
        Case::CancelledInvoice => cancelled(books, paper, INVOICE_CANCELLATION),
        Case::CancelledCredit => {
            cancelled(books, Paper { category: CREDIT_MEMO, ..paper }, CREDIT_CANCELLATION)
        }
        Case::OtherCurrency => {
            let currency = if paper.currency == "USD" { "EUR" } else { "USD" };
            Paper { currency, ..paper }
        }
        Case::Gratis => Paper { net: Decimal::ZERO, ..paper },
        Case::ProForma => Paper { category: PRO_FORMA, ..paper },
        Case::Intercompany => Paper { category: INTERCOMPANY, ..paper },
    }
}

/// Writes a document that was cancelled, with the one that cancels it, and returns what is billed in
/// its place.
fn cancelled<'a>(books: &mut Books<'_>, paper: Paper<'a>, by: Category) -> Paper<'a> {
    let (number, _) = write(books, Paper { is_cancelled: true, ..paper });
    let later = Duration::days(books.dice.between(0, 40));
    let issued = by_today(paper.issued + later);
    write(books, Paper { category: by, issued, cancels: &number, ..paper });
    Paper { issued, ..paper }
}

/// Writes a document: its number, and what is billed by it; none if nothing is.
fn write(books: &mut Books<'_>, paper: Paper<'_>) -> (Text, Option<Record<Invoice>>) {
    let Paper { category: (category, kind), party, net, currency, issued, .. } = paper;
    let number = books.number("billing", 90_000_000);
    let customer = party.customer.clone().unwrap_or_default();
    let tax = if party.country.code == "DE" {
        (net * Decimal::new(19, 2)).round_dp(2)
    } else {
        Decimal::ZERO
    };
    let second = Duration::seconds(books.dice.between(0, 86_399));
    let created = (issued.and_time(chrono::NaiveTime::MIN).and_utc() + second).min(now());
    let changed = books.later(created, now());
    // Not cleared, in part, cleared; without a word where nothing is posted.
    let clearing = books.dice.weighted(&[("A", 3), ("B", 1), ("C", 5), ("", 1)]);
    let row = vec![
        ("BillingDocument", text(&*number)),
        ("SDDocumentCategory", text(category)),
        ("BillingDocumentType", text(kind)),
        ("CreationDate", day(Some(created.date_naive()))),
        ("CreationTime", text(created.format("%H:%M:%S").to_string())),
        ("LastChangeDateTime", moment(changed)),
        ("BillingDocumentDate", day(Some(issued))),
        ("BillingDocumentIsCancelled", Value::Bool(paper.is_cancelled)),
        ("CancelledBillingDocument", text(paper.cancels)),
        ("TotalNetAmount", money(net)),
        ("TaxAmount", money(tax)),
        ("TotalGrossAmount", money(net + tax)),
        ("TransactionCurrency", text(currency)),
        ("SoldToParty", text(&*customer)),
        ("PayerParty", text(&*customer)),
        ("CompanyCode", text(COMPANY_CODE)),
        ("FiscalYear", text(issued.year().to_string())),
        ("InvoiceClearingStatus", text(clearing)),
    ];
    let id = books.insert(BILLING, "A_BillingDocument", row);
    let record = billed(&id, paper, clearing, (created, changed));
    (id, record)
}

/// What is billed by a document: nothing by one that was cancelled, or that cancels another.
fn billed(
    id: &Text,
    paper: Paper<'_>,
    clearing: &'static str,
    (created, changed): (DateTime<Utc>, DateTime<Utc>),
) -> Option<Record<Invoice>> {
    let (object, kind, amount) = match paper.category {
        _ if paper.is_cancelled => return None,
        INVOICE | DEBIT_MEMO => {
            ("API_BILLING_DOCUMENT/A_BillingDocument#invoice", InvoiceKind::Invoice, paper.net)
        }
        CREDIT_MEMO => (
            "API_BILLING_DOCUMENT/A_BillingDocument#creditMemo",
            InvoiceKind::CreditMemo,
            -paper.net,
        ),
        _ => return None,
    };
    let values = Invoice {
        number: Some(id.clone()),
        kind: Some(kind),
        status: match clearing {
            "C" => Some(InvoiceStatus::Paid),
            "" => None,
            _ => Some(InvoiceStatus::Open),
        },
        source_status: (!clearing.is_empty()).then(|| clearing.into()),
        amount: Some(amount),
        currency: Some(paper.currency.into()),
        partner: Some(paper.party.reference()),
        issued_at: Some(paper.issued),
        created_at: Some(created),
        updated_at: Some(changed),
    };
    Some(Record { source: System::Erp, object, id: id.clone(), linkable: true, values })
}
