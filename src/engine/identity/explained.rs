//! What is told of records being one partner: ties, explanations, suggestions, related partners.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use channelgraph_identity::{Explanation, Kind, Reason, Suggestion, Tie};
use channelgraph_schema::{FieldId, RecordKey};

use super::{P, RecordName, Snapshot, place::Place, told::Told};
use crate::engine::Node;

/// Rivals that a pair names at most.
const MOST_RIVALS: usize = 5;

/// A partner record, as people recognise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The key.
    pub key: RecordKey,
    /// The company's name.
    pub name: Option<String>,
}

/// A tie of a record to another one of its partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Tied {
    /// The other record.
    pub with: Named,
    /// What the tie stands on.
    pub explanation: Arc<Explanation>,
}

/// Two records and their partners beside each other.
pub struct Pair<N = Arc<Node>> {
    /// The partner of the one record, as the index knows it.
    pub a: N,
    /// The partner of the other one.
    pub b: N,
    /// The records.
    pub between: [Named; 2],
    /// What speaks for and against their being one company.
    pub explanation: Arc<Explanation>,
    /// Other partners that are about as likely.
    pub rivals: Vec<N>,
}

impl<N> Pair<N> {
    /// The pair as `[identity]` takes it in `same` and `not_same`: a list in TOML.
    pub fn config(&self) -> String {
        let key = |named: &Named| {
            let RecordKey { source, object, id } = &named.key;
            toml::Value::from(format!("{source}:{object}:{id}")).to_string()
        };
        format!("[{}, {}]", key(&self.between[0]), key(&self.between[1]))
    }
}

/// Which suggestions are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// A source that has a record of one of the partners.
    pub source: Option<String>,
    /// The least weight, in bits.
    pub min_weight: Option<f64>,
    /// Any of these reasons.
    pub reasons: Option<Vec<Reason>>,
}

/// A page of suggestions.
pub struct Suggested<N = Arc<Node>> {
    /// The pairs, each with its place.
    pub pairs: Vec<(Place, Arc<Pair<N>>)>,
    /// True if more follow.
    pub has_next: bool,
    /// The number of all that are wanted.
    pub total: usize,
}

/// The field of a partner that a kind of evidence compares; none where it compares none. The
/// values that are told of it are of this field's class.
pub fn compared(kind: Kind) -> Option<FieldId> {
    match kind {
        Kind::TaxId => Some(const { P.known("taxId") }),
        Kind::Name | Kind::LegalForm | Kind::Branch => Some(const { P.known("name") }),
        Kind::Domain | Kind::NameInDomain => Some(const { P.known("domain") }),
        Kind::Country => Some(const { P.known("country") }),
        Kind::City => Some(const { P.known("address.city") }),
        Kind::PostalCode => Some(const { P.known("address.postalCode") }),
        Kind::Street => Some(const { P.known("address.street") }),
        Kind::Manager => Some(const { P.known("manager.name") }),
        Kind::Parent => Some(const { P.known("parent") }),
        Kind::Prior
        | Kind::Decision
        | Kind::Link
        | Kind::Duns
        | Kind::Lei
        | Kind::Phone
        | Kind::SameSource => None,
    }
}

impl Snapshot {
    /// The ties of a record, in the order of their records.
    pub fn matches(&self, key: &RecordKey) -> Vec<Tied> {
        let Some(record) = self.records.of_key(&self.model, key) else { return Vec::new() };
        let members = self.of_key(key).map_or(&[][..], |partner| self.partners.members(partner));
        let mut ties: Vec<&Tie> =
            members.iter().flat_map(|member| self.ties_from(*member)).collect();
        ties.retain(|tie| tie.a == record || tie.b == record);
        ties.sort_unstable_by_key(|tie| (tie.a, tie.b));
        let facts = self.facts();
        let tied = |tie: &Tie| {
            let told = self.resolution.explain_tie(&facts, tie);
            let is_first = tie.a == record;
            let with = self.named(if is_first { tie.b } else { tie.a })?;
            let explanation = Arc::new(if is_first { told } else { turned(told) });
            Some(Tied { with, explanation })
        };
        ties.into_iter().filter_map(tied).collect()
    }

    /// The ties whose lower record is this one: they stand together.
    fn ties_from(&self, record: u32) -> impl Iterator<Item = &Tie> {
        let ties = &self.resolution.ties;
        let begin = ties.partition_point(|tie| tie.a < record);
        ties.iter().skip(begin).take_while(move |tie| tie.a == record)
    }

    /// The key of a record that people name; none if it is not known.
    pub fn key_of(&self, name: &RecordName) -> Option<RecordKey> {
        let record = name.find(&self.model, &self.records)?;
        self.named(record).map(|named| named.key)
    }

    /// What speaks for and against two records being one company; none if they are not known.
    pub fn explain(&self, a: &RecordKey, b: &RecordKey) -> Option<Pair> {
        let of = |key| self.records.of_key(&self.model, key);
        self.pair(of(a)?, of(b)?)
    }

    /// The suggestions that are wanted, the likeliest first, behind a place.
    ///
    /// Only pairs of which both partners pass `may_see` are listed.
    pub fn suggestions(
        &self,
        wanted: &Wanted,
        may_see: &dyn Fn(&Node) -> bool,
        after: Option<&Place>,
        first: usize,
    ) -> Suggested {
        let is_seen = |record| {
            let partner = self.partners.of_record(record);
            partner.is_some_and(|partner| may_see(&self.node(partner)))
        };
        let is_wanted =
            |one: &&Suggestion| self.is_wanted(one, wanted) && is_seen(one.a) && is_seen(one.b);
        let mut all: Vec<&Suggestion> =
            self.resolution.suggestions.iter().filter(is_wanted).collect();
        all.sort_by_key(|one| likeliest_first(one));
        let is_listed = |one: &&Suggestion| {
            after.zip(self.place(one)).is_some_and(|(after, place)| place <= *after)
        };
        let begin = all.partition_point(is_listed);
        let page = all.iter().skip(begin).take(first);
        let pair = |one: &&Suggestion| Some((self.place(one)?, Arc::new(self.pair(one.a, one.b)?)));
        let has_next = all.len() > begin.saturating_add(first);
        Suggested { pairs: page.filter_map(pair).collect(), has_next, total: all.len() }
    }

    /// The first suggestions of each of these partners, the likeliest first.
    pub fn suggestions_of(&self, partners: &[Arc<Node>], first: usize) -> Vec<Vec<Arc<Pair>>> {
        let all = &self.resolution.suggestions;
        let of = |places: Vec<usize>| {
            let mut own: Vec<_> = places.into_iter().filter_map(|place| all.get(place)).collect();
            own.sort_by_key(|one| likeliest_first(one));
            let pairs = own.into_iter().take(first).filter_map(|one| self.pair(one.a, one.b));
            pairs.map(Arc::new).collect()
        };
        let touching = self.touching(partners, all.iter().map(|one| (one.a, one.b)));
        touching.into_iter().map(of).collect()
    }

    /// The first partners that belong together with each of these, and are not one with it.
    pub fn related(&self, partners: &[Arc<Node>], first: usize) -> Vec<Vec<Arc<Node>>> {
        let all = &self.resolution.related;
        let of = |(own, places): (&Arc<Node>, Vec<usize>)| {
            let pairs = places.into_iter().filter_map(|place| all.get(place));
            let records = pairs.flat_map(|(a, b)| [*a, *b]);
            let number = self.number(own);
            let mut others: Vec<u32> =
                records.filter_map(|record| self.partners.of_record(record)).collect();
            others.retain(|other| Some(*other) != number);
            others.sort_unstable();
            others.dedup();
            others.into_iter().take(first).map(|partner| self.node(partner)).collect()
        };
        partners.iter().zip(self.touching(partners, all.iter().copied())).map(of).collect()
    }

    /// For each of these partners, the places of the pairs in which it has a record.
    fn touching(
        &self,
        partners: &[Arc<Node>],
        pairs: impl Iterator<Item = (u32, u32)>,
    ) -> Vec<Vec<usize>> {
        let numbers: Vec<Option<u32>> = partners.iter().map(|node| self.number(node)).collect();
        let mut found: HashMap<u32, Vec<usize>> =
            numbers.iter().flatten().map(|partner| (*partner, Vec::new())).collect();
        for (place, (a, b)) in pairs.enumerate() {
            for partner in [a, b].into_iter().filter_map(|record| self.partners.of_record(record)) {
                found.entry(partner).and_modify(|places| places.push(place));
            }
        }
        let of = |number: &Option<u32>| number.and_then(|number| found.get(&number)).cloned();
        numbers.iter().map(|number| of(number).unwrap_or_default()).collect()
    }

    /// The number of a partner's node, which may be of an earlier snapshot.
    fn number(&self, node: &Node) -> Option<u32> {
        node.members.iter().find_map(|member| self.of_key(&member.record.key))
    }

    fn is_wanted(&self, suggestion: &Suggestion, wanted: &Wanted) -> bool {
        let Suggestion { a, b, weight, reason } = suggestion;
        let is_of = |source: &String| {
            let partners = [a, b].into_iter().filter_map(|one| self.partners.of_record(*one));
            let mut records = partners.flat_map(|partner| self.partners.members(partner));
            records.any(|record| {
                let table = self.records.table(&self.model, *record);
                table.is_some_and(|table| *table.source.name == **source)
            })
        };
        wanted.min_weight.is_none_or(|least| f64::from(*weight) / 1000.0 >= least)
            && wanted.reasons.as_ref().is_none_or(|reasons| reasons.contains(reason))
            && wanted.source.as_ref().is_none_or(is_of)
    }

    /// Two records beside each other.
    fn pair(&self, a: u32, b: u32) -> Option<Pair> {
        let (own, other) = (self.partners.of_record(a)?, self.partners.of_record(b)?);
        let (low, high) = (a.min(b), a.max(b));
        let told = self.resolution.explain(&self.facts(), low, high);
        let mut rivals: Vec<u32> = Vec::new();
        for partner in told.rivals.iter().filter_map(|rival| self.partners.of_record(*rival)) {
            if ![own, other].contains(&partner) && !rivals.contains(&partner) {
                rivals.push(partner);
            }
        }
        Some(Pair {
            a: self.node(own),
            b: self.node(other),
            between: [self.named(a)?, self.named(b)?],
            explanation: Arc::new(if a == low { told } else { turned(told) }),
            rivals: rivals.into_iter().take(MOST_RIVALS).map(|one| self.node(one)).collect(),
        })
    }

    /// The place of a suggestion among all.
    fn place(&self, suggestion: &Suggestion) -> Option<Place> {
        let key = |record| self.named(record).map(|named| named.key);
        Some(Place {
            weight: Reverse(suggestion.weight),
            a: key(suggestion.a)?,
            b: key(suggestion.b)?,
        })
    }

    /// What the records tell, as identity sees it.
    fn facts(&self) -> Told<'_> {
        self.told()
    }

    pub(super) fn named(&self, record: u32) -> Option<Named> {
        let table = self.records.table(&self.model, record)?;
        let name = self.records.text(record, const { P.known("name") });
        Some(Named { key: self.records.key(table, record), name: name.map(str::to_owned) })
    }
}

/// The order of suggestions.
fn likeliest_first(one: &Suggestion) -> (Reverse<i32>, u32, u32) {
    (Reverse(one.weight), one.a, one.b)
}

/// The same, seen from the other record.
fn turned(mut told: Explanation) -> Explanation {
    for evidence in &mut told.evidence {
        std::mem::swap(&mut evidence.ours, &mut evidence.theirs);
    }
    told
}
