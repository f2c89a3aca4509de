//! Reads what counts, to the end of its lists, and adds it up.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_schema::{EntityKind, FieldId, Filter, RecordKey, Reference, Test};
use chrono::{DateTime, Utc};

use super::{
    Group,
    ask::{self, Spans},
    billed, engagement,
    facts::{Deal, Incentive, Invoice, Lead, Training, deal, incentive, lead},
    fold::Fold,
    involved::Involved,
    partners::{Partner, Partners},
    shares::Share,
    terms::Terms,
};
use crate::{
    engine::{Chunk, Engine, Freshness, ListQuery, Needs, Problem, Seen, Viewer},
    work::{PAGE, coverage::Backing, reader::Reader, sources::each_once},
};

/// Records of one entity that one question reads at most.
const MOST_RECORDS: usize = 200_000;

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
    /// Who stands on deals beside the partners that sell them.
    involved: Involved,
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
        let (involved, counted) = (Involved::default(), HashSet::new());
        let freshness = Freshness::Fresh;
        Self { engine, viewer, terms, partners, missing, involved, counted, freshness }
    }
}

/// What is asked of a list: the nodes that belong to some partners, or those of these records.
enum Asked {
    By(Filter<FieldId>),
    For(Vec<RecordKey>),
}

/// A list that is read to its end.
pub(super) struct List {
    pub(super) kind: EntityKind,
    /// The field that refers to the partner.
    pub(super) owner: FieldId,
    pub(super) filter: Filter<FieldId>,
    pub(super) needs: Needs,
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
        if spans.are_over(self.terms.today) {
            self.freshness = Freshness::Settled;
        }
        for list in self.lists(spans) {
            if list.kind == EntityKind::Deal {
                self.read_deals(list, folds).await?;
            } else {
                let condition = self.partners.condition(list.owner)?;
                self.read(&list, Asked::By(condition), folds).await?;
            }
        }
        let missing = self.engine.index_gaps().into_iter().chain(self.missing);
        Ok(each_once(missing.chain(self.partners.failures())))
    }

    /// Reads deals: those that partners sell, and where few partners count, those of others in
    /// which they have a part.
    async fn read_deals<'q>(
        &mut self,
        list: List,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        let asked = (self.engine, self.viewer);
        self.involved = Involved::read(asked, self.terms, self.freshness).await?;
        self.missing.append(&mut self.involved.missing);
        let condition = self.partners.condition(list.owner)?;
        self.read(&list, Asked::By(condition), folds).await?;
        if self.partners.are_few() {
            let keys = self.involved.deals_of(self.engine, &mut self.partners).await;
            for keys in keys.chunks(DEALS_BY_ID) {
                self.read(&list, Asked::For(keys.to_vec()), folds).await?;
            }
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

    async fn read<'q>(
        &mut self,
        list: &List,
        asked: Asked,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        let (kind, owner) = (list.kind, list.owner);
        let (condition, ids) = match asked {
            Asked::By(condition) => (condition, None),
            Asked::For(keys) => (Filter::Test(owner, Test::IsNull(false)), Some(keys)),
        };
        let filter = condition.and(list.filter.clone());
        let query = ListQuery { filter, ids, ..ListQuery::first_of_all(PAGE) };
        let (engine, viewer) = (self.engine, self.viewer);
        let mut whole = engine.whole(viewer, (kind, query, list.needs), self.freshness).await;
        let mut records = 0;
        while let Some(Chunk { nodes, as_of, gaps }) = whole.next().await? {
            self.missing.extend(gaps);
            records += nodes.len();
            if records > MOST_RECORDS {
                return Err(Problem::too_complex(format!(
                    "the figures stand on more than {MOST_RECORDS} records of {kind}; ask for a \
                     shorter `period`, or narrow `filter` or `dealFilter`"
                )));
            }
            match kind {
                EntityKind::Deal => self.add_deals(nodes, as_of, folds).await?,
                _ => self.add(&nodes, (owner, as_of), folds).await?,
            }
        }
        Ok(())
    }

    /// Adds deals, each once.
    async fn add_deals<'q>(
        &mut self,
        mut nodes: Vec<Seen>,
        as_of: Option<DateTime<Utc>>,
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        if self.partners.are_few() {
            nodes.retain(|node| self.counted.insert(node.id().to_owned()));
        }
        let (viewer, calendar) = (self.viewer, self.terms.calendar);
        let deals = self.involved.shares(&mut self.partners, viewer, calendar, &nodes).await;
        for (node, (deal, shares)) in nodes.iter().zip(deals) {
            let backing = Reader { node, viewer, calendar }.backing().or_later(as_of);
            let as_of = backing.as_of.into_iter().chain(self.involved.as_of).min();
            let backing = Backing { as_of, ..backing };
            folds.deal(&deal, &shares, backing)?;
        }
        Ok(())
    }

    /// Adds nodes to the folds of their partners.
    async fn add<'q>(
        &mut self,
        nodes: &[Seen],
        (owner, as_of): (FieldId, Option<DateTime<Utc>>),
        folds: &mut dyn Folds<'q>,
    ) -> Result<(), Problem> {
        let (viewer, calendar) = (self.viewer, self.terms.calendar);
        let reader = |node| Reader { node, viewer, calendar };
        let references = nodes.iter().map(|node| reader(node).reference(owner).cloned());
        let references: Vec<Option<Reference>> = references.collect();
        let parts = self.parts(nodes).await;
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
