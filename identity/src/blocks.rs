//! Blocks: which records are worth comparing. Records that share a key may be one company; all
//! others are not looked at.

use crate::{
    features::{Feature, Name, Register, hash},
    names::WordKind,
    weights::{BLOCK_NAMES, BLOCK_RECORDS},
};

/// Spaces of keys that must not meet.
#[derive(Clone, Copy, Hash)]
enum Space {
    /// Letters of a name or a domain.
    Letters,
    Begin,
    Word,
    Deletion,
    Domain,
    Phone,
    Address,
    Number,
}

#[expect(clippy::cast_possible_truncation, reason = "half of the hash does: keys may meet")]
fn key(space: Space, value: u64) -> u32 {
    hash(&(space as u8, value)) as u32
}

/// The keys of the blocks in which a record stands, sorted.
pub(crate) fn keys(feature: &Feature) -> Vec<u32> {
    let mut keys = Vec::new();
    for name in &feature.names {
        of_name(name, &mut keys);
    }
    if let Some(domain) = feature.domain {
        keys.push(key(Space::Domain, domain.hash));
        keys.push(key(Space::Letters, domain.label));
    }
    if feature.phone != 0 {
        keys.push(key(Space::Phone, feature.phone));
    }
    if feature.address() != 0 {
        keys.push(key(Space::Address, feature.address()));
    }
    for number in &feature.numbers {
        let register = match number.register {
            Register::Tax(_) => 0,
            Register::Duns => 1,
            Register::Lei => 2,
        };
        keys.push(key(Space::Number, hash(&(register, &*number.text))));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn of_name(name: &Name, keys: &mut Vec<u32>) {
    /// Letters with which names begin alike.
    const BEGIN: usize = 7;
    /// Letters from which a word may be misspelt.
    const LONG: usize = 5;
    keys.push(key(Space::Letters, name.joined));
    let begin: String = name.letters.chars().take(BEGIN).collect();
    keys.push(key(Space::Begin, hash(begin.as_str())));
    let plain = name.words.iter().filter(|word| word.kind == WordKind::Plain);
    keys.extend(plain.map(|word| key(Space::Word, word.hash)));
    if let Some(head) = name.head().filter(|head| head.kind == WordKind::Plain) {
        // Words of the other name may have been written as one with it.
        let plain: String = name
            .words
            .iter()
            .filter(|word| word.kind == WordKind::Plain)
            .map(|word| &*word.text)
            .collect();
        keys.push(key(Space::Letters, hash(plain.as_str())));
        let letters: Vec<char> = head.text.chars().collect();
        if letters.len() >= LONG {
            keys.push(key(Space::Deletion, head.hash));
            for gap in 0..letters.len() {
                let rest: String = letters
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != gap)
                    .map(|(_, c)| c)
                    .collect();
                keys.push(key(Space::Deletion, hash(rest.as_str())));
            }
        }
    }
    if name.words.len() >= 3 {
        let initials: String =
            name.words.iter().filter_map(|word| word.text.chars().next()).collect();
        keys.push(key(Space::Letters, hash(initials.as_str())));
    }
}

/// Returns true if the records of a block are few and like enough to be compared, each with each.
pub(crate) fn is_live(features: &[impl AsRef<Feature>], records: &[u32]) -> bool {
    if records.len() < 2 || records.len() > BLOCK_RECORDS {
        return false;
    }
    if records.len() <= BLOCK_NAMES {
        return true;
    }
    let mut cores: Vec<u64> = records
        .iter()
        .flat_map(|record| features[*record as usize].as_ref().names.iter().take(1))
        .map(|name| name.core)
        .collect();
    cores.sort_unstable();
    cores.dedup();
    cores.len() <= BLOCK_NAMES
}
