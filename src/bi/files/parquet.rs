//! Parquet. Without its end a file cannot be read, so one that breaks off is never taken for whole.

use ::parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
use channelgraph_sql::{
    Failure,
    arrow::{datatypes::SchemaRef, record_batch::RecordBatch},
};

use super::{Writer, broken};

/// Rows that are written together: they are held in memory until then.
const GROUP: usize = 20_000;
/// Bytes that are held of such a group at most.
const GROUP_BYTES: usize = 16 << 20;

/// Writes groups of rows.
pub(super) struct Parquet(ArrowWriter<Vec<u8>>);

impl Parquet {
    pub(super) fn new(schema: &SchemaRef) -> Result<Self, Failure> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties));
        writer.map(Self).map_err(|error| broken(&error))
    }

    /// What was written since this was last asked.
    fn taken(&mut self) -> Vec<u8> {
        std::mem::take(self.0.inner_mut())
    }
}

impl Writer for Parquet {
    fn rows(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, Failure> {
        self.0.write(batch).map_err(|error| broken(&error))?;
        if self.0.in_progress_size() > GROUP_BYTES {
            self.0.flush().map_err(|error| broken(&error))?;
        }
        Ok(self.taken())
    }

    fn end(&mut self) -> Result<Vec<u8>, Failure> {
        self.0.finish().map_err(|error| broken(&error))?;
        Ok(self.taken())
    }
}
