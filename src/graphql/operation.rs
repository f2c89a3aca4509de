//! One operation, from its request to its answer.

use std::sync::Arc;

use apollo_compiler::{Node, Schema, executable::Operation, validation::Valid};
use channelgraph_core::{Budget, ErrorCode};
use serde_json::{Map, Value as Json};
use tokio::time::Instant;

use super::{
    answer::{Answer, Body, Status},
    answers::{Answers, KeptAnswer},
    coerce::{self, BadValue, Coercion, Variables},
    document::{Document, Documents, Limits},
    engine_graph::EngineGraph,
    error::{ErrorEntry, errors_json, problem, shortened},
    introspection::{Described, Introspection},
    persisted::Persisted,
    plan::{Cost, Plan, Refused},
    request::Request,
    rights::Asker,
    told::Told,
    types::sdl,
    walk::{Graph, run, write},
};
use crate::{
    config,
    engine::{Engine, Problem, Question, Viewer},
    load::{Deadline, standing},
    work::Work,
};

/// Everything that answers requests, shared by all of them.
pub struct Graphql {
    pub(super) schema: Arc<Valid<Schema>>,
    pub(super) documents: Documents,
    introspection: Introspection,
    answers: Answers,
    persisted: Persisted,
    pub(super) work: Work,
}

impl Graphql {
    /// The GraphQL side of a gateway.
    ///
    /// # Errors
    /// If a trusted document does not fit the schema; or if that is not valid, which a test rules
    /// out.
    pub fn new(
        limits: Limits,
        named: &config::Documents,
        work: Work,
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
        let bytes = named.persisted_mb << 20;
        let persisted = Persisted::new(named.manifest.as_deref(), bytes, &documents)?;
        Ok(Self { schema, documents, introspection, answers, persisted, work })
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
        (viewer, asker): (&Viewer, Asker<'_>),
        request: &Request,
        text: Question,
    ) -> Answer {
        let found = match self.persisted.find(request, asker.rights) {
            Ok(found) => found,
            Err(refused) => return refused,
        };
        let mut prepared = match self.prepare(&found.text, request) {
            Ok(prepared) => prepared,
            Err(errors) => {
                let told = Told { trusted: found.trusted, ..Told::default() };
                return Answer::refused(errors).telling(told);
            }
        };
        self.persisted.keep(&found);
        prepared.told.trusted = found.trusted;
        prepared.told.forbids(viewer, &prepared.plan.calls);
        if prepared.plan.introspects && !asker.rights.introspection {
            let refused = Answer::refused_for(problem(ErrorCode::Forbidden, CLOSED));
            return refused.telling(prepared.told);
        }
        let asked = prepared.question(viewer, request);
        if let Some((kept, standing)) = self.answers.get(asked) {
            self.answers.note(text, asked);
            return Answer::again(kept, &standing);
        }
        let graph = EngineGraph::new(engine, viewer, &self.work);
        let run = self.run(graph, asker, prepared);
        let (mut answer, standing) = standing::scope(Box::pin(run)).await;
        answer.age = standing.age(Instant::now());
        if let Body::Written(body) = &answer.body
            && answer.is_whole()
        {
            let name = request.operation_name.as_deref();
            let kept = KeptAnswer::new(body, name, answer.told.clone());
            self.answers.put(asked, kept, &Arc::new(standing));
            self.answers.note(text, asked);
        }
        answer
    }

    /// Answers a request over any graph, without bounds.
    #[cfg(test)]
    pub(super) async fn answer_over<G: Graph>(&self, graph: G, request: &Request) -> Answer {
        let (rights, account) = super::rights::boundless();
        let asker = Asker { rights: &rights, account: &account };
        match self.prepare(&request.query, request) {
            Ok(prepared) => self.run(graph, asker, prepared).await,
            Err(errors) => Answer::refused(errors),
        }
    }

    /// Runs an operation within its caller's bounds.
    async fn run<G: Graph>(&self, graph: G, asker: Asker<'_>, prepared: Prepared) -> Answer {
        let budget = Budget::new(asker.rights.bounds.calls.most).paid_by(asker.account.clone());
        budget.scope(self.execute(graph, asker, prepared)).await
    }

    /// Everything that comes before running: document, operation, variables and plan.
    fn prepare(&self, text: &str, request: &Request) -> Result<Prepared, Vec<ErrorEntry>> {
        let document = self.documents.get(text).map_err(|errors| errors.as_ref().clone())?;
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
        let mut told = Told {
            operation: operation.name.as_ref().map(ToString::to_string),
            document: Some(document.hash.clone()),
            ..Told::default()
        };
        told.asks(&plan);
        Ok(Prepared { document, operation, variables, plan, told })
    }

    async fn execute<G: Graph>(
        &self,
        mut graph: G,
        asker: Asker<'_>,
        prepared: Prepared,
    ) -> Answer {
        let Prepared { document, operation, variables, plan, mut told } = prepared;
        let timeout = asker.rights.bounds.timeout;
        let deadline = Instant::now() + timeout;
        let bound = bind(&self.schema, &graph, &plan, &variables);
        if let Some(refused) = asker.refuses(&Cost::of(&plan, &graph, &bound)) {
            return refused.telling(told);
        }
        let described = if plan.introspects {
            match self.describe(&document, &operation, &variables) {
                Ok(described) => described,
                Err(problem) => return Answer::refused_for(problem).telling(told),
            }
        } else {
            Described::new()
        };
        // What it cannot fetch in a part of the time is left out.
        let patience = Instant::now() + timeout / 4;
        let _ = tokio::time::timeout_at(patience, graph.prepare(&plan)).await;
        let results = Deadline(deadline).scope(run(&graph, &plan.calls, &bound, deadline)).await;
        told.counts(&graph, &results);
        let introspected = |key: &str| described.get(key).cloned();
        let written = write(&graph, &plan, &bound, &results, &introspected);
        written.errors.iter().for_each(|error| told.refused(&error.problem));
        let mut body = b"{\"data\":".to_vec();
        body.extend_from_slice(&written.data);
        if !written.errors.is_empty() {
            body.extend_from_slice(b",\"errors\":");
            let tell = |error: &ErrorEntry| ErrorEntry {
                problem: graph.tell(&error.problem).into_owned(),
                ..error.clone()
            };
            let told: Vec<_> = written.errors.iter().map(tell).collect();
            body.extend_from_slice(&errors_json(&told));
        }
        body.push(b'}');
        let (status, body) = (Status::Executed, Body::Written(body.into()));
        let told = Arc::new(told);
        Answer { status, body, errors: written.errors, age: None, operation: None, told }
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
}

/// The message to a caller who may not ask for the schema.
pub const CLOSED: &str = "your role may not ask for the schema (`__schema`, `__type`, \
                          `/schema.graphql`); the operator can allow it with `introspection = true` \
                          for the role";

/// An operation that is ready to run.
struct Prepared {
    document: Arc<Document>,
    operation: Node<Operation>,
    variables: Map<String, Json>,
    plan: Arc<Plan>,
    told: Told,
}

impl Prepared {
    /// The operation as a viewer asks it: what decides its answer, besides the data.
    fn question(&self, viewer: &Viewer, request: &Request) -> Question {
        let operation = request.operation_name.as_deref();
        let trusted = &self.told.trusted;
        Question::new(viewer, &(self.document.number, trusted, operation, &self.variables))
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
