//! The basis `CASH`: each amount by its own day, with what was owed before the period and what is
//! owed at its end.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    Columns, Line, Row, Standing, Terms,
    standing::split,
    sums::{Folded, Purse},
};

/// What is owed before the period and at its end.
#[derive(Default)]
struct Balance {
    opening: Decimal,
    closing: Decimal,
}

/// One incentive while it is added.
struct Moves<'a> {
    row: &'a Row,
    standing: &'a Standing,
    terms: &'a Terms,
    folded: &'a mut Folded,
    purse: Purse<'a>,
    /// The first day of the period on which something happened to it.
    first: Option<NaiveDate>,
    /// The amounts of the period.
    shown: Columns,
    /// What is owed in its own currency.
    own: Balance,
    /// What is owed in the currency of the statement.
    told: Balance,
    is_undated: bool,
}

/// The statement of what happened in the period.
pub(super) fn fold(rows: &[Row], standings: &[Standing], terms: &Terms) -> Folded {
    let mut folded = Folded::default();
    for (place, (row, standing)) in rows.iter().zip(standings).enumerate() {
        if !standing.is_nothing(row) {
            let mut moves = Moves::new(row, standing, terms, &mut folded);
            moves.promised();
            moves.claimed();
            moves.earned();
            moves.paid();
            moves.finish(place);
        }
    }
    if terms.days.to < terms.today {
        let note = "what was claimed, earned and approved is told as it is today";
        folded.coverage.approximate.push(note.to_owned());
    }
    folded
}

impl Balance {
    /// Adds what came or went on a day.
    fn move_by(&mut self, amount: Decimal, on: NaiveDate, terms: &Terms) {
        if on < terms.days.from {
            self.opening = self.opening.saturating_add(amount);
        }
        if on <= terms.days.to {
            self.closing = self.closing.saturating_add(amount);
        }
    }
}

impl<'a> Moves<'a> {
    fn new(row: &'a Row, standing: &'a Standing, terms: &'a Terms, folded: &'a mut Folded) -> Self {
        let currency = standing.currency.as_deref().unwrap_or_default();
        Self {
            row,
            standing,
            terms,
            folded,
            purse: Purse { terms, currency, is_short: false },
            first: None,
            shown: Columns::default(),
            own: Balance::default(),
            told: Balance::default(),
            is_undated: false,
        }
    }

    /// The day, if it belongs to the period.
    fn within(&mut self, day: Option<NaiveDate>) -> Option<NaiveDate> {
        self.is_undated |= day.is_none();
        let day = day.filter(|day| self.terms.days.hold(*day))?;
        self.first = Some(self.first.map_or(day, |first| first.min(day)));
        Some(day)
    }

    fn promised(&mut self) {
        let promised = self.standing.columns.promised;
        if promised.is_none() {
            return;
        }
        let Some(day) = self.row.placed().within(self.terms.days) else { return };
        self.within(Some(day));
        self.shown.promised = promised;
        // What a promise under another one holds is part of that.
        if !self.row.is_promise() || self.row.draws_on.is_none() {
            let unused = self.standing.differences.unused;
            self.purse.add(promised, day, &mut self.folded.sums.promised);
            self.purse.add(unused, day, &mut self.folded.sums.unused);
        }
    }

    fn claimed(&mut self) {
        let claimed = self.standing.columns.claimed;
        if claimed.is_none() {
            return;
        }
        if let Some(day) = self.within(self.row.created_on) {
            self.shown.claimed = claimed;
            self.purse.add(claimed, day, &mut self.folded.sums.claimed);
            let reduced = self.standing.differences.reduced;
            self.purse.add(reduced, day, &mut self.folded.sums.reduced);
        }
    }

    fn earned(&mut self) {
        let Columns { earned, approved, .. } = self.standing.columns;
        if earned.is_none() && approved.is_none() {
            return;
        }
        let earned_on = self.row.earned_on();
        if let Some(day) = self.within(earned_on) {
            (self.shown.earned, self.shown.approved) = (earned, approved);
            self.purse.add(earned, day, &mut self.folded.sums.earned);
            self.purse.add(approved, day, &mut self.folded.sums.approved);
        }
        if let (Some(day), Some(approved)) = (earned_on, approved) {
            self.move_by(approved, day);
        }
    }

    fn paid(&mut self) {
        for (on, amount) in &self.standing.payments {
            if let Some(day) = self.within(*on) {
                let paid = self.shown.paid.unwrap_or_default();
                self.shown.paid = Some(paid.saturating_add(*amount));
                self.purse.add(Some(*amount), day, &mut self.folded.sums.paid);
            }
            if let Some(day) = *on {
                self.move_by(-*amount, day);
            }
        }
    }

    fn move_by(&mut self, amount: Decimal, on: NaiveDate) {
        self.own.move_by(amount, on, self.terms);
        if let Some(amount) = self.purse.convert(amount, on) {
            self.told.move_by(amount, on, self.terms);
        }
    }

    fn finish(self, place: usize) {
        let sums = &mut self.folded.sums;
        let (outstanding, overpaid) = split(Some(self.told.closing));
        for (sum, amount) in [
            (&mut sums.opening, self.told.opening),
            (&mut sums.closing, self.told.closing),
            (&mut sums.outstanding, outstanding.unwrap_or_default()),
            (&mut sums.overpaid, overpaid.unwrap_or_default()),
        ] {
            *sum = sum.saturating_add(amount);
        }
        self.folded.coverage.undated += u64::from(self.is_undated);
        if self.first.is_none() && self.own.opening.is_zero() && self.own.closing.is_zero() {
            return;
        }
        let mut differences = self.standing.differences.clone();
        differences.unused = differences.unused.filter(|_| self.shown.promised.is_some());
        differences.reduced = differences.reduced.filter(|_| self.shown.claimed.is_some());
        if self.standing.columns.approved.is_some() {
            (differences.outstanding, differences.overpaid) = split(Some(self.own.closing));
        }
        let currency = self.standing.currency.clone();
        let line = Line { place, currency, columns: self.shown, differences };
        self.folded.note(self.first, line, &self.purse);
    }
}
