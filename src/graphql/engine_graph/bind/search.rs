//! Arguments of a search, and the places to which it was read.

use channelgraph_core::ErrorCode;
use channelgraph_schema::{BadCursor, Cursor, EntityKind, Filter, Order, Place};
use serde_json::{Map, Value as Json};

use super::{Bound, Search, filter, first, text};
use crate::{
    engine::{ListQuery, Problem},
    graphql::types::entity_of_word,
};

/// What stands between the cursors of a search's entities; no cursor holds it.
const SEARCH_JOINT: &str = ".";

/// Binds the arguments of a search.
///
/// # Errors
/// If they are wrong; the text says how.
pub(super) fn bind(given: &Map<String, Json>) -> Result<Bound, Problem> {
    let sought = text(given.get("text")).unwrap_or_default().trim();
    if sought.chars().count() < 2 {
        return Err(Problem::input("`text` needs at least two characters"));
    }
    filter::check_text(sought)?;
    let wanted = given.get("kinds").and_then(Json::as_array).map(|words| {
        words.iter().filter_map(|word| entity_of_word(word.as_str()?)).collect::<Vec<_>>()
    });
    let is_left_out = |kind: &&EntityKind| !EntityKind::SEARCHED.contains(kind);
    if let Some(kind) = wanted.iter().flatten().find(is_left_out) {
        let words: Vec<_> = EntityKind::SEARCHED.iter().map(|kind| kind.entity().word).collect();
        return Err(Problem::input(format!(
            "`kinds` has {}, which `search` does not look through; it knows {}",
            kind.entity().word,
            words.join(", ")
        )));
    }
    let searched = EntityKind::SEARCHED.iter().copied();
    let kinds: Vec<EntityKind> = searched
        .filter(|kind| wanted.as_ref().is_none_or(|wanted| wanted.contains(kind)))
        .collect();
    let after = text(given.get("after")).map(places).transpose()?.unwrap_or_default();
    if let Some((kind, _)) = after.iter().find(|(kind, _)| !kinds.contains(kind)) {
        return Err(Problem::input(format!(
            "`after` is the place of a {kind}, which `kinds` leaves out; begin anew"
        )));
    }
    Ok(Bound::Search(Search { text: sought.to_owned(), kinds, first: first(given)?, after }))
}

/// The cursor of a search: those of its entities, joined.
pub fn joined(places: &[(EntityKind, Cursor)]) -> String {
    let encode = |(kind, cursor): &(EntityKind, Cursor)| cursor.encode(*kind, Order::default());
    let all: Vec<String> = places.iter().map(encode).collect();
    all.join(SEARCH_JOINT)
}

/// The entities that a cursor of a search tells of, each once and in order.
fn places(after: &str) -> Result<Vec<(EntityKind, Cursor)>, Problem> {
    let parts: Vec<&str> = after.split(SEARCH_JOINT).take(EntityKind::SEARCHED.len() + 1).collect();
    let places: Vec<_> = parts.into_iter().map(place).collect::<Result<_, _>>()?;
    let order = |kind: EntityKind| EntityKind::SEARCHED.iter().position(|other| *other == kind);
    if !places.is_sorted_by(|(a, _), (b, _)| order(*a) < order(*b)) {
        return Err(BadCursor::Malformed.into());
    }
    Ok(places)
}

/// The entity that a cursor belongs to, and its place there.
fn place(after: &str) -> Result<(EntityKind, Cursor), Problem> {
    let mut last = Problem::input("`after` is not a cursor of this gateway");
    for kind in EntityKind::SEARCHED {
        match Cursor::decode(after, *kind, Order::default()) {
            Ok(cursor) => return Ok((*kind, cursor)),
            Err(bad) => last = bad.into(),
        }
    }
    Err(Problem { code: ErrorCode::BadInput, ..last })
}

impl Search {
    /// How far an entity has been read: none if all of it has.
    #[expect(
        clippy::option_option,
        reason = "the outer one tells whether anything is left, the inner one where it begins"
    )]
    pub fn from(&self, kind: EntityKind) -> Option<Option<Cursor>> {
        let place = |kind| self.kinds.iter().position(|other| *other == kind);
        let known = self.after.iter().find(|(other, _)| *other == kind);
        let reached = self.after.last().map(|(reached, _)| *reached);
        match known {
            Some((_, cursor)) => Some(Some(cursor.clone())),
            None if reached.is_some_and(|reached| place(kind) < place(reached)) => None,
            None => Some(None),
        }
    }

    /// How far the entities behind this one have been read, while this one is caught up with.
    pub fn behind(&self, kind: EntityKind) -> impl Iterator<Item = (EntityKind, Cursor)> {
        let place = |kind| self.kinds.iter().position(|other| *other == kind);
        self.after.iter().filter(move |(other, _)| place(*other) > place(kind)).cloned()
    }

    /// The cursor at which its page begins.
    pub fn begin(&self) -> String {
        if self.after.is_empty() {
            let first = self.kinds.first().map(|kind| (*kind, Cursor::default()));
            return joined(&first.into_iter().collect::<Vec<_>>());
        }
        joined(&self.after)
    }

    /// The cursor at its end, where hits of some entities are owed.
    pub fn end(&self, mut owed: Vec<(EntityKind, Cursor)>) -> String {
        let last = self.kinds.last().copied();
        let is_owing = owed.last().map(|(kind, _)| *kind) == last;
        owed.extend(last.filter(|_| !is_owing).map(|kind| (kind, Cursor::at(Place::End))));
        joined(&owed)
    }

    /// The list of one entity's nodes that have the text in a searched field.
    pub fn query(&self, kind: EntityKind, after: Option<Cursor>, first: usize) -> ListQuery {
        let contains = |field| {
            let test = channelgraph_schema::Test::Contains(self.text.as_str().into());
            Filter::Test(field, test)
        };
        let fields = kind.fields_that(|field| field.searched);
        let filter = Filter::any_of(fields.iter().map(contains));
        ListQuery { filter, after, search: true, ..ListQuery::first_of_all(first) }
    }
}
