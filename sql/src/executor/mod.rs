//! Runs queries: one executor for each session, over the tables of its caller.

mod adapt;
mod distinct;
mod elsewhere;
mod explain;
pub(crate) mod lists;
mod parameters;
#[cfg(test)]
mod tests;
mod unions;
pub(crate) mod width;
mod yielding;

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    arrow::datatypes::{DataType, SchemaRef},
    catalog::{MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider},
    common::ParamValues,
    config::Dialect,
    error::DataFusionError,
    execution::{
        FunctionRegistry, SendableRecordBatchStream, SessionState, TaskContext,
        disk_manager::{DiskManagerBuilder, DiskManagerMode},
        memory_pool::{GreedyMemoryPool, MemoryPool},
        runtime_env::RuntimeEnvBuilder,
    },
    logical_expr::LogicalPlan,
    physical_plan::{ExecutionPlan, execute_stream},
    prelude::{SQLOptions, SessionConfig, SessionContext},
    scalar::ScalarValue,
    sql::{
        parser::Statement as Parsed,
        sqlparser::ast::{Query, Statement},
    },
};
pub use elsewhere::Workers;
use futures::future::BoxFuture;
pub use parameters::declared;
pub(crate) use parameters::parameter;
use tokio::{runtime::Handle, sync::Mutex};

use crate::{
    Code, Failure, Gaps, Source, Table,
    catalog::{self, Catalog, SessionFacts},
    functions,
    provider::Provider,
};

/// The schema in which tables stand.
const SCHEMA: &str = "public";
/// Rows of a batch.
const BATCH: usize = 1_024;
/// The most keys of one side of a join that the other side's scan is asked for.
const JOIN_KEYS: usize = 2_000;

/// Runs the queries of one session.
pub struct Executor {
    context: SessionContext,
    source: Arc<dyn Source>,
    /// What the statements of the session may hold together.
    memory: Arc<dyn MemoryPool>,
    /// Held while a statement is planned.
    planning: Arc<Mutex<()>>,
}

/// A query that runs: its rows come as it is polled, and it ends when it is dropped.
pub struct Running {
    /// The columns of the rows.
    pub schema: SchemaRef,
    /// The rows.
    pub stream: SendableRecordBatchStream,
    /// Sources that did not answer.
    pub gaps: Arc<Gaps>,
}

impl Executor {
    /// The executor of a session over the tables of its caller, which are read on the threads that
    /// call this. Its statements may hold so many bytes of `memory` together.
    ///
    /// # Errors
    /// If the tables cannot be registered.
    pub fn new(
        source: Arc<dyn Source>,
        catalog: &Catalog,
        facts: &Arc<SessionFacts>,
        memory: usize,
    ) -> Result<Self, Failure> {
        let ended = |_| Failure::new(Code::Shutdown, "the server ends");
        let on = Handle::try_current().map_err(ended)?;
        let source: Arc<dyn Source> = Arc::new(elsewhere::OnGateway { source, on });
        let context = SessionContext::new_with_config(config(&facts.database));
        functions::only_offered(&context)?;
        let schema = Arc::new(MemorySchemaProvider::new());
        for table in source.tables() {
            let provider = Provider::new(source.clone(), table.clone());
            schema.register_table(table.name.clone(), Arc::new(provider))?;
        }
        let database = Arc::new(MemoryCatalogProvider::new());
        datafusion::catalog::CatalogProvider::register_schema(&*database, SCHEMA, schema)?;
        context.register_catalog(&facts.database, database);
        unions::register(&context)?;
        // Before the rules of the catalog, which know CASE as it is.
        context.state_ref().write().register_function_rewrite(Arc::new(functions::SettledCases))?;
        catalog.register(&context, facts)?;
        functions::register(&context)?;
        width::bound(&context)?;
        let memory = Arc::new(GreedyMemoryPool::new(memory));
        Ok(Self { context, source, memory, planning: Arc::default() })
    }

    /// The tables.
    pub fn tables(&self) -> &[Arc<Table>] {
        self.source.tables()
    }

    /// The plan of a query, whose parameters have these types as far as its client said.
    ///
    /// # Errors
    /// If the query does not fit the tables.
    pub async fn plan(
        &self,
        query: &Query,
        types: &[Option<DataType>],
    ) -> Result<LogicalPlan, Failure> {
        let mut statement = Statement::Query(Box::new(query.clone()));
        lists::of_items(&mut statement);
        parameters::cast(&mut statement, types);
        adapt::adapt(&mut statement)?;
        catalog::rewrite(&mut statement, self.source.tables());
        adapt::number_columns(&mut statement);
        unions::mark(&mut statement);
        let parsed = Parsed::Statement(Box::new(statement));
        let (state, source) = (self.context.state(), self.source.clone());
        self.apart(Box::pin(async move {
            let planned = state.statement_to_plan(parsed).await;
            let plan = planned.map_err(|error| refused(&*source, error))?;
            let reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false);
            reads.with_allow_statements(false).verify_plan(&plan)?;
            width::columns(&plan)?;
            Ok(distinct::distinct(plan)?)
        }))
        .await
    }

    /// The plan with the values of its parameters.
    ///
    /// # Errors
    /// If they are not as many as its parameters, or of other types.
    pub fn bound(plan: &LogicalPlan, values: Vec<ScalarValue>) -> Result<LogicalPlan, Failure> {
        if values.is_empty() {
            return Ok(plan.clone());
        }
        let values = values.into_iter().map(Into::into).collect();
        Ok(plan.clone().with_param_values(ParamValues::List(values))?)
    }

    /// The types of the parameters of a plan, in their order, as far as they can be told.
    ///
    /// # Errors
    /// If one parameter would have two types.
    pub fn parameters(plan: &LogicalPlan) -> Result<Vec<Option<DataType>>, Failure> {
        let found: HashMap<String, Option<DataType>> = plan.get_parameter_types()?;
        let places = found.keys().filter_map(|name| parameters::place(name));
        let mut types = vec![None; places.max().map_or(0, |last| last + 1)];
        for (name, ty) in found {
            if let Some(slot) = parameters::place(&name).and_then(|place| types.get_mut(place)) {
                *slot = ty;
            }
        }
        Ok(types)
    }

    /// Starts a query. Nothing is read before its stream is polled.
    ///
    /// # Errors
    /// If it cannot be run.
    pub async fn start(&self, plan: &LogicalPlan, gaps: Arc<Gaps>) -> Result<Running, Failure> {
        let rows = width::rows(plan);
        let plan = self.physical(plan).await?;
        let task = self.task(&self.context.state(), gaps.clone(), rows)?;
        let stream = execute_stream(plan, Arc::new(task))?;
        Ok(Running { schema: stream.schema(), stream, gaps })
    }

    /// What a query will do, a line each, before anything is read.
    ///
    /// # Errors
    /// If it cannot be planned.
    pub async fn explain(&self, plan: &LogicalPlan) -> Result<Vec<String>, Failure> {
        let physical = self.physical(plan).await?;
        Ok(explain::lines(&physical))
    }

    async fn physical(&self, plan: &LogicalPlan) -> Result<Arc<dyn ExecutionPlan>, Failure> {
        let (state, plan) = (self.context.state(), plan.clone());
        self.apart(Box::pin(async move {
            let plan = state.create_physical_plan(&plan).await?;
            Ok(yielding::yielding(width::checked(plan)?)?)
        }))
        .await
    }

    /// Plans on a thread of its own: the plan of a long statement takes seconds in which it lets
    /// nobody else have a turn, and the statement has to be cancelled all the same. The next one
    /// waits until it is done, so that a session keeps one thread busy at most.
    async fn apart<T: Send + 'static>(
        &self,
        work: BoxFuture<'static, Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let turn = self.planning.clone().lock_owned().await;
        let here = Handle::current();
        let planned = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            here.block_on(work)
        });
        let failed = |_| Failure::new(Code::Internal, "the statement cannot be planned");
        planned.await.map_err(failed)?
    }

    /// The surroundings of one statement: its memory, the rows of a batch, and how it takes gaps.
    fn task(
        &self,
        state: &SessionState,
        gaps: Arc<Gaps>,
        rows: usize,
    ) -> Result<TaskContext, Failure> {
        let no_disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(self.memory.clone())
            .with_disk_manager_builder(no_disk)
            .build_arc()?;
        let config = state.config().clone().with_extension(gaps).with_batch_size(rows);
        Ok(TaskContext::from(state).with_session_config(config).with_runtime(runtime))
    }
}

/// A column that the caller may not see is refused as that, not as one that is unknown.
fn refused(source: &dyn Source, error: DataFusionError) -> Failure {
    use datafusion::common::SchemaError;
    if let DataFusionError::SchemaError(inner, _) = error.find_root()
        && let SchemaError::FieldNotFound { field, .. } = &**inner
    {
        let relation = field.relation.as_ref().map(|relation| relation.table());
        if let Some(hidden) = source.hidden(relation, &field.name) {
            return hidden;
        }
    }
    error.into()
}

fn config(database: &str) -> SessionConfig {
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema(database, SCHEMA)
        .with_create_default_catalog_and_schema(false)
        .with_information_schema(false)
        // More would read ahead of what is wanted.
        .with_target_partitions(1)
        .with_batch_size(BATCH);
    let options = config.options_mut();
    options.sql_parser.dialect = Dialect::PostgreSQL;
    options.sql_parser.map_string_types_to_utf8view = false;
    // Numbers that are written out are exact, as money is.
    options.sql_parser.parse_float_as_decimal = true;
    options.execution.time_zone = Some("UTC".to_owned());
    options.optimizer.hash_join_inlist_pushdown_max_distinct_values = JOIN_KEYS;
    options.optimizer.hash_join_inlist_pushdown_max_size = 1 << 20;
    config
}
