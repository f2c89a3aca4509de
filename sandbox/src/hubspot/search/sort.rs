//! The order of hits. Ties come in an order that means nothing, so that nobody relies on it.

use std::cmp::Ordering;

use super::super::objects::Row;
use super::super::switches::Nulls;
use super::value::{Kind, Scalar};

/// By one property.
#[derive(Debug)]
pub(super) struct Sort {
    pub(super) property: String,
    pub(super) kind: Kind,
    pub(super) descending: bool,
}

impl Sort {
    /// Puts the first `wanted` hits into order and drops the others.
    pub(super) fn arrange(&self, hits: &mut Vec<(u64, &Row)>, wanted: usize, nulls: Nulls) {
        let mut keyed: Vec<_> =
            hits.drain(..).map(|(id, row)| (self.key(id, row), id, row)).collect();
        let order = |a: &(Option<Scalar>, u64, &Row), b: &(Option<Scalar>, u64, &Row)| {
            self.compare(a.0.as_ref(), b.0.as_ref(), nulls)
                .then_with(|| scramble(a.1).cmp(&scramble(b.1)))
        };
        if wanted < keyed.len() {
            keyed.select_nth_unstable_by(wanted, order);
            keyed.truncate(wanted);
        }
        keyed.sort_unstable_by(order);
        hits.extend(keyed.into_iter().map(|(_, id, row)| (id, row)));
    }

    fn key(&self, id: u64, row: &Row) -> Option<Scalar> {
        if self.property == "hs_object_id" {
            return Some(Scalar::Number(id as f64));
        }
        row.get(&self.property)
            .filter(|value| !value.is_empty())
            .and_then(|value| self.kind.read(value))
    }

    fn compare(&self, a: Option<&Scalar>, b: Option<&Scalar>, nulls: Nulls) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => {
                let order = a.partial_cmp(b).unwrap_or(Ordering::Equal);
                if self.descending { order.reverse() } else { order }
            }
            (None, None) => Ordering::Equal,
            (a, _) => {
                let first = a.is_none() == (nulls == Nulls::First);
                if first { Ordering::Less } else { Ordering::Greater }
            }
        }
    }
}

/// A number for an id that is always the same and follows no order (the finaliser of SplitMix64).
pub(in super::super) fn scramble(id: u64) -> u64 {
    let mut mixed = id.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
