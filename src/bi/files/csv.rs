//! CSV, as RFC 4180 has it.

use channelgraph_sql::{
    Failure,
    arrow::{
        array::Array,
        datatypes::{DataType, SchemaRef},
        record_batch::RecordBatch,
        util::display::{ArrayFormatter, FormatOptions},
    },
};

use super::{Writer, broken};

/// Moments as RFC 3339 writes them.
pub(super) const MOMENT: &str = "%Y-%m-%dT%H:%M:%S%.fZ";

/// Letters with which a text becomes a formula in a spreadsheet (OWASP ASVS 5.0, 1.2.10).
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

/// Writes lines.
pub(super) struct Csv {
    schema: SchemaRef,
    raw: bool,
}

impl Csv {
    pub(super) fn new(schema: SchemaRef, raw: bool) -> Self {
        Self { schema, raw }
    }
}

/// How values are written in text.
pub(super) fn options() -> FormatOptions<'static> {
    FormatOptions::new().with_timestamp_tz_format(Some(MOMENT))
}

impl Writer for Csv {
    fn begin(&mut self) -> Result<Vec<u8>, Failure> {
        let names = self.schema.fields().iter().map(|field| field.name());
        line(names.map(|name| name.as_bytes().to_vec()))
    }

    fn rows(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, Failure> {
        let options = options();
        let columns = batch.columns().iter();
        let formatters: Vec<_> = columns
            .clone()
            .map(|array| ArrayFormatter::try_new(array, &options))
            .collect::<Result<_, _>>()
            .map_err(|error| broken(&error))?;
        let is_text: Vec<bool> =
            columns.map(|array| *array.data_type() == DataType::Utf8).collect();
        let mut writer = ::csv::WriterBuilder::new().from_writer(Vec::new());
        for row in 0..batch.num_rows() {
            for (place, formatter) in formatters.iter().enumerate() {
                let is_null = batch.column(place).is_null(row);
                let text = if is_null { String::new() } else { formatter.value(row).to_string() };
                let is_formula = is_text[place] && !self.raw && text.starts_with(FORMULA);
                let text = if is_formula { format!("'{text}") } else { text };
                writer.write_field(&text).map_err(|error| broken(&error))?;
            }
            writer.write_record(None::<&[u8]>).map_err(|error| broken(&error))?;
        }
        writer.into_inner().map_err(|error| broken(&error))
    }
}

fn line(fields: impl Iterator<Item = Vec<u8>>) -> Result<Vec<u8>, Failure> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(fields).map_err(|error| broken(&error))?;
    writer.into_inner().map_err(|error| broken(&error))
}
