//! Calls of statements.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId, Reference};

use super::{Asked, LineOf, StatementOf};
use crate::{
    engine::{Found, ListQuery, Needs, Problem, Seen},
    graphql::{
        engine_graph::{
            EngineGraph, ask,
            bind::Bound,
            sight::refuse,
            thing::{self, Thing},
        },
        plan::Call,
        types::{Meaning, Root, StatementField},
        walk::Outcome,
    },
    work::statement::PartnerStatement,
};

const P: EntityKind = EntityKind::Partner;
const I: EntityKind = EntityKind::Incentive;
const D: EntityKind = EntityKind::Deal;
const DEAL: FieldId = I.known("deal");

type Brought = Outcome<Thing>;

impl EngineGraph<'_> {
    /// The outcomes of a call of statements; none of any other call.
    pub(in crate::graphql::engine_graph) async fn ask_of_statements(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Thing],
    ) -> Option<Vec<Brought>> {
        Some(match (call.meaning, bound) {
            (Meaning::Root(Root::Statements), Some(Bound::Statement(asked))) => {
                let listed = self.statements(call, asked).await;
                let empty = |problem| ask::empty(call, bound, problem).map(Thing::Node);
                vec![listed.unwrap_or_else(empty)]
            }
            (Meaning::Statement, Some(Bound::Statement(asked))) => {
                self.statements_of(asked, &thing::nodes(parents)).await
            }
            (Meaning::OfStatement(StatementField::Lines), Some(Bound::Lines(asked))) => {
                let statements = parents.iter().filter_map(Thing::statement);
                statements.map(|of| asked.page(of)).collect()
            }
            (Meaning::OfStatement(StatementField::Partner), _) => {
                let partner = |of: &Arc<StatementOf>| of.told.partner.clone();
                let partners: Vec<_> =
                    parents.iter().filter_map(Thing::statement).map(partner).collect();
                self.read_each(call, &partners).await
            }
            (Meaning::OfStatement(StatementField::LineIncentive), _) => {
                self.incentives_of(call, parents).await
            }
            (Meaning::OfStatement(StatementField::LineDeal), _) => {
                self.deals_of_lines(call, parents).await
            }
            _ => return None,
        })
    }

    /// The statements of the partners of a page.
    async fn statements(&self, call: &Call, asked: &Asked) -> Result<Brought, Problem> {
        let Some(query) = &asked.partners else { return Ok(Outcome::Null) };
        let query = ListQuery { count: call.count, ..query.clone() };
        let listed = self.engine.list(self.viewer, P, &query, &Needs::default()).await?;
        let partners: Vec<Seen> = listed.nodes.iter().map(|(_, node)| node.clone()).collect();
        let all = self.told(asked, &partners).await?;
        let missing = missing(&all);
        let by_id: HashMap<String, Thing> = all
            .into_iter()
            .map(|of| (of.told.partner.id().to_owned(), Thing::Statement(of)))
            .collect();
        let statement = |node: Seen| by_id.get(node.id()).cloned().unwrap_or(Thing::Node(node));
        let mut outcome = ask::page(P, &query, &listed).map(statement);
        if let Outcome::Page(page) = &mut outcome {
            for problem in missing {
                let is_it = |known: &Problem| known.source_name == problem.source_name;
                if !page.failures.iter().any(is_it) {
                    page.failures.push(problem);
                }
            }
        }
        Ok(outcome)
    }

    async fn statements_of(&self, asked: &Asked, partners: &[Seen]) -> Vec<Brought> {
        let one = |of: Arc<StatementOf>| {
            let missing = missing(std::slice::from_ref(&of));
            Outcome::One(Thing::Statement(of), missing)
        };
        ask::of_each(partners, async |partners| {
            Ok(self.told(asked, partners).await?.into_iter().map(one).collect())
        })
        .await
    }

    async fn told(
        &self,
        asked: &Asked,
        partners: &[Seen],
    ) -> Result<Vec<Arc<StatementOf>>, Problem> {
        let Asked { question, today, .. } = asked;
        let told = self.work.statements(self.engine, self.viewer, question, partners).await?;
        let of = |told: PartnerStatement| Arc::new(StatementOf { today: *today, told });
        Ok(told.into_iter().map(of).collect())
    }

    /// The incentives of lines, with what is printed of them.
    async fn incentives_of(&self, call: &Call, lines: &[Thing]) -> Vec<Brought> {
        let known: Vec<Option<&Seen>> =
            lines.iter().map(|line| line.line().and_then(LineOf::incentive)).collect();
        let incentives: Vec<Seen> = known.iter().copied().flatten().cloned().collect();
        let read = self.engine.again(self.viewer, I, &incentives, &self.needs(call, I)).await;
        let mut read = read.into_iter();
        let one =
            |known: Option<&Seen>| known.and_then(|_| read.next()).map_or(Outcome::Null, found);
        known.into_iter().map(one).collect()
    }

    /// The deals that the incentives of lines are paid for.
    async fn deals_of_lines(&self, call: &Call, lines: &[Thing]) -> Vec<Brought> {
        if let Err(problem) = refuse(self.viewer, [(I, DEAL)]) {
            return lines.iter().map(|_| Outcome::Failed(problem.clone())).collect();
        }
        let reference = |line: &Thing| -> Option<Reference> {
            line.line()?.incentive()?.reference(self.viewer, DEAL).cloned()
        };
        let references: Vec<Option<Reference>> = lines.iter().map(reference).collect();
        let known: Vec<&Reference> = references.iter().flatten().collect();
        let read = self.engine.referred(self.viewer, D, &known, &self.needs(call, D)).await;
        let mut read = read.into_iter();
        let one = |reference: &Option<Reference>| {
            let read = reference.as_ref().and_then(|_| read.next());
            read.map_or(Outcome::Null, found)
        };
        references.iter().map(one).collect()
    }
}

fn found(found: Found<Seen>) -> Brought {
    match found {
        Ok(Some(node)) => {
            let failures = node.failures().collect();
            Outcome::One(Thing::Node(node), failures)
        }
        Ok(None) => Outcome::Null,
        Err(problem) => Outcome::Failed(problem),
    }
}

/// The sources that are missing in these: they are named among the errors too.
fn missing(all: &[Arc<StatementOf>]) -> Vec<Problem> {
    let missing = all.iter().flat_map(|of| &of.told.statement.coverage.missing);
    ask::noted(missing.cloned().collect())
}
