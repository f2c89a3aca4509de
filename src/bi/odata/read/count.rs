//! The number of a result's rows: exact, or refused.

use channelgraph_sql::Source;

use super::{MOST_HELD, Reading};
use crate::bi::odata::{error::Refused, filter::pushed};

impl Reading<'_> {
    /// The number of rows that pass: as the sources count them where that is exact, else read.
    ///
    /// # Errors
    /// If a source fails, or there are more rows than are read for it.
    pub(in crate::bi::odata) async fn count(&self) -> Result<u64, Refused> {
        let mut phase = self.unsorted()?;
        let table = &phase.scan.table;
        let is_exact = phase.filter.as_ref().is_none_or(|filter| pushed(filter, table).exact);
        if is_exact && let Some(count) = self.reader.count(&phase.scan).await? {
            return Ok(count);
        }
        // Nothing is read but what tells rows apart, and what is tested.
        let mut columns = self.set()?.key.clone();
        let mut tested = Vec::new();
        if let Some(filter) = &phase.filter {
            filter.columns(&mut tested);
        }
        columns.extend(tested.into_iter().copied());
        columns.sort_unstable();
        columns.dedup();
        phase.scan.columns = columns;
        Ok(self.all_of(&phase, MOST_HELD).await?.len() as u64)
    }
}
