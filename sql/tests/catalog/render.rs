//! Writes values as PostgreSQL sends them as text.

use channelgraph_sql::catalog::TYPE_KEY;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};
use datafusion::arrow::util::display::array_value_to_string;

/// Stands for null.
pub const NULL: &str = "\\N";

/// Writes one value.
pub fn value(field: &Field, array: &ArrayRef, at: usize) -> String {
    if array.is_null(at) || array.data_type().is_null() {
        return NULL.to_owned();
    }
    let tag = field.metadata().get(TYPE_KEY).map(String::as_str);
    match array.data_type() {
        DataType::Boolean => if array.as_boolean().value(at) { "t" } else { "f" }.to_owned(),
        DataType::List(item) => {
            let items = array.as_list::<i32>().value(at);
            let texts = (0..items.len()).map(|at| value(item, &items, at));
            if tag.is_some_and(|tag| tag.ends_with("vector")) {
                return texts.collect::<Vec<_>>().join(" ");
            }
            let quoted = texts.map(|text| quote(&text)).collect::<Vec<_>>();
            format!("{{{}}}", quoted.join(","))
        }
        DataType::Struct(fields) => {
            let row = array.as_struct();
            let cells = fields.iter().zip(row.columns()).map(|(field, column)| {
                let text = value(field, column, at);
                if text == NULL { String::new() } else { text }
            });
            format!("({})", cells.collect::<Vec<_>>().join(","))
        }
        DataType::Timestamp(TimeUnit::Microsecond | TimeUnit::Nanosecond, zone) => {
            let text = array_value_to_string(array, at).unwrap().replace('T', " ");
            let text = text.trim_end_matches('Z').to_owned();
            if zone.is_some() { format!("{text}+00") } else { text }
        }
        DataType::Float32 | DataType::Float64 => {
            let text = array_value_to_string(array, at).unwrap();
            text.strip_suffix(".0").unwrap_or(&text).to_owned()
        }
        _ => array_value_to_string(array, at).unwrap(),
    }
}

fn quote(text: &str) -> String {
    if text == NULL {
        return "NULL".to_owned();
    }
    let needs = |c: char| c.is_whitespace() || "{},\"\\".contains(c);
    if text.is_empty() || text.contains(needs) || text.eq_ignore_ascii_case("null") {
        return format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    }
    text.to_owned()
}
