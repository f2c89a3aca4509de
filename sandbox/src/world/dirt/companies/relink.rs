//! Whether exact keys still tie a record to its company, now that some keys have changed.

use std::collections::HashSet;

use crate::truth::{Partner, Record, Ref, System};
use crate::world::World;

/// The kinds of dirt that make a tax id one of no company.
const WRONG: &[&str] = &["placeholder tax id", "mistyped tax id"];

/// Says anew of each partner record whether a link, a tax id or a domain ties it to the first
/// record of its node, straight or by way of others.
pub(super) fn tie_anew(world: &mut World) {
    let records = &world.partner_records();
    let links: HashSet<(Ref, Ref)> = records
        .iter()
        .flat_map(|record| record.links.iter().map(move |&to| (record, &records[to])))
        .filter_map(|(from, to)| Some((from.key.clone()?, to.key.clone()?)))
        .collect();
    for place in 0..world.truth.partners.len() {
        let node = &world.truth.partners[place];
        let mut tied = vec![false; node.len()];
        tied[0] = true;
        // A node has few records: as many rounds as it has tie what can be tied.
        for _ in 0..node.len() {
            for at in 0..node.len() {
                tied[at] |= (0..node.len())
                    .any(|other| tied[other] && ties(world, &links, &node[at], &node[other]));
            }
        }
        for (record, tied) in world.truth.partners[place].iter_mut().zip(tied) {
            record.linkable = tied;
        }
    }
}

/// Returns true if one names the other, or both tell one domain, or one tax id that is a company's.
fn ties(
    world: &World,
    links: &HashSet<(Ref, Ref)>,
    a: &Record<Partner>,
    b: &Record<Partner>,
) -> bool {
    let named = links.contains(&(key(a), key(b))) || links.contains(&(key(b), key(a)));
    let crms = [a, b].iter().all(|record| System::CRMS.contains(&record.source));
    let domain = crms && a.values.domain.is_some() && a.values.domain == b.values.domain;
    let right = ![a, b].iter().any(|record| is_wrong(world, record));
    named || domain || right && a.values.tax_id.is_some() && a.values.tax_id == b.values.tax_id
}

/// Returns true if a record's tax id is no company's.
fn is_wrong(world: &World, record: &Record<Partner>) -> bool {
    let dirt = world.truth.dirt.get(&key(record));
    dirt.is_some_and(|dirt| dirt.iter().any(|kind| WRONG.contains(kind)))
}

fn key(record: &Record<Partner>) -> Ref {
    Ref { source: record.source, id: record.id.clone() }
}
