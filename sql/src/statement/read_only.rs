//! Queries that would write, though they look like reading.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Query, SetExpr, Visit, Visitor};

use crate::{Code, Failure};

/// The query, if neither it nor a query in it writes.
pub(super) fn query(query: Box<Query>) -> Result<Box<Query>, Failure> {
    if query.visit(&mut Writes).is_break() {
        let message = "cannot write or lock rows: this server only reads";
        return Err(Failure::new(Code::ReadOnly, message));
    }
    Ok(query)
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
        if writes || !query.locks.is_empty() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
