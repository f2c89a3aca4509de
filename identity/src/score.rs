//! Scores: what speaks for and against two groups of records being one company. A group is what is
//! known to be one already; all that its records tell counts.

use crate::{
    features::{Feature, Name, Number},
    letters::edits,
    name_score::{self, NameScore},
    names,
    resolution::{Agreement, Kind},
    statistics::{Shared, number_value, value},
    weights::{
        BRANCH, CITY_DIFFERS, CITY_SAME, COUNTRY_DIFFERS, COUNTRY_SAME, DOMAIN_DIFFERS,
        DOMAIN_HOSTED, DOMAIN_SAME, FORM_DIFFERS, FORM_ELSEWHERE, FORM_FITS, FORM_SAME,
        MANAGER_DIFFERS, MANAGER_SAME, NAME_IN_DOMAIN, PHONE_SAME, POSTAL_CODE_SAME,
        REGISTER_INVALID, REGISTER_SAME, REGISTER_SLIP, SAME_SOURCE, STREET_SAME,
    },
    world::World,
};

/// One finding: its weight, and how the two stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) kind: Kind,
    pub(crate) weight: i32,
    pub(crate) agreement: Agreement,
}

/// Why two groups can never be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Never {
    /// People have decided so.
    Refused,
    /// They have different numbers of one register.
    Registers,
    /// One is the other's parent.
    Parent,
}

/// What was found between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Score {
    findings: [Option<Finding>; FINDINGS],
    count: usize,
    /// The sum of the findings, in thousandths of a bit.
    pub(crate) weight: i32,
    pub(crate) never: Option<Never>,
    pub(crate) name: Option<NameScore>,
    /// True if a number of a register agrees.
    pub(crate) register: bool,
    /// True if a domain agrees.
    pub(crate) domain: bool,
    /// True if they share a value that is void.
    pub(crate) shares_void: bool,
    pub(crate) country_differs: bool,
    pub(crate) same_source: bool,
    /// True if a name that is compared was cut short.
    pub(crate) is_cut_short: bool,
}

/// The most findings that a score has.
const FINDINGS: usize = 18;

impl Score {
    fn new(prior: i32) -> Self {
        let mut score = Self {
            findings: [None; FINDINGS],
            count: 0,
            weight: 0,
            never: None,
            name: None,
            register: false,
            domain: false,
            shares_void: false,
            country_differs: false,
            same_source: false,
            is_cut_short: false,
        };
        score.add(Kind::Prior, prior, Agreement::Missing);
        score
    }

    fn add(&mut self, kind: Kind, weight: i32, agreement: Agreement) {
        if let Some(place) = self.findings.get_mut(self.count) {
            *place = Some(Finding { kind, weight, agreement });
            self.count += 1;
            self.weight += weight;
        }
    }

    /// The findings, in the order of their kinds.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().flatten()
    }

    /// The finding of a kind.
    pub(crate) fn finding(&self, kind: Kind) -> Option<&Finding> {
        self.findings().find(|finding| finding.kind == kind)
    }

    /// Returns true if nothing but the names and what goes with them speaks for the two.
    pub(crate) fn is_name_alone(&self) -> bool {
        self.findings().all(|finding| {
            finding.weight <= 0 || matches!(finding.kind, Kind::Name | Kind::LegalForm)
        })
    }
}

/// Compares two groups of records.
pub(crate) fn compare(world: &World<'_>, a: &[u32], b: &[u32]) -> Score {
    let mut score = Score::new(-world.statistics.bits);
    let sides = Sides { world, a, b };
    score.never = sides.never();
    sides.registers(&mut score);
    sides.names(&mut score);
    sides.forms(&mut score);
    sides.domains(&mut score);
    sides.places(&mut score);
    sides.phones(&mut score);
    sides.managers(&mut score);
    sides.guards(&mut score);
    score
}

struct Sides<'a, 'w> {
    world: &'a World<'w>,
    a: &'a [u32],
    b: &'a [u32],
}

impl<'a> Sides<'a, '_> {
    fn of_a(&self) -> impl Iterator<Item = &'a Feature> + Clone {
        let features = &self.world.features;
        self.a.iter().map(|record| &*features[*record as usize])
    }

    fn of_b(&self) -> impl Iterator<Item = &'a Feature> + Clone {
        let features = &self.world.features;
        self.b.iter().map(|record| &*features[*record as usize])
    }

    /// How the two stand to each other in a value of which zero is none, and the value that agrees.
    fn values(&self, of: impl Fn(&Feature) -> u64) -> (Agreement, u64) {
        let mut agreement = Agreement::Missing;
        for ours in self.of_a().map(&of).filter(|value| *value != 0) {
            for theirs in self.of_b().map(&of).filter(|value| *value != 0) {
                if ours == theirs {
                    return (Agreement::Same, ours);
                }
                agreement = Agreement::Different;
            }
        }
        (agreement, 0)
    }

    fn never(&self) -> Option<Never> {
        let relations = self.world.relations;
        for a in self.a {
            for b in self.b {
                if relations.is_refused(*a, *b) {
                    return Some(Never::Refused);
                }
                if relations.parent(*a) == Some(*b) || relations.parent(*b) == Some(*a) {
                    return Some(Never::Parent);
                }
            }
        }
        let numbers = |side: &[u32]| -> bool {
            side.iter().any(|record| !self.world.features[*record as usize].numbers.is_empty())
        };
        (numbers(self.a) && numbers(self.b) && self.registers_differ()).then_some(Never::Registers)
    }

    fn number_pairs(&self) -> impl Iterator<Item = (&'a Number, &'a Number)> {
        let theirs = self.of_b();
        self.of_a().flat_map(|feature| feature.numbers.iter()).flat_map(move |ours| {
            let of_register = move |number: &&Number| number.register == ours.register;
            let theirs = theirs.clone().flat_map(|feature| feature.numbers.iter());
            theirs.filter(of_register).map(move |number| (ours, number))
        })
    }

    /// Returns true if two numbers of one register differ, and not by a slip of the pen.
    fn registers_differ(&self) -> bool {
        self.number_pairs().any(|(a, b)| a.text != b.text && !is_slip(a, b))
    }

    fn registers(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        let mut best: Option<(i32, Agreement)> = None;
        for (ours, theirs) in self.number_pairs() {
            let found = if ours.text == theirs.text {
                let value = number_value(ours.register, &ours.text);
                let check = if ours.is_invalid { REGISTER_INVALID } else { 0 };
                match statistics.of_shared(value, statistics.bits + REGISTER_SAME + check) {
                    Some(weight) => (weight, Agreement::Same),
                    None => {
                        score.shares_void = true;
                        continue;
                    }
                }
            } else if is_slip(ours, theirs) {
                (REGISTER_SLIP, Agreement::Similar)
            } else {
                (0, Agreement::Different)
            };
            if best.is_none_or(|(weight, _)| found.0 > weight) {
                best = Some(found);
            }
        }
        if let Some((weight, agreement)) = best {
            score.register = agreement == Agreement::Same;
            score.add(Kind::TaxId, weight, agreement);
        }
    }

    fn names(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        let names = |feature: &'a Feature| {
            feature.names.iter().filter(|name| statistics.is_name(name) && name.letters() > 1)
        };
        let mut best: Option<NameScore> = None;
        let mut is_cut_short = false;
        for ours in self.of_a().flat_map(names) {
            for theirs in self.of_b().flat_map(names) {
                let found = name_score::compare(statistics, ours, theirs);
                if best.is_none_or(|best| found.weight > best.weight) {
                    best = Some(found);
                    is_cut_short = [ours, theirs]
                        .iter()
                        .any(|name| name.is_cut && name.letters() < crate::weights::CUT_ALONE);
                }
            }
        }
        if let Some(name) = best {
            score.name = Some(name);
            score.is_cut_short = is_cut_short;
            score.add(Kind::Name, name.weight, name.agreement);
        }
    }

    fn forms(&self, score: &mut Score) {
        let forms = |feature: &'a Feature| feature.names.iter().filter_map(|name| name.form);
        let (ours, theirs) = (self.of_a().flat_map(forms), self.of_b().flat_map(forms));
        let (has_ours, has_theirs) =
            (ours.clone().next().is_some(), theirs.clone().next().is_some());
        if has_ours && has_theirs {
            let mut pairs = ours.flat_map(|a| theirs.clone().map(move |b| (a, b)));
            if pairs.clone().any(|(a, b)| a == b) {
                score.add(Kind::LegalForm, FORM_SAME, Agreement::Same);
            } else if pairs.any(|(a, b)| a.class() == b.class()) {
                score.add(Kind::LegalForm, 0, Agreement::Similar);
            } else {
                score.add(Kind::LegalForm, FORM_DIFFERS, Agreement::Different);
            }
            return;
        }
        let fits = |form: names::Form, of: &mut dyn Iterator<Item = &Feature>| -> Option<bool> {
            let countries = form.countries();
            let mut known = of.filter(|feature| feature.country != 0).peekable();
            if countries.is_empty() || known.peek().is_none() {
                return None;
            }
            Some(known.any(|feature| {
                countries.iter().any(|country| crate::features::hash(*country) == feature.country)
            }))
        };
        let found = match (has_ours, has_theirs) {
            (true, false) => ours.filter_map(|form| fits(form, &mut self.of_b())).max(),
            (false, true) => theirs.filter_map(|form| fits(form, &mut self.of_a())).max(),
            _ => None,
        };
        match found {
            Some(true) => score.add(Kind::LegalForm, FORM_FITS, Agreement::Similar),
            Some(false) => score.add(Kind::LegalForm, FORM_ELSEWHERE, Agreement::Different),
            None => {}
        }
    }

    fn domains(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        let ours = || self.of_a().filter_map(|feature| feature.domain);
        let theirs = || self.of_b().filter_map(|feature| feature.domain);
        let mut best: Option<i32> = None;
        let (mut is_void, mut both_own) = (false, false);
        for a in ours() {
            for b in theirs() {
                both_own |= !a.is_hosted && !b.is_hosted;
                if a.hash != b.hash {
                    continue;
                }
                let hosted = if a.is_hosted { DOMAIN_HOSTED } else { 0 };
                let weight = statistics.bits + DOMAIN_SAME + hosted;
                match statistics.of_shared(value(Shared::Domain, a.hash), weight) {
                    Some(weight) => best = best.max(Some(weight)),
                    None => is_void = true,
                }
            }
        }
        score.shares_void |= is_void && best.is_none();
        if let Some(weight) = best {
            score.domain = true;
            score.add(Kind::Domain, weight, Agreement::Same);
        } else if both_own && !is_void {
            score.add(Kind::Domain, DOMAIN_DIFFERS, Agreement::Different);
        } else if (ours().next().is_none() && self.is_named(self.of_a(), theirs()))
            || (theirs().next().is_none() && self.is_named(self.of_b(), ours()))
        {
            score.add(Kind::NameInDomain, NAME_IN_DOMAIN, Agreement::Similar);
        }
    }

    /// Returns true if a domain is made of the whole name of a record.
    fn is_named(
        &self,
        features: impl Iterator<Item = &'a Feature>,
        domains: impl Iterator<Item = crate::features::Domain> + Clone,
    ) -> bool {
        let mut names = features.flat_map(|feature| feature.names.iter());
        let is_it = |name: &Name| domains.clone().any(|domain| domain.label == name.joined);
        names.any(is_it)
    }

    fn places(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        let (country, value) = self.values(|feature| feature.country);
        match country {
            Agreement::Same => {
                score.add(Kind::Country, statistics.rarity(value, COUNTRY_SAME), country);
            }
            Agreement::Different => score.add(Kind::Country, COUNTRY_DIFFERS, country),
            _ => {}
        }
        score.country_differs = country == Agreement::Different;
        let of_country = value;
        let (city, value) = self.values(|feature| feature.city);
        match city {
            Agreement::Same => {
                let weight = statistics.rarity_of_city(of_country, value, CITY_SAME);
                score.add(Kind::City, weight, city);
            }
            Agreement::Different => score.add(Kind::City, CITY_DIFFERS, city),
            _ => {}
        }
        let (address, value) = self.values(Feature::address);
        let shared = crate::statistics::value(Shared::Address, value);
        if address == Agreement::Same && statistics.of_shared(shared, 0).is_none() {
            score.shares_void = true;
            return;
        }
        if self.values(|feature| feature.postal_code).0 == Agreement::Same {
            score.add(Kind::PostalCode, POSTAL_CODE_SAME, Agreement::Same);
        }
        if self.values(|feature| feature.street).0 == Agreement::Same {
            score.add(Kind::Street, STREET_SAME, Agreement::Same);
        }
    }

    fn phones(&self, score: &mut Score) {
        let (phone, value) = self.values(|feature| feature.phone);
        if phone == Agreement::Same {
            let value = crate::statistics::value(Shared::Phone, value);
            match self.world.statistics.of_shared(value, PHONE_SAME) {
                Some(weight) => score.add(Kind::Phone, weight, phone),
                None => score.shares_void = true,
            }
        }
    }

    fn managers(&self, score: &mut Score) {
        let (manager, value) = self.values(|feature| feature.manager);
        match manager {
            Agreement::Same => {
                let weight = self.world.statistics.rarity(value, MANAGER_SAME);
                score.add(Kind::Manager, weight, manager);
            }
            Agreement::Different => score.add(Kind::Manager, MANAGER_DIFFERS, manager),
            _ => {}
        }
    }

    fn guards(&self, score: &mut Score) {
        let theirs = self.of_b();
        score.same_source = self.of_a().any(|a| theirs.clone().any(|b| a.source == b.source));
        if score.same_source {
            score.add(Kind::SameSource, SAME_SOURCE, Agreement::Same);
        }
        let is_branch = score.name.is_some_and(|name| name.is_branch && name.shares_word);
        if is_branch && score.country_differs {
            score.add(Kind::Branch, BRANCH, Agreement::Different);
        }
    }
}

/// Returns true if two numbers differ as a slip of the pen does: one of them has a wrong check digit,
/// and a digit or two neighbours are otherwise.
fn is_slip(a: &Number, b: &Number) -> bool {
    (a.is_invalid || b.is_invalid) && edits(&a.text, &b.text, 1) == 1
}
