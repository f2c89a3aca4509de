//! Progress: how far a list has been read, over pages on which some tables failed.
//!
//! What is left out of a page stays owed. The next pages list the same stretch again once its
//! tables answer, without what was listed of it before, and then go on from where the list was
//! left.

use std::ops::Deref;

use channelgraph_schema::{Cursor, MOST_STRETCHES, Place, Stretch, TableName};

use super::position::Position;
use crate::{
    engine::{ListQuery, Node, Problem, Ranks, context::Context},
    model::Table,
};

/// The place of a node in a list; none if it has none.
pub(super) type PlaceOf = fn(&ListQuery, &Node) -> Option<Place>;

/// The progress of one list.
pub(super) struct Progress<'a> {
    context: Context<'a>,
    query: &'a ListQuery,
    place_of: PlaceOf,
    place: Place,
    stretches: Vec<Stretch>,
    /// The stretch that is being listed again.
    current: Option<Stretch>,
    /// The tables that are left out of the part that is being listed.
    absent: Ranks,
    /// True if records that name one of those tables' are listed on their own.
    alone: bool,
}

/// A part of a list that is to be listed next.
pub(super) struct Part {
    /// The place behind which it begins.
    pub(super) from: Place,
    /// The place at which it ends.
    pub(super) to: Place,
}

impl<'a> Progress<'a> {
    /// The progress that a query's cursor tells of.
    pub(super) fn of(context: Context<'a>, query: &'a ListQuery, place_of: PlaceOf) -> Self {
        Self::behind(query.after.clone().unwrap_or_default(), context, query, place_of)
    }

    /// The progress that another cursor of the query's list tells of.
    pub(super) fn behind(
        cursor: Cursor,
        context: Context<'a>,
        query: &'a ListQuery,
        place_of: PlaceOf,
    ) -> Self {
        let Cursor { place, stretches } = cursor;
        let (current, absent, alone) = (None, Ranks::default(), false);
        Self { context, query, place_of, place, stretches, current, absent, alone }
    }

    /// Begins the part that is to be listed next while these tables fail; none at the end.
    pub(super) fn begin(&mut self, absent: Ranks) -> Option<Part> {
        self.absent = absent;
        let can_come = |s: &Stretch| s.owed && !self.ranks(&s.without).is_within(absent);
        if let Some(next) = self.stretches.iter().position(can_come) {
            let stretch = self.stretches.remove(next);
            let (from, to) = (stretch.from.clone(), stretch.to.clone());
            (self.current, self.alone) = (Some(stretch), false);
            return Some(Part { from, to });
        }
        if self.place == Place::End {
            return None;
        }
        // From its beginning on, a list without a table lists what names its records: none of it
        // can have been listed with them.
        let names = self.names(absent);
        let goes_on = |s: &Stretch| {
            (&s.from, &s.to) == (&Place::Begin, &self.place) && s.alone && s.without == names
        };
        self.alone = (self.place == Place::Begin && self.stretches.is_empty())
            || self.stretches.iter().any(goes_on);
        Some(Part { from: self.place.clone(), to: Place::End })
    }

    /// Returns true if a cursor has room for one more failure.
    pub(super) fn has_room(&self, absent: Ranks) -> bool {
        absent.is_empty() || self.stretches.len() + 3 <= MOST_STRETCHES
    }

    /// Moves to a place of the part.
    pub(super) fn pass(&mut self, place: Place) {
        let without = self.names(self.absent);
        let (mut from, owed) = (place.clone(), !self.absent.is_empty());
        if let Some(current) = &mut self.current {
            std::mem::swap(&mut current.from, &mut from);
            // In an order by id no node stands further behind for having more records.
            if owed || self.query.order.key.is_some() {
                let listed = Stretch {
                    from: from.clone(),
                    to: place.clone(),
                    owed: false,
                    ..current.clone()
                };
                self.add(listed);
            }
        } else {
            std::mem::swap(&mut self.place, &mut from);
        }
        if owed {
            self.add(Stretch { without, from, to: place, owed, alone: self.alone });
        }
    }

    /// Ends the part: all of it is listed.
    pub(super) fn finish(&mut self) {
        let end = self.current.as_ref().map_or(Place::End, |current| current.to.clone());
        self.pass(end);
        self.current = None;
        if self.query.order.key.is_none() && !self.is_owing() {
            self.stretches.clear();
        }
    }

    /// Leaves the part where it is, as another table fails.
    pub(super) fn leave(&mut self) {
        if let Some(current) = self.current.take() {
            self.stretches.insert(0, current);
        }
    }

    /// Returns true if nodes that a failed table would have brought are still to come.
    pub(super) fn is_owing(&self) -> bool {
        self.current.is_some() || self.stretches.iter().any(|stretch| stretch.owed)
    }

    /// Returns true if the nodes' records of every table are needed to tell what was listed before.
    pub(super) fn needs_every_record(&self, absent: Ranks) -> bool {
        let mut stretches = self.stretches.iter().chain(&self.current);
        stretches.any(|stretch| !self.ranks(&stretch.without).is_within(absent))
    }

    /// The cursor of what is listed so far.
    pub(super) fn cursor(&self) -> Cursor {
        let current = self.current.iter().filter(|current| current.from != current.to);
        let stretches = current.chain(&self.stretches).cloned().collect();
        Cursor { place: self.place.clone(), stretches }
    }

    /// Returns true if a node is not listed now: it was listed before, or waits for a failed table.
    /// `belongs` tells what belongs into the list.
    pub(super) fn skips(&self, node: &Node, belongs: impl Fn(&Node) -> bool) -> bool {
        let mut stretches = self.stretches.iter().chain(&self.current);
        (!self.alone && self.waits_for(node, self.absent))
            || stretches.any(|stretch| self.was_listed(node, stretch, &belongs))
    }

    /// Returns true if a record of failed tables may be part of a node and hold its place: then it
    /// may have been listed there before.
    fn waits_for(&self, node: &Node, failed: Ranks) -> bool {
        if failed.is_empty() || self.context.names_any(&node.members, failed) {
            return !failed.is_empty();
        }
        let Some(sort_record) = self.query.sort_record(node) else { return false };
        let (model, key) = (&self.context.engine.model, self.query.order.key);
        let is_before = |table: &Table| {
            let Some(key) = key else { return table.rank < sort_record.table.rank };
            let deciding = model.authority(node.kind, key);
            let place = |rank: usize| deciding.iter().position(|other| *other == rank);
            match (place(table.rank), place(sort_record.table.rank)) {
                (None, _) => table.rank < sort_record.table.rank && node.value(key).is_null(),
                (Some(_), None) => true,
                (Some(its), Some(own)) => its < own || sort_record.record.get(key).is_null(),
            }
        };
        let mut linked =
            node.members.iter().flat_map(|member| &self.context.linked(&member.table).inbound);
        linked.any(|table| {
            failed.contains(table.rank) && self.query.covers(table) && is_before(table)
        })
    }

    /// Returns true if a stretch listed a node, by those of its records that it had.
    fn was_listed(&self, node: &Node, stretch: &Stretch, belongs: &impl Fn(&Node) -> bool) -> bool {
        let without = self.ranks(&stretch.without);
        let had = node.members.iter().filter(|member| !without.contains(member.table.rank));
        let parts = self.context.parts(had.cloned().collect());
        parts.into_iter().any(|part| {
            let listed = Node::new(&self.context.engine.model, node.kind, part);
            let place = (self.place_of)(self.query, &listed);
            (stretch.alone || !self.waits_for(&listed, without))
                && place.is_some_and(|place| self.is_in(&place, &stretch.from, &stretch.to))
                && belongs(&listed)
        })
    }

    /// Returns true if a place is behind one and not behind another.
    fn is_in(&self, place: &Place, from: &Place, to: &Place) -> bool {
        self.compare(self.at(place), from).is_gt() && self.compare(self.at(place), to).is_le()
    }

    fn at<'p>(&self, place: &'p Place) -> Position<'p> {
        Position::at(&self.context.engine.model, self.context.kind, place)
    }

    /// The order of a position and a place.
    pub(super) fn compare(&self, position: Position<'_>, place: &Place) -> std::cmp::Ordering {
        position.compare(self.at(place), self.query.order.direction)
    }

    /// Adds a stretch, to the one that it continues if there is one.
    fn add(&mut self, new: Stretch) {
        if new.from == new.to {
            return;
        }
        let continues = |s: &&mut Stretch| {
            s.to == new.from
                && s.without == new.without
                && (s.owed, s.alone) == (new.owed, new.alone)
        };
        match self.stretches.iter_mut().find(continues) {
            Some(known) => known.to = new.to,
            None => self.stretches.push(new),
        }
    }

    fn names(&self, ranks: Ranks) -> Vec<TableName> {
        let tables = self.context.tables().iter().filter(|table| ranks.contains(table.rank));
        let mut names: Vec<TableName> =
            tables.map(|table| (table.source.name.clone(), table.mapping.object.clone())).collect();
        names.dedup();
        names
    }

    fn ranks(&self, names: &[TableName]) -> Ranks {
        let is_one = |(source, object): &TableName, table: &Table| {
            *source == table.source.name && *object == table.mapping.object
        };
        let tables = self.context.tables().iter();
        tables
            .filter(|table| names.iter().any(|name| is_one(name, table)))
            .map(|table| table.rank)
            .collect()
    }
}

/// The pick for a page of a list that is at hand as a whole.
pub(super) struct Picked {
    /// The picked items by their place in the list, each with the cursor behind it.
    pub(super) items: Vec<(usize, Cursor)>,
    /// The cursor behind all of them, where the list ends and a failed table owes some.
    pub(super) end: Option<Cursor>,
}

impl Progress<'_> {
    /// Picks the first items of a list that is at hand as a whole, in its order, while these tables
    /// fail. `item` gives the node and position of an item, and `place` the position as a place;
    /// `is_whole` tells that no more follow.
    pub(super) fn pick<'i>(
        self,
        (count, is_whole): (usize, bool),
        item: impl Fn(usize) -> (&'i Node, Position<'i>),
        place: impl Fn(usize) -> Place,
        belongs: impl Fn(&Node) -> bool,
        absent: Ranks,
        most: usize,
    ) -> Picked {
        let within = |progress: &Self, part: &Part| {
            (0..count)
                .filter(|index| {
                    let position = item(*index).1;
                    progress.compare(position, &part.from).is_gt()
                        && progress.compare(position, &part.to).is_le()
                })
                .collect::<Vec<_>>()
        };
        let node = |index: usize| Some(item(index).0);
        self.pick_within(is_whole, within, node, place, belongs, absent, most)
    }

    /// The same of a list of which `within` tells the items that stand in a part; an item may turn
    /// out to be none.
    #[expect(clippy::too_many_arguments, reason = "each tells another thing of one list")]
    pub(super) fn pick_within<N: Deref<Target = Node>, I: IntoIterator<Item = usize>>(
        mut self,
        is_whole: bool,
        within: impl Fn(&Self, &Part) -> I,
        item: impl Fn(usize) -> Option<N>,
        place: impl Fn(usize) -> Place,
        belongs: impl Fn(&Node) -> bool,
        absent: Ranks,
        most: usize,
    ) -> Picked {
        let mut items = Vec::new();
        while self.has_room(absent)
            && let Some(part) = self.begin(absent)
        {
            for index in within(&self, &part) {
                if item(index).is_none_or(|node| self.skips(&node, &belongs)) {
                    continue;
                }
                self.pass(place(index));
                items.push((index, self.cursor()));
                if items.len() == most {
                    return Picked { items, end: None };
                }
            }
            if self.current.is_none() && !is_whole {
                return Picked { items, end: Some(self.cursor()) };
            }
            self.finish();
        }
        let end = (self.is_owing() || self.place != Place::End).then(|| self.cursor());
        Picked { items, end }
    }
}

impl Context<'_> {
    /// The tables that a failure of one of them leaves out.
    pub(super) fn failing_with(self, table: &Table, problem: &Problem) -> Ranks {
        let is_one = |other: &&std::sync::Arc<Table>| {
            let is_same = problem.is_of_source() || other.mapping.object == table.mapping.object;
            other.source.name == table.source.name && is_same
        };
        self.tables().iter().filter(is_one).map(|other| other.rank).collect()
    }
}
