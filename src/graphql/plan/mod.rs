//! A plan: an operation compiled once into a tree of calls of the engine and printed fields.
//!
//! A call is one question to the engine for all its parents together. Between calls, an answer is
//! printed from what a node holds.

mod collect;
mod compile;
mod cost;
mod levels;
mod needs;
mod show;

use apollo_compiler::{Node, ast::Argument, schema::InputValueDefinition};
use channelgraph_schema::{EntityKind, FieldId, FieldSet};
pub use collect::{Collector, Condition, Work, conditions};
pub use compile::{Compiler, Refused};
pub use cost::{Cost, Price};

use super::{
    error::Location,
    types::{Kind, Meaning},
};

/// A compiled operation.
#[derive(Debug)]
pub struct Plan {
    /// The printed fields of the root.
    pub root: Selection,
    /// The calls of the root's fields.
    pub calls: Vec<Call>,
    /// The arguments of fields, to be bound to a request's variables.
    pub arguments: Vec<Arguments>,
    /// Whether the operation asks for the schema itself.
    pub introspects: bool,
    /// The number of fields, each fragment counted wherever it is spread.
    pub size: usize,
    /// Whether the quotas of sources are printed anywhere: they are asked for before printing.
    pub wants_quota: bool,
}

/// The arguments of one field, as the request's text gives them.
#[derive(Debug)]
pub struct Arguments {
    /// What the field takes.
    pub definitions: Vec<Node<InputValueDefinition>>,
    /// What it is given.
    pub given: Vec<Node<Argument>>,
    /// What the field stands for.
    pub meaning: Meaning,
}

/// A question to the engine, for all parents at once.
#[derive(Debug)]
pub struct Call {
    /// The response key, for error messages and printing of the plan.
    pub key: String,
    /// The question.
    pub meaning: Meaning,
    /// The kind of the parents; none at the root.
    pub parent: Option<Kind>,
    /// The arguments, as a place in [`Plan::arguments`].
    pub arguments: Option<usize>,
    /// What is needed of the nodes, by entity: what all sets together print.
    pub needs: Vec<(EntityKind, Needs)>,
    /// Whether the number of all nodes is asked for.
    pub count: bool,
    /// The ways in which the nodes are printed: `nodes` and `edges` of a page may differ.
    pub sets: Vec<NodeSet>,
}

/// A way in which nodes are printed, for each kind that they can be of.
#[derive(Debug)]
pub struct NodeSet(pub Vec<Printout>);

/// The printed fields of a kind of nodes, and the calls that start from them.
#[derive(Debug)]
pub struct Printout {
    /// The kind.
    pub kind: Kind,
    /// The fields.
    pub selection: Selection,
    /// The calls.
    pub calls: Vec<Call>,
    /// What is needed of the nodes.
    pub needs: Needs,
}

/// The printed fields of an object, in the order of the answer.
#[derive(Debug)]
pub struct Selection {
    /// The type.
    pub type_name: String,
    /// The fields.
    pub fields: Vec<Printed>,
}

/// A printed field.
#[derive(Debug)]
pub struct Printed {
    /// The response key.
    pub key: String,
    /// The response key as the answer holds it: quoted, with the colon.
    pub quoted: Box<[u8]>,
    /// The name in the schema.
    pub name: String,
    /// Its place in the text of the request.
    pub at: Location,
    /// Whether it can be null.
    pub nullable: bool,
    /// Of a list, whether its items can be null.
    pub items: Option<bool>,
    /// The arguments, as a place in [`Plan::arguments`].
    pub arguments: Option<usize>,
    /// Of a nested object, the fields that show whether a node has it.
    pub presence: Option<Presence>,
    /// What is printed.
    pub what: What,
}

/// The fields that show whether a node has a nested object.
#[derive(Debug)]
pub struct Presence {
    /// Fields without which there is no such object.
    pub required: Vec<FieldId>,
    /// Fields of which one is enough, if nothing required is lacking.
    pub telling: Vec<FieldId>,
}

/// What a printed field prints.
#[derive(Debug)]
pub enum What {
    /// The name of the type.
    TypeName,
    /// A part of the schema, by introspection.
    Introspection,
    /// Values.
    Leaf(Meaning),
    /// An object, or a list of objects, that the node or object holds.
    Object(Meaning, Selection),
    /// What a call brought: a place among the calls of the node or the root.
    Call(usize, Option<Selection>),
    /// The nodes of a page, printed as this set of the call.
    Nodes(usize),
    /// The edges of a page.
    Edges(Selection),
    /// The node of an edge, printed as this set of the call.
    EdgeNode(usize),
}

/// What is needed of an entity's nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The fields.
    pub fields: FieldSet,
    /// Whether the sources' own fields are printed.
    pub attributes: bool,
    /// Whether every record is needed, though another decides each field.
    pub every_record: bool,
    /// The references of other entities by which calls start from these nodes.
    pub referred_by: Vec<(EntityKind, FieldId)>,
}

impl Printed {
    /// The meaning of the field, where it has one.
    pub fn meaning(&self) -> Option<Meaning> {
        match &self.what {
            What::Leaf(meaning) | What::Object(meaning, _) => Some(*meaning),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
