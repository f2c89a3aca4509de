//! Fields of statements, of their lines and differences.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId};
use rust_decimal::Decimal;

use super::{LineOf, StatementOf};
use crate::{
    graphql::{
        engine_graph::{
            EngineGraph,
            bind::Bound,
            object::{self, Shown, text},
            performance,
        },
        plan::Printed,
        types::{Meaning, StatementField as F},
        walk::Resolved,
    },
    work::statement::{Columns, Differences},
};

const I: EntityKind = EntityKind::Incentive;
const PROGRAM: FieldId = I.known("program");
const KIND: FieldId = I.known("kind");
const STATUS: FieldId = I.known("status");
const DUE_AT: FieldId = I.known("dueAt");
const PAID_AT: FieldId = I.known("paidAt");

/// Anything of statements that has fields.
#[derive(Clone)]
pub enum Item<'a> {
    /// A statement.
    Statement(&'a Arc<StatementOf>),
    /// A line.
    Line(&'a LineOf),
    /// Differences, and their currency if there is an amount.
    Differences(&'a Differences, Option<&'a str>),
}

impl EngineGraph<'_> {
    /// A field of an item of statements.
    pub(in crate::graphql::engine_graph) fn of_statement<'a>(
        &'a self,
        item: &Item<'a>,
        field: &'a Printed,
        meaning: Meaning,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        let Meaning::OfStatement(of) = meaning else { return Resolved::Null };
        match item {
            Item::Statement(statement) => of_whole(statement, of),
            Item::Line(line) => self.of_line(line, field, of, bound),
            Item::Differences(differences, currency) => of_differences(differences, *currency, of),
        }
    }

    /// A field of a line: what the incentive says of itself is seen as it is there.
    fn of_line<'a>(
        &'a self,
        of: &'a LineOf,
        field: &'a Printed,
        part: F,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        let value = match part {
            F::LineProgram => PROGRAM,
            F::LineKind => KIND,
            F::LineStatus => STATUS,
            F::LineDueAt => DUE_AT,
            F::LinePaidAt => PAID_AT,
            _ => {
                let Some(line) = of.line() else { return Resolved::Null };
                let currency = line.currency.as_deref();
                return amounts(line.columns, &line.differences, currency, part);
            }
        };
        match of.incentive() {
            Some(node) => self.of_node(node, field, Meaning::Value(value), bound),
            None => Resolved::Null,
        }
    }
}

fn of_whole(of: &Arc<StatementOf>, part: F) -> Shown<'_> {
    let statement = &of.told.statement;
    let currency = Some(&*statement.currency);
    match part {
        F::Period => performance::Item::Period(of.today, statement.days).shown(),
        F::Basis => text(statement.basis.into()),
        F::Currency => text(&statement.currency),
        F::Opening => money(statement.opening, currency),
        F::Closing => money(statement.closing, currency),
        F::Coverage => performance::Item::Coverage(&statement.coverage).shown(),
        _ => amounts(statement.columns, &statement.differences, currency, part),
    }
}

/// An amount that statements and lines have alike.
fn amounts<'a>(
    columns: Columns,
    differences: &'a Differences,
    currency: Option<&'a str>,
    part: F,
) -> Shown<'a> {
    let amount = match part {
        F::Promised => columns.promised,
        F::Claimed => columns.claimed,
        F::Earned => columns.earned,
        F::Approved => columns.approved,
        F::Paid => columns.paid,
        _ => {
            let item = Item::Differences(differences, currency);
            return Resolved::Object(object::Item::Statement(item));
        }
    };
    money(amount, currency)
}

fn of_differences<'a>(of: &'a Differences, currency: Option<&'a str>, part: F) -> Shown<'a> {
    match part {
        F::Unused => money(of.unused, currency),
        F::Reduced => money(of.reduced, currency),
        F::Outstanding => money(of.outstanding, currency),
        F::Overpaid => money(of.overpaid, currency),
        _ => Resolved::List(of.reasons.iter().map(|reason| text(reason.into())).collect()),
    }
}

fn money(amount: Option<Decimal>, currency: Option<&str>) -> Shown<'_> {
    let (Some(amount), Some(currency)) = (amount, currency) else { return Resolved::Null };
    Resolved::Object(object::Item::Money(amount, currency))
}
