//! Companies that look or belong together, and are several: namesakes, sisters, branches, holdings.

use super::plan::Draft;
use super::{CompanyDirt, addresses, check_digits};
use crate::truth::{RelationKind, System, Text};
use crate::world::dice::Dice;
use crate::world::geo::Country;
use crate::world::plan::{Web, country};

/// The name of a country as companies bear it.
fn country_word(country: &Country) -> &'static str {
    match country.code {
        "DE" => "Deutschland",
        "US" => "USA",
        "GB" => "UK",
        "FR" => "France",
        "NL" => "Nederland",
        "ES" => "España",
        "IT" => "Italia",
        "AT" => "Austria",
        "PL" => "Polska",
        _ => "Australia",
    }
}

/// Makes partners of a plan into others' relations.
pub(super) fn relate(draft: &mut Draft<'_>, rates: &CompanyDirt, seed: u64) {
    use RelationKind::{Acquired, Branch, Franchise, Holding, Namesake, Sister, VatGroup};
    let kinds: [(&str, f64, RelationKind, Change); 8] = [
        ("namesakes abroad", rates.namesakes_abroad, Namesake, |draft, at, of, dice| {
            draft.move_abroad(at, of, dice);
            draft.name_after(at, of, "", dice);
        }),
        ("namesakes at home", rates.namesakes_at_home, Namesake, |draft, at, of, dice| {
            draft.move_to(at, draft.companies[of].country, dice);
            draft.name_after(at, of, "", dice);
        }),
        ("sisters", rates.sisters, Sister, |draft, at, of, dice| {
            draft.move_abroad(at, of, dice);
            let word = country_word(draft.companies[at].country);
            draft.name_after(at, of, word, dice);
            draft.give_tax_id(at, 1.0, dice);
            if dice.chance(0.5) {
                draft.share_domain(at, of);
            }
        }),
        ("branches", rates.branches, Branch, make_branch),
        ("franchises", rates.franchises, Franchise, |draft, at, of, dice| {
            draft.name_after_town(at, of, dice);
            draft.share_domain(at, of);
            draft.give_tax_id(at, 0.5, dice);
        }),
        ("holdings", rates.holdings, Holding, make_holding),
        ("acquired", rates.acquired, Acquired, |draft, at, of, _| draft.share_domain(at, of)),
        ("VAT groups", rates.vat_groups, VatGroup, |draft, at, of, dice| {
            draft.move_to(at, draft.companies[of].country, dice);
            draft.companies[at].tax_id = draft.companies[of].tax_id.clone();
        }),
    ];
    for (name, rate, kind, change) in kinds {
        let mut dice = Dice::of(seed, name);
        for at in draft.partners.clone() {
            if !dice.chance(rate) || draft.taken.contains(&at) {
                continue;
            }
            let Some(of) = draft.other(at, kind, &mut dice) else { continue };
            change(draft, at, of, &mut dice);
            draft.taken.extend([at, of]);
            draft.relations.push((at, kind, of));
        }
    }
}

/// Makes one company into a relation of another.
type Change = fn(&mut Draft<'_>, usize, usize, &mut Dice);

fn make_branch(draft: &mut Draft<'_>, at: usize, of: usize, dice: &mut Dice) {
    draft.name_after_town(at, of, dice);
    draft.share_domain(at, of);
    let head = &draft.companies[of];
    let form = head.form;
    let tax_id = head.tax_id.clone().filter(|_| dice.chance(0.33));
    let branch = &mut draft.companies[at];
    (branch.form, branch.tax_id) = (form, tax_id);
    if let Some(partner) = &mut branch.partner {
        partner.parent = Some(of);
    }
}

fn make_holding(draft: &mut Draft<'_>, at: usize, of: usize, dice: &mut Dice) {
    draft.move_to(at, draft.companies[of].country, dice);
    draft.name_after(at, of, "Holding", dice);
    let held = &draft.companies[of];
    let (street, zip, town) = (held.street.clone(), held.zip.clone(), held.town);
    let holding = &mut draft.companies[at];
    (holding.street, holding.zip, holding.town) = (street, zip, town);
    draft.give_tax_id(at, 1.0, dice);
    if dice.chance(0.5) {
        draft.share_domain(at, of);
    }
}

impl Draft<'_> {
    /// Another partner that nothing was made of, and that is not below this one.
    fn other(&self, at: usize, kind: RelationKind, dice: &mut Dice) -> Option<usize> {
        (0..50).find_map(|_| {
            let of = *self.partners.get(dice.index(self.partners.len()))?;
            let company = &self.companies[of];
            let free = of != at && !self.taken.contains(&of) && !company.sole;
            let fit = matches!(company.web, Web::Own(_)) && company.tax_id.is_some();
            // The CRMs that know a branch are to know its head office, too. What is known to whom is
            // left alone: the deals depend on it.
            let (own, other) = (self.companies[at].known, company.known);
            let seen = System::CRMS.iter().all(|&system| other.by(system) || !own.by(system));
            let seen = seen || kind != RelationKind::Branch;
            (free && fit && seen && !self.is_below(of, at)).then_some(of)
        })
    }

    /// Returns true if a company stands below another one, or is it.
    fn is_below(&self, company: usize, above: usize) -> bool {
        let mut at = company;
        for _ in 0..16 {
            if at == above {
                return true;
            }
            match self.companies[at].partner.as_ref().and_then(|partner| partner.parent) {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        true
    }

    /// Moves a company to another country than another one's.
    fn move_abroad(&mut self, at: usize, of: usize, dice: &mut Dice) {
        if self.companies[at].country.code == self.companies[of].country.code {
            let other = loop {
                let other = country(dice);
                if other.code != self.companies[of].country.code {
                    break other;
                }
            };
            self.move_to(at, other, dice);
        }
    }

    /// Moves a company to a country, with a new address and tax id if it is not there yet.
    fn move_to(&mut self, at: usize, country: &'static Country, dice: &mut Dice) {
        let company = &mut self.companies[at];
        if company.country.code == country.code {
            return;
        }
        company.country = country;
        company.town = dice.index(country.towns.len());
        company.form = dice.index(country.forms.len());
        addresses::settle(company, dice);
        company.phone = company.phone.as_ref().map(|_| super::phones::number(country, dice));
        self.give_tax_id(at, 0.6, dice);
    }

    /// Gives a company a tax id of its own, as likely as said.
    fn give_tax_id(&mut self, at: usize, likely: f64, dice: &mut Dice) {
        let company = &mut self.companies[at];
        let tax_id = check_digits::tax_id(company.country, at, dice);
        company.tax_id = tax_id.filter(|_| dice.chance(likely)).map(Text::from);
    }

    /// Names a company after another one, with a word behind or without, and gives it a domain of
    /// its own.
    fn name_after(&mut self, at: usize, of: usize, word: &str, dice: &mut Dice) {
        let stem = format!("{} {word}", self.companies[of].stem);
        self.call(at, stem.trim_end(), dice);
    }

    /// Names a company after another one and the town that it is in: another one of that country.
    fn name_after_town(&mut self, at: usize, of: usize, dice: &mut Dice) {
        self.move_to(at, self.companies[of].country, dice);
        let town = self.companies[of].town;
        let branch = &mut self.companies[at];
        if branch.town == town {
            branch.town = (town + 1) % branch.country.towns.len();
            addresses::settle(branch, dice);
        }
        let town = branch.country.towns[branch.town].0;
        self.name_after(at, of, town, dice);
    }

    fn share_domain(&mut self, at: usize, of: usize) {
        if let Web::Own(domain) = &self.companies[of].web {
            self.companies[at].web = Web::Own(domain.clone());
        }
    }
}
