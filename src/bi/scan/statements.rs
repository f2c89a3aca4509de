//! The rows of statements: a line of a partner's statement each.

use std::collections::HashMap;

use channelgraph_schema::{EntityKind, FieldId, Value};
use channelgraph_sql::{Failure, Scan};
use futures::FutureExt;
use rust_decimal::Decimal;

use super::{
    Reader,
    channel::{self, Asked},
    extra::{Line as Row, Told},
    periods::Span,
    rows, value,
};
use crate::{
    bi::tables::{Cell, Definition},
    engine::{Needs, Seen},
    graphql::{Leaf, Meaning, StatementField as F},
    work::{
        period::Days,
        statement::{Basis, Line, PartnerStatements, Question},
    },
};

const I: EntityKind = EntityKind::Incentive;
const DEAL: FieldId = I.known("deal");
const PROGRAM: FieldId = I.known("program");
const KIND: FieldId = I.known("kind");
const STATUS: FieldId = I.known("status");
const DUE_AT: FieldId = I.known("dueAt");
const PAID_AT: FieldId = I.known("paidAt");

/// What is asked of the statements of some partners.
struct Step<'a> {
    reader: &'a Reader,
    scan: &'a Scan,
    definition: &'a Definition,
    span: &'a Span,
    basis: Basis,
}

/// The lines of the statements of each of these partners.
///
/// # Errors
/// If they cannot be worked out, or a source fails whose gap is not taken.
pub(super) async fn lines(
    reader: &Reader,
    scan: &Scan,
    asked: &Asked,
    partners: &[Seen],
) -> Result<Vec<Vec<Row>>, Failure> {
    let definition = reader.definition(&scan.table.name)?;
    let mut all: Vec<Vec<Row>> = partners.iter().map(|_| Vec::new()).collect();
    for span in &asked.spans {
        for basis in &asked.bases {
            let step = Step { reader, scan, definition, span, basis: *basis };
            let told = step.lines(partners).await?;
            all.iter_mut().zip(told).for_each(|(all, more)| all.extend(more));
        }
    }
    Ok(all)
}

impl Step<'_> {
    async fn lines(&self, partners: &[Seen]) -> Result<Vec<Vec<Row>>, Failure> {
        let (engine, viewer) = (&*self.reader.app.engine, &self.reader.viewer);
        let question = Question {
            days: self.span.days,
            basis: self.basis,
            currency: None,
            needs: Needs::default(),
        };
        let (work, parts) = (self.reader.app.graphql.work(), &self.span.parts);
        let told = work.statements_over((engine, viewer), &question, parts, partners).boxed();
        let told = told.await.map_err(|problem| self.reader.told(&problem))?;
        let deals = self.deals(&told).await?;
        told.iter().map(|of| self.of_partner(of, &deals)).collect()
    }

    /// The ids of the deals that the incentives of lines are paid for, by their own; none if they
    /// are not asked for.
    async fn deals(&self, told: &[PartnerStatements]) -> Result<HashMap<String, String>, Failure> {
        let is_asked =
            |place: &usize| matches!(self.definition.cells.get(*place), Some(Cell::DealOfLine));
        if !self.scan.columns.iter().any(is_asked) {
            return Ok(HashMap::new());
        }
        let lines = told.iter().flat_map(|of| {
            let lines = of.statements.iter().flat_map(|statement| &statement.lines);
            lines.filter_map(|line| of.incentives.get(line.place))
        });
        let distinct: HashMap<&str, &Seen> = lines.map(|node| (node.id(), node)).collect();
        let mut nodes: Vec<Seen> = distinct.into_values().cloned().collect();
        nodes.sort_by(|one, other| one.id().cmp(other.id()));
        rows::referred(self.reader, self.scan, DEAL, EntityKind::Deal, &nodes).await
    }

    fn of_partner(
        &self,
        of: &PartnerStatements,
        deals: &HashMap<String, String>,
    ) -> Result<Vec<Row>, Failure> {
        let mut rows = Vec::new();
        for statement in &of.statements {
            channel::covered(self.reader, self.scan, &statement.coverage)?;
            for line in &statement.lines {
                let Some(incentive) = of.incentives.get(line.place) else { continue };
                let mut row = self.row(statement.days, line, incentive);
                let put = |row: &mut Row, name, text| channel::put(self.scan, row, name, text);
                put(&mut row, channel::PARTNER, Some(of.partner.id()));
                put(&mut row, "deal_id", deals.get(incentive.id()).map(String::as_str));
                if channel::passes(&self.scan.condition, &row) {
                    rows.push(row);
                }
            }
        }
        Ok(rows)
    }

    fn row(&self, days: Days, line: &Line, incentive: &Seen) -> Row {
        let mut row = channel::empty(self.scan);
        for (name, text) in [
            ("period_length", Some(self.span.length.into())),
            ("basis", Some(self.basis.into())),
            ("incentive_id", Some(incentive.id())),
            ("currency", line.currency.as_deref()),
        ] {
            channel::put(self.scan, &mut row, name, text);
        }
        channel::put_days(self.scan, &mut row, days);
        for place in &self.scan.columns {
            let cell = self.definition.cells.get(*place);
            if let (Some(Cell::Line(leaf)), Some(value)) = (cell, row.get_mut(*place)) {
                *value = self.leaf(leaf, line, incentive);
            }
        }
        row
    }

    /// A leaf of a line. What the incentive says of itself is seen as it is there.
    fn leaf(&self, leaf: &Leaf, line: &Line, incentive: &Seen) -> Told {
        let Some(Meaning::OfStatement(field)) = leaf.way.last().map(|step| step.meaning) else {
            return Told::Value(Value::Null);
        };
        let (columns, differences) = (&line.columns, &line.differences);
        let of_node = match field {
            F::LineProgram => PROGRAM,
            F::LineKind => KIND,
            F::LineStatus => STATUS,
            F::LineDueAt => DUE_AT,
            F::LinePaidAt => PAID_AT,
            F::Promised => return money(line, columns.promised),
            F::Claimed => return money(line, columns.claimed),
            F::Earned => return money(line, columns.earned),
            F::Approved => return money(line, columns.approved),
            F::Paid => return money(line, columns.paid),
            F::Unused => return money(line, differences.unused),
            F::Reduced => return money(line, differences.reduced),
            F::Outstanding => return money(line, differences.outstanding),
            F::Overpaid => return money(line, differences.overpaid),
            F::Reasons => {
                let words: Vec<&str> = differences.reasons.iter().map(Into::into).collect();
                return Told::Text((!words.is_empty()).then(|| words.join(";")));
            }
            _ => return Told::Value(Value::Null),
        };
        match value::told(&self.reader.viewer, incentive, of_node) {
            value::Told::Value(value) => Told::Value(value.clone()),
            value::Told::Mask(text) => Told::Text(Some(text)),
        }
    }
}

/// An amount of a line: none without its currency.
fn money(line: &Line, amount: Option<Decimal>) -> Told {
    Told::Value(line.money(amount).map_or(Value::Null, |money| Value::Number(money.amount)))
}
