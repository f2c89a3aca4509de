//! Lists by id. The schema's order is by length and then by bytes, a service's order of text is its
//! own: but of numbers of one length all orders are the same, and letters stand behind digits in
//! all. So a large set is asked for length by length, as long as its keys are numbers; any other is
//! read as a whole.

use std::ops::ControlFlow;

use channelgraph_core::{Page, Read, Result, local, pushdown::Logic};
use channelgraph_schema::{Value, compare_ids, mapping::Row};

use super::{Asked, fetch::Options};
use crate::{
    connector::OData,
    describe::Kind,
    query::{self, Condition, Features, FilterText},
};

/// Pages up to which a set is read as a whole.
const FEW: usize = 5;

/// Characters that a key has at most, where it is not said.
const LONGEST: usize = 40;

impl OData {
    pub(super) async fn by_id(&self, asked: &Asked<'_>, condition: Condition) -> Result<Page> {
        let after =
            asked.read.after.as_ref().and_then(|after| after.id.as_deref()).unwrap_or_default();
        let is_number = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
        let [key] = asked.scope.key.as_slice() else { return self.whole(asked, condition).await };
        let Kind::Text(longest) = key.kind else { return self.whole(asked, condition).await };
        let key = key.name.as_str();
        let takes = asked.scope.key_filterable
            && asked.scope.key_sortable
            && asked.dialect.takes.has(Features::LENGTH);
        let behind_all = asked
            .read
            .after
            .as_ref()
            .is_some_and(|after| after.id.is_none() || !after.key.is_null());
        if !takes || behind_all || !is_number(after) {
            return self.whole(asked, condition).await;
        }
        let begin = after.len().max(1);
        let rest = match after {
            "" => condition.clone(),
            _ => Condition::all_of([condition.clone(), from_place(asked, key, after)]),
        };
        let options = Options { count: true, ..Options::default() };
        let many = self.sizes.page.saturating_mul(FEW);
        let mut rows: Vec<Row> = Vec::new();
        let pieces = self.cut(asked, rest, &options)?.conditions;
        let [piece] = pieces.as_slice() else { return self.whole(asked, condition).await };
        let ended = self.walk(asked, piece, &options, |more, count| {
            rows.extend(more);
            if count.is_some_and(|count| count > many as u64) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        if ended.await? {
            let total = asked.read.count && after.is_empty();
            let page =
                local::page(&Read { limit: usize::MAX, ..asked.read.clone() }, &Value::Null, rows);
            return Ok(Page { total: page.total.filter(|_| total), ..page });
        }
        asked.uses(Features::LENGTH);
        let shortest = rows.iter().map(|row| row.id.len()).min().unwrap_or(1).max(begin);
        let shorter = Condition::plain(format!("length({key}) lt {shortest}"));
        let shorter = Condition::all_of([condition.clone(), shorter]);
        let begin = if after.is_empty() && self.count(asked, shorter).await? == Some(0) {
            shortest
        } else {
            begin
        };
        match self.by_length(asked, &condition, key, begin..=longest.unwrap_or(LONGEST)).await? {
            Some(page) if !page.complete || longest.is_some() => Ok(page),
            _ => self.whole(asked, condition).await,
        }
    }

    /// The first rows by length and number; nothing if there are keys that are no numbers.
    async fn by_length(
        &self,
        asked: &Asked<'_>,
        condition: &Condition,
        key: &str,
        lengths: std::ops::RangeInclusive<usize>,
    ) -> Result<Option<Page>> {
        let read = asked.read;
        let after = read.after.as_ref().and_then(|after| after.id.as_deref()).unwrap_or_default();
        let mut found: Vec<Row> = Vec::new();
        for length in lengths {
            let mut parts =
                vec![condition.clone(), Condition::plain(format!("length({key}) eq {length}"))];
            if !after.is_empty() {
                // Where numbers are padded they are all of one length, and stand in its order all
                // the same.
                parts.push(Condition::plain(format!(
                    "{key} ge {}",
                    query::quote(&format!("{after:0>length$}"))
                )));
            }
            let options =
                Options { order: Some(format!("$orderby={key}")), top: None, count: true };
            let pieces = self.cut(asked, Condition::all_of(parts), &options)?.conditions;
            let [piece] = pieces.as_slice() else { return Ok(None) };
            let mut ordered = true;
            let mut last: Option<String> = None;
            self.walk(asked, piece, &options, |rows, _| {
                for row in rows {
                    let is_next =
                        last.as_ref().is_none_or(|last| compare_ids(last, &row.id).is_lt());
                    ordered &= is_next && row.id.bytes().all(|byte| byte.is_ascii_digit());
                    last = Some(row.id.clone());
                    let is_after = compare_ids(&row.id, after).is_gt();
                    if is_after && local::passes(&read.filter, &row) {
                        found.push(row);
                    }
                }
                if !ordered || found.len() >= read.limit {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .await?;
            if !ordered {
                return Ok(None);
            }
            if found.len() >= read.limit {
                return Ok(Some(Page {
                    rows: found,
                    complete: false,
                    exact: true,
                    total: None,
                    ..Page::default()
                }));
            }
        }
        Ok(Some(Page { rows: found, complete: true, exact: true, total: None, ..Page::default() }))
    }
}

/// The rows from a place on: those with a longer key, and of its length those not before it.
fn from_place(asked: &Asked<'_>, key: &str, after: &str) -> Condition {
    asked.uses(Features::LENGTH);
    let length = after.len().max(1);
    let of_length = format!("(length({key}) eq {length} and {key} ge {})", query::quote(after));
    Condition::any_of([
        Condition::plain(format!("length({key}) gt {length}")),
        Condition::plain(of_length),
    ])
}
