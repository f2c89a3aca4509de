//! What is changed in the records, in rows and truth alike, of a finished world.

use std::collections::HashMap;

use super::names::{self, Parts, Respell};
use super::plan::{Made, harden};
use super::rows::{Field, Rows};
use super::{CompanyDirt, check_digits, phones, relink, retell, spell, tax_ids, webs};
use crate::truth::{Partner, Record, Ref, Relation, RelationKind, System, Truth};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::dirt::names::is_odd;
use crate::world::geo::COUNTRIES;
use crate::world::names::variant;
use crate::world::plan::{Company, Plan, Web};

/// The longest name at AWS.
const CUT: usize = 30;

/// Spreads dirt over the partner records of a world.
///
/// The world was recorded of the plan as it was: so all that is no partner's is the same with this
/// dirt and without. Then the companies change, and with them what their records say.
pub(crate) fn spread(rates: &CompanyDirt, seed: u64, plan: &mut Plan, world: &mut World) {
    if *rates == CompanyDirt::none() {
        return;
    }
    let before = plan.companies.clone();
    let made = harden(rates, seed, plan);
    retell::retell(&before, plan, seed, world);
    tell_relations(plan, &made, &mut world.truth);
    let (rows, truth) = Rows::of(world);
    let mut spreader = Spreader { rows, plan, seed };
    spreader.name_strangers(rates.namesakes_unknown, truth);
    spreader.check_strangers(rates.check_digits, truth);
    let respellings: [(&'static str, f64, Respell); 10] = [
        ("renamed", rates.renamed, names::renamed),
        ("typo", rates.typos, names::typo),
        ("trade word dropped", rates.dropped, names::dropped),
        ("abbreviated", rates.abbreviated, names::abbreviated),
        ("appended", rates.appended, names::appended),
        ("swapped", rates.swapped, names::swapped),
        ("joined", rates.joined, names::joined),
        ("acronym", rates.acronyms, names::acronym),
        ("plain umlauts", rates.plain_umlauts, names::plain_umlauts),
        ("other script", rates.scripts, names::script),
    ];
    for (kind, rate, respell) in respellings {
        spreader.respell(kind, rate, truth, respell);
    }
    spreader.lose_names(rates, truth);
    spreader.move_domains(truth);
    spreader.spoil_tax_ids(rates, truth);
    spreader.write_phones(rates.own_phones, truth);
    spreader.respell_addresses(rates, truth);
    relink::tie_anew(world);
}

/// Tells the truth which partners look or belong together, and which have dirt of their own.
fn tell_relations(plan: &Plan, made: &Made, truth: &mut Truth) {
    let places: HashMap<usize, usize> =
        plan.partners.iter().enumerate().map(|(place, &company)| (company, place)).collect();
    let Truth { partners, relations, dirt, .. } = truth;
    let mut mark = |place: usize, cause: &'static str| {
        for record in &partners[place] {
            dirt.entry(key(record)).or_default().push(cause);
        }
    };
    for (company, kind, of) in &made.relations {
        let (Some(&company), Some(&of)) = (places.get(company), places.get(of)) else { continue };
        let first = |place: usize| key(&partners[place][0]);
        relations.push(Relation { company: first(company), of: first(of), kind: *kind });
        mark(company, kind.name());
        mark(of, kind.name());
    }
    for (company, cause) in &made.marks {
        if let Some(&place) = places.get(company) {
            mark(place, cause);
        }
    }
}

fn key(record: &Record<Partner>) -> Ref {
    Ref { source: record.source, id: record.id.clone() }
}

struct Spreader<'a> {
    rows: Rows<'a>,
    plan: &'a Plan,
    seed: u64,
}

impl<'a> Spreader<'a> {
    /// Visits the records of all partners of the plan that may be changed, with dice of a kind.
    fn each(
        &mut self,
        kind: &'static str,
        rate: f64,
        truth: &mut Truth,
        mut change: impl FnMut(&mut Rows<'a>, &'a Company, &mut Record<Partner>, &mut Dice) -> bool,
    ) {
        let mut dice = Dice::of(self.seed, kind);
        let Truth { partners, dirt, .. } = truth;
        for (node, &company) in partners.iter_mut().zip(&self.plan.partners) {
            let company = &self.plan.companies[company];
            if stays(company) {
                continue;
            }
            for record in node {
                if dice.chance(rate) && change(&mut self.rows, company, record, &mut dice) {
                    dirt.entry(key(record)).or_default().push(kind);
                }
            }
        }
    }

    fn respell(&mut self, kind: &'static str, rate: f64, truth: &mut Truth, respell: Respell) {
        self.each(kind, rate, truth, |rows, company, record, dice| {
            let name = record.values.name.clone();
            let Some(name) = name.filter(|name| !is_odd(name)) else { return false };
            let stem = match record.source {
                System::Erp => company.registered.as_ref().unwrap_or(&company.stem),
                _ => &company.stem,
            };
            // What was cut is spelt in another way before it is cut.
            let is_cut = record.source == System::Aws && name.chars().count() + 2 > CUT;
            let full = || format!("{stem} {}", company.forms().0).trim_end().to_owned();
            let name = if is_cut { full() } else { name.to_string() };
            let words = stem.split(' ').count();
            let Some(other) = respell(&Parts::of(&name, words), dice) else { return false };
            let before = record.values.name.clone();
            rows.write(record, Field::Name, Some(&other));
            record.values.name != before
        });
    }

    /// Gives strangers, whom one system alone knows, the names of partners.
    fn name_strangers(&mut self, rate: f64, truth: &mut Truth) {
        let mut dice = Dice::of(self.seed, "namesakes unknown");
        let known = self.plan.partners.len();
        for at in known..truth.partners.len() {
            if !dice.chance(rate) {
                continue;
            }
            let of = dice.index(known);
            let company = &self.plan.companies[self.plan.partners[of]];
            if stays(company) {
                continue;
            }
            let of = key(&truth.partners[of][0]);
            let record = &mut truth.partners[at][0];
            let code = record.values.country.clone();
            let country = COUNTRIES.iter().find(|country| Some(country.code) == code.as_deref());
            let seat = country.unwrap_or(&COUNTRIES[dice.index(COUNTRIES.len())]);
            let name = variant(&company.stem, seat.forms[0], &mut dice);
            self.rows.write(record, Field::Name, Some(&name));
            let kind = RelationKind::Namesake;
            truth.relations.push(Relation { company: key(record), of, kind });
            truth.dirt.entry(key(record)).or_default().push("namesake unknown");
        }
    }

    /// Gives strangers tax ids with check digits.
    fn check_strangers(&mut self, rate: f64, truth: &mut Truth) {
        let mut dice = Dice::of(self.seed, "check digits of strangers");
        let known = self.plan.partners.len();
        for at in known..truth.partners.len() {
            let record = &mut truth.partners[at][0];
            let code = record.values.country.clone().filter(|_| record.values.tax_id.is_some());
            let country = COUNTRIES.iter().find(|country| Some(country.code) == code.as_deref());
            let Some(country) = country.filter(|_| dice.chance(rate)) else { continue };
            // No company of the plan has so high a number, and so none its tax id.
            if let Some(tax_id) = check_digits::tax_id(country, 900_000 + at - known, &mut dice) {
                self.rows.write(record, Field::TaxId, Some(&tax_id));
                record.values.tax_id = Some(tax_id.into());
            }
        }
    }

    fn lose_names(&mut self, rates: &CompanyDirt, truth: &mut Truth) {
        self.each("no registered name", rates.no_legal_name, truth, |rows, company, record, _| {
            // Where a company trades under another name, the registered one is kept for a reason.
            let crm = System::CRMS.contains(&record.source) && company.registered.is_none();
            let had = crm && record.values.legal_name.is_some();
            if had {
                rows.write(record, Field::LegalName, None);
            }
            had
        });
        self.each("no name", rates.nameless, truth, |rows, _, record, _| {
            let loses = record.source == System::Hubspot;
            if loses {
                rows.write(record, Field::Name, None);
            }
            loses
        });
    }

    /// Has half of the records of a company with two domains, or one beyond ASCII, tell the other.
    fn move_domains(&mut self, truth: &mut Truth) {
        self.each("second domain", 1.0, truth, |rows, company, record, dice| {
            let Some(other) = company.other_domain.clone() else { return false };
            let tells = record.values.domain.is_some() && dice.chance(0.5);
            if tells {
                rewrite_domain(rows, record, &other);
                record.values.domain = Some(other);
            }
            tells
        });
        self.each("encoded domain", 1.0, truth, |rows, company, record, dice| {
            let Web::Own(domain) = &company.web else { return false };
            let Some(ascii) = webs::encoded(domain) else { return false };
            let tells = record.values.domain.is_some() && dice.chance(0.5);
            if tells {
                rewrite_domain(rows, record, &ascii);
            }
            tells
        });
    }

    fn spoil_tax_ids(&mut self, rates: &CompanyDirt, truth: &mut Truth) {
        self.each("placeholder tax id", rates.placeholders, truth, |rows, _, record, dice| {
            if record.values.tax_id.is_none() {
                return false;
            }
            let country = record.values.country.clone();
            let typed = tax_ids::placeholder(country.as_deref(), dice);
            rows.write(record, Field::TaxId, Some(typed));
            record.values.tax_id = tax_ids::meant(typed, country.as_deref()).map(Into::into);
            true
        });
        self.each("mistyped tax id", rates.mistyped, truth, |rows, _, record, dice| {
            let Some(typed) = rows.text(record, Field::TaxId) else { return false };
            let country = record.values.country.clone();
            let Some(other) = tax_ids::mistyped(&typed, dice) else { return false };
            rows.write(record, Field::TaxId, Some(&other));
            record.values.tax_id = tax_ids::meant(&other, country.as_deref()).map(Into::into);
            true
        });
    }

    fn write_phones(&mut self, rate: f64, truth: &mut Truth) {
        self.each("own phone", rate, truth, |rows, company, record, dice| {
            let Some(number) = &company.phone else { return false };
            if rows.text(record, Field::Phone).is_some() {
                let typed = phones::typed(company.country, number, dice);
                rows.write(record, Field::Phone, Some(&typed));
            }
            false
        });
    }

    fn respell_addresses(&mut self, rates: &CompanyDirt, truth: &mut Truth) {
        self.each("city in another language", rates.cities, truth, |rows, _, record, dice| {
            let other = record.values.city.as_deref().and_then(|city| spell::city(city, dice));
            other.map(|city| rows.write(record, Field::City, Some(&city))).is_some()
        });
        self.each("street in short", rates.streets, truth, |rows, _, record, dice| {
            let street = rows.text(record, Field::Street);
            let other = street.and_then(|street| spell::street(&street, dice));
            other.map(|street| rows.write(record, Field::Street, Some(&street))).is_some()
        });
        self.each("postal code", rates.postal_codes, truth, |rows, _, record, dice| {
            let (code, country) =
                (record.values.postal_code.clone(), record.values.country.clone());
            let other = code.and_then(|code| spell::postal_code(&code, country.as_deref(), dice));
            other.map(|code| rows.write(record, Field::PostalCode, Some(&code))).is_some()
        });
    }
}

/// Writes another domain into a CRM's record.
fn rewrite_domain(rows: &mut Rows<'_>, record: &mut Record<Partner>, domain: &str) {
    let website = format!("https://www.{domain}");
    if record.values.website.is_some() {
        rows.write(record, Field::Website, Some(&website));
        record.values.website = Some(website.into());
    }
    if rows.text(record, Field::Domain).is_some() {
        rows.write(record, Field::Domain, Some(domain));
    }
}

/// Returns true for the flagship and the subsidiaries, which stay as they are.
fn stays(company: &Company) -> bool {
    company.partner.as_ref().is_none_or(|partner| partner.flagship || partner.subsidiary)
}
