//! Introspection: the parts of an answer that describe the schema itself. apollo-compiler answers
//! them, but for `isOneOf`, which it does not have yet.

use std::{collections::HashMap, fmt::Write as _};

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    collections::HashMap as Types,
    executable::{Operation, SelectionSet},
    introspection::partial_execute,
    response::JsonMap,
    schema::{ExtendedType, Implementers},
    validation::Valid,
};
use channelgraph_core::ErrorCode;
use serde_json::{Map, Value as Json};

use super::{
    coerce::{BadValue, Coercion},
    error::problem,
    plan::Collector,
};
use crate::engine::Problem;

/// Printed fields of the schema in one answer at most: several times what tools ask for.
const MAX_FIELDS: u64 = 500_000;
/// Levels of nesting: what tools ask for has about fifteen.
const MAX_DEPTH: usize = 30;

/// The parts of an answer that describe the schema, by response key.
pub type Described = HashMap<String, Vec<u8>>;

/// An operation on the schema while it is written down.
struct Text<'a> {
    collector: Collector<'a>,
    coercion: Coercion<'a>,
    text: String,
    fields: u64,
}

/// Introspection over a schema.
pub struct Introspection(Types<Name, Implementers>);

impl Introspection {
    /// Introspection over this schema.
    pub fn new(schema: &Schema) -> Self {
        Self(schema.implementers_map())
    }

    /// The parts of an operation's answer that describe the schema.
    ///
    /// # Errors
    /// If they are nested too deep, or would be too long.
    pub fn describe(
        &self,
        schema: &Valid<Schema>,
        collector: Collector<'_>,
        coercion: Coercion<'_>,
        operation: &Operation,
    ) -> Result<Described, Problem> {
        let (of, sets) = (operation.object_type().as_str(), [&operation.selection_set]);
        let mut text = Text { collector, coercion, text: String::new(), fields: 0 };
        text.selection(of, &sets, 1, 0)?;
        let own = |message: String| problem(ErrorCode::Internal, message);
        let document = ExecutableDocument::parse_and_validate(schema, text.text, "introspection")
            .map_err(|with| own(with.errors.to_string()))?;
        let operation =
            document.operations.get(None).map_err(|error| own(error.message().to_string()))?;
        let none = Valid::assume_valid(JsonMap::new());
        let answer = partial_execute(schema, &self.0, &document, operation, &none)
            .map_err(|error| own(error.message().to_string()))?;
        let mut parts = serde_json::to_value(answer.data).unwrap_or_default();
        tell_one_of(&mut parts, collector, of, &sets);
        let Json::Object(parts) = parts else { return Ok(Described::new()) };
        let bytes = |value| serde_json::to_vec(&value).unwrap_or_default();
        Ok(parts.into_iter().map(|(key, value)| (key, bytes(value))).collect())
    }
}

/// Puts the value of each `isOneOf` where the name of its type stands in for it.
fn tell_one_of(value: &mut Json, collector: Collector<'_>, of: &str, sets: &[&SelectionSet]) {
    match value {
        Json::Array(items) => {
            items.iter_mut().for_each(|item| tell_one_of(item, collector, of, sets));
        }
        Json::Object(object) => {
            for (key, occurrences) in collector.collect(of, sets) {
                let Some(value) = object.get_mut(key.as_str()) else { continue };
                let field = occurrences[0];
                if field.name == IS_ONE_OF {
                    *value = is_one_of(collector.schema, value.as_str());
                } else {
                    let inner: Vec<&SelectionSet> =
                        occurrences.iter().map(|field| &field.selection_set).collect();
                    let of = field.ty().inner_named_type();
                    tell_one_of(value, collector, of, &inner);
                }
            }
        }
        _ => {}
    }
}

/// True for an input object of which exactly one field must be given; null for other types.
fn is_one_of(schema: &Schema, name: Option<&str>) -> Json {
    match name.and_then(|name| schema.types.get(name)) {
        Some(ExtendedType::InputObject(def)) => def.directives.has("oneOf").into(),
        _ => Json::Null,
    }
}

const IS_ONE_OF: &str = "isOneOf";

impl<'a> Text<'a> {
    /// Writes what is selected of a type; `times` is how often it will be printed.
    fn selection(
        &mut self,
        of: &str,
        sets: &[&'a SelectionSet],
        times: u64,
        depth: usize,
    ) -> Result<(), Problem> {
        if depth > MAX_DEPTH {
            return Err(too_much(format!("introspection goes deeper than {MAX_DEPTH} levels")));
        }
        self.text.push_str("{ ");
        let collected = self.collector.collect(of, sets);
        if self.collector.work.is_exceeded() {
            return Err(too_much("introspection selects too much".to_owned()));
        }
        for (key, occurrences) in collected {
            let field = occurrences[0];
            let is_own = field.name.starts_with("__");
            // At the root, everything else is answered by the walk.
            if depth == 0 && (!is_own || field.name == "__typename") {
                continue;
            }
            self.fields = self.fields.saturating_add(times);
            if self.fields > MAX_FIELDS {
                let message = format!("introspection would print more than {MAX_FIELDS} fields");
                return Err(too_much(message));
            }
            let arguments = self
                .coercion
                .arguments(&field.definition.arguments, &field.arguments)
                .map_err(|BadValue(message)| Problem::input(message))?;
            let name = if field.name == IS_ONE_OF { "name" } else { field.name.as_str() };
            let _ = write!(self.text, "{key}: {name}{} ", literals(&arguments));
            let inner: Vec<&'a SelectionSet> =
                occurrences.iter().map(|field| &field.selection_set).collect();
            if inner.iter().any(|set| !set.is_empty()) {
                let times = times.saturating_mul(self.items(&field.name));
                self.selection(field.ty().inner_named_type(), &inner, times, depth + 1)?;
            }
        }
        if self.text.ends_with("{ ") {
            self.text.push_str("__typename ");
        }
        self.text.push_str("} ");
        Ok(())
    }

    /// The items of a list of the schema on an average.
    fn items(&self, field: &str) -> u64 {
        match field {
            "types" => self.collector.schema.types.len() as u64,
            "fields" | "enumValues" | "possibleTypes" => 5,
            "inputFields" | "args" | "directives" => 3,
            _ => 1,
        }
    }
}

/// Arguments as literals: those of introspection are text, yes or no.
fn literals(arguments: &Map<String, Json>) -> String {
    if arguments.is_empty() {
        return String::new();
    }
    let literal = |(name, value): (&String, &Json)| format!("{name}: {value}");
    format!("({})", arguments.iter().map(literal).collect::<Vec<_>>().join(", "))
}

fn too_much(message: String) -> Problem {
    problem(ErrorCode::QueryTooComplex, message)
}
