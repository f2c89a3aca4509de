//! The nodes of a part: by their ids, of a list, or below parents.

use channelgraph_schema::{Cursor, EntityKind, FieldId, NodeId, Order, RecordKey};
use channelgraph_sql::{Failure, Scan};

use super::{
    super::{
        Reader,
        nodes::{Plan, Way},
    },
    Found, Spot, cursor,
};
use crate::engine::{ListQuery, Needs, Seen};

/// Ids that are looked up together.
const IDS: usize = 500;
/// Parents whose children are asked for together.
const PARENTS: usize = 25;

/// A part under way.
struct Step<'a> {
    reader: &'a Reader,
    scan: &'a Scan,
    kind: EntityKind,
    order: Order,
    query: ListQuery,
    needs: &'a Needs,
}

/// A parent of a part: itself, the spot at it, and the spot behind it.
type Parent = (Seen, Spot, Spot);

/// The nodes behind a spot.
pub(super) async fn found(
    reader: &Reader,
    scan: &Scan,
    plan: Plan,
    needs: &Needs,
    spot: &Spot,
    size: usize,
) -> Result<Found, Failure> {
    let Plan { kind, filter, order, way } = plan;
    let query = ListQuery { filter, order, ..ListQuery::first_of_all(size) };
    let step = Step { reader, scan, kind, order, query, needs };
    match way {
        Way::Ids(keys) => step.by_ids(&keys, spot).await,
        Way::List => step.of_list(spot).await,
        Way::Below(to, field, keys) => step.below(to, field, &keys, spot).await,
        Way::BelowAll(field) => step.below_all(field, spot).await,
    }
}

impl Step<'_> {
    async fn by_ids(&self, keys: &[RecordKey], spot: &Spot) -> Result<Found, Failure> {
        let end = keys.len().min(spot.done.saturating_add(IDS));
        let keys_here = keys.get(spot.done..end).unwrap_or_default();
        let found = self.looked_up(self.kind, keys_here, self.needs).await?;
        let behind =
            |(place, node)| (node, Spot { done: spot.done + place + 1, ..Spot::default() });
        let nodes = found.into_iter().map(behind).collect();
        let next = (end < keys.len()).then(|| Spot { done: end, ..Spot::default() });
        Ok(Found { nodes, next })
    }

    /// Nodes by their keys, each with the place of its key. A node has many keys: only the one
    /// that is its id gives it, so that it comes once.
    async fn looked_up(
        &self,
        kind: EntityKind,
        keys: &[RecordKey],
        needs: &Needs,
    ) -> Result<Vec<(usize, Seen)>, Failure> {
        let (engine, viewer) = (&self.reader.app.engine, &self.reader.viewer);
        let outcomes = engine.nodes(viewer, kind, keys, needs).await;
        let mut nodes = Vec::new();
        for (place, (outcome, key)) in outcomes.into_iter().zip(keys).enumerate() {
            let id = NodeId { kind, record: key.clone() }.encode();
            let own = outcome.map(|node| node.filter(|node| node.id() == id));
            let node = self.reader.found(self.scan, own)?;
            nodes.extend(node.map(|node| (place, node)));
        }
        Ok(nodes)
    }

    async fn of_list(&self, spot: &Spot) -> Result<Found, Failure> {
        let after = cursor(spot.list.as_deref(), self.kind, self.order)?;
        let query = ListQuery { after, ..self.query.clone() };
        let (engine, viewer) = (&self.reader.app.engine, &self.reader.viewer);
        let page = engine.list(viewer, self.kind, &query, self.needs).await;
        let page = page.map_err(|problem| self.reader.told(&problem))?;
        page.gaps.iter().try_for_each(|gap| self.reader.gap(self.scan, gap))?;
        let spot = |cursor: &Cursor| Spot {
            list: Some(cursor.encode(self.kind, self.order)),
            ..Spot::default()
        };
        let next = page.next(&query).and_then(|next| next.after).map(|after| spot(&after));
        let node = |(cursor, node): &(Cursor, Seen)| {
            Ok((self.reader.whole(self.scan, node.clone())?, spot(cursor)))
        };
        let nodes = page.nodes.iter().map(node).collect::<Result<_, Failure>>()?;
        Ok(Found { nodes, next })
    }

    /// Children of the parents with these keys.
    async fn below(
        &self,
        to: EntityKind,
        field: FieldId,
        keys: &[RecordKey],
        spot: &Spot,
    ) -> Result<Found, Failure> {
        let most = if spot.below.is_some() { 1 } else { PARENTS };
        let end = keys.len().min(spot.done.saturating_add(most));
        let keys_here = keys.get(spot.done..end).unwrap_or_default();
        let referred_to = self.reader.app.engine.tables_referred_to(to, self.kind, field);
        let needs = Needs { referred_to, ..Needs::default() };
        let at = |place: usize| Spot { done: spot.done + place, ..Spot::default() };
        let found = self.looked_up(to, keys_here, &needs).await?;
        let parents = found.into_iter().map(|(place, node)| (node, at(place), at(place + 1)));
        let next = (end < keys.len()).then(|| Spot { done: end, ..Spot::default() });
        self.children(field, parents.collect(), spot, next).await
    }

    /// Children of all partners.
    async fn below_all(&self, field: FieldId, spot: &Spot) -> Result<Found, Failure> {
        let (kind, order) = (EntityKind::Partner, Order::default());
        let most = if spot.below.is_some() { 1 } else { PARENTS };
        let after = cursor(spot.list.as_deref(), kind, order)?;
        let query = ListQuery { after, ..ListQuery::first_of_all(most) };
        let (engine, viewer) = (&self.reader.app.engine, &self.reader.viewer);
        let page = engine.list(viewer, kind, &query, &Needs::default()).await;
        let page = page.map_err(|problem| self.reader.told(&problem))?;
        page.gaps.iter().try_for_each(|gap| self.reader.gap(self.scan, gap))?;
        let behind =
            |cursor: &Cursor| Spot { list: Some(cursor.encode(kind, order)), ..Spot::default() };
        let mut at = Spot { below: None, ..spot.clone() };
        let mut parents = Vec::new();
        for (cursor, node) in &page.nodes {
            let behind = behind(cursor);
            parents.push((self.reader.whole(self.scan, node.clone())?, at, behind.clone()));
            at = behind;
        }
        let next = page.next(&query).and_then(|next| next.after).map(|after| behind(&after));
        self.children(field, parents, spot, next).await
    }

    /// A page of the children of each parent, up to the first parent that has more of them.
    async fn children(
        &self,
        field: FieldId,
        parents: Vec<Parent>,
        spot: &Spot,
        next: Option<Spot>,
    ) -> Result<Found, Failure> {
        let mut found = Found { nodes: Vec::new(), next };
        if parents.is_empty() {
            return Ok(found);
        }
        // Where the parent is gone whose children were being given, another one may stand here.
        let goes_on = match (&spot.below, parents.first()) {
            (Some((id, last)), Some((first, ..))) if id == first.id() => Some(last.as_str()),
            _ => None,
        };
        let query =
            ListQuery { after: cursor(goes_on, self.kind, self.order)?, ..self.query.clone() };
        let (engine, viewer) = (&self.reader.app.engine, &self.reader.viewer);
        let nodes: Vec<Seen> = parents.iter().map(|(node, ..)| node.clone()).collect();
        let pages = engine.children(viewer, self.kind, field, &nodes, &query, self.needs).await;
        let pages = pages.map_err(|problem| self.reader.told(&problem))?;
        for (page, (parent, at, behind)) in pages.iter().zip(parents) {
            page.gaps.iter().try_for_each(|gap| self.reader.gap(self.scan, gap))?;
            let within = |cursor: &Cursor| Spot {
                below: Some((parent.id().to_owned(), cursor.encode(self.kind, self.order))),
                ..at.clone()
            };
            let more = page.next(&query).and_then(|next| next.after).map(|after| within(&after));
            let last = page.nodes.len().saturating_sub(1);
            for (place, (cursor, node)) in page.nodes.iter().enumerate() {
                let is_last = place == last && more.is_none();
                let spot = if is_last { behind.clone() } else { within(cursor) };
                found.nodes.push((self.reader.whole(self.scan, node.clone())?, spot));
            }
            if more.is_some() {
                found.next = more;
                break;
            }
        }
        Ok(found)
    }
}
