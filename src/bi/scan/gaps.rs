//! Gaps of a scan: sources that should have answered and did not.

use channelgraph_sql::{Failure, Gap, Scan};

use super::{Reader, failure};
use crate::engine::{Listed, Problem, Seen};

impl Reader {
    /// A problem as the viewer is told it.
    pub(super) fn told(&self, problem: &Problem) -> Failure {
        failure::of(&self.viewer, problem)
    }

    /// Takes a gap, if the scan goes on without its source.
    ///
    /// # Errors
    /// The gap itself, if not.
    pub(super) fn gap(&self, scan: &Scan, problem: &Problem) -> Result<(), Failure> {
        let told = self.viewer.tell(problem);
        scan.gaps.take(Gap {
            table: scan.table.name.clone(),
            source: told.source_name.as_deref().map(str::to_owned),
            code: told.code.to_string(),
            failure: self.told(problem),
        })
    }

    /// A node of which nothing is missing, or whose gaps are taken.
    ///
    /// # Errors
    /// A gap that is not.
    pub(super) fn whole(&self, scan: &Scan, node: Seen) -> Result<Seen, Failure> {
        node.failures().try_for_each(|failure| self.gap(scan, &failure))?;
        Ok(node)
    }

    /// A node that was looked up; none if there is none, or its gap is taken.
    ///
    /// # Errors
    /// A gap that is not.
    pub(super) fn found(
        &self,
        scan: &Scan,
        outcome: Result<Option<Seen>, Problem>,
    ) -> Result<Option<Seen>, Failure> {
        match outcome {
            Ok(node) => node.map(|node| self.whole(scan, node)).transpose(),
            Err(problem) => self.gap(scan, &problem).map(|()| None),
        }
    }

    /// The nodes of a page whose gaps are taken.
    ///
    /// # Errors
    /// A gap that is not.
    pub(super) fn of_page(&self, scan: &Scan, page: &Listed<Seen>) -> Result<Vec<Seen>, Failure> {
        page.gaps.iter().try_for_each(|gap| self.gap(scan, gap))?;
        page.nodes.iter().map(|(_, node)| self.whole(scan, node.clone())).collect()
    }
}
