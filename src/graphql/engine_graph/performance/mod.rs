//! Performance: its arguments, calls and fields. The figures themselves are worked out by
//! [`crate::work`].

mod ask;
mod bind;
mod field;
mod figures;
mod growth;
mod page;
mod rights;
#[cfg(feature = "bi")]
mod table;
mod wanted;

use std::{ops::Range, sync::Arc};

use chrono::NaiveDate;

pub(super) use ask::known_partners;
pub(super) use bind::{bind, part};
pub use field::Item;
pub(super) use rights::{kind_of, refused, sees};
#[cfg(feature = "bi")]
pub use table::{FigureRows, LeafSight, kinds, sight};

use self::page::RowPlace;
use crate::{
    engine::Seen,
    work::performance::{Key, Performance, Question, Row},
};

/// Figures as they are asked for.
#[derive(Clone)]
pub struct Asked {
    /// The question, without the figures that are wanted: those are read off the plan.
    question: Question,
    /// This day, in the time zone of reports.
    today: NaiveDate,
    /// Rows of a page at most.
    pub(super) first: usize,
    /// The row after which the page begins.
    after: Option<RowPlace>,
}

/// Figures as they are answered.
pub struct Answered {
    question: Question,
    today: NaiveDate,
    /// The partner whose figures they are; none if they are those of all.
    partner: Option<Seen>,
    answer: Performance,
    /// The rows of the page.
    page: Range<usize>,
}

/// A row of figures, or the total.
#[derive(Clone)]
pub struct RowOf {
    of: Arc<Answered>,
    /// The place of the row; none of the total.
    place: Option<usize>,
}

/// A value of a dimension of a row.
#[derive(Clone)]
pub struct KeyOf {
    row: RowOf,
    place: usize,
}

impl Answered {
    /// Returns true if the figures are those of one partner.
    pub(super) fn is_of_partner(&self) -> bool {
        self.partner.is_some()
    }
}

impl RowOf {
    fn row(&self) -> &Row {
        let row = self.place.and_then(|place| self.of.answer.rows.get(place));
        row.unwrap_or(&self.of.answer.total)
    }
}

impl KeyOf {
    fn key(&self) -> Option<&Key> {
        self.row.row().keys.get(self.place)
    }

    /// The partner that the value means, as the index knows it.
    pub(super) fn partner(&self) -> Option<&Seen> {
        self.key()?.partner.as_ref()
    }
}
