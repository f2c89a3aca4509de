//! The GraphQL type system as data: types of entities follow from their declarations, the others
//! are written down here. Schema, planning and printing all read these tables.

mod build;
mod entity;
mod enums;
mod filters;
mod inputs;
mod kind;
#[cfg(feature = "bi")]
mod leaves;
mod matches;
mod meaning;
mod performance;
mod plain;
mod query;
mod results;
mod scalars;
mod statement;
mod tiers;

use std::collections::HashMap;

pub use build::sdl;
use channelgraph_schema::{EntityKind, Nested};
pub use entity::DEFAULT_FIRST;
pub use enums::entity_of_word;
pub use kind::Kind;
#[cfg(feature = "bi")]
pub use leaves::{FIGURES, LINES, Leaf};
pub use matches::{DEFAULT_OF_PARTNER, describe_reason};
pub use meaning::{Meaning, PageField, Plain, Root, Side};
pub use performance::{ChangeKind, CostBasis, DEFAULT_ROWS, Figure, PerformanceField};
pub use results::ResultsField;
pub use statement::StatementField;
pub use tiers::TierField;

/// A type of the schema.
pub struct TypeDef {
    /// The name.
    pub name: String,
    /// The description.
    pub doc: String,
    /// The kind of type, with its parts.
    pub of: TypeKind,
}

/// The parts of a type.
pub enum TypeKind {
    /// A scalar, with the address of its specification.
    Scalar(Option<&'static str>),
    /// An enum: words with their descriptions.
    Enum(Vec<(&'static str, &'static str)>),
    /// An object: the interfaces that it implements, and its fields.
    Object(Vec<&'static str>, Vec<Field>),
    /// An interface, with its fields.
    Interface(Vec<Field>),
    /// A union of these objects.
    Union(Vec<&'static str>),
    /// An input object.
    Input {
        /// The fields.
        fields: Vec<InputDef>,
        /// Whether exactly one field must be given.
        one_of: bool,
    },
}

/// A field of an object or interface.
pub struct Field {
    /// The name.
    pub name: String,
    /// The type, as the schema writes it.
    pub ty: String,
    /// The description.
    pub doc: String,
    /// The arguments.
    pub args: Vec<InputDef>,
    /// What the field stands for.
    pub meaning: Meaning,
}

/// An argument, or a field of an input object.
#[derive(Clone)]
pub struct InputDef {
    /// The name.
    pub name: &'static str,
    /// The type, as the schema writes it.
    pub ty: String,
    /// The description.
    pub doc: String,
    /// The default.
    pub default: Option<DefaultValue>,
}

/// A default of an argument.
#[derive(Clone, Copy)]
pub enum DefaultValue {
    /// A number.
    Int(i32),
    /// A word of an enum.
    Word(&'static str),
    /// Yes or no.
    Bool(bool),
    /// An empty list.
    NoItems,
}

impl Field {
    fn new(name: &str, ty: impl Into<String>, meaning: Meaning, doc: impl Into<String>) -> Self {
        Self { name: name.to_owned(), ty: ty.into(), doc: doc.into(), args: Vec::new(), meaning }
    }

    fn with(mut self, args: impl IntoIterator<Item = InputDef>) -> Self {
        self.args.extend(args);
        self
    }
}

impl InputDef {
    fn new(name: &'static str, ty: impl Into<String>, doc: impl Into<String>) -> Self {
        Self { name, ty: ty.into(), doc: doc.into(), default: None }
    }
}

/// Every type of the schema.
fn all() -> Vec<TypeDef> {
    let mut types = scalars::types();
    types.extend(enums::types());
    types.extend(plain::types());
    types.extend(matches::types());
    types.extend(performance::types());
    types.extend(statement::types());
    types.extend(tiers::types());
    types.extend(results::types());
    types.extend(inputs::types());
    types.extend(filters::types());
    types.extend(entity::types());
    types.push(query::query());
    types
}

/// The owner of a field, where a plan meets it: nested objects of one type stand for different
/// fields of different entities.
#[derive(Clone, Copy)]
pub enum Owner<'a> {
    /// An object type.
    Type(&'a str),
    /// A nested object of an entity.
    Nested(EntityKind, &'static Nested),
}

impl Owner<'_> {
    /// The name of the type.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Type(name) => name,
            Self::Nested(_, nested) => nested.of.name,
        }
    }
}

/// What the fields of object types stand for.
pub struct Meanings(HashMap<String, HashMap<String, Meaning>>);

impl Meanings {
    /// The meanings of all fields.
    pub fn new() -> Self {
        let mut of = HashMap::new();
        for ty in all() {
            if let TypeKind::Object(_, fields) = ty.of {
                let fields = fields.into_iter().map(|field| (field.name, field.meaning));
                of.insert(ty.name, fields.collect());
            }
        }
        Self(of)
    }

    /// The meaning of a field; none if there is no such field.
    pub fn of(&self, owner: Owner<'_>, field: &str) -> Option<Meaning> {
        match owner {
            Owner::Type(name) => self.0.get(name)?.get(field).copied(),
            Owner::Nested(kind, nested) => entity::nested_meaning(kind, nested, field),
        }
    }
}

#[cfg(test)]
mod tests;
