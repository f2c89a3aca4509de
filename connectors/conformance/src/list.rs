//! Lists: any filter, order, place and limit, page by page, to the end.

use channelgraph_core::{After, ErrorKind, Page, Read};
use channelgraph_schema::mapping::{Row, SourceOrder};
use proptest::{option::weighted, prelude::*};

use crate::{
    asking::{ask, cases, each},
    question::{asked_about, everything, fields, filter, order, orders, place, test},
    truth::{Truth, apart},
};

/// Pages that are read of a list in very small ones.
const SMALL_PAGES: usize = 4;

/// Rows wanted at once.
#[derive(Debug, Clone)]
enum Limit {
    /// So many.
    Rows(usize),
    /// As many as pass, or one less or more.
    All(usize),
}

pub(crate) async fn hold(truth: &Truth<'_>) -> Result<(), String> {
    // Each on its own first, so that each is asked about in every way, and what is wrong is easily
    // seen.
    for field in asked_about(truth) {
        let reads = test(truth, &field).prop_map(|filter| Read { filter, ..everything(truth) });
        ask(cases().div_ceil(3), reads, async |read| listed(truth, read).await).await?;
        for order in orders(&field) {
            let limit = truth.subject.rows.len() / 5 + 1;
            let all = Read { order: Some(order.clone()), limit, ..everything(truth) };
            each(std::slice::from_ref(&all), async |read| listed(truth, read).await).await?;
            let reads = place(truth, Some(&order)).prop_map(|place| Read {
                after: Some(place),
                limit: 1000,
                ..all.clone()
            });
            ask(cases().div_ceil(20), reads, async |read| listed(truth, read).await).await?;
        }
    }
    let count = truth.subject.rows.len();
    let limit = prop_oneof![
        1 => (1..4usize).prop_map(Limit::Rows),
        4 => (count / 8 + 1..count + 2).prop_map(Limit::Rows),
        1 => (0..3usize).prop_map(Limit::All),
    ];
    let placed = order(truth)
        .prop_flat_map(|order| (weighted(0.25, place(truth, order.as_ref())), Just(order)));
    let reads = (filter(truth, None), placed, fields(truth), any::<bool>(), limit);
    let reads = reads.prop_map(|(filter, (after, order), fields, count, limit)| {
        let read = Read { fields, filter, order, after, count, ..everything(truth) };
        let limit = match limit {
            Limit::Rows(count) => count,
            Limit::All(more) => (meant(truth, &read).0.len() + more).saturating_sub(1).max(1),
        };
        Read { limit, ..read }
    });
    ask(cases(), reads, async |read| listed(truth, read).await).await
}

/// The rows after the place that pass, in order; and how many pass in all.
fn meant<'a>(truth: &Truth<'a>, read: &Read) -> (Vec<&'a Row>, usize) {
    let mut rows = truth.expected(&read.filter, read.order.as_ref());
    let total = rows.len();
    rows.retain(|row| {
        read.after.as_ref().is_none_or(|place| truth.is_after(read.order.as_ref(), row, place))
    });
    (rows, total)
}

/// Reads all pages of a list.
async fn listed(truth: &Truth<'_>, read: &Read) -> Result<(), String> {
    let (expected, total) = meant(truth, read);
    let mut read = read.clone();
    let mut found: Vec<String> = Vec::new();
    for number in 0.. {
        let page = match truth.subject.connector.read(&read).await {
            Err(error)
                if error.kind() == ErrorKind::Unsupported
                    && may_refuse(truth, read.order.as_ref()) =>
            {
                return Ok(());
            }
            page => page.map_err(|error| format!("page {number} of a list failed: {error:?}"))?,
        };
        let of_page =
            |wrong: String| format!("page {number} of a list, after {:?}: {wrong}", read.after);
        let last = checked(truth, &read, &page, total).map_err(of_page)?;
        found.extend(
            page.rows.iter().filter(|row| passes(truth, &read, row)).map(|row| row.id.clone()),
        );
        // Whatever follows, up to here nothing may be left out.
        let is_here = |row: &&&Row| {
            page.complete
                || last.is_some_and(|last| truth.compare(read.order.as_ref(), row, last).is_le())
        };
        let meant: Vec<&str> = expected.iter().filter(is_here).map(|row| row.id.as_str()).collect();
        if found != meant {
            return Err(of_page(format!("the rows so far are {}", apart(&found, &meant))));
        }
        let Some(last) =
            last.filter(|_| !page.complete && (read.limit > 3 || number < SMALL_PAGES))
        else {
            break;
        };
        read.after =
            Some(After { key: truth.key(read.order.as_ref(), last), id: Some(last.id.clone()) });
    }
    Ok(())
}

/// Checks a page on its own, and returns its last row.
fn checked<'a>(
    truth: &Truth<'a>,
    read: &Read,
    page: &Page,
    total: usize,
) -> Result<Option<&'a Row>, String> {
    if !page.complete && page.rows.len() < read.limit {
        return Err(format!(
            "{} rows of {} that are wanted, but more are to come",
            page.rows.len(),
            read.limit
        ));
    }
    let mut last: Option<&Row> = None;
    for found in &page.rows {
        let row = truth.row(&found.id)?;
        truth.holds(&read.fields, found, row)?;
        truth.goes_on(read.order.as_ref(), last, row)?;
        if read.after.as_ref().is_some_and(|place| !truth.is_after(read.order.as_ref(), row, place))
        {
            return Err(format!("`{}` is not behind the place", row.id));
        }
        if page.exact && !truth.passes(&read.filter, row) {
            return Err(format!("`{}` does not pass, but the page is said to be exact", row.id));
        }
        last = Some(row);
    }
    let can_count =
        truth.subject.totals && truth.subject.connector.capabilities(&read.object).count;
    match page.total {
        Some(told) if told != total as u64 => {
            Err(format!("{told} are said to pass, but {total} do"))
        }
        None if read.count && page.exact && can_count => {
            Err("no total, though it can count".to_owned())
        }
        _ => Ok(last),
    }
}

fn passes(truth: &Truth<'_>, read: &Read, found: &Row) -> bool {
    truth.row(&found.id).is_ok_and(|row| truth.passes(&read.filter, row))
}

/// Tests if the subject may say that it cannot answer: an order by such a field, or anything long.
pub(crate) fn may_refuse(truth: &Truth<'_>, order: Option<&SourceOrder>) -> bool {
    let field = order.and_then(|order| truth.field(&order.field));
    truth.subject.refuses || field.is_some_and(|field| !field.ordered)
}
