//! The store over a source that counts how often it is asked.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use channelgraph_core::{
    Capabilities, Class, Connector, Description, Error, ErrorKind, Page, Quota, Read, Result,
    Select, Stats,
};
use channelgraph_schema::{
    EntityKind, FieldSet, Filter,
    mapping::{ObjectMapping, ObjectSpec, Row},
};
use futures::future::join_all;

use tokio::time::Instant;

use super::{Store, StoreLimits};
use crate::{
    load::{ChildrenRead, Held, ListRead, standing},
    model::{Source, Table},
};

const C: EntityKind = EntityKind::Contact;
const LIFETIME: Duration = Duration::from_secs(10);

/// A record that cannot be read, and one that fails the whole call.
const BAD_RECORD: &str = "666";
const BAD_PIECE: &str = "999";

/// A field that the source tells nobody.
const FORBIDDEN: &str = "title";

/// A source of contacts: of every id and every parent there is one.
#[derive(Default)]
struct People {
    calls: AtomicUsize,
    stats: Stats,
}

#[async_trait::async_trait]
impl Connector for People {
    fn capabilities(&self, _: &str) -> Capabilities {
        let (ids, parents) = (100, 100);
        Capabilities {
            ids,
            one_by_one: false,
            parents,
            count: false,
            limit_per_parent: true,
            pages_by_id: true,
            lag: std::time::Duration::ZERO,
        }
    }
    async fn read(&self, read: &Read) -> Result<Page> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let (ids, of_parent) = match &read.select {
            Select::Ids(ids) => (ids.clone(), false),
            Select::Children { parents, .. } => (parents.clone(), true),
            Select::All => (Vec::new(), false),
        };
        let row = |id: String| {
            let values = read.fields.iter().map(|field| (field.clone(), field.as_str().into()));
            let values: HashMap<_, _> = values.collect();
            Row { parent: of_parent.then(|| id.clone()), id, values }
        };
        let error = || Error::new(ErrorKind::Unavailable, &"people".into(), "unread");
        if read.fields.iter().any(|field| field == FORBIDDEN) {
            return Err(Error::new(ErrorKind::Auth, &"people".into(), "a right is lacking"));
        }
        if ids.iter().any(|id| id == BAD_PIECE) {
            return Err(error());
        }
        let (bad, good): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| id == BAD_RECORD);
        let failed = bad.into_iter().map(|id| (id, error())).collect();
        let rows = good.into_iter().map(row).collect();
        Ok(Page { rows, complete: true, exact: true, total: None, failed })
    }
    async fn describe(&self, _: &str) -> Result<Description> {
        Ok(Description::default())
    }
    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(Vec::new())
    }
    fn canonical_id(&self, _: &str, id: &str) -> Option<String> {
        Some(id.to_owned())
    }
    fn record_url(&self, _: &str, _: &str) -> Option<String> {
        None
    }
    fn stats(&self) -> &Stats {
        &self.stats
    }
}

/// A store over one table of people, and how often these were asked.
fn store() -> (Store, Arc<Table>, Arc<People>) {
    store_of(&["name", "email", "phone", "partner"])
}

/// The same with these fields.
fn store_of(names: &[&str]) -> (Store, Arc<Table>, Arc<People>) {
    let people = Arc::new(People::default());
    let name: Arc<str> = "people".into();
    let lines = names.iter().map(|name| format!("{name} = \"{name}\"\n"));
    let spec: ObjectSpec =
        toml::from_str(&format!("[fields]\n{}", lines.collect::<String>())).unwrap();
    let mapping = ObjectMapping::new(&name, C, "people", &spec).unwrap();
    let source = Arc::new(Source { name: name.clone(), kind: "people", connector: people.clone() });
    let none = FieldSet::EMPTY;
    let (per_record, told_sometimes, unsearchable) = (none, none, none);
    let told_always = mapping.mapped();
    let table =
        Table { rank: 0, source, mapping, per_record, told_sometimes, told_always, unsearchable };
    let table = Arc::new(table);
    let bytes = 1 << 20;
    let limits = StoreLimits {
        record_bytes: bytes,
        page_bytes: bytes,
        details_bytes: bytes,
        patience: LIFETIME,
        details_patience: LIFETIME,
        scan: 1000,
    };
    (Store::new(limits, [name].into_iter(), |_| LIFETIME), table, people)
}

fn fields(names: &[&str]) -> FieldSet {
    names.iter().filter_map(|name| C.field(name)).collect()
}

fn ids(ids: impl IntoIterator<Item = usize>) -> Vec<Arc<str>> {
    ids.into_iter().map(|id| id.to_string().into()).collect()
}

fn below(limit: usize) -> ChildrenRead {
    ChildrenRead { field: "partner".into(), filter: Filter::all(), order: None, limit }
}

#[tokio::test]
async fn operations_that_ask_for_different_ids_at_one_moment_share_a_call() {
    let (store, table, people) = store();
    let ask = |id| store.records(&table, ids([id]), fields(&["name"]).into());
    let found = join_all((0..50).map(ask)).await;
    assert!(found.iter().enumerate().all(|(id, one)| one.values.contains_key(&*id.to_string())));
    assert_eq!(people.calls.load(Ordering::SeqCst), 1);
    let alone = store.records(&table, ids(50..250), fields(&["name"]).into()).await;
    assert_eq!(alone.values.len(), 200);
    // 200 ids in calls of 100 each, as without others.
    assert_eq!(people.calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn reads_of_disjoint_fields_of_one_record_do_not_evict_each_other() {
    let (store, table, people) = store();
    for names in [["name"], ["email"], ["name"], ["email"]] {
        let read = store.records(&table, ids([1]), fields(&names).into()).await;
        assert!(!read.values["1"].get(C.field(names[0]).unwrap()).is_null());
    }
    assert_eq!(people.calls.load(Ordering::SeqCst), 2);
}

const ASKED: [&str; 4] = ["name", "email", "phone", "partner"];

/// The calls of asking for one field after another, and then for all of them: of a list, of records
/// and of children.
async fn one_field_after_another(class: Class, of: &[&str]) -> [usize; 3] {
    let (store, table, people) = store_of(of);
    let calls = || people.calls.swap(0, Ordering::SeqCst);
    let all = ASKED.map(|name| fields(&[name])).into_iter().chain([fields(&ASKED)]);
    let asked = async {
        for held in all.clone() {
            store.list(&table, ListRead::whole(9), held.into()).await.unwrap();
        }
        let lists = calls();
        for held in all.clone() {
            let read = store.records(&table, ids([1]), held.into()).await;
            assert!(held.iter().all(|field| !read.values["1"].get(field).is_null()));
        }
        let records = calls();
        for held in all {
            let read = store.children(&table, ids([2]), below(5), held.into()).await;
            assert_eq!(read.values["2"].records.len(), 1);
        }
        [lists, records, calls()]
    };
    class.scope(asked).await
}

#[tokio::test]
async fn an_export_that_asks_for_one_field_after_another_reads_all_at_the_second() {
    assert_eq!(one_field_after_another(Class::Export, &ASKED).await, [2, 2, 2]);
    assert_eq!(one_field_after_another(Class::Interactive, &ASKED).await, [5, 5, 5]);
}

#[tokio::test]
async fn what_nobody_asked_for_fails_no_export() {
    let of = [&ASKED[..], &[FORBIDDEN]].concat();
    // From the second on each is tried with all, and then read without.
    assert_eq!(one_field_after_another(Class::Export, &of).await, [9, 9, 9]);
}

#[tokio::test]
async fn a_page_with_more_fields_answers_for_fewer() {
    let (store, table, people) = store();
    for names in [&["name", "email"][..], &["name"], &["email"]] {
        let held = fields(names).into();
        store.list(&table, ListRead::whole(9), held).await.unwrap();
        store.children(&table, ids([1]), below(5), held).await;
    }
    assert_eq!(people.calls.load(Ordering::SeqCst), 2);
    let held = Held { attributes: true, ..fields(&["name"]).into() };
    store.list(&table, ListRead::whole(9), held).await.unwrap();
    store.list(&table, ListRead::whole(8), fields(&["name"]).into()).await.unwrap();
    assert_eq!(people.calls.load(Ordering::SeqCst), 4, "attributes, and other rows");
}

#[tokio::test(start_paused = true)]
async fn a_cached_page_does_not_put_an_evicted_record_back_with_a_new_lifetime() {
    let (store, table, people) = store();
    let calls = || people.calls.load(Ordering::SeqCst);
    let name = fields(&["name"]);
    store.children(&table, ids([1]), below(5), fields(&["name"]).into()).await;
    store.records(&table, ids([1]), name.into()).await;
    assert_eq!(calls(), 1, "the page brought the record");
    store.records.clear();
    tokio::time::advance(LIFETIME * 6 / 10).await;
    // One page of two is cached.
    store.children(&table, ids([1, 2]), below(5), fields(&["name"]).into()).await;
    assert_eq!(calls(), 2);
    tokio::time::advance(LIFETIME * 6 / 10).await;
    store.records(&table, ids([2]), name.into()).await;
    assert_eq!(calls(), 2, "the fresh page brought this record");
    store.records(&table, ids([1]), name.into()).await;
    assert_eq!(calls(), 3, "the cached page was too old to bring that one");
}

#[tokio::test]
async fn a_record_or_a_call_that_fails_takes_no_other_record_along() {
    let (store, table, _) = store();
    let read = async |ids: Vec<Arc<str>>| {
        let name = fields(&["name"]);
        let found = store.records(&table, ids, name.into()).await;
        (found.values.len(), found.failure.is_some())
    };
    assert_eq!(read(ids([1, 2, 666, 3])).await, (3, true));
    // Of 300 in three calls, one call of 100 fails.
    assert_eq!(read(ids(900..1200)).await, (200, true));
    assert_eq!(read(ids([1, 2, 3])).await, (3, false), "what was read is kept");
    assert_eq!(read(ids([666])).await, (0, true), "a failure is not");
}

#[tokio::test]
async fn forgetting_ends_all_that_was_made_of_records() {
    let (store, table, _) = store();
    let read = store.records(&table, ids([1]), FieldSet::EMPTY.into());
    let (_, standing) = standing::scope(read).await;
    let now = Instant::now();
    assert!(standing.lives(now));
    assert!(standing.left(now).is_some_and(|left| left <= LIFETIME));
    store.forget();
    assert!(!standing.lives(now));
}
