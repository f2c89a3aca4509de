//! The same channel in a second ERP, as a daughter company keeps it: vendors and customers with
//! their documents.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::tables::{BUSINESS_CENTRAL, NO_DATE};
use super::{Books, is_granted_claim, money, text};
use crate::truth::{Text, Truth};
use crate::world::plan::{Company, Web, now, today};

/// Business Central's spelling of a blank word.
const BLANK: &str = "_x0020_";

/// A vendor or a customer, as its documents name it.
pub(crate) struct Account {
    id: String,
    number: String,
    name: String,
    pub currency: &'static str,
}

/// Enters four partners in ten, and invoices for the claims of those that are vendors. Returns the
/// customers.
pub(crate) fn record(
    books: &mut Books<'_>,
    claims: &BTreeMap<Text, String>,
    accounts: &BTreeMap<Text, usize>,
    truth: &Truth,
) -> Vec<Account> {
    let plan = books.plan;
    let mut customers = Vec::new();
    let mut vendors: BTreeMap<usize, Account> = BTreeMap::new();
    for &index in &plan.partners {
        let company = &plan.companies[index];
        if !books.dice.chance(0.4) {
            continue;
        }
        if books.dice.chance(0.6) {
            let vendor = enter_vendor(books, company);
            for _ in 0..books.dice.between(0, 2) {
                enter_document(books, Kind::PurchaseCreditMemo, &vendor, None);
            }
            vendors.insert(index, vendor);
        } else {
            let customer = enter_customer(books, company);
            for _ in 0..books.dice.between(0, 2) {
                enter_document(books, Kind::SalesCreditMemo, &customer, None);
            }
            customers.push(customer);
        }
    }
    for claim in truth.incentives.iter().flatten().filter(|record| is_granted_claim(record)) {
        let vendor = claim
            .values
            .partner
            .as_ref()
            .and_then(|partner| vendors.get(accounts.get(&partner.id)?));
        if let (Some(vendor), Some(number)) = (vendor, claims.get(&claim.id)) {
            enter_document(
                books,
                Kind::PurchaseInvoice,
                vendor,
                Some((number, claim.values.amount.unwrap_or_default())),
            );
        }
    }
    customers.extend(enter_person(books));
    customers
}

/// The fields that a vendor and a customer share.
fn contact(
    books: &mut Books<'_>,
    company: &Company,
    number: &str,
) -> (Account, Vec<(&'static str, Value)>) {
    let name = {
        let stem = company.registered.as_ref().unwrap_or(&company.stem);
        format!("{stem} {}", company.forms().1).trim_end().to_owned()
    };
    let (website, email) = match &company.web {
        Web::Own(domain) => (format!("https://{domain}"), format!("accounts@{domain}")),
        _ => (String::new(), String::new()),
    };
    let tax_id = company.tax_id.as_ref().filter(|_| books.dice.chance(0.8));
    let typed =
        tax_id.map(|tax_id| company.country.mistype(tax_id, &mut books.dice)).unwrap_or_default();
    // The daughter's own currency is the one that is left out.
    let currency = company.country.currency;
    let changed = company.created
        + Duration::milliseconds(
            books.dice.between(1000, (now() - company.created).num_milliseconds()),
        );
    let account = Account { id: books.dice.guid(), number: number.to_owned(), name, currency };
    let row = vec![
        ("id", text(&*account.id)),
        ("number", text(number)),
        ("displayName", text(&*account.name)),
        ("addressLine1", text(&*company.street)),
        ("city", text(company.country.towns[company.town].0)),
        ("postalCode", text(&*company.zip)),
        ("country", text(company.country.code)),
        ("website", text(website)),
        ("email", text(email)),
        ("taxRegistrationNumber", text(typed)),
        ("currencyCode", text(if currency == "EUR" { "" } else { currency })),
        ("lastModifiedDateTime", millis(changed)),
    ];
    (account, row)
}

fn enter_vendor(books: &mut Books<'_>, company: &Company) -> Account {
    let number = format!("V{}", books.number("vendor", 10_000));
    let (account, mut row) = contact(books, company, &number);
    row.push(("blocked", text(books.dice.weighted(&[(BLANK, 9), ("Payment", 1), ("All", 1)]))));
    row.push(("balance", amount(books, 0)));
    books.insert(BUSINESS_CENTRAL, "vendors", row);
    account
}

fn enter_customer(books: &mut Books<'_>, company: &Company) -> Account {
    let number = format!("C{}", books.number("buyer", 10_000));
    let (account, mut row) = contact(books, company, &number);
    row.push(("type", text("Company")));
    row.push((
        "blocked",
        text(books.dice.weighted(&[(BLANK, 9), ("Ship", 1), ("Invoice", 1), ("All", 1)])),
    ));
    row.push(("balanceDue", amount(books, 0)));
    row.push(("creditLimit", amount(books, 1_000_000)));
    row.push(("overdueAmount", amount(books, 0)));
    books.insert(BUSINESS_CENTRAL, "customers", row);
    account
}

/// Enters a customer that is a person, and so no partner.
fn enter_person(books: &mut Books<'_>) -> Option<Account> {
    let company = books.plan.companies.iter().find(|company| company.partner.is_none())?;
    let number = format!("C{}", books.number("buyer", 10_000));
    let (account, mut row) = contact(books, company, &number);
    row.push(("type", text("Person")));
    row.push(("blocked", text(BLANK)));
    books.insert(BUSINESS_CENTRAL, "customers", row);
    Some(account)
}

fn amount(books: &mut Books<'_>, least: i64) -> Value {
    let cents =
        if books.dice.chance(0.3) { least } else { least + books.dice.between(0, 2_000_000) };
    money(Decimal::new(cents, 2))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    PurchaseInvoice,
    PurchaseCreditMemo,
    SalesInvoice,
    SalesCreditMemo,
}

/// A document to be written.
pub(crate) struct Document<'a> {
    pub kind: Kind,
    pub account: &'a Account,
    pub status: &'static str,
    pub booked: NaiveDate,
    pub net: Decimal,
    pub currency: &'static str,
    /// The number of the claim that it is for.
    pub claim: Option<&'a str>,
}

/// Enters a document; `claim` is the number and the amount of the claim that it is for.
fn enter_document(
    books: &mut Books<'_>,
    kind: Kind,
    account: &Account,
    claim: Option<(&str, Decimal)>,
) {
    let status = books.dice.weighted(&[("Draft", 1), ("Open", 4), ("Paid", 4), ("Canceled", 1)]);
    let booked = today() - Duration::days(books.dice.between(1, 280));
    let net = claim
        .map_or_else(|| Decimal::new(books.dice.between(10_000, 900_000), 2), |(_, amount)| amount);
    let (currency, claim) = (account.currency, claim.map(|(number, _)| number));
    write(books, &Document { kind, account, status, booked, net, currency, claim });
}

/// Writes a document. A draft has neither number nor days.
pub(crate) fn write(books: &mut Books<'_>, document: &Document<'_>) {
    let Document { kind, account, status, booked, net, currency, claim } = *document;
    let (set, prefix, of, own_day) = match kind {
        Kind::PurchaseInvoice => ("purchaseInvoices", "PI", "vendor", "invoiceDate"),
        Kind::PurchaseCreditMemo => ("purchaseCreditMemos", "PC", "vendor", "creditMemoDate"),
        Kind::SalesInvoice => ("salesInvoices", "SI", "customer", "invoiceDate"),
        Kind::SalesCreditMemo => ("salesCreditMemos", "SC", "customer", "creditMemoDate"),
    };
    let draft = status == "Draft";
    let number =
        if draft { String::new() } else { format!("{prefix}{}", books.number(prefix, 100_000)) };
    let tax = if account.currency == "EUR" {
        (net * Decimal::new(19, 2)).round_dp(2)
    } else {
        Decimal::ZERO
    };
    let written = |day: NaiveDate| if draft { text(NO_DATE) } else { text(day.to_string()) };
    let changed = booked.and_time(chrono::NaiveTime::MIN).and_utc()
        + Duration::milliseconds(books.dice.between(0, 86_399_999));
    let (id_of, number_of, name_of) = match of {
        "vendor" => ("vendorId", "vendorNumber", "vendorName"),
        _ => ("customerId", "customerNumber", "customerName"),
    };
    let mut row = vec![
        ("id", text(books.dice.guid())),
        ("number", text(&*number)),
        (own_day, text(booked.to_string())),
        ("postingDate", written(booked)),
        ("dueDate", written(booked + Duration::days(30))),
        (id_of, text(&*account.id)),
        (number_of, text(&*account.number)),
        (name_of, text(&*account.name)),
        ("currencyCode", text(if currency == "EUR" { "" } else { currency })),
        ("status", text(status)),
        ("totalAmountExcludingTax", money(net)),
        ("totalAmountIncludingTax", money(net + tax)),
        ("lastModifiedDateTime", millis(changed)),
    ];
    if kind == Kind::SalesInvoice {
        row.push(("billToCustomerId", text(&*account.id)));
        row.push(("billToCustomerNumber", text(&*account.number)));
    }
    if let Some(claim) = claim {
        row.push(("vendorInvoiceNumber", text(claim)));
    }
    books.insert(BUSINESS_CENTRAL, set, row);
}

/// A moment as Business Central writes it.
fn millis(at: DateTime<Utc>) -> Value {
    text(at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}
