//! The engine as a graph that a plan walks over.

mod ask;
mod bind;
mod early;
mod filter;
mod object;
mod price;
mod search;
mod value;

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::Quota;
use channelgraph_schema::EntityKind;
use futures::future::{BoxFuture, join_all};
pub use object::Item;
use serde_json::{Map, Value as Json};

use self::bind::Bound;
use super::{
    plan::{Arguments, Call, Plan, Price, Printed},
    types::{Meaning, Plain, Root},
    walk::{Graph, Outcome, Resolved},
};
use crate::{
    engine::{Engine, Node, Problem, Viewer},
    money::Rates,
};

/// The engine, asked by one viewer for one operation.
pub struct EngineGraph<'e> {
    engine: &'e Engine,
    viewer: &'e Viewer,
    rates: &'e Rates,
    /// The quotas of sources, by name, where the operation prints them.
    quotas: HashMap<Arc<str>, Result<Vec<Quota>, Problem>>,
}

impl<'e> EngineGraph<'e> {
    /// The engine for one operation.
    pub fn new(engine: &'e Engine, viewer: &'e Viewer, rates: &'e Rates) -> Self {
        Self { engine, viewer, rates, quotas: HashMap::new() }
    }

    /// Asks sources for their quotas: no call of the plan does.
    async fn ask_quotas(&mut self) {
        let asked = self.engine.sources().iter().map(|source| async move {
            (source.name.clone(), source.connector.quota().await.map_err(Problem::from))
        });
        self.quotas = join_all(asked).await.into_iter().collect();
    }
}

impl Graph for EngineGraph<'_> {
    type Node = Arc<Node>;
    type Item<'a>
        = Item<'a>
    where
        Self: 'a;
    type Bound = Bound;

    fn bind(&self, field: &Arguments, coerced: Map<String, Json>) -> Result<Bound, Problem> {
        if matches!(field.meaning, Meaning::Plain(Plain::MoneyIn)) {
            self.rates.note();
        }
        bind::bind(self.engine, field.meaning, &coerced)
    }

    fn size(&self, _: &Call, bound: Option<&Bound>) -> u64 {
        Self::size_of(bound)
    }

    fn price(&self, call: &Call, bound: Option<&Bound>, price: &mut Price) {
        self.price_of(call, bound, price);
    }

    fn prepare<'a>(&'a mut self, plan: &'a Plan) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if plan.wants_quota {
                self.ask_quotas().await;
            }
        })
    }

    fn run<'a>(
        &'a self,
        call: &'a Call,
        bound: Option<&'a Bound>,
        parents: &'a [Arc<Node>],
    ) -> BoxFuture<'a, Vec<Outcome<Arc<Node>>>> {
        Box::pin(self.ask(call, bound, parents))
    }

    fn known(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Arc<Node>],
        kind: EntityKind,
    ) -> Option<Vec<Arc<Node>>> {
        if kind == EntityKind::Partner { self.early_partners(call, bound, parents) } else { None }
    }

    fn are_alike(&self, known: &Arc<Node>, node: &Arc<Node>, calls: &[Call]) -> bool {
        early::are_alike(known, node, calls)
    }

    /// A list that fails is an empty page, named among the errors: a connection cannot be null, and
    /// an error of one field must leave the others.
    fn failed(&self, call: &Call, bound: Option<&Bound>, problem: Problem) -> Outcome<Arc<Node>> {
        match call.meaning {
            Meaning::Root(Root::List(_) | Root::Search) | Meaning::Many(_) => {
                ask::empty(call, bound, problem)
            }
            _ => Outcome::Failed(problem),
        }
    }

    fn kind(&self, node: &Arc<Node>) -> EntityKind {
        node.kind
    }

    fn root(&self) -> Item<'_> {
        Item::Root
    }

    fn node<'a>(&'a self, node: &'a Arc<Node>) -> Item<'a> {
        Item::Node(node)
    }

    fn gap<'a>(&'a self, gap: &'a Problem) -> Item<'a> {
        Item::Gap(gap)
    }

    fn field<'a>(
        &'a self,
        item: &Item<'a>,
        field: &'a Printed,
        meaning: Meaning,
        bound: Option<&'a Bound>,
    ) -> Resolved<'a, Item<'a>> {
        match item {
            Item::Node(node) => self.of_node(node, field, meaning, bound),
            Item::Row(node, row) => value::of_row(node, *row, field, meaning),
            item => self.of_object(item, meaning, bound),
        }
    }
}
