//! The parts that partners have in a deal, by the evidence that there is.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{Attribution, facts::Deal, partners::Partner};

/// A partner, and the parts that it has in a deal.
#[derive(Clone)]
pub(super) struct Share {
    pub(super) partner: Arc<Partner>,
    pub(super) parts: BTreeSet<Attribution>,
    /// Whether it sells the deal: a registration is its own.
    pub(super) is_owner: bool,
}

/// What a source says of a partner's part in a deal.
pub(super) struct Evidence<P> {
    pub(super) partner: P,
    /// The part, as the role's word tells it; influence for a word that no mapping knows.
    pub(super) part: Attribution,
    /// When the source came to know of it.
    pub(super) at: Option<DateTime<Utc>>,
}

/// The parts that each partner has, by the partner's id. The owner is the partner that sells the
/// deal: who registered it sourced it, and who has an offer for it on a marketplace fulfils it.
/// One partner alone sourced a deal, by the earlier evidence; the others influenced it.
pub(super) fn parts<'p>(
    deal: &Deal,
    owner: Option<&'p str>,
    evidence: &[Evidence<&'p str>],
) -> BTreeMap<&'p str, BTreeSet<Attribution>> {
    let registered = deal.sourced_at.filter(|_| deal.is_registered);
    let own = owner.filter(|_| deal.is_registered).map(|owner| (owner, registered));
    let by_role = evidence.iter().filter(|one| one.part == Attribution::Sourced);
    let claims = own.into_iter().chain(by_role.map(|one| (one.partner, one.at)));
    let is_owner = |partner: &str| owner == Some(partner);
    let first =
        claims.min_by_key(|(partner, at)| (at.is_none(), *at, !is_owner(partner), *partner));
    let sourcing = first.map(|(partner, _)| partner);
    let mut parts: BTreeMap<&str, BTreeSet<Attribution>> = BTreeMap::new();
    if let Some(sourcing) = sourcing {
        parts.entry(sourcing).or_default().insert(Attribution::Sourced);
    }
    if let Some(owner) = owner.filter(|_| deal.has_offer) {
        parts.entry(owner).or_default().insert(Attribution::Fulfilled);
    }
    for one in evidence.iter().filter(|one| one.part == Attribution::Fulfilled) {
        parts.entry(one.partner).or_default().insert(Attribution::Fulfilled);
    }
    // Whoever stands on the deal, and neither sourced nor fulfils it, influenced it.
    let named = evidence.iter().map(|one| one.partner);
    for partner in named.chain(own.map(|(owner, _)| owner)) {
        parts.entry(partner).or_insert_with(|| BTreeSet::from([Attribution::Influenced]));
    }
    if let Some(owner) = owner {
        parts.entry(owner).or_insert_with(|| BTreeSet::from([Attribution::Unattributed]));
    }
    parts
}

#[cfg(test)]
mod tests {
    use Attribution::{Fulfilled, Influenced, Sourced, Unattributed};

    use super::*;

    fn at(day: u32) -> Option<DateTime<Utc>> {
        format!("2026-03-{day:02}T00:00:00Z").parse().ok()
    }

    fn of(
        deal: &Deal,
        owner: Option<&'static str>,
        roles: &[(&'static str, Attribution, Option<u32>)],
    ) -> Vec<(&'static str, Vec<Attribution>)> {
        let one = |(partner, part, day): &(&'static str, Attribution, Option<u32>)| Evidence {
            partner: *partner,
            part: *part,
            at: day.and_then(at),
        };
        let evidence: Vec<_> = roles.iter().map(one).collect();
        let parts = parts(deal, owner, &evidence);
        parts.into_iter().map(|(partner, parts)| (partner, parts.into_iter().collect())).collect()
    }

    #[test]
    fn a_deal_has_one_source_and_any_number_of_influences() {
        let bare = Deal::default();
        let registered = Deal { is_registered: true, sourced_at: at(10), ..Deal::default() };
        let offered = Deal { has_offer: true, ..Deal::default() };
        assert_eq!(of(&bare, Some("a"), &[]), [("a", vec![Unattributed])]);
        assert_eq!(of(&bare, None, &[]), []);
        assert_eq!(of(&registered, Some("a"), &[]), [("a", vec![Sourced])]);
        assert_eq!(
            of(&offered, Some("a"), &[("b", Influenced, None), ("c", Influenced, None)]),
            [("a", vec![Fulfilled]), ("b", vec![Influenced]), ("c", vec![Influenced])]
        );
        // A role of the owner is evidence, too.
        assert_eq!(of(&bare, Some("a"), &[("a", Influenced, None)]), [("a", vec![Influenced])]);
        assert_eq!(
            of(&registered, Some("a"), &[("a", Fulfilled, None)]),
            [("a", vec![Sourced, Fulfilled])]
        );
        // The earlier evidence counts; without a time it is later than any other.
        assert_eq!(
            of(&registered, Some("a"), &[("b", Sourced, Some(9))]),
            [("a", vec![Influenced]), ("b", vec![Sourced])]
        );
        assert_eq!(
            of(&registered, Some("a"), &[("b", Sourced, Some(11)), ("c", Sourced, None)]),
            [("a", vec![Sourced]), ("b", vec![Influenced]), ("c", vec![Influenced])]
        );
        assert_eq!(
            of(&registered, Some("b"), &[("a", Sourced, Some(10))]),
            [("a", vec![Influenced]), ("b", vec![Sourced])],
            "of two at once the owner's"
        );
    }
}
