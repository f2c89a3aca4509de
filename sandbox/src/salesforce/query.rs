//! `/query`, `/queryAll` and their further pages.

use serde_json::Value;

use super::{
    Simulator,
    call::Call,
    errors::ApiError,
    page::{Printer, envelope},
    soql::{self, aggregate, aggregate::Folded, plan, plan::Plan, schema::Schema},
    switches::Switches,
};

/// Smallest and largest page a caller may ask for.
const BATCH_SIZES: std::ops::RangeInclusive<usize> = 200..=2_000;

/// Answers a query with its first page.
pub(crate) fn first(
    simulator: &Simulator,
    call: &Call<'_>,
    with_deleted: bool,
) -> Result<Value, ApiError> {
    let source = call.param("q").ok_or_else(|| {
        ApiError::new(400, "MALFORMED_QUERY", "A query string has to be specified")
    })?;
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = Schema { with_deleted, ..simulator.schema(&store, &switches) };
    let answer = || {
        let query = soql::parse(source)?;
        let entity = plan::entity(schema, &query)?;
        if plan::folds(&query) {
            return Ok(match aggregate::run(schema, &query, entity)? {
                Folded::Count(count) => envelope(count, None, Vec::new()),
                Folded::Groups(rows) => envelope(rows.len(), None, rows),
            });
        }
        let plan = Plan::bind(schema, &query, entity)?;
        let batch = batch(call, &switches);
        let mut records = plan.rows.arrange(plan.rows.matching());
        if query.offset.is_some() {
            // A query with OFFSET has no cursor: its first batch is all there is.
            records.truncate(batch);
        }
        let mut printer = Printer { simulator, schema, version: call.version, batch, left: batch };
        Ok(printer.result(&query, &plan.selection, &records, batch))
    };
    answer().map_err(|error: soql::SoqlError| error.into_api(source))
}

/// Answers a `nextRecordsUrl`.
pub(crate) fn next(
    simulator: &Simulator,
    call: &Call<'_>,
    locator: &str,
) -> Result<Value, ApiError> {
    let switches = simulator.switches();
    let (id, cursor, offset) = simulator.find_cursor(locator, &switches)?;
    let store = simulator.store.read();
    let schema =
        Schema { with_deleted: cursor.with_deleted, ..simulator.schema(&store, &switches) };
    let entity =
        schema.entity(&cursor.object).ok_or_else(|| ApiError::unknown_object(&cursor.object))?;
    let plan = Plan::bind(schema, &cursor.query, entity).map_err(soql::SoqlError::plain)?;
    let mut printer = Printer {
        simulator,
        schema,
        version: call.version,
        batch: cursor.batch,
        left: cursor.batch,
    };
    Ok(printer.page(&id, &cursor, offset, &plan.selection))
}

/// The page size: what the caller hints at, within what the org allows.
fn batch(call: &Call<'_>, switches: &Switches) -> usize {
    let hint = call
        .header("sforce-query-options")
        .and_then(|options| options.trim().strip_prefix("batchSize="))
        .and_then(|size| size.trim().parse::<usize>().ok())
        .map(|size| size.clamp(*BATCH_SIZES.start(), *BATCH_SIZES.end()));
    hint.unwrap_or(switches.batch_size).min(switches.batch_size)
}
