//! Parts of tables that are no entity's.

use channelgraph_schema::{EntityKind, Order};
use channelgraph_sql::{Condition, Failure, Scan};

use super::{
    super::{
        Reader,
        extra::{self, Line},
    },
    Part, Spot, cursor,
};
use crate::{bi::tables::Rows, engine::ListQuery};

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
        Rows::Sources => extra::sources(reader),
        Rows::Watermarks => extra::watermarks(reader),
        _ if is_none => Vec::new(),
        _ => match extra::ids(scan) {
            Some(ids) => extra::of_ids(reader, scan, rows, &ids).await?,
            None => return of_lists(reader, scan, rows, spot, size).await,
        },
    };
    let given = lines.len().min(spot.done);
    let lines: Vec<Line> = lines.into_iter().skip(given).collect();
    let behind = |row| (row, Spot { done: given + row, ..Spot::default() });
    let ends = (1..=lines.len()).map(behind).collect();
    Ok(Part { batch: extra::batch(scan, lines)?, ends, next: None })
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
    let order = Order::default();
    let after = cursor(spot.list.as_deref(), kind, order)?;
    let query = ListQuery { after, ..ListQuery::first_of_all(size) };
    let needs = extra::needs(kind, rows);
    let page = reader.app.engine.list(&reader.viewer, kind, &query, &needs).await;
    let page = page.map_err(|problem| reader.told(&problem))?;
    let nodes = reader.of_page(scan, &page)?;
    let behind = |cursor: &channelgraph_schema::Cursor| Spot {
        done: spot.done,
        list: Some(cursor.encode(kind, order)),
        below: None,
    };
    let (mut lines, mut ends) = (Vec::new(), Vec::new());
    for ((cursor, _), node) in page.nodes.iter().zip(&nodes) {
        lines.extend(extra::lines(reader, node, rows));
        ends.push((lines.len(), behind(cursor)));
    }
    let next = page.next(&query).and_then(|next| next.after).map(|after| behind(&after));
    let next = next.or_else(|| following(&kinds, spot.done));
    Ok(Part { batch: extra::batch(scan, lines)?, ends, next })
}

/// The spot at which the next entity begins.
fn following(kinds: &[EntityKind], done: usize) -> Option<Spot> {
    (done + 1 < kinds.len()).then(|| Spot { done: done + 1, ..Spot::default() })
}
