//! Search by text over all kinds: one kind after the other, each a list with a filter on its names.

use std::sync::Arc;

use async_graphql::Context;
use channelgraph_core::ErrorCode;
use channelgraph_schema::{Cursor, EntityKind as Kind, Filter, Order, Test};

use super::{
    any::SearchHit,
    connection::{Connection, check_first, found},
    enums::EntityKind,
    error::note,
    request::Request,
};
use crate::engine::{ListQuery, Node, Problem};

/// The kinds in the order in which they are listed, each with the fields that are searched.
const SEARCHED: &[(Kind, &[&str])] = &[
    (Kind::Partner, &["name", "domain"]),
    (Kind::Lead, &["name", "company", "email"]),
    (Kind::Deal, &["name"]),
    (Kind::Incentive, &["name"]),
    (Kind::Contact, &["name", "email"]),
];

/// A page of what is found.
///
/// # Errors
/// If the request is wrong. A kind that a system cannot be searched for within the bounds is a gap.
pub async fn run(
    ctx: &Context<'_>,
    text: &str,
    kinds: Option<Vec<EntityKind>>,
    first: Option<i32>,
    after: Option<String>,
) -> Result<Connection<SearchHit>, Problem> {
    let text = text.trim();
    if text.chars().count() < 2 {
        return Err(Problem::input("`text` needs at least two characters"));
    }
    let first = check_first(first)?;
    let request = ctx.data_unchecked::<Request>();
    let wanted = |kind: Kind| {
        kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|wanted| Kind::from(*wanted) == kind))
    };
    let mut from = after.as_ref().map(|after| decode(after)).transpose()?;
    if let Some((kind, _)) = from.as_ref().filter(|(kind, _)| !wanted(*kind)) {
        return Err(Problem::input(format!(
            "`after` is the place of a {kind}, which `kinds` leaves out; begin anew"
        )));
    }
    let mut entries: Vec<(String, Arc<Node>)> = Vec::new();
    let mut gaps: Vec<Problem> = Vec::new();
    for (kind, fields) in SEARCHED.iter().filter(|(kind, _)| wanted(*kind)) {
        if from.as_ref().is_some_and(|(begin, _)| begin != kind) {
            continue;
        }
        if entries.len() > first {
            break;
        }
        let tests = fields
            .iter()
            .filter_map(|name| kind.field(name))
            .map(|field| Filter::Test(field, Test::Contains(text.into())));
        let query = ListQuery {
            filter: Filter::any_of(tests),
            after: from.take().map(|(_, cursor)| cursor),
            quick: true,
            ..ListQuery::first_of_all(first + 1 - entries.len())
        };
        match request
            .engine()
            .list(request.viewer(), *kind, &query, &request.needs(ctx, *kind))
            .await
        {
            Ok(listed) => {
                listed.gaps.into_iter().for_each(|gap| add(&mut gaps, gap));
                entries.extend(
                    listed
                        .nodes
                        .into_iter()
                        .map(|(cursor, node)| (cursor.encode(*kind, Order::default()), node)),
                );
            }
            Err(problem) if problem.code == ErrorCode::QueryTooComplex => add(&mut gaps, problem),
            Err(problem) => return Err(problem),
        }
    }
    // A source that is passed over by a bound has not failed.
    gaps.iter()
        .filter(|gap| gap.code != ErrorCode::QueryTooComplex || gap.source_name.is_none())
        .for_each(|gap| note(ctx, gap));
    gaps.retain(|gap| gap.source_name.is_some());
    let has_next = entries.len() > first;
    entries.truncate(first);
    Ok(found(entries, has_next, after.is_some(), gaps))
}

fn add(gaps: &mut Vec<Problem>, gap: Problem) {
    if !gaps.iter().any(|known| known.source_name == gap.source_name && known.code == gap.code) {
        gaps.push(gap);
    }
}

/// The kind that a cursor belongs to, and its place there.
fn decode(after: &str) -> Result<(Kind, Cursor), Problem> {
    let places = SEARCHED.iter().map(|(kind, _)| {
        Cursor::decode(after, *kind, Order::default()).map(|cursor| (*kind, cursor))
    });
    let mut last = None;
    for place in places {
        match place {
            Ok(place) => return Ok(place),
            Err(bad) => last = Some(bad),
        }
    }
    Err(Problem::input(last.map_or_else(String::new, |bad| bad.to_string())))
}
