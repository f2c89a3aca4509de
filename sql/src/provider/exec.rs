//! The scan of one table as a step of a plan.

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::datatypes::SchemaRef,
    common::{Result, Statistics, stats::Precision, tree_node::TreeNodeRecursion},
    config::ConfigOptions,
    execution::{SendableRecordBatchStream, TaskContext},
    physical_expr::{EquivalenceProperties, PhysicalExpr, PhysicalSortExpr, expressions::Column},
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
        apply_expression_roots,
        execution_plan::{Boundedness, EmissionType},
        filter_pushdown::{
            ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
        },
        sort_pushdown::SortOrderPushdownResult,
        statistics::StatisticsArgs,
        stream::RecordBatchStreamAdapter,
    },
};

use super::{Pushed, Pusher, rows};
use crate::{Condition, Cost, Gaps, Scan, Sort, Source, Table, written};

/// The scan of a table.
#[derive(Debug, Clone)]
pub struct ScanExec {
    source: Arc<dyn Source>,
    table: Arc<Table>,
    /// The places in the table of the columns that are read.
    read: Vec<usize>,
    /// How many of them are given: the first ones.
    given: usize,
    /// What each row has to pass, over the columns that are read.
    predicates: Vec<Arc<dyn PhysicalExpr>>,
    /// Predicates that others fill in while they run: they only narrow what is asked.
    hints: Vec<Arc<dyn PhysicalExpr>>,
    sort: Option<Sort>,
    limit: Option<usize>,
    properties: Arc<PlanProperties>,
}

impl ScanExec {
    /// The scan of the columns `read`, of which the first `given` are given.
    ///
    /// # Errors
    /// If the table has no such columns.
    pub(super) fn new(
        source: Arc<dyn Source>,
        table: Arc<Table>,
        read: Vec<usize>,
        given: usize,
        predicates: Vec<Arc<dyn PhysicalExpr>>,
        limit: Option<usize>,
    ) -> Result<Self> {
        let schema = Arc::new(table.schema().project(&read[..given])?);
        let properties = Arc::new(properties(EquivalenceProperties::new(schema)));
        let (hints, sort) = (Vec::new(), None);
        Ok(Self { source, table, read, given, predicates, hints, sort, limit, properties })
    }

    /// What the source is asked to decide, of what is known by now.
    fn pushed(&self, with_hints: bool) -> Pushed {
        let pusher = Pusher { table: &self.table, read: &self.read };
        let exactly_all = Pushed { condition: Condition::all(), exact: true };
        let all = self.predicates.iter().map(|predicate| pusher.push(predicate));
        let mut pushed = all.fold(exactly_all, Pushed::and);
        // A hint lets through what the others may drop later: it takes no exactness.
        for hint in self.hints.iter().filter(|_| with_hints) {
            pushed.condition = pushed.condition.and(pusher.push(hint).condition);
        }
        pushed
    }

    /// The question to the source; the columns are those that are read.
    pub(super) fn question(&self, pushed: &Pushed, gaps: Arc<Gaps>) -> Scan {
        Scan {
            table: self.table.clone(),
            columns: self.read.clone(),
            condition: pushed.condition.clone(),
            stated: self.pushed(false).condition,
            sort: self.sort,
            limit: self.limit,
            gaps,
        }
    }

    /// What the scan costs at least, what the source is asked to decide, and what is tested here.
    pub fn explained(&self) -> (Cost, String) {
        let pushed = self.pushed(false);
        let cost = self.source.cost(&self.question(&pushed, Arc::default()));
        let mut text = format!("Scan {}", self.table.name);
        if !pushed.condition.is_all() {
            text += &format!("  asked: {}", written(&pushed.condition, &self.table));
        }
        if !pushed.exact {
            let tests: Vec<String> = self.predicates.iter().map(ToString::to_string).collect();
            text += &format!("  tested here: {}", tests.join(" AND "));
        }
        if let Some(sort) = self.sort {
            let name = self.table.columns.get(sort.column).map_or("?", |column| &column.name);
            text += &format!("  ordered: {name}{}", if sort.descending { " DESC" } else { "" });
        }
        if let Some(limit) = self.limit {
            text += &format!("  limit: {limit}");
        }
        (cost, text)
    }

    /// The place in the table of a column that is given.
    fn place(&self, column: &Column) -> Option<usize> {
        self.read[..self.given].get(column.index()).copied()
    }

    /// The order as the source can give it: by one column that it sorts, nulls last.
    fn sorted_by(&self, order: &[PhysicalSortExpr]) -> Option<Sort> {
        let [key] = order else { return None };
        let column = self.place(key.expr.downcast_ref::<Column>()?)?;
        let descending = key.options.descending;
        let no_nulls = || {
            let pushed = self.pushed(false);
            let mut certain = pushed.condition.certain().into_iter();
            certain.any(|(place, test)| place == column && test.needs_value())
        };
        let sorts = self.table.columns.get(column)?.sorts;
        let is_last = !key.options.nulls_first || no_nulls();
        (sorts && is_last).then_some(Sort { column, descending })
    }
}

fn properties(known: EquivalenceProperties) -> PlanProperties {
    let parts = Partitioning::UnknownPartitioning(1);
    PlanProperties::new(known, parts, EmissionType::Incremental, Boundedness::Bounded)
}

impl DisplayAs for ScanExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explained().1)
    }
}

impl ExecutionPlan for ScanExec {
    fn name(&self) -> &'static str {
        "ScanExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn with_new_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        apply_expression_roots(self.predicates.iter().chain(&self.hints), f)
    }

    fn execute(&self, _: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let gaps = context.session_config().get_extension::<Gaps>().unwrap_or_default();
        let batch = context.session_config().batch_size();
        let schema: SchemaRef = self.schema();
        let scan = self.clone();
        // Nothing is asked, and no hint is read, before the first poll.
        let stream = futures::stream::once(async move {
            let pushed = scan.pushed(true);
            let question = scan.question(&pushed, gaps);
            let given = scan.given;
            rows::Rows { source: scan.source, question, exact: pushed.exact, given, batch }
                .stream(scan.predicates)
                .await
        });
        let stream = futures::TryStreamExt::try_flatten(stream);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
    }

    fn statistics_from_inputs(
        &self,
        _: &[Arc<Statistics>],
        _: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let (cost, _) = self.explained();
        let mut statistics = Statistics::new_unknown(&self.schema());
        statistics.num_rows = Precision::Inexact(usize::try_from(cost.rows).unwrap_or(usize::MAX));
        Ok(Arc::new(statistics))
    }

    fn supports_limit_pushdown(&self) -> bool {
        false
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(Arc::new(Self { limit, ..self.clone() }))
    }

    fn fetch(&self) -> Option<usize> {
        self.limit
    }

    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        result: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let filters: Vec<_> = result.parent_filters.into_iter().map(|one| one.filter).collect();
        if phase == FilterPushdownPhase::Pre || filters.is_empty() || self.limit.is_some() {
            let none = vec![PushedDown::No; filters.len()];
            return Ok(FilterPushdownPropagation::with_parent_pushdown_result(none));
        }
        // Whoever keeps a hint makes its producer fill it in; the producer still tests its rows.
        let taken = vec![PushedDown::No; filters.len()];
        let mut hinted = self.clone();
        hinted.hints.extend(filters);
        Ok(FilterPushdownPropagation::with_parent_pushdown_result(taken)
            .with_updated_node(Arc::new(hinted)))
    }

    fn try_pushdown_sort(
        &self,
        order: &[PhysicalSortExpr],
    ) -> Result<SortOrderPushdownResult<Arc<dyn ExecutionPlan>>> {
        Ok(match self.sorted_by(order) {
            Some(sort) if self.sort.is_none() && self.limit.is_none() => {
                // Steps that want this order are told that it is there.
                let orders = [order.to_vec()];
                let known = EquivalenceProperties::new_with_orderings(self.schema(), orders);
                let properties = Arc::new(properties(known));
                let sorted = Self { sort: Some(sort), properties, ..self.clone() };
                SortOrderPushdownResult::Exact { inner: Arc::new(sorted) }
            }
            _ => SortOrderPushdownResult::Unsupported,
        })
    }
}
