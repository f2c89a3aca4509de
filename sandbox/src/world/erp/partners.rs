//! Business partners: who is in the books, under which numbers, and what ties them to the CRMs' records.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::tables::PARTNERS;
use super::{Books, COMPANY_CODE, day, text};
use crate::truth::{self, Node, Record, Ref, System, Text, Truth};
use crate::world::dice::Deck;
use crate::world::geo::{COUNTRIES, Country};
use crate::world::names::{Names, person};
use crate::world::plan::{Company, country, now};

/// What the truth calls the table.
const OBJECT: &str = "API_BUSINESS_PARTNER/A_BusinessPartner";
/// The grouping of channel partners; the others are of no concern to the channel.
const CHANNEL: &str = "CHAN";

/// A business partner with its roles.
#[derive(Clone)]
pub(crate) struct Party {
    pub id: Text,
    /// Its number as a customer.
    pub customer: Option<String>,
    /// Its number as a supplier.
    pub supplier: Option<String>,
    pub country: &'static Country,
}

impl Party {
    /// It as others name it.
    pub(crate) fn reference(&self) -> Ref {
        Ref { source: System::Erp, id: self.id.clone() }
    }
}

/// Everybody in the books.
#[derive(Default)]
pub(crate) struct Parties {
    /// Channel partners, by index of the company; several where one was entered twice.
    pub of: BTreeMap<usize, Vec<Party>>,
    /// Suppliers that are no channel partners.
    pub suppliers: Vec<String>,
}

/// Enters the business partners. `granted` are the companies that are to get money: hardly one of them is not in the books.
pub(crate) fn record(books: &mut Books<'_>, granted: &BTreeSet<usize>, truth: &mut Truth) -> Parties {
    let mut parties = Parties::default();
    let plan = books.plan;
    let mut odds = Deck::new(ODDITIES);
    let mut entered = 0;
    for (node, &index) in truth.partners.iter_mut().zip(&plan.partners) {
        let company = &plan.companies[index];
        let Some(partner) = &company.partner else { continue };
        let likely = match (granted.contains(&index), partner.since.is_some(), company.tax_id.is_some()) {
            (true, _, _) => 0.95,
            (_, true, true) => 0.64,
            (_, true, false) => 0.2,
            (_, false, _) => 0.0,
        };
        if !partner.flagship && !books.dice.chance(likely) {
            continue;
        }
        let odd = if partner.flagship { Odd::Flagship } else { odds.deal(&mut books.dice, |_| true) };
        let (party, record) = enter(books, company, node, odd);
        node.push(record);
        let known = parties.of.entry(index).or_default();
        known.push(party);
        entered += 1;
        // One in thirty stands twice, the second time with the tax number or without.
        if entered % 30 == 12 && !partner.flagship {
            let odd = if entered % 60 == 12 { Odd::ShortForm } else { Odd::NoTaxNumber };
            let (party, record) = enter(books, company, node, odd);
            node.push(record);
            known.push(party);
        }
    }
    enter_strangers(books, truth);
    enter_others(books, &mut parties);
    parties
}

/// What is odd about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Odd {
    Nothing,
    /// Not odd in any way, and both customer and supplier.
    Flagship,
    /// Its name in capitals.
    Capitals,
    /// Its name with the legal form in short.
    ShortForm,
    /// Another town.
    Moved,
    /// Another country.
    Abroad,
    Blocked,
    Archived,
    NoTaxNumber,
}

const ODDITIES: &[(Odd, usize)] = &[
    (Odd::Nothing, 8),
    (Odd::Capitals, 3),
    (Odd::ShortForm, 3),
    (Odd::Moved, 2),
    (Odd::Abroad, 1),
    (Odd::Blocked, 1),
    (Odd::Archived, 1),
    (Odd::NoTaxNumber, 2),
];

/// What is to be entered of a company.
struct Entry<'a> {
    name: String,
    stem: &'a str,
    country: &'static Country,
    /// Street and house number, town, postal code.
    address: (&'a str, &'static str, String),
    state: &'static str,
    /// The tax number's type, and the number as typed.
    tax: Option<(String, String)>,
    since: DateTime<Utc>,
    grouping: &'static str,
    /// `1` a person, `2` an organisation.
    category: &'static str,
    odd: Odd,
}

/// Enters a partner of the plan. It goes without its tax number where that would tie it to another record than the first of its node.
fn enter(books: &mut Books<'_>, company: &Company, node: &Node<truth::Partner>, odd: Odd) -> (Party, Record<truth::Partner>) {
    let says_it = |record: &&Record<truth::Partner>| company.tax_id.is_some() && record.values.tax_id == company.tax_id;
    let astray = node.iter().filter(|record| !record.linkable).any(|record| says_it(&record));
    let tax_id = company.tax_id.clone().filter(|_| !astray && odd != Odd::NoTaxNumber);
    let tied = tax_id.is_some() && node.iter().filter(|record| record.linkable).any(|record| says_it(&record));

    let elsewhere = [&COUNTRIES[0], &COUNTRIES[4], &COUNTRIES[7]].into_iter().find(|other| other.code != company.country.code);
    let seat = elsewhere.filter(|_| odd == Odd::Abroad).unwrap_or(company.country);
    let moved = matches!(odd, Odd::Moved | Odd::Abroad);
    let (city, state, zip) = seat.towns[if moved { (company.town + 1) % seat.towns.len() } else { company.town }];
    let zip = if moved { format!("{zip}{}", books.dice.between(100, 999)) } else { company.zip.clone() };
    let (long, short) = company.country.forms[company.form];
    let name = match odd {
        Odd::Flagship => "ACME Corporation".to_owned(),
        Odd::Capitals => format!("{} {long}", company.stem).to_uppercase(),
        Odd::ShortForm => format!("{} {short}", company.stem),
        _ => format!("{} {long}", company.stem),
    };
    // Where the seat is not the country of the tax number, the number has to carry its own.
    let typed = tax_id.as_ref().map(|tax_id| {
        if seat.code == company.country.code { company.country.mistype(tax_id, &mut books.dice) } else { tax_id.to_string() }
    });
    let entry = Entry {
        name,
        stem: &company.stem,
        country: seat,
        address: (&company.street, city, zip),
        state,
        tax: typed.map(|typed| (format!("{}0", company.country.code), typed)),
        since: company.created,
        grouping: CHANNEL,
        category: "2",
        odd,
    };
    let (party, mut values) = write(books, entry);
    values.tax_id = tax_id;
    let record = Record { source: System::Erp, object: OBJECT, id: party.id.clone(), linkable: tied, values };
    (party, record)
}

/// Enters channel partners that no CRM knows: one for every forty that one does, and two at least.
fn enter_strangers(books: &mut Books<'_>, truth: &mut Truth) {
    let mut names = Names::default();
    for number in 0..(books.plan.partners.len() / 40).max(2) {
        let (stem, _) = names.company(&mut books.dice);
        let country = country(&mut books.dice);
        // No company of the plan has so high a number, and so none its tax id.
        let tax_id = country.tax_id(900_000 + number, &mut books.dice);
        let entry = Entry {
            name: format!("{stem} {}", country.forms[0].0),
            stem: &stem,
            country,
            address: ("Industriestr. 7", country.towns[0].0, format!("{}100", country.towns[0].2)),
            state: country.towns[0].1,
            tax: tax_id.clone().map(|tax_id| (format!("{}0", country.code), tax_id)),
            since: now() - Duration::days(books.dice.between(30, 900)),
            grouping: CHANNEL,
            category: "2",
            odd: Odd::Nothing,
        };
        let (party, mut values) = write(books, entry);
        values.tax_id = tax_id.map(Text::from);
        truth.partners.push(vec![Record { source: System::Erp, object: OBJECT, id: party.id, linkable: true, values }]);
    }
}

/// Enters business partners that are none of the channel's: customers, suppliers, persons.
fn enter_others(books: &mut Books<'_>, parties: &mut Parties) {
    let customers = books.plan.companies.iter().filter(|company| company.partner.is_none());
    for (number, company) in customers.take(8 + books.plan.partners.len() / 20).enumerate() {
        let (first, last) = person(&mut books.dice);
        let is_person = number % 4 == 3;
        let entry = Entry {
            name: if is_person { format!("{first} {last}") } else { format!("{} {}", company.stem, company.country.forms[0].0) },
            stem: if is_person { last } else { &company.stem },
            country: company.country,
            address: (&company.street, company.country.towns[company.town].0, company.zip.clone()),
            state: company.country.towns[company.town].1,
            tax: company.tax_id.as_ref().filter(|_| !is_person).map(|tax_id| (format!("{}0", company.country.code), tax_id.to_string())),
            since: company.created,
            grouping: if is_person { "PERS" } else { "BP02" },
            category: if is_person { "1" } else { "2" },
            odd: Odd::Nothing,
        };
        let (party, _) = write(books, entry);
        parties.suppliers.extend(party.supplier);
    }
    if parties.suppliers.is_empty() {
        parties.suppliers.push(books.number("supplier", FIRST_SUPPLIER));
    }
}

const FIRST_PARTNER: u64 = 1_000_100;
const FIRST_CUSTOMER: u64 = 17_100_000;
const FIRST_SUPPLIER: u64 = 18_300_000;

/// Writes a business partner with all that hangs on it, and tells what it says; the tax id is left to the caller.
fn write(books: &mut Books<'_>, entry: Entry<'_>) -> (Party, truth::Partner) {
    let id = books.number("partner", FIRST_PARTNER);
    let (is_customer, is_supplier) = match entry.odd {
        Odd::Flagship => (true, true),
        _ => books.dice.weighted(&[((true, true), 30), ((false, true), 40), ((true, false), 30)]),
    };
    let customer = is_customer.then(|| books.number("customer", FIRST_CUSTOMER));
    let supplier = is_supplier.then(|| books.number("supplier", FIRST_SUPPLIER));
    let created = (entry.since + Duration::seconds(books.dice.between(3600, 5_000_000))).min(now() - Duration::days(20));
    let changed = books.dice.chance(0.8).then(|| books.later(created, now()));
    let blocked = entry.odd == Odd::Blocked;
    let or_empty = |number: &Option<String>| text(number.clone().unwrap_or_default());
    let time = |at: Option<DateTime<Utc>>| at.map_or(Value::Null, |at| text(at.format("%H:%M:%S").to_string()));
    let line: String = entry.name.chars().take(40).collect();
    let term: String = entry.stem.to_uppercase().chars().take(20).collect();
    let legacy = if books.dice.chance(0.3) { format!("LEG-{}", books.dice.between(1000, 9999)) } else { String::new() };
    let row = vec![
        ("BusinessPartner", text(&*id)),
        ("Customer", or_empty(&customer)),
        ("Supplier", or_empty(&supplier)),
        ("BusinessPartnerCategory", text(entry.category)),
        ("BusinessPartnerGrouping", text(entry.grouping)),
        ("BusinessPartnerFullName", text(&*entry.name)),
        ("OrganizationBPName1", text(if entry.category == "2" { line } else { String::new() })),
        ("BusinessPartnerIsBlocked", Value::Bool(blocked)),
        ("IsMarkedForArchiving", Value::Bool(entry.odd == Odd::Archived)),
        ("CreationDate", day(Some(created.date_naive()))),
        ("CreationTime", time(Some(created))),
        ("LastChangeDate", day(changed.map(|at| at.date_naive()))),
        ("LastChangeTime", time(changed)),
        ("BusinessPartnerUUID", text(books.dice.guid())),
        ("BusinessPartnerIDByExtSystem", text(legacy)),
        ("SearchTerm1", text(term)),
    ];
    books.insert(PARTNERS, "A_BusinessPartner", row);

    let (typed_street, city, zip) = (entry.address.0, entry.address.1, &entry.address.2);
    let (street, house) = typed_street.rsplit_once(' ').unwrap_or((typed_street, ""));
    // Regions are codes, and kept for the countries that have postal ones.
    let region = if entry.country.code == "US" || entry.country.code == "AU" { entry.state } else { "" };
    let address = vec![
        ("BusinessPartner", text(&*id)),
        ("AddressID", text(books.number("address", 20_000))),
        ("StreetName", text(street)),
        ("HouseNumber", text(house)),
        ("CityName", text(city)),
        ("PostalCode", text(&**zip)),
        ("Country", text(entry.country.code)),
        ("Region", text(region)),
    ];
    books.insert(PARTNERS, "A_BusinessPartnerAddress", address);
    if let Some((kind, number)) = &entry.tax {
        let tax = vec![("BusinessPartner", text(&*id)), ("BPTaxType", text(&**kind)), ("BPTaxNumber", text(&**number))];
        books.insert(PARTNERS, "A_BusinessPartnerTaxNumber", tax);
    }
    let terms = books.dice.pick(&["NT30", "NT60", "0001"]);
    write_roles(books, &entry, customer.as_deref(), supplier.as_deref(), blocked, terms);

    let code = Text::from(entry.country.code);
    let says = truth::Partner {
        name: Some(entry.name.into()),
        country: Some(code.clone()),
        street: Some(street.into()),
        city: Some(city.into()),
        state: (!region.is_empty()).then(|| region.into()),
        postal_code: Some(zip.as_str().into()),
        address_country: Some(code),
        billing_account_number: customer.as_deref().or(supplier.as_deref()).map(Into::into),
        billing_currency: supplier.as_ref().map(|_| entry.country.currency.into()),
        billing_payment_terms: Some(terms.into()),
        billing_blocked: Some(blocked),
        created_at: Some(created),
        updated_at: changed,
        ..truth::Partner::default()
    };
    (Party { id: id.into(), customer, supplier, country: entry.country }, says)
}

/// Writes the roles of a business partner, each in the one company code.
fn write_roles(books: &mut Books<'_>, entry: &Entry<'_>, customer: Option<&str>, supplier: Option<&str>, blocked: bool, terms: &str) {
    let vat: String = entry.tax.iter().flat_map(|(_, number)| number.chars()).filter(char::is_ascii_alphanumeric).collect();
    if let Some(customer) = customer {
        let row = vec![
            ("Customer", text(customer)),
            ("CustomerName", text(&*entry.name)),
            ("VATRegistration", text(&*vat)),
            ("BillingIsBlockedForCustomer", text(if blocked { "01" } else { "" })),
            ("PostingIsBlocked", Value::Bool(blocked)),
        ];
        books.insert(PARTNERS, "A_Customer", row);
        let company = vec![("Customer", text(customer)), ("CompanyCode", text(COMPANY_CODE)), ("PaymentTerms", text(terms))];
        books.insert(PARTNERS, "A_CustomerCompany", company);
    }
    if let Some(supplier) = supplier {
        let row = vec![
            ("Supplier", text(supplier)),
            ("SupplierName", text(&*entry.name)),
            ("VATRegistration", text(&*vat)),
            ("PaymentIsBlockedForSupplier", Value::Bool(blocked)),
            ("PostingIsBlocked", Value::Bool(blocked)),
        ];
        books.insert(PARTNERS, "A_Supplier", row);
        let company = vec![
            ("Supplier", text(supplier)),
            ("CompanyCode", text(COMPANY_CODE)),
            ("PaymentTerms", text(terms)),
            ("Currency", text(entry.country.currency)),
        ];
        books.insert(PARTNERS, "A_SupplierCompany", company);
    }
}
