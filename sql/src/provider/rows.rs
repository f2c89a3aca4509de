//! The rows of a scan: asked for, tested, and no more of them than are wanted.

use std::{collections::HashSet, sync::Arc};

use datafusion::{
    arrow::{
        array::{AsArray, BooleanArray},
        compute::filter_record_batch,
        datatypes::SchemaRef,
        record_batch::{RecordBatch, RecordBatchOptions},
    },
    common::{Result, cast::as_boolean_array},
    error::DataFusionError,
    physical_expr::PhysicalExpr,
};
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};

use crate::{Batches, Condition, Failure, Operand, Scan, Source, Test};

/// The most values of one condition that a source is asked for at once.
const VALUES: usize = 500;

/// A scan under way.
pub(super) struct Rows {
    pub(super) source: Arc<dyn Source>,
    /// The question; its columns are those that are read.
    pub(super) question: Scan,
    /// True if what is asked is all that is meant.
    pub(super) exact: bool,
    /// How many of the columns are given.
    pub(super) given: usize,
    /// The most rows of a batch.
    pub(super) batch: usize,
}

impl Rows {
    /// The rows that pass all predicates.
    pub(super) async fn stream(
        self,
        predicates: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        if self.question.columns.is_empty() {
            return self.counted(predicates).await;
        }
        let (given, limit) = (self.given, self.question.limit);
        let most = self.batch.max(1);
        let batches = self.parts().map_err(DataFusionError::from);
        let slices = move |batch| stream::iter(slices(&batch, most).into_iter().map(Ok));
        let tested = batches.map_ok(slices).try_flatten().map(move |batch: Result<_>| {
            let kept = tested(&batch?, &predicates)?;
            kept.project(&(0..given).collect::<Vec<_>>()).map_err(Into::into)
        });
        let some = tested.try_filter(|batch| std::future::ready(batch.num_rows() > 0)).boxed();
        Ok(match limit {
            Some(limit) => first(some, limit).boxed(),
            None => some,
        })
    }

    /// The answer to a question in parts: as many as it takes for each to name not too many values.
    fn parts(self) -> Batches {
        let Self { source, mut question, exact, .. } = self;
        if !exact {
            // Some of the rows that come will be dropped: how many are needed is not known.
            question.limit = None;
        }
        let parts = split(&question.condition);
        if parts.len() == 1 || question.sort.is_some() {
            return source.scan(question);
        }
        let ask = move |part: Part| {
            let place = question.columns.iter().position(|column| *column == part.column);
            let batches = source.scan(Scan { condition: part.condition, ..question.clone() });
            batches.map(move |batch| {
                let batch = batch?;
                place.map_or(Ok(batch.clone()), |place| only(&batch, place, &part.texts))
            })
        };
        stream::iter(parts).flat_map(ask).boxed()
    }

    /// Rows without columns, of which only the number matters.
    async fn counted(
        self,
        predicates: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let empty: SchemaRef = Arc::new(datafusion::arrow::datatypes::Schema::empty());
        let limit = self.question.limit.unwrap_or(usize::MAX);
        let rows = move |count: usize| {
            let options = RecordBatchOptions::new().with_row_count(Some(count));
            RecordBatch::try_new_with_options(empty.clone(), Vec::new(), &options)
                .map_err(DataFusionError::from)
        };
        if self.exact
            && let Some(count) =
                self.source.count(&self.question).await.map_err(DataFusionError::from)?
        {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            return Ok(stream::once(std::future::ready(rows(count.min(limit)))).boxed());
        }
        let mut keyed = self;
        keyed.question.columns = vec![keyed.question.table.key.first().copied().unwrap_or(0)];
        let most = keyed.batch.max(1);
        let counts = keyed.parts().map(move |batch| {
            let mut count = 0;
            for batch in slices(&batch.map_err(DataFusionError::from)?, most) {
                count += tested(&batch, &predicates)?.num_rows();
            }
            rows(count)
        });
        Ok(first(counts.boxed(), limit).boxed())
    }
}

/// A batch as several, none with more rows than this.
fn slices(batch: &RecordBatch, most: usize) -> Vec<RecordBatch> {
    let starts = (0..batch.num_rows()).step_by(most);
    starts.map(|start| batch.slice(start, most.min(batch.num_rows() - start))).collect()
}

/// The rows of a batch that pass all predicates.
fn tested(batch: &RecordBatch, predicates: &[Arc<dyn PhysicalExpr>]) -> Result<RecordBatch> {
    let mut batch = batch.clone();
    for predicate in predicates {
        if batch.num_rows() == 0 {
            break;
        }
        let passed = predicate.evaluate(&batch)?.into_array(batch.num_rows())?;
        batch = filter_record_batch(&batch, as_boolean_array(&passed)?)?;
    }
    Ok(batch)
}

/// The first rows of a stream, which is not polled for more.
fn first(
    batches: BoxStream<'static, Result<RecordBatch>>,
    limit: usize,
) -> BoxStream<'static, Result<RecordBatch>> {
    let state = (batches, limit);
    stream::try_unfold(state, |(mut batches, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let Some(batch) = batches.try_next().await? else { return Ok(None) };
        let taken = batch.num_rows().min(left);
        Ok(Some((batch.slice(0, taken), (batches, left - taken))))
    })
    .boxed()
}

/// A part of a question: some of the values that a column may have.
struct Part {
    condition: Condition,
    column: usize,
    /// The values, where they are texts: a source may take two of them for one, and its row must
    /// come in one part only.
    texts: HashSet<String>,
}

/// A condition as several, each with at most [`VALUES`] values in its longest list.
fn split(condition: &Condition) -> Vec<Part> {
    let whole = || {
        let (condition, column) = (condition.clone(), usize::MAX);
        vec![Part { condition, column, texts: HashSet::new() }]
    };
    let mut rest = match condition {
        Condition::All(parts) => parts.clone(),
        other => vec![other.clone()],
    };
    let values = |part: &Condition| match part {
        Condition::Test(_, Test::In(values)) => values.len(),
        _ => 0,
    };
    let longest = (0..rest.len()).max_by_key(|place| values(&rest[*place]));
    let Some(longest) = longest.filter(|place| values(&rest[*place]) > VALUES) else {
        return whole();
    };
    let Condition::Test(column, Test::In(values)) = rest.swap_remove(longest) else {
        return whole();
    };
    let mut seen = HashSet::new();
    let distinct: Vec<Operand> =
        values.into_iter().filter(|value| seen.insert(value.to_string())).collect();
    let part = |values: &[Operand]| {
        let one = Condition::Test(column, Test::In(values.to_vec()));
        let condition = rest.iter().cloned().fold(one, Condition::and);
        let text = |value: &Operand| match value {
            Operand::Text(text) => Some(text.clone()),
            _ => None,
        };
        Part { condition, column, texts: values.iter().filter_map(text).collect() }
    };
    distinct.chunks(VALUES).map(part).collect()
}

/// The rows of a batch in which a column has one of these texts; all of them, if it has no texts.
fn only(
    batch: &RecordBatch,
    place: usize,
    texts: &HashSet<String>,
) -> std::result::Result<RecordBatch, Failure> {
    let Some(column) = batch.column(place).as_string_opt::<i32>() else { return Ok(batch.clone()) };
    let is_one = |text: Option<&str>| Some(text.is_some_and(|text| texts.contains(text)));
    let kept: BooleanArray = column.iter().map(is_one).collect();
    filter_record_batch(batch, &kept).map_err(|error| DataFusionError::from(error).into())
}
