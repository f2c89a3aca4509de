//! The form that the specification gives an answer: fields in the order in which they are selected,
//! null where one failed, and where null cannot stand, null in the place of what holds it. The
//! executor leaves out what failed, and puts first what came first.

use std::collections::HashMap;

use async_graphql::{
    Name, PathSegment, Response, Value,
    indexmap::IndexMap,
    parser::{
        parse_schema,
        types::{
            BaseType, ExecutableDocument, Selection, SelectionSet, Type, TypeKind,
            TypeSystemDefinition,
        },
    },
};

/// The fields of the schema's types.
pub struct Types(HashMap<String, HashMap<String, Type>>);

/// What an operation selects somewhere, fragments taken apart.
#[derive(Default)]
struct Shape(Vec<Field>);

struct Field {
    key: Name,
    nullable: bool,
    /// Whether an item of a list may be null.
    item_nullable: bool,
    shape: Shape,
}

/// The places of an answer where something failed.
#[derive(Default)]
struct Failures(HashMap<String, Self>);

/// What holds it cannot be without it.
struct Missing;

impl Types {
    /// Those of a schema's text.
    ///
    /// # Panics
    /// If the text is no schema; it is the program's own, and read by a test.
    #[expect(clippy::expect_used, reason = "the text is the program's own, and read by a test")]
    pub fn of(sdl: &str) -> Self {
        let document = parse_schema(sdl).expect("the schema can be read");
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => {
                let fields = match definition.node.kind {
                    TypeKind::Object(object) => object.fields,
                    TypeKind::Interface(interface) => interface.fields,
                    _ => return None,
                };
                let fields = fields
                    .into_iter()
                    .map(|field| (field.node.name.node.to_string(), field.node.ty.node));
                Some((definition.node.name.node.to_string(), fields.collect()))
            }
            _ => None,
        });
        Self(types.collect())
    }

    /// Gives the answer to an operation its form.
    pub fn complete(
        &self,
        document: &ExecutableDocument,
        operation: Option<&str>,
        response: &mut Response,
    ) {
        let mut failures = Failures::default();
        response.errors.iter().for_each(|error| failures.add(&error.path));
        // Without data, and without a field that failed, the operation was not executed, and may be
        // nonsense.
        if response.data == Value::Null && failures.0.is_empty() {
            return;
        }
        let mut operations = document.operations.iter();
        let Some((_, asked)) = operations.find(|(name, _)| {
            operation.is_none_or(|wanted| name.is_some_and(|name| name == wanted))
        }) else {
            return;
        };
        let mut shape = Shape::default();
        self.add(&mut shape, document, "Query", &asked.node.selection_set.node);
        let mut data = match std::mem::take(&mut response.data) {
            Value::Object(data) => data,
            _ => IndexMap::new(),
        };
        if shape.complete(&mut data, Some(&failures)).is_ok() {
            response.data = Value::Object(data);
        }
    }

    fn add(&self, shape: &mut Shape, document: &ExecutableDocument, on: &str, set: &SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    let ty =
                        self.0.get(on).and_then(|fields| fields.get(field.node.name.node.as_str()));
                    let place =
                        shape.0.iter().position(|known| known.key == *key).unwrap_or_else(|| {
                            shape.0.push(Field::new(key, ty));
                            shape.0.len() - 1
                        });
                    let inner = ty.map_or("", named);
                    self.add(
                        &mut shape.0[place].shape,
                        document,
                        inner,
                        &field.node.selection_set.node,
                    );
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(on, |condition| condition.node.on.node.as_str());
                    self.add(shape, document, on, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node)
                    {
                        self.add(
                            shape,
                            document,
                            &fragment.node.type_condition.node.on.node,
                            &fragment.node.selection_set.node,
                        );
                    }
                }
            }
        }
    }
}

/// The name of a type without its lists.
fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

impl Shape {
    fn complete(
        &self,
        object: &mut IndexMap<Name, Value>,
        failures: Option<&Failures>,
    ) -> Result<(), Missing> {
        if object.len() == self.0.len() && object.keys().eq(self.0.iter().map(|field| &field.key)) {
            for (field, value) in self.0.iter().zip(object.values_mut()) {
                field.complete(value, failures.and_then(|failures| failures.at(&field.key)))?;
            }
            return Ok(());
        }
        let mut found = std::mem::take(object);
        for field in &self.0 {
            let failures = failures.and_then(|failures| failures.at(&field.key));
            // What neither came nor failed was skipped, or is another type's.
            if let Some(mut value) =
                found.swap_remove(&field.key).or_else(|| failures.map(|_| Value::Null))
            {
                field.complete(&mut value, failures)?;
                object.insert(field.key.clone(), value);
            }
        }
        Ok(())
    }
}

impl Field {
    fn new(key: &Name, ty: Option<&Type>) -> Self {
        let item = ty.and_then(|ty| match &ty.base {
            BaseType::List(item) => Some(item),
            BaseType::Named(_) => None,
        });
        Self {
            key: key.clone(),
            nullable: ty.is_none_or(|ty| ty.nullable),
            item_nullable: item.is_none_or(|item| item.nullable),
            shape: Shape::default(),
        }
    }

    fn complete(&self, value: &mut Value, failures: Option<&Failures>) -> Result<(), Missing> {
        let outcome = match value {
            Value::List(items) => items.iter_mut().enumerate().try_for_each(|(at, item)| {
                let within = failures.and_then(|failures| failures.at(&at.to_string()));
                self.within(item, within)
                    .or_else(|missing| or_null(item, self.item_nullable, missing))
            }),
            _ => self.within(value, failures),
        };
        outcome.or_else(|missing| or_null(value, self.nullable, missing))
    }

    /// One value, or one item of a list.
    fn within(&self, value: &mut Value, failures: Option<&Failures>) -> Result<(), Missing> {
        match (&mut *value, failures) {
            (Value::Object(object), failures) => self.shape.complete(object, failures),
            (Value::Null, Some(failures)) if failures.0.is_empty() => Err(Missing),
            // Every field of it failed.
            (Value::Null, Some(failures)) => {
                let mut object = IndexMap::new();
                self.shape.complete(&mut object, Some(failures))?;
                *value = Value::Object(object);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn or_null(value: &mut Value, nullable: bool, missing: Missing) -> Result<(), Missing> {
    *value = Value::Null;
    if nullable { Ok(()) } else { Err(missing) }
}

impl Failures {
    fn add(&mut self, path: &[PathSegment]) {
        let mut place = self;
        for segment in path {
            let segment = match segment {
                PathSegment::Field(key) => key.clone(),
                PathSegment::Index(at) => at.to_string(),
            };
            place = place.0.entry(segment).or_default();
        }
    }

    fn at(&self, segment: &str) -> Option<&Self> {
        self.0.get(segment)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{ServerError, parser::parse_query};
    use serde_json::{Value as Json, json};

    use super::*;

    const SDL: &str = "type Query { one: Thing many: [Thing!]! some: [Thing]! sure: Thing! any: Any }
        interface Any { name: String } type Thing implements Any { name: String id: ID! one: Thing }";

    fn completed(query: &str, data: &Json, paths: &[&str]) -> String {
        let segment = |part: &str| {
            part.parse().map_or_else(|_| PathSegment::Field(part.to_owned()), PathSegment::Index)
        };
        let errors = paths.iter().map(|path| {
            ServerError::new("no", None).with_path(path.split('.').map(segment).collect())
        });
        let mut response = Response::new(Value::from_json(data.clone()).unwrap());
        response.errors = errors.collect();
        Types::of(SDL).complete(&parse_query(query).unwrap(), None, &mut response);
        response.data.to_string()
    }

    #[test]
    fn fields_come_as_they_were_selected() {
        let query =
            "{ one { id ...F one { name } } many { name id } } fragment F on Thing { name id }";
        let data = json!({ "many": [{ "id": "1", "name": "a" }], "one": { "one": { "name": "b" }, "name": "c", "id": "2" } });
        let expected =
            r#"{one: {id: "2", name: "c", one: {name: "b"}}, many: [{name: "a", id: "1"}]}"#;
        assert_eq!(completed(query, &data, &[]), expected);
    }

    #[test]
    fn what_failed_is_null_and_what_cannot_be_null_takes_its_holder_along() {
        let cases = [
            (
                "{ one { name } sure { id } }",
                json!({ "sure": { "id": "1" } }),
                "one",
                "{one: null, sure: {id: \"1\"}}",
            ),
            (
                "{ one { name id } }",
                json!({ "one": { "id": "1" } }),
                "one.name",
                "{one: {name: null, id: \"1\"}}",
            ),
            // Of an object whose fields have all failed the executor makes null.
            ("{ one { name } }", json!({ "one": null }), "one.name", "{one: {name: null}}"),
            ("{ one { id name } }", json!({ "one": { "name": "a" } }), "one.id", "{one: null}"),
            ("{ one { id } }", json!(null), "one", "{one: null}"),
            ("{ one { name } sure { id } }", json!({ "one": { "name": "a" } }), "sure", "null"),
            (
                "{ some { id name } }",
                json!({ "some": [{ "name": "a" }, { "id": "2", "name": "b" }] }),
                "some.0.id",
                "{some: [null, {id: \"2\", name: \"b\"}]}",
            ),
            (
                "{ one { name } many { id name } }",
                json!({ "one": null, "many": [{ "name": "a" }] }),
                "many.0.id",
                "null",
            ),
            (
                "{ any { ... on Thing { id one { id } } } }",
                json!({ "any": { "id": "1" } }),
                "any.one",
                "{any: {id: \"1\", one: null}}",
            ),
        ];
        for (query, data, path, expected) in cases {
            assert_eq!(completed(query, &data, &[path]), expected, "{query} {path}");
        }
    }

    #[test]
    fn a_failure_beside_an_answer_leaves_it() {
        assert_eq!(
            completed("{ many { name } }", &json!({ "many": [{ "name": "a" }] }), &["many"]),
            "{many: [{name: \"a\"}]}"
        );
        assert_eq!(completed("{ one { id } }", &json!(null), &[]), "null");
    }

    #[test]
    fn the_own_schema_can_be_read() {
        assert!(Types::of(&crate::graphql::sdl()).0["Query"].contains_key("partners"));
    }
}
