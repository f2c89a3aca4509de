//! Filters outside of operations: the same JSON, read and checked in the same way.

use channelgraph_schema::EntityKind;
use serde_json::{Map, Value as Json};

use super::{coerce, coerce::BadValue, engine_graph, operation::Graphql};
use crate::engine::{Engine, ListQuery, Problem, Viewer};

/// The variable that holds the filter.
const NAME: &str = "filter";

impl Graphql {
    /// The list that a filter means, as the argument `filter` of the entity's list takes it.
    ///
    /// # Errors
    /// If the entity has no list, or the filter does not fit it; the text says how.
    pub fn filtered(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        kind: EntityKind,
        filter: Json,
    ) -> Result<ListQuery, Problem> {
        let Some(many) = kind.entity().many else {
            return Err(Problem::input(format!("there is no filter for {}s", kind.noun())));
        };
        let text =
            format!("query(${NAME}: {kind}Filter) {{ {many}(filter: ${NAME}) {{ __typename }} }}");
        let document = self.documents.get(&text);
        let document = document.map_err(|_| Problem::input("the filter cannot be read"))?;
        let operation = document.parsed.operations.get(None);
        let operation = operation.map_err(|_| Problem::input("the filter cannot be read"))?;
        let given = Map::from_iter([(NAME.to_owned(), filter)]);
        let coerced = coerce::variables(&self.schema, operation, &given);
        let coerced = coerced.map_err(|BadValue(message)| Problem::input(message))?;
        engine_graph::query(engine, viewer, kind, &coerced)
    }
}
