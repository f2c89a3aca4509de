//! Lines of JSON. Exact numbers are texts: as JSON numbers, most readers would round them.

use channelgraph_sql::{
    Failure,
    arrow::{
        array::{Array, AsArray},
        datatypes::{DataType, Int64Type},
        record_batch::RecordBatch,
        util::display::ArrayFormatter,
    },
};
use serde_json::{Map, Value as Json};

use super::{Writer, broken, csv::options};

/// Writes an object a line.
pub(super) struct Lines;

impl Writer for Lines {
    fn rows(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, Failure> {
        let options = options();
        let formatters: Vec<_> = batch
            .columns()
            .iter()
            .map(|array| ArrayFormatter::try_new(array, &options))
            .collect::<Result<_, _>>()
            .map_err(|error| broken(&error))?;
        let schema = batch.schema();
        let mut out = Vec::new();
        for row in 0..batch.num_rows() {
            let mut object = Map::new();
            let fields = schema.fields().iter().zip(batch.columns()).zip(&formatters);
            for ((field, array), formatter) in fields {
                let value = match field.data_type() {
                    _ if array.is_null(row) => Json::Null,
                    DataType::Boolean => Json::Bool(array.as_boolean().value(row)),
                    DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
                    _ => Json::String(formatter.value(row).to_string()),
                };
                object.insert(field.name().clone(), value);
            }
            serde_json::to_writer(&mut out, &object).map_err(|error| broken(&error))?;
            out.push(b'\n');
        }
        Ok(out)
    }
}
