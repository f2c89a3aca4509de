//! Bringing a kept list up to date: the records that changed, read anew with all that they were
//! part of.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{RecordKey, Value};
use chrono::{DateTime, Utc};
use futures::future::try_join_all;
use tokio::time::Instant;

use super::{Wish, list::List};
use crate::{
    engine::{Engine, ListQuery, Look, Seen, Viewer, pages::Pages},
    model::Table,
};

/// Changed records up to which a list is patched; with more it is read anew.
const MOST: usize = 1_000;

impl Engine {
    /// Takes into a list what changed in its tables since. What fails leaves it as it was.
    pub(super) async fn bring_up_to_date(&self, wish: &Wish, list: &mut List) -> Outcome {
        let Wish { viewer, kind, query, needs } = wish;
        let (looked, now) = (Instant::now(), Utc::now());
        let tables = self.model.tables(*kind).iter();
        let changes = tables.map(|table| changes(table, list.since));
        let Ok(changed) = try_join_all(changes).await else { return Outcome::Failed };
        let changed: BTreeSet<RecordKey> = changed.into_iter().flatten().collect();
        if changed.len() > MOST {
            return Outcome::TooMuch;
        }
        // What such a node was made of may be nodes of their own now.
        let apart: Vec<_> = changed.iter().flat_map(|key| list.with(key)).collect();
        let keys: BTreeSet<RecordKey> = changed.into_iter().chain(apart).collect();
        let keys: Vec<RecordKey> = keys.into_iter().collect();
        let (mut since, mut nodes) = (now, Vec::new());
        // What the condition tests decides whether they stay.
        let needs = needs.with(query.fields(*kind));
        for found in self.nodes(viewer, *kind, &keys, &needs).await {
            match found {
                Ok(Some(node)) if node.failures().next().is_none() => {
                    // A record from a cache may have changed since it was read.
                    since = node.read_at().map_or(since, |read| since.min(read));
                    nodes.push(node);
                }
                Ok(None) => {}
                Ok(Some(_)) | Err(_) => return Outcome::Failed,
            }
        }
        // Two nodes with one record were read at different times.
        let mut homes: HashMap<&RecordKey, &str> = HashMap::new();
        let members = nodes.iter().flat_map(|node| {
            node.node().members.iter().map(|member| (&member.record.key, node.id()))
        });
        for (key, id) in members {
            if homes.insert(key, id).is_some_and(|other| other != id) {
                return Outcome::TooMuch;
            }
        }
        // At once, as whoever waits may give up at any time before.
        keys.iter().for_each(|key| list.take(key));
        for node in nodes {
            node.node().members.iter().for_each(|member| list.take(&member.record.key));
            if is_in(viewer, query, &node) {
                list.put(node);
            }
        }
        (list.looked, list.since) = (looked, since);
        Outcome::Done
    }
}

/// What became of bringing a list up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All changes are in it.
    Done,
    /// It has to be read as a whole.
    TooMuch,
    /// Something failed, and may not next time.
    Failed,
}

/// The records of a table that changed since then; more than may be, if there are more.
async fn changes(table: &Arc<Table>, since: DateTime<Utc>) -> Result<Vec<RecordKey>, Error> {
    let mut pages = Pages::of_changes(table, since);
    let mut keys = Vec::new();
    while let Some(records) = pages.next().await? {
        keys.extend(records.into_iter().map(|record| record.key));
        if keys.len() > MOST {
            break;
        }
    }
    Ok(keys)
}

/// Whether a list holds a node.
fn is_in(viewer: &Viewer, query: &ListQuery, node: &Seen) -> bool {
    query.filter.matches(&|field| match node.look(viewer, *field) {
        Look::Value(value) => value,
        Look::Masked(_) | Look::Forbidden => &Value::Null,
    })
}
