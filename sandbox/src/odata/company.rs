//! Business Central's resources above its companies: their list, and the description of the API
//! that they all have.

use serde_json::{Value, json};

use super::store::{Service, Store, Vendor};

/// The companies of an API (`/api/v2.0/companies`): the path of each one's service, its id, and the
/// service.
fn companies<'a>(store: &'a Store, api: &str) -> Vec<(&'a str, &'a str, &'a Service)> {
    let company = |(root, service): (&'a String, &'a Service)| {
        let id = root.strip_prefix(api)?.strip_prefix("/companies(")?.strip_suffix(')')?;
        (service.vendor == Vendor::BusinessCentral).then_some((root.as_str(), id, service))
    };
    store.services.iter().filter_map(company).collect()
}

/// The service that `/api/v2.0/$metadata` describes.
pub(super) fn described<'a>(store: &'a Store, path: &str) -> Option<(&'a str, &'a Service)> {
    let (root, _, service) =
        companies(store, path.strip_suffix("/$metadata")?).into_iter().next()?;
    Some((root, service))
}

/// The answer to `/api/v2.0/companies`; the store knows no names, so the ids stand for them.
pub(super) fn list(store: &Store, host: &str, path: &str) -> Option<Value> {
    let api = path.strip_suffix("/companies")?;
    let found = companies(store, api);
    let shown =
        |(_, id, _): &(&str, &str, &Service)| json!({ "id": id, "name": id, "displayName": id });
    let rows: Vec<Value> = found.iter().map(shown).collect();
    let context = format!("http://{host}{api}/$metadata#companies");
    (!rows.is_empty()).then(|| json!({ "@odata.context": context, "value": rows }))
}
