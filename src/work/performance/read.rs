//! Reads what counts, to the end of its lists, and adds it up.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_schema::{EntityKind, FieldId, Reference};
use chrono::{DateTime, Utc};
use futures::TryStreamExt;

use super::{
    Group,
    ask::{self, Spans},
    billed, engagement,
    facts::{Deal, Incentive, Invoice, Lead, Training, deal, incentive, lead},
    fold::Fold,
    involved::Involved,
    lists::{Asked, Brought, List, Lister, Underway},
    partners::{Partner, Partners},
    shares::Share,
    terms::Terms,
};
use crate::{
    engine::{Chunk, Engine, Freshness, Needs, Problem, Seen, Viewer},
    work::{coverage::Backing, reader::Reader, sources::each_once},
};

/// Deals that are asked for by their ids at once.
const DEALS_BY_ID: usize = 200;

/// The folds to which records go, by their partner: one for all, or one for each.
pub(super) trait Folds<'a>: Send {
    /// The fold of a partner's records; none if they do not count.
    fn of(&mut self, partner: &Partner) -> Option<&mut Fold<'a>>;

    /// Adds a deal for the partners that have a part in it.
    ///
    /// # Errors
    /// If there are more rows than may be.
    fn deal(&mut self, deal: &Deal, shares: &[Share], backing: Backing) -> Result<(), Problem>;
}

impl<'a> Folds<'a> for Fold<'a> {
    fn of(&mut self, _: &Partner) -> Option<&mut Fold<'a>> {
        Some(self)
    }

    fn deal(&mut self, deal: &Deal, shares: &[Share], backing: Backing) -> Result<(), Problem> {
        Fold::deal(self, deal, shares, backing)
    }
}

impl<'a> Folds<'a> for HashMap<String, Fold<'a>> {
    fn of(&mut self, partner: &Partner) -> Option<&mut Fold<'a>> {
        self.get_mut(partner.node.id())
    }

    fn deal(&mut self, deal: &Deal, shares: &[Share], backing: Backing) -> Result<(), Problem> {
        for share in shares {
            if let Some(fold) = self.of(&share.partner) {
                fold.deal(deal, std::slice::from_ref(share), backing)?;
            }
        }
        Ok(())
    }
}

/// A reading under way.
pub(super) struct Reading<'a> {
    engine: &'a Engine,
    viewer: &'a Viewer,
    terms: &'a Terms<'a>,
    /// The partners that count.
    partners: Partners<'a>,
    /// What is missing so far.
    missing: Vec<Problem>,
    /// The ids of the deals that were added, where a deal may be read twice.
    counted: HashSet<String>,
    /// How old what is read may be.
    freshness: Freshness,
}

impl<'a> Reading<'a> {
    /// A reading of what partners have, of whom some may be missing.
    pub(super) fn new(
        (engine, viewer): (&'a Engine, &'a Viewer),
        terms: &'a Terms<'a>,
        partners: Partners<'a>,
        missing: Vec<Problem>,
    ) -> Self {
        let (counted, freshness) = (HashSet::new(), Freshness::Fresh);
        Self { engine, viewer, terms, partners, missing, counted, freshness }
    }

    /// Reads all that counts into folds. Returns what is missing.
    ///
    /// # Errors
    /// If it cannot be listed, or is more than may be read or told.
    pub(super) async fn into_folds<'q>(
        mut self,
        spans: &Spans,
        folds: &mut dyn Folds<'q>,
    ) -> Result<Vec<Problem>, Problem> {
        if spans.are_over(self.terms.today) {
            self.freshness = Freshness::Settled;
        }
        let (lists, lister): (Vec<List>, _) = (self.lists(spans).collect(), self.lister());
        let mut underway = Underway::new();
        for list in &lists {
            if list.kind == EntityKind::Deal {
                underway.push(lister.involved(self.terms));
            }
            underway.push(lister.nodes(list, Asked::By(self.partners.condition(list.owner)?)));
        }
        let mut involved = None;
        self.take(underway, &mut involved, folds).await?;
        let deals = lists.iter().find(|list| list.kind == EntityKind::Deal);
        if let (Some(deals), Some(involved), true) = (deals, involved, self.partners.are_few()) {
            self.take_deals_of_others(deals, involved, folds).await?;
        }
        let missing = self.engine.index_gaps().into_iter().chain(self.missing);
        Ok(each_once(missing.chain(self.partners.failures())))
    }

    fn lister(&self) -> Lister<'a> {
        Lister { engine: self.engine, viewer: self.viewer, freshness: self.freshness }
    }

    /// Takes what lists bring, in the order in which it comes. Deals wait for who stands on them.
    async fn take<'q>(
        &mut self,
        mut underway: Underway<'_>,
        involved: &mut Option<Involved>,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        let mut early = Vec::new();
        while let Some(brought) = underway.try_next().await? {
            match (brought, &*involved) {
                (Brought::Involved(mut all), _) => {
                    self.missing.append(&mut all.missing);
                    for chunk in early.drain(..) {
                        self.add_deals(&all, chunk, folds).await?;
                    }
                    *involved = Some(all);
                }
                (Brought::Nodes(list, chunk), _) if list.kind != EntityKind::Deal => {
                    self.add(list.owner, chunk, folds).await?;
                }
                (Brought::Nodes(_, chunk), None) => early.push(chunk),
                (Brought::Nodes(_, chunk), Some(all)) => self.add_deals(all, chunk, folds).await?,
            }
        }
        Ok(())
    }

    /// Takes the deals in which partners have a part that others sell.
    async fn take_deals_of_others<'q>(
        &mut self,
        deals: &List,
        involved: Involved,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        let keys = involved.deals_of(self.engine, &mut self.partners).await;
        let (lister, mut involved) = (self.lister(), Some(involved));
        for keys in keys.chunks(DEALS_BY_ID) {
            let underway = [lister.nodes(deals, Asked::For(keys.to_vec()))];
            self.take(underway.into_iter().collect(), &mut involved, folds).await?;
        }
        Ok(())
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
        let invoices = billed::list(terms, spans);
        let all = [deals, leads, incentives, invoices].into_iter();
        all.chain(engagement::lists(terms, spans)).filter(|list| !list.filter.is_none())
    }

    /// Adds deals, each once.
    async fn add_deals<'q>(
        &mut self,
        involved: &Involved,
        Chunk { mut nodes, as_of, gaps }: Chunk,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        self.missing.extend(gaps);
        if self.partners.are_few() {
            nodes.retain(|node| self.counted.insert(node.id().to_owned()));
        }
        let (viewer, calendar) = (self.viewer, self.terms.calendar);
        let deals = involved.shares(&mut self.partners, viewer, calendar, &nodes).await;
        for (node, (deal, shares)) in nodes.iter().zip(deals) {
            let backing = Reader { node, viewer, calendar }.backing().or_later(as_of);
            let as_of = backing.as_of.into_iter().chain(involved.as_of).min();
            let backing = Backing { as_of, ..backing };
            folds.deal(&deal, &shares, backing)?;
        }
        Ok(())
    }

    /// Adds nodes to the folds of their partners.
    async fn add<'q>(
        &mut self,
        owner: FieldId,
        Chunk { nodes, as_of, gaps }: Chunk,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        self.missing.extend(gaps);
        let (viewer, calendar) = (self.viewer, self.terms.calendar);
        let reader = |node| Reader { node, viewer, calendar };
        let references = nodes.iter().map(|node| reader(node).reference(owner).cloned());
        let references: Vec<Option<Reference>> = references.collect();
        let parts = self.parts(&nodes).await;
        for (node, owner) in nodes.iter().zip(self.partners.of(references).await) {
            let Some(owner) = owner else { continue };
            if let Some(fold) = folds.of(&owner) {
                add(fold, reader(node), &owner, (as_of, parts.contains(node.id())))?;
            }
        }
        Ok(())
    }

    /// The ids of those promises that are a part of another one that is there.
    async fn parts(&mut self, nodes: &[Seen]) -> HashSet<String> {
        let (viewer, calendar) = (self.viewer, self.terms.calendar);
        let part = |node| {
            let reader = Reader { node, viewer, calendar };
            let is_promise = node.kind() == EntityKind::Incentive
                && self.terms.want(Group::Funds)
                && reader.text(incentive::ROLE) == Some(incentive::PROMISE);
            let whole = is_promise.then(|| reader.reference(incentive::REQUEST)).flatten()?;
            Some((node.id().to_owned(), whole))
        };
        let (ids, wholes): (Vec<String>, Vec<&Reference>) = nodes.iter().filter_map(part).unzip();
        let needs = Needs::default();
        let found = self.engine.referred(viewer, EntityKind::Incentive, &wholes, &needs).await;
        let mut parts = HashSet::new();
        for (id, whole) in ids.into_iter().zip(found) {
            match whole {
                Ok(None) => continue,
                // Nothing is a part of itself.
                Ok(Some(whole)) if whole.id() == id => continue,
                Ok(Some(_)) => {}
                Err(problem) => self.missing.push(problem),
            }
            parts.insert(id);
        }
        parts
    }
}

/// Adds a node to a fold, as of a time, and as a part of another one or not.
fn add(
    fold: &mut Fold<'_>,
    node: Reader<'_>,
    owner: &Arc<Partner>,
    (as_of, is_part): (Option<DateTime<Utc>>, bool),
) -> Result<(), Problem> {
    let backing = node.backing().or_later(as_of);
    match node.node.kind() {
        EntityKind::Lead => match Lead::of(node) {
            Some(lead) => fold.lead(&lead, owner, backing),
            None => Ok(()),
        },
        EntityKind::Incentive => fold.incentive(&Incentive::of(node, is_part), owner, backing),
        EntityKind::CourseEnrollment | EntityKind::Certification => match Training::of(node) {
            Some(training) => fold.training(&training, owner, backing),
            None => Ok(()),
        },
        EntityKind::Invoice => match Invoice::of(node) {
            Some(invoice) => fold.invoice(&invoice, owner, backing),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}
