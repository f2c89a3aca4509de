//! Bounds of scores: what two records can weigh at most, told with little.

use crate::{
    features::{Feature, Name},
    name_score,
    weights::{
        CITY_SAME, COUNTRY_SAME, FORM_FITS, MANAGER_SAME, NAME_IN_DOMAIN, PHONE_SAME,
        POSTAL_CODE_SAME, SAME_SOURCE, STREET_SAME,
    },
    world::World,
};

/// What the score of two records is at most. Most pairs that stand in one block have little in
/// common, and need not be compared in full.
pub(crate) fn at_most(world: &World<'_>, a: u32, b: u32) -> i32 {
    let (one, other) = (&*world.features[a as usize], &*world.features[b as usize]);
    let same = |a: u64, b: u64, weight: i32| if a != 0 && a == b { weight } else { 0 };
    let mut most = FORM_FITS - world.statistics.bits
        + same(one.country, other.country, COUNTRY_SAME)
        + same(one.city, other.city, CITY_SAME)
        + same(one.postal_code, other.postal_code, POSTAL_CODE_SAME)
        + same(one.street, other.street, STREET_SAME)
        + same(one.phone, other.phone, PHONE_SAME)
        + same(one.manager, other.manager, MANAGER_SAME);
    if one.source == other.source {
        most += SAME_SOURCE;
    }
    let domain = |feature: &Feature| feature.domain.map(|domain| domain.hash);
    let (ours, theirs) = (domain(one), domain(other));
    let is_void = |name: &Name| !world.statistics.is_name(name) || name.size() < 2;
    if ours.is_some() && ours == theirs
        || !one.numbers.is_empty() && !other.numbers.is_empty()
        || one.names.is_empty()
        || other.names.is_empty()
        || one.names.iter().chain(&other.names).any(is_void)
    {
        return i32::MAX;
    }
    if ours.is_some() != theirs.is_some() {
        most += NAME_IN_DOMAIN;
    }
    let names = one.names.iter().flat_map(|a| other.names.iter().map(move |b| (a, b)));
    let name = names.map(|(a, b)| name_score::compare(world.statistics, a, b).weight).max();
    most + name.unwrap_or_default()
}
