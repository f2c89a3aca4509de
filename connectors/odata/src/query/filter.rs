//! A filter as a condition of `$filter`. Where the protocol's meaning differs from the filter's
//! (null, case, kinds of date), it is said so that it does not; what cannot be said is left out, so
//! that more rows come through, never fewer.

mod test;
mod text;
mod value;

use std::collections::BTreeSet;

use channelgraph_schema::{Filter, Value};

use super::{Condition, Dialect, Features};
use crate::field::Scope;

/// What a filter became.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The condition.
    pub(crate) condition: Condition,
    /// Whether it lets exactly the right rows through; if not, it lets more through, never fewer.
    pub(crate) exact: bool,
}

/// Makes conditions for one set, and notes what of the service they need.
pub(crate) struct Compiler<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) dialect: Dialect,
    pub(crate) used: Features,
    exact: bool,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(scope: &'a Scope, dialect: Dialect) -> Self {
        Self { scope, dialect, used: Features::NONE, exact: true }
    }

    /// The filter as a condition.
    pub(crate) fn compile(&mut self, filter: &Filter<String>) -> Compiled {
        self.exact = true;
        let condition = self.part(filter);
        Compiled { condition, exact: self.exact }
    }

    fn part(&mut self, filter: &Filter<String>) -> Condition {
        match filter {
            Filter::And(parts) => {
                Condition::all_of(parts.iter().map(|part| self.part(part)).collect::<Vec<_>>())
            }
            Filter::Or(parts) if self.is_of_several_fields(filter) && parts.len() > 1 => {
                self.left_out()
            }
            Filter::Or(parts) => {
                Condition::any_of(parts.iter().map(|part| self.part(part)).collect::<Vec<_>>())
            }
            Filter::Not(_) => self.left_out(),
            Filter::Test(name, test) => match self.scope.column(name) {
                None if test.passes(&Value::Null) => Condition::always(),
                None => Condition::never(),
                Some(column) => self.test(column, test).unwrap_or_else(|| self.left_out()),
            },
        }
    }

    fn left_out(&mut self) -> Condition {
        self.exact = false;
        Condition::always()
    }

    fn is_of_several_fields(&self, filter: &Filter<String>) -> bool {
        let mut fields = BTreeSet::new();
        filter.for_each_field(&mut |field| _ = fields.insert(field.clone()));
        !self.dialect.takes_any() && fields.len() > 1
    }
}
