//! Calls of performance.

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::EntityKind;
use futures::{StreamExt, stream};

use super::{
    Answered, Asked, KeyOf, RowOf, page, rights,
    wanted::{self, All},
};
use crate::{
    engine::{ListQuery, Listed, Needs, Problem, Seen},
    graphql::{
        engine_graph::{
            EngineGraph, ask,
            bind::Bound,
            thing::{self, Thing},
        },
        plan::Call,
        types::{Meaning, PerformanceField, Root},
        walk::Outcome,
    },
    work::performance::{DealsOf, Performance, Question},
};

const D: EntityKind = EntityKind::Deal;

/// Rows whose deals are listed side by side.
const AT_ONCE: usize = 4;

type Brought = Outcome<Thing>;

impl EngineGraph<'_> {
    /// The outcomes of a call of performance; none of any other call.
    pub(in crate::graphql::engine_graph) async fn ask_of_performance(
        &self,
        call: &Call,
        (bound, all): (Option<&Bound>, &All),
        parents: &[Thing],
    ) -> Option<Vec<Brought>> {
        Some(match (call.meaning, bound) {
            (Meaning::Root(Root::Performance), Some(Bound::Performance(asked))) => {
                vec![self.of_all(call, asked, all).await]
            }
            (Meaning::Performance, Some(Bound::Performance(asked))) => {
                self.of_partners(call, asked, all, &thing::nodes(parents)).await
            }
            (Meaning::Figures(PerformanceField::RowDeals), Some(Bound::List(query))) => {
                self.deals(call, bound, query, parents).await
            }
            (Meaning::Figures(PerformanceField::KeyPartner), _) => {
                self.partners_of_keys(call, parents).await
            }
            (Meaning::Figures(field), _) => {
                parents.iter().map(|parent| part(field, parent)).collect()
            }
            _ => return None,
        })
    }

    /// The entities that a call of figures reads.
    pub(in crate::graphql::engine_graph) fn kinds_of_figures(
        &self,
        call: &Call,
        bound: Option<&Bound>,
    ) -> BTreeSet<EntityKind> {
        let Some(Bound::Performance(asked)) = bound else { return BTreeSet::new() };
        // What the arguments of single figures add is no more than a few calls.
        let figures = wanted::figures(self.viewer, call, &[], &asked.question.group_by);
        figures.into_iter().map(rights::kind_of).collect()
    }

    fn question(&self, call: &Call, asked: &Asked, all: &All) -> Question {
        let figures = wanted::figures(self.viewer, call, all, &asked.question.group_by);
        Question { figures, ..asked.question.clone() }
    }

    async fn of_all(&self, call: &Call, asked: &Asked, all: &All) -> Brought {
        let question = self.question(call, asked, all);
        match self.work.performance(self.engine, self.viewer, &question).await {
            Ok(answer) => {
                let page = page::range(&answer, asked.first, asked.after.as_ref());
                let Asked { today, .. } = *asked;
                answered(Answered { question, today, partner: None, answer, page })
            }
            Err(problem) => Outcome::Failed(problem),
        }
    }

    async fn of_partners(
        &self,
        call: &Call,
        asked: &Asked,
        all: &All,
        partners: &[Seen],
    ) -> Vec<Brought> {
        let question = self.question(call, asked, all);
        let told = |(answer, partner): (Performance, &Seen)| {
            let (partner, page) = (Some(partner.clone()), 0..answer.rows.len());
            let (question, today) = (question.clone(), asked.today);
            answered(Answered { question, today, partner, answer, page })
        };
        ask::of_each(partners, async |partners| {
            let of = self.work.performance_of(self.engine, self.viewer, &question, partners);
            Ok(of.await?.into_iter().zip(partners).map(told).collect())
        })
        .await
    }

    /// For each row a page of the deals that it counts as revenue.
    async fn deals(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        query: &ListQuery,
        rows: &[Thing],
    ) -> Vec<Brought> {
        let needs = self.needs(call, D);
        let rows: Vec<&RowOf> = rows.iter().filter_map(Thing::row).collect();
        let mut asked = Vec::with_capacity(rows.len());
        for row in rows {
            asked.push(self.deals_of(row, query, &needs));
        }
        let page = |listed: Result<Listed<Seen>, Problem>| {
            listed.map_or_else(
                |problem| ask::empty(call, bound, problem),
                |listed| ask::page(D, query, &Arc::new(listed)),
            )
        };
        let listed: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
        listed.into_iter().map(|listed| page(listed).map(Thing::Node)).collect()
    }

    async fn deals_of(
        &self,
        row: &RowOf,
        query: &ListQuery,
        needs: &Needs,
    ) -> Result<Listed<Seen>, Problem> {
        let (question, partner) = (&row.of.question, row.of.partner.as_ref());
        let of = DealsOf { question, partner, row: row.row() };
        let page = (query.after.clone(), query.first);
        self.work.deals_of(self.engine, self.viewer, of, page, needs).await
    }

    /// The partners that values of dimensions mean, with what is printed of them.
    async fn partners_of_keys(&self, call: &Call, keys: &[Thing]) -> Vec<Brought> {
        let known: Vec<Option<&Seen>> =
            keys.iter().map(|key| key.key().and_then(KeyOf::partner)).collect();
        let partners: Vec<Seen> = known.iter().copied().flatten().cloned().collect();
        let mut read = self.read_each(call, &partners).await.into_iter();
        let one = |known: Option<&Seen>| known.and_then(|_| read.next()).unwrap_or(Outcome::Null);
        known.into_iter().map(one).collect()
    }
}

/// The figures, with the sources that are missing named among the errors.
fn answered(of: Answered) -> Brought {
    let missing = ask::noted(of.answer.coverage.missing.clone());
    Outcome::One(Thing::Performance(Arc::new(of)), missing)
}

/// The partners of values of dimensions, as the index knows them.
pub(in crate::graphql::engine_graph) fn known_partners(keys: &[Thing]) -> Vec<Seen> {
    keys.iter().filter_map(|key| key.key()?.partner().cloned()).collect()
}

/// A part of figures that is at hand.
fn part(field: PerformanceField, parent: &Thing) -> Brought {
    match (field, parent) {
        (PerformanceField::AnswerTotal, Thing::Performance(of)) => {
            Outcome::One(Thing::Row(RowOf { of: of.clone(), place: None }), Vec::new())
        }
        (PerformanceField::AnswerRows, Thing::Performance(of)) => {
            let row = |place| Some(Thing::Row(RowOf { of: of.clone(), place: Some(place) }));
            Outcome::Several(of.page.clone().map(row).collect(), Vec::new())
        }
        (PerformanceField::RowKeys, Thing::Row(row)) => {
            let key = |place| Some(Thing::Key(KeyOf { row: row.clone(), place }));
            Outcome::Several((0..row.row().keys.len()).map(key).collect(), Vec::new())
        }
        _ => Outcome::Null,
    }
}
