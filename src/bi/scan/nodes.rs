//! The nodes of a scan: found by their ids, below their parents, or by a list.

use std::collections::{HashSet, VecDeque};

use channelgraph_core::Class;
use channelgraph_schema::{Direction, EntityKind, FieldId, Filter, NodeId, Order, RecordKey};
use channelgraph_sql::{Batches, Failure, Operand, Scan, Test};
use futures::{StreamExt, stream};

use super::{Reader, Since, condition, with_changes};
use crate::{
    bi::tables::{Cell, Definition},
    engine::{ListQuery, Needs, Problem, Seen},
};

/// Nodes of the first page: it comes soon. Later pages are larger.
const FIRST_PAGE: usize = 100;
const PAGE: usize = 500;
/// Parents whose children are asked for together.
const PARENTS: usize = 100;

/// How the nodes of a scan are found.
pub(super) struct Plan {
    pub(super) kind: EntityKind,
    pub(super) filter: Filter<FieldId>,
    pub(super) order: Order,
    pub(super) way: Way,
}

/// The way in which nodes are found.
pub(super) enum Way {
    /// By their ids.
    Ids(Vec<RecordKey>),
    /// Below these parents: their entity, the reference to them, and their ids.
    Below(EntityKind, FieldId, Vec<RecordKey>),
    /// Below all partners: the sources have no list of them.
    BelowAll(FieldId),
    /// By a list.
    List,
}

impl Plan {
    /// All nodes of an entity.
    pub(super) fn list(kind: EntityKind) -> Self {
        Self { kind, filter: Filter::all(), order: Order::default(), way: Way::List }
    }

    pub(super) fn of(
        reader: &Reader,
        definition: &Definition,
        kind: EntityKind,
        scan: &Scan,
    ) -> Self {
        let filter = condition::filter(definition, kind, &scan.condition);
        let key = scan.sort.and_then(|sort| match definition.cells.get(sort.column) {
            Some(Cell::Value(field)) => Some(*field),
            _ => None,
        });
        let descending = scan.sort.is_some_and(|sort| sort.descending);
        let direction = if descending { Direction::Desc } else { Direction::Asc };
        let order = Order { key, direction };
        let way = Way::of(reader, definition, kind, scan);
        Self { kind, filter, order, way }
    }

    /// Returns true if one list holds all.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.way, Way::List)
    }
}

impl Way {
    fn of(reader: &Reader, definition: &Definition, kind: EntityKind, scan: &Scan) -> Self {
        let certain = scan.condition.certain();
        let by = certain.iter().filter_map(|(column, test)| match test {
            Test::In(values) => Some((definition.cells.get(*column)?, values)),
            _ => None,
        });
        let by: Vec<_> = by.collect();
        let listed = kind.entity().many.is_some();
        if let Some((_, ids)) = by.iter().find(|(cell, _)| matches!(cell, Cell::Id)) {
            return Self::Ids(keys(kind, ids));
        }
        // Children of parents come in no order of the whole.
        if scan.sort.is_none() || !listed {
            for (cell, ids) in &by {
                if let Cell::Reference(field, to) = cell {
                    return Self::Below(*to, *field, keys(*to, ids));
                }
            }
        }
        let owner = kind.with_role(channelgraph_schema::Role::Owner);
        let owner = owner.or_else(|| kind.field("partner"));
        match owner.filter(|_| !listed && reader.app.engine.is_index_known()) {
            Some(field) => Self::BelowAll(field),
            None => Self::List,
        }
    }
}

/// The records that ids mean; what is no id of the entity means none.
fn keys(kind: EntityKind, ids: &[Operand]) -> Vec<RecordKey> {
    let key = |id: &Operand| match id {
        Operand::Text(text) => NodeId::decode(text).ok().filter(|id| id.kind == kind),
        _ => None,
    };
    let mut keys: Vec<RecordKey> = Vec::new();
    for id in ids.iter().filter_map(key) {
        if !keys.contains(&id.record) {
            keys.push(id.record);
        }
    }
    keys
}

/// A scan under way.
pub(super) struct Walk {
    reader: Reader,
    scan: Scan,
    kind: EntityKind,
    needs: Needs,
    todo: VecDeque<Task>,
    made: usize,
    /// The ids of nodes that were looked up: several ids can mean one node.
    known: HashSet<String>,
    since: Option<Since>,
}

/// A step that is still to be taken.
#[expect(clippy::large_enum_variant, reason = "few of them wait at once")]
enum Task {
    /// Nodes by their keys.
    Nodes(Vec<RecordKey>),
    /// The next page of the list.
    Page(ListQuery),
    /// The parents of these keys, then their children.
    Parents(EntityKind, FieldId, Vec<RecordKey>, ListQuery),
    /// The next page of all partners, then their children.
    Partners(FieldId, ListQuery, ListQuery),
    /// A further page of the children of one parent.
    Children(FieldId, Box<Seen>, ListQuery),
}

impl Walk {
    pub(super) fn new(reader: Reader, scan: Scan, plan: Plan, needs: Needs) -> Self {
        let Plan { kind, filter, order, way } = plan;
        let size = scan.limit.map_or(FIRST_PAGE, |limit| limit.clamp(1, FIRST_PAGE));
        let list = ListQuery { filter, order, ..ListQuery::first_of_all(size) };
        let below = ListQuery { first: PAGE, ..list.clone() };
        let todo = match way {
            Way::Ids(keys) => keys.chunks(PAGE).map(|keys| Task::Nodes(keys.to_vec())).collect(),
            Way::Below(to, field, keys) => keys
                .chunks(PARENTS)
                .map(|keys| Task::Parents(to, field, keys.to_vec(), below.clone()))
                .collect(),
            Way::BelowAll(field) => {
                let partners = ListQuery::first_of_all(PARENTS);
                VecDeque::from([Task::Partners(field, partners, below)])
            }
            Way::List => VecDeque::from([Task::Page(list)]),
        };
        Self { reader, scan, kind, needs, todo, made: 0, known: HashSet::new(), since: None }
    }

    /// The same by another list, whose page sizes are left to the walk, and only of what has
    /// changed.
    pub(super) fn by(mut self, query: ListQuery, since: Option<Since>) -> Self {
        self.todo = VecDeque::from([Task::Page(ListQuery { first: FIRST_PAGE, ..query })]);
        self.since = since;
        if since.is_some() {
            self.needs = with_changes(self.kind, self.needs);
        }
        self
    }

    /// The rows, as they are polled for.
    pub(super) fn batches(self) -> Batches {
        stream::try_unfold(self, |mut walk| async move {
            let Some(task) = walk.todo.pop_front() else { return Ok(None) };
            // All that is read here lets others go first.
            let mut nodes = Class::Export.scope(walk.step(task)).await?;
            if let Some(since) = walk.since {
                nodes.retain(|node| since.keeps(&walk.reader, node));
            }
            let made = walk.reader.made(&walk.scan, &nodes, &mut walk.made);
            let batch = Class::Export.scope(made).await?;
            Ok(Some((batch, walk)))
        })
        .boxed()
    }

    /// Takes a step: its nodes, and what is still to be done after it.
    async fn step(&mut self, task: Task) -> Result<Vec<Seen>, Failure> {
        let reader = self.reader.clone();
        let (engine, viewer) = (&reader.app.engine, &reader.viewer);
        match task {
            Task::Nodes(keys) => {
                let found = engine.nodes(viewer, self.kind, &keys, &self.needs).await;
                self.each(found)
            }
            Task::Page(query) => {
                let page = engine.list(viewer, self.kind, &query, &self.needs).await;
                let page = page.map_err(|problem| reader.told(&problem))?;
                if let Some(next) = page.next(&query) {
                    let first = next.first.max(PAGE);
                    self.todo.push_front(Task::Page(ListQuery { first, ..next }));
                }
                self.reader.of_page(&self.scan, &page)
            }
            Task::Parents(to, field, keys, query) => {
                let needs = Needs {
                    referred_to: engine.tables_referred_to(to, self.kind, field),
                    ..Needs::default()
                };
                let found = engine.nodes(viewer, to, &keys, &needs).await;
                let parents = self.each(found)?;
                self.below(field, &parents, &query).await
            }
            Task::Partners(field, partners, query) => {
                let kind = EntityKind::Partner;
                let page = engine.list(viewer, kind, &partners, &Needs::default()).await;
                let page = page.map_err(|problem| reader.told(&problem))?;
                if let Some(next) = page.next(&partners) {
                    self.todo.push_front(Task::Partners(field, next, query.clone()));
                }
                let parents = self.reader.of_page(&self.scan, &page)?;
                self.below(field, &parents, &query).await
            }
            Task::Children(field, parent, query) => {
                self.below(field, std::slice::from_ref(&*parent), &query).await
            }
        }
    }

    /// The children of some parents: a page of each, and what follows to be done next.
    async fn below(
        &mut self,
        field: FieldId,
        parents: &[Seen],
        query: &ListQuery,
    ) -> Result<Vec<Seen>, Failure> {
        if parents.is_empty() {
            return Ok(Vec::new());
        }
        let (engine, viewer) = (&self.reader.app.engine, &self.reader.viewer);
        let pages = engine.children(viewer, self.kind, field, parents, query, &self.needs).await;
        let pages = pages.map_err(|problem| self.reader.told(&problem))?;
        let mut nodes = Vec::new();
        for (page, parent) in pages.iter().zip(parents) {
            if let Some(next) = page.next(query) {
                self.todo.push_front(Task::Children(field, Box::new(parent.clone()), next));
            }
            nodes.extend(self.reader.of_page(&self.scan, page)?);
        }
        Ok(nodes)
    }

    /// The nodes that were found, each once.
    fn each(&mut self, found: Vec<Result<Option<Seen>, Problem>>) -> Result<Vec<Seen>, Failure> {
        let mut nodes = Vec::new();
        for outcome in found {
            let node = self.reader.found(&self.scan, outcome)?;
            let known = &mut self.known;
            nodes.extend(node.filter(|node| known.insert(node.id().to_owned())));
        }
        Ok(nodes)
    }
}
