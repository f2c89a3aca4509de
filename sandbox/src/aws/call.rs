//! A call from its input to its answer, once the caller is known.

use std::time::Duration;

use serde_json::{Map, Value};

use super::aws_view::aws_view;
use super::errors::{ApiError, Problem};
use super::filter::passes;
use super::forms::bare;
use super::keep::{at, summary};
use super::operations::{Does, Get, List, Operation, Records, Service};
use super::order::Order;
use super::simulator::Simulator;
use super::switches::{Refusal, Switches};
use super::validate;

/// The catalog whose records the store holds.
const CATALOG: &str = "Sandbox";
/// The catalog of real business, in which there is nothing here.
const LIVE: &str = "AWS";
/// Rows of a page when the call does not say; documented for ListOpportunities alone.
const DEFAULT_PAGE: usize = 20;

type Input = Map<String, Value>;

/// Answers a call, or refuses it: by quota first, then by its input.
pub(super) fn answer(
    simulator: &Simulator,
    operation: &'static Operation,
    body: &[u8],
) -> Result<Value, ApiError> {
    let switches = simulator.switches.read().clone();
    match switches.refusals.get(operation.name) {
        Some(Refusal::AccessDeniedException) => return Err(ApiError::Denied(operation.name)),
        Some(Refusal::ThrottlingException) => return Err(ApiError::Throttled),
        Some(Refusal::InternalServerException) => return Err(ApiError::Internal),
        None => {}
    }
    if !simulator.limits.lock().admits(operation.quota, &switches) {
        return Err(ApiError::Throttled);
    }
    let input: Input = serde_json::from_slice(body)
        .map_err(|error| ApiError::Unreadable(format!("The body is no JSON object: {error}")))?;
    validate::check(operation.input, &input)?;
    let live = match text(&input, &operation.service.spell("Catalog")) {
        CATALOG => false,
        LIVE => true,
        other => {
            let problem = Problem::new(
                operation.service.spell("Catalog"),
                "INVALID_VALUE",
                &format!("names no catalog: {other}"),
            );
            return Err(ApiError::Invalid(vec![problem]));
        }
    };
    let output = match &operation.does {
        Does::List(list) => page(simulator, operation, list, input, live, &switches)?,
        Does::Get(get) => one(simulator, operation.service, get, &input, live)?,
        Does::AwsView => {
            let id = text(&input, "RelatedOpportunityIdentifier");
            let store = simulator.store.read();
            let opportunity = store.opportunities.get(id).filter(|_| !live);
            let view = opportunity.and_then(|opportunity| aws_view(id, opportunity));
            view.map(|view| in_catalog(Records::Opportunities, view))
                .ok_or_else(|| ApiError::NotFound("AwsOpportunity", id.to_owned()))?
        }
    };
    Ok(Value::Object(output))
}

fn page(
    simulator: &Simulator,
    operation: &'static Operation,
    list: &List,
    mut input: Input,
    live: bool,
    switches: &Switches,
) -> Result<Input, ApiError> {
    let service = operation.service;
    let order = Order::new(list, service, &input, switches);
    let asked = input
        .get(&service.spell("MaxResults"))
        .and_then(Value::as_u64)
        .and_then(|size| usize::try_from(size).ok());
    let size = switches.page_cap.map_or(usize::MAX, usize::from).min(asked.unwrap_or(DEFAULT_PAGE));

    let token = input.shift_remove(&service.spell("NextToken"));
    if !switches.token_binds_page_size {
        input.shift_remove(&service.spell("MaxResults"));
    }
    let after = match token.as_ref().and_then(Value::as_str) {
        None => None,
        Some(token) => {
            let lifetime = Duration::from_millis(switches.token_lifetime_ms);
            let place = simulator.tokens.lock().find(token, operation.name, &input, lifetime);
            let problem = || {
                Problem::new(
                    service.spell("NextToken"),
                    "INVALID_VALUE",
                    "has expired, or is not of this query",
                )
            };
            Some(place.ok_or_else(|| ApiError::Invalid(vec![problem()]))?)
        }
    };

    let store = simulator.store.read();
    let records = list.of.of(&store).into_iter().flatten().filter(|_| !live);
    let mut rows: Vec<_> = records
        .filter(|(_, record)| passes(record, operation.input, &input, switches))
        .map(|(id, record)| (order.place(id, record), record))
        .filter(|(place, _)| after.as_ref().is_none_or(|after| order.compare(place, after).is_gt()))
        .collect();
    rows.sort_by(|(a, _), (b, _)| order.compare(a, b));
    let more = rows.len() > size;
    rows.truncate(size);

    let summaries = rows
        .iter()
        .map(|(_, record)| Value::Object(in_catalog(list.of, summary(record, list.keeps))));
    let mut output = Input::from_iter([(list.rows.to_owned(), summaries.collect())]);
    if let (true, Some((last, _))) = (more, rows.last()) {
        let token = simulator.tokens.lock().issue(operation.name, input, last.clone());
        output.insert(service.spell("NextToken"), token.into());
    }
    Ok(output)
}

fn one(
    simulator: &Simulator,
    service: Service,
    get: &Get,
    input: &Input,
    live: bool,
) -> Result<Input, ApiError> {
    let given = text(input, &service.spell("Identifier"));
    let store = simulator.store.read();
    let within = |record: &&Value| {
        let Some((member, path)) = get.within else { return true };
        let whose = bare(text(input, member));
        at(record, path).iter().any(|found| found.as_str().map(bare) == Some(whose))
    };
    let record = get
        .of
        .of(&store)
        .filter(|_| !live)
        .and_then(|records| records.get(bare(given)))
        .filter(within);
    let Some(Value::Object(record)) = record else {
        return Err(ApiError::NotFound(get.of.kind(), given.to_owned()));
    };
    let shown = record.iter().filter(|(name, _)| !get.hides.contains(&name.as_str()));
    let record =
        in_catalog(get.of, shown.map(|(name, value)| (name.clone(), value.clone())).collect());
    Ok(match get.wrapped {
        Some(member) => Input::from_iter([(member.to_owned(), Value::Object(record))]),
        None => record,
    })
}

/// A record with the catalog it is in, where its kind tells it.
fn in_catalog(records: Records, mut record: Input) -> Input {
    if let Some(member) = records.catalog() {
        record.insert(member.to_owned(), CATALOG.into());
    }
    record
}

/// A text of an input that has been found valid.
fn text<'a>(input: &'a Input, member: &str) -> &'a str {
    input.get(member).and_then(Value::as_str).unwrap_or_default()
}
