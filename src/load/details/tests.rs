//! Details of a source of papers: a list tells each paper's version, a paper asked for singly its
//! text.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use channelgraph_core::{
    Capabilities, Connector, Description, Error, ErrorKind, FieldCapabilities, Page, Quota, Read,
    Result, Select, Stats, Told, local,
};
use channelgraph_schema::{
    Direction, EntityKind, FieldSet, Filter, Record, Test, Value,
    mapping::{ObjectMapping, ObjectSpec, Row, SourceOrder},
};
use parking_lot::Mutex;
use serde_json::json;

use crate::{
    load::{ListRead, Partial, Store, StoreLimits},
    model::{Source, Table},
};

const D: EntityKind = EntityKind::Deal;
const LIFETIME: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(1);

/// Papers by id: version and text.
#[derive(Default)]
struct Papers {
    papers: Mutex<BTreeMap<String, (String, String)>>,
    /// How long a paper asked for singly takes.
    held: Mutex<Duration>,
    /// The papers asked for singly, in order.
    singly: Mutex<Vec<String>>,
    lists: AtomicUsize,
    stats: Stats,
}

impl Papers {
    fn row(&self, id: &str, names: &[&str]) -> Option<Row> {
        let papers = self.papers.lock();
        let (version, text) = papers.get(id)?;
        let all = [("version", version), ("text", text)];
        let told = all.into_iter().filter(|(name, _)| names.contains(name));
        let values = told.map(|(name, value)| (name.to_owned(), json!(value))).collect();
        Some(Row { id: id.to_owned(), parent: None, values })
    }

    fn page(&self, read: &Read, names: &[&str]) -> Page {
        self.lists.fetch_add(1, Ordering::SeqCst);
        let ids: Vec<String> = match &read.select {
            Select::Ids(ids) => ids.clone(),
            _ => self.papers.lock().keys().cloned().collect(),
        };
        let rows = ids.iter().filter_map(|id| self.row(id, names)).collect();
        local::page(read, &Value::Null, rows)
    }
}

#[async_trait::async_trait]
impl Connector for Papers {
    fn capabilities(&self, _: &str) -> Capabilities {
        Capabilities {
            ids: 20,
            one_by_one: false,
            parents: 20,
            count: false,
            limit_per_parent: true,
            pages_by_id: true,
            lag: std::time::Duration::ZERO,
        }
    }
    fn field_capabilities(&self, _: &str, field: &str) -> FieldCapabilities {
        let told = if field == "text" { Told::Singly } else { Told::Always };
        FieldCapabilities { told, ..FieldCapabilities::default() }
    }
    async fn read(&self, read: &Read) -> Result<Page> {
        let Select::Ids(ids) = &read.select else { return Ok(self.page(read, &["version"])) };
        if !read.fields.iter().any(|field| field == "text") {
            return Ok(self.page(read, &["version"]));
        }
        let held = *self.held.lock();
        tokio::time::sleep(held).await;
        self.singly.lock().extend(ids.iter().cloned());
        if ids.iter().any(|id| id == "bad") {
            return Err(Error::new(ErrorKind::Auth, &"papers".into(), "not for you"));
        }
        let rows = ids.iter().filter_map(|id| self.row(id, &["version", "text"])).collect();
        Ok(Page { rows, complete: true, exact: true, ..Page::default() })
    }
    async fn read_listed(&self, read: &Read) -> Result<Page> {
        Ok(self.page(read, &["version"]))
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

/// A store over so many papers of this version, their table, and how they are asked.
struct Setup {
    store: Arc<Store>,
    table: Arc<Table>,
    papers: Arc<Papers>,
}

fn setup(count: usize, version: &str, details_bytes: u64) -> Setup {
    let papers = Arc::new(Papers::default());
    let paper = |number: usize| (id(number), (version.to_owned(), format!("Text {number}")));
    *papers.papers.lock() = (0..count).map(paper).collect();
    let name: Arc<str> = "papers".into();
    let spec: ObjectSpec =
        toml::from_str("[fields]\nname = \"text\"\nupdatedAt = \"version\"").unwrap();
    let mapping = ObjectMapping::new(&name, D, "paper", &spec).unwrap();
    let source = Arc::new(Source { name: name.clone(), kind: "papers", connector: papers.clone() });
    let table = Table {
        rank: 0,
        source,
        mapping,
        per_record: fields(&["name"]),
        told_sometimes: FieldSet::EMPTY,
        told_always: fields(&["updatedAt"]),
        unsearchable: FieldSet::EMPTY,
    };
    let limits = StoreLimits {
        record_bytes: 10_000,
        page_bytes: 1 << 20,
        details_bytes,
        patience: Duration::from_secs(8),
        details_patience: PATIENCE,
        scan: 10_000,
    };
    let store = Arc::new(Store::new(limits, [name].into_iter(), |_| LIFETIME));
    Setup { store, table: Arc::new(table), papers }
}

fn id(number: usize) -> String {
    format!("{number:04}")
}

fn fields(names: &[&str]) -> FieldSet {
    names.iter().filter_map(|name| D.field(name)).collect()
}

impl Setup {
    /// The texts of the first papers, by id.
    async fn texts(&self, count: usize) -> Partial<Arc<Record>> {
        let ids = (0..count).map(|number| id(number).into()).collect();
        self.store.records(&self.table, ids, fields(&["name"]).into()).await
    }

    async fn list(&self) {
        let read = ListRead::whole(10_000);
        self.store.list(&self.table, read, FieldSet::EMPTY.into()).await.unwrap();
    }

    /// The papers asked for singly since the last look.
    fn singly(&self) -> Vec<String> {
        std::mem::take(&mut self.papers.singly.lock())
    }

    fn edit(&self, number: usize, version: &str, text: &str) {
        self.papers.papers.lock().insert(id(number), (version.to_owned(), text.to_owned()));
    }
}

const OLD: &str = "2026-01-01T10:00:00.368914936Z";
const NEW: &str = "2026-01-01T10:00:00.468914936Z";

#[tokio::test(start_paused = true)]
async fn what_a_list_confirms_by_version_costs_no_call_and_what_changed_costs_one() {
    let setup = setup(10, OLD, 1 << 20);
    assert_eq!(setup.texts(10).await.values.len(), 10);
    assert_eq!(setup.singly().len(), 10);
    tokio::time::advance(2 * LIFETIME).await;
    setup.edit(3, NEW, "Another");
    setup.list().await;
    let texts = setup.texts(10).await;
    assert_eq!(setup.singly(), [id(3)]);
    assert_eq!(texts.values[&*id(3)].get(D.field("name").unwrap()), &Value::text("Another"));
    assert_eq!(texts.values[&*id(4)].get(D.field("name").unwrap()), &Value::text("Text 4"));
}

#[tokio::test(start_paused = true)]
async fn stale_details_are_confirmed_by_a_batch_where_no_list_came_before() {
    let setup = setup(30, OLD, 1 << 20);
    setup.texts(30).await;
    setup.singly();
    tokio::time::advance(2 * LIFETIME).await;
    let before = setup.papers.lists.load(Ordering::SeqCst);
    assert_eq!(setup.texts(30).await.values.len(), 30);
    let lists = setup.papers.lists.load(Ordering::SeqCst) - before;
    assert_eq!((setup.singly().len(), lists), (0, 2), "two batches of twenty ids");
}

#[tokio::test(start_paused = true)]
async fn a_version_that_may_not_be_the_last_of_its_moment_confirms_nothing() {
    let now = chrono::Utc::now().to_rfc3339();
    let setup = setup(2, &now, 1 << 20);
    setup.texts(2).await;
    assert_eq!(setup.singly().len(), 2);
    tokio::time::advance(2 * LIFETIME).await;
    setup.list().await;
    setup.texts(2).await;
    assert_eq!(setup.singly().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_takes_longer_than_the_patience_is_named_and_the_rest_is_there() {
    let setup = setup(20, OLD, 1 << 20);
    *setup.papers.held.lock() = PATIENCE * 2 / 3;
    let begun = tokio::time::Instant::now();
    let texts = setup.texts(20).await;
    assert!(begun.elapsed() <= PATIENCE);
    assert_eq!(texts.values.len(), super::AT_ONCE);
    let failure = texts.failure.unwrap();
    assert_eq!(failure.kind(), ErrorKind::Timeout);
    assert!(failure.message().contains("those of 12 records are still to come"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn in_the_background_what_users_want_comes_first_and_then_what_changed_last() {
    let setup = setup(40, OLD, 1 << 20);
    let store = setup.store.clone();
    let filling = tokio::spawn(async move { store.fill_details().await });
    tokio::task::yield_now().await;
    setup.edit(30, NEW, "Changed last");
    *setup.papers.held.lock() = 2 * PATIENCE;
    let texts = setup.texts(12).await;
    assert_eq!(texts.values.len(), 0);
    *setup.papers.held.lock() = Duration::from_millis(1);
    while setup.papers.singly.lock().len() < 40 {
        tokio::time::advance(Duration::from_millis(10)).await;
        tokio::task::yield_now().await;
    }
    let order = setup.singly();
    let place = |number| order.iter().position(|read| *read == id(number)).unwrap();
    assert!((0..12).all(|wanted| place(wanted) < place(30)), "{order:?}");
    assert!((12..30).all(|other| place(30) < place(other)), "{order:?}");
    assert_eq!(setup.texts(40).await.values.len(), 40);
    assert!(setup.singly().is_empty());
    filling.abort();
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_read_takes_no_other_along() {
    let setup = setup(3, OLD, 1 << 20);
    setup.papers.papers.lock().insert("bad".to_owned(), (OLD.to_owned(), String::new()));
    let ids = vec![id(0).into(), "bad".into(), id(1).into(), "gone".into()];
    let texts = setup.store.records(&setup.table, ids, fields(&["name"]).into()).await;
    assert_eq!(texts.values.len(), 2);
    assert_eq!(texts.failure.map(|failure| failure.kind()), Some(ErrorKind::Auth));
}

#[tokio::test(start_paused = true)]
async fn an_order_by_details_costs_lists_alone_once_they_are_at_hand() {
    let setup = setup(30, OLD, 1 << 20);
    setup.texts(30).await;
    setup.singly();
    tokio::time::advance(2 * LIFETIME).await;
    let order = SourceOrder { field: "text".into(), direction: Direction::Desc, by_day: None };
    let contains = Filter::Test("text".to_owned(), Test::Contains("Text 2".into()));
    let read = ListRead { filter: contains, order: Some(order), ..ListRead::whole(3) };
    let names = fields(&["name"]).into();
    let page = setup.store.list(&setup.table, read.clone(), names).await.unwrap();
    let ids: Vec<&str> = page.records.iter().map(|record| &*record.key.id).collect();
    assert_eq!((ids, page.complete), (vec!["0029", "0028", "0027"], false));
    assert!(setup.singly().is_empty());
    // The next page asks for nothing.
    let lists = setup.papers.lists.load(Ordering::SeqCst);
    setup.store.list(&setup.table, ListRead { limit: 30, ..read }, names).await.unwrap();
    assert_eq!(setup.papers.lists.load(Ordering::SeqCst), lists);
}

#[tokio::test(start_paused = true)]
async fn details_hold_their_bound_of_bytes() {
    let bytes = 100_000;
    let setup = setup(2000, OLD, bytes);
    for start in (0..2000).step_by(500) {
        let ids = (start..start + 500).map(|number| id(number).into()).collect();
        setup.store.records(&setup.table, ids, fields(&["name"]).into()).await;
    }
    setup.singly();
    tokio::time::advance(2 * LIFETIME).await;
    setup.list().await;
    setup.texts(2000).await;
    let kept = 2000 - setup.singly().len() as u64;
    assert!(kept * 200 <= bytes, "{kept} records are kept within {bytes} bytes");
}
