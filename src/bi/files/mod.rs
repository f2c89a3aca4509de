//! Tables as files: Parquet, CSV and lines of JSON, written while they are read.

mod condition;
mod csv;
mod json;
mod parquet;
mod request;

use bytes::Bytes;
use channelgraph_sql::{Batches, Code, Failure, arrow::record_batch::RecordBatch};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
pub use request::{Asked, Export};

/// The form of a file.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::Display, strum::VariantArray,
)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// Apache Parquet: typed, packed, in columns.
    Parquet,
    /// Text with commas, with the names of the columns in its first line.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson; charset=utf-8",
        }
    }
}

/// Writes batches in one form.
trait Writer: Send {
    /// What stands before all rows.
    fn begin(&mut self) -> Result<Vec<u8>, Failure> {
        Ok(Vec::new())
    }

    /// The rows of a batch, or what is ready to be sent of the rows so far.
    fn rows(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, Failure>;

    /// What stands after all rows.
    fn end(&mut self) -> Result<Vec<u8>, Failure> {
        Ok(Vec::new())
    }
}

/// A file on its way: its bytes, and the number of rows in them.
pub type Pieces = BoxStream<'static, Result<(Bytes, usize), Failure>>;

/// The rows as a file. Without `raw`, CSV keeps spreadsheets from taking a text for a formula.
///
/// # Errors
/// If the columns cannot be written in this form.
pub fn file(
    format: Format,
    schema: &channelgraph_sql::arrow::datatypes::SchemaRef,
    batches: Batches,
    raw: bool,
) -> Result<Pieces, Failure> {
    let writer: Box<dyn Writer> = match format {
        Format::Parquet => Box::new(parquet::Parquet::new(schema)?),
        Format::Csv => Box::new(csv::Csv::new(schema.clone(), raw)),
        Format::Ndjson => Box::new(json::Lines),
    };
    let state = State { writer, batches, step: Step::Begin };
    let pieces = stream::try_unfold(state, |mut state| async move {
        let piece = state.next().await?;
        Ok(piece.map(|piece| (piece, state)))
    });
    Ok(pieces.boxed())
}

struct State {
    writer: Box<dyn Writer>,
    batches: Batches,
    step: Step,
}

enum Step {
    Begin,
    Rows,
    Done,
}

impl State {
    async fn next(&mut self) -> Result<Option<(Bytes, usize)>, Failure> {
        loop {
            let (bytes, rows) = match self.step {
                Step::Begin => {
                    self.step = Step::Rows;
                    (self.writer.begin()?, 0)
                }
                Step::Rows => match self.batches.next().await.transpose()? {
                    Some(batch) => (self.writer.rows(&batch)?, batch.num_rows()),
                    None => {
                        self.step = Step::Done;
                        (self.writer.end()?, 0)
                    }
                },
                Step::Done => return Ok(None),
            };
            if !bytes.is_empty() || rows > 0 {
                return Ok(Some((bytes.into(), rows)));
            }
        }
    }
}

fn broken(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Code::Internal, format!("the file cannot be written: {error}"))
}
