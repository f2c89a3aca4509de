//! A filter as a condition of `$filter`. Where the protocol's meaning differs from the filter's
//! (null, case, kinds of date), it is said so that it does not; what cannot be said is left out, so
//! that more rows come through, never fewer.

mod test;
mod text;
mod value;

use std::{borrow::Cow, collections::BTreeSet};

use channelgraph_core::pushdown::{Pushdown, Pushed};
use channelgraph_schema::{Filter, Test};

use super::{Condition, Dialect, Features};
use crate::field::Scope;

/// Makes conditions for one set, and notes which features of the service they need.
pub(crate) struct Compiler<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) dialect: Dialect,
    pub(crate) used: Features,
    /// The condition of the current test matches exactly the right rows.
    exact: bool,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(scope: &'a Scope, dialect: Dialect) -> Self {
        Self { scope, dialect, used: Features::NONE, exact: true }
    }
}

impl Pushdown for Compiler<'_> {
    type Condition = Condition;

    fn test(&mut self, name: &str, test: &Test, _required: bool) -> Pushed<Condition> {
        let Some(column) = self.scope.column(name) else { return Pushed::of_absent_field(test) };
        self.exact = true;
        match self.condition(column, test) {
            Some(condition) => Pushed { condition, exact: self.exact },
            None => Pushed::undecided(),
        }
    }

    fn alternatives<'a>(&self, parts: &'a [Filter<String>]) -> Option<Cow<'a, [Filter<String>]>> {
        let mut fields = BTreeSet::new();
        parts
            .iter()
            .for_each(|part| part.for_each_field(&mut |field| _ = fields.insert(field.clone())));
        let takes = self.dialect.takes_any() || parts.len() < 2 || fields.len() < 2;
        takes.then_some(Cow::Borrowed(parts))
    }
}
