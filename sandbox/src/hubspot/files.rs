//! The file manager: a search by parameters of the address (HubSpot files reference).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::clock;
use super::errors::{ApiError, ApiResult};
use super::request;
use super::simulator::Simulator;
use super::store::File;

/// Files in one page, at most and by default (files reference, `limit`).
const PAGE_MAX: usize = 100;
const PAGE: usize = 10;
/// The scope of every call.
const SCOPE: &str = "files";

/// A condition on files.
type Test = Box<dyn Fn(u64, &File) -> bool>;

/// `GET /files/{version}/files/search`: neither hidden nor archived files.
pub(super) async fn search(
    State(simulator): State<Arc<Simulator>>,
    RawQuery(query): RawQuery,
) -> ApiResult {
    simulator.require(SCOPE)?;
    let query = request::query(query.as_deref())?;
    let limit = request::limit(&query, PAGE, PAGE_MAX)?;
    let after: usize = match request::value(&query, "after") {
        None => 0,
        Some(text) => {
            text.parse().map_err(|_| ApiError::validation("after is no cursor of this list"))?
        }
    };
    let wall = simulator.switches.read().files_wall;
    if after >= wall {
        return Err(ApiError::validation(format!("The offset of a search ends at {wall}.")));
    }
    let names = query.iter().map(|(name, _)| name.as_str());
    let tests: Vec<Test> =
        names.filter_map(|name| test(name, &query).transpose()).collect::<ApiResult<_>>()?;
    let store = simulator.store.read();
    let mut found: Vec<(u64, &File)> = store.files.iter().map(|(id, file)| (*id, file)).collect();
    found.retain(|(id, file)| {
        !file.access.starts_with("HIDDEN") && tests.iter().all(|test| test(*id, file))
    });
    // The last key first, as the others are kept among equals.
    for key in request::values(&query, "sort").unwrap_or_default().iter().rev() {
        sort(&mut found, key)?;
    }
    let page = found.iter().skip(after).take(limit);
    let results: Vec<_> = page.map(|(id, file)| shown(*id, file)).collect();
    let next = after.saturating_add(results.len());
    let mut reply = json!({ "results": results });
    if next < found.len() {
        reply["paging"] = json!({ "next": { "after": next.to_string(), "link": "" } });
    }
    Ok(Json(reply).into_response())
}

/// What a parameter asks of files; nothing if it is no condition.
fn test(name: &str, query: &[(String, String)]) -> ApiResult<Option<Test>> {
    let text = request::value(query, name).unwrap_or_default().to_owned();
    let invalid = || ApiError::validation(format!("{name} cannot be read"));
    let ids = || -> ApiResult<Vec<u64>> {
        let all = request::values(query, name).unwrap_or_default();
        all.iter().map(|id| request::id(id).ok_or_else(invalid)).collect()
    };
    let moment = || clock::millis(&text).ok_or_else(invalid);
    let number = || text.parse::<u64>().map_err(|_| invalid());
    let test: Test = match name {
        "ids" => {
            let ids = ids()?;
            Box::new(move |id, _| ids.contains(&id))
        }
        "parentFolderIds" => {
            let ids = ids()?;
            Box::new(move |_, file| file.folder_id.is_some_and(|id| ids.contains(&id)))
        }
        "name" => Box::new(move |_, file| file.name.to_lowercase().contains(&text.to_lowercase())),
        "extension" => Box::new(move |_, file| file.extension == text),
        "type" => Box::new(move |_, file| file.kind == text),
        "allowsAnonymousAccess" => {
            let wanted = text == "true";
            Box::new(move |_, file| file.access.starts_with("PUBLIC") == wanted)
        }
        "sizeGte" => {
            let size = number()?;
            Box::new(move |_, file| file.size >= size)
        }
        "sizeLte" => {
            let size = number()?;
            Box::new(move |_, file| file.size <= size)
        }
        "createdAtGte" => {
            let at = moment()?;
            Box::new(move |_, file| file.created_at.timestamp_millis() >= at)
        }
        "createdAtLte" => {
            let at = moment()?;
            Box::new(move |_, file| file.created_at.timestamp_millis() <= at)
        }
        "updatedAtGte" => {
            let at = moment()?;
            Box::new(move |_, file| file.updated_at.timestamp_millis() >= at)
        }
        "updatedAtLte" => {
            let at = moment()?;
            Box::new(move |_, file| file.updated_at.timestamp_millis() <= at)
        }
        _ => return Ok(None),
    };
    Ok(Some(test))
}

fn sort(found: &mut [(u64, &File)], by: &str) -> ApiResult<()> {
    let (key, descends) = by.strip_prefix('-').map_or((by, false), |key| (key, true));
    match key {
        "name" => found.sort_by_key(|(_, file)| file.name.to_lowercase()),
        "size" => found.sort_by_key(|(_, file)| file.size),
        "createdAt" => found.sort_by_key(|(_, file)| file.created_at),
        "updatedAt" => found.sort_by_key(|(_, file)| file.updated_at),
        _ => return Err(ApiError::validation(format!("files are not sorted by {key}"))),
    }
    if descends {
        found.reverse();
    }
    Ok(())
}

/// `GET /files/{version}/files/{id}`.
pub(super) async fn one(
    State(simulator): State<Arc<Simulator>>,
    Path(id): Path<String>,
) -> ApiResult {
    simulator.require(SCOPE)?;
    let store = simulator.store.read();
    let found = request::id(&id).and_then(|id| Some((id, store.files.get(&id)?)));
    let (id, file) =
        found.ok_or_else(|| ApiError::not_found(format!("File {id} does not exist.")))?;
    Ok(Json(shown(id, file)).into_response())
}

/// A file as replies give it; what it does not have is left out.
fn shown(id: u64, file: &File) -> Value {
    let mut shown = json!({
        "id": id.to_string(),
        "name": file.name,
        "path": format!("{}/{}", file.folder, file.name),
        "extension": file.extension,
        "type": file.kind,
        "size": file.size,
        "encoding": "binary",
        "url": file.url,
        "defaultHostingUrl": file.url,
        "access": file.access,
        "sourceGroup": "CONTENT",
        "isUsableInContent": true,
        "createdAt": clock::written(file.created_at),
        "updatedAt": clock::written(file.updated_at),
        "archived": false,
    });
    if let Some(folder) = file.folder_id {
        shown["parentFolderId"] = folder.to_string().into();
    }
    if let Some(expires) = file.expires_at {
        shown["expiresAt"] = expires.timestamp_millis().into();
    }
    shown
}
