//! What is read: the incentives of partners to the end of their lists, as plain rows.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Money, Reference, Value};
use chrono::{NaiveDate, Utc};

use super::{Basis, IncentiveStatement, Known, Payment, Row, Stage, Terms};
use crate::{
    engine::{Engine, ListQuery, Listed, Mode, Needs, Problem, Seen, Viewer},
    work::{
        Work,
        performance::Reader,
        period::{Calendar, Days},
    },
};

const I: EntityKind = EntityKind::Incentive;
const ROLE: FieldId = I.known("role");
const STATUS: FieldId = I.known("status");
const AMOUNT: FieldId = I.known("amount");
const REQUESTED: FieldId = I.known("requestedAmount");
const APPROVED: FieldId = I.known("approvedAmount");
const PAID: FieldId = I.known("paidAmount");
const PARTNER: FieldId = I.known("partner");
const REQUEST: FieldId = I.known("request");
const PERIOD_START: FieldId = I.known("periodStart");
const PERIOD_END: FieldId = I.known("periodEnd");
const EARNED_AT: FieldId = I.known("earnedAt");
const DUE_AT: FieldId = I.known("dueAt");
const PAID_AT: FieldId = I.known("paidAt");
const EXPIRES_AT: FieldId = I.known("expiresAt");
const CREATED_AT: FieldId = I.known("createdAt");
/// The fields that a statement stands on, and those that its lines show.
pub const FIELDS: [FieldId; 18] = [
    I.known("kind"),
    I.known("program"),
    I.known("deal"),
    ROLE,
    STATUS,
    AMOUNT,
    REQUESTED,
    APPROVED,
    PAID,
    PARTNER,
    REQUEST,
    PERIOD_START,
    PERIOD_END,
    EARNED_AT,
    DUE_AT,
    PAID_AT,
    EXPIRES_AT,
    CREATED_AT,
];
/// Incentives on a page of a list that is read to its end.
const PAGE: usize = 1_000;

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
                let standing = reader.standing();
                statement.coverage.twins += standing.twins;
                let oldest = [statement.coverage.as_of, standing.as_of].into_iter().flatten().min();
                statement.coverage.as_of = oldest;
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
        // A source that stays down owes its nodes for ever.
        let goes_on = page.has_next && (page.gaps.is_empty() || !page.nodes.is_empty());
        let last = page.nodes.last().map(|(cursor, _)| cursor);
        let last = page.end.as_ref().or(last).filter(|_| goes_on);
        self.next = last.map(|last| ListQuery { after: Some(last.clone()), ..query.clone() });
    }
}

/// The sources that did not answer, each once.
fn missing(engine: &Engine, found: &Found) -> Vec<Problem> {
    let mut missing: Vec<Problem> = Vec::new();
    let failures = found.nodes.iter().flat_map(Seen::failures);
    let all = engine.index_gaps().into_iter().chain(found.gaps.iter().cloned()).chain(failures);
    for problem in all {
        if !missing.iter().any(|known| known.source_name == problem.source_name) {
            missing.push(problem);
        }
    }
    missing
}

/// The amounts that a source which answered can tell, and that he may see.
fn known(engine: &Engine, viewer: &Viewer, missing: &[Problem]) -> Known {
    let has = |field: FieldId| {
        let is_missing = |source: &str| {
            missing.iter().any(|problem| problem.source_name.as_deref() == Some(source))
        };
        viewer.mode(I, field) == Mode::Show
            && engine.sources_holding(I, field).any(|source| !is_missing(source))
    };
    let has_amount = has(ROLE) && has(STATUS) && has(AMOUNT);
    Known {
        promised: has_amount,
        claimed: has(ROLE) && (has(AMOUNT) || has(REQUESTED)),
        earned: has_amount,
        approved: has_amount,
        paid: has(PAID) || has_amount,
    }
}

/// The incentives as plain rows.
fn rows(nodes: &[Seen], viewer: &Viewer, calendar: Calendar) -> Vec<Row> {
    let places: HashMap<Reference, usize> = (nodes.iter().enumerate())
        .flat_map(|(place, node)| node.references().map(move |reference| (reference, place)))
        .collect();
    let row = |(place, node): (usize, &Seen)| {
        let reader = Reader { node, viewer, calendar };
        let promise = reader.reference(REQUEST).and_then(|reference| places.get(reference));
        Row { draws_on: promise.copied().filter(|above| *above != place), ..row(reader) }
    };
    nodes.iter().enumerate().map(row).collect()
}

fn row(reader: Reader<'_>) -> Row {
    let Reader { node, viewer, .. } = reader;
    let told = |by| node.told(viewer, by, [ROLE, by]);
    let first = |by, stages: &[Stage]| {
        let mut all = told(by).into_iter();
        all.find_map(|[role, amount]| money(amount).filter(|_| is_of(role, stages)))
    };
    let (promise, claim, earning) = (Stage::Promise, Stage::Claim, Stage::Earning);
    let approved = node.parts(viewer, APPROVED, [ROLE, APPROVED]).into_iter();
    let paid = node.parts(viewer, PAID, [PAID, PAID_AT]).into_iter();
    let payment = |[amount, on]: [&Value; 2]| Some(Payment { amount: money(amount)?, on: day(on) });
    Row {
        stages: told(ROLE).into_iter().filter_map(|[role, _]| stage(role)).collect(),
        status: reader.text(STATUS).and_then(|word| word.parse().ok()),
        promised: first(APPROVED, &[promise]).or_else(|| first(AMOUNT, &[promise])),
        claimed: first(REQUESTED, &[claim, earning]).or_else(|| first(AMOUNT, &[claim])),
        earned: first(AMOUNT, &[earning]),
        approved: approved
            .filter(|[role, _]| !is_of(role, &[promise]))
            .filter_map(|[_, amount]| money(amount))
            .collect(),
        payments: paid.filter_map(payment).collect(),
        draws_on: None,
        period_start: reader.day(PERIOD_START),
        period_end: reader.day(PERIOD_END),
        earned_at: reader.day(EARNED_AT),
        due_at: reader.day(DUE_AT),
        paid_at: reader.day(PAID_AT),
        expires_at: reader.day(EXPIRES_AT),
        created_on: reader.day(CREATED_AT),
    }
}

fn stage(role: &Value) -> Option<Stage> {
    role.as_str().and_then(|word| word.parse().ok())
}

fn is_of(role: &Value, stages: &[Stage]) -> bool {
    stage(role).is_some_and(|stage| stages.contains(&stage))
}

fn money(value: &Value) -> Option<Money> {
    match value {
        Value::Money(money) if !money.currency.is_empty() => Some((**money).clone()),
        _ => None,
    }
}

fn day(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}
