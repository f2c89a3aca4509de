//! Reads what counts, to the end of its lists, and adds it up.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId, Filter, Reference};
use futures::{StreamExt, pin_mut};

use super::{
    ask::{self, Spans},
    facts::{Deal, Incentive, Lead, deal, incentive, lead},
    fold::Fold,
    partners::{Partner, Partners},
    terms::Terms,
};
use crate::{
    engine::{Engine, ListQuery, Needs, Problem, Seen, Viewer},
    work::{PAGE, reader::Reader, sources::each_once},
};

/// Records of one entity that one question reads at most.
const MOST_RECORDS: usize = 200_000;

/// The folds to which records go, by their partner: one for all, or one for each.
pub(super) trait Folds<'a>: Send {
    /// The fold of a partner's records; none if they do not count.
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

/// A reading under way.
pub(super) struct Reading<'a> {
    pub(super) engine: &'a Engine,
    pub(super) viewer: &'a Viewer,
    pub(super) terms: &'a Terms<'a>,
    /// The partners that count.
    pub(super) partners: Partners<'a>,
    /// What is missing so far.
    pub(super) missing: Vec<Problem>,
}

/// A list that is read to its end.
struct List {
    kind: EntityKind,
    /// The field that refers to the partner.
    owner: FieldId,
    filter: Filter<FieldId>,
    needs: Needs,
}

impl Reading<'_> {
    /// Reads all that counts into folds. Returns what is missing.
    ///
    /// # Errors
    /// If it cannot be listed, or is more than may be read or told.
    pub(super) async fn into_folds<'q>(
        mut self,
        spans: &Spans,
        folds: &mut dyn Folds<'q>,
    ) -> Result<Vec<Problem>, Problem> {
        for list in self.lists(spans) {
            self.read(list, folds).await?;
        }
        let missing = self.engine.index_gaps().into_iter().chain(self.missing);
        Ok(each_once(missing.chain(self.partners.failures())))
    }

    /// The lists to read.
    fn lists(&self, spans: &Spans) -> impl Iterator<Item = List> + use<> {
        let terms = self.terms;
        let reads = &ask::reads(terms, self.viewer, spans);
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
        [deals, leads, incentives].into_iter().filter(|list| !list.filter.is_none())
    }

    async fn read<'q>(&mut self, list: List, folds: &mut dyn Folds<'q>) -> Result<(), Problem> {
        let List { kind, owner, filter, needs } = list;
        let filter = self.partners.condition(owner)?.and(filter);
        let query = ListQuery { filter, ..ListQuery::first_of_all(PAGE) };
        let scan = self.engine.scan(self.viewer, kind, query, needs).ready_chunks(PAGE);
        pin_mut!(scan);
        let mut records = 0;
        while let Some(chunk) = scan.next().await {
            let mut nodes = Vec::new();
            for found in chunk {
                match found {
                    Ok(node) => nodes.push(node),
                    Err(problem) if problem.source_name.is_some() => self.missing.push(problem),
                    Err(problem) => return Err(problem),
                }
            }
            records += nodes.len();
            if records > MOST_RECORDS {
                return Err(Problem::too_complex(format!(
                    "the figures stand on more than {MOST_RECORDS} records of {kind}; ask for a \
                     shorter `period`, or narrow `filter` or `dealFilter`"
                )));
            }
            self.add(&nodes, owner, folds).await?;
        }
        Ok(())
    }

    /// Adds nodes to the folds of their partners.
    async fn add<'q>(
        &mut self,
        nodes: &[Seen],
        owner: FieldId,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        let (viewer, calendar) = (self.viewer, self.terms.calendar);
        let reader = |node| Reader { node, viewer, calendar };
        let references = nodes.iter().map(|node| reader(node).reference(owner).cloned());
        let references: Vec<Option<Reference>> = references.collect();
        for (node, owner) in nodes.iter().zip(self.partners.of(references).await) {
            let Some(owner) = owner else { continue };
            if let Some(fold) = folds.of(&owner) {
                add(fold, reader(node), &owner)?;
            }
        }
        Ok(())
    }
}

/// Adds a node to a fold.
fn add(fold: &mut Fold<'_>, node: Reader<'_>, owner: &Arc<Partner>) -> Result<(), Problem> {
    match node.node.kind() {
        EntityKind::Deal => fold.deal(&Deal::of(node), owner, node.backing()),
        EntityKind::Lead => match Lead::of(node) {
            Some(lead) => fold.lead(&lead, owner, node.backing()),
            None => Ok(()),
        },
        EntityKind::Incentive => fold.incentive(&Incentive::of(node), owner, node.backing()),
        _ => Ok(()),
    }
}
