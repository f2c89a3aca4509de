//! The catalog of PostgreSQL: `pg_catalog` and `information_schema` of a read-only database.
//!
//! It is made of four parts:
//!
//! - **relations**: all those of PostgreSQL 16, with its columns. Those that say something about
//!   the tables, the types, the connection or the server have rows. The others are empty, because
//!   nothing they list exists here: no trigger, no sequence, no extension.
//! - **functions** that tell about the same objects, from `format_type` to `pg_get_constraintdef`.
//! - **rewrites** of the syntax that DataFusion does not plan ([`rewrite`]).
//! - a **rule for plans**, which writes `regclass` and its like as names, and runs subqueries over
//!   the catalog for each row where DataFusion would refuse them.

mod definitions;
mod functions;
mod names;
mod objects;
mod oid;
mod plan;
mod procedures;
mod relation;
mod rewrite;
mod rows;
mod schema;
mod session;
mod settings;
mod types;
mod value;

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::catalog::CatalogProvider;
use datafusion::common::plan_datafusion_err;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::FunctionRegistry;
use datafusion::prelude::SessionContext;

pub use self::functions::Environment;
use self::objects::{Objects, SCHEMAS};
pub use self::oid::table_oid;
use self::plan::{CatalogRule, Literals, State};
use self::relation::CatalogTable;
pub use self::rewrite::{elements, label, reads_only_catalog, rewrite};
use self::schema::CatalogSchema;
pub use self::session::{Activity, SessionFacts, Sessions, micros};
pub use self::types::TYPE_KEY;
use crate::Table;

/// The catalog of a database with certain tables.
#[derive(Debug)]
pub struct Catalog {
    objects: Arc<Objects>,
    tables: std::result::Result<Arc<Tables>, Arc<DataFusionError>>,
}

/// Relations by the identifier of their schema and their name.
type Tables = HashMap<(u32, &'static str), Arc<CatalogTable>>;

impl Catalog {
    /// Builds the catalog of a database.
    pub fn new(tables: &[Arc<Table>], database: &str) -> Self {
        let objects = Arc::new(Objects::new(tables, database));
        let tables = rows::shared(&objects).map(Arc::new).map_err(Arc::new);
        Self { objects, tables }
    }

    /// Registers the schemas, functions and rules in the context of one connection, in which the
    /// database is registered as a catalog.
    ///
    /// # Errors
    ///
    /// Fails if the database is not registered, if a schema cannot be added to it, or if a relation
    /// could not be built, which only a mistake in this crate can cause.
    pub fn register(&self, context: &SessionContext, session: &Arc<SessionFacts>) -> Result<()> {
        let database = context
            .catalog(&self.objects.database)
            .ok_or_else(|| plan_datafusion_err!("no database {}", self.objects.database))?;
        self.register_schemas(database.as_ref(), session)?;
        let environment =
            Arc::new(Environment { objects: self.objects.clone(), facts: session.clone() });
        let state = State::default();
        let shared = context.state_ref();
        {
            let mut session = shared.write();
            let options = session.config_mut().options_mut();
            options.catalog.information_schema = false;
            options.sql_parser.map_string_types_to_utf8view = false;
            options.sql_parser.enable_subquery_sort_elimination = false;
            // Subqueries that became functions may be null where plans say that they are not.
            options.execution.skip_physical_aggregate_schema_check = true;
            for function in functions::functions(&environment) {
                session.register_udf(Arc::new(function))?;
            }
            session.register_function_rewrite(Arc::new(Literals::new(environment.clone())))?;
            let _ = state.set(session.clone());
            session.add_analyzer_rule(Arc::new(CatalogRule::new(environment, state)));
        }
        Ok(())
    }

    fn register_schemas(
        &self,
        database: &dyn CatalogProvider,
        session: &Arc<SessionFacts>,
    ) -> Result<()> {
        let tables = self.tables.clone().map_err(DataFusionError::Shared)?;
        let schemas = SCHEMAS.iter().map(|schema| (schema.name, schema.oid));
        let schemas = schemas.chain([("pg_functions", oid::FUNCTIONS)]);
        for (name, oid) in schemas.filter(|(_, oid)| *oid != oid::PUBLIC) {
            let schema =
                CatalogSchema::new(oid, self.objects.clone(), tables.clone(), session.clone());
            database.register_schema(name, Arc::new(schema))?;
        }
        Ok(())
    }
}
