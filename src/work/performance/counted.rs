//! Deals as they count, and the rows to which records belong.

use super::{Attribution, Dimension, Question, facts::Deal, partners::Partner, rows::Keys};

/// A deal, with those of its attributions that count.
pub(super) struct CountedDeal<'d> {
    pub(super) deal: &'d Deal,
    pub(super) parts: Vec<Attribution>,
}

impl<'d> CountedDeal<'d> {
    /// The deal as a question counts it; none if it has none of the attributions that are wanted.
    pub(super) fn of(deal: &'d Deal, question: &Question) -> Option<Self> {
        let wanted = question.attributions.as_ref();
        let counts = |part: &Attribution| wanted.is_none_or(|wanted| wanted.contains(part));
        let parts: Vec<_> = deal.attributions.iter().copied().filter(counts).collect();
        (!parts.is_empty()).then_some(Self { deal, parts })
    }

    /// The rows to which it belongs.
    pub(super) fn keys(&self, dimensions: &[Dimension], partner: &Partner) -> Vec<Keys> {
        keys(dimensions, |dimension| match dimension {
            Dimension::Attribution => {
                self.parts.iter().map(|part| <&str>::from(part).to_owned()).collect()
            }
            other => self.deal.values(other).unwrap_or_else(|| partner.values(other).to_vec()),
        })
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
