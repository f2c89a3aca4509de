//! Pushdown: translates a filter into a vendor's query language. A connector translates single
//! tests; AND, OR and the question whether the result is exact are the same for all, and stand
//! here.

mod condition;
mod operand;
mod spelling;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use channelgraph_schema::{Filter, Test, Value};

pub use condition::{Condition, Logic};
pub use operand::{Comparison, Operand, Side};
pub use spelling::{Fragment, fragment, spellings};

/// The part of a filter that the source decides itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed<C> {
    /// The condition in the vendor's language.
    pub condition: C,
    /// The condition matches exactly the right rows. Otherwise it matches more, never fewer.
    pub exact: bool,
}

impl<C> Pushed<C> {
    /// A condition that matches exactly the right rows.
    pub fn exactly(condition: C) -> Self {
        Self { condition, exact: true }
    }

    /// A condition that matches all the right rows and perhaps others.
    pub fn wide(condition: C) -> Self {
        Self { condition, exact: false }
    }
}

impl<C: Logic> Pushed<C> {
    /// A filter that the source cannot decide: every row matches, right or not.
    pub fn undecided() -> Self {
        Self::wide(C::always())
    }

    /// A filter whose outcome is the same for every row.
    pub fn constant(passes: bool) -> Self {
        Self::exactly(if passes { C::always() } else { C::never() })
    }

    /// A test of a field that the source does not have: the field is null in every row.
    pub fn of_absent_field(test: &Test) -> Self {
        Self::constant(test.passes(&Value::Null))
    }

    /// The AND of these parts.
    pub fn all_of(parts: Vec<Self>) -> Self {
        // A part that never holds decides the AND, however wide the others are.
        let exact = parts.iter().all(|part| part.exact)
            || parts.iter().any(|part| part.condition.is_never());
        Self { condition: C::all_of(parts.into_iter().map(|part| part.condition)), exact }
    }

    /// The OR of these parts.
    pub fn any_of(parts: Vec<Self>) -> Self {
        // A part that really always holds decides the OR, however wide the others are.
        let exact = parts.iter().all(|part| part.exact)
            || parts.iter().any(|part| part.exact && part.condition.is_always());
        Self { condition: C::any_of(parts.into_iter().map(|part| part.condition)), exact }
    }
}

/// Translates filters into conditions of one vendor's language.
pub trait Pushdown {
    /// A condition in that language.
    type Condition: Logic;

    /// Translates one test of one field. `required` is true if every row has to pass this test,
    /// that is, if no OR stands above it.
    fn test(&mut self, field: &str, test: &Test, required: bool) -> Pushed<Self::Condition>;

    /// The alternatives of an OR as they are to be translated; `None` if the language cannot
    /// express this OR.
    fn alternatives<'a>(&self, parts: &'a [Filter<String>]) -> Option<Cow<'a, [Filter<String>]>> {
        Some(Cow::Borrowed(parts))
    }

    /// Combines the parts of an AND.
    fn all_of(&self, parts: Vec<Pushed<Self::Condition>>) -> Pushed<Self::Condition> {
        Pushed::all_of(parts)
    }

    /// Combines the parts of an OR.
    fn any_of(&self, parts: Vec<Pushed<Self::Condition>>) -> Pushed<Self::Condition> {
        Pushed::any_of(parts)
    }

    /// Translates a filter.
    fn push(&mut self, filter: &Filter<String>) -> Pushed<Self::Condition> {
        part(self, filter, true)
    }
}

fn part<P: Pushdown + ?Sized>(
    pushdown: &mut P,
    filter: &Filter<String>,
    required: bool,
) -> Pushed<P::Condition> {
    let each = |pushdown: &mut P, parts: &[Filter<String>], required| {
        parts.iter().map(|one| part(pushdown, one, required)).collect()
    };
    match filter {
        Filter::Test(field, test) => pushdown.test(field, test, required),
        // Filters of a read have no NOT; one that is there all the same is left to the engine.
        Filter::Not(_) => Pushed::undecided(),
        Filter::And(parts) => {
            let parts = each(pushdown, parts, required);
            pushdown.all_of(parts)
        }
        Filter::Or(parts) => match pushdown.alternatives(parts) {
            None => Pushed::undecided(),
            Some(parts) => {
                let parts = each(pushdown, &parts, required && parts.len() == 1);
                pushdown.any_of(parts)
            }
        },
    }
}
