//! Reads of more fields than are asked for, where that saves calls.

use std::sync::Arc;

use channelgraph_core::{Class, Error, ErrorKind};
use futures::future::BoxFuture;

use super::{
    asked::{ChildrenAsked, Held, RecordAsked},
    keyed::{Key, Keyed},
    partial::Partial,
};
use crate::model::Table;

/// What to read for `held`. BI tools profile tables one column after another: where the cache holds
/// one of the keys with other fields, an export reads at once all that cost no call for each
/// record.
pub(super) fn wider<K: Key>(kept: &Keyed<K>, table: &Table, keys: &[K], held: Held) -> Held {
    if Class::now() != Class::Export || !keys.iter().any(|key| kept.holds_other(key)) {
        return held;
    }
    Held { fields: held.fields.union(table.told_always), ..held }
}

/// A key of a thing that has a name, and holds fields.
pub(super) trait Named: Key {
    /// The name by which it is told.
    fn name(&self) -> &Arc<str>;
    /// The same with other fields.
    fn holding(&self, held: Held) -> Self;
}

impl Named for RecordAsked {
    fn name(&self) -> &Arc<str> {
        &self.id
    }
    fn holding(&self, held: Held) -> Self {
        Self { held, ..self.clone() }
    }
}

impl Named for ChildrenAsked {
    fn name(&self) -> &Arc<str> {
        &self.parent
    }
    fn holding(&self, held: Held) -> Self {
        Self { held, ..self.clone() }
    }
}

/// Reads keys, with more fields where that saves calls: those of them that are not at hand. If it
/// fails over these fields, what it lacks is read without them.
pub(super) async fn read_wider<'a, K: Named, V>(
    kept: &Keyed<K>,
    table: &Table,
    keys: Vec<K>,
    held: Held,
    read: impl Fn(Vec<K>, Held) -> BoxFuture<'a, Partial<V>>,
) -> Partial<V> {
    let wide = wider(kept, table, &keys, held);
    if wide == held {
        return read(keys, held).await;
    }
    let (mut keys, mut lacking): (Vec<K>, Vec<K>) =
        keys.into_iter().partition(|key| kept.cached(key).is_some());
    keys.extend(lacking.iter().map(|key| key.holding(wide)));
    let mut found = read(keys, wide).await;
    if found.failure.as_ref().is_some_and(may_be_of_fields) {
        lacking.retain(|key| !found.values.contains_key(key.name()));
        let again = read(lacking, held).await;
        found.values.extend(again.values);
        found.failure = again.failure;
    }
    found
}

/// Returns true if a read may have failed over fields that nobody asked for: without them, it is
/// worth another try.
pub(super) fn may_be_of_fields(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Faulty
            | ErrorKind::Auth
            | ErrorKind::BadResponse
            | ErrorKind::Rejected
            | ErrorKind::NotFound
            | ErrorKind::Unsupported
            | ErrorKind::TooMuch
    )
}
