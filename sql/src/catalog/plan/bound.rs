//! Functions that run a subquery once for each set of values of the columns it refers to.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, ListArray, StructArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, LogicalPlan, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature,
    Volatility,
};

use super::State;
use super::run;

/// A question about the rows of a subquery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// The value of the only column of the only row.
    Scalar,
    /// If there is a row, or if there is none.
    Exists {
        /// If there is none.
        negated: bool,
    },
    /// If the last argument is among the values of the only column, or if it is not.
    In {
        /// If it is not.
        negated: bool,
    },
    /// All rows as a list of structs; null if there is none.
    Rows,
}

/// A subquery as a function.
#[derive(Debug)]
pub struct Bound {
    question: Question,
    plan: Arc<LogicalPlan>,
    /// The number of columns that it refers to.
    outer: usize,
    state: State,
    signature: Signature,
}

impl Bound {
    /// Makes the function. The plan refers to `outer` columns as parameters.
    pub fn new(question: Question, plan: LogicalPlan, outer: usize, state: State) -> Self {
        let signature = Signature::variadic_any(Volatility::Stable);
        let signature = if outer == 0 && !matches!(question, Question::In { .. }) {
            Signature::nullary(Volatility::Stable)
        } else {
            signature
        };
        Self { question, plan: Arc::new(plan), outer, state, signature }
    }

    /// Returns the fields of the rows.
    fn fields(&self) -> Fields {
        let schema = self.plan.schema();
        let field = |(at, field): (usize, &FieldRef)| {
            let field = field.as_ref().clone();
            field.with_name(format!("c{at}")).with_nullable(true)
        };
        schema.fields().iter().enumerate().map(field).collect()
    }

    fn answer(&self, columns: Vec<ArrayRef>, operand: Option<&ScalarValue>) -> Result<ScalarValue> {
        let count = columns.first().map_or(0, |column| column.len());
        match self.question {
            Question::Exists { negated } => Ok(ScalarValue::Boolean(Some((count > 0) != negated))),
            Question::Rows => rows(self.fields(), columns, count),
            Question::Scalar => match (columns.first(), count) {
                (Some(column), 1) => ScalarValue::try_from_array(column, 0),
                (Some(column), 0) => ScalarValue::try_from(column.data_type()),
                _ => exec_err!("more than one row returned by a subquery used as an expression"),
            },
            Question::In { negated } => {
                let Some(column) = columns.first() else { return exec_err!("no column") };
                contains(column, operand, negated)
            }
        }
    }
}

fn rows(fields: Fields, columns: Vec<ArrayRef>, count: usize) -> Result<ScalarValue> {
    let item = Arc::new(Field::new_list_field(DataType::Struct(fields.clone()), true));
    if count == 0 {
        return ScalarValue::try_from(&DataType::List(item));
    }
    let rows = StructArray::try_new(fields, columns, None)?;
    let offsets = OffsetBuffer::from_lengths([count]);
    Ok(ScalarValue::List(Arc::new(ListArray::try_new(item, offsets, Arc::new(rows), None)?)))
}

fn contains(
    column: &ArrayRef,
    operand: Option<&ScalarValue>,
    negated: bool,
) -> Result<ScalarValue> {
    let operand = operand.filter(|value| !value.is_null());
    let Some(operand) = operand.filter(|_| !column.is_empty()) else {
        return Ok(ScalarValue::Boolean(column.is_empty().then_some(negated)));
    };
    let operand = operand.cast_to(column.data_type())?;
    for at in 0..column.len() {
        if ScalarValue::try_from_array(column, at)? == operand {
            return Ok(ScalarValue::Boolean(Some(!negated)));
        }
    }
    Ok(ScalarValue::Boolean((column.null_count() == 0).then_some(negated)))
}

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        self.question == other.question && self.plan == other.plan && self.outer == other.outer
    }
}

impl Eq for Bound {}

impl Hash for Bound {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.question.hash(state);
        self.plan.hash(state);
    }
}

impl ScalarUDFImpl for Bound {
    fn name(&self) -> &str {
        "$subquery"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        plan_err!("a subquery tells its type by the fields of its plan")
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(match self.question {
            Question::Exists { .. } | Question::In { .. } => {
                Field::new(self.name(), DataType::Boolean, true)
            }
            Question::Scalar => {
                let field = self.plan.schema().field(0).as_ref().clone();
                field.with_name(self.name()).with_nullable(true)
            }
            Question::Rows => {
                let item = Field::new_list_field(DataType::Struct(self.fields()), true);
                Field::new(self.name(), DataType::List(Arc::new(item)), true)
            }
        }))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let count = if constant { 1 } else { args.number_rows };
        let columns = args.args.iter().map(|arg| arg.to_array(count));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let Some(state) = self.state.get() else { return exec_err!("the session has not begun") };
        let mut calls = Vec::with_capacity(count);
        for at in 0..count {
            let values = columns.iter().map(|column| ScalarValue::try_from_array(column, at));
            calls.push(values.collect::<Result<Vec<_>>>()?);
        }
        let mut wanted = calls.iter().map(|call| &call[..self.outer]).collect::<Vec<_>>();
        let mut seen = HashMap::new();
        wanted.retain(|values| {
            let next = seen.len();
            seen.insert(*values, next).map(|first| seen.insert(*values, first)).is_none()
        });
        let results = run::run_all(state, &self.plan, &wanted)?;
        let results = wanted.into_iter().zip(results).collect::<HashMap<_, _>>();
        let mut answers = Vec::with_capacity(count);
        for call in &calls {
            let columns = results.get(&call[..self.outer]).cloned().unwrap_or_default();
            answers.push(self.answer(columns, call.get(self.outer))?);
        }
        if constant && let Some(answer) = answers.pop() {
            return Ok(ColumnarValue::Scalar(answer));
        }
        if answers.is_empty() {
            let empty = datafusion::arrow::array::new_empty_array(args.return_field.data_type());
            return Ok(ColumnarValue::Array(empty));
        }
        Ok(ColumnarValue::Array(ScalarValue::iter_to_array(answers)?))
    }
}
