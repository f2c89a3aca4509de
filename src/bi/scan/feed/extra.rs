//! Parts of tables that are no entity's.

use channelgraph_schema::{Cursor, EntityKind, Order};
use channelgraph_sql::{Condition, Failure, Scan};

use super::{
    super::{
        Reader,
        channel::{self, Asked},
        extra::{self, Line},
    },
    Part, Spot, cursor,
};
use crate::{
    bi::tables::Rows,
    engine::{ListQuery, Needs, Seen},
};

const P: EntityKind = EntityKind::Partner;

/// The rows behind a spot.
pub(super) async fn part(
    reader: &Reader,
    scan: &Scan,
    rows: Rows,
    spot: &Spot,
    size: usize,
) -> Result<Part, Failure> {
    let is_none = matches!(&scan.condition, Condition::Any(parts) if parts.is_empty());
    let lines = match rows {
        Rows::Figures | Rows::Totals | Rows::Lines => {
            return of_channel(reader, scan, rows, spot, size).await;
        }
        Rows::Sources => extra::sources(reader),
        Rows::Watermarks => extra::watermarks(reader),
        _ if is_none => Vec::new(),
        _ => match extra::ids(scan, extra::NODE) {
            Some(ids) => extra::of_ids(reader, scan, rows, &ids).await?,
            None => return of_lists(reader, scan, rows, spot, size).await,
        },
    };
    rest(scan, lines, spot)
}

/// The rows behind a spot among all of them.
fn rest(scan: &Scan, lines: Vec<Line>, spot: &Spot) -> Result<Part, Failure> {
    let given = lines.len().min(spot.done);
    let lines: Vec<Line> = lines.into_iter().skip(given).collect();
    let behind = |row| (row, Spot { done: given + row, ..Spot::default() });
    let ends = (1..=lines.len()).map(behind).collect();
    Ok(Part { batch: extra::batch(scan, lines)?, ends, next: None })
}

/// The rows of the channel's work: of a page of partners, but for those that are of partners with
/// some ids, or of all together.
async fn of_channel(
    reader: &Reader,
    scan: &Scan,
    rows: Rows,
    spot: &Spot,
    size: usize,
) -> Result<Part, Failure> {
    let asked = Asked::of(reader, scan, rows)?;
    if asked.spans.is_empty() {
        return rest(scan, Vec::new(), spot);
    }
    if matches!(rows, Rows::Totals) {
        return rest(scan, channel::totals(reader, scan, &asked).await?, spot);
    }
    let needs = Needs::default();
    if let Some(ids) = extra::ids(scan, channel::PARTNER) {
        let partners = extra::by_ids(reader, scan, P, &needs, &ids).await?;
        let mut lines = Vec::new();
        for some in partners.chunks(asked.chunk) {
            let of = channel::of_partners(reader, scan, &asked, some, channel::lists(true));
            lines.extend(of.await?.concat());
        }
        return rest(scan, lines, spot);
    }
    let page = page(reader, scan, (P, &needs), spot, asked.partners_for(size)).await?;
    let lists = channel::lists(false);
    let rows = channel::of_partners(reader, scan, &asked, &page.nodes, lists).await?;
    page.part(scan, rows)
}

/// The rows of a page of nodes: entity after entity.
async fn of_lists(
    reader: &Reader,
    scan: &Scan,
    rows: Rows,
    spot: &Spot,
    size: usize,
) -> Result<Part, Failure> {
    let kinds = extra::kinds(scan, rows);
    let Some(kind) = kinds.get(spot.done).copied() else {
        return Ok(Part { batch: extra::batch(scan, Vec::new())?, ends: Vec::new(), next: None });
    };
    let page = page(reader, scan, (kind, &extra::needs(kind, rows)), spot, size).await?;
    let lines = page.nodes.iter().map(|node| extra::lines(reader, node, rows)).collect();
    let part = page.part(scan, lines)?;
    Ok(Part { next: part.next.or_else(|| following(&kinds, spot.done)), ..part })
}

/// A page of nodes behind a spot.
struct Page {
    nodes: Vec<Seen>,
    /// The spot behind each node.
    behind: Vec<Spot>,
    /// The spot of the next page.
    next: Option<Spot>,
}

async fn page(
    reader: &Reader,
    scan: &Scan,
    (kind, needs): (EntityKind, &Needs),
    spot: &Spot,
    size: usize,
) -> Result<Page, Failure> {
    let order = Order::default();
    let after = cursor(spot.list.as_deref(), kind, order)?;
    let query = ListQuery { after, ..ListQuery::first_of_all(size) };
    let page = reader.app.engine.list(&reader.viewer, kind, &query, needs).await;
    let page = page.map_err(|problem| reader.told(&problem))?;
    let behind = |cursor: &Cursor| {
        let list = Some(cursor.encode(kind, order));
        Spot { done: spot.done, list, below: None }
    };
    Ok(Page {
        nodes: reader.of_page(scan, &page)?,
        behind: page.nodes.iter().map(|(cursor, _)| behind(cursor)).collect(),
        next: page.next(&query).and_then(|next| next.after).map(|after| behind(&after)),
    })
}

impl Page {
    /// The rows of its nodes as a part.
    fn part(self, scan: &Scan, rows: Vec<Vec<Line>>) -> Result<Part, Failure> {
        let (mut lines, mut ends) = (Vec::new(), Vec::new());
        for (own, behind) in rows.into_iter().zip(self.behind) {
            lines.extend(own);
            ends.push((lines.len(), behind));
        }
        Ok(Part { batch: extra::batch(scan, lines)?, ends, next: self.next })
    }
}

/// The spot at which the next entity begins.
fn following(kinds: &[EntityKind], done: usize) -> Option<Spot> {
    (done + 1 < kinds.len()).then(|| Spot { done: done + 1, ..Spot::default() })
}
