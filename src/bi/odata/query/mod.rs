//! Questions to a set: what a request asks for, checked against the set.

mod expand;

use channelgraph_sql::{Failure, Source};
pub(super) use expand::Expand;

use super::{
    error::Refused,
    filter::{Filter, checked, parse},
    options::{MOST_SKIPPED, Options, short},
    sets::{Set, Sets},
};
use crate::bi::Reader;

/// A question to a set.
#[derive(Debug, Clone)]
pub(super) struct Query {
    /// The place of the set.
    pub(super) set: usize,
    /// The places of the columns to give.
    pub(super) columns: Vec<usize>,
    /// The condition on rows.
    pub(super) filter: Option<Filter>,
    /// The keys of the order, each perhaps descending.
    pub(super) order: Vec<(usize, bool)>,
    /// The linked rows to give.
    pub(super) expand: Vec<Expand>,
    /// Rows that are left out at the beginning.
    pub(super) skip: usize,
    /// Rows that are wanted.
    pub(super) top: Option<usize>,
}

/// What names are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) reader: &'a Reader,
    pub(super) sets: &'a Sets,
}

impl Query {
    /// The question of some options to a set.
    ///
    /// # Errors
    /// If they name what the set does not have, or the viewer may not see.
    pub(super) fn read(names: Names<'_>, set: usize, options: &Options) -> Result<Self, Refused> {
        let here = names.set(set)?;
        let expand = match &options.expand {
            Some(text) => expand::read(names, set, text)?,
            None => Vec::new(),
        };
        let skip = options.skip.unwrap_or(0);
        if skip > MOST_SKIPPED {
            return Err(Refused::unsupported(format!(
                "`$skip` is more than {MOST_SKIPPED}: follow `@odata.nextLink` instead"
            )));
        }
        Ok(Self {
            set,
            columns: names.selected(here, options.select.as_deref())?,
            filter: options.filter.as_deref().map(|text| names.filter(here, text)).transpose()?,
            order: names.order(here, options.order.as_deref())?,
            expand,
            skip,
            top: options.top,
        })
    }

    /// The places of all columns that the question takes.
    pub(super) fn reads(&self, sets: &Sets) -> Vec<usize> {
        let mut reads = self.columns.clone();
        let mut add = |place: usize| {
            if !reads.contains(&place) {
                reads.push(place);
            }
        };
        let mut tested = Vec::new();
        if let Some(filter) = &self.filter {
            filter.columns(&mut tested);
        }
        tested.into_iter().for_each(|place| add(*place));
        self.order.iter().for_each(|(place, _)| add(*place));
        let key = sets.at(self.set).map(|set| set.key.clone()).unwrap_or_default();
        key.into_iter().for_each(&mut add);
        for expand in &self.expand {
            if !expand.link.many {
                add(expand.link.column);
            }
        }
        reads
    }
}

impl<'a> Names<'a> {
    /// The set at a place.
    pub(super) fn set(self, place: usize) -> Result<&'a Set, Refused> {
        self.sets.at(place).ok_or_else(|| Refused::not_found("there is no such set"))
    }

    /// The place of the set of a name.
    pub(super) fn find(self, name: &str) -> Result<usize, Refused> {
        let missing = || Refused::not_found(format!("there is no set `{}`", short(name)));
        self.sets.find(name).ok_or_else(missing)
    }

    /// The refusal of a name that a set does not have.
    pub(super) fn refusal(self, set: &Set, name: &str) -> Refused {
        let table = &set.table.name;
        if let Some(hidden) = self.reader.hidden(Some(table), name) {
            return Failure::into(hidden);
        }
        if set.link(name).is_some() {
            return Refused::unsupported(format!(
                "`{name}` of `{table}` is a link: name it in `$expand`"
            ));
        }
        Refused::bad(format!("`{table}` has no property `{}`", short(name)))
    }

    fn place(self, set: &Set, name: &str) -> Result<usize, Refused> {
        set.table.column(name).ok_or_else(|| self.refusal(set, name))
    }

    /// The columns that `$select` names; all, without it.
    pub(super) fn selected(self, set: &Set, text: Option<&str>) -> Result<Vec<usize>, Refused> {
        let all = || (0..set.table.columns.len()).collect();
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(all());
        };
        let mut columns = Vec::new();
        for name in text.split(',').map(str::trim) {
            if name == "*" {
                return Ok(all());
            }
            // Selected links are given by `$expand`; a client may name them here as well.
            if set.link(name).is_some() {
                continue;
            }
            let place = self.place(set, name)?;
            if !columns.contains(&place) {
                columns.push(place);
            }
        }
        Ok(if columns.is_empty() { set.key.clone() } else { columns })
    }

    /// The condition that `$filter` says.
    pub(super) fn filter(self, set: &Set, text: &str) -> Result<Filter, Refused> {
        checked(parse(text)?, &set.table, &|name| self.refusal(set, name))
    }

    /// The keys that `$orderby` names.
    fn order(self, set: &Set, text: Option<&str>) -> Result<Vec<(usize, bool)>, Refused> {
        let mut keys: Vec<(usize, bool)> = Vec::new();
        for part in text.unwrap_or_default().split(',').map(str::trim) {
            if part.is_empty() {
                continue;
            }
            let mut words = part.split_whitespace();
            let name = words.next().unwrap_or_default();
            let descending = match (words.next(), words.next()) {
                (None | Some("asc"), None) => false,
                (Some("desc"), None) => true,
                _ => {
                    return Err(Refused::bad(format!(
                        "`$orderby` has `{}`: each part is a name, perhaps with `asc` or `desc`",
                        short(part)
                    )));
                }
            };
            if name.contains(['(', '/']) {
                return Err(Refused::unsupported(format!(
                    "`$orderby` takes columns of the set, not `{}`",
                    short(name)
                )));
            }
            let place = self.place(set, name)?;
            if keys.iter().all(|(known, _)| *known != place) {
                keys.push((place, descending));
            }
        }
        Ok(keys)
    }
}
