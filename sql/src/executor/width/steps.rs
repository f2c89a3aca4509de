//! Steps of a plan that look at what passes between two others.

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{array::Array, datatypes::DataType, record_batch::RecordBatch},
    common::{
        Result,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    error::DataFusionError,
    execution::{
        SendableRecordBatchStream, TaskContext,
        memory_pool::{MemoryConsumer, MemoryReservation},
    },
    physical_expr::{PhysicalExpr, expressions::Column},
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, aggregates::AggregateExec,
        projection::ProjectionExec, replace_children_if_necessary,
        stream::RecordBatchStreamAdapter, unnest::UnnestExec, windows::WindowAggExec,
    },
};
use futures::{StreamExt, TryStreamExt, stream};

use super::{LIST, VALUE, too_long};
use crate::{Code, Failure};

/// The plan with looks between its steps: at values that were made, at what a window keeps, and at
/// what is repeated for each item of a list.
pub(in crate::executor) fn checked(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|step| {
        let under = under(&step);
        let step = match under {
            Some(look) => {
                let below = step.children().into_iter().cloned();
                let looked = below.map(|below| Looking::over(below, look.clone())).collect();
                Transformed::yes(replace_children_if_necessary(step, looked)?)
            }
            None => Transformed::no(step),
        };
        let made = made(&step.data);
        if made.is_empty() {
            return Ok(step);
        }
        Ok(Transformed::yes(Looking::over(step.data, Look::Values(made))))
    })
    .map(|done| done.data)
}

/// What is looked at.
#[derive(Debug, Clone)]
enum Look {
    /// How long the values of these columns are.
    Values(Vec<usize>),
    /// How much memory all batches take, which the step above keeps.
    Kept,
    /// How much the rows take once they are repeated for each item of the lists in these columns.
    Repeated(Vec<usize>),
}

/// What has to be looked at between a step and the one below it.
fn under(step: &Arc<dyn ExecutionPlan>) -> Option<Look> {
    if step.is::<WindowAggExec>() {
        return Some(Look::Kept);
    }
    let unnest = step.downcast_ref::<UnnestExec>()?;
    let lists = unnest.list_column_indices().iter().map(|list| list.index_in_input_schema);
    Some(Look::Repeated(lists.collect()))
}

/// The columns in which a step gives values that it made, of types that can be long.
fn made(step: &Arc<dyn ExecutionPlan>) -> Vec<usize> {
    let schema = step.schema();
    let is_long = |place: &usize| {
        let ty = schema.fields().get(*place).map(|field| field.data_type());
        ty.is_some_and(|ty| ty.is_nested() || ty.is_string() || ty.is_binary())
    };
    let places: Vec<usize> = if let Some(projection) = step.downcast_ref::<ProjectionExec>() {
        let all = projection.expr().iter().enumerate();
        all.filter(|(_, it)| !it.expr.is::<Column>()).map(|(place, _)| place).collect()
    } else if let Some(aggregate) = step.downcast_ref::<AggregateExec>() {
        let made = aggregate.aggr_expr().len();
        (schema.fields().len().saturating_sub(made)..schema.fields().len()).collect()
    } else if step.is::<WindowAggExec>() {
        let input = step.children().first().map_or(0, |below| below.schema().fields().len());
        (input..schema.fields().len()).collect()
    } else {
        Vec::new()
    };
    places.into_iter().filter(is_long).collect()
}

/// A step that looks at the batches of the one below, and passes them on as they are.
#[derive(Debug)]
struct Looking {
    below: Arc<dyn ExecutionPlan>,
    look: Look,
}

impl Looking {
    fn over(below: Arc<dyn ExecutionPlan>, look: Look) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { below, look })
    }
}

impl DisplayAs for Looking {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Looking")
    }
}

impl ExecutionPlan for Looking {
    fn name(&self) -> &'static str {
        "Looking"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.below.properties()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.below]
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let below = children.into_iter().next().unwrap_or_else(|| self.below.clone());
        Ok(Self::over(below, self.look.clone()))
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, part: usize, task: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let batches = self.below.execute(part, task.clone())?;
        let schema = batches.schema();
        let memory = MemoryConsumer::new("rows").register(task.memory_pool());
        let looked = match self.look.clone() {
            Look::Values(columns) => batches
                .and_then(move |batch| std::future::ready(values(&batch, &columns).map(|()| batch)))
                .boxed(),
            Look::Kept => batches
                .and_then(move |batch| {
                    let kept = memory.try_grow(batch.get_array_memory_size());
                    std::future::ready(kept.map(|()| batch))
                })
                .boxed(),
            Look::Repeated(columns) => batches
                .map(move |batch| {
                    let parts = repeated(&batch?, &columns, &memory)?;
                    Ok::<_, DataFusionError>(stream::iter(parts).map(Ok))
                })
                .try_flatten()
                .boxed(),
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, looked)))
    }
}

/// Refuses a batch with a value that is longer than one may be made.
fn values(batch: &RecordBatch, columns: &[usize]) -> Result<()> {
    for column in columns.iter().filter_map(|place| batch.columns().get(*place)) {
        let most = if column.data_type().is_nested() { LIST } else { VALUE };
        if bytes(column) > most && (0..column.len()).any(|row| bytes(&column.slice(row, 1)) > most)
        {
            return Err(too_long("the statement").into());
        }
    }
    Ok(())
}

/// Bytes of the values of an array.
fn bytes(array: &dyn Array) -> usize {
    array.to_data().get_slice_memory_size().unwrap_or(usize::MAX)
}

/// The batch as it is, if there is memory for its rows once for each item of the longest list;
/// else row by row; else a failure.
fn repeated(
    batch: &RecordBatch,
    lists: &[usize],
    memory: &MemoryReservation,
) -> Result<Vec<RecordBatch>> {
    let is_room = |batch: &RecordBatch| {
        let columns = batch.columns().iter().enumerate();
        let (items, others): (Vec<_>, Vec<_>) =
            columns.partition(|(place, _)| lists.contains(place));
        let longest = items.iter().map(|(_, list)| longest(list)).max().unwrap_or(0);
        let each = others.iter().map(|(_, it)| bytes(it)).fold(0, usize::saturating_add);
        // Only whether there is room: what comes out is passed on in parts.
        let room = memory.try_grow(each.saturating_mul(longest.max(1)));
        memory.free();
        room.is_ok()
    };
    if is_room(batch) {
        return Ok(vec![batch.clone()]);
    }
    let rows: Vec<RecordBatch> = (0..batch.num_rows()).map(|row| batch.slice(row, 1)).collect();
    if rows.iter().all(is_room) {
        return Ok(rows);
    }
    let message = "rows with long lists would take more memory than a statement may have";
    Err(Failure::new(Code::Memory, message).into())
}

/// The items of the longest list of a column.
fn longest(column: &Arc<dyn Array>) -> usize {
    use datafusion::arrow::array::AsArray;
    let list = |row| match column.data_type() {
        DataType::List(_) => column.as_list::<i32>().value_length(row).unsigned_abs() as usize,
        DataType::LargeList(_) => {
            usize::try_from(column.as_list::<i64>().value_length(row)).unwrap_or(usize::MAX)
        }
        _ => bytes(column),
    };
    (0..column.len()).map(list).max().unwrap_or(0)
}
