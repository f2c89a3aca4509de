//! Scores of keys: numbers of registers, and domains.

use super::{Score, Sides};
use crate::{
    features::{Domain, Feature, Name, Number},
    letters::edits,
    resolution::{Agreement, Kind},
    statistics::{Shared, number_value, value},
    weights::{
        DOMAIN_DIFFERS, DOMAIN_HOSTED, DOMAIN_SAME, NAME_IN_DOMAIN, REGISTER_INVALID,
        REGISTER_SAME, REGISTER_SLIP,
    },
};

impl<'a> Sides<'a, '_> {
    fn number_pairs(&self) -> impl Iterator<Item = (&'a Number, &'a Number)> {
        let theirs = self.of_b();
        self.of_a().flat_map(|feature| feature.numbers.iter()).flat_map(move |ours| {
            let of_register = move |number: &&Number| number.register == ours.register;
            let theirs = theirs.clone().flat_map(|feature| feature.numbers.iter());
            theirs.filter(of_register).map(move |number| (ours, number))
        })
    }

    /// Returns true if two numbers of one register differ, and not by a slip of the pen.
    pub(super) fn registers_differ(&self) -> bool {
        self.number_pairs().any(|(a, b)| a.text != b.text && !is_slip(a, b))
    }

    pub(super) fn registers(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        let mut best: Option<(i32, Agreement)> = None;
        for (ours, theirs) in self.number_pairs() {
            let found = if ours.text == theirs.text {
                let value = number_value(ours.register, &ours.text);
                let check = if ours.is_invalid { REGISTER_INVALID } else { 0 };
                match statistics.of_shared(value, statistics.bits + REGISTER_SAME + check) {
                    Some(weight) => (weight, Agreement::Same),
                    None => {
                        score.shares_void = true;
                        continue;
                    }
                }
            } else if is_slip(ours, theirs) {
                (REGISTER_SLIP, Agreement::Similar)
            } else {
                (0, Agreement::Different)
            };
            if best.is_none_or(|(weight, _)| found.0 > weight) {
                best = Some(found);
            }
        }
        if let Some((weight, agreement)) = best {
            score.add(Kind::TaxId, weight, agreement);
        }
    }

    pub(super) fn domains(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        let ours = || self.of_a().filter_map(|feature| feature.domain);
        let theirs = || self.of_b().filter_map(|feature| feature.domain);
        let mut best: Option<i32> = None;
        let (mut is_void, mut both_own) = (false, false);
        for a in ours() {
            for b in theirs() {
                both_own |= !a.is_hosted && !b.is_hosted;
                if a.hash != b.hash {
                    continue;
                }
                let hosted = if a.is_hosted { DOMAIN_HOSTED } else { 0 };
                let weight = statistics.bits + DOMAIN_SAME + hosted;
                match statistics.of_shared(value(Shared::Domain, a.hash), weight) {
                    Some(weight) => best = best.max(Some(weight)),
                    None => is_void = true,
                }
            }
        }
        score.shares_void |= is_void && best.is_none();
        if let Some(weight) = best {
            score.add(Kind::Domain, weight, Agreement::Same);
        } else if both_own && !is_void {
            score.add(Kind::Domain, DOMAIN_DIFFERS, Agreement::Different);
        } else if score.name.is_some_and(|name| name.shares_word) {
            // That the domain is made of the name as well tells nothing more.
        } else if (ours().next().is_none() && self.is_named(self.of_a(), theirs()))
            || (theirs().next().is_none() && self.is_named(self.of_b(), ours()))
        {
            score.add(Kind::NameInDomain, NAME_IN_DOMAIN, Agreement::Similar);
        }
    }

    /// Returns true if a domain is made of the whole name of a record.
    fn is_named(
        &self,
        features: impl Iterator<Item = &'a Feature>,
        domains: impl Iterator<Item = Domain> + Clone,
    ) -> bool {
        let mut names = features.flat_map(|feature| feature.names.iter());
        let is_it = |name: &Name| domains.clone().any(|domain| domain.label == name.joined);
        names.any(is_it)
    }
}

/// Returns true if two numbers differ as a slip of the pen does: one of them has a wrong check
/// digit, and a digit or two neighbours are otherwise.
fn is_slip(a: &Number, b: &Number) -> bool {
    (a.is_invalid || b.is_invalid) && edits(&a.text, &b.text, 1) == 1
}
