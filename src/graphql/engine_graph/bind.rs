//! Arguments of fields as the engine takes them.

mod search;

use channelgraph_schema::{Cursor, Direction, EntityKind, NodeId, Order, RecordKey, Relation};
use chrono::{NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::{Map, Value as Json};
use tokio::time::Instant;

use super::{
    filter,
    matches::{self, Asked},
    performance, results, statement, tiers,
};
use crate::{
    engine::{Engine, ListQuery, Problem, Viewer},
    graphql::types::{
        CostBasis, DEFAULT_FIRST, Figure, Meaning, PerformanceField, Plain, Root, StatementField,
    },
    load::standing,
};

pub use search::joined;

/// Nodes of a page at most.
pub const MAX_FIRST: i32 = 200;
/// Names of attributes that one field takes at most.
const MAX_NAMES: usize = 100;
/// Ids that `nodes` takes at most.
const MAX_IDS: usize = 200;

/// The bound arguments of a field.
#[derive(Clone)]
pub enum Bound {
    /// A list.
    List(Box<ListQuery>),
    /// A partner or another node, by its key.
    Key(Key),
    /// Nodes, by their ids.
    Ids(Vec<NodeId>),
    /// A search.
    Search(Search),
    /// A list of suggestions.
    Suggestions(Asked),
    /// The size of a list that belongs to a partner.
    First(usize),
    /// Two records, by the keys that each may have.
    Two(Vec<RecordKey>, Vec<RecordKey>),
    /// A conversion of money: the currency, and the day whose rates apply.
    Convert(String, NaiveDate),
    /// Figures of a period.
    Performance(Box<performance::Asked>),
    /// Statements.
    Statement(Box<statement::Asked>),
    /// Lines of a statement.
    Lines(statement::LinesAsked),
    /// The progress of partners.
    Tiers(tiers::Asked),
    /// The results of campaigns.
    Results(results::Asked),
    /// A figure whose growth is asked for.
    Figure(Figure),
    /// What counts as the cost of incentives.
    Basis(CostBasis),
    /// The names of attributes; all, if there are none.
    Names(Option<Vec<String>>),
}

/// The key of a node.
#[derive(Debug, Clone)]
pub enum Key {
    /// Any of these records.
    Records(Vec<RecordKey>),
    /// A domain.
    Domain(String),
    /// A tax id.
    TaxId(String),
}

/// A search.
#[derive(Debug, Clone)]
pub struct Search {
    /// The text.
    pub text: String,
    /// The entities, in the order in which they are listed.
    pub kinds: Vec<EntityKind>,
    /// Nodes of the page.
    pub first: usize,
    /// How far it has been read before: the entity that was reached, and before it those of which
    /// a source that failed still owes hits.
    pub after: Vec<(EntityKind, Cursor)>,
}

/// Binds the coerced arguments of a field.
///
/// # Errors
/// If they are wrong; the text says how.
pub fn bind(
    engine: &Engine,
    viewer: &Viewer,
    meaning: Meaning,
    given: &Map<String, Json>,
) -> Result<Bound, Problem> {
    match meaning {
        Meaning::Root(Root::List(kind)) => list(engine, viewer, kind, given),
        Meaning::Many(Relation { to, .. }) => list(engine, viewer, *to, given),
        Meaning::Figures(PerformanceField::RowDeals) => {
            list(engine, viewer, EntityKind::Deal, given)
        }
        Meaning::Figures(field) => Ok(performance::part(field, given)),
        Meaning::OfStatement(StatementField::Lines) => statement::lines(given),
        Meaning::Root(Root::One(kind)) => key(engine, kind, given).map(Bound::Key),
        Meaning::Root(Root::Node) => Ok(Bound::Ids(vec![decode(given.get("id"))?])),
        Meaning::Root(Root::Nodes) => ids(given),
        Meaning::Root(Root::Search) => search::bind(given),
        Meaning::Root(Root::Suggestions) => matches::asked(given),
        Meaning::Root(Root::Explain) => matches::two(engine, given),
        Meaning::Suggestions | Meaning::Related => matches::of_partner(given),
        Meaning::Plain(Plain::MoneyIn) => {
            let on = text(given.get("on")).and_then(|day| day.parse().ok());
            let on = on.unwrap_or_else(today);
            Ok(Bound::Convert(text(given.get("currency")).unwrap_or_default().to_owned(), on))
        }
        _ => {
            let names = given.get("names").and_then(Json::as_array);
            if let Some(count) = names.map(Vec::len).filter(|count| *count > MAX_NAMES) {
                return Err(Problem::input(format!(
                    "`names` has {count} names; at most {MAX_NAMES} are taken"
                )));
            }
            let name = |name: &Json| name.as_str().map(str::to_owned);
            Ok(Bound::Names(names.map(|names| names.iter().filter_map(name).collect())))
        }
    }
}

/// This day. What is made of it ends with it.
fn today() -> NaiveDate {
    let now = Utc::now();
    let left = TimeDelta::days(1) - now.time().signed_duration_since(NaiveTime::MIN);
    standing::note_end(Instant::now() + left.to_std().unwrap_or_default());
    now.date_naive()
}

fn text(json: Option<&Json>) -> Option<&str> {
    json.and_then(Json::as_str)
}

fn list(
    engine: &Engine,
    viewer: &Viewer,
    kind: EntityKind,
    given: &Map<String, Json>,
) -> Result<Bound, Problem> {
    query(engine, viewer, kind, given).map(|query| Bound::List(Box::new(query)))
}

/// The list that the arguments of a list mean.
///
/// # Errors
/// If they are wrong; the text says how.
pub fn query(
    engine: &Engine,
    viewer: &Viewer,
    kind: EntityKind,
    given: &Map<String, Json>,
) -> Result<ListQuery, Problem> {
    let order = order(kind, given.get("orderBy"))?;
    let after =
        text(given.get("after")).map(|text| Cursor::decode(text, kind, order)).transpose()?;
    let asked = filter::read(engine, viewer, kind, given.get("filter"))?;
    if let Some(other) = asked.ids.iter().flatten().find(|id| id.kind != kind) {
        return Err(Problem::input(format!(
            "`id` takes the ids of {kind}s; one of these is that of a {}",
            other.kind
        )));
    }
    Ok(ListQuery {
        filter: asked.filter,
        sources: asked.sources,
        ids: asked.ids.map(|ids| ids.into_iter().map(|id| id.record).collect()),
        order,
        after,
        ..ListQuery::first_of_all(first(given)?)
    })
}

/// The size of a page.
///
/// # Errors
/// If it is out of bounds.
pub(super) fn first(given: &Map<String, Json>) -> Result<usize, Problem> {
    let first = given.get("first").and_then(Json::as_i64).unwrap_or(DEFAULT_FIRST.into());
    match usize::try_from(first) {
        Ok(size) if (1..=i64::from(MAX_FIRST)).contains(&first) => Ok(size),
        _ => {
            Err(Problem::input(format!("`first` is {first}; a page has 1 to {MAX_FIRST} entries")))
        }
    }
}

/// The order of a list: one key, as not every system can sort by several. Ties go by id anyway, so
/// an id may stand last.
fn order(kind: EntityKind, given: Option<&Json>) -> Result<Order, Problem> {
    let mut keys: Vec<(&str, Direction)> = Vec::new();
    for key in given.and_then(Json::as_array).into_iter().flatten() {
        let down = text(key.get("direction")) == Some("DESC");
        let direction = if down { Direction::Desc } else { Direction::Asc };
        keys.push((text(key.get("field")).unwrap_or_default(), direction));
    }
    if keys.len() > 1 && keys.last() == Some(&("ID", Direction::Asc)) {
        keys.pop();
    }
    match keys.as_slice() {
        [] => Ok(Order::default()),
        [("ID", Direction::Desc)] => Err(Problem::input(
            "lists are ordered by id in ascending direction only; order by a time to go down",
        )),
        [(name, direction)] => {
            let is_meant = |field: &channelgraph_schema::FieldId| {
                kind.def(*field).order.is_some_and(|offered| offered.name == *name)
            };
            Ok(Order { key: kind.all().iter().find(is_meant), direction: *direction })
        }
        _ => Err(Problem::input(
            "`orderBy` takes one key: not every system can sort by several; ties go by id",
        )),
    }
}

fn decode(id: Option<&Json>) -> Result<NodeId, Problem> {
    Ok(NodeId::decode(text(id).unwrap_or_default())?)
}

fn ids(given: &Map<String, Json>) -> Result<Bound, Problem> {
    let ids = given.get("ids").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    if ids.len() > MAX_IDS {
        return Err(Problem::input(format!(
            "`ids` has {} ids; at most {MAX_IDS} are taken",
            ids.len()
        )));
    }
    ids.iter().map(|id| decode(Some(id))).collect::<Result<_, _>>().map(Bound::Ids)
}

fn key(engine: &Engine, kind: EntityKind, given: &Map<String, Json>) -> Result<Key, Problem> {
    let by = given.get("by");
    let part = |name: &str| by.and_then(|by| by.get(name)).filter(|part| !part.is_null());
    if let Some(domain) = text(part("domain")) {
        return Ok(Key::Domain(domain.to_owned()));
    }
    if let Some(tax_id) = text(part("taxId")) {
        return Ok(Key::TaxId(tax_id.to_owned()));
    }
    if let Some(record) = part("record") {
        let name = |name| text(record.get(name)).unwrap_or_default();
        return engine.record_keys(kind, name("source"), name("id")).map(Key::Records);
    }
    let id = decode(part("id"))?;
    if id.kind != kind {
        let message = format!("this is the id of a {}, not of a {kind}", id.kind);
        return Err(Problem::input(message));
    }
    Ok(Key::Records(vec![id.record]))
}
