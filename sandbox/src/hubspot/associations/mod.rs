//! Associations: the links between records, read in batches, labelled, and written.

pub(super) mod labels;
pub(super) mod link;
pub(super) mod read;
pub(super) mod write;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::errors::ApiResult;
use super::names;
use super::store::{Link, Object, Store};

/// The links from one record to those of another object.
fn links<'a>(store: &'a Store, from: &str, to: &str, id: u64) -> &'a [Link] {
    let pair = (from.to_owned(), to.to_owned());
    store.associations.get(&pair).and_then(|links| links.get(&id)).map_or(&[], Vec::as_slice)
}

/// Adds to a record the associations that a list or a get asked for by name (v3 object replies; one
/// entry for each type).
pub(super) fn embed(
    store: &Store,
    (key, object): (&str, &Object),
    id: u64,
    targets: &[String],
    record: &mut Value,
) -> ApiResult<()> {
    let mut embedded = BTreeMap::new();
    for target in targets {
        let (to_key, to) = names::resolve(store, target)?;
        let base = format!("{}_to_{}", names::singular(key, object), names::singular(to_key, to));
        let mut results = Vec::new();
        for link in links(store, key, to_key, id) {
            for (category, type_id, label) in &link.types {
                let kind = match label {
                    Some(label) if category == "USER_DEFINED" => {
                        label.to_lowercase().replace(' ', "_")
                    }
                    _ if labels::is_primary(key, to_key, *type_id) => base.clone(),
                    _ => format!("{base}_unlabeled"),
                };
                results.push(json!({ "id": link.to.to_string(), "type": kind }));
            }
        }
        if !results.is_empty() {
            embedded.insert(to_key.to_owned(), json!({ "results": results }));
        }
    }
    if !embedded.is_empty() {
        record["associations"] = json!(embedded);
    }
    Ok(())
}
