//! Explanations: what a tie, or none, stands on, with what both sides say.

use std::collections::HashSet;

use crate::{
    facts::{Facts, Records},
    resolution::{Agreement, By, Evidence, Explanation, Kind, Resolution, SURE, Tie},
    resolve::cluster_group,
    score::{Never, Score, compare},
    verdict::{Verdict, reason},
    weights::{BIT, MARGIN},
    world::World,
};

impl Resolution {
    /// The number of pairs of records that are alike enough to be kept.
    pub fn kept_pairs(&self) -> usize {
        self.state.near.len()
    }

    /// The records of the company that a record is of, the lowest first.
    pub fn members(&self, record: u32) -> Vec<u32> {
        let Some(company) = self.company.get(record as usize) else { return Vec::new() };
        let all = (0_u32..).zip(&self.company).skip(*company as usize);
        all.filter(|(_, of)| *of == company).map(|(record, _)| record).collect()
    }

    /// Tells what speaks for and against two records being one company: of two records of one
    /// company, what they tell themselves; of others, what all records of their companies tell.
    pub fn explain(&self, records: &dyn Records, a: u32, b: u32) -> Explanation {
        let known = self.state.features.len();
        let is_known = |record: u32| (record as usize) < known;
        let tied = self.company.get(a as usize) == self.company.get(b as usize);
        if !is_known(a) || !is_known(b) || a == b {
            return unweighed(tied);
        }
        let (ours, theirs) =
            if tied { (vec![a], vec![b]) } else { (self.members(a), self.members(b)) };
        let world = self.state.world();
        // Always in one order, so that both sides are told the same.
        let score = match ours < theirs {
            true => compare(&world, &ours, &theirs),
            false => compare(&world, &theirs, &ours),
        };
        let mut explanation = explanation(&world, records, &score, &ours, &theirs, None);
        explanation.tied = tied;
        if tied {
            return explanation;
        }
        let verdict = Verdict::of(&score, world.statistics, world.rules);
        let low = |records: &[u32]| records.first().copied().unwrap_or_default();
        let (one, other) = (low(&ours).min(low(&theirs)), low(&ours).max(low(&theirs)));
        let suggested = self.suggestions.iter().find(|known| (known.a, known.b) == (one, other));
        explanation.reason = suggested.map(|known| known.reason).or(match verdict {
            Verdict::Tie => Some(crate::Reason::Rival),
            Verdict::Doubt(reason) => Some(reason),
            Verdict::Apart if score.never.is_none() && score.weight > -world.statistics.bits => {
                Some(reason(&score))
            }
            Verdict::Apart => None,
        });
        explanation.rivals = self.rivals(&world, &ours, &theirs, score.weight);
        explanation
    }

    /// Tells what a tie stands on: the evidence that the two had when they were tied, in which what
    /// was known of their companies by then counts, too.
    pub fn explain_tie(&self, records: &dyn Records, tie: &Tie) -> Explanation {
        let world = self.state.world();
        if tie.a as usize >= world.features.len() || tie.b as usize >= world.features.len() {
            return unweighed(true);
        }
        let mut groups = self.state.near.groups(&[tie.a]);
        let group = groups.pop().unwrap_or_default();
        let mut sides = None;
        cluster_group(&self.state, &group, &mut |one, other, made| {
            if (made.a, made.b) == (tie.a, tie.b) {
                sides = Some((one.to_vec(), other.to_vec()));
            }
        });
        let (mut ours, mut theirs) = sides.unwrap_or((vec![tie.a], vec![tie.b]));
        // As they were compared when they were tied.
        let score = compare(&world, &ours, &theirs);
        if !ours.contains(&tie.a) {
            std::mem::swap(&mut ours, &mut theirs);
        }
        let mut explanation = explanation(&world, records, &score, &ours, &theirs, Some(tie.by));
        explanation.tied = true;
        explanation
    }

    /// Records of other companies that are about as like one of the two as the other one is.
    fn rivals(&self, world: &World<'_>, ours: &[u32], theirs: &[u32], weight: i32) -> Vec<u32> {
        let company = |record: u32| self.company.get(record as usize).copied();
        let (one, other) = (ours.first().copied(), theirs.first().copied());
        let mut rivals: Vec<(i32, u32)> = Vec::new();
        for side in [ours, theirs] {
            for record in side {
                for near in self.state.near.of(*record) {
                    let rival = company(*near);
                    if rival == one || rival == other {
                        continue;
                    }
                    let score = compare(world, side, &self.members(*near));
                    if score.never.is_none() && score.weight > weight - MARGIN {
                        rivals.extend(rival.map(|rival| (-score.weight, rival)));
                    }
                }
            }
        }
        rivals.sort_unstable();
        let mut seen = HashSet::new();
        rivals.into_iter().map(|(_, rival)| rival).filter(|rival| seen.insert(*rival)).collect()
    }
}

/// The explanation where nothing is weighed.
fn unweighed(tied: bool) -> Explanation {
    let weight = if tied { SURE } else { 0 };
    Explanation { weight, evidence: Vec::new(), tied, reason: None, rivals: Vec::new() }
}

fn explanation(
    world: &World<'_>,
    records: &dyn Records,
    score: &Score,
    ours: &[u32],
    theirs: &[u32],
    by: Option<By>,
) -> Explanation {
    let sure = match by {
        Some(By::Confirmed) => Some((Kind::Decision, Agreement::Same, SURE)),
        Some(By::Link) => Some((Kind::Link, Agreement::Same, SURE)),
        _ => match score.never {
            Some(Never::Refused) => Some((Kind::Decision, Agreement::Different, -SURE)),
            Some(Never::Parent) => Some((Kind::Parent, Agreement::Different, -SURE)),
            Some(Never::Registers) => Some((Kind::TaxId, Agreement::Different, -SURE)),
            None => None,
        },
    };
    let says = |side: &[u32], kind: Kind| says(records, side, kind);
    let mut evidence = Vec::new();
    let findings = score.findings().map(|found| (found.kind, found.agreement, found.weight));
    let findings =
        findings.filter(|(kind, ..)| sure.is_none_or(|(sure, ..)| sure != *kind)).chain(sure);
    for (kind, agreement, weight) in findings {
        evidence.push(Evidence {
            kind,
            agreement,
            weight,
            ours: says(ours, kind),
            theirs: says(theirs, kind),
            note: note(world, score, kind, agreement),
        });
    }
    evidence.sort_by_key(|one| one.kind);
    let weight = sure.map_or(score.weight, |(.., weight)| weight);
    Explanation { weight, evidence, tied: false, reason: None, rivals: Vec::new() }
}

/// What the records of one side say, each value once.
fn says(records: &dyn Records, side: &[u32], kind: Kind) -> Option<String> {
    /// Values beyond this are not told.
    const MOST: usize = 5;
    let mut all: Vec<String> = Vec::new();
    for record in side {
        for text in values(&records.facts(*record), kind) {
            let text = text.trim().to_owned();
            if !text.is_empty() && !all.contains(&text) && all.len() < MOST {
                all.push(text);
            }
        }
    }
    (!all.is_empty()).then(|| all.join(" | "))
}

fn values<'a>(facts: &Facts<'a>, kind: Kind) -> Vec<&'a str> {
    let one = |text: Option<&'a str>| text.into_iter().collect();
    match kind {
        Kind::Name | Kind::LegalForm | Kind::NameInDomain | Kind::Branch => facts.names.clone(),
        Kind::TaxId => one(facts.tax_id),
        Kind::Duns => one(facts.duns),
        Kind::Lei => one(facts.lei),
        Kind::Domain => one(facts.domain),
        Kind::Country => one(facts.country),
        Kind::City => one(facts.city),
        Kind::PostalCode => one(facts.postal_code),
        Kind::Street => one(facts.street),
        Kind::Phone => one(facts.phone),
        Kind::Manager => one(facts.manager),
        Kind::Prior | Kind::Decision | Kind::Link | Kind::SameSource | Kind::Parent => Vec::new(),
    }
}

/// What there is to know of a weight.
fn note(world: &World<'_>, score: &Score, kind: Kind, agreement: Agreement) -> Option<String> {
    match kind {
        Kind::Prior => {
            let bits = world.statistics.bits / BIT;
            Some(format!(
                "Any two of these records are one company in about 1 of {} cases.",
                1_u64 << bits
            ))
        }
        Kind::Name => score
            .name
            .filter(|name| name.shares_rare)
            .map(|_| "A word agrees that at most two names have.".to_owned()),
        Kind::SameSource => Some("A system seldom has two records of one company.".to_owned()),
        Kind::Branch => Some("One may be a branch of the other.".to_owned()),
        Kind::Parent => Some("A company is not its own parent.".to_owned()),
        Kind::TaxId if agreement == Agreement::Different => {
            Some("A company has one number in each register.".to_owned())
        }
        _ => None,
    }
}
