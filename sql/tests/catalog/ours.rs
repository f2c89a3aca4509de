//! Runs queries on the catalog of this crate.

use std::sync::Arc;

use channelgraph_sql::catalog::{Catalog, SessionFacts, label, rewrite};
use datafusion::catalog::{
    CatalogProvider, MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider,
};
use datafusion::config::Dialect;
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;

use super::compare::Answer;
use super::model::{DATABASE, USER, tables};
use super::render;

/// A connection.
pub struct Ours {
    context: SessionContext,
}

impl Ours {
    /// Opens a connection to a database with the tables of the test, without rows.
    pub fn new() -> Self {
        let tables = tables();
        let mut config = SessionConfig::new()
            .with_default_catalog_and_schema(DATABASE, "public")
            .with_create_default_catalog_and_schema(false)
            .with_target_partitions(1);
        config.options_mut().sql_parser.dialect = Dialect::PostgreSQL;
        let context = SessionContext::new_with_config(config);
        let database = Arc::new(MemoryCatalogProvider::new());
        let public = Arc::new(MemorySchemaProvider::new());
        for table in &tables {
            let empty = MemTable::try_new(table.schema(), vec![vec![]]).unwrap();
            public.register_table(table.name.clone(), Arc::new(empty)).unwrap();
        }
        database.register_schema("public", public).unwrap();
        context.register_catalog(DATABASE, database);
        let facts = Arc::new(SessionFacts::new(USER, DATABASE, 4711));
        Catalog::new(&tables, DATABASE).register(&context, &facts).unwrap();
        Self { context }
    }

    /// Runs a query.
    pub async fn run(&self, sql: &str) -> Result<Answer> {
        let state = self.context.state();
        let mut statement = state.sql_to_statement(sql, &Dialect::PostgreSQL)?;
        if let Statement::Statement(statement) = &mut statement {
            rewrite(statement);
        }
        let plan = state.statement_to_plan(statement).await?;
        let names = plan.schema().fields().iter().map(|field| label(field.name()).to_owned());
        let names = names.collect();
        let batches = DataFrame::new(state, plan).collect().await?;
        let mut rows = Vec::new();
        for batch in batches {
            let schema = batch.schema();
            for at in 0..batch.num_rows() {
                let cells = schema.fields().iter().zip(batch.columns());
                rows.push(cells.map(|(field, array)| render::value(field, array, at)).collect());
            }
        }
        Ok(Answer { names, rows })
    }
}
