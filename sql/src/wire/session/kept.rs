//! What a session keeps: statements, portals, cursors, and rows that are still to come.

use std::{collections::BTreeSet, sync::Arc};

use datafusion::{
    arrow::{
        array::StringArray,
        datatypes::{DataType, Field, Schema},
        record_batch::RecordBatch,
    },
    logical_expr::LogicalPlan,
    physical_plan::{memory::MemoryStream, stream::EmptyRecordBatchStream},
};
use futures::TryStreamExt;
use pgwire::{
    api::Type,
    messages::data::{FieldDescription, RowDescription},
};

use super::origin::{self, Origin};
use crate::{
    Code, Failure,
    catalog::{TYPE_KEY, label},
    executor::{Executor, Running},
    statement::Command,
    wire::{
        encode::Columns,
        types::{modifier, pg_type, size},
    },
};

/// A statement that was parsed.
pub(super) struct Prepared {
    /// What it wants; none if it is empty.
    pub(super) command: Option<Command>,
    /// The plan of the query in it.
    pub(super) plan: Option<LogicalPlan>,
    /// The types of its parameters.
    pub(super) parameters: Vec<Type>,
    /// The places of those that are lists.
    pub(super) lists: BTreeSet<usize>,
}

impl Prepared {
    /// The types that its plan wants of parameters. Of a list it tells the type of the items, so
    /// the list may be of any.
    pub(super) fn wanted(&self, plan: &LogicalPlan) -> Result<Vec<Option<DataType>>, Failure> {
        let mut types = Executor::parameters(plan)?;
        for place in &self.lists {
            if let Some(ty) = types.get_mut(*place) {
                *ty = None;
            }
        }
        Ok(types)
    }

    /// Those of the values of its parameters that are lists, with their places.
    pub(super) fn listed<'v, V>(&self, values: &'v [V]) -> impl Iterator<Item = (usize, &'v V)> {
        self.lists.iter().filter_map(|place| Some((*place, values.get(*place)?)))
    }
}

/// A statement with the values of its parameters.
pub(super) struct Portal {
    pub(super) prepared: Arc<Prepared>,
    pub(super) plan: Option<LogicalPlan>,
    pub(super) formats: Formats,
    pub(super) state: State,
}

/// How far a portal has come.
pub(super) enum State {
    /// Nothing has been asked for.
    New,
    /// Some of its rows have been sent.
    Begun(Rows),
    /// It is at its end.
    Done,
}

/// A query whose rows are fetched by statements.
pub(super) struct Cursor {
    pub(super) rows: Rows,
    pub(super) columns: Description,
    pub(super) hold: bool,
    pub(super) binary: bool,
}

/// The forms in which columns are sent: text or binary.
#[derive(Clone, Default)]
pub(super) struct Formats(Vec<i16>);

impl Formats {
    pub(super) fn new(codes: Vec<i16>) -> Self {
        Self(codes)
    }

    pub(super) fn binary() -> Self {
        Self(vec![1])
    }

    /// Returns true if a column is sent in binary form.
    pub(super) fn is_binary(&self, column: usize) -> bool {
        let code = if self.0.len() == 1 { self.0.first() } else { self.0.get(column) };
        code == Some(&1)
    }
}

/// Rows on their way.
pub(super) struct Rows {
    running: Running,
    columns: Description,
    ready: Option<Ready>,
    at_end: bool,
}

/// A batch, and how far it has been sent.
struct Ready {
    columns: Columns,
    rows: usize,
    next: usize,
}

impl Rows {
    pub(super) fn new(running: Running, columns: Description) -> Self {
        Self { running, columns, ready: None, at_end: false }
    }

    /// Rows of which no plan knows more than they say themselves.
    fn plain(running: Running) -> Self {
        let fields = running.schema.fields().iter();
        let columns = fields.map(|field| (field.as_ref().clone(), Origin::default())).collect();
        Self::new(running, Description(columns))
    }

    /// Rows of one column of text.
    pub(super) fn lines(name: &str, lines: Vec<String>) -> Result<Self, Failure> {
        Self::texts(&[name], vec![lines])
    }

    /// Rows of columns of text.
    pub(super) fn texts(names: &[&str], columns: Vec<Vec<String>>) -> Result<Self, Failure> {
        let fields: Vec<Field> =
            names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let arrays = columns.into_iter().map(|column| Arc::new(StringArray::from(column)) as _);
        let batch = RecordBatch::try_new(schema.clone(), arrays.collect());
        let batch = batch.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
        let stream = Box::pin(MemoryStream::try_new(vec![batch], schema.clone(), None)?);
        Ok(Self::plain(Running { schema, stream, gaps: Arc::default() }))
    }

    /// No rows of no columns.
    pub(super) fn none() -> Self {
        let schema = Arc::new(Schema::empty());
        let stream = Box::pin(EmptyRecordBatchStream::new(schema.clone()));
        Self::plain(Running { schema, stream, gaps: Arc::default() })
    }

    /// The columns.
    pub(super) fn description(&self) -> Description {
        self.columns.clone()
    }

    /// Goes back to the row that was last given, if there is one.
    pub(super) fn again(&mut self) -> bool {
        match &mut self.ready {
            Some(ready) if ready.next > 0 && !self.at_end => {
                ready.next -= 1;
                true
            }
            _ => false,
        }
    }

    /// The columns and the place of the next row; none at the end.
    ///
    /// # Errors
    /// If the query fails.
    pub(super) async fn next(&mut self) -> Result<Option<(&Columns, usize)>, Failure> {
        while self.ready.as_ref().is_none_or(|ready| ready.next >= ready.rows) {
            let Some(batch) = self.running.stream.try_next().await? else {
                self.at_end = true;
                return Ok(None);
            };
            let columns = Columns::of(&batch, self.columns.fields())?;
            self.ready = Some(Ready { columns, rows: batch.num_rows(), next: 0 });
        }
        let Some(ready) = &mut self.ready else { return Ok(None) };
        ready.next += 1;
        Ok(Some((&ready.columns, ready.next - 1)))
    }

    /// Sources that did not answer, by now.
    pub(super) fn gaps(&self) -> Vec<Failure> {
        self.running.gaps.noted()
    }

    /// What else the client should know, by now.
    pub(super) fn notices(&self) -> Vec<Failure> {
        self.running.gaps.notices()
    }
}

/// The columns of rows, each with what is known of its origin.
#[derive(Clone)]
pub(super) struct Description(Vec<(Field, Origin)>);

impl Description {
    /// The columns of a plan.
    pub(super) fn of_plan(plan: &LogicalPlan) -> Self {
        let column = |(place, field): (usize, &Arc<Field>)| {
            let origin = origin::of(plan, place);
            let mut field = field.as_ref().clone();
            let mut metadata = std::mem::take(field.metadata_mut());
            metadata.remove(TYPE_KEY);
            metadata.extend(origin.tag.clone().map(|tag| (TYPE_KEY.to_owned(), tag)));
            (field.with_metadata(metadata), origin)
        };
        Self(plan.schema().fields().iter().enumerate().map(column).collect())
    }

    /// One column of text.
    pub(super) fn text(name: &str) -> Self {
        Self(vec![(Field::new(name, DataType::Utf8, true), Origin::default())])
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(field, _)| label(field.name()))
    }

    /// The columns as fields, whose metadata name their types.
    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.0.iter().map(|(field, _)| field)
    }

    /// The message that describes the columns.
    pub(super) fn message(&self, formats: &Formats) -> RowDescription {
        let field = |(at, (field, origin)): (usize, &(Field, Origin))| {
            let ty = pg_type(field);
            let (table, place) = origin.table;
            FieldDescription::new(
                label(field.name()).to_owned(),
                table.cast_signed(),
                place,
                ty.oid(),
                size(&ty),
                origin.digits.map_or(-1, modifier),
                formats.is_binary(at).into(),
            )
        };
        RowDescription::new(self.0.iter().enumerate().map(field).collect())
    }
}
