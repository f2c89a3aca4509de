//! Relay connections: the same shape for every list.

use std::sync::Arc;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName};
use channelgraph_schema::{Cursor, EntityKind, FieldId, Filter, NodeId, Order};

use super::{error::note, filter::Asked, request::Request, source::SourceGap};
use crate::engine::{ListQuery, Listed, Node, Problem};

/// Nodes of a page at most, and if not said otherwise (the same number stands as the default of
/// each `first`).
pub const MAX_FIRST: i32 = 200;
const DEFAULT_FIRST: i32 = 25;

/// Where a page stands in its list.
#[derive(SimpleObject, Default)]
pub struct PageInfo {
    /// Whether more follow.
    pub has_next_page: bool,
    /// Whether some came before: true for a page after a cursor.
    pub has_previous_page: bool,
    /// The cursor of the first node.
    pub start_cursor: Option<String>,
    /// The cursor of the last node; the next page is the one `after` it.
    pub end_cursor: Option<String>,
}

/// What a list's entry is shown as.
pub trait Shown: OutputType {
    /// The name of its connection.
    const CONNECTION: &'static str;
    /// The name of its edge.
    const EDGE: &'static str;
    /// The entry.
    fn show(node: Arc<Node>) -> Self;
}

/// An entry of a page.
pub struct Entry {
    cursor: String,
    node: Arc<Node>,
}

/// An entry of a list, with its place.
pub struct Edge<T>(Arc<Entry>, std::marker::PhantomData<fn() -> T>);

/// An entry of a list, with its place.
#[Object(name_type)]
impl<T: Shown> Edge<T> {
    /// The place: a page `after` it begins behind this entry.
    async fn cursor(&self) -> &str {
        &self.0.cursor
    }

    /// The entry.
    async fn node(&self) -> T {
        T::show(self.0.node.clone())
    }
}

/// A page of a list.
pub struct Connection<T> {
    entries: Vec<Arc<Entry>>,
    page_info: PageInfo,
    total: Option<i64>,
    gaps: Vec<Problem>,
    of: std::marker::PhantomData<fn() -> T>,
}

/// A page of a list.
#[Object(name_type)]
impl<T: Shown> Connection<T> {
    /// The entries, each with its cursor.
    async fn edges(&self) -> Vec<Edge<T>> {
        self.entries.iter().map(|entry| Edge(entry.clone(), std::marker::PhantomData)).collect()
    }

    /// The entries.
    async fn nodes(&self) -> Vec<T> {
        self.entries.iter().map(|entry| T::show(entry.node.clone())).collect()
    }

    /// Where the page stands in its list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many entries the whole list has; null where the systems cannot tell without reading them
    /// all.
    async fn total_count(&self) -> Option<i64> {
        self.total
    }

    /// Systems that should have answered and did not: the list may lack their records.
    async fn missing(&self) -> Vec<SourceGap> {
        self.gaps.iter().cloned().map(SourceGap).collect()
    }
}

impl<T: Shown> TypeName for Edge<T> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        T::EDGE.into()
    }
}

impl<T: Shown> TypeName for Connection<T> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        T::CONNECTION.into()
    }
}

/// What a connection field is asked.
pub struct Ask {
    /// The filter.
    pub filter: Asked,
    /// The order.
    pub order: Order,
    /// How many entries.
    pub first: Option<i32>,
    /// From where.
    pub after: Option<String>,
}

impl Ask {
    /// The question for the engine.
    ///
    /// # Errors
    /// If `first` is out of bounds, or `after` is no cursor of this list.
    pub fn query(&self, ctx: &Context<'_>, kind: EntityKind) -> Result<ListQuery, Problem> {
        let after =
            self.after.as_ref().map(|text| Cursor::decode(text, kind, self.order)).transpose()?;
        let keys = |ids: &Vec<NodeId>| match ids.iter().find(|id| id.kind != kind) {
            None => Ok(ids.iter().map(|id| id.record.clone()).collect()),
            Some(other) => Err(Problem::input(format!(
                "`id` takes the ids of {kind}s; one of these is that of a {}",
                other.kind
            ))),
        };
        Ok(ListQuery {
            filter: self.filter.filter.clone().unwrap_or_else(Filter::all),
            sources: self.filter.sources.clone(),
            order: self.order,
            after,
            first: check_first(self.first)?,
            count: ctx.look_ahead().field("totalCount").exists(),
            ids: self.filter.ids.as_ref().map(keys).transpose()?,
            quick: false,
        })
    }
}

/// The size of a page, within bounds.
///
/// # Errors
/// If it is not.
pub fn check_first(first: Option<i32>) -> Result<usize, Problem> {
    let first = first.unwrap_or(DEFAULT_FIRST);
    match usize::try_from(first) {
        Ok(size) if (1..=MAX_FIRST).contains(&first) => Ok(size),
        _ => {
            Err(Problem::input(format!("`first` is {first}; a page has 1 to {MAX_FIRST} entries")))
        }
    }
}

/// How many entries a list is reckoned at when the cost of an operation is bounded, before its size
/// is checked.
pub fn page_size(first: Option<i32>) -> usize {
    first.unwrap_or(DEFAULT_FIRST).clamp(0, MAX_FIRST) as usize
}

/// A list at the root.
///
/// # Errors
/// If the request is wrong, or cannot be answered within the bounds.
pub async fn list<T: Shown>(
    ctx: &Context<'_>,
    kind: EntityKind,
    ask: Ask,
) -> async_graphql::Result<Connection<T>> {
    let request = ctx.data_unchecked::<Request>();
    let needs = request.needs(ctx, kind);
    let query = ask.query(ctx, kind)?;
    let listed = request.engine().list(request.viewer(), kind, &query, &needs).await?;
    Ok(page(ctx, kind, ask.order, ask.after.is_some(), &listed))
}

/// A list that hangs off a node.
///
/// # Errors
/// As [`list`].
pub async fn children<T: Shown>(
    ctx: &Context<'_>,
    kind: EntityKind,
    relation: FieldId,
    parent: &Arc<Node>,
    ask: Ask,
) -> async_graphql::Result<Connection<T>> {
    let request = ctx.data_unchecked::<Request>();
    let listed = request.children(ctx, kind, relation, parent, ask.query(ctx, kind)?).await?;
    Ok(page(ctx, kind, ask.order, ask.after.is_some(), &listed))
}

fn page<T: Shown>(
    ctx: &Context<'_>,
    kind: EntityKind,
    order: Order,
    continued: bool,
    listed: &Listed,
) -> Connection<T> {
    listed.gaps.iter().for_each(|gap| note(ctx, gap));
    let entry = |(cursor, node): &(Cursor, Arc<Node>)| {
        Arc::new(Entry { cursor: cursor.encode(kind, order), node: node.clone() })
    };
    let entries: Vec<_> = listed.nodes.iter().map(entry).collect();
    Connection {
        page_info: PageInfo {
            has_next_page: listed.has_next,
            has_previous_page: continued,
            start_cursor: entries.first().map(|entry| entry.cursor.clone()),
            end_cursor: entries.last().map(|entry| entry.cursor.clone()),
        },
        entries,
        total: listed.total.and_then(|total| total.try_into().ok()),
        gaps: listed.gaps.clone(),
        of: std::marker::PhantomData,
    }
}

/// A connection of entries found otherwise (search).
pub fn found<T>(
    entries: Vec<(String, Arc<Node>)>,
    has_next_page: bool,
    continued: bool,
    gaps: Vec<Problem>,
) -> Connection<T> {
    let entries: Vec<_> =
        entries.into_iter().map(|(cursor, node)| Arc::new(Entry { cursor, node })).collect();
    Connection {
        page_info: PageInfo {
            has_next_page,
            has_previous_page: continued,
            start_cursor: entries.first().map(|entry| entry.cursor.clone()),
            end_cursor: entries.last().map(|entry| entry.cursor.clone()),
        },
        entries,
        total: None,
        gaps,
        of: std::marker::PhantomData,
    }
}
