//! Introspection: the parts of an answer that describe the schema itself.

use std::collections::HashMap;

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    executable::{Operation, Selection, SelectionSet},
    introspection::{check_max_depth, partial_execute},
    response::JsonMap,
    schema::Implementers,
    validation::Valid,
};
use channelgraph_core::ErrorCode;
use serde_json::{Map, Value as Json};

use super::error::problem;
use crate::engine::Problem;

/// Introspection over a schema.
pub struct Introspection {
    implementers: apollo_compiler::collections::HashMap<Name, Implementers>,
}

/// Printed fields of the schema in one answer at most: several times what tools ask for.
const MAX_FIELDS: u64 = 200_000;

impl Introspection {
    /// Introspection over this schema.
    pub fn new(schema: &Schema) -> Self {
        Self { implementers: schema.implementers_map() }
    }

    /// The parts that describe the schema, by response key.
    ///
    /// # Errors
    /// If they are nested too deep, or would be too long.
    pub fn answer(
        &self,
        schema: &Valid<Schema>,
        document: &Valid<ExecutableDocument>,
        operation: &Operation,
        variables: &Map<String, Json>,
    ) -> Result<HashMap<String, Vec<u8>>, Problem> {
        let too_much = |message: String| problem(ErrorCode::QueryTooComplex, message);
        check_max_depth(document, operation)
            .map_err(|error| too_much(format!("introspection: {}", error.message())))?;
        let mut known = HashMap::new();
        if size(schema, document, &operation.selection_set, &mut known) > MAX_FIELDS {
            let message = format!("introspection would print more than {MAX_FIELDS} fields");
            return Err(too_much(message));
        }
        let variables: JsonMap =
            serde_json::to_value(variables)
                .and_then(serde_json::from_value)
                .map_err(|error| problem(ErrorCode::Internal, error.to_string()))?;
        let variables = Valid::assume_valid(variables);
        let answer = partial_execute(schema, &self.implementers, document, operation, &variables)
            .map_err(|error| problem(ErrorCode::BadInput, error.message().to_string()))?;
        let parts = answer.data.unwrap_or_default();
        let bytes = |value| serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec());
        Ok(parts.iter().map(|(key, value)| (key.as_str().to_owned(), bytes(value))).collect())
    }
}

/// The number of fields that a selection of the schema prints, reckoned by the schema's own size.
/// Fragments are reckoned once.
fn size<'a>(
    schema: &Schema,
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    known: &mut HashMap<&'a Name, u64>,
) -> u64 {
    let mut sum: u64 = 0;
    for selection in &set.selections {
        let more = match selection {
            Selection::Field(field) => {
                let inner = size(schema, document, &field.selection_set, known);
                let times = times(schema, &field.name);
                inner.saturating_mul(times).saturating_add(1)
            }
            Selection::InlineFragment(fragment) => {
                size(schema, document, &fragment.selection_set, known)
            }
            Selection::FragmentSpread(spread) => match known.get(&spread.fragment_name) {
                Some(known) => *known,
                None => {
                    let fragment = document.fragments.get(&spread.fragment_name);
                    let size = fragment.map_or(0, |fragment| {
                        size(schema, document, &fragment.selection_set, known)
                    });
                    known.insert(&spread.fragment_name, size);
                    size
                }
            },
        };
        sum = sum.saturating_add(more);
    }
    sum
}

/// The items of a list of the schema on an average.
fn times(schema: &Schema, field: &str) -> u64 {
    match field {
        "types" => schema.types.len() as u64,
        "fields" | "enumValues" | "possibleTypes" => 5,
        "inputFields" | "args" | "directives" => 3,
        _ => 1,
    }
}
