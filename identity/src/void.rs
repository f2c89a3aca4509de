//! Void values: what too many unlike companies share, so that it tells nothing.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use crate::{
    facts::Records,
    features::Feature,
    resolution::{Kind, Void},
    resolve::number,
    statistics::{Shared, Statistics, values_of},
};

/// The values that are void, with the number of their records.
pub(crate) fn of(
    records: &dyn Records,
    features: &[Arc<Feature>],
    statistics: &Statistics,
) -> Vec<Void> {
    let void: HashSet<u64> = statistics.void_values().collect();
    let mut found: BTreeMap<u64, (Kind, u32, u32)> = BTreeMap::new();
    if void.is_empty() && !statistics.has_void_names() {
        return Vec::new();
    }
    for (place, feature) in features.iter().enumerate() {
        let mut note = |kind, value| {
            let known = found.entry(value).or_insert((kind, number(place), 0));
            known.2 += 1;
        };
        values_of(feature, |kind, value| {
            if void.contains(&value) {
                let kind = match kind {
                    Shared::Domain => Kind::Domain,
                    Shared::Number => Kind::TaxId,
                    Shared::Phone => Kind::Phone,
                    Shared::Address => Kind::Street,
                };
                note(kind, value);
            }
        });
        for name in feature.names.iter().filter(|name| !statistics.is_name(name)) {
            note(Kind::Name, name.core);
        }
    }
    let shown = found.into_values().map(|(kind, record, count)| Void {
        kind,
        value: text(records, record, kind),
        records: count,
    });
    let mut void: Vec<Void> = shown.collect();
    void.sort_unstable();
    void
}

/// A value as the first record that has it writes it.
fn text(records: &dyn Records, record: u32, kind: Kind) -> String {
    let facts = records.facts(record);
    if kind == Kind::Street {
        let parts = [facts.street, facts.postal_code, facts.city];
        let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).collect();
        return parts.join(", ");
    }
    let text = match kind {
        Kind::Domain => facts.domain,
        Kind::TaxId => facts.tax_id,
        Kind::Phone => facts.phone,
        _ => facts.names.first().copied(),
    };
    text.unwrap_or_default().trim().to_owned()
}
