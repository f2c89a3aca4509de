//! What is changed in the plan: the companies themselves.

use std::collections::HashSet;

use super::{CompanyDirt, addresses, check_digits, hosts, phones, relations, webs};
use crate::truth::{RelationKind, Text};
use crate::world::dice::Dice;
use crate::world::names::{FIRST, HEADS, LAST, TAILS, slug};
use crate::world::plan::{Company, Plan, Web};

/// Words that companies bear behind their brand, as often as real ones do: a few lead.
pub(super) const TRADES: &[(&str, u32)] = &[
    ("Services", 16),
    ("Group", 13),
    ("Solutions", 12),
    ("Consulting", 7),
    ("Systems", 6),
    ("Technologies", 6),
    ("Management", 5),
    ("International", 4),
    ("IT", 4),
    ("Digital", 4),
    ("Partners", 3),
    ("Software", 3),
    ("Engineering", 3),
    ("Networks", 3),
    ("Media", 2),
    ("Cloud", 2),
    ("Security", 2),
    ("Data", 2),
    ("Logistics", 1),
    ("Capital", 1),
    ("Energy", 1),
    ("Automation", 1),
    ("Analytics", 1),
    ("Communications", 1),
    ("Informatik", 1),
];
/// Words of everyday that several companies take for their brand.
const BRANDS: &[(&str, u32)] = &[
    ("Alpha", 4),
    ("Blue", 5),
    ("Global", 6),
    ("Prime", 4),
    ("First", 3),
    ("Star", 3),
    ("Smart", 4),
    ("Green", 4),
    ("United", 2),
    ("Pro", 3),
    ("Delta", 3),
    ("Apex", 3),
    ("Atlas", 3),
    ("Phoenix", 3),
    ("Horizon", 3),
    ("Summit", 2),
    ("Vertex", 2),
    ("Omega", 2),
    ("Pioneer", 2),
    ("Quantum", 2),
    ("Nexus", 3),
    ("Matrix", 2),
    ("Orion", 2),
    ("Titan", 2),
    ("Vision", 2),
    ("Next", 2),
    ("Euro", 2),
    ("Pacific", 1),
    ("Atlantic", 1),
    ("Crystal", 1),
];

/// The companies of a plan while they are changed.
pub(super) struct Draft<'a> {
    pub companies: &'a mut [Company],
    /// The partners that may be changed: the flagship and the subsidiaries stay as they are.
    pub partners: Vec<usize>,
    /// Names that companies bear.
    pub stems: HashSet<String>,
    /// Domains that companies own.
    pub domains: HashSet<String>,
    /// The partners that one of the kinds has changed already: no company is of two kinds.
    pub taken: HashSet<usize>,
    pub relations: Vec<(usize, RelationKind, usize)>,
    /// Dirt by the company that it is in.
    pub marks: Vec<(usize, &'static str)>,
}

/// What was made of the companies of a plan.
pub(super) struct Made {
    /// Partners that look or belong together, by index of the company.
    pub relations: Vec<(usize, RelationKind, usize)>,
    /// Dirt by the company that it is in.
    pub marks: Vec<(usize, &'static str)>,
}

/// Changes the companies of a plan.
pub(super) fn harden(rates: &CompanyDirt, seed: u64, plan: &mut Plan) -> Made {
    let companies = &mut plan.companies;
    let stays = |company: &Company| {
        company.partner.as_ref().is_none_or(|partner| partner.flagship || partner.subsidiary)
    };
    let partners = plan.partners.iter().copied().filter(|&at| !stays(&companies[at])).collect();
    let stems = companies.iter().map(|company| company.stem.to_string()).collect();
    let own = |company: &Company| match &company.web {
        Web::Own(domain) => Some(domain.to_string()),
        _ => None,
    };
    let domains = companies.iter().filter_map(own).collect();
    let mut draft = Draft {
        companies,
        partners,
        stems,
        domains,
        taken: HashSet::new(),
        relations: Vec::new(),
        marks: Vec::new(),
    };
    let dice = |kind: &str| Dice::of(seed, kind);
    draft.each(rates.check_digits, dice("check digits"), |company, at, dice| {
        if company.tax_id.is_some() {
            company.tax_id = check_digits::tax_id(company.country, at, dice).map(Text::from);
        }
    });
    draft.each(rates.addresses, dice("addresses"), |company, _, dice| {
        addresses::settle(company, dice);
    });
    draft.each(rates.busy_managers, dice("busy managers"), |company, _, dice| {
        company.owner = dice.index(3);
    });
    draft.each(rates.own_phones.ceil(), dice("own phones"), |company, _, dice| {
        company.phone = Some(phones::number(company.country, dice));
    });
    draft.rename(rates.common_words, dice("common words"), common_name);
    draft.make_sole_traders(rates.sole_traders, dice("sole traders"));
    relations::relate(&mut draft, rates, seed);
    draft.trade_under_another_name(rates.trading_names, dice("trading names"));
    draft.each(rates.more_hosts, dice("more hosts"), hosts::rehost);
    webs::spread(&mut draft, rates, seed);
    draft.share_switchboards(rates.switchboards, dice("switchboards"));
    Made { relations: draft.relations, marks: draft.marks }
}

impl Draft<'_> {
    /// Changes a share of the partners.
    pub(super) fn each(
        &mut self,
        rate: f64,
        mut dice: Dice,
        mut change: impl FnMut(&mut Company, usize, &mut Dice),
    ) {
        for &at in &self.partners {
            if dice.chance(rate) {
                change(&mut self.companies[at], at, &mut dice);
            }
        }
    }

    /// Gives a share of the partners another name, and a domain that goes with it.
    fn rename(&mut self, rate: f64, mut dice: Dice, name: fn(&mut Dice) -> String) {
        for at in self.partners.clone() {
            if !dice.chance(rate) {
                continue;
            }
            let mut fresh = (0..30).map(|_| name(&mut dice));
            if let Some(stem) = fresh.find(|stem| !self.stems.contains(stem)) {
                self.call(at, &stem, &mut dice);
                self.marks.push((at, "common words"));
            }
        }
    }

    /// Calls a company something new, its domain too.
    pub(super) fn call(&mut self, at: usize, stem: &str, dice: &mut Dice) {
        self.stems.insert(stem.to_owned());
        self.companies[at].stem = stem.into();
        if matches!(self.companies[at].web, Web::Own(_)) {
            let domain = self.domain(at, stem, dice);
            self.companies[at].web = Web::Own(domain.into());
        }
    }

    /// A domain of a name that nobody has.
    pub(super) fn domain(&mut self, at: usize, name: &str, dice: &mut Dice) -> String {
        let country = self.companies[at].country;
        let suffixes = country.suffixes;
        let suffix = suffixes[dice.weighted(&[(0, 7), (1, 2), (2, 1)]).min(suffixes.len() - 1)];
        let plain = slug(name, if dice.chance(0.5) { "-" } else { "" });
        let town = slug(country.towns[self.companies[at].town].0, "");
        let code = country.code.to_lowercase();
        let tries = ["", "-group", "-online", "-it"].map(|end| format!("{plain}{end}.{suffix}"));
        let more = [format!("{plain}-{code}.{suffix}"), format!("{plain}-{town}.{suffix}")];
        let last = format!("{plain}{at}.{suffix}");
        let free = tries.into_iter().chain(more).find(|domain| !self.domains.contains(domain));
        let domain = free.unwrap_or(last);
        self.domains.insert(domain.clone());
        domain
    }

    fn make_sole_traders(&mut self, rate: f64, mut dice: Dice) {
        for at in self.partners.clone() {
            if !dice.chance(rate) {
                continue;
            }
            let mut people = (0..30).map(|_| format!("{} {}", dice.pick(FIRST), dice.pick(LAST)));
            let Some(stem) = people.find(|stem| !self.stems.contains(stem)) else { continue };
            self.call(at, &stem, &mut dice);
            let company = &mut self.companies[at];
            company.sole = true;
            company.employees = company.employees.min(3);
            if dice.chance(0.6) {
                company.web = Web::FreeMail(hosts::provider(company.country, &mut dice));
            }
            self.taken.insert(at);
            self.marks.push((at, "sole trader"));
        }
    }

    fn trade_under_another_name(&mut self, rate: f64, mut dice: Dice) {
        for at in self.partners.clone() {
            if self.taken.contains(&at) || !dice.chance(rate) {
                continue;
            }
            let mut names = (0..30).map(|_| match dice.chance(0.5) {
                true => format!("{} & {}", dice.pick(LAST), dice.pick(LAST)),
                false => format!("{}{} {}", dice.pick(HEADS), dice.pick(TAILS), "Beteiligungen"),
            });
            if let Some(stem) = names.find(|stem| !self.stems.contains(stem)) {
                self.stems.insert(stem.clone());
                self.companies[at].registered = Some(stem.into());
                self.taken.insert(at);
                self.marks.push((at, "trading name"));
            }
        }
    }

    /// Gives a share of the partners the number of another one in their country.
    fn share_switchboards(&mut self, rate: f64, mut dice: Dice) {
        for at in self.partners.clone() {
            if !dice.chance(rate) {
                continue;
            }
            let code = self.companies[at].country.code;
            let same = |&other: &usize| other != at && self.companies[other].country.code == code;
            let others: Vec<usize> = self.partners.iter().copied().filter(same).collect();
            if let Some(&other) = others.get(dice.index(others.len())) {
                self.companies[at].phone = self.companies[other].phone.clone();
                self.marks.extend([at, other].map(|one| (one, "shared switchboard")));
            }
        }
    }
}

/// A name of everyday words.
fn common_name(dice: &mut Dice) -> String {
    let invented = |dice: &mut Dice| format!("{}{}", dice.pick(HEADS), dice.pick(TAILS));
    let brand = match dice.weighted(&[(0, 45), (1, 20), (2, 15), (3, 12), (4, 8)]) {
        0 => invented(dice),
        1 => format!("{} {}", dice.weighted(BRANDS), invented(dice)),
        2 => dice.pick(LAST).to_owned(),
        3 => dice.weighted(BRANDS).to_owned(),
        _ => (0..3).map(|_| char::from(b'A' + dice.index(26) as u8)).collect(),
    };
    let first = dice.weighted(TRADES);
    let second = dice.weighted(TRADES);
    match dice.weighted(&[(0, 12), (1, 60), (2, 28)]) {
        2 if second != first => format!("{brand} {first} {second}"),
        0 if brand.contains(' ') || brand.len() > 7 => brand,
        _ => format!("{brand} {first}"),
    }
}
