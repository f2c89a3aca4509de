//! One business partner as it stands in the books: itself, its address, its tax number, its roles.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::tables::PARTNERS;
use super::{Books, COMPANY_CODE, day, text};
use crate::truth::{self, Ref, System, Text};
use crate::world::geo::Country;
use crate::world::plan::now;

/// Starts of the ranges of numbers: a partner has other numbers as a customer and as a supplier.
const FIRST_PARTNER: u64 = 1_000_100;
const FIRST_CUSTOMER: u64 = 17_100_000;
/// Start of the range of suppliers.
pub(crate) const FIRST_SUPPLIER: u64 = 18_300_000;

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

/// The oddity of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Odd {
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

/// The entry of a company.
pub(crate) struct Entry<'a> {
    pub name: String,
    pub stem: &'a str,
    pub country: &'static Country,
    /// Street and house number, town, postal code.
    pub address: (&'a str, &'static str, String),
    pub state: &'static str,
    /// The tax number's type, and the number as typed.
    pub tax: Option<(String, String)>,
    pub since: DateTime<Utc>,
    pub grouping: &'static str,
    /// `1` a person, `2` an organisation.
    pub category: &'static str,
    pub odd: Odd,
}

/// Writes a business partner with all that hangs on it, and tells what it says; the tax id is left
/// to the caller.
pub(crate) fn write(books: &mut Books<'_>, entry: Entry<'_>) -> (Party, truth::Partner) {
    let id = books.number("partner", FIRST_PARTNER);
    let (is_customer, is_supplier) = match entry.odd {
        Odd::Flagship => (true, true),
        _ => books.dice.weighted(&[((true, true), 30), ((false, true), 40), ((true, false), 30)]),
    };
    let customer = is_customer.then(|| books.number("customer", FIRST_CUSTOMER));
    let supplier = is_supplier.then(|| books.number("supplier", FIRST_SUPPLIER));
    let created = (entry.since + Duration::seconds(books.dice.between(3600, 5_000_000)))
        .min(now() - Duration::days(20));
    let changed = books.dice.chance(0.8).then(|| books.later(created, now()));
    let blocked = entry.odd == Odd::Blocked;
    let or_empty = |number: &Option<String>| text(number.clone().unwrap_or_default());
    let time = |at: Option<DateTime<Utc>>| {
        at.map_or(Value::Null, |at| text(at.format("%H:%M:%S").to_string()))
    };
    let line: String = entry.name.chars().take(40).collect();
    let term: String = entry.stem.to_uppercase().chars().take(20).collect();
    let legacy = if books.dice.chance(0.3) {
        format!("LEG-{}", books.dice.between(1000, 9999))
    } else {
        String::new()
    };
    let row = vec![
        ("BusinessPartner", text(&*id)),
        ("Customer", or_empty(&customer)),
        ("Supplier", or_empty(&supplier)),
        ("BusinessPartnerCategory", text(entry.category)),
        ("BusinessPartnerGrouping", text(entry.grouping)),
        ("BusinessPartnerFullName", text(&*entry.name)),
        ("OrganizationBPName1", text(if entry.category == "2" { &*line } else { "" })),
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
    let region =
        if entry.country.code == "US" || entry.country.code == "AU" { entry.state } else { "" };
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
        let tax = vec![
            ("BusinessPartner", text(&*id)),
            ("BPTaxType", text(&**kind)),
            ("BPTaxNumber", text(&**number)),
        ];
        books.insert(PARTNERS, "A_BusinessPartnerTaxNumber", tax);
    }
    let terms = books.dice.pick(&["NT30", "NT60", "0001"]);
    write_roles(books, &entry, customer.as_deref(), supplier.as_deref(), blocked, terms);

    let code = Text::from(entry.country.code);
    let says = truth::Partner {
        name: Some(entry.name.into()),
        legal_name: (entry.category == "2").then(|| line.into()),
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
fn write_roles(
    books: &mut Books<'_>,
    entry: &Entry<'_>,
    customer: Option<&str>,
    supplier: Option<&str>,
    blocked: bool,
    terms: &str,
) {
    let vat: String = entry
        .tax
        .iter()
        .flat_map(|(_, number)| number.chars())
        .filter(char::is_ascii_alphanumeric)
        .collect();
    if let Some(customer) = customer {
        let row = vec![
            ("Customer", text(customer)),
            ("CustomerName", text(&*entry.name)),
            ("VATRegistration", text(&*vat)),
            ("BillingIsBlockedForCustomer", text(if blocked { "01" } else { "" })),
            ("PostingIsBlocked", Value::Bool(blocked)),
        ];
        books.insert(PARTNERS, "A_Customer", row);
        let company = vec![
            ("Customer", text(customer)),
            ("CompanyCode", text(COMPANY_CODE)),
            ("PaymentTerms", text(terms)),
        ];
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
