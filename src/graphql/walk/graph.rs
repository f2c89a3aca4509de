//! The seam between the walk and what it walks over: the engine, or any other graph of nodes.

use std::{borrow::Cow, sync::Arc};

use channelgraph_schema::Value;
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::run::Bound;
use crate::{
    engine::Problem,
    graphql::{
        plan::{Arguments, Call, Plan, Price, Printed},
        types::{Kind, Meaning, PageField},
    },
};

/// A graph of nodes that calls are asked of and fields are printed from.
pub trait Graph: Sync {
    /// What a call brings: a node of an entity, or another kind.
    type Node: Clone + Send + Sync;
    /// Anything that has fields: the root, a node, or an object that a node holds.
    type Item<'a>
    where
        Self: 'a;
    /// The bound arguments of a field.
    type Bound: Send + Sync;

    /// Turns the coerced arguments of a field into what answers it.
    ///
    /// # Errors
    /// If they are wrong: the field fails with this problem.
    fn bind(&self, field: &Arguments, coerced: Map<String, Json>) -> Result<Self::Bound, Problem>;

    /// The nodes that a call brings for each parent at most.
    fn size(&self, call: &Call, bound: Option<&Self::Bound>) -> u64;

    /// Adds the calls of sources that a call makes for at least one parent.
    fn price(&self, call: &Call, bound: Option<&Self::Bound>, price: &mut Price);

    /// Fetches what is printed without a call of its own.
    fn prepare<'a>(&'a mut self, plan: &'a Plan) -> BoxFuture<'a, ()>;

    /// Answers a call: an outcome for each parent, in their order, and one for the root. Given
    /// are the call's own bound arguments, and those of every field of the plan.
    fn run<'a>(
        &'a self,
        call: &'a Call,
        given: (Option<&'a Self::Bound>, &'a Bound<Self>),
        parents: &'a [Self::Node],
    ) -> BoxFuture<'a, Vec<Outcome<Self::Node>>>;

    /// The nodes of a kind that a call will bring, in order, if that is known without asking a
    /// source; its outcome may still differ.
    fn known(
        &self,
        call: &Call,
        bound: Option<&Self::Bound>,
        parents: &[Self::Node],
        kind: Kind,
    ) -> Option<Vec<Self::Node>>;

    /// Returns true if these calls bring the same for a known node as for the one that came.
    fn are_alike(&self, known: &Self::Node, node: &Self::Node, calls: &[Call]) -> bool;

    /// The outcome of a call that cannot be answered at all, for one parent.
    fn failed(
        &self,
        call: &Call,
        bound: Option<&Self::Bound>,
        problem: Problem,
    ) -> Outcome<Self::Node>;

    /// A problem as the one who asks is told it.
    fn tell<'p>(&self, problem: &'p Problem) -> Cow<'p, Problem>;

    /// The kind of a node.
    fn kind(&self, node: &Self::Node) -> Kind;

    /// The root.
    fn root(&self) -> Self::Item<'_>;

    /// A node as something that has fields.
    fn node<'a>(&'a self, node: &'a Self::Node) -> Self::Item<'a>;

    /// A gap of a page as something that has fields.
    fn gap<'a>(&'a self, gap: &'a Problem) -> Self::Item<'a>;

    /// A field of an item.
    fn field<'a>(
        &'a self,
        item: &Self::Item<'a>,
        field: &'a Printed,
        meaning: Meaning,
        bound: Option<&'a Self::Bound>,
    ) -> Resolved<'a, Self::Item<'a>>;
}

/// What a call brought for one parent.
#[derive(Clone)]
pub enum Outcome<N> {
    /// No node.
    Null,
    /// One node, with failures beside it.
    One(N, Vec<Problem>),
    /// Nodes in the order of the question, null where there is none.
    Several(Vec<Option<N>>, Vec<Problem>),
    /// A page.
    Page(Page<N>),
    /// A failure.
    Failed(Problem),
}

/// The cursors of a page's nodes. They become text only where they are printed.
pub trait Cursors: Send + Sync {
    /// The cursor of the node at this place of the page.
    fn at(&self, place: usize) -> Option<String>;
}

impl Cursors for Vec<String> {
    fn at(&self, place: usize) -> Option<String> {
        self.get(place).cloned()
    }
}

/// A page of a list.
#[derive(Clone)]
pub struct Page<N> {
    /// The nodes.
    pub nodes: Vec<N>,
    /// Their cursors.
    pub cursors: Arc<dyn Cursors>,
    /// Whether more follow, or a source that failed may still bring some.
    pub has_next: bool,
    /// The cursor to go on from, where it is not that of the last node.
    pub end: Option<String>,
    /// Whether the page begins after a cursor.
    pub continued: bool,
    /// The number of nodes in the whole list.
    pub total: Option<u64>,
    /// Sources that did not answer: shown as `missing`.
    pub gaps: Vec<Problem>,
    /// Failures that are named among the errors, though the page is there.
    pub failures: Vec<Problem>,
    /// The reason for which the whole list could not be answered; then the page is empty.
    pub failed: Option<Problem>,
}

impl<N> Outcome<N> {
    /// The same with other nodes.
    pub fn map<M>(self, each: impl Fn(N) -> M) -> Outcome<M> {
        match self {
            Self::Null => Outcome::Null,
            Self::One(node, failures) => Outcome::One(each(node), failures),
            Self::Several(nodes, failures) => {
                let nodes = nodes.into_iter().map(|node| node.map(&each));
                Outcome::Several(nodes.collect(), failures)
            }
            Self::Page(page) => Outcome::Page(page.map(each)),
            Self::Failed(problem) => Outcome::Failed(problem),
        }
    }

    /// The nodes of the outcome, in order.
    pub fn nodes(&self) -> impl Iterator<Item = &N> {
        let one = if let Self::One(node, _) = self { Some(node) } else { None };
        let several = if let Self::Several(nodes, _) = self { nodes.as_slice() } else { &[] };
        let page = if let Self::Page(page) = self { page.nodes.as_slice() } else { &[] };
        one.into_iter().chain(several.iter().flatten()).chain(page)
    }
}

impl<N> Page<N> {
    /// The same with other nodes.
    fn map<M>(self, each: impl Fn(N) -> M) -> Page<M> {
        let Self { nodes, cursors, has_next, end, continued, total, gaps, failures, failed } = self;
        let nodes = nodes.into_iter().map(each).collect();
        Page { nodes, cursors, has_next, end, continued, total, gaps, failures, failed }
    }

    /// A part of the page's place in its list.
    pub fn info(&self, part: PageField) -> Resolved<'_, ()> {
        match part {
            PageField::HasNextPage => Resolved::Leaf(Leaf::Bool(self.has_next)),
            PageField::HasPreviousPage => Resolved::Leaf(Leaf::Bool(self.continued)),
            PageField::StartCursor => self.cursors.at(0).into(),
            PageField::EndCursor => {
                let last = || self.cursors.at(self.nodes.len().checked_sub(1)?);
                self.end.clone().or_else(last).into()
            }
            _ => Resolved::Null,
        }
    }
}

/// The value of a field.
#[derive(Debug)]
pub enum Resolved<'a, I> {
    /// Nothing.
    Null,
    /// A value that is printed as it is.
    Leaf(Leaf<'a>),
    /// Something that has fields itself.
    Object(I),
    /// Several.
    List(Vec<Resolved<'a, I>>),
    /// Something, with a failure beside it.
    Beside(Problem, Box<Resolved<'a, I>>),
    /// A failure.
    Failed(Problem),
}

/// A value that is printed as it is.
#[derive(Debug)]
pub enum Leaf<'a> {
    /// Text.
    Text(&'a str),
    /// Text made for this answer.
    Owned(String),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A number, printed as one.
    Number(Decimal),
    /// An exact number, printed as text.
    Decimal(Decimal),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Date(NaiveDate),
    /// A time.
    Time(DateTime<Utc>),
    /// Any JSON.
    Json(&'a Json),
    /// A value of the model, as JSON.
    Value(&'a Value),
}

impl<I> From<Option<String>> for Resolved<'_, I> {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, |text| Self::Leaf(Leaf::Owned(text)))
    }
}
