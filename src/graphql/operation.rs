//! One operation, from its request to its answer.

use std::{sync::Arc, time::Duration};

use apollo_compiler::{Node, Schema, executable::Operation, validation::Valid};
use bytes::Bytes;
use channelgraph_core::{Budget, ErrorCode};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use tokio::time::Instant;

use super::{
    answers::{Answers, KeptAnswer},
    coerce::{self, BadValue, Coercion, Variables},
    document::{Document, Documents, Limits},
    engine_graph::EngineGraph,
    error::{ErrorEntry, errors_json, problem, shortened},
    introspection::{Described, Introspection},
    plan::{Cost, Plan, Refused},
    types::sdl,
    walk::{Graph, run, write},
};
use crate::{
    engine::{Engine, Problem, Question, Viewer},
    load::{
        Deadline,
        standing::{self, Standing},
    },
    money::Rates,
};

/// A request, as it stands in the body.
#[derive(Debug, Default, Deserialize)]
pub struct Request {
    /// The document.
    pub query: String,
    /// The values of its variables.
    #[serde(default)]
    pub variables: Option<Map<String, Json>>,
    /// The operation to run, where the document has several.
    #[serde(default, rename = "operationName")]
    pub operation_name: Option<String>,
    /// What the client adds for others than us.
    #[serde(default)]
    pub extensions: Option<Map<String, Json>>,
}

/// The kind of an answer, which decides its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The operation was run: there is data, perhaps with errors.
    Executed,
    /// The request was refused before anything was run: there is no data.
    Refused,
}

/// An answer.
pub struct Answer {
    /// The kind.
    pub status: Status,
    /// The answer as JSON.
    pub body: Body,
    /// Its errors.
    pub errors: Vec<ErrorEntry>,
    /// The time since the oldest record that it shows was read from its source; none if it shows
    /// none.
    pub age: Option<Duration>,
    /// The request's name of the operation, of an answer that is kept.
    pub operation: Option<Arc<str>>,
}

/// The bytes of an answer.
pub enum Body {
    /// Written for this request.
    Written(Bytes),
    /// Kept from an earlier one.
    Kept(KeptAnswer),
}

impl Answer {
    /// The answer of an operation that was run before.
    fn again(kept: KeptAnswer, standing: &Standing) -> Self {
        Self {
            status: Status::Executed,
            errors: Vec::new(),
            age: standing.age(Instant::now()),
            operation: kept.operation(),
            body: Body::Kept(kept),
        }
    }

    /// Returns true if an operation was run, and nothing of it failed.
    fn is_whole(&self) -> bool {
        self.status == Status::Executed && self.errors.is_empty()
    }
}

impl Body {
    /// The bytes as they are.
    pub fn plain(&self) -> Bytes {
        match self {
            Self::Written(bytes) => bytes.clone(),
            Self::Kept(kept) => kept.plain(),
        }
    }
}

/// Bounds of running operations.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The time for an operation.
    pub timeout: Duration,
    /// The fields that an answer may have, lists counted at the size asked for.
    pub complexity: u64,
    /// The calls of sources that an operation may make.
    pub calls: u64,
}

/// Everything that answers requests, shared by all of them.
pub struct Graphql {
    schema: Arc<Valid<Schema>>,
    documents: Documents,
    introspection: Introspection,
    answers: Answers,
    bounds: Bounds,
    rates: Rates,
}

impl Graphql {
    /// The GraphQL side of a gateway.
    ///
    /// # Errors
    /// If the schema is not valid, which a test rules out.
    pub fn new(
        limits: Limits,
        bounds: Bounds,
        rates: Rates,
        answer_bytes: u64,
    ) -> anyhow::Result<Self> {
        let schema = Schema::builder()
            .parse(sdl(), "schema.graphql")
            // In the specification since September 2025; apollo-compiler does not have it yet.
            .parse("extend type __Type { isOneOf: Boolean }", "introspection.graphql")
            .build()
            .and_then(Schema::validate)
            .map_err(|with| anyhow::anyhow!("the schema is not valid: {}", with.errors))?;
        let introspection = Introspection::new(&schema);
        let schema = Arc::new(schema);
        let documents = Documents::new(schema.clone(), limits);
        let answers = Answers::new(answer_bytes);
        Ok(Self { schema, documents, introspection, answers, bounds, rates })
    }

    /// The answer that was given before to a request of this text, while all that it stands on
    /// lives.
    pub fn kept(&self, text: Question) -> Option<Answer> {
        let (kept, standing) = self.answers.by_text(text)?;
        Some(Answer::again(kept, &standing))
    }

    /// Answers a request of this text: with an answer that was given before, while all that it
    /// stands on lives.
    pub async fn answer(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        request: &Request,
        text: Question,
    ) -> Answer {
        let prepared = match self.prepare(request) {
            Ok(prepared) => prepared,
            Err(errors) => return refused(errors),
        };
        let asked = prepared.question(viewer, request);
        if let Some((kept, standing)) = self.answers.get(asked) {
            self.answers.note(text, asked);
            return Answer::again(kept, &standing);
        }
        let graph = EngineGraph::new(engine, viewer, &self.rates);
        let (mut answer, standing) = standing::scope(Box::pin(self.run(graph, prepared))).await;
        answer.age = standing.age(Instant::now());
        if let Body::Written(body) = &answer.body
            && answer.is_whole()
        {
            let kept = KeptAnswer::new(body, request.operation_name.as_deref());
            self.answers.put(asked, kept, &Arc::new(standing));
            self.answers.note(text, asked);
        }
        answer
    }

    /// Answers a request over any graph.
    #[cfg(test)]
    pub(super) async fn answer_over<G: Graph>(&self, graph: G, request: &Request) -> Answer {
        match self.prepare(request) {
            Ok(prepared) => self.run(graph, prepared).await,
            Err(errors) => refused(errors),
        }
    }

    /// Runs an operation within its bounds.
    async fn run<G: Graph>(&self, graph: G, prepared: Prepared) -> Answer {
        Budget::new(self.bounds.calls).scope(self.execute(graph, prepared)).await
    }

    /// Everything that comes before running: document, operation, variables and plan.
    fn prepare(&self, request: &Request) -> Result<Prepared, Vec<ErrorEntry>> {
        let document =
            self.documents.get(&request.query).map_err(|errors| errors.as_ref().clone())?;
        let one = |problem| vec![ErrorEntry::of_request(problem, Vec::new())];
        let operation = document
            .parsed
            .operations
            .get(request.operation_name.as_deref())
            .map_err(|error| one(Problem::input(error.message().to_string())))?
            .clone();
        let none = Map::new();
        let given = request.variables.as_ref().unwrap_or(&none);
        let variables = coerce::variables(&self.schema, &operation, given)
            .map_err(|BadValue(message)| one(Problem::input(message)))?;
        let plan = self
            .documents
            .plan(&document, &operation, &variables)
            .map_err(|refused| one(too_large(refused)))?;
        Ok(Prepared { document, operation, variables, plan })
    }

    async fn execute<G: Graph>(&self, mut graph: G, prepared: Prepared) -> Answer {
        let Prepared { document, operation, variables, plan } = prepared;
        let deadline = Instant::now() + self.bounds.timeout;
        let bound = bind(&self.schema, &graph, &plan, &variables);
        let cost = Cost::of(&plan, &graph, &bound);
        if let Some(problem) = self.too_costly(&cost) {
            return refused(vec![ErrorEntry::of_request(problem, Vec::new())]);
        }
        let described = if plan.introspects {
            match self.describe(&document, &operation, &variables) {
                Ok(described) => described,
                Err(problem) => return refused(vec![ErrorEntry::of_request(problem, Vec::new())]),
            }
        } else {
            Described::new()
        };
        // What it cannot fetch in a part of the time is left out.
        let patience = Instant::now() + self.bounds.timeout / 4;
        let _ = tokio::time::timeout_at(patience, graph.prepare(&plan)).await;
        let results = Deadline(deadline).scope(run(&graph, &plan.calls, &bound, deadline)).await;
        let introspected = |key: &str| described.get(key).cloned();
        let written = write(&graph, &plan, &bound, &results, &introspected);
        let mut body = b"{\"data\":".to_vec();
        body.extend_from_slice(&written.data);
        if !written.errors.is_empty() {
            body.extend_from_slice(b",\"errors\":");
            body.extend_from_slice(&errors_json(&written.errors));
        }
        body.push(b'}');
        let (status, body) = (Status::Executed, Body::Written(body.into()));
        Answer { status, body, errors: written.errors, age: None, operation: None }
    }

    fn describe(
        &self,
        document: &Document,
        operation: &Operation,
        variables: &Map<String, Json>,
    ) -> Result<Described, Problem> {
        let condition = |name: &str| variables.get(name).and_then(Json::as_bool);
        let work = self.documents.work();
        let collector = self.documents.collector(document, &condition, &work);
        let coercion = Coercion { schema: &self.schema, variables: Variables::Known(variables) };
        self.introspection.describe(&self.schema, collector, coercion, operation)
    }

    fn too_costly(&self, cost: &Cost) -> Option<Problem> {
        let Bounds { complexity, calls, .. } = self.bounds;
        let message = if cost.fields > complexity {
            format!(
                "the answer could have {} fields; at most {complexity} are allowed \
                 (`server.max_complexity`): ask for shorter lists or fewer fields",
                cost.fields
            )
        } else if cost.calls.total() > calls {
            format!(
                "the operation takes at least {} calls of sources; at most {calls} are allowed \
                 (`server.max_calls`): ask for less at once",
                cost.calls.total()
            )
        } else {
            return None;
        };
        Some(problem(ErrorCode::QueryTooComplex, message))
    }
}

/// An operation that is ready to run.
struct Prepared {
    document: Arc<Document>,
    operation: Node<Operation>,
    variables: Map<String, Json>,
    plan: Arc<Plan>,
}

impl Prepared {
    /// The operation as a viewer asks it: what decides its answer, besides the data.
    fn question(&self, viewer: &Viewer, request: &Request) -> Question {
        let operation = request.operation_name.as_deref();
        Question::new(viewer, &(self.document.number, operation, &self.variables))
    }
}

/// The arguments of a plan's fields, bound to a request's variables. A field whose arguments are
/// wrong fails when it is reached.
fn bind<G: Graph>(
    schema: &Schema,
    graph: &G,
    plan: &Plan,
    variables: &Map<String, Json>,
) -> Vec<Result<G::Bound, Problem>> {
    let coercion = Coercion { schema, variables: Variables::Known(variables) };
    let mut bytes = 0;
    plan.arguments
        .iter()
        .map(|field| {
            let coerced = coercion
                .arguments(&field.definitions, &field.given)
                .map_err(|BadValue(message)| Problem::input(shortened(&message)))?;
            bytes += coerced.values().map(size).sum::<usize>();
            if bytes > MAX_ARGUMENTS {
                return Err(problem(ErrorCode::QueryTooComplex, TOO_LONG));
            }
            graph.bind(field, coerced).map_err(cut)
        })
        .collect()
}

/// Cuts the text of a problem: many fields may repeat one long value.
fn cut(problem: Problem) -> Problem {
    Problem { message: shortened(&problem.message).into_owned(), ..problem }
}

/// Bytes that the values of all arguments of an operation may take together: a variable counts
/// wherever it is used.
const MAX_ARGUMENTS: usize = 4 << 20;
const TOO_LONG: &str = "the arguments of the operation take more than 4 MB together, variables \
                        counted wherever they are used; ask in several requests";

/// About how many bytes a value takes.
fn size(value: &Json) -> usize {
    let own = match value {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(size).sum(),
        Json::Object(object) => object.iter().map(|(name, value)| name.len() + size(value)).sum(),
        _ => 0,
    };
    own + 32
}

fn too_large(refused: Refused) -> Problem {
    let message = match refused {
        Refused::Depth(most) => {
            format!("the query is nested deeper than {most} levels (`server.max_depth`)")
        }
        Refused::Fields(most) => {
            format!(
                "the query has more than {most} fields with its fragments (`server.max_fields`)"
            )
        }
    };
    problem(ErrorCode::QueryTooComplex, message)
}

/// An answer without data.
fn refused(errors: Vec<ErrorEntry>) -> Answer {
    let mut body = b"{\"errors\":".to_vec();
    body.extend_from_slice(&errors_json(&errors));
    body.push(b'}');
    let body = Body::Written(body.into());
    Answer { status: Status::Refused, body, errors, age: None, operation: None }
}
