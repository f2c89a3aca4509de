//! Business partners: who is in the books, under which numbers, and what ties them to the CRMs'
//! records.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use super::Books;
use super::entry::{Entry, FIRST_SUPPLIER, Odd, Party, write};
use crate::truth::{self, Node, Record, System, Text, Truth};
use crate::world::dice::Deck;
use crate::world::geo::COUNTRIES;
use crate::world::names::{Names, person};
use crate::world::plan::{Company, country, now};

/// The table's name in the truth.
const OBJECT: &str = "API_BUSINESS_PARTNER/A_BusinessPartner";
/// The grouping of channel partners; the others are of no concern to the channel.
const CHANNEL: &str = "CHAN";

/// Everybody in the books.
#[derive(Default)]
pub(crate) struct Parties {
    /// Channel partners, by index of the company; several where one was entered twice.
    pub of: BTreeMap<usize, Vec<Party>>,
    /// Suppliers that are no channel partners.
    pub suppliers: Vec<String>,
    /// Business partners that are none of the channel's.
    pub others: Vec<Party>,
}

/// Enters the business partners. `granted` are the companies that are to get money: hardly one of
/// them is not in the books.
pub(crate) fn record(
    books: &mut Books<'_>,
    granted: &BTreeSet<usize>,
    truth: &mut Truth,
) -> Parties {
    let mut parties = Parties::default();
    let plan = books.plan;
    let mut odds = Deck::new(ODDITIES);
    let mut entered = 0;
    for (node, &index) in truth.partners.iter_mut().zip(&plan.partners) {
        let company = &plan.companies[index];
        let Some(partner) = &company.partner else { continue };
        let likely =
            match (granted.contains(&index), partner.since.is_some(), company.tax_id.is_some()) {
                (true, _, _) => 0.95,
                (_, true, true) => 0.64,
                (_, true, false) => 0.2,
                (_, false, _) => 0.0,
            };
        if !partner.flagship && !books.dice.chance(likely) {
            continue;
        }
        let odd =
            if partner.flagship { Odd::Flagship } else { odds.deal(&mut books.dice, |_| true) };
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

/// Enters a partner of the plan. It goes without its tax number where that would tie it to another
/// record than the first of its node.
fn enter(
    books: &mut Books<'_>,
    company: &Company,
    node: &Node<truth::Partner>,
    odd: Odd,
) -> (Party, Record<truth::Partner>) {
    let says_it = |record: &&Record<truth::Partner>| {
        company.tax_id.is_some() && record.values.tax_id == company.tax_id
    };
    let astray = node.iter().filter(|record| !record.linkable).any(|record| says_it(&record));
    let tax_id = company.tax_id.clone().filter(|_| !astray && odd != Odd::NoTaxNumber);
    let tied = tax_id.is_some()
        && node.iter().filter(|record| record.linkable).any(|record| says_it(&record));

    let elsewhere = [&COUNTRIES[0], &COUNTRIES[4], &COUNTRIES[7]]
        .into_iter()
        .find(|other| other.code != company.country.code);
    let seat = elsewhere.filter(|_| odd == Odd::Abroad).unwrap_or(company.country);
    let moved = matches!(odd, Odd::Moved | Odd::Abroad);
    let (city, state, zip) =
        seat.towns[if moved { (company.town + 1) % seat.towns.len() } else { company.town }];
    let zip =
        if moved { format!("{zip}{}", books.dice.between(100, 999)) } else { company.zip.clone() };
    let registered = company.registered.as_ref().unwrap_or(&company.stem);
    let name = match odd {
        Odd::Flagship => "ACME Corporation".to_owned(),
        Odd::Capitals => company.registered().to_uppercase(),
        Odd::ShortForm => format!("{registered} {}", company.forms().1).trim_end().to_owned(),
        _ => company.registered(),
    };
    // Where the seat is not the country of the tax number, the number has to carry its own.
    let typed = tax_id.as_ref().map(|tax_id| {
        if seat.code == company.country.code {
            company.country.mistype(tax_id, &mut books.dice)
        } else {
            tax_id.to_string()
        }
    });
    let entry = Entry {
        name,
        stem: registered,
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
    let record = Record {
        source: System::Erp,
        object: OBJECT,
        id: party.id.clone(),
        linkable: tied,
        values,
    };
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
        truth.partners.push(vec![Record {
            source: System::Erp,
            object: OBJECT,
            id: party.id,
            linkable: true,
            values,
        }]);
    }
}

/// Enters business partners that are none of the channel's: customers, suppliers, persons.
fn enter_others(books: &mut Books<'_>, parties: &mut Parties) {
    let customers = books.plan.companies.iter().filter(|company| company.partner.is_none());
    for (number, company) in customers.take(8 + books.plan.partners.len() / 20).enumerate() {
        let (first, last) = person(&mut books.dice);
        let is_person = number % 4 == 3;
        let entry = Entry {
            name: if is_person {
                format!("{first} {last}")
            } else {
                format!("{} {}", company.stem, company.country.forms[0].0)
            },
            stem: if is_person { last } else { &company.stem },
            country: company.country,
            address: (&company.street, company.country.towns[company.town].0, company.zip.clone()),
            state: company.country.towns[company.town].1,
            tax: company
                .tax_id
                .as_ref()
                .filter(|_| !is_person)
                .map(|tax_id| (format!("{}0", company.country.code), tax_id.to_string())),
            since: company.created,
            grouping: if is_person { "PERS" } else { "BP02" },
            category: if is_person { "1" } else { "2" },
            odd: Odd::Nothing,
        };
        let (party, _) = write(books, entry);
        parties.suppliers.extend(party.supplier.clone());
        parties.others.push(party);
    }
    if parties.suppliers.is_empty() {
        parties.suppliers.push(books.number("supplier", FIRST_SUPPLIER));
    }
}
