//! Running the calls of a plan. A call is asked once for all its parents; its own calls start as
//! soon as its nodes are known, and those of its siblings do not wait for one another.

use std::{pin::pin, task::Poll};

use channelgraph_core::ErrorCode;
use futures::{
    FutureExt,
    future::{BoxFuture, join, join_all},
};
use tokio::time::Instant;

use super::graph::{Graph, Outcome};
use crate::{
    engine::Problem,
    graphql::{
        error::problem,
        plan::{Call, Printout},
        types::Kind,
    },
};

/// What a call brought: an outcome for each parent, and the results of the calls of its nodes.
pub struct Results<N> {
    /// The outcomes, in the order of the parents.
    pub outcomes: Vec<Outcome<N>>,
    /// For each outcome, the place of its first node among all nodes.
    pub starts: Vec<usize>,
    /// For each node, its place among the nodes of its kind.
    pub places: Vec<usize>,
    /// For each set of the call and each kind in it, the results of its calls; their parents are
    /// the nodes of that kind in all outcomes, in order.
    pub sets: Vec<Vec<Vec<Results<N>>>>,
}

/// The bound arguments of a plan's fields.
pub type Bound<G> = [Result<<G as Graph>::Bound, Problem>];

/// A running plan.
struct Run<'a, G: Graph> {
    graph: &'a G,
    bound: &'a Bound<G>,
    deadline: Instant,
}

/// Runs the calls of a plan's root. What is not answered by the deadline fails, and the rest
/// stands.
pub async fn run<G: Graph>(
    graph: &G,
    calls: &[Call],
    bound: &Bound<G>,
    deadline: Instant,
) -> Vec<Results<G::Node>> {
    let run = Run { graph, bound, deadline };
    join_all(calls.iter().map(|call| run.call(call, Vec::new()))).await
}

/// The calls of one kind of nodes, started before the nodes are there.
struct Early<N> {
    /// The nodes that were known without any call of a source, in order.
    nodes: Vec<N>,
    /// For each call, its results for these nodes; none of a call that has to wait.
    results: Vec<Option<Results<N>>>,
}

/// What was started early, for each set and kind.
type EarlySets<N> = Vec<Vec<Option<Early<N>>>>;

impl<G: Graph> Run<'_, G> {
    fn call<'b>(
        &'b self,
        call: &'b Call,
        parents: Vec<G::Node>,
    ) -> BoxFuture<'b, Results<G::Node>> {
        async move {
            let mut asked = pin!(self.outcomes(call, &parents));
            let (outcomes, early) = match futures::poll!(asked.as_mut()) {
                Poll::Ready(outcomes) => (outcomes, Vec::new()),
                // Sources are read: whatever is known of the nodes already is not waited for.
                Poll::Pending => join(asked, self.early(call, &parents)).await,
            };
            let of_set = early.into_iter().chain(std::iter::repeat_with(Vec::new));
            let sets = join_all(call.sets.iter().zip(of_set).map(|(set, early)| {
                let early = early.into_iter().chain(std::iter::repeat_with(|| None));
                join_all(
                    set.0
                        .iter()
                        .zip(early)
                        .map(|(printout, early)| self.printout(printout, &outcomes, early)),
                )
            }));
            let sets = sets.await;
            let (starts, places) = self.places(&outcomes);
            Results { outcomes, starts, places, sets }
        }
        .boxed()
    }

    /// The calls of those nodes of a call that are known before it is answered.
    async fn early(&self, call: &Call, parents: &[G::Node]) -> EarlySets<G::Node> {
        let bound = call.arguments.and_then(|place| self.bound[place].as_ref().ok());
        let of_printout = async |printout: &Printout| {
            printout.calls.iter().find(|call| call.starts_early())?;
            let nodes = self.graph.known(call, bound, parents, printout.kind)?;
            let results = printout.calls.iter().map(async |call| {
                if call.starts_early() { Some(self.call(call, nodes.clone()).await) } else { None }
            });
            let results = join_all(results).await;
            Some(Early { nodes, results })
        };
        join_all(call.sets.iter().map(|set| join_all(set.0.iter().map(&of_printout)))).await
    }

    async fn outcomes(&self, call: &Call, parents: &[G::Node]) -> Vec<Outcome<G::Node>> {
        let count = if call.parent.is_some() { parents.len() } else { 1 };
        if count == 0 {
            return Vec::new();
        }
        let failed = |bound: Option<&G::Bound>, problem: &Problem| -> Vec<_> {
            (0..count).map(|_| self.graph.failed(call, bound, problem.clone())).collect()
        };
        let bound = match call.arguments.map(|place| self.bound[place].as_ref()) {
            Some(Err(problem)) => return failed(None, problem),
            bound => bound.and_then(Result::ok),
        };
        let asked = self.graph.run(call, (bound, self.bound), parents);
        tokio::time::timeout_at(self.deadline, asked)
            .await
            .unwrap_or_else(|_| failed(bound, &out_of_time()))
    }

    /// Where the nodes of outcomes stand.
    fn places(&self, outcomes: &[Outcome<G::Node>]) -> (Vec<usize>, Vec<usize>) {
        let (mut starts, mut places) = (Vec::with_capacity(outcomes.len()), Vec::new());
        let mut next = [0; Kind::COUNT];
        for outcome in outcomes {
            starts.push(places.len());
            for node in outcome.nodes() {
                let next = &mut next[self.graph.kind(node).place()];
                places.push(*next);
                *next += 1;
            }
        }
        (starts, places)
    }

    /// The calls of the nodes of one kind, but for those that were started early for these very
    /// nodes.
    async fn printout(
        &self,
        printout: &Printout,
        outcomes: &[Outcome<G::Node>],
        early: Option<Early<G::Node>>,
    ) -> Vec<Results<G::Node>> {
        if printout.calls.is_empty() {
            return Vec::new();
        }
        let of_kind = |node: &&G::Node| self.graph.kind(node) == printout.kind;
        let parents: Vec<G::Node> =
            outcomes.iter().flat_map(Outcome::nodes).filter(of_kind).cloned().collect();
        let early = early.filter(|early| {
            early.nodes.len() == parents.len()
                && early
                    .nodes
                    .iter()
                    .zip(&parents)
                    .all(|(known, node)| self.graph.are_alike(known, node, &printout.calls))
        });
        let early = early.map(|early| early.results).unwrap_or_default();
        let early = early.into_iter().chain(std::iter::repeat_with(|| None));
        let calls = printout.calls.iter().zip(early).map(|(call, early)| async {
            match early {
                Some(results) => results,
                None => self.call(call, parents.clone()).await,
            }
        });
        join_all(calls).await
    }
}

fn out_of_time() -> Problem {
    problem(
        ErrorCode::UpstreamTimeout,
        "the operation ran out of time here (`timeout_ms`); ask for less at once",
    )
}
