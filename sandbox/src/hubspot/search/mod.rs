//! The search endpoint: filters, text query, one sort, pages by offset up to the wall at 10,000.

mod filter;
mod parse;
mod query;
mod sort;
mod value;

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use serde_json::json;

use super::errors::ApiResult;
use super::names;
use super::objects::{Row, shown};
use super::simulator::Simulator;
use super::store::{Object, Store};
use filter::Filter;
use parse::Search;
pub(super) use sort::scramble;

/// `POST /crm/v3/objects/{object}/search`.
pub(super) async fn search(
    State(simulator): State<Arc<Simulator>>,
    Path(object): Path<String>,
    body: Bytes,
) -> ApiResult {
    let store = simulator.store.read();
    let (key, object) = names::resolve(&store, &object)?;
    simulator.require(&names::scope(key, object, "read"))?;
    let switches = simulator.switches.read().clone();
    let search = Search::parse(&body, (&store, key, object), &switches)?;
    let hidden = simulator.unsearchable(key);

    let mut hits: Vec<(u64, &Row)> = candidates(object, &search.groups)
        .filter(|(id, row)| !hidden.contains(id) && search.matches(&store, *id, row, &switches))
        .collect();
    let total = hits.len();
    search.sort.arrange(&mut hits, search.after + search.limit, switches.nulls_sort);
    let page = hits.iter().skip(search.after).take(search.limit);
    let results: Vec<_> = page
        .map(|(id, row)| shown(key, object, *id, row, search.properties.as_deref(), false))
        .collect();
    let next = search.after + results.len();
    let mut reply = json!({ "total": total, "results": results });
    if next < total && next > search.after {
        reply["paging"] = json!({ "next": { "after": next.to_string() } });
    }
    Ok(Json(reply).into_response())
}

/// The records that the id filters leave, without looking at the others.
fn candidates<'a>(
    object: &'a Object,
    groups: &[Vec<Filter>],
) -> Box<dyn Iterator<Item = (u64, &'a Row)> + 'a> {
    if groups.is_empty() {
        return Box::new(object.rows.iter().map(|(&id, row)| (id, row)));
    }
    let listed: Option<Vec<Vec<u64>>> =
        groups.iter().map(|group| group.iter().find_map(Filter::ids)).collect();
    if let Some(listed) = listed {
        let ids: std::collections::BTreeSet<u64> = listed.into_iter().flatten().collect();
        return Box::new(ids.into_iter().filter_map(|id| Some((id, object.rows.get(&id)?))));
    }
    let (low, high) = groups
        .iter()
        .map(|group| range(group))
        .fold((u64::MAX, 0), |all, one| (all.0.min(one.0), all.1.max(one.1)));
    if low > high {
        return Box::new(std::iter::empty());
    }
    Box::new(object.rows.range(low..=high).map(|(&id, row)| (id, row)))
}

/// The span of ids that a group can match.
fn range(group: &[Filter]) -> (u64, u64) {
    group
        .iter()
        .map(Filter::id_range)
        .fold((0, u64::MAX), |all, one| (all.0.max(one.0), all.1.min(one.1)))
}

impl Search {
    fn matches(
        &self,
        store: &Store,
        id: u64,
        row: &Row,
        switches: &super::switches::Switches,
    ) -> bool {
        let grouped = self.groups.is_empty()
            || self
                .groups
                .iter()
                .any(|group| group.iter().all(|filter| filter.matches(store, id, row, switches)));
        grouped && self.query.as_ref().is_none_or(|query| query.matches(row))
    }
}
