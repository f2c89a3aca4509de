//! Reading in an order from a place on. HubSpot sorts by one property, says nothing of ties nor of
//! records without it, and stops at row 10,000: so each search begins behind the last row known,
//! ties are read by id, and the rest without the property comes last.

mod key;

use std::collections::{HashSet, VecDeque};

use channelgraph_core::{After, Error, ErrorKind, Progress, Result, pushdown::Logic};
use channelgraph_schema::{Direction, Value, compare_ids, compare_keys};
pub(crate) use key::Key;
use key::KeyKind;
use serde_json::Value as Json;

use crate::{
    api::{
        Api,
        wire::{self, Object},
    },
    config::Sizes,
    query::{Clause, Groups, Operator, body, millis},
};

/// The property that every record has, and by which ties are read.
pub(crate) const ID: &str = "hs_object_id";

/// A part of the order that one sort can bring.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stretch {
    /// The rows that these clauses let through, by id, after this one.
    ById { within: Vec<Clause>, after: Option<String> },
    /// The rows with a key, behind this place, by key; its id is given if rows with its key may
    /// still follow.
    ByKey { after: Option<(Value, Option<String>)> },
}

/// A search in an order, from a position on.
pub(crate) struct Seek<'a> {
    pub(crate) sizes: &'a Sizes,
    /// The filter.
    pub(crate) groups: Groups,
    /// Properties to read of each.
    pub(crate) properties: Vec<String>,
    /// The order; none for the id alone.
    pub(crate) key: Option<Key>,
    pub(crate) limit: usize,
}

/// Records that a search found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) records: Vec<Object>,
    pub(crate) complete: bool,
    /// The number of all rows that match, where a search has said so along the way.
    pub(crate) total: Option<u64>,
}

impl Seek<'_> {
    /// Reads from a place on, until there are enough rows or no more.
    ///
    /// # Errors
    /// If a search fails, or the place is none of this order.
    pub(crate) async fn run(
        &self,
        after: Option<&After>,
        api: &Api,
        object: &str,
    ) -> Result<Found> {
        let no_place = || {
            Error::new(
                ErrorKind::Unsupported,
                &api.source,
                "the cursor does not belong to this order; start the list again without it",
            )
        };
        let mut stretches = self.stretches(after).ok_or_else(no_place)?;
        // The first search counts every row that passes if it is the only one, with nothing before
        // it.
        let whole = after.is_none() && stretches.len() == 1;
        let mut found = Found::default();
        let mut seen = HashSet::new();
        let mut searched = false;
        let mut progress = Progress::of(&api.source);
        while let Some(stretch) = stretches.pop_front() {
            if searched && found.records.len() >= self.limit {
                return Ok(found);
            }
            let body = self.body(&stretch, self.limit.saturating_sub(found.records.len()));
            progress.to(body.to_string())?;
            let answer = api.search(object, &body).await?;
            if whole && !searched {
                found.total = answer.total;
            }
            searched = true;
            let ended = answer.results.is_empty() || wire::next(answer.paging).is_none();
            let (records, rest) =
                self.settle(stretch, answer.results, ended).ok_or_else(no_place)?;
            rest.into_iter().rev().for_each(|next| stretches.push_front(next));
            let before = found.records.len();
            // A record that changed between two searches may come twice.
            found
                .records
                .extend(records.into_iter().filter(|record| seen.insert(record.id.clone())));
            progress.brought(found.records.len() - before)?;
        }
        found.complete = true;
        Ok(found)
    }

    /// The parts of the order behind a place; nothing if it is no place of this order.
    fn stretches(&self, after: Option<&After>) -> Option<VecDeque<Stretch>> {
        let by_id = |within, after| Stretch::ById { within, after };
        // Every id is greater than 0: the place before them all.
        let first = |id: &Option<String>| {
            id.clone().map(|id| if id.is_empty() { "0".to_owned() } else { id })
        };
        let Some(key) = &self.key else {
            return Some(match after {
                None => VecDeque::from([by_id(Vec::new(), None)]),
                Some(After { id: None, .. }) => VecDeque::new(),
                Some(After { id, .. }) => VecDeque::from([by_id(Vec::new(), first(id))]),
            });
        };
        let nulls =
            |after| by_id(vec![Clause::bare(&key.property, Operator::NotHasProperty)], after);
        let place = match after {
            Some(After { key: Value::Null, id: None }) => return Some(VecDeque::new()),
            Some(After { key: Value::Null, id }) => {
                return Some(VecDeque::from([nulls(first(id))]));
            }
            Some(After { key: at, id }) => {
                // Between two milliseconds is behind all rows of the earlier one, or, going down,
                // before them.
                let between = matches!(at, Value::Time(time) if key.kind == KeyKind::Time && !millis(*time).held);
                let id = if between {
                    (key.direction == Direction::Desc).then(String::new)
                } else {
                    id.clone()
                };
                Some((key.normal(at)?, first(&id)))
            }
            None => None,
        };
        let mut stretches = VecDeque::new();
        match place {
            place if key.kind == KeyKind::Bool => stretches.extend(key.bools(place)?),
            Some((at, Some(id))) if !self.fits_with_ties(key, &at, &id) => {
                stretches.push_back(by_id(key.at(&at)?, Some(id)));
                stretches.push_back(Stretch::ByKey { after: Some((at, None)) });
            }
            place => stretches.push_back(Stretch::ByKey { after: place }),
        }
        if !key.always_there() {
            stretches.push_back(nulls(None));
        }
        Some(stretches)
    }

    fn body(&self, stretch: &Stretch, wanted: usize) -> Json {
        let (groups, sort, descending, limit) = match (stretch, &self.key) {
            (Stretch::ByKey { after }, Some(key)) => {
                let groups = match after {
                    None if key.always_there() => self.groups.clone(),
                    None => self.groups.with(&[Clause::bare(&key.property, Operator::HasProperty)]),
                    Some((at, id)) => self.behind(key, at, id.as_deref()),
                };
                // A few more than wanted: the last key is of use only if the one after it is seen
                // too.
                (
                    groups,
                    key.property.as_str(),
                    key.direction == Direction::Desc,
                    wanted + wanted / 4 + 10,
                )
            }
            (Stretch::ByKey { .. }, None) => (self.groups.clone(), ID, false, wanted),
            (Stretch::ById { within, after }, _) => {
                let place = after.as_ref().map(|id| Clause::one(ID, Operator::Gt, id));
                let clauses: Vec<Clause> = within.iter().cloned().chain(place).collect();
                (self.groups.with(&clauses), ID, false, wanted)
            }
        };
        body(&groups, sort, descending, &self.properties, limit.clamp(1, self.sizes.page))
    }

    /// Rows behind a key, and, if an id is given, those with that key behind that id.
    fn behind(&self, key: &Key, at: &Value, id: Option<&str>) -> Groups {
        let behind: Vec<Clause> = key.behind(at).into_iter().collect();
        let mut groups = Groups::never();
        if let (Some(id), Some(mut ties)) = (id, key.at(at)) {
            ties.push(Clause::one(ID, Operator::Gt, id));
            groups = self.groups.with(&ties);
        }
        groups.0.extend(self.groups.with(&behind).0);
        groups
    }

    fn fits_with_ties(&self, key: &Key, at: &Value, id: &str) -> bool {
        let groups = self.behind(key, at, Some(id));
        let length =
            body(&groups, &key.property, true, &self.properties, self.sizes.page).to_string().len();
        self.sizes.hold(&groups, 0) && length <= self.sizes.body
    }

    /// What of an answer stands firm, in order, and what is to be read next to go on from there.
    fn settle(
        &self,
        stretch: Stretch,
        mut records: Vec<Object>,
        ended: bool,
    ) -> Option<(Vec<Object>, Vec<Stretch>)> {
        let (after, key) = match (stretch, &self.key) {
            (Stretch::ByKey { after }, Some(key)) => (after, key),
            (Stretch::ById { within, .. }, _) => {
                records.sort_by(|a, b| compare_ids(&a.id, &b.id));
                let last = records.last().filter(|_| !ended).map(|record| record.id.clone());
                let rest = last.map(|id| Stretch::ById { within, after: Some(id) });
                return Some((records, rest.into_iter().collect()));
            }
            (Stretch::ByKey { .. }, None) => return None,
        };
        let mut keyed: Vec<(Value, Object)> =
            records.into_iter().map(|record| (key.of(&record), record)).collect();
        keyed.sort_by(|(a, x), (b, y)| {
            compare_keys(a, b, key.direction).then_with(|| compare_ids(&x.id, &y.id))
        });
        let Some((last, _)) = keyed.last().filter(|_| !ended) else {
            return Some((keyed.into_iter().map(|(_, record)| record).collect(), Vec::new()));
        };
        // The page may have cut the rows with the last key: they are read by id instead, if they
        // are still wanted.
        let last = last.clone();
        keyed.retain(|(at, _)| *at != last);
        let before = after.filter(|(at, _)| *at == last).and_then(|(_, id)| id);
        let rest = vec![
            Stretch::ById { within: key.at(&last)?, after: before },
            Stretch::ByKey { after: Some((last, None)) },
        ];
        Some((keyed.into_iter().map(|(_, record)| record).collect(), rest))
    }
}
