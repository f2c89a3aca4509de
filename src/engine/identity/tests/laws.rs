//! Laws of identity, through the index: the same records come to the same partners for the same
//! reasons, in whatever order and by whatever steps they came; ids lead on; nobody is their own
//! ancestor.

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_identity::{Mode, Resolution, Rules};
use channelgraph_schema::{NodeId, Record, RecordKey, Reference, Value};
use proptest::prelude::*;
use rand::{Rng, SeedableRng, rngs::SmallRng, seq::SliceRandom};

use super::{
    super::{IdentityRules, P, PARENT, RecordName, Snapshot, change::Tables},
    told, world,
};
use crate::{engine::Ranks, model::Model};

type Rows = Vec<(usize, Record)>;

fn rules(mode: Mode) -> IdentityRules {
    let rules = Rules { mode, by_name: true, ..Rules::default() };
    let name = |text: &str| RecordName::parse(text).unwrap();
    IdentityRules {
        rules,
        same: vec![vec![name("hub:accounts:1"), name("crm:companies:4"), name("hub:999")]],
        not_same: vec![vec![name("hub:2"), name("crm:companies:2"), name("crm:people:2")]],
    }
}

/// A read of every table as a whole, after what was there.
fn whole(model: &Arc<Model>, before: Snapshot, rows: &Rows) -> Snapshot {
    let every = world::every(model);
    let next = before.after(world::batch(rows), Tables { read: every, whole: every });
    next.unwrap_or(before)
}

fn restarted(model: &Arc<Model>, mode: Mode, rows: &Rows) -> Snapshot {
    whole(model, Snapshot::empty(model.clone(), rules(mode)), rows)
}

/// All that a resolution tells.
fn resolved(snapshot: &Snapshot) -> impl PartialEq + std::fmt::Debug + use<> {
    let Resolution { company, ties, suggestions, related, contradictions, void, .. } =
        &*snapshot.resolution;
    let (ties, suggestions) = (ties.clone(), suggestions.clone());
    (company.clone(), ties, suggestions, related.clone(), contradictions.clone(), void.clone())
}

fn key(record: &Record) -> RecordKey {
    record.key.clone()
}

/// Changes some of the records, takes some out, and brings some back.
fn edit(random: &mut SmallRng, model: &Model, rows: &mut Rows, gone: &mut Rows) -> Rows {
    let mut changed = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        match random.random_range(0..20) {
            0 => gone.push(rows.swap_remove(at)),
            1..4 => {
                let (rank, record) = &mut rows[at];
                let id = record.key.id.parse().unwrap();
                *record = world::record(random, &model.tables(P)[*rank], id);
                changed.push((*rank, record.clone()));
                at += 1;
            }
            _ => at += 1,
        }
    }
    while random.random_ratio(1, 2)
        && let Some(row) = gone.pop()
    {
        changed.push(row.clone());
        rows.push(row);
    }
    changed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]

    /// Records that come in another order, or in parts, come to the same.
    #[test]
    fn the_order_of_coming_changes_nothing(seed in any::<u64>(), size in 0_u32..50) {
        let model = world::model();
        for mode in [Mode::Evidence, Mode::Keys] {
            let mut rows = world::records(&model, seed, size);
            let expected = restarted(&model, mode, &rows);
            let mut random = SmallRng::seed_from_u64(seed ^ 1);
            rows.shuffle(&mut random);
            let permuted = restarted(&model, mode, &rows);
            prop_assert_eq!(resolved(&permuted), resolved(&expected));
            let mut parts = Snapshot::empty(model.clone(), rules(mode));
            let tables = Tables { read: world::every(&model), whole: Ranks::default() };
            for some in rows.chunks(rows.len() / 3 + 1) {
                let next = parts.after(world::batch(some), tables);
                parts = next.unwrap_or(parts);
            }
            prop_assert_eq!(resolved(&parts), resolved(&expected));
            prop_assert_eq!(told(&parts), told(&expected));
        }
    }

    /// Whatever edits came one after the other, a restart comes to the same; and every id that is
    /// of a record still leads to the partner of that record.
    #[test]
    fn edits_lead_where_a_restart_does(seed in any::<u64>(), size in 0_u32..50) {
        let model = world::model();
        for mode in [Mode::Evidence, Mode::Keys] {
            let mut random = SmallRng::seed_from_u64(seed);
            let mut rows = world::records(&model, seed, size);
            let mut gone = Vec::new();
            let mut now = restarted(&model, mode, &rows);
            let mut ids = BTreeMap::new();
            for _ in 0..4 {
                note_ids(&now, &mut ids);
                let lost = gone.len();
                let changed = edit(&mut random, &model, &mut rows, &mut gone);
                now = if gone.len() == lost && random.random_ratio(1, 2) {
                    let tables = Tables { read: world::every(&model), whole: Ranks::default() };
                    let next = now.after(world::batch(&changed), tables);
                    next.unwrap_or(now)
                } else {
                    whole(&model, now, &rows)
                };
                let again = restarted(&model, mode, &rows);
                prop_assert_eq!(resolved(&now), resolved(&again));
                prop_assert_eq!(told(&now), told(&again));
                check_ids(&now, &rows, &ids)?;
                check_parents(&now)?;
            }
        }
    }
}

/// Notes the ids of all partners, and of which record each is.
fn note_ids(snapshot: &Snapshot, ids: &mut BTreeMap<String, RecordKey>) {
    for partner in 0..snapshot.len() {
        let node = snapshot.node(partner);
        ids.insert(node.id().to_owned(), key(&node.members[0].record));
    }
}

/// Every id that a partner ever had leads to the partner that has its record now; one of a record
/// that is lost leads nowhere.
fn check_ids(
    snapshot: &Snapshot,
    rows: &Rows,
    ids: &BTreeMap<String, RecordKey>,
) -> Result<(), TestCaseError> {
    for (id, key) in ids {
        let decoded = NodeId::decode(id).unwrap();
        prop_assert_eq!(&decoded.record, key);
        let found = snapshot.by_record(&decoded.record);
        let is_there = rows.iter().any(|(_, record)| record.key == *key);
        let holds = |node: &crate::engine::Node| {
            node.members.iter().any(|member| member.record.key == *key)
        };
        prop_assert_eq!(found.is_some_and(|node| holds(&node)), is_there, "{}", id);
    }
    Ok(())
}

/// No partner is its own ancestor, and no record of a partner names another one as its parent.
fn check_parents(snapshot: &Snapshot) -> Result<(), TestCaseError> {
    let parent = |partner: &u32| match snapshot.value(*partner, PARENT) {
        Value::Reference(reference) => {
            let node = snapshot.by_reference(&reference)?;
            snapshot.of_key(&node.members[0].record.key)
        }
        _ => None,
    };
    for partner in 0..snapshot.len() {
        let most = snapshot.len() as usize + 1;
        let walk = std::iter::successors(Some(partner), parent).take(most).count();
        prop_assert!(walk < most, "partner {} is its own ancestor", partner);
        let node = snapshot.node(partner);
        let column = snapshot.value(partner, PARENT).to_json();
        prop_assert_eq!(node.value(PARENT).to_json(), column);
    }
    Ok(())
}

/// A record without anything but a name and the id of its parent.
fn named(
    model: &Model,
    rank: usize,
    id: &str,
    name: &str,
    parent: Option<&str>,
) -> (usize, Record) {
    let table = &model.tables(P)[rank];
    let mut random = SmallRng::seed_from_u64(1);
    let mut record = world::record(&mut random, table, 0);
    record.key = table.key(id);
    (record.links, record.aliases, record.clues) = (Vec::new(), Box::default(), Box::default());
    record.values.iter_mut().for_each(|value| *value = Value::Null);
    record.values[record.loaded.place(P.known("name"))] = Value::text(name);
    let source = table.source.name.clone();
    let reference = |id: &str| {
        Value::Reference(Box::new(Reference { source: source.clone(), by: None, id: id.into() }))
    };
    record.values[record.loaded.place(PARENT)] = parent.map(reference).unwrap_or_default();
    (rank, record)
}

#[test]
fn loops_of_parents_are_cut_and_told() {
    let model = world::model();
    let rows = vec![
        named(&model, 0, "1", "Alpha Werke", Some("2")),
        named(&model, 0, "2", "Beta Handel", Some("3")),
        named(&model, 0, "3", "Gamma Netze", Some("1")),
        named(&model, 0, "4", "Delta Bau", Some("4")),
        named(&model, 0, "5", "Epsilon Druck", Some("4")),
    ];
    let snapshot = restarted(&model, Mode::Evidence, &rows);
    let parent = |id: &str| {
        let node = snapshot.by_record(&model.tables(P)[0].key(id)).unwrap();
        node.value(PARENT).to_json()
    };
    assert_eq!(
        ["1", "2", "3", "4", "5"].map(parent),
        [serde_json::Value::Null, "3".into(), "1".into(), serde_json::Value::Null, "4".into()]
    );
    let first = snapshot.by_record(&model.tables(P)[0].key("1")).unwrap();
    let told = &first.contradictions[0];
    assert_eq!((told.field, &*told.other.id), (PARENT, "2"));
    check_parents(&snapshot).unwrap();
}

#[test]
fn decisions_count_in_both_modes() {
    let model = world::model();
    let mut rows = vec![
        named(&model, 0, "1", "Alpha Werke", None),
        named(&model, 1, "4", "Unlike Anything", None),
        named(&model, 0, "2", "Quarzhof Maschinenbau", None),
        named(&model, 1, "2", "Quarzhof Maschinenbau", None),
    ];
    for (_, record) in &mut rows[2..] {
        record.values[record.loaded.place(P.known("domain"))] = Value::text("quarzhof.de");
    }
    for mode in [Mode::Evidence, Mode::Keys] {
        let snapshot = restarted(&model, mode, &rows);
        let partner = |row: usize| snapshot.of_key(&rows[row].1.key).unwrap();
        assert_eq!(partner(0), partner(1), "{mode:?}: the configuration says so");
        assert_ne!(partner(2), partner(3), "{mode:?}: the configuration says so");
        let node = snapshot.node(partner(0));
        let ways: Vec<_> = node.members.iter().flat_map(|one| one.matched_by.clone()).collect();
        assert!(ways.contains(&crate::engine::MatchedBy::Confirmed), "{ways:?}");
    }
}
