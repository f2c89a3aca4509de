//! What one request carries: what it selects, and the batches in which its resolvers load.

use std::{
    collections::{HashMap, HashSet},
    hash::{Hash, Hasher},
    sync::{Arc, OnceLock},
};

use async_graphql::Context;
use channelgraph_core::ErrorCode;
use channelgraph_schema::{EntityKind, FieldId, RecordKey, Reference};
use futures::FutureExt;
use parking_lot::Mutex;

use super::selection;
use crate::{
    load::Batches,
    unify::{Engine, ListQuery, Listed, Needs, Node, Problem},
};

type Found = Result<Option<Arc<Node>>, Problem>;
type Children = Result<Arc<Listed>, Problem>;

/// One request's state. Loaders live no longer than it, so nothing loaded for one caller reaches
/// another through them.
pub struct Request {
    engine: Arc<Engine>,
    needs: OnceLock<HashMap<EntityKind, Needs>>,
    nodes: Mutex<HashMap<EntityKind, Arc<Batches<Reference, Found>>>>,
    children: Mutex<HashMap<String, Arc<Batches<Parent, Children>>>>,
    failures: Mutex<HashSet<(Option<Arc<str>>, ErrorCode)>>,
}

/// A parent, known by its id.
#[derive(Clone)]
struct Parent(Arc<Node>);

impl PartialEq for Parent {
    fn eq(&self, other: &Self) -> bool {
        self.0.id() == other.0.id()
    }
}
impl Eq for Parent {}
impl Hash for Parent {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id().hash(state);
    }
}
impl std::fmt::Debug for Parent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.id())
    }
}

impl Request {
    /// The state of a new request.
    pub fn new(engine: Arc<Engine>) -> Self {
        Self {
            engine,
            needs: OnceLock::new(),
            nodes: Mutex::default(),
            children: Mutex::default(),
            failures: Mutex::default(),
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// What the operation selects of an entity.
    pub fn needs(&self, ctx: &Context<'_>, kind: EntityKind) -> Needs {
        self.needs
            .get_or_init(|| selection::of_operation(ctx))
            .get(&kind)
            .copied()
            .unwrap_or_default()
    }

    /// Whether this failure has not been named yet in this request.
    pub fn is_new_failure(&self, problem: &Problem) -> bool {
        self.failures.lock().insert((problem.source_name.clone(), problem.code))
    }

    /// The node that a source's reference means, read together with all that are asked for in this
    /// moment.
    ///
    /// # Errors
    /// If the source fails.
    pub async fn node(&self, ctx: &Context<'_>, kind: EntityKind, reference: Reference) -> Found {
        let needs = self.needs(ctx, kind);
        let batches = self
            .nodes
            .lock()
            .entry(kind)
            .or_insert_with(|| Arc::new(node_batches(self.engine.clone(), kind, needs)))
            .clone();
        batches.load(reference).await.unwrap_or(Ok(None))
    }

    /// The children of a node, read together with those of all nodes whose children are asked for
    /// in this moment, and in the same way.
    ///
    /// # Errors
    /// If the request is wrong, or cannot be answered within the bounds.
    pub async fn children(
        &self,
        ctx: &Context<'_>,
        kind: EntityKind,
        relation: FieldId,
        parent: &Arc<Node>,
        query: ListQuery,
    ) -> Children {
        let needs = self.needs(ctx, kind);
        let ListQuery { filter, sources, order, after, first, count, .. } = &query;
        let question = format!(
            "{kind} {relation:?} {filter:?} {sources:?} {order:?} {after:?} {first} {count}"
        );
        let engine = self.engine.clone();
        let new = || Arc::new(child_batches(engine, kind, relation, query, needs));
        let batches = self.children.lock().entry(question).or_insert_with(new).clone();
        batches.load(Parent(parent.clone())).await.unwrap_or_else(|| Ok(Arc::default()))
    }
}

fn node_batches(engine: Arc<Engine>, kind: EntityKind, needs: Needs) -> Batches<Reference, Found> {
    Batches::new(move |references: Vec<Reference>| {
        let engine = engine.clone();
        async move {
            if kind == EntityKind::Partner {
                partners(&engine, references, needs).await
            } else {
                others(&engine, kind, references, needs).await
            }
        }
        .boxed()
    })
}

async fn partners(
    engine: &Engine,
    references: Vec<Reference>,
    needs: Needs,
) -> HashMap<Reference, Found> {
    let snapshot = engine.index.now();
    let known: Vec<_> = references
        .into_iter()
        .map(|reference| {
            let node = snapshot.by_reference(&engine.model, &reference).cloned();
            (reference, node)
        })
        .collect();
    let mut distinct: Vec<Arc<Node>> = known.iter().filter_map(|(_, node)| node.clone()).collect();
    distinct.sort_by(|a, b| a.id().cmp(b.id()));
    distinct.dedup_by(|a, b| a.id() == b.id());
    let loaded = engine.partner_nodes(&distinct, needs).await;
    let by_id: HashMap<&str, Option<Arc<Node>>> =
        distinct.iter().map(|node| node.id()).zip(loaded).collect();
    known
        .iter()
        .map(|(reference, node)| {
            (
                reference.clone(),
                Ok(node.as_ref().and_then(|node| by_id.get(node.id()).cloned().flatten())),
            )
        })
        .collect()
}

async fn others(
    engine: &Engine,
    kind: EntityKind,
    references: Vec<Reference>,
    needs: Needs,
) -> HashMap<Reference, Found> {
    // A reference does not say which object it means: each of the source's tables that hold the
    // entity is asked.
    let tables = engine.model.tables(kind);
    let keys = |reference: &Reference| -> Vec<RecordKey> {
        tables
            .iter()
            .filter(|table| table.source.name == reference.source)
            .map(|table| table.key(&reference.id))
            .collect()
    };
    let asked: Vec<RecordKey> = references.iter().flat_map(keys).collect();
    let found = engine.nodes_by_record(kind, &asked, needs).await;
    let answer = |reference: Reference| {
        let outcomes: Vec<_> =
            keys(&reference).iter().filter_map(|key| found.get(key).cloned()).collect();
        let node = outcomes.iter().find_map(|outcome| outcome.as_ref().ok().cloned());
        let failure = outcomes.into_iter().find_map(Result::err);
        let outcome = match (node, failure) {
            (None, Some(error)) => Err(error.into()),
            (node, _) => Ok(node),
        };
        (reference, outcome)
    };
    references.into_iter().map(answer).collect()
}

fn child_batches(
    engine: Arc<Engine>,
    kind: EntityKind,
    relation: FieldId,
    query: ListQuery,
    needs: Needs,
) -> Batches<Parent, Children> {
    Batches::new(move |parents: Vec<Parent>| {
        let (engine, query) = (engine.clone(), query.clone());
        async move {
            let families = parents.iter().map(|parent| vec![parent.0.clone()]).collect();
            match engine.children(kind, relation, families, &query, needs).await {
                Ok(listed) => parents
                    .into_iter()
                    .zip(listed.into_iter().map(|one| Ok(Arc::new(one))))
                    .collect(),
                Err(problem) => {
                    parents.into_iter().map(|parent| (parent, Err(problem.clone()))).collect()
                }
            }
        }
        .boxed()
    })
}
