//! Laws of the resolver: its result is a function of the records and the rules, however they came.

#![expect(clippy::expect_used, reason = "what is not as it should be fails the test")]

use channelgraph_identity::{Facts, Records, Relations, Resolution, Rules, resolve};
use proptest::prelude::*;
use rand::{Rng, SeedableRng, rngs::SmallRng, seq::IndexedRandom};

/// A record that is its own facts; others are named by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct One {
    key: u32,
    source: u16,
    name: String,
    domain: Option<String>,
    tax: Option<String>,
    country: Option<String>,
    city: Option<String>,
    phone: Option<String>,
    links: Vec<u32>,
    same: Vec<u32>,
    not_same: Vec<u32>,
    parent: Option<u32>,
}

/// Records in the order of their keys.
#[derive(Debug, Clone, Default)]
struct All(Vec<One>);

impl All {
    fn new(mut all: Vec<One>) -> Self {
        all.sort();
        all.dedup_by_key(|one| one.key);
        Self(all)
    }

    fn number(&self, key: u32) -> Option<u32> {
        self.0.binary_search_by_key(&key, |one| one.key).ok().map(|place| place as u32)
    }

    /// For each record, its number among others if its facts are the same.
    fn known(&self, others: &Self) -> Vec<Option<u32>> {
        let facts = |one: &One| One {
            links: Vec::new(),
            same: Vec::new(),
            not_same: Vec::new(),
            parent: None,
            ..one.clone()
        };
        let known = |one: &One| {
            let number = others.number(one.key)?;
            (facts(&others.0[number as usize]) == facts(one)).then_some(number)
        };
        self.0.iter().map(known).collect()
    }
}

impl Records for All {
    fn len(&self) -> u32 {
        self.0.len() as u32
    }

    fn facts(&self, record: u32) -> Facts<'_> {
        let one = &self.0[record as usize];
        Facts {
            source: one.source,
            names: vec![&one.name],
            cuts_at: if one.source == 3 { 18 } else { 0 },
            domain: one.domain.as_deref(),
            tax_id: one.tax.as_deref(),
            country: one.country.as_deref(),
            city: one.city.as_deref(),
            phone: one.phone.as_deref(),
            ..Facts::default()
        }
    }

    fn relations(&self, record: u32) -> Relations {
        let one = &self.0[record as usize];
        let numbers = |keys: &[u32]| keys.iter().filter_map(|key| self.number(*key)).collect();
        Relations {
            links: numbers(&one.links),
            same: numbers(&one.same),
            not_same: numbers(&one.not_same),
            parent: one.parent.and_then(|key| self.number(key)),
        }
    }
}

const HEADS: &[&str] = &["Nordquest", "Velgate", "Acme", "Alora", "Brünova", "Zenport", "Kalyard"];
const TRADES: &[&str] = &["Systems", "Networks", "Cloud", "Data", "Group", "Austria", "IT", "2"];
const FORMS: &[&str] = &["GmbH", "Ltd", "Inc.", "", "AG"];

/// A record of one of a few companies, told in one of several ways.
fn one(random: &mut SmallRng, key: u32, spread: usize) -> One {
    let company = random.random_range(0..spread);
    let head = HEADS[company % HEADS.len()];
    let mut name = format!("{head}{}", ["", "a", "on", "wick"][company / HEADS.len() % 4]);
    if random.random_ratio(1, 12) {
        name.remove(2);
    }
    if random.random_ratio(3, 4) {
        name += &format!(" {}", TRADES[company / 3 % TRADES.len()]);
    }
    name += &format!(" {}", FORMS.choose(random).expect("there are forms"));
    let mut some = |text: String| random.random_ratio(1, 2).then_some(text);
    let domain = some(format!("{}{}.example.de", head.to_lowercase(), company / 9));
    let tax = some(format!("DE{:09}", 136_695_976 + company / 2));
    let country = some(["DE", "AT", "GB"][company % 3].to_owned());
    let city = some(["Berlin", "Wien", "Leeds", "Bonn"][company % 4].to_owned());
    let phone = some(format!("+49 30 {}", 4_000_000 + company / 5));
    let mut few = |ratio| match random.random_ratio(1, ratio) {
        true => vec![random.random_range(0..200)],
        false => Vec::new(),
    };
    let (links, same, not_same) = (few(9), few(40), few(20));
    let parent = few(15).pop();
    let source = random.random_range(0..4);
    One { key, source, name, domain, tax, country, city, phone, links, same, not_same, parent }
}

/// Everything that a resolution says, to the last digit.
fn told(resolution: &Resolution) -> impl PartialEq + std::fmt::Debug + use<> {
    let Resolution { company, ties, suggestions, related, contradictions, void, .. } =
        resolution.clone();
    (company, ties, suggestions, related, contradictions, void)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Increments lead to what the whole leads to, after any edits.
    #[test]
    fn changes_lead_to_what_the_whole_leads_to(seed in any::<u64>(), size in 5_u32..160) {
        let mut random = SmallRng::seed_from_u64(seed);
        let spread = random.random_range(3..80);
        let mut all = All::new((0..size).map(|key| one(&mut random, key * 2, spread)).collect());
        let rules = Rules::default();
        let mut resolution = resolve(&all, &rules);
        for _ in 0..6 {
            let mut next = all.0.clone();
            for _ in 0..random.random_range(1..4) {
                match random.random_range(0..4) {
                    0 => next.push(one(&mut random, size * 2, spread)),
                    1 if !next.is_empty() => {
                        next.swap_remove(random.random_range(0..next.len()));
                    }
                    2 if !next.is_empty() => {
                        let at = random.random_range(0..next.len());
                        next[at].parent = Some(random.random_range(0..200));
                        next[at].not_same.push(random.random_range(0..200));
                    }
                    _ => {
                        let key = random.random_range(0..size * 2);
                        next.retain(|one| one.key != key);
                        next.push(one(&mut random, key, spread));
                    }
                }
            }
            let next = All::new(next);
            resolution = resolution.after(&next, &rules, &next.known(&all));
            let whole = resolve(&next, &rules);
            prop_assert!(told(&resolution) == told(&whole), "seed {seed}: {:#?}\n\n{:#?}", told(&resolution), told(&whole));
            all = next;
        }
    }

    /// Refused pairs and parents are never in one company, and each tie has a reason that sums up.
    #[test]
    fn guards_hold_and_ties_have_reasons(seed in any::<u64>(), size in 5_u32..160) {
        let mut random = SmallRng::seed_from_u64(seed);
        let spread = random.random_range(3..80);
        let all = All::new((0..size).map(|key| one(&mut random, key, spread)).collect());
        let resolution = resolve(&all, &Rules::default());
        let company = |record: u32| resolution.company[record as usize];
        for record in 0..all.len() {
            let said = all.relations(record);
            for other in said.not_same.iter().chain(&said.parent).filter(|other| **other != record) {
                prop_assert!(company(record) != company(*other), "{record} {other}");
            }
        }
        let companies: std::collections::BTreeSet<u32> = resolution.company.iter().copied().collect();
        prop_assert_eq!(resolution.ties.len() + companies.len(), all.0.len());
        for tie in &resolution.ties {
            let explained = resolution.explain_tie(&all, tie);
            prop_assert_eq!(company(tie.a), company(tie.b));
            prop_assert_eq!(explained.weight, tie.weight);
            if tie.weight != channelgraph_identity::SURE {
                let sum: i32 = explained.evidence.iter().map(|one| one.weight).sum();
                prop_assert_eq!(sum, tie.weight);
                prop_assert!(tie.weight >= 5_000);
            }
        }
        for one in &resolution.suggestions {
            prop_assert!(company(one.a) != company(one.b) && one.weight >= -2_000);
        }
    }
}

/// The same records under other keys in the same order lead to the same: nothing hangs on numbers.
#[test]
fn the_world_resolves_alike_every_time() {
    let mut random = SmallRng::seed_from_u64(7);
    let records: Vec<One> = (0..400).map(|key| one(&mut random, key, 120)).collect();
    let first = resolve(&All::new(records.clone()), &Rules::default());
    let mut other = records;
    other.reverse();
    let second = resolve(&All::new(other), &Rules::default());
    assert!(told(&first) == told(&second));
    assert!(first.ties.len() > 50, "{}", first.ties.len());
}
