//! Scores: how many of the pairs that are one company were found, and how many of those that were
//! found are one.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use channelgraph_identity::{Records, Resolution, Rules, resolve};

use crate::world::Partners;

/// Figures of one world, or of several.
#[derive(Default)]
pub struct Score {
    pairs: u64,
    found: u64,
    wrong: u64,
    partners: u64,
    whole: u64,
    suggested: u64,
    suggested_right: u64,
    missed_by: BTreeMap<String, u64>,
    wrong_by: Vec<String>,
}

impl Score {
    pub fn of(partners: &Partners, rules: &Rules) -> Self {
        let resolution = resolve(partners, rules);
        let mut score = Self::default();
        score.count_pairs(partners, &resolution);
        for one in &resolution.suggestions {
            score.suggested += 1;
            let company = |record: u32| partners.records[record as usize].company;
            score.suggested_right += u64::from(company(one.a) == company(one.b));
        }
        score
    }

    pub fn precision(&self) -> f64 {
        1.0 - self.wrong as f64 / (self.found + self.wrong).max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.found as f64 / self.pairs.max(1) as f64
    }

    pub fn whole(&self) -> f64 {
        self.whole as f64 / self.partners.max(1) as f64
    }

    pub fn add(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.found += other.found;
        self.wrong += other.wrong;
        self.partners += other.partners;
        self.whole += other.whole;
        self.suggested += other.suggested;
        self.suggested_right += other.suggested_right;
        for (cause, count) in &other.missed_by {
            *self.missed_by.entry(cause.clone()).or_default() += count;
        }
        self.wrong_by.extend(other.wrong_by.iter().cloned());
    }

    /// Prints why pairs were missed, the most frequent causes first, and the wrong pairs.
    pub fn print_causes(&self) {
        let mut missed: Vec<_> = self.missed_by.iter().collect();
        missed.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        missed.iter().take(60).for_each(|(cause, count)| println!("missed {count:>5}  {cause}"));
        self.wrong_by.iter().for_each(|wrong| println!("wrong  {wrong}"));
    }

    fn count_pairs(&mut self, partners: &Partners, resolution: &Resolution) {
        let mut of: HashMap<usize, Vec<u32>> = HashMap::new();
        for record in 0..partners.len() {
            of.entry(partners.records[record as usize].company).or_default().push(record);
        }
        for records in of.values() {
            let company = |record: &u32| resolution.company[*record as usize];
            self.partners += 1;
            self.whole += u64::from(records.iter().all(|one| company(one) == company(&records[0])));
            for (place, b) in records.iter().enumerate() {
                for a in &records[..place] {
                    self.pairs += 1;
                    if company(a) == company(b) {
                        self.found += 1;
                    } else {
                        *self.missed_by.entry(cause(partners, *a, *b)).or_default() += 1;
                        if std::env::var("MISSED").is_ok() {
                            self.wrong_by
                                .push(format!("MISSED {}", shown(partners, resolution, *a, *b)));
                        }
                    }
                }
            }
        }
        let mut found: HashMap<u32, Vec<u32>> = HashMap::new();
        for (record, company) in (0..).zip(&resolution.company) {
            found.entry(*company).or_default().push(record);
        }
        for records in found.values() {
            for (place, b) in records.iter().enumerate() {
                for a in &records[..place] {
                    let company = |record: u32| partners.records[record as usize].company;
                    if company(*a) != company(*b) {
                        self.wrong += 1;
                        self.wrong_by.push(shown(partners, resolution, *a, *b));
                    }
                }
            }
        }
    }
}

/// The dirt in two records, and their systems.
fn cause(partners: &Partners, a: u32, b: u32) -> String {
    let of = |record: u32| &partners.records[record as usize];
    let mut causes: Vec<&str> = of(a).causes.iter().chain(&of(b).causes).copied().collect();
    causes.sort_unstable();
    causes.dedup();
    let system = |record: u32| of(record).key.as_ref().map_or("", |key| key.source.name());
    format!("{}-{}: {}", system(a), system(b), causes.join(", "))
}

fn shown(partners: &Partners, resolution: &Resolution, a: u32, b: u32) -> String {
    let tie = resolution.ties.iter().find(|tie| (tie.a, tie.b) == (a, b));
    let explained = match tie {
        Some(tie) => resolution.explain_tie(partners, tie),
        None => resolution.explain(partners, a, b),
    };
    let mut text = format!(
        "seed {} {:?} {} = {} bits ({:?})",
        partners.seed,
        tie.map(|tie| tie.by),
        cause(partners, a, b),
        f64::from(explained.weight) / 1000.0,
        explained.reason,
    );
    for one in explained.evidence {
        let says = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        text += &format!(
            "\n    {:>12} {:>9} {:>7} {} || {}",
            <&str>::from(one.kind),
            <&str>::from(one.agreement),
            f64::from(one.weight) / 1000.0,
            says(one.ours),
            says(one.theirs)
        );
    }
    text
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} pairs, recall {:.4}, precision {:.5} ({} wrong), whole {:.3} of {}, {} suggested, {} right",
            self.pairs,
            self.recall(),
            self.precision(),
            self.wrong,
            self.whole(),
            self.partners,
            self.suggested,
            self.suggested_right,
        )
    }
}
