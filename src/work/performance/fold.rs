//! The fold: adds each record to the rows and the parts of the period to which it belongs.

use std::sync::Arc;

use super::{
    Attribution, Dimension, Figures, Group, Performance,
    add::Record,
    counted::{Placed, SharedDeal},
    facts::{Deal, Incentive, Invoice, Lead, Training, incentive::Amount},
    known::Known,
    partners::Partner,
    rows::{Cell, Groups, Piece},
    shares::Share,
    terms::{AmountSeen, Terms},
};
use crate::{
    engine::Problem,
    work::coverage::{Backing, Coverage},
};

/// Figures in the making.
pub(super) struct Fold<'a> {
    terms: Terms<'a>,
    /// The whole period.
    whole: Piece,
    /// Its parts: one alone if no interval is asked for.
    pieces: Vec<Piece>,
    total: Cell,
    groups: Groups,
    coverage: Coverage,
}

impl<'a> Fold<'a> {
    /// A fold of nothing yet.
    pub(super) fn new(terms: Terms<'a>, whole: Piece, pieces: Vec<Piece>) -> Self {
        let unattributed = terms.want(Group::Attribution).then_some(0);
        let coverage = Coverage { unattributed, ..Coverage::default() };
        let total = Cell::default();
        // A line over time has no holes.
        let is_line = terms.question.group_by.is_empty();
        let groups = if is_line { Groups::of_all(pieces.len()) } else { Groups::default() };
        Self { terms, whole, pieces, total, groups, coverage }
    }

    /// Adds a deal, with the parts that partners have in it.
    ///
    /// # Errors
    /// If there are more rows than may be.
    pub(super) fn deal(
        &mut self,
        deal: &Deal,
        shares: &[Share],
        backing: Backing,
    ) -> Result<(), Problem> {
        let terms = &self.terms;
        let Some(shared) = SharedDeal::of(deal, shares, terms.question) else { return Ok(()) };
        let is_undated = (terms.want(Group::Closed) && deal.is_closed && deal.close.is_none())
            || (terms.want(Group::Created) && deal.created.is_none());
        self.coverage.undated += u64::from(is_undated);
        let whole = shared.whole();
        let is_bare = whole.record.parts == [Attribution::Unattributed];
        let is_counted = self.add(&whole, &shared.rows(&terms.question.group_by), backing)?;
        if let Some(unattributed) = &mut self.coverage.unattributed {
            *unattributed += u64::from(is_counted && is_bare);
        }
        Ok(())
    }

    /// Adds an incentive. Where rows go by what only deals have, it is in the total alone.
    ///
    /// # Errors
    /// If there are more rows than may be.
    pub(super) fn incentive(
        &mut self,
        incentive: &Incentive,
        partner: &Arc<Partner>,
        backing: Backing,
    ) -> Result<(), Problem> {
        let is_undated =
            |amount: &Option<Amount>| amount.as_ref().is_some_and(|amount| amount.day.is_none());
        if self.terms.want(Group::Incentives) {
            let undated = is_undated(&incentive.earned) || is_undated(&incentive.paid);
            self.coverage.undated += u64::from(undated);
        }
        self.add_of(incentive, partner, backing)
    }

    /// Adds a lead. Where rows go by what only deals have, it is in the total alone.
    ///
    /// # Errors
    /// If there are more rows than may be.
    pub(super) fn lead(
        &mut self,
        lead: &Lead,
        partner: &Arc<Partner>,
        backing: Backing,
    ) -> Result<(), Problem> {
        self.add_of(lead, partner, backing)
    }

    /// Adds an invoice. Where rows go by what only deals have, it is in the total alone.
    ///
    /// # Errors
    /// If there are more rows than may be.
    pub(super) fn invoice(
        &mut self,
        invoice: &Invoice,
        partner: &Arc<Partner>,
        backing: Backing,
    ) -> Result<(), Problem> {
        self.coverage.undated += u64::from(invoice.issued.is_none());
        self.add_of(invoice, partner, backing)
    }

    /// Adds a course or certification. Where rows go by what only deals have, it is in the total
    /// alone.
    ///
    /// # Errors
    /// If there are more rows than may be.
    pub(super) fn training(
        &mut self,
        training: &Training,
        partner: &Arc<Partner>,
        backing: Backing,
    ) -> Result<(), Problem> {
        self.coverage.undated += u64::from(training.day.is_none());
        self.add_of(training, partner, backing)
    }

    /// Adds what is no deal of a partner.
    fn add_of(
        &mut self,
        record: &impl Record,
        partner: &Arc<Partner>,
        backing: Backing,
    ) -> Result<(), Problem> {
        let place = |keys| Placed { keys, partners: vec![partner], record };
        let rows: Vec<_> =
            partner.keys(&self.terms.question.group_by).into_iter().map(place).collect();
        self.add(&place(Vec::new()), &rows, backing)?;
        Ok(())
    }

    /// Adds a record to the total and to its rows. True if it is counted in the period.
    fn add<R: Record>(
        &mut self,
        placed: &Placed<'_, R>,
        rows: &[Placed<'_, R>],
        backing: Backing,
    ) -> Result<bool, Problem> {
        let (terms, whole) = (&self.terms, self.whole);
        let mut seen = AmountSeen::default();
        add_to(&mut self.total, terms, whole, placed, &mut seen);
        for (place, piece) in self.pieces.iter().enumerate() {
            let belongs = |days| placed.record.belongs(terms, days);
            if !(belongs(piece.now) || piece.before.is_some_and(belongs)) {
                continue;
            }
            for row in rows {
                let Some(partner) = row.partners.first() else { continue };
                let (dimensions, most) = (&terms.question.group_by, terms.max_groups);
                let cell = self.groups.cell(&row.keys, dimensions, partner, place, most)?;
                add_to(cell, terms, *piece, row, &mut AmountSeen::default());
            }
        }
        let is_counted = placed.record.belongs(terms, whole.now);
        if is_counted {
            let coverage = &mut self.coverage;
            coverage.records += 1;
            coverage.stand_on(backing);
            coverage.without_amount += u64::from(seen.is_without);
            coverage.unconverted += u64::from(seen.is_unconverted);
        }
        Ok(is_counted)
    }

    /// The answer.
    pub(super) fn finish(mut self, known: &Known, missing: Vec<Problem>) -> Performance {
        let terms = self.terms;
        let dimensions = &terms.question.group_by;
        self.coverage.missing = missing;
        self.coverage.unmapped.clone_from(&known.unmapped);
        if known.is(Group::Open) {
            self.coverage.approximate = approximate(&self.total, self.whole, &terms);
        }
        let is_of_deals = dimensions.iter().any(|dimension| dimension.is_of_deals());
        let mut rows = self.groups.rows(dimensions, &self.pieces, known);
        for row in rows.iter_mut().filter(|_| is_of_deals) {
            row.figures.keep_of_deals();
            row.previous.iter_mut().for_each(Figures::keep_of_deals);
        }
        let mut total = self.total.row(Vec::new(), self.whole, known);
        let is_of_one = terms.is_of_one || dimensions.contains(&Dimension::Partner);
        for row in rows.iter_mut().filter(|_| is_of_one) {
            row.tell_level(&terms);
        }
        if terms.is_of_one {
            total.tell_level(&terms);
        }
        Performance {
            period: self.whole.now,
            closed: self.whole.now.to < terms.today,
            previous: self.whole.before,
            currency: terms.currency.clone(),
            total,
            rows,
            coverage: self.coverage,
        }
    }
}

/// Adds a record to both periods of a cell.
fn add_to<R: Record>(
    cell: &mut Cell,
    terms: &Terms<'_>,
    piece: Piece,
    placed: &Placed<'_, R>,
    seen: &mut AmountSeen,
) {
    let Placed { record, partners, .. } = placed;
    let partners = if record.counts_partners() { partners.as_slice() } else { &[] };
    if record.belongs(terms, piece.now) {
        record.add(terms, piece.now, &mut cell.now, seen);
        cell.now.partners.extend(partners.iter().map(|partner| partner.number));
    }
    if let Some(before) = piece.before.filter(|days| record.belongs(terms, *days)) {
        record.add(terms, before, &mut cell.before, &mut AmountSeen::default());
        cell.before.partners.extend(partners.iter().map(|partner| partner.number));
    }
}

/// Figures that are estimates, and why.
fn approximate(total: &Cell, whole: Piece, terms: &Terms<'_>) -> Vec<String> {
    let mut all = Vec::new();
    if whole.now.to < terms.today || whole.before.is_some() {
        all.push(
            "openPipeline and weightedPipeline of a period that is over: deals that were open then, \
             with the amounts and probabilities of today"
                .to_owned(),
        );
    }
    if total.now.unweighted > 0 {
        all.push(format!(
            "weightedPipeline: open deals without a probability are left out: {}",
            total.now.unweighted
        ));
    }
    all
}
