//! Deals as they count, and the rows to which records belong.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Attribution, Dimension, Question, facts::Deal, partners::Partner, rows::Keys, shares::Share,
};

/// A deal, with those of its attributions that count.
pub(super) struct CountedDeal<'d> {
    pub(super) deal: &'d Deal,
    pub(super) parts: Vec<Attribution>,
    /// Whether the partner that sells it is among those for whom it counts.
    pub(super) is_own: bool,
}

/// A deal with those partners in it, and those of their parts, that count.
pub(super) struct SharedDeal<'d> {
    deal: &'d Deal,
    shares: Vec<(&'d Share, Vec<Attribution>)>,
}

/// A record in a row, with the partners by which it stands there.
pub(super) struct Placed<'d, R> {
    pub(super) keys: Keys,
    pub(super) partners: Vec<&'d Arc<Partner>>,
    pub(super) record: R,
}

impl<'d> SharedDeal<'d> {
    /// The deal as a question counts it; none if no partner has a part that is wanted.
    pub(super) fn of(deal: &'d Deal, shares: &'d [Share], question: &Question) -> Option<Self> {
        let wanted = question.attributions.as_ref();
        let counts = |part: &Attribution| wanted.is_none_or(|wanted| wanted.contains(part));
        let share = |share: &'d Share| {
            let parts: Vec<_> = share.parts.iter().copied().filter(counts).collect();
            (!parts.is_empty()).then_some((share, parts))
        };
        let shares: Vec<_> = shares.iter().filter_map(share).collect();
        (!shares.is_empty()).then_some(Self { deal, shares })
    }

    /// All of it: once, whoever has a part in it.
    pub(super) fn whole(&self) -> Placed<'d, CountedDeal<'d>> {
        self.placed(Vec::new(), &(0..self.shares.len()).collect())
    }

    /// The rows to which it belongs: in each it stands once, with the partners that lead there.
    pub(super) fn rows(&self, dimensions: &[Dimension]) -> Vec<Placed<'d, CountedDeal<'d>>> {
        let mut rows: BTreeMap<Keys, BTreeSet<usize>> = BTreeMap::new();
        for (place, (share, parts)) in self.shares.iter().enumerate() {
            let keys = keys(dimensions, |dimension| match dimension {
                Dimension::Attribution => {
                    parts.iter().map(|part| <&str>::from(part).to_owned()).collect()
                }
                other => {
                    self.deal.values(other).unwrap_or_else(|| share.partner.values(other).to_vec())
                }
            });
            keys.into_iter().for_each(|keys| _ = rows.entry(keys).or_default().insert(place));
        }
        rows.iter().map(|(keys, places)| self.placed(keys.clone(), places)).collect()
    }

    fn placed(&self, keys: Keys, places: &BTreeSet<usize>) -> Placed<'d, CountedDeal<'d>> {
        let shares = || places.iter().map(|place| &self.shares[*place]);
        let parts: BTreeSet<_> = shares().flat_map(|(_, parts)| parts).copied().collect();
        Placed {
            keys,
            partners: shares().map(|(share, _)| &share.partner).collect(),
            record: CountedDeal {
                deal: self.deal,
                parts: parts.into_iter().collect(),
                is_own: shares().any(|(share, _)| share.is_owner),
            },
        }
    }
}

impl Partner {
    /// The rows to which what is no deal of the partner belongs: none if they go by what only deals
    /// have.
    pub(super) fn keys(&self, dimensions: &[Dimension]) -> Vec<Keys> {
        if dimensions.iter().any(|dimension| dimension.is_of_deals()) {
            return Vec::new();
        }
        keys(dimensions, |dimension| self.values(dimension).to_vec())
    }
}

/// The values of each row to which a record belongs: one of each dimension, and null where it has
/// none.
pub(super) fn keys(
    dimensions: &[Dimension],
    values: impl Fn(Dimension) -> Vec<String>,
) -> Vec<Keys> {
    let mut all = vec![Vec::new()];
    for dimension in dimensions {
        let values = values(*dimension);
        let values: Vec<Option<String>> =
            if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() };
        let longer = |keys: &Keys| -> Vec<Keys> {
            let with = |value: &Option<String>| [keys.clone(), vec![value.clone()]].concat();
            values.iter().map(with).collect()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}
