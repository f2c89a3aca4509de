//! From a filter to groups of clauses that fit into one search. What does not fit is left out, so
//! that more rows pass, never fewer.

use channelgraph_schema::{Filter, Test};

#[cfg(test)]
use super::Clause;
use super::{Groups, body};
use crate::{
    config::Sizes,
    describe::metadata::{Lookups, PropertyMap},
};

/// What has to be known to translate a filter on one object.
pub(crate) struct Planner<'a> {
    pub(crate) object: &'a str,
    pub(crate) properties: &'a PropertyMap,
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

/// Groups, and whether they let exactly the right rows through; if not, more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) groups: Groups,
    pub(crate) exact: bool,
}

impl Plan {
    pub(super) fn exactly(groups: Groups) -> Self {
        Self { groups, exact: true }
    }

    /// Everything passes, though not everything should.
    pub(super) fn unknown() -> Self {
        Self { groups: vec![Vec::new()], exact: false }
    }

    pub(super) fn known(passes: bool) -> Self {
        Self::exactly(if passes { vec![Vec::new()] } else { Vec::new() })
    }

    fn is_all(&self) -> bool {
        self.groups.iter().any(Vec::is_empty)
    }
}

impl Planner<'_> {
    /// Translates a filter.
    pub(crate) fn plan(&self, filter: &Filter<String>) -> Plan {
        match filter {
            Filter::And(parts) => self.all_of(parts.iter().map(|part| self.plan(part)).collect()),
            Filter::Or(parts) => {
                self.any_of(merged(parts).iter().map(|part| self.plan(part)).collect())
            }
            Filter::Test(field, test) => match self.test(field, test) {
                plan if self.fits(&plan.groups) => plan,
                _ => Plan::unknown(),
            },
            Filter::Not(_) => Plan::unknown(),
        }
    }

    /// The parts that leave the fewest rows for the least room go in first; one that no longer fits
    /// is left out.
    fn all_of(&self, mut parts: Vec<Plan>) -> Plan {
        if parts.iter().any(|part| part.groups.is_empty()) {
            return Plan::known(false);
        }
        let mut exact = parts.iter().all(|part| part.exact);
        parts.sort_by_key(|part| {
            (part.groups.len(), part.groups.iter().flatten().map(|clause| clause.operator).min())
        });
        let mut groups: Groups = vec![Vec::new()];
        for part in parts {
            let mut product: Groups = Vec::new();
            for group in
                groups.iter().flat_map(|group| part.groups.iter().map(move |more| (group, more)))
            {
                let (mut both, more) = (group.0.clone(), group.1);
                more.iter().for_each(|clause| {
                    if !both.contains(clause) {
                        both.push(clause.clone());
                    }
                });
                product.push(both);
            }
            if self.fits(&product) {
                groups = product;
            } else {
                exact = false;
            }
        }
        Plan { groups, exact }
    }

    fn any_of(&self, parts: Vec<Plan>) -> Plan {
        let exact = parts.iter().all(|part| part.exact);
        if parts.iter().any(Plan::is_all) {
            // True, if the part that always holds does so in earnest.
            return Plan {
                groups: vec![Vec::new()],
                exact: parts.iter().any(|part| part.is_all() && part.exact),
            };
        }
        let groups: Groups = parts.into_iter().flat_map(|part| part.groups).collect();
        if self.fits(&groups) { Plan { groups, exact } } else { Plan::unknown() }
    }

    fn fits(&self, groups: &Groups) -> bool {
        let seek = groups.len() * self.reserve * (SEEK + self.sort.len());
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
    /// Whether a search may have these groups, and `reserve` more clauses in each.
    pub(crate) fn hold(&self, groups: &Groups, reserve: usize) -> bool {
        let clauses: usize = groups.iter().map(|group| group.len() + reserve).sum();
        groups.len() <= self.groups
            && groups.iter().all(|group| group.len() + reserve <= self.filters)
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
    let groups = plan.groups.iter().map(group).collect::<Vec<_>>().join(" || ");
    format!("{}{groups}", if plan.exact { "" } else { "~ " })
}
