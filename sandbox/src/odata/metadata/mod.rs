//! The `$metadata` document of a service, as EDMX.

mod v2;
mod v4;
mod xml;

use std::collections::BTreeMap;

use super::store::{EntitySet, Service, Version};

/// The document of a service.
pub(super) fn document(service: &Service) -> String {
    match service.version {
        Version::V2 => v2::document(service),
        Version::V4 => v4::document(service),
    }
}

/// The entity types by name, each with a set of it: several sets may share one.
fn types(service: &Service) -> BTreeMap<&str, &EntitySet> {
    service.sets.values().map(|set| (set.entity.as_str(), set)).collect()
}
