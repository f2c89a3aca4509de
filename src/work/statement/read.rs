//! What is read: the incentives of partners, to the end of their lists.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId, FieldSet};
use chrono::Utc;

use super::{
    Basis, IncentiveStatement, Known, Terms,
    facts::{AMOUNT, FIELDS, PAID, PARTNER, REQUESTED, ROLE, STATUS, rows},
};
use crate::{
    engine::{Engine, Mode, Needs, Problem, Seen, Viewer},
    work::{Work, children::Children, period::Days, reader::Reader, sources::is_told},
};

const I: EntityKind = EntityKind::Incentive;

/// A question for statements.
#[derive(Debug, Clone)]
pub struct Question {
    /// The period.
    pub days: Days,
    /// By which days they count.
    pub basis: Basis,
    /// The currency of the totals; none for the reporting currency.
    pub currency: Option<String>,
    /// Fields of incentives that are wanted beside those of the statement.
    pub needs: Needs,
}

/// The statements of a partner.
pub struct PartnerStatements {
    /// The partner.
    pub partner: Seen,
    /// The statement of each period. The places of its lines are those of the incentives.
    pub statements: Vec<IncentiveStatement>,
    /// All incentives of the partner.
    pub incentives: Vec<Seen>,
}

/// The statement of a partner.
pub struct PartnerStatement {
    /// The partner.
    pub partner: Seen,
    /// The statement. The places of its lines are those of the incentives.
    pub statement: IncentiveStatement,
    /// All incentives of the partner.
    pub incentives: Vec<Seen>,
}

impl Work {
    /// The statements of these partners, in their order.
    ///
    /// # Errors
    /// If the incentives cannot be listed. A source that fails is named in the coverage.
    pub async fn statements(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: &Question,
        partners: &[Seen],
    ) -> Result<Vec<PartnerStatement>, Problem> {
        let periods = std::slice::from_ref(&question.days);
        let all = self.statements_over((engine, viewer), question, periods, partners).await?;
        let one = |of: PartnerStatements| {
            let PartnerStatements { partner, statements, incentives } = of;
            let statement = statements.into_iter().next()?;
            Some(PartnerStatement { partner, statement, incentives })
        };
        Ok(all.into_iter().filter_map(one).collect())
    }

    /// The statements of these partners over each of these periods, in their order: the question's
    /// own period does not count.
    ///
    /// # Errors
    /// As [`Self::statements`].
    pub async fn statements_over(
        &self,
        (engine, viewer): (&Engine, &Viewer),
        question: &Question,
        periods: &[Days],
        partners: &[Seen],
    ) -> Result<Vec<PartnerStatements>, Problem> {
        self.rates.note();
        let today = self.calendar.day_of(Utc::now());
        let currency: &str = question.currency.as_deref().unwrap_or(self.rates.reporting());
        let currency: Arc<str> = currency.into();
        let fields: FieldSet = FIELDS.into_iter().collect();
        // Each record tells its own stage, also where another one decides the amount.
        let needs = Needs { every_record: true, ..question.needs.with(fields) };
        let all = Children::of((engine, viewer), (I, PARTNER), partners, &needs).await?;
        let statements = |(partner, found): (&Seen, Children)| {
            let missing = found.missing(engine);
            let rows = rows(&found.nodes, viewer, self.calendar);
            let terms = |days| Terms {
                days,
                basis: question.basis,
                currency: currency.clone(),
                rates: self.rates.clone(),
                today,
                known: known(engine, viewer, &missing),
            };
            let statement = |days: &Days| {
                let mut statement = IncentiveStatement::of(&rows, &terms(*days));
                let shown = statement.lines.iter().filter_map(|line| found.nodes.get(line.place));
                for node in shown {
                    let reader = Reader { node, viewer, calendar: self.calendar };
                    statement.coverage.stand_on(reader.backing());
                }
                statement.coverage.missing.clone_from(&missing);
                statement
            };
            let statements = periods.iter().map(statement).collect();
            PartnerStatements { partner: partner.clone(), statements, incentives: found.nodes }
        };
        Ok(partners.iter().zip(all).map(statements).collect())
    }
}

/// The amounts that a source which answered can tell, and that he may see.
fn known(engine: &Engine, viewer: &Viewer, missing: &[Problem]) -> Known {
    let has =
        |field: FieldId| viewer.mode(I, field) == Mode::Show && is_told(engine, missing, I, field);
    let has_amount = has(ROLE) && has(STATUS) && has(AMOUNT);
    Known {
        promised: has_amount,
        claimed: has(ROLE) && (has(AMOUNT) || has(REQUESTED)),
        earned: has_amount,
        approved: has_amount,
        paid: has(PAID) || has_amount,
    }
}
