//! Scores: what speaks for and against two groups of records being one company. A group is what is
//! known to be one already; all that its records tell counts.

mod keys;
mod most;
mod places;

pub(crate) use most::at_most;

use crate::{
    features::{Feature, hash},
    name_score::{self, NameScore},
    names::Form,
    resolution::{Agreement, Kind},
    weights::{BRANCH, CUT_ALONE, FORM_DIFFERS, FORM_ELSEWHERE, FORM_FITS, FORM_SAME, SAME_SOURCE},
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
    /// The names that agree best within one system.
    pub(crate) own_name: Option<NameScore>,
    /// True if they share a value that is void.
    pub(crate) shares_void: bool,
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
            own_name: None,
            shares_void: false,
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

    /// Returns true if the two say the same of a kind.
    pub(crate) fn agrees(&self, kind: Kind) -> bool {
        self.stands(kind, Agreement::Same)
    }

    /// Returns true if the two contradict each other in a kind.
    pub(crate) fn differs(&self, kind: Kind) -> bool {
        self.stands(kind, Agreement::Different)
    }

    fn stands(&self, kind: Kind, agreement: Agreement) -> bool {
        self.findings().any(|found| found.kind == kind && found.agreement == agreement)
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
        let (mut agreement, mut same) = (Agreement::Missing, 0);
        for ours in self.of_a().map(&of).filter(|value| *value != 0) {
            for theirs in self.of_b().map(&of).filter(|value| *value != 0) {
                if ours == theirs {
                    // Of several, always the same one.
                    same = ours.max(same);
                }
                agreement = Agreement::Different;
            }
        }
        if same == 0 { (agreement, 0) } else { (Agreement::Same, same) }
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

    fn names(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        // A cut name tells nothing that a whole one of the same company does not.
        let has_whole = |side: &mut dyn Iterator<Item = &'a Feature>| {
            side.flat_map(|feature| feature.names.iter()).any(|name| !name.is_cut)
        };
        let (whole_a, whole_b) = (has_whole(&mut self.of_a()), has_whole(&mut self.of_b()));
        let names = |has_whole: bool| {
            move |feature: &'a Feature| {
                feature.names.iter().filter(move |name| {
                    statistics.is_name(name) && name.size() > 1 && !(has_whole && name.is_cut)
                })
            }
        };
        let mut best: Option<NameScore> = None;
        let (mut is_cut_short, mut tells_place) = (false, false);
        let named = |has_whole: bool| {
            move |feature: &'a Feature| names(has_whole)(feature).map(|name| (feature.source, name))
        };
        for (source, ours) in self.of_a().flat_map(named(whole_a)) {
            for (other, theirs) in self.of_b().flat_map(named(whole_b)) {
                let found = name_score::compare(statistics, ours, theirs);
                tells_place |= found.shares_word && found.has_place;
                if source == other && score.own_name.is_none_or(|own| found.weight > own.weight) {
                    score.own_name = Some(found);
                }
                if best.is_none_or(|best| found.weight > best.weight) {
                    best = Some(found);
                    is_cut_short =
                        [ours, theirs].iter().any(|name| name.is_cut && name.size() < CUT_ALONE);
                }
            }
        }
        if let Some(mut name) = best {
            if name.agreement != Agreement::Same && tells_place {
                // A record without an address cannot know a place in its own name.
                (name.is_branch, name.has_place) = (true, true);
            }
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
        let mut pairs = ours.clone().flat_map(|a| theirs.clone().map(move |b| (a, b)));
        if pairs.clone().any(|(a, b)| a == b) {
            score.add(Kind::LegalForm, FORM_SAME, Agreement::Same);
            return;
        }
        let share_country = |a: Form, b: Form| {
            let (ours, theirs) = (a.countries(), b.countries());
            ours.is_empty() || theirs.is_empty() || ours.iter().any(|one| theirs.contains(one))
        };
        let is_one_kind = pairs.any(|(a, b)| a.class() == b.class() && share_country(a, b));
        let fits =
            |form: Form, of: &mut dyn Iterator<Item = &Feature>| -> Option<bool> {
                let countries = form.countries();
                let mut known = of.filter(|feature| feature.country != 0).peekable();
                if countries.is_empty() || known.peek().is_none() {
                    return None;
                }
                Some(known.any(|feature| {
                    countries.iter().any(|country| hash(*country) == feature.country)
                }))
            };
        let of_ours = ours.filter_map(|form| fits(form, &mut self.of_b())).max();
        let of_theirs = theirs.filter_map(|form| fits(form, &mut self.of_a())).max();
        let (weight, agreement) = match (of_ours, of_theirs) {
            (Some(false), _) | (_, Some(false)) => (FORM_ELSEWHERE, Agreement::Different),
            _ if has_ours && has_theirs && is_one_kind => (0, Agreement::Similar),
            _ if has_ours && has_theirs => (FORM_DIFFERS, Agreement::Different),
            (Some(true), _) | (_, Some(true)) => (FORM_FITS, Agreement::Similar),
            (None, None) => return,
        };
        score.add(Kind::LegalForm, weight, agreement);
    }

    fn guards(&self, score: &mut Score) {
        let theirs = self.of_b();
        if self.of_a().any(|a| theirs.clone().any(|b| a.source == b.source)) {
            score.add(Kind::SameSource, SAME_SOURCE, Agreement::Same);
        }
        let is_branch = score.name.is_some_and(|name| name.is_branch && name.shares_word);
        if is_branch && score.differs(Kind::Country) {
            score.add(Kind::Branch, BRANCH, Agreement::Different);
        }
    }
}
