//! Tables as the executor reads them: scans that are asked what their source can decide.

mod exec;
mod push;
mod rows;

use std::{any::Any, sync::Arc};

use async_trait::async_trait;
use datafusion::{
    arrow::datatypes::SchemaRef,
    catalog::{Session, TableProvider},
    common::{DFSchema, Result},
    logical_expr::{Expr, TableProviderFilterPushDown, TableType},
    physical_plan::ExecutionPlan,
};
pub use exec::ScanExec;
pub use push::{Pushed, Pusher};

use crate::{Source, Table};

/// A table of a source, for the executor.
#[derive(Debug)]
pub struct Provider {
    source: Arc<dyn Source>,
    table: Arc<Table>,
    schema: SchemaRef,
}

impl Provider {
    /// The table of a source.
    pub fn new(source: Arc<dyn Source>, table: Arc<Table>) -> Self {
        let schema = table.schema();
        Self { source, table, schema }
    }

    /// The table.
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// The places of the columns to read: those to give, then those that only filters need.
    fn read(&self, projection: Option<&Vec<usize>>, filters: &[Expr]) -> Vec<usize> {
        let all = || (0..self.table.columns.len()).collect();
        let mut read: Vec<usize> = projection.cloned().unwrap_or_else(all);
        for filter in filters {
            for column in filter.column_refs() {
                let place = self.table.column(&column.name);
                read.extend(place.filter(|place| !read.contains(place)));
            }
        }
        read
    }
}

#[async_trait]
impl TableProvider for Provider {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// The scan tests its rows itself, whatever its source can decide: so a limit stops the
    /// reading of pages.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Exact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let read = self.read(projection, filters);
        let given = projection.map_or(self.table.columns.len(), Vec::len);
        let schema = Arc::new(self.schema.project(&read)?);
        let df_schema = DFSchema::try_from(schema.clone())?;
        let physical = |filter: &Expr| state.create_physical_expr(filter.clone(), &df_schema);
        let predicates = filters.iter().map(physical).collect::<Result<Vec<_>>>()?;
        let (source, table) = (self.source.clone(), self.table.clone());
        Ok(Arc::new(ScanExec::new(source, table, read, given, predicates, limit)?))
    }
}

/// The provider of a plan's leaf, where it is one of ours.
pub fn scan_of(plan: &Arc<dyn ExecutionPlan>) -> Option<&ScanExec> {
    let plan: &dyn Any = plan.as_ref();
    plan.downcast_ref()
}
