//! The `$metadata` document.

use super::store::Service;

/// The document of a service.
pub(super) fn document(_service: &Service) -> String {
    String::new()
}
