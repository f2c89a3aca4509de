//! `/search` and `/parameterizedSearch`: records found by the words of their text fields.

mod find;
mod parameters;
mod words;

use serde_json::{Value, json};

use super::{
    Simulator, access,
    call::Call,
    errors::ApiError,
    page::Printer,
    soql::{
        SoqlError,
        ast::{self, Path, Query},
        cell::{Cell, Kind},
        parse_search::{Scope, Search, by_id},
        plan::{self, Plan},
        schema::{Entity, Record, Schema, kind_of},
    },
};
use find::Find;

/// Rows of one answer.
const MAX_ROWS: usize = 2_000;
/// A longer text finds nothing.
const MAX_FIND: usize = 10_000;

/// Answers a SOSL statement.
pub(crate) fn statement(simulator: &Simulator, call: &Call<'_>) -> Result<Value, ApiError> {
    let source = call.param("q").ok_or_else(missing)?;
    let answer = || run(simulator, call, &Search::parse(source)?);
    answer().map_err(|error: SoqlError| malformed(error).into_api(source))
}

/// Answers a search whose parts are parameters of the URL, or members of a JSON body.
pub(crate) fn parameterized(simulator: &Simulator, call: &Call<'_>) -> Result<Value, ApiError> {
    let search = parameters::read(call)?;
    run(simulator, call, &search).map_err(|error| malformed(error).plain())
}

fn missing() -> ApiError {
    ApiError::new(400, "MALFORMED_SEARCH", "A search string has to be specified")
}

/// What is wrong with the text of a query is wrong with a search under a name of its own.
fn malformed(mut error: SoqlError) -> SoqlError {
    if error.code == "MALFORMED_QUERY" {
        error.code = "MALFORMED_SEARCH";
    }
    error
}

fn run(simulator: &Simulator, call: &Call<'_>, search: &Search) -> Result<Value, SoqlError> {
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = simulator.schema(&store, &switches);
    let find = Find::parse(&search.find, search.find_at)?;
    let everywhere: Vec<Query>;
    let returning = match search.returning.as_slice() {
        [] => {
            let searchable = schema.entities().filter(|entity| access::searchable(*entity));
            everywhere = searchable
                .map(|entity| by_id(Path { text: entity.name.to_owned(), at: 0 }))
                .collect();
            &everywhere
        }
        named => named,
    };
    let mut found = Vec::new();
    for query in returning {
        let plan = bind(schema, query)?;
        let mut records = plan.rows.matching();
        match search.find.chars().count() > MAX_FIND {
            true => records.clear(),
            false => records.retain(|record| {
                find.matches(&texts(schema, plan.rows.entity, search.scope, *record))
            }),
        }
        let mut records = plan.rows.arrange(records);
        records.truncate(MAX_ROWS);
        found.push((plan.selection, records));
    }
    let most = search.limit.unwrap_or(MAX_ROWS).min(MAX_ROWS);
    let counts: Vec<usize> = found.iter().map(|(_, records)| records.len()).collect();
    let printer = Printer::whole(simulator, schema, call.version);
    let rows: Vec<Value> = found
        .iter()
        .zip(shares(&counts, most))
        .flat_map(|((selection, records), share)| {
            records.iter().take(share).map(|record| printer.record(selection, *record).into())
        })
        .collect();
    Ok(json!({ "searchRecords": rows }))
}

fn bind<'a>(schema: Schema<'a>, query: &Query) -> Result<Plan<'a>, SoqlError> {
    let entity = plan::entity(schema, query)?;
    if !access::searchable(entity) {
        let message = format!("sObject type '{}' is not searchable", entity.name);
        return Err(SoqlError::new("INVALID_TYPE", message).at(query.from.at));
    }
    let nested = query.select.iter().any(|item| matches!(item, ast::Item::Children(_)));
    if nested || plan::folds(query) {
        let message = "a search returns fields, without subqueries and aggregate functions";
        return Err(SoqlError::malformed(query.from.at, message));
    }
    Plan::bind(schema, query, entity)
}

/// The words of the fields that are searched, field by field.
fn texts(
    schema: Schema<'_>,
    entity: Entity<'_>,
    scope: Scope,
    record: Record<'_>,
) -> Vec<Vec<words::Word>> {
    schema
        .fields(entity)
        .filter(|(name, field)| match scope {
            Scope::All => matches!(kind_of(name, field), Kind::Text | Kind::Opaque),
            Scope::Name => access::searched_as_name(entity, name),
            Scope::Email => field.kind == "email",
            Scope::Phone => field.kind == "phone",
        })
        .filter_map(|(name, _)| match record.cells.get(name).map(Cell::of) {
            Some(Cell::Text(text)) => Some(words::words(text)),
            _ => None,
        })
        .collect()
}

/// Deals out the rows of an answer evenly among the objects, no more to each than it has.
fn shares(counts: &[usize], most: usize) -> Vec<usize> {
    let mut shares = vec![0; counts.len()];
    let mut left = most;
    loop {
        let hungry: Vec<usize> =
            (0..counts.len()).filter(|place| shares[*place] < counts[*place]).collect();
        if left == 0 || hungry.is_empty() {
            return shares;
        }
        let portion = (left / hungry.len()).max(1);
        for place in hungry {
            let given = portion.min(counts[place] - shares[place]).min(left);
            shares[place] += given;
            left -= given;
        }
    }
}
