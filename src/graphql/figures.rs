//! Figures outside of operations: the same ones, by the same rights, as rows.

use super::{engine_graph::EngineGraph, operation::Graphql};
pub use super::{
    engine_graph::{FigureRows, LeafSight, kinds_of_leaves, sight_of_leaf},
    types::{FIGURES, LINES, Leaf, Meaning, StatementField},
};
use crate::{
    engine::{Engine, Problem, Seen, Viewer},
    work::{
        Work,
        performance::{Lists, Question},
    },
};

impl Graphql {
    /// What figures and statements are worked out by.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// The figures of each of these partners, or of all together, in a row for each part of the
    /// period: the values of these leaves, as an operation would print them for the viewer. The
    /// question's figures are those of the leaves.
    ///
    /// # Errors
    /// As [`Work::performance`].
    pub async fn figure_rows(
        &self,
        (engine, viewer): (&Engine, &Viewer),
        question: Question,
        leaves: &[&Leaf],
        partners: Option<(&[Seen], Lists)>,
    ) -> Result<Vec<FigureRows>, Problem> {
        let graph = EngineGraph::new(engine, viewer, &self.work);
        graph.figure_rows(question, leaves, partners).await
    }
}
