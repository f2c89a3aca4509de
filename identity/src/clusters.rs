//! Clusters: ties records to companies, within one group of records that are alike. Sure ties come
//! first, then in rounds the heaviest pairs that nothing contradicts and nothing rivals.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    resolution::{By, Kind, Reason, SURE, Suggestion, Tie},
    score::{Never, Score, compare},
    verdict::Verdict,
    weights::{MARGIN, ROUNDS},
    world::World,
};

/// What came of a group of records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Clustered {
    /// The companies: their records, the lowest first.
    pub(crate) companies: Vec<Vec<u32>>,
    pub(crate) ties: Vec<Tie>,
    pub(crate) suggestions: Vec<Suggestion>,
    pub(crate) related: Vec<(u32, u32)>,
    pub(crate) contradictions: Vec<(u32, u32)>,
}

/// A pair of companies that are alike.
#[derive(Debug, Clone, Copy)]
struct Pair {
    score: Score,
    verdict: Verdict,
}

/// Told of each tie before it is made: the records of both sides, and the tie.
pub(crate) type OnTie<'a> = dyn FnMut(&[u32], &[u32], &Tie) + 'a;

/// Companies while records are tied to them.
struct Clusters<'a, 'w> {
    world: &'a World<'w>,
    /// The records of the group.
    records: &'a [u32],
    /// The records of each company, by its number; empty once it was tied to a lower one.
    members: Vec<Vec<u32>>,
    /// The number of the company of each record, by the record's place in the group.
    company: Vec<usize>,
    /// Pairs of companies with records that are alike, by the lower number first.
    pairs: BTreeMap<(usize, usize), Pair>,
    /// For each company, those with which it stands in a pair.
    near: Vec<BTreeSet<usize>>,
    done: Clustered,
    /// Called with the two sides of each tie before it is made.
    on_tie: &'a mut OnTie<'a>,
}

/// Ties a group of records: `pairs` are those that are alike.
pub(crate) fn cluster(
    world: &World<'_>,
    records: &[u32],
    pairs: &[(u32, u32)],
    sure: &[(By, u32, u32)],
    on_tie: &mut OnTie<'_>,
) -> Clustered {
    let mut clusters = Clusters {
        world,
        members: records.iter().map(|record| vec![*record]).collect(),
        records,
        company: (0..records.len()).collect(),
        pairs: BTreeMap::new(),
        near: vec![BTreeSet::new(); records.len()],
        done: Clustered::default(),
        on_tie,
    };
    clusters.tie_sure(sure);
    clusters.pair_up(pairs);
    for _ in 0..ROUNDS {
        if !clusters.round() {
            break;
        }
    }
    clusters.finish()
}

impl Clusters<'_, '_> {
    fn place(&self, record: u32) -> Option<usize> {
        self.records.binary_search(&record).ok()
    }

    fn tie_sure(&mut self, sure: &[(By, u32, u32)]) {
        for (by, a, b) in sure {
            let (Some(at_a), Some(at_b)) = (self.place(*a), self.place(*b)) else { continue };
            let (one, other) = (self.company[at_a], self.company[at_b]);
            if one == other {
                continue;
            }
            let never = compare(self.world, &self.members[one], &self.members[other]).never;
            match never {
                Some(Never::Registers) if *by == By::Confirmed => {}
                Some(Never::Registers) => {
                    self.done.contradictions.push((*a, *b));
                    continue;
                }
                Some(_) => continue,
                None => {}
            }
            self.tie(one, other, Tie { a: *a, b: *b, weight: SURE, by: *by });
        }
    }

    fn tie(&mut self, one: usize, other: usize, tie: Tie) {
        (self.on_tie)(&self.members[one], &self.members[other], &tie);
        let (into, from) = (one.min(other), one.max(other));
        let moved = std::mem::take(&mut self.members[from]);
        for record in &moved {
            if let Some(place) = self.place(*record) {
                self.company[place] = into;
            }
        }
        self.members[into].extend(moved);
        self.members[into].sort_unstable();
        self.done.ties.push(tie);
    }

    fn pair(&self, one: usize, other: usize) -> Pair {
        let score = compare(self.world, &self.members[one], &self.members[other]);
        let verdict = Verdict::of(&score, self.world.statistics, self.world.rules);
        Pair { score, verdict }
    }

    fn pair_up(&mut self, pairs: &[(u32, u32)]) {
        for (a, b) in pairs {
            let (Some(at_a), Some(at_b)) = (self.place(*a), self.place(*b)) else { continue };
            let (one, other) = (self.company[at_a], self.company[at_b]);
            let key = (one.min(other), one.max(other));
            if one != other && !self.pairs.contains_key(&key) {
                self.insert(key);
            }
        }
    }

    /// Makes the heaviest ties, one at most for each company; returns true if there were some.
    fn round(&mut self) -> bool {
        let likely = self.pairs.iter().filter(|(_, pair)| pair.verdict == Verdict::Tie);
        let mut order: Vec<_> = likely.map(|(key, pair)| (-pair.score.weight, *key)).collect();
        order.sort_unstable();
        let mut busy = vec![false; self.members.len()];
        let mut made = Vec::new();
        for (_, (one, other)) in order {
            if busy[one] || busy[other] || self.has_rival(one, other) {
                continue;
            }
            (busy[one], busy[other]) = (true, true);
            made.push((one, other));
        }
        for key in &made {
            let score = self.pairs[key].score;
            let tie = self.tie_of(*key, &score);
            self.tie(key.0, key.1, tie);
        }
        self.pair_anew(&made);
        !made.is_empty()
    }

    /// The tie between two companies: by those of their records that are most alike.
    fn tie_of(&self, (one, other): (usize, usize), score: &Score) -> Tie {
        let mut best: Option<(i32, u32, u32)> = None;
        for a in &self.members[one] {
            for b in &self.members[other] {
                let found = -compare(self.world, &[*a], &[*b]).weight;
                let pair = (found, *a.min(b), *a.max(b));
                best = Some(best.map_or(pair, |best| best.min(pair)));
            }
        }
        let (_, a, b) = best.unwrap_or_default();
        let by = if score.agrees(Kind::TaxId) {
            By::Register
        } else {
            let name = score.name.is_some_and(|name| name.shares_word);
            By::Evidence {
                name,
                domain: score.agrees(Kind::Domain),
                alone: name && score.is_name_alone(),
            }
        };
        Tie { a, b, weight: score.weight, by }
    }

    /// Compares anew what was tied with all that was like one of its parts.
    fn pair_anew(&mut self, made: &[(usize, usize)]) {
        let into: BTreeMap<usize, usize> =
            made.iter().flat_map(|(one, other)| [(*one, *one), (*other, *one)]).collect();
        let mut touched = Vec::new();
        for company in into.keys() {
            for other in std::mem::take(&mut self.near[*company]) {
                self.near[other].remove(company);
                touched.push(((*company).min(other), (*company).max(other)));
            }
        }
        let mut anew = Vec::new();
        for key in touched {
            self.pairs.remove(&key);
            let of = |company: usize| into.get(&company).copied().unwrap_or(company);
            let (one, other) = (of(key.0), of(key.1));
            if one != other {
                anew.push((one.min(other), one.max(other)));
            }
        }
        anew.sort_unstable();
        anew.dedup();
        anew.into_iter().for_each(|key| self.insert(key));
    }

    /// Returns true if another company is about as like one of two as the other one is, and is of
    /// its system. One that is tied to it anyway is no rival.
    fn has_rival(&self, one: usize, other: usize) -> bool {
        let key = |a: usize, b: usize| (a.min(b), a.max(b));
        let Some(pair) = self.pairs.get(&key(one, other)) else { return false };
        let alone = pair.score.is_name_alone();
        let is_rival = |rivalled: usize, rival: usize, near: &Pair| {
            let is_near =
                near.score.never.is_none() && near.score.weight > pair.score.weight - MARGIN;
            let own = self.pairs.get(&key(rivalled, rival));
            rival != rivalled
                && is_near
                && (alone || self.share_source(rival, rivalled))
                && own.is_none_or(|own| own.verdict != Verdict::Tie)
        };
        [(one, other), (other, one)].into_iter().any(|(company, rivalled)| {
            self.neighbours(company).any(|(rival, near)| is_rival(rivalled, rival, near))
        })
    }

    /// The companies that are like one, and how.
    fn neighbours(&self, company: usize) -> impl Iterator<Item = (usize, &Pair)> + '_ {
        self.near[company].iter().filter_map(move |other| {
            let key = (company.min(*other), company.max(*other));
            self.pairs.get(&key).map(|pair| (*other, pair))
        })
    }

    fn insert(&mut self, (one, other): (usize, usize)) {
        self.pairs.insert((one, other), self.pair(one, other));
        self.near[one].insert(other);
        self.near[other].insert(one);
    }

    fn share_source(&self, one: usize, other: usize) -> bool {
        let source = |record: &u32| self.world.features[*record as usize].source;
        let theirs = &self.members[other];
        self.members[one].iter().any(|a| theirs.iter().any(|b| source(a) == source(b)))
    }

    fn finish(mut self) -> Clustered {
        let mut suggestions = Vec::new();
        let mut related = Vec::new();
        for ((one, other), pair) in &self.pairs {
            let (a, b) = (self.members[*one][0], self.members[*other][0]);
            let ends = (a.min(b), a.max(b));
            let reason = match pair.verdict {
                Verdict::Tie => Some(Reason::Rival),
                Verdict::Doubt(reason) => Some(reason),
                Verdict::Apart => None,
            };
            if let Some(reason) = reason {
                let (a, b) = ends;
                suggestions.push(Suggestion { a, b, weight: pair.score.weight, reason });
            }
            if is_related(&pair.score) {
                related.push(ends);
            }
        }
        self.done.suggestions = suggestions;
        self.done.related = related;
        let companies = std::mem::take(&mut self.members);
        self.done.companies = companies.into_iter().filter(|company| !company.is_empty()).collect();
        self.done
    }
}

/// Returns true if two companies that are not one belong together: one is the other's parent, or
/// they share a name but for a place or a word for groups, or a domain.
fn is_related(score: &Score) -> bool {
    let shares_word = score.name.is_some_and(|name| name.shares_word);
    let is_branch = score.name.is_some_and(|name| name.is_branch);
    match score.never {
        Some(Never::Refused) => false,
        Some(Never::Parent) => true,
        Some(Never::Registers) => shares_word && (is_branch || score.agrees(Kind::Domain)),
        None => shares_word && is_branch,
    }
}
