//! The columns against the naive way: every node tested and sorted.

mod figures;
mod laws;
mod world;

use std::{cmp::Ordering, sync::Arc};

use channelgraph_identity::{Mode, Rules};
use channelgraph_schema::{
    Direction, FieldId, Filter, NodeId, Order, Role, Test, Value, compare_ids, compare_keys,
};
use proptest::prelude::*;
use rand::{Rng, SeedableRng, rngs::SmallRng, seq::IndexedRandom};

use super::{IdentityRules, P, Snapshot, change::Tables, columns};
use crate::{
    engine::{Node, Ranks},
    model::Model,
};

fn snapshot(model: &Arc<Model>, records: &[(usize, channelgraph_schema::Record)]) -> Snapshot {
    let every = world::every(model);
    let tables = Tables { read: every, whole: every };
    let empty = Snapshot::empty(model.clone(), rules());
    empty.after(world::batch(records), tables).unwrap_or(empty)
}

fn rules() -> IdentityRules {
    let rules = Rules { mode: Mode::Keys, by_name: true, ..Rules::default() };
    IdentityRules { rules, ..IdentityRules::default() }
}

/// A test of a field, of any kind that filters have.
fn test(random: &mut SmallRng, field: FieldId, nodes: &[Arc<Node>]) -> Test {
    let known = |random: &mut SmallRng| match P.def(field).role {
        // An id that is there, or of no record.
        Role::Ids => match nodes.choose(random).filter(|_| random.random_ratio(4, 5)) {
            Some(node) => {
                let record = node.members.choose(random).unwrap().record.key.clone();
                Value::text(NodeId { kind: P, record }.encode())
            }
            None => Value::text("none"),
        },
        Role::Sources => Value::text(*["hub", "CRM", "none"].choose(random).unwrap()),
        _ => match world::value(random, field) {
            Value::List(items) => items.first().cloned().unwrap_or("x".into()),
            value => value,
        },
    };
    let some =
        |random: &mut SmallRng| (0..random.random_range(0..4)).map(|_| known(random)).collect();
    let part = |random: &mut SmallRng| -> Box<str> {
        let text = world::text(random);
        let begin = random.random_range(0..=text.chars().count());
        let size = random.random_range(0..6);
        text.chars().skip(begin).take(size).collect::<String>().into()
    };
    let is_exact = matches!(P.def(field).role, Role::Ids);
    match random.random_range(0..if is_exact { 2 } else { 11 }) {
        0 => Test::Eq(known(random)),
        1 => Test::In(some(random)),
        2 => Test::Ne(known(random)),
        3 => Test::NotIn(some(random)),
        4 | 5 => Test::Contains(part(random)),
        6 => Test::StartsWith(part(random)),
        7 => Test::Gt(known(random)),
        8 => Test::Gte(known(random)),
        9 => Test::Lt(known(random)),
        _ => Test::IsNull(random.random_ratio(1, 2)),
    }
}

fn filter(random: &mut SmallRng, nodes: &[Arc<Node>], depth: u32) -> Filter<FieldId> {
    let fields: Vec<FieldId> = P
        .all()
        .iter()
        .filter(|field| P.def(*field).filter.is_some() || P.target(*field).is_some())
        .collect();
    let parts = |random: &mut SmallRng| {
        (0..random.random_range(0..4)).map(|_| filter(random, nodes, depth - 1)).collect()
    };
    match random.random_range(0..if depth == 0 { 1 } else { 5 }) {
        0 | 1 => {
            let field = *fields.choose(random).unwrap();
            Filter::Test(field, test(random, field, nodes))
        }
        2 => Filter::And(parts(random)),
        3 => Filter::Or(parts(random)),
        _ => Filter::Not(Box::new(filter(random, nodes, depth - 1))),
    }
}

/// The order of two partners in a list.
fn compare(a: &Node, b: &Node, order: Order) -> Ordering {
    let key = |node: &Node| order.key.map_or(Value::Null, |key| node.value(key).clone());
    let (first, other) = (&a.members[0], &b.members[0]);
    compare_keys(&key(a), &key(b), order.direction)
        .then_with(|| first.table.rank.cmp(&other.table.rank))
        .then_with(|| compare_ids(&first.record.key.id, &other.record.key.id))
}

fn orders() -> Vec<Order> {
    let keys = P.all().iter().filter(|field| P.def(*field).order.is_some()).map(Some);
    let both = |key| [Direction::Asc, Direction::Desc].map(|direction| Order { key, direction });
    keys.chain([None]).flat_map(both).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    /// For any filter, order, place and size of a page: what testing and sorting every node gives.
    #[test]
    fn pages_are_those_of_testing_and_sorting_all(seed in any::<u64>(), size in 0_u32..60) {
        let model = world::model();
        let snapshot = snapshot(&model, &world::records(&model, seed, size));
        let nodes: Vec<Arc<Node>> = (0..snapshot.len()).map(|one| snapshot.node(one)).collect();
        let mut random = SmallRng::seed_from_u64(seed ^ 1);
        for _ in 0..40 {
            let filter = filter(&mut random, &nodes, 3);
            let selection = snapshot.select(&filter);
            let passes = |node: &Node| filter.matches(&|field| node.value(*field));
            let expected: Vec<u32> =
                (0..snapshot.len()).filter(|one| passes(&nodes[*one as usize])).collect();
            let found: Vec<u32> =
                (0..snapshot.len()).filter(|one| selection.contains(*one)).collect();
            prop_assert_eq!(&found, &expected, "{:?}", filter);
            prop_assert_eq!(selection.count(), expected.len() as u64);
            for order in orders() {
                let sequence = snapshot.sequence(order);
                let mut sorted = expected.clone();
                sorted.sort_by(|a, b| compare(&nodes[*a as usize], &nodes[*b as usize], order));
                let from = random.random_range(0..=snapshot.len());
                let place = |one: &u32| sequence.partition(|other| {
                    compare(&nodes[other as usize], &nodes[*one as usize], order).is_lt()
                });
                let most = random.random_range(0..8);
                let behind = sorted.iter().filter(|one| place(one) >= from).take(most);
                prop_assert_eq!(
                    sequence.next(&selection, from, most),
                    behind.copied().collect::<Vec<_>>(),
                    "{:?} {:?} from {}", filter, order, from
                );
            }
        }
    }

    /// Each order holds every partner once, and each place is found again.
    #[test]
    fn orders_are_those_of_lists(seed in any::<u64>(), size in 0_u32..60) {
        let model = world::model();
        let snapshot = snapshot(&model, &world::records(&model, seed, size));
        for order in orders() {
            let sequence = snapshot.sequence(order);
            let all: Vec<Arc<Node>> = (0..sequence.len())
                .map(|place| snapshot.node(sequence.at(place).unwrap()))
                .collect();
            prop_assert!(all.is_sorted_by(|a, b| compare(a, b, order).is_lt()), "{:?}", order);
            prop_assert_eq!(sequence.at(sequence.len()), None);
        }
    }

    /// Whatever comes after whatever, in parts or as a whole: the snapshot is the one that a single
    /// read of all gives.
    #[test]
    fn changes_lead_where_a_whole_read_does(seed in any::<u64>(), size in 0_u32..40) {
        let model = world::model();
        let mut random = SmallRng::seed_from_u64(seed);
        let mut known = world::records(&model, seed, size);
        let mut now = snapshot(&model, &known);
        for _ in 0..4 {
            let mut changed = Vec::new();
            let is_deep = random.random_ratio(1, 2);
            for (rank, record) in &mut known {
                if random.random_ratio(1, 4) {
                    let place = record.loaded.place(P.known(["region", "name"][usize::from(is_deep)]));
                    record.values[place] = world::value(&mut random, P.known("region"));
                    changed.push((*rank, record.clone()));
                }
            }
            let before = now.records.len();
            let tables = Tables { read: world::every(&model), whole: Ranks::default() };
            if let Some(next) = now.after(world::batch(&changed), tables) {
                now = next;
            }
            prop_assert_eq!(now.records.len(), before);
            let whole = snapshot(&model, &known);
            prop_assert_eq!(told(&now), told(&whole));
            let again = now.after(world::batch(&known), Tables { whole: tables.read, ..tables });
            prop_assert!(again.is_none(), "nothing changed");
        }
        known.truncate(known.len() / 2);
        let every = world::every(&model);
        let next = now.after(world::batch(&known), Tables { read: every, whole: every });
        prop_assert_eq!(told(&next.unwrap_or(now)), told(&snapshot(&model, &known)));
    }
}

/// The same in a world so large that bitmaps and trigrams come in.
#[test]
fn pages_of_large_worlds_are_those_of_testing_and_sorting_all() {
    let model = world::model();
    let snapshot = snapshot(&model, &world::records(&model, 3, 2_000));
    let nodes: Vec<Arc<Node>> = (0..snapshot.len()).map(|one| snapshot.node(one)).collect();
    let mut random = SmallRng::seed_from_u64(4);
    let (mut inexact, mut orders) = (0, orders().into_iter().cycle());
    for turn in 0..60 {
        let parts = ["acme", "NORD", "Mülle", "systems", "gmbh ltd", "οδός", "stra", "日本"];
        let part = Test::Contains((*parts.choose(&mut random).unwrap()).into());
        let named = Filter::Test(P.field("name").unwrap(), part);
        let other = filter(&mut random, &nodes, 2);
        let filter = match turn % 4 {
            0 => other,
            1 => Filter::And(vec![other, named]),
            2 => Filter::Or(vec![named, other]),
            _ => Filter::And(vec![other, Filter::Not(Box::new(named))]),
        };
        let selection = snapshot.select(&filter);
        inexact += usize::from(!selection.is_exact());
        let mut expected: Vec<u32> = (0..snapshot.len())
            .filter(|one| filter.matches(&|field| nodes[*one as usize].value(*field)))
            .collect();
        assert_eq!(selection.count(), expected.len() as u64, "{filter:?}");
        let order = orders.next().unwrap();
        expected.sort_by(|a, b| compare(&nodes[*a as usize], &nodes[*b as usize], order));
        let sequence = snapshot.sequence(order);
        let most = random.random_range(0..100);
        let first: Vec<u32> = expected.iter().copied().take(most).collect();
        assert_eq!(sequence.next(&selection, 0, most), first, "{filter:?} {order:?}");
        let mut settled = selection;
        settled.settle();
        assert_eq!(sequence.next(&settled, 0, usize::MAX), expected, "{filter:?} {order:?}");
    }
    assert!(inexact > 3, "{inexact} selections with candidates that have to be tested");
}

/// What a snapshot tells of every partner.
fn told(snapshot: &Snapshot) -> Vec<String> {
    let by_name = snapshot.sequence(Order { key: P.field("name"), direction: Direction::Desc });
    let told = |partner: u32| {
        let node = snapshot.node(partner);
        let values: Vec<_> = columns().iter().map(|field| node.value(field).to_json()).collect();
        let keys: Vec<_> = node
            .members
            .iter()
            .map(|member| (&member.record.key, &member.matched_by, &member.record.links))
            .collect();
        format!("{values:?} {keys:?} {:?} {:?}", node.contradictions, by_name.at(partner))
    };
    (0..snapshot.len()).map(told).collect()
}

/// Every record leads to its partner, by each way in which it can be named.
#[test]
fn records_lead_to_their_partners() {
    let model = world::model();
    let records = world::records(&model, 7, 60);
    let snapshot = snapshot(&model, &records);
    let mut seen = 0;
    for (rank, record) in &records {
        let node = snapshot.by_record(&record.key).unwrap();
        let member = node.members.iter().find(|member| member.record.key == record.key).unwrap();
        assert_eq!(member.table.rank, *rank);
        let own = &member.record;
        assert_eq!(format!("{own:?}"), format!("{record:?}"));
        seen += 1;
        if let Some(tax) = record.get(P.known("taxId")).as_str() {
            let found = snapshot.by_tax_id(tax);
            assert!(found.iter().any(|one| snapshot.node(*one).id() == node.id()), "{tax}");
        }
        if let Some(domain) = record.get(P.known("domain")).as_str() {
            let found = snapshot.by_domain(domain);
            assert!(found.iter().any(|one| snapshot.node(*one).id() == node.id()), "{domain}");
        }
    }
    let members: usize = (0..snapshot.len()).map(|one| snapshot.node(one).members.len()).sum();
    assert_eq!(seen, members);
    assert!((snapshot.len() as usize) < seen, "some records are one partner");
}
