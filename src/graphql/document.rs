//! Documents: parsed and validated once for each text, with the plans of their operations.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    executable::Operation,
    parser::Parser,
    validation::{DiagnosticList, Valid},
};
use channelgraph_core::ErrorCode;
use moka::sync::Cache;
use serde_json::{Map, Value as Json};

use super::{
    check,
    coerce::BadValue,
    error::{ErrorEntry, Location, and_more, problem, shortened},
    ignored,
    persisted::Hash,
    plan::{Collector, Compiler, Condition, Plan, Refused, Work, conditions},
    types::Meanings,
};

/// Bounds of documents and their plans.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Tokens of a document.
    pub tokens: usize,
    /// Levels of nesting of selections.
    pub depth: usize,
    /// Fields of an operation, each fragment counted wherever it is spread.
    pub fields: usize,
    /// Bytes of documents that are kept.
    pub cached_bytes: u64,
}

/// Levels to which values, types and selections may be nested in a document's text: enough for any
/// filter within its bound on conditions, and far from the end of the stack.
const NESTING: usize = 100;
/// Errors of a document that are answered; further ones would only make the answer long.
const MAX_ERRORS: usize = 10;
/// Selections that are looked at for each field that a plan may have.
const WORK_PER_FIELD: usize = 20;
/// Bytes that a planned field takes.
const FIELD_BYTES: usize = 500;

/// Documents, kept by their text.
pub struct Documents {
    schema: Arc<Valid<Schema>>,
    meanings: Meanings,
    limits: Limits,
    kept: Cache<Arc<str>, Outcome>,
    plans: Cache<PlanKey, Planned>,
    next: AtomicU64,
}

type Outcome = Result<Arc<Document>, Arc<Vec<ErrorEntry>>>;

/// A valid document.
pub struct Document {
    /// The document.
    pub parsed: Valid<ExecutableDocument>,
    /// The variables in conditions, which decide what is planned.
    conditions: Vec<Name>,
    /// Its number, by which its plans and answers are kept.
    pub number: u64,
    /// The first half of the SHA-256 of its text, in hex digits.
    pub hash: Arc<str>,
}

/// What decides a plan: the document, the operation, and the values of the variables in conditions.
type PlanKey = (u64, Option<Name>, Vec<Option<bool>>);
type Planned = Result<Arc<Plan>, Refused>;

impl Documents {
    /// Documents of this schema, none yet.
    pub fn new(schema: Arc<Valid<Schema>>, limits: Limits) -> Self {
        let weigh = |text: &Arc<str>, outcome: &Outcome| {
            // A parsed document takes about twenty times its text.
            let value = match outcome {
                Ok(_) => text.len() * 20,
                Err(errors) => errors.iter().map(|error| error.problem.message.len() + 200).sum(),
            };
            u32::try_from(text.len() + value + 1024).unwrap_or(u32::MAX)
        };
        let weigh_plan = |_: &PlanKey, planned: &Planned| {
            let fields = planned.as_ref().map_or(1, |plan| plan.size + 1);
            u32::try_from(fields * FIELD_BYTES).unwrap_or(u32::MAX)
        };
        let half = limits.cached_bytes / 2;
        let kept = Cache::builder().max_capacity(half).weigher(weigh).build();
        let plans = Cache::builder().max_capacity(half).weigher(weigh_plan).build();
        Self { schema, meanings: Meanings::new(), limits, kept, plans, next: AtomicU64::new(0) }
    }

    /// The document of a text.
    ///
    /// # Errors
    /// If it is none, or does not fit the schema.
    pub fn get(&self, text: &str) -> Outcome {
        if let Some(known) = self.kept.get(text) {
            return known;
        }
        let outcome = self.parse(text).map(Arc::new).map_err(Arc::new);
        self.kept.insert(text.into(), outcome.clone());
        outcome
    }

    /// Checks a text without keeping it.
    ///
    /// # Errors
    /// The first thing that is wrong with it, and where.
    pub fn check(&self, text: &str) -> Result<(), String> {
        self.parse(text).map(drop).map_err(|errors| {
            let first = errors.first().map(|error| {
                let place = error.locations.first();
                let place = place.map(|at| format!(" (line {}, column {})", at.line, at.column));
                format!("{}{}", error.problem.message, place.unwrap_or_default())
            });
            first.unwrap_or_default()
        })
    }

    fn parse(&self, text: &str) -> Result<Document, Vec<ErrorEntry>> {
        let plain = ignored::blanked(text)
            .map_err(|(message, at)| vec![entry(ErrorCode::BadInput, message, Some(at))])?;
        let mut parser = Parser::new().recursion_limit(NESTING).token_limit(self.limits.tokens);
        let document = parser
            .parse_executable(&self.schema, plain, "request")
            .map_err(|with| self.refused(&parser, &with.errors))?;
        let parsed =
            document.validate(&self.schema).map_err(|with| self.refused(&parser, &with.errors))?;
        check::literals(&self.schema, &parsed).map_err(|bad| {
            let entry = |(at, BadValue(message)): (Option<Location>, BadValue)| {
                entry(ErrorCode::BadInput, shortened(&message).into_owned(), at)
            };
            first(bad.len(), bad.into_iter().map(entry))
        })?;
        let conditions = conditions(&parsed);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let hash = Hash::of(text).short().into();
        Ok(Document { parsed, conditions, number, hash })
    }

    /// The reasons for which a document was refused.
    fn refused(&self, parser: &Parser, errors: &DiagnosticList) -> Vec<ErrorEntry> {
        if parser.tokens_reached() > self.limits.tokens {
            let message = format!(
                "the request has more than {} tokens (`server.max_tokens`); send long values as \
                 variables, or ask in several requests",
                self.limits.tokens
            );
            return vec![entry(ErrorCode::QueryTooComplex, message, None)];
        }
        if parser.recursion_reached() > NESTING {
            let message = format!("the request is nested deeper than {NESTING} levels");
            return vec![entry(ErrorCode::QueryTooComplex, message, None)];
        }
        let of = |error: apollo_compiler::diagnostic::Diagnostic<'_, _>| {
            let graphql = error.unstable_to_json_compat();
            let place = graphql.locations.first();
            let at = place.and_then(|at| {
                Some(Location {
                    line: at.line.try_into().ok()?,
                    column: at.column.try_into().ok()?,
                })
            });
            entry(ErrorCode::BadInput, shortened(&graphql.message).into_owned(), at)
        };
        first(errors.len(), errors.iter().map(of))
    }

    /// Collection of the fields of a document.
    pub fn collector<'a>(
        &'a self,
        document: &'a Document,
        condition: Condition<'a>,
        work: &'a Work,
    ) -> Collector<'a> {
        Collector { schema: &self.schema, document: &document.parsed, condition, work }
    }

    /// The plan of an operation for these variables.
    ///
    /// # Errors
    /// If it goes beyond the bounds.
    pub fn plan(
        &self,
        document: &Document,
        operation: &Operation,
        variables: &Map<String, Json>,
    ) -> Planned {
        let condition = |name: &str| variables.get(name).and_then(Json::as_bool);
        let values = document.conditions.iter().map(|name| condition(name)).collect();
        let key = (document.number, operation.name.clone(), values);
        if let Some(known) = self.plans.get(&key) {
            return known;
        }
        let work = self.work();
        let collector = self.collector(document, &condition, &work);
        let compiler =
            Compiler::new(collector, &self.meanings, self.limits.depth, self.limits.fields);
        let planned = compiler.plan(operation).map(Arc::new);
        self.plans.insert(key, planned.clone());
        planned
    }

    /// The work that collecting the fields of one operation may be.
    pub fn work(&self) -> Work {
        Work::new(self.limits.fields.saturating_mul(WORK_PER_FIELD))
    }
}

/// The first errors of a document, and how many more there are.
fn first(all: usize, errors: impl Iterator<Item = ErrorEntry>) -> Vec<ErrorEntry> {
    let more = all.checked_sub(MAX_ERRORS).filter(|more| *more > 0);
    let more = more.map(|more| and_more(more, ErrorCode::BadInput));
    errors.take(MAX_ERRORS).chain(more).collect()
}

fn entry(code: ErrorCode, message: String, at: Option<Location>) -> ErrorEntry {
    ErrorEntry::of_request(problem(code, message), at.into_iter().collect())
}
