//! Rewrites statements of PostgreSQL into what DataFusion can plan.
//!
//! Each rewrite is of one construct, whoever sends it: a cast to `regclass`, a function in `FROM`,
//! a qualified operator. Nothing looks at the text of a statement as a whole.

mod casts;
mod expressions;
mod labels;
mod moments;
mod relations;
mod subqueries;
mod system;
mod unnest;
mod whole;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::sql::sqlparser::ast::{
    Expr, ObjectName, Query, Select, Statement, TableFactor, VisitMut, VisitorMut, visit_relations,
};

pub use self::casts::elements;
pub use self::labels::label;
use super::objects::schema_oid;
use super::oid;
use super::relation;
use crate::{Table, functions, syntax::parts};

/// Rewrites a statement into what DataFusion can plan, with the functions and rules that
/// [`Catalog::register`](super::Catalog::register) adds. `tables` are those beside the catalog.
pub fn rewrite(statement: &mut Statement, tables: &[Arc<Table>]) {
    let mut rewriter = Rewriter { shadowed: HashSet::new(), tables, subqueries: 0 };
    let _ = statement.visit(&mut rewriter);
}

/// Tells if a statement reads the catalog and nothing else: it answers without any source.
pub fn reads_only_catalog(statement: &Statement) -> bool {
    let mut defined = Defined::default();
    let mut copy = statement.clone();
    let _ = copy.visit(&mut defined);
    visit_relations(statement, |name| {
        if is_catalog(name) || defined.0.contains(&name.to_string().to_lowercase()) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })
    .is_continue()
}

fn is_catalog(name: &ObjectName) -> bool {
    let parts = parts(name);
    match &parts[..] {
        [name] => {
            relation::find(oid::PG_CATALOG, name).is_some()
                || relation::find(oid::FUNCTIONS, name).is_some()
        }
        [.., schema, _] => schema_oid(schema).is_some_and(|oid| oid != oid::PUBLIC),
        [] => false,
    }
}

/// The names that `WITH` gives, in small letters.
#[derive(Default)]
struct Defined(HashSet<String>);

impl VisitorMut for Defined {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        for table in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.0.insert(table.alias.name.value.to_lowercase());
        }
        ControlFlow::Continue(())
    }
}

/// Rewrites node by node.
struct Rewriter<'a> {
    /// Names given by `WITH`, which hide relations of the catalog.
    shadowed: HashSet<String>,
    tables: &'a [Arc<Table>],
    /// Subqueries in expressions so far.
    subqueries: usize,
}

impl VisitorMut for Rewriter<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        for table in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.shadowed.insert(table.alias.name.value.to_lowercase());
        }
        unnest::separate(query);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        system::rewrite(select);
        labels::name_columns(select, self.tables);
        whole::rewrite(select);
        labels::qualify_wildcards(select);
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        relations::rewrite(factor, &self.shadowed);
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        subqueries::rewrite(expr);
        if let Expr::Subquery(query) = expr {
            // The executor names a call by the columns of the subqueries in it.
            self.subqueries += 1;
            subqueries::name(query, self.subqueries);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        casts::rewrite(expr);
        expressions::rewrite(expr);
        if let Some(rewritten) = moments::rewrite(expr) {
            *expr = rewritten;
        }
        functions::rewrite(expr);
        ControlFlow::Continue(())
    }
}
