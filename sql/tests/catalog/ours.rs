//! Runs queries on this crate's executor.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_sql::{
    Batches, Cost, Failure, Gaps, Scan, Source, Table,
    catalog::{Catalog, SessionFacts, label},
    executor::{Executor, Workers},
    statement::{Command, parse_one},
};
use datafusion::error::Result;
use futures::TryStreamExt;

use super::compare::Answer;
use super::model::{DATABASE, USER, tables};
use super::render;

/// The tables of the test, without rows.
#[derive(Debug)]
struct Empty(Vec<Arc<Table>>);

#[async_trait]
impl Source for Empty {
    fn tables(&self) -> &[Arc<Table>] {
        &self.0
    }

    fn scan(&self, _: Scan) -> Batches {
        Box::pin(futures::stream::empty())
    }

    async fn count(&self, _: &Scan) -> std::result::Result<Option<u64>, Failure> {
        Ok(Some(0))
    }

    fn cost(&self, _: &Scan) -> Cost {
        Cost::default()
    }

    fn hidden(&self, _: Option<&str>, _: &str) -> Option<Failure> {
        None
    }
}

/// A connection, and the threads on which its statements run: their stacks are deep.
pub struct Ours {
    executor: Arc<Executor>,
    workers: Workers,
}

impl Ours {
    /// Opens a connection to a database with the tables of the test, without rows.
    pub fn new() -> Self {
        let tables = tables();
        let catalog = Catalog::new(&tables, DATABASE);
        let facts = Arc::new(SessionFacts::new(USER, DATABASE, 4711));
        let source = Arc::new(Empty(tables));
        let executor = Executor::new(source, &catalog, &facts, 64 << 20).unwrap();
        Self { executor: Arc::new(executor), workers: Workers::new(2).unwrap() }
    }

    /// Runs a query.
    pub async fn run(&self, sql: &str) -> Result<Answer> {
        let (executor, sql) = (self.executor.clone(), sql.to_owned());
        let work = async move { answer(&executor, &sql).await };
        self.workers.handle().unwrap().spawn(work).await.unwrap()
    }
}

async fn answer(executor: &Executor, sql: &str) -> Result<Answer> {
    let Some(Command::Query(query)) = parse_one(sql)? else {
        return datafusion::common::exec_err!("no query");
    };
    let plan = executor.plan(&query, &[]).await?;
    let names = plan.schema().fields().iter().map(|field| label(field.name()).to_owned());
    let names = names.collect();
    let running = executor.start(&plan, Arc::new(Gaps::default())).await?;
    let (schema, mut rows) = (running.schema, Vec::new());
    for batch in running.stream.try_collect::<Vec<_>>().await? {
        for at in 0..batch.num_rows() {
            let cells = schema.fields().iter().zip(batch.columns());
            rows.push(cells.map(|(field, array)| render::value(field, array, at)).collect());
        }
    }
    Ok(Answer { names, rows })
}
