//! How the resolver does on names that others collected: pairs of organisations' names of
//! nomenklatura's benchmark, hard on purpose, on which nothing here was tuned. Each pair stands
//! as two records of two systems that tell nothing but a name, among the companies of a world.
//!
//! `names.tsv` holds, per line: whether the two are one (`same`, `other`), how sure the label is
//! (`strong`, `medium`, `weak`), and the two names.

#![expect(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use channelgraph_identity::{Facts, Records, Relations, Resolution, Rules, resolve};
use channelgraph_sandbox::{CompanyDirt, Options, World};

/// What nomenklatura's own matcher, logic-v2, reaches on these pairs: threshold, precision, recall.
const LOGIC_V2: [(f64, f64, f64); 3] =
    [(0.70, 0.85, 0.88), (0.85, 0.955, 0.74), (0.95, 0.975, 0.45)];

/// A pair of names, and whether they are of one company.
struct Pair {
    same: bool,
    strength: &'static str,
    names: [&'static str; 2],
}

fn pairs() -> Vec<Pair> {
    let pair = |line: &'static str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [label, strength, one, other] = fields[..] else { panic!("four fields: {line}") };
        Pair { same: label == "same", strength, names: [one, other] }
    };
    include_str!("names.tsv").lines().map(pair).collect()
}

/// Names of a world, which tell how frequent words are, and behind them those of a pair.
struct Names<'a> {
    world: &'a [(u16, String)],
    pair: &'a [&'a str],
}

impl Records for Names<'_> {
    fn len(&self) -> u32 {
        u32::try_from(self.world.len() + self.pair.len()).unwrap()
    }

    fn facts(&self, record: u32) -> Facts<'_> {
        let record = record as usize;
        let (source, name) = match self.world.get(record) {
            Some((source, name)) => (*source, name.as_str()),
            None => {
                let place = record - self.world.len();
                (u16::try_from(place).unwrap(), self.pair[place])
            }
        };
        Facts { source, names: vec![name], ..Facts::default() }
    }

    fn relations(&self, _: u32) -> Relations {
        Relations::default()
    }
}

fn world() -> Vec<(u16, String)> {
    let options = Options {
        partners: 1000,
        deals_per_partner: 0.0,
        leads_per_partner: 0.0,
        incentives_per_partner: 0.0,
        companies: CompanyDirt::none(),
        ..Options::default()
    };
    let records = World::generate(&options).partner_records().into_iter();
    records.filter_map(|one| Some((one.key.as_ref()?.source as u16, one.name?))).collect()
}

/// What came of a pair.
struct Outcome {
    tied: bool,
    suggested: bool,
    weight: f64,
}

fn outcome(world: &[(u16, String)], alone: &Resolution, pair: &Pair) -> Outcome {
    let records = Names { world, pair: &pair.names };
    let b = records.len() - 1;
    let a = b - 1;
    let known: Vec<Option<u32>> = (0..=b).map(|record| (record < a).then_some(record)).collect();
    let resolution = alone.after(&records, &Rules::default(), &known);
    let tied = resolution.company[a as usize] == resolution.company[b as usize];
    Outcome {
        tied,
        suggested: tied || resolution.suggestions.iter().any(|one| (one.a, one.b) == (a, b)),
        weight: f64::from(resolution.explain(&records, a, b).weight) / 1000.0,
    }
}

/// Prints precision and recall of what was answered, by pair.
fn print(what: &str, pairs: &[(Pair, Outcome)], answered: impl Fn(&Outcome) -> bool) {
    let count =
        |same| pairs.iter().filter(|(pair, one)| pair.same == same && answered(one)).count();
    let (right, wrong) = (count(true), count(false));
    let all = pairs.iter().filter(|(pair, _)| pair.same).count();
    println!(
        "{what}: precision {:.3}, recall {:.3} ({right} right, {wrong} wrong)",
        right as f64 / (right + wrong).max(1) as f64,
        right as f64 / all as f64
    );
}

#[test]
fn names_of_two_companies_are_not_tied() {
    let world = world();
    let alone = resolve(&Names { world: &world, pair: &[] }, &Rules::default());
    let of = |pair: Pair| {
        let outcome = outcome(&world, &alone, &pair);
        (pair, outcome)
    };
    let pairs: Vec<(Pair, Outcome)> = pairs().into_iter().map(of).collect();
    print("tied", &pairs, |one| one.tied);
    print("tied or suggested", &pairs, |one| one.suggested);
    for (threshold, precision, recall) in LOGIC_V2 {
        println!("logic-v2 at {threshold}: precision {precision}, recall {recall}");
    }
    let wrong = pairs.iter().filter(|(pair, one)| !pair.same && one.suggested);
    for (pair, one) in wrong {
        let what = if one.tied { "tied" } else { "suggested" };
        println!("{what} wrongly ({}): {:?}, {} bits", pair.strength, pair.names, one.weight);
    }
    let tied = pairs.iter().filter(|(pair, one)| !pair.same && one.tied);
    let tied: Vec<_> = tied.map(|(pair, _)| pair.names).collect();
    assert!(tied.is_empty(), "tied, though they are two companies: {tied:?}");
    assert!(pairs.iter().any(|(_, one)| one.tied), "a resolver that ties nothing is not right");
}
