use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// A record's names as they are put in, or a whole reading of these records.
#[derive(Debug, Clone)]
enum Step {
    Put(u8, Vec<u8>),
    Read(Vec<(u8, Vec<u8>)>),
}

fn step() -> impl Strategy<Value = Step> {
    let names = || prop::collection::vec(0..12_u8, 0..3);
    prop_oneof![
        6 => (0..40_u8, names()).prop_map(|(id, names)| Step::Put(id, names)),
        1 => prop::collection::vec((0..40_u8, names()), 0..30).prop_map(Step::Read),
    ]
}

/// Ids of several lengths, so that places are given up and taken over.
fn id(number: u8) -> Arc<str> {
    format!("{}{number}", "9".repeat(usize::from(number % 4))).into()
}

fn name(number: u8) -> Arc<str> {
    format!("name-{}", "x".repeat(usize::from(number))).into()
}

fn put(pairs: &mut Pairs, truth: &mut BTreeMap<Arc<str>, BTreeSet<Arc<str>>>, of: u8, to: &[u8]) {
    let names: Vec<Arc<str>> = to.iter().copied().map(name).collect();
    let now: BTreeSet<Arc<str>> = names.iter().cloned().collect();
    let before = truth.insert(id(of), now.clone()).unwrap_or_default();
    assert_eq!(pairs.put(&id(of), &names), before != now, "{of} names {to:?}");
}

fn read(pairs: &mut Pairs) -> bool {
    let (mut from, mut is_changed) = (Some(0), false);
    while let Some(place) = from {
        let (next, has_swept) = pairs.sweep(place, 3);
        is_changed |= has_swept;
        from = next;
    }
    is_changed
}

proptest! {
    #[test]
    fn pairs_are_those_of_a_plain_map(steps in prop::collection::vec(step(), 0..80)) {
        let (mut pairs, mut truth) = (Pairs::default(), BTreeMap::new());
        for step in steps {
            match step {
                Step::Put(of, to) => put(&mut pairs, &mut truth, of, &to),
                Step::Read(records) => {
                    pairs.set_marks();
                    for (of, to) in &records {
                        put(&mut pairs, &mut truth, *of, to);
                    }
                    let seen: BTreeSet<_> = records.iter().map(|(of, _)| id(*of)).collect();
                    let gone = |(of, names): (&Arc<str>, &BTreeSet<_>)| {
                        !seen.contains(of) && !names.is_empty()
                    };
                    let has_gone = truth.iter().any(gone);
                    truth.retain(|of, _| seen.contains(of));
                    prop_assert_eq!(read(&mut pairs), has_gone);
                }
            }
            prop_assert_eq!(pairs.len(), truth.values().map(BTreeSet::len).sum::<usize>());
            for to in (0..12).map(name) {
                let holds = |(of, names): (&Arc<str>, &BTreeSet<_>)| {
                    names.contains(&to).then(|| of.clone())
                };
                let mut ids: Vec<_> = truth.iter().filter_map(holds).collect();
                ids.sort_by(|a, b| compare_ids(a, b));
                prop_assert_eq!(pairs.ids(&to), ids);
            }
        }
    }
}

#[test]
fn a_pair_takes_few_bytes() {
    let mut pairs = Pairs::default();
    let of = |number: u32| format!("{}", 31_000_000_000_u64 + u64::from(number));
    let to = |number: u32| -> Arc<str> { format!("006Wj0000{number:09}").into() };
    for number in 0..200_000 {
        pairs.put(&of(number), &[to(number)]);
    }
    let bytes = pairs.bytes() / pairs.len();
    println!("{bytes} bytes a pair");
    assert!(bytes <= 70, "{bytes} bytes a pair");
    // Links that change for a day take no more room than before.
    for number in 0..100_000 {
        assert!(pairs.put(&of(number), &[to(number + 1_000_000)]));
    }
    assert!(pairs.bytes() / pairs.len() <= 72, "{} bytes a pair", pairs.bytes() / pairs.len());
    assert_eq!(pairs.ids(&to(1_000_007)).as_slice(), [of(7).into()]);
    assert!(pairs.ids(&to(7)).is_empty());
}
