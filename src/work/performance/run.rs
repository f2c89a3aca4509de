//! The way from a question to its answer.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId, Filter, Reference};
use chrono::Utc;
use futures::{StreamExt, pin_mut};

use super::{
    Performance, Question,
    ask::{self, Spans},
    facts::{Deal, Incentive, Lead, deal, incentive, lead},
    fold::Fold,
    known::Known,
    partners::{Partner, Partners},
    rows::Piece,
    terms::Terms,
};
use crate::{
    engine::{Engine, ListQuery, Needs, Problem, Seen, Viewer},
    work::{PAGE, Work, period::Days, reader::Reader, sources::each_once},
};

/// Parts of a period at most: each record is held against all of them.
const MOST_PARTS: usize = 1_000;

/// Records of one entity that one question reads at most.
const MOST_RECORDS: usize = 200_000;

/// The folds to which records go, by their partner: one for all, or one for each.
trait Folds<'a>: Send {
    fn of(&mut self, partner: &Partner) -> Option<&mut Fold<'a>>;
}

impl<'a> Folds<'a> for Fold<'a> {
    fn of(&mut self, _: &Partner) -> Option<&mut Fold<'a>> {
        Some(self)
    }
}

impl<'a> Folds<'a> for HashMap<String, Fold<'a>> {
    fn of(&mut self, partner: &Partner) -> Option<&mut Fold<'a>> {
        self.get_mut(partner.node.id())
    }
}

impl Work {
    /// The figures of a question.
    ///
    /// # Errors
    /// If it cannot be answered within the bounds, or filters by what the viewer may not see. A
    /// source that fails is named in the answer's coverage.
    pub async fn performance(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: &Question,
    ) -> Result<Performance, Problem> {
        let (terms, whole, pieces) = self.terms(question)?;
        let asked = (engine, viewer);
        let (partners, gaps) =
            Partners::meeting(asked, terms.calendar, &question.group_by, &question.partners)
                .await?;
        let mut fold = Fold::new(terms.clone(), whole, pieces.clone());
        let spans = Spans::new(whole, &pieces);
        let missing = read(asked, &terms, &spans, partners, &mut fold, gaps).await?;
        let known = Known::new(engine, &question.figures, &missing, self.accept_hours);
        Ok(fold.finish(&known, missing))
    }

    /// The figures of each of these partners, in their order. The question's condition on partners
    /// does not count.
    ///
    /// # Errors
    /// As [`Self::performance`].
    pub async fn performance_of(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: &Question,
        partners: &[Seen],
    ) -> Result<Vec<Performance>, Problem> {
        let (terms, whole, pieces) = self.terms(question)?;
        if partners.len().saturating_mul(pieces.len()) > self.max_groups {
            return Err(Problem::too_complex(format!(
                "{} partners have more than {} parts of the period in all; ask for fewer partners \
                 or longer intervals, or raise `performance.max_groups`",
                partners.len(),
                self.max_groups
            )));
        }
        let fold = || Fold::new(terms.clone(), whole, pieces.clone());
        let apart = partners.iter().map(|partner| (partner.id().to_owned(), fold()));
        let mut folds: HashMap<String, Fold<'_>> = apart.collect();
        let these = Partners::these((engine, viewer), terms.calendar, partners);
        let spans = Spans::new(whole, &pieces);
        let missing = read((engine, viewer), &terms, &spans, these, &mut folds, Vec::new()).await?;
        let known = Known::new(engine, &question.figures, &missing, self.accept_hours);
        let finish = |partner: &Seen| {
            let fold = folds.remove(partner.id()).unwrap_or_else(fold);
            fold.finish(&known, missing.clone())
        };
        Ok(partners.iter().map(finish).collect())
    }

    /// The terms of a question, its period, and the parts of that in which rows are.
    pub(super) fn terms<'q>(
        &self,
        question: &'q Question,
    ) -> Result<(Terms<'q>, Piece, Vec<Piece>), Problem> {
        self.rates.note();
        let now = Utc::now();
        let today = self.calendar.day_of(now);
        let currency: &str = question.currency.as_deref().unwrap_or(self.rates.reporting());
        let piece = |days: Days| Piece { now: days, before: days.before(question.compare, today) };
        let parts = match question.interval {
            Some(interval) => {
                let parts = self.calendar.parts(question.period, interval, MOST_PARTS);
                parts.ok_or_else(|| {
                    Problem::too_complex(format!(
                        "the period has more than {MOST_PARTS} of these intervals; ask for longer \
                         ones, or for a shorter period"
                    ))
                })?
            }
            None if question.group_by.is_empty() => Vec::new(),
            None => vec![question.period],
        };
        let terms = Terms {
            question,
            calendar: self.calendar,
            rates: self.rates.clone(),
            currency: currency.into(),
            accept_hours: self.accept_hours,
            max_groups: self.max_groups,
            now,
            today,
        };
        Ok((terms, piece(question.period), parts.into_iter().map(piece).collect()))
    }
}

/// Reads what counts, and adds it up. Returns what is missing.
async fn read<'q>(
    (engine, viewer): (&Engine, &Viewer),
    terms: &Terms<'_>,
    spans: &Spans,
    mut partners: Partners<'_>,
    folds: &mut dyn Folds<'q>,
    gaps: Vec<Problem>,
) -> Result<Vec<Problem>, Problem> {
    let mut missing = engine.index_gaps();
    missing.extend(gaps);
    let calendar = terms.calendar;
    let reads = &ask::reads(terms, viewer);
    let deals = List {
        kind: EntityKind::Deal,
        owner: deal::PARTNER,
        filter: ask::deals(terms, reads, spans),
        needs: Needs::default().with(ask::fields_of_deals(terms, reads)),
    };
    let leads = List {
        kind: EntityKind::Lead,
        owner: lead::PARTNER,
        filter: ask::leads(terms, spans),
        needs: Needs::default().with(ask::fields_of_leads()),
    };
    let incentives = List {
        kind: EntityKind::Incentive,
        owner: incentive::PARTNER,
        filter: ask::incentives(terms, reads, spans),
        needs: Needs::default().with(incentive::fields()),
    };
    for list in [deals, leads, incentives].into_iter().filter(|list| !list.filter.is_none()) {
        let mut records = 0;
        let filter = partners.condition(list.owner)?.and(list.filter);
        let query = ListQuery { filter, ..ListQuery::first_of_all(PAGE) };
        let scan = engine.scan(viewer, list.kind, query, list.needs).ready_chunks(PAGE);
        pin_mut!(scan);
        while let Some(chunk) = scan.next().await {
            let mut nodes = Vec::new();
            for found in chunk {
                match found {
                    Ok(node) => nodes.push(node),
                    Err(problem) if problem.source_name.is_some() => missing.push(problem),
                    Err(problem) => return Err(problem),
                }
            }
            records += nodes.len();
            if records > MOST_RECORDS {
                let kind = list.kind;
                return Err(Problem::too_complex(format!(
                    "the figures stand on more than {MOST_RECORDS} records of {kind}; ask for a \
                     shorter `period`, or narrow `filter` or `dealFilter`"
                )));
            }
            let reader = |node| Reader { node, viewer, calendar };
            let references = nodes.iter().map(|node| reader(node).reference(list.owner).cloned());
            let references: Vec<Option<Reference>> = references.collect();
            let owners: Vec<Option<Arc<Partner>>> = partners.of(references).await;
            for (node, owner) in nodes.iter().zip(owners) {
                let Some(owner) = owner else { continue };
                let Some(fold) = folds.of(&owner) else { continue };
                add(fold, reader(node), &owner)?;
            }
        }
    }
    missing.extend(partners.failures());
    Ok(each_once(missing))
}

/// A list that is read to its end.
struct List {
    kind: EntityKind,
    /// The field that refers to the partner.
    owner: FieldId,
    filter: Filter<FieldId>,
    needs: Needs,
}

/// Adds a node to a fold.
fn add(fold: &mut Fold<'_>, node: Reader<'_>, owner: &Arc<Partner>) -> Result<(), Problem> {
    match node.node.kind() {
        EntityKind::Deal => fold.deal(&Deal::of(node), owner, node.behind()),
        EntityKind::Lead => match Lead::of(node) {
            Some(lead) => fold.lead(&lead, owner, node.behind()),
            None => Ok(()),
        },
        EntityKind::Incentive => fold.incentive(&Incentive::of(node), owner, node.behind()),
        _ => Ok(()),
    }
}
