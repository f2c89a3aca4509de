//! What one request carries: what it selects, and the batches in which its resolvers load.

use std::{
    collections::{HashMap, HashSet},
    hash::{Hash, Hasher},
    sync::{Arc, OnceLock},
};

use async_graphql::Context;
use channelgraph_core::ErrorCode;
use channelgraph_schema::{EntityKind, FieldId, Reference};
use futures::FutureExt;
use parking_lot::Mutex;

use super::selection;
use crate::{
    engine::{Engine, ListQuery, Listed, Needs, Node, Problem, Viewer},
    load::Batches,
};

type Found = Result<Option<Arc<Node>>, Problem>;
type Children = Result<Arc<Listed>, Problem>;

/// One request's state. Loaders live no longer than it, so nothing loaded for one caller reaches
/// another through them.
pub struct Request {
    engine: Arc<Engine>,
    viewer: Viewer,
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
            viewer: Viewer::everyone(),
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

    /// The caller.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
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
        let ListQuery { filter, sources, order, after, first, count, ids, .. } = &query;
        let question = format!(
            "{kind} {relation:?} {filter:?} {sources:?} {order:?} {after:?} {first} {count} {ids:?}"
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
            let found = engine.referred(&Viewer::everyone(), kind, &references, &needs).await;
            references.into_iter().zip(found).collect()
        }
        .boxed()
    })
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
            let nodes: Vec<_> = parents.iter().map(|parent| parent.0.clone()).collect();
            let viewer = Viewer::everyone();
            match engine.children(&viewer, kind, relation, &nodes, &query, &needs).await {
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
