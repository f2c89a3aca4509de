//! The names by which links go: ids in canonical form, or keys as they are compared.

use std::sync::Arc;

use channelgraph_schema::Record;

use crate::model::{Link, key_of};

/// The names of the records that this one links to by a rule.
pub(in crate::engine) fn names_in(link: &Link, record: &Record) -> Vec<Arc<str>> {
    let name = |id: &str| match &link.spec.by {
        None => link.to.source.connector.canonical_id(&link.to.mapping.object, id).map(Arc::from),
        Some(_) => key_in(link, id),
    };
    record
        .links
        .iter()
        .filter(|target| target.rule == link.rule)
        .filter_map(|target| name(&target.id))
        .collect()
}

/// The name under which other records may link to this one by a rule.
pub(in crate::engine) fn name_of(link: &Link, record: &Record) -> Option<Arc<str>> {
    match &link.spec.by {
        None => Some(record.key.id.clone()),
        Some(by) => record.alias(by).and_then(|alias| key_in(link, alias)),
    }
}

/// The spellings in which a name may stand in other records.
pub(in crate::engine) fn spellings(link: &Link, name: &str) -> Vec<String> {
    match &link.spec.by {
        None => link.to.source.connector.spellings(&link.to.mapping.object, name),
        Some(_) => cases_of(name),
    }
}

/// A number on a document as people type it: in small letters and in capitals. A source that heeds
/// case has to be asked for each.
pub(in crate::engine) fn cases_of(name: &str) -> Vec<String> {
    let mut cases = vec![name.to_lowercase(), name.to_uppercase()];
    cases.dedup();
    cases
}

/// A key as it is compared.
fn key_in(link: &Link, key: &str) -> Option<Arc<str>> {
    let key = key_of(&link.to.source.connector.canonical_key(&link.to.mapping.object, key));
    (!key.is_empty()).then(|| key.into())
}
