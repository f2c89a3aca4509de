//! Linked rows: those that rows refer to, and those that refer to them.

use std::collections::HashMap;

use channelgraph_sql::{Condition, Operand, Scan, Test};

use super::{CHUNK, Reading, types};
use crate::bi::{
    Spot,
    odata::{
        error::Refused,
        filter::pushed,
        query::Expand,
        value::{self, Row, Value},
    },
};

/// Linked rows of one page at most.
const MOST_LINKED: usize = 20_000;

/// The linked rows of a page, by link: for each row its linked ones.
pub(in crate::bi::odata) type Linked = Vec<Vec<Vec<Row>>>;

impl Reading<'_> {
    /// The rows that these rows are linked with.
    ///
    /// # Errors
    /// If a source fails, or there are too many.
    pub(in crate::bi::odata) async fn linked(&self, rows: &[Row]) -> Result<Linked, Refused> {
        let mut linked = Vec::with_capacity(self.query.expand.len());
        for expand in &self.query.expand {
            linked.push(self.of_link(expand, rows).await?);
        }
        Ok(linked)
    }

    async fn of_link(&self, expand: &Expand, rows: &[Row]) -> Result<Vec<Vec<Row>>, Refused> {
        let missing = || Refused::not_found("there is no such set");
        let other = self.sets.at(expand.link.to).ok_or_else(missing)?;
        let many = expand.link.many;
        // The columns that hold one value on both sides: the key of one, the reference of the other.
        let key = if many { &self.set()?.key } else { &other.key };
        let key = key.first().copied().unwrap_or_default();
        let (own, theirs) =
            if many { (key, expand.link.column) } else { (expand.link.column, key) };
        let found = self.holding(expand, theirs, &values(rows, own)).await?;
        let mut by_value: HashMap<String, Vec<Row>> = HashMap::new();
        for row in found {
            if let Some(Value::Text(text)) = row.get(theirs) {
                by_value.entry(text.clone()).or_default().push(row);
            }
        }
        let of = |row: &Row| {
            let Some(Value::Text(text)) = row.get(own) else { return Vec::new() };
            let mut of = by_value.get(text).cloned().unwrap_or_default();
            of.truncate(expand.top.unwrap_or(usize::MAX));
            of
        };
        Ok(rows.iter().map(of).collect())
    }

    /// The rows of a link's set that hold one of these values.
    async fn holding(
        &self,
        expand: &Expand,
        column: usize,
        ids: &[String],
    ) -> Result<Vec<Row>, Refused> {
        let Some(other) = self.sets.at(expand.link.to) else { return Ok(Vec::new()) };
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let table = other.table.clone();
        let mut columns = expand.columns.clone();
        columns.push(column);
        if let Some(filter) = &expand.filter {
            let mut tested = Vec::new();
            filter.columns(&mut tested);
            columns.extend(tested.into_iter().copied());
        }
        columns.sort_unstable();
        columns.dedup();
        let operands = ids.iter().map(|id| Operand::Text(id.clone())).collect();
        let mut condition = Condition::Test(column, Test::In(operands));
        if let Some(filter) = &expand.filter {
            condition = condition.and(pushed(filter, &table).condition);
        }
        let (sort, limit, gaps) = (None, None, self.gaps.clone());
        let stated = condition.clone();
        let scan = Scan { table, columns, condition, stated, sort, limit, gaps };
        let types = types(other);
        let (mut rows, mut spot) = (Vec::new(), Some(Spot::default()));
        while let Some(at) = spot {
            let part = self.reader.part(&scan, &at, CHUNK).await?;
            let found = value::rows(&part.batch, &scan.columns, &types).into_iter();
            let passes = |row: &Row| expand.filter.as_ref().is_none_or(|filter| filter.passes(row));
            rows.extend(found.filter(passes));
            if rows.len() > MOST_LINKED {
                return Err(Refused::too_much(format!(
                    "`{}` gives more than {MOST_LINKED} linked rows of one page: send `Prefer: \
                     odata.maxpagesize=10`, or read `{}` by itself",
                    expand.link.name, scan.table.name
                )));
            }
            spot = part.next;
        }
        Ok(rows)
    }
}

/// The distinct texts of a column.
fn values(rows: &[Row], column: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for row in rows {
        if let Some(Value::Text(text)) = row.get(column)
            && known.insert(text)
        {
            values.push(text.clone());
        }
    }
    values
}
