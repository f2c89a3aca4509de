//! Statements: their arguments, calls and fields. They are worked out by [`crate::work`].

mod ask;
mod bind;
mod field;
mod page;

use std::sync::Arc;

use chrono::NaiveDate;

pub(super) use bind::{bind, lines};
pub use field::Item;
pub use page::LinesAsked;

use crate::{
    engine::{ListQuery, Seen},
    work::statement::{Line, PartnerStatement, Question},
};

/// Statements as they are asked for.
#[derive(Clone)]
pub struct Asked {
    question: Question,
    /// This day, in the time zone of reports.
    today: NaiveDate,
    /// The list of the partners whose statements are wanted; none for those of the parents.
    pub(super) partners: Option<ListQuery>,
}

/// A statement as it is answered.
pub struct StatementOf {
    today: NaiveDate,
    told: PartnerStatement,
}

/// A line of a statement.
#[derive(Clone)]
pub struct LineOf {
    of: Arc<StatementOf>,
    place: usize,
}

impl StatementOf {
    /// The incentive of a line.
    fn incentive(&self, line: &Line) -> Option<&Seen> {
        self.told.incentives.get(line.place)
    }
}

impl LineOf {
    fn line(&self) -> Option<&Line> {
        self.of.told.statement.lines.get(self.place)
    }

    fn incentive(&self) -> Option<&Seen> {
        self.of.incentive(self.line()?)
    }
}
