//! Queries that would write, though they look like reading.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Query, SetExpr, TableFactor, Visit, Visitor};

use crate::{Code, Failure};

/// The query, if neither it nor a query in it writes.
pub(super) fn query(query: Box<Query>) -> Result<Box<Query>, Failure> {
    if query.visit(&mut Writes).is_break() {
        let message = "cannot write, lock or sample rows: this server only reads them";
        return Err(Failure::new(Code::ReadOnly, message));
    }
    Ok(query)
}

/// Returns true if a table is read in part, at random: all of it would be given.
fn samples(body: &SetExpr) -> bool {
    let SetExpr::Select(select) = body else { return false };
    let factors = select.from.iter().flat_map(|from| {
        std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation))
    });
    factors.into_iter().any(|factor| matches!(factor, TableFactor::Table { sample: Some(_), .. }))
}

/// Stops at a query that writes or locks.
struct Writes;

impl Visitor for Writes {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let writes = match &*query.body {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                true
            }
            SetExpr::Select(select) => select.into.is_some(),
            _ => false,
        };
        if writes || !query.locks.is_empty() || samples(&query.body) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
