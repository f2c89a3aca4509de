//! The engine as a graph that a plan walks over.

mod ask;
mod bind;
mod early;
mod filter;
mod matches;
mod object;
mod performance;
mod period;
mod place;
mod price;
mod results;
mod search;
mod sight;
mod source;
mod statement;
mod thing;
mod tiers;
mod value;

use std::{borrow::Cow, collections::HashMap, sync::Arc};

#[cfg(feature = "bi")]
pub(super) use bind::query;
use channelgraph_core::Quota;
use channelgraph_schema::EntityKind;
use futures::future::{BoxFuture, join_all};
pub use object::Item;
#[cfg(feature = "bi")]
pub use performance::{FigureRows, LeafSight, kinds as kinds_of_leaves, sight as sight_of_leaf};
use serde_json::{Map, Value as Json};
pub use thing::Thing;

use self::bind::Bound;
use super::{
    plan::{Arguments, Call, Plan, Price, Printed},
    types::{Kind, Meaning, PerformanceField, Plain, Root, Side, StatementField},
    walk::{Graph, Outcome, Resolved},
};
use crate::{
    engine::{Engine, Problem, Viewer},
    work::Work,
};

/// The engine, asked by one viewer for one operation.
pub struct EngineGraph<'e> {
    engine: &'e Engine,
    viewer: &'e Viewer,
    work: &'e Work,
    /// The quotas of sources, by name, where the operation prints them.
    quotas: HashMap<Arc<str>, Result<Vec<Quota>, Problem>>,
}

impl<'e> EngineGraph<'e> {
    /// The engine for one operation.
    pub fn new(engine: &'e Engine, viewer: &'e Viewer, work: &'e Work) -> Self {
        Self { engine, viewer, work, quotas: HashMap::new() }
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
    type Node = Thing;
    type Item<'a>
        = Item<'a>
    where
        Self: 'a;
    type Bound = Bound;

    fn bind(&self, field: &Arguments, coerced: Map<String, Json>) -> Result<Bound, Problem> {
        if matches!(field.meaning, Meaning::Plain(Plain::MoneyIn)) {
            self.work.rates.note();
        }
        match field.meaning {
            Meaning::Root(Root::Performance) | Meaning::Performance => {
                performance::bind((self.engine, self.viewer, self.work), &coerced)
            }
            Meaning::Root(Root::Statements) | Meaning::Statement => {
                let is_list = matches!(field.meaning, Meaning::Root(_));
                statement::bind((self.engine, self.viewer, self.work), &coerced, is_list)
            }
            Meaning::Results => results::bind(self.work, &coerced),
            Meaning::Tiers => tiers::bind(self.viewer, self.work, &coerced),
            meaning => bind::bind(self.engine, self.viewer, meaning, &coerced),
        }
    }

    fn size(&self, call: &Call, bound: Option<&Bound>) -> u64 {
        Self::size_of(call, bound)
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
        (bound, all): (Option<&'a Bound>, &'a [Result<Bound, Problem>]),
        parents: &'a [Thing],
    ) -> BoxFuture<'a, Vec<Outcome<Thing>>> {
        Box::pin(async move {
            if let Some(outcomes) = self.ask_of_matches(call, bound, parents).await {
                return outcomes;
            }
            let of_performance = self.ask_of_performance(call, (bound, all), parents).await;
            if let Some(outcomes) = of_performance {
                return outcomes;
            }
            if let Some(outcomes) = self.ask_of_statements(call, bound, parents).await {
                return outcomes;
            }
            if let Some(outcomes) = self.ask_of_results(call, bound, parents).await {
                return outcomes;
            }
            if let Some(outcomes) = self.ask_of_tiers(call, bound, parents).await {
                return outcomes;
            }
            match call.meaning {
                Meaning::Root(Root::Viewer) => {
                    return vec![Outcome::One(Thing::Viewer, Vec::new())];
                }
                Meaning::Plain(Plain::ViewerPartner) => return vec![self.own_partner(call).await],
                _ => {}
            }
            let found = self.ask(call, bound, &thing::nodes(parents)).await;
            found.into_iter().map(|outcome| outcome.map(Thing::Node)).collect()
        })
    }

    fn known(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Thing],
        kind: Kind,
    ) -> Option<Vec<Thing>> {
        if kind != Kind::Node(EntityKind::Partner) {
            return None;
        }
        let known = self.early_partners(call, bound, parents)?;
        Some(known.into_iter().map(Thing::Node).collect())
    }

    fn are_alike(&self, known: &Thing, node: &Thing, calls: &[Call]) -> bool {
        let nodes = known.node().zip(node.node());
        nodes.is_some_and(|(known, node)| early::are_alike(known, node, calls))
    }

    /// A list that fails is an empty page, named among the errors: a connection cannot be null, and
    /// an error of one field must leave the others.
    fn failed(&self, call: &Call, bound: Option<&Bound>, problem: Problem) -> Outcome<Thing> {
        match call.meaning {
            Meaning::Root(Root::List(_) | Root::Search | Root::Statements)
            | Meaning::Many(_)
            | Meaning::OfStatement(StatementField::Lines)
            | Meaning::Figures(PerformanceField::RowDeals) => {
                ask::empty(call, bound, problem).map(Thing::Node)
            }
            Meaning::Root(Root::Suggestions) => matches::no_page(problem),
            Meaning::Suggestions | Meaning::Related | Meaning::Side(Side::Rivals) => {
                Outcome::Several(Vec::new(), vec![problem])
            }
            _ => Outcome::Failed(problem),
        }
    }

    fn tell<'p>(&self, problem: &'p Problem) -> Cow<'p, Problem> {
        self.viewer.tell(problem)
    }

    fn kind(&self, node: &Thing) -> Kind {
        node.kind()
    }

    fn root(&self) -> Item<'_> {
        Item::Root
    }

    fn node<'a>(&'a self, node: &'a Thing) -> Item<'a> {
        match node {
            Thing::Node(node) => Item::Node(node),
            Thing::Suggestion(pair) | Thing::Explanation(pair) => Item::Pair(pair),
            Thing::Performance(of) => Item::Performance(performance::Item::Answered(of)),
            Thing::Row(row) => Item::Performance(performance::Item::Row(row)),
            Thing::Key(key) => Item::Performance(performance::Item::Key(key)),
            Thing::Statement(of) => Item::Statement(statement::Item::Statement(of)),
            Thing::Line(line) => Item::Statement(statement::Item::Line(line)),
            Thing::Tiers(told) => Item::Tiers(tiers::Item::Progress(told)),
            Thing::Results(told) => Item::Results(told),
            Thing::Viewer => Item::Viewer,
        }
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
            Item::Row(node, row) => self.of_row(node, *row, field, meaning),
            Item::Statement(item) => self.of_statement(item, field, meaning, bound),
            Item::Tiers(item) => self.of_tiers(item, meaning),
            Item::Results(told) => self.of_results(told, meaning),
            item => self.of_object(item, meaning, bound),
        }
    }
}
