//! Fields of performance, but for the figures of rows.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Answered, KeyOf, RowOf, figures, growth::Change, page, rights};
use crate::{
    engine::{Mode, Problem},
    graphql::{
        engine_graph::{
            EngineGraph,
            bind::Bound,
            object::{self, Shown, count, objects, owned, text, time},
            sight::Sight,
        },
        types::{Meaning, PageField, PerformanceField as F},
        walk::{Leaf, Resolved},
    },
    work::{
        coverage::Coverage,
        performance::{Attributed, Counted, Engagement, Funds, Leads, Registrations},
        period::Days,
    },
};

/// Anything of performance that has fields.
#[derive(Clone)]
pub enum Item<'a> {
    /// An answer.
    Answered(&'a Arc<Answered>),
    /// A period, seen from this day.
    Period(NaiveDate, Days),
    /// The place of its page among all rows.
    Page(&'a Answered),
    /// A row.
    Row(&'a RowOf),
    /// A value of its dimensions.
    Key(&'a KeyOf),
    /// A number of records with their amount.
    Counted(&'a Answered, Counted),
    /// Figures of one attribution.
    Attributed(&'a Answered, &'a Attributed),
    /// Figures of registrations.
    Registrations(Registrations),
    /// Figures of leads.
    Leads(Leads),
    /// What partners did.
    Engagement(Engagement),
    /// Figures of funds.
    Funds(&'a Answered, Funds),
    /// A change.
    Change(Change),
    /// What figures stand on.
    Coverage(&'a Coverage),
}

impl<'a> Item<'a> {
    /// The item as any other.
    pub(in crate::graphql::engine_graph) fn shown(self) -> Shown<'a> {
        Resolved::Object(object::Item::Performance(self))
    }
}

pub(super) fn number<'a>(number: impl Into<Option<u64>>) -> Shown<'a> {
    number.into().map_or(Resolved::Null, count)
}

pub(super) fn float<'a>(number: Option<f64>) -> Shown<'a> {
    number.map_or(Resolved::Null, |number| Resolved::Leaf(Leaf::Float(number)))
}

impl EngineGraph<'_> {
    /// A field of an item of performance, as far as the viewer may see what it stands on.
    pub(in crate::graphql::engine_graph) fn of_performance<'a>(
        &'a self,
        item: &Item<'a>,
        meaning: Meaning,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        let field = match (meaning, item) {
            (Meaning::Figures(field), _) => field,
            (Meaning::Page(PageField::PageInfo), Item::Answered(of)) => {
                return Item::Page(of).shown();
            }
            (Meaning::Page(part), Item::Page(of)) => return page_info(of, part),
            _ => return Resolved::Null,
        };
        let basis = match bound {
            Some(Bound::Figure(figure)) => rights::of_figure(*figure),
            _ => rights::of_field(field),
        };
        match rights::sight(self.viewer, basis) {
            Sight::Shown => {}
            Sight::Hidden => return Resolved::Null,
            Sight::Forbidden(problem) => return Resolved::Failed(problem),
        }
        match item {
            Item::Answered(of) => answered(of, field),
            Item::Period(today, days) => self.period(*today, *days, field),
            Item::Row(row) => figures::row(row, field, bound),
            Item::Key(key) => value(key, field),
            Item::Counted(of, counted) => figures::counted(of, *counted, field),
            Item::Attributed(of, figures) => figures::attributed(of, figures, field),
            Item::Registrations(of) => figures::registrations(of, field),
            Item::Leads(of) => figures::leads(of, field),
            Item::Engagement(of) => figures::engagement(*of, field),
            Item::Funds(of, funds) => figures::funds(of, funds, field),
            Item::Change(change) => figures::change(change, field),
            Item::Coverage(of) => self.coverage(of, field),
            Item::Page(_) => Resolved::Null,
        }
    }

    fn period<'a>(&self, today: NaiveDate, days: Days, field: F) -> Shown<'a> {
        match field {
            F::PeriodFrom => Resolved::Leaf(Leaf::Date(days.from)),
            F::PeriodTo => Resolved::Leaf(Leaf::Date(days.to)),
            F::PeriodTimeZone => owned(self.work.calendar.zone.to_string()),
            _ => Resolved::Leaf(Leaf::Bool(days.to < today)),
        }
    }

    fn coverage<'a>(&self, of: &'a Coverage, field: F) -> Shown<'a> {
        let texts =
            |texts: &'a [String]| Resolved::List(texts.iter().map(|one| text(one)).collect());
        match field {
            F::CoverageComplete => Resolved::Leaf(Leaf::Bool(of.missing.is_empty())),
            F::CoverageMissing => {
                let of_sources = of.missing.iter().filter(|gap| is_of_source(gap));
                objects(of_sources.map(object::Item::Gap))
            }
            F::CoverageAsOf => time(of.as_of),
            F::CoverageRecords => count(of.records),
            F::CoverageTwins if self.viewer.provenance() != Mode::Show => Resolved::Null,
            F::CoverageTwins => count(of.twins),
            F::CoverageUndated => count(of.undated),
            F::CoverageWithoutAmount => count(of.without_amount),
            F::CoverageUnconverted => count(of.unconverted),
            F::CoverageUnattributed => number(of.unattributed),
            F::CoverageUnmapped => texts(&of.unmapped),
            _ => texts(&of.approximate),
        }
    }
}

fn is_of_source(gap: &Problem) -> bool {
    gap.source_name.is_some()
}

fn answered(of: &Arc<Answered>, field: F) -> Shown<'_> {
    match field {
        F::AnswerPeriod => Item::Period(of.today, of.answer.period).shown(),
        F::AnswerPrevious => {
            of.answer.previous.map_or(Resolved::Null, |days| Item::Period(of.today, days).shown())
        }
        F::AnswerCurrency => text(&of.answer.currency),
        F::AnswerRowCount => count(of.answer.rows.len() as u64),
        F::AnswerCoverage => Item::Coverage(&of.answer.coverage).shown(),
        _ => Resolved::Null,
    }
}

fn value(key: &KeyOf, field: F) -> Shown<'_> {
    let Some(key) = key.key() else { return Resolved::Null };
    match (field, &key.value) {
        (F::KeyDimension, _) => text(key.dimension.into()),
        (F::KeyValue, Some(value)) => text(value),
        _ => Resolved::Null,
    }
}

fn page_info<'a>(of: &Answered, part: PageField) -> Shown<'a> {
    let rows = &of.answer.rows;
    let cursor = |place: usize| page::cursor(&of.question.group_by, rows.get(place)?, place);
    let at = |place: Option<usize>| place.filter(|_| !of.page.is_empty()).and_then(cursor).into();
    match part {
        PageField::HasNextPage => Resolved::Leaf(Leaf::Bool(of.page.end < rows.len())),
        PageField::HasPreviousPage => Resolved::Leaf(Leaf::Bool(of.page.start > 0)),
        PageField::StartCursor => at(Some(of.page.start)),
        _ => at(of.page.end.checked_sub(1)),
    }
}
