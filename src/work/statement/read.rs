//! What is read: the incentives of partners, to the end of their lists.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId, FieldSet};
use chrono::Utc;

use super::{
    Basis, IncentiveStatement, Known, Terms,
    facts::{AMOUNT, FIELDS, PAID, PARTNER, REQUESTED, ROLE, STATUS, rows},
};
use crate::{
    engine::{Engine, ListQuery, Listed, Mode, Needs, Problem, Seen, Viewer},
    work::{
        PAGE, Work,
        period::Days,
        reader::Reader,
        sources::{each_once, is_told},
    },
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

/// The statement of a partner.
pub struct PartnerStatement {
    /// The partner.
    pub partner: Seen,
    /// The statement. The places of its lines are those of the incentives.
    pub statement: IncentiveStatement,
    /// All incentives of the partner.
    pub incentives: Vec<Seen>,
}

/// The incentives of one partner while they are read.
#[derive(Default)]
struct Found {
    nodes: Vec<Seen>,
    gaps: Vec<Problem>,
    next: Option<ListQuery>,
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
        self.rates.note();
        let today = self.calendar.day_of(Utc::now());
        let currency: &str = question.currency.as_deref().unwrap_or(self.rates.reporting());
        let currency: Arc<str> = currency.into();
        let all = found(engine, viewer, &question.needs, partners).await?;
        let statement = |(partner, found): (&Seen, Found)| {
            let missing = missing(engine, &found);
            let terms = Terms {
                days: question.days,
                basis: question.basis,
                currency: currency.clone(),
                rates: self.rates.clone(),
                today,
                known: known(engine, viewer, &missing),
            };
            let rows = rows(&found.nodes, viewer, self.calendar);
            let mut statement = IncentiveStatement::of(&rows, &terms);
            let shown = statement.lines.iter().filter_map(|line| found.nodes.get(line.place));
            for node in shown {
                let reader = Reader { node, viewer, calendar: self.calendar };
                statement.coverage.stand_on(reader.backing());
            }
            statement.coverage.missing = missing;
            PartnerStatement { partner: partner.clone(), statement, incentives: found.nodes }
        };
        Ok(partners.iter().zip(all).map(statement).collect())
    }
}

/// All incentives of each of these partners.
async fn found(
    engine: &Engine,
    viewer: &Viewer,
    needs: &Needs,
    partners: &[Seen],
) -> Result<Vec<Found>, Problem> {
    let fields: FieldSet = FIELDS.into_iter().collect();
    // Each record tells its own stage, also where another one decides the amount.
    let needs = Needs { every_record: true, ..needs.with(fields) };
    let query = ListQuery::first_of_all(PAGE);
    let pages = engine.children(viewer, I, PARTNER, partners, &query, &needs).await?;
    let mut all = Vec::with_capacity(partners.len());
    for (page, partner) in pages.iter().zip(partners) {
        let mut found = Found::default();
        found.add(page, &query);
        while let Some(query) = found.next.take() {
            let parent = std::slice::from_ref(partner);
            for page in engine.children(viewer, I, PARTNER, parent, &query, &needs).await? {
                found.add(&page, &query);
            }
        }
        all.push(found);
    }
    Ok(all)
}

impl Found {
    fn add(&mut self, page: &Listed<Seen>, query: &ListQuery) {
        self.nodes.extend(page.nodes.iter().map(|(_, node)| node.clone()));
        self.gaps.extend(page.gaps.iter().cloned());
        self.next = page.next(query);
    }
}

/// The sources that did not answer, each once.
fn missing(engine: &Engine, found: &Found) -> Vec<Problem> {
    let failures = found.nodes.iter().flat_map(Seen::failures);
    each_once(engine.index_gaps().into_iter().chain(found.gaps.iter().cloned()).chain(failures))
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
