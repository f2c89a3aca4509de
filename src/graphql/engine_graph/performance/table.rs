//! Figures as rows of tables: each value is what the same fields of an answer print.

use std::collections::BTreeSet;

use channelgraph_schema::{EntityKind, Value};
use rust_decimal::Decimal;

use super::{Answered, Item, RowOf, rights};
use crate::{
    engine::{Problem, Seen, Viewer},
    graphql::{
        engine_graph::{EngineGraph, bind::Bound, object, period::today, sight::Sight},
        types::{self, Meaning, PerformanceField},
        walk::{Leaf, Resolved},
    },
    work::{
        coverage::Coverage,
        performance::{Group, Lists, Performance, Question},
        period::Days,
    },
};

/// The figures of a partner, or of all, as rows.
pub struct FigureRows {
    /// The partner; none of all.
    pub partner: Option<Seen>,
    /// The rows, in the order of their periods: their days, and the values of the leaves that were
    /// asked for.
    pub rows: Vec<(Days, Vec<Value>)>,
    /// What they stand on.
    pub coverage: Coverage,
}

/// How a viewer sees a leaf of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafSight {
    /// As it is, or as null where fields that it stands on are hidden.
    Seen,
    /// He is refused.
    Refused,
    /// As it is, whatever his role: it says nothing about records.
    Open,
}

/// How a viewer sees a leaf of figures.
pub fn sight(viewer: &Viewer, leaf: &types::Leaf) -> LeafSight {
    let bases: Vec<_> = leaf.figures().map(|(field, _)| rights::of_field(field)).collect();
    let is_forbidden =
        |basis: &rights::Basis| matches!(rights::sight(viewer, *basis), Sight::Forbidden(_));
    if bases.iter().any(is_forbidden) {
        LeafSight::Refused
    } else if bases.iter().all(|(groups, fields)| groups.is_empty() && fields.is_empty()) {
        LeafSight::Open
    } else {
        LeafSight::Seen
    }
}

/// The groups of figures that leaves stand on, as far as a viewer may see what those stand on.
fn groups(viewer: &Viewer, leaves: &[&types::Leaf]) -> BTreeSet<Group> {
    let fields = leaves.iter().flat_map(|leaf| leaf.figures());
    let groups = fields.flat_map(|(field, _)| rights::of_field(field).0);
    groups.copied().filter(|group| rights::may_ask(viewer, *group)).collect()
}

/// The entities over which the figures of leaves are counted, for a viewer.
pub fn kinds(viewer: &Viewer, leaves: &[&types::Leaf]) -> BTreeSet<EntityKind> {
    groups(viewer, leaves).into_iter().map(rights::kind_of).collect()
}

impl EngineGraph<'_> {
    /// The figures of each of these partners, or of all together, in a row for each part of the
    /// period. The question's figures are those of the leaves.
    ///
    /// # Errors
    /// As [`crate::work::Work::performance`].
    pub(in crate::graphql) async fn figure_rows(
        &self,
        question: Question,
        leaves: &[&types::Leaf],
        partners: Option<(&[Seen], Lists)>,
    ) -> Result<Vec<FigureRows>, Problem> {
        let question = Question { figures: groups(self.viewer, leaves), ..question };
        let (engine, viewer, today) = (self.engine, self.viewer, today(self.work));
        let rows = |partner: Option<&Seen>, answer: Performance| {
            let (question, page) = (question.clone(), 0..answer.rows.len());
            let partner = partner.cloned();
            self.rows_of(Answered { question, today, partner, answer, page }, leaves)
        };
        let Some((partners, lists)) = partners else {
            let answer = self.work.performance(engine, viewer, &question).await?;
            return Ok(vec![rows(None, answer)]);
        };
        let answers = self.work.performance_by(engine, viewer, &question, partners, lists);
        let answers = answers.await?.into_iter().zip(partners);
        Ok(answers.map(|(answer, partner)| rows(Some(partner), answer)).collect())
    }

    fn rows_of(&self, of: Answered, leaves: &[&types::Leaf]) -> FigureRows {
        let of = std::sync::Arc::new(of);
        let row = |place| {
            let row = RowOf { of: of.clone(), place: Some(place) };
            let values = leaves.iter().map(|leaf| self.leaf(&row, leaf)).collect();
            (row.row().period, values)
        };
        FigureRows {
            rows: of.page.clone().map(row).collect(),
            partner: of.partner.clone(),
            coverage: of.answer.coverage.clone(),
        }
    }

    /// The value of a leaf of a row.
    fn leaf(&self, row: &RowOf, leaf: &types::Leaf) -> Value {
        let steps: Vec<(PerformanceField, Option<Bound>)> =
            leaf.figures().map(|(field, basis)| (field, basis.map(Bound::Basis))).collect();
        let mut item = Item::Row(row);
        for (field, bound) in &steps {
            match self.of_performance(&item, Meaning::Figures(*field), bound.as_ref()) {
                Resolved::Object(object::Item::Performance(inner)) => item = inner,
                Resolved::Object(object::Item::Money(amount, _)) => return Value::Number(amount),
                Resolved::Leaf(leaf) => return value(leaf),
                _ => return Value::Null,
            }
        }
        Value::Null
    }
}

fn value(leaf: Leaf<'_>) -> Value {
    match leaf {
        Leaf::Text(text) => Value::text(text),
        Leaf::Owned(text) => Value::text(text.as_str()),
        Leaf::Int(number) => Value::Number(number.into()),
        Leaf::Float(number) => Decimal::try_from(number).map_or(Value::Null, Value::Number),
        Leaf::Number(number) | Leaf::Decimal(number) => Value::Number(number),
        Leaf::Bool(yes) => Value::Bool(yes),
        Leaf::Date(day) => Value::Date(day),
        Leaf::Time(time) => Value::Time(time),
        Leaf::Value(value) => value.clone(),
        Leaf::Json(_) => Value::Null,
    }
}
