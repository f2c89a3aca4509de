//! From a filter to groups of clauses that fit into one search. What does not fit is left out, so
//! that more rows pass, never fewer.

use std::borrow::Cow;

use channelgraph_core::pushdown::{Logic, Pushdown};
use channelgraph_schema::{Filter, Test};

#[cfg(test)]
use super::Clause;
use super::{Groups, Plan, body};
use crate::{config::Sizes, describe::metadata::Lookups, field::Scope};

/// Context of translating a filter on one object.
pub(crate) struct Planner<'a> {
    pub(crate) object: &'a str,
    pub(crate) scope: &'a Scope,
    pub(crate) lookups: &'a Lookups,
    pub(crate) sizes: &'a Sizes,
    /// Properties that the search is to bring: they count against the size of its body.
    pub(crate) wanted: &'a [String],
    /// The property that the search is sorted by.
    pub(crate) sort: &'a str,
    /// Clauses kept free in each group, for the place to go on from.
    pub(crate) reserve: usize,
}

/// Characters of a clause that says where to go on from, without the property's name.
const SEEK: usize = 70;

impl Pushdown for Planner<'_> {
    type Condition = Groups;

    fn test(&mut self, field: &str, test: &Test, _required: bool) -> Plan {
        let plan = self.plan(field, test);
        if self.fits(&plan.condition) { plan } else { Plan::undecided() }
    }

    fn alternatives<'a>(&self, parts: &'a [Filter<String>]) -> Option<Cow<'a, [Filter<String>]>> {
        Some(merged(parts).into())
    }

    /// Takes the parts that leave the fewest rows for the least room first, and leaves out each
    /// part that no longer fits.
    fn all_of(&self, mut parts: Vec<Plan>) -> Plan {
        if parts.iter().any(|part| part.condition.is_never()) {
            return Plan::constant(false);
        }
        parts.sort_by_key(|part| {
            let clauses = part.condition.0.iter().flatten();
            (part.condition.0.len(), clauses.map(|clause| clause.operator).min())
        });
        parts.into_iter().fold(Plan::constant(true), |all, part| {
            let exact = all.exact && part.exact;
            let both = Groups::all_of([all.condition.clone(), part.condition]);
            if self.fits(&both) {
                Plan { condition: both, exact }
            } else {
                Plan { exact: false, ..all }
            }
        })
    }

    fn any_of(&self, parts: Vec<Plan>) -> Plan {
        let any = Plan::any_of(parts);
        if self.fits(&any.condition) { any } else { Plan::undecided() }
    }
}

impl Planner<'_> {
    fn fits(&self, groups: &Groups) -> bool {
        let seek = groups.0.len() * self.reserve * (SEEK + self.sort.len());
        self.sizes.hold(groups, self.reserve) && self.length(groups) + seek <= self.sizes.body
    }

    fn length(&self, groups: &Groups) -> usize {
        body(groups, self.sort, true, self.wanted, self.sizes.page).to_string().len()
    }

    /// Clauses for a list of values, cut to what one may hold.
    pub(super) fn cut<'a>(
        &self,
        values: &'a [String],
    ) -> impl Iterator<Item = Vec<String>> + use<'a> {
        values.chunks(self.sizes.values.max(1)).map(<[String]>::to_vec)
    }
}

impl Sizes {
    /// A search may have these groups, and `reserve` more clauses in each.
    pub(crate) fn hold(&self, groups: &Groups, reserve: usize) -> bool {
        let clauses: usize = groups.0.iter().map(|group| group.len() + reserve).sum();
        groups.0.len() <= self.groups
            && groups.0.iter().all(|group| group.len() + reserve <= self.filters)
            && clauses <= self.all_filters
    }
}

/// Alternatives that are equalities of one field are one list: it needs one group instead of
/// several.
fn merged(parts: &[Filter<String>]) -> Vec<Filter<String>> {
    let mut merged: Vec<Filter<String>> = Vec::new();
    for part in parts {
        let Filter::Test(field, Test::Eq(_) | Test::In(_)) = part else {
            merged.push(part.clone());
            continue;
        };
        let same = merged.iter_mut().find_map(|known| match known {
            Filter::Test(other, Test::In(values)) if other == field => Some(values),
            _ => None,
        });
        let values = match part {
            Filter::Test(_, Test::Eq(value)) => vec![value.clone()],
            Filter::Test(_, Test::In(values)) => values.clone(),
            _ => Vec::new(),
        };
        match same {
            Some(known) => known.extend(values),
            None => merged.push(Filter::Test(field.clone(), Test::In(values))),
        }
    }
    merged
}

/// A plan in one line, for tests.
#[cfg(test)]
pub(super) fn print(plan: &Plan) -> String {
    let clause = |clause: &Clause| {
        let value = clause.value.clone().unwrap_or_else(|| clause.values.join("|"));
        format!("{} {:?} {value}", clause.property_name, clause.operator).trim_end().to_owned()
    };
    let group = |group: &Vec<Clause>| group.iter().map(clause).collect::<Vec<_>>().join(" & ");
    let groups = plan.condition.0.iter().map(group).collect::<Vec<_>>().join(" || ");
    format!("{}{groups}", if plan.exact { "" } else { "~ " })
}
