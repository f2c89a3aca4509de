//! Scans that give a question's rows in its order, one after the other.

use channelgraph_sql::{Condition, Scan, Sort, Test};

use super::Reading;
use crate::bi::odata::{
    error::Refused,
    filter::{Filter, pushed},
    value::Row,
};

/// One scan, and what its rows have to pass.
pub(super) struct Phase {
    pub(super) scan: Scan,
    pub(super) filter: Option<Filter>,
    /// A column that has to be null, or must not.
    null: Option<(usize, bool)>,
}

impl Phase {
    /// Returns true if a row belongs to the phase.
    pub(super) fn passes(&self, row: &Row) -> bool {
        let fits = self.null.is_none_or(|(column, null)| {
            row.get(column).is_some_and(|value| value.is_null() == null)
        });
        fits && self.filter.as_ref().is_none_or(|filter| filter.passes(row))
    }
}

impl Reading<'_> {
    /// The scan of all rows, in its own order.
    pub(super) fn unsorted(&self) -> Result<Phase, Refused> {
        let table = self.set()?.table.clone();
        let filter = self.query.filter.clone();
        let condition = filter.as_ref().map(|filter| pushed(filter, &table).condition);
        let condition = condition.unwrap_or_else(Condition::all);
        let scan = Scan {
            columns: self.query.reads(self.sets),
            stated: condition.clone(),
            condition,
            sort: None,
            limit: None,
            gaps: self.gaps.clone(),
            table,
        };
        Ok(Phase { scan, filter, null: None })
    }

    /// The scans that give the rows in their order; none if they have to be sorted here. The
    /// source gives rows without a value last; the protocol has them first where the order
    /// ascends, so they are a scan of their own.
    pub(super) fn phases(&self) -> Result<Option<Vec<Phase>>, Refused> {
        let all = self.unsorted()?;
        let (column, descending) = match self.query.order.as_slice() {
            [] => return Ok(Some(vec![all])),
            [one] => *one,
            _ => return Ok(None),
        };
        let sort = Some(Sort { column, descending });
        let scan = Scan { sort, ..all.scan.clone() };
        let sorts = scan.table.columns.get(column).is_some_and(|column| column.sorts);
        if !sorts || !self.reader.is_list(&scan) {
            return Ok(None);
        }
        let is_there = |(place, test): &(usize, &Test)| *place == column && test.needs_value();
        let is_null = scan.table.columns.get(column).is_some_and(|column| column.nullable)
            && !scan.condition.certain().iter().any(is_there);
        if descending || !is_null {
            return Ok(Some(vec![Phase { scan, ..all }]));
        }
        let of = |null: bool, sort: Option<Sort>| Phase {
            scan: Scan {
                condition: scan.condition.clone().and(Condition::Test(column, Test::IsNull(null))),
                sort,
                ..scan.clone()
            },
            filter: all.filter.clone(),
            null: Some((column, null)),
        };
        Ok(Some(vec![of(true, None), of(false, sort)]))
    }
}
