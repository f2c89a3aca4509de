//! A graph of nodes in memory: objects of a JSON file, as `tests/spec/README.md` describes it.

mod calls;

use std::{collections::HashMap, sync::Arc};

use calls::Asked;
use channelgraph_schema::EntityKind;
use futures::future::BoxFuture;
use serde_json::{Map, Value as Json, json};

use crate::{
    engine::Problem,
    graphql::{
        plan::{Arguments, Call, Plan, Price, Printed},
        types::{Kind, Meaning, Plain, Root, entity_of_word},
        walk::{Bound, Graph, Leaf, Outcome, Page, Resolved},
    },
};

type Object = Map<String, Json>;
type Shown<'a> = Resolved<'a, Item<'a>>;

/// The objects, in the order of the file.
pub struct Memory {
    nodes: Arc<Vec<Node>>,
    places: Arc<HashMap<Arc<str>, usize>>,
}

/// An object with its id.
#[derive(Clone)]
pub struct Node {
    id: Arc<str>,
    kind: Kind,
    object: Arc<Object>,
}

/// Anything that has fields.
#[derive(Clone)]
pub enum Item<'a> {
    Root,
    Object(&'a Object),
    /// Money in another currency.
    Converted(&'a Object, &'a Json),
}

impl Memory {
    /// The objects of a dataset.
    pub fn new(dataset: &Json) -> Self {
        let objects = dataset["objects"].as_object().expect("objects").iter();
        let node = |(id, object): (&String, &Json)| Node {
            id: id.as_str().into(),
            kind: Kind::of(object["__typename"].as_str().expect("a type")).expect("an entity"),
            object: Arc::new(object.as_object().expect("an object").clone()),
        };
        let nodes: Vec<Node> = objects.map(node).collect();
        let places = nodes.iter().enumerate().map(|(place, node)| (node.id.clone(), place));
        Self { places: Arc::new(places.collect()), nodes: Arc::new(nodes) }
    }

    /// The same objects for another operation.
    pub fn again(&self) -> Self {
        Self { nodes: self.nodes.clone(), places: self.places.clone() }
    }

    fn find(&self, id: Option<&Json>) -> Option<Node> {
        let id = id.and_then(Json::as_str)?;
        self.places.get(id).map(|place| self.nodes[*place].clone())
    }

    fn root(&self, root: Root, args: &Object) -> Outcome<Node> {
        let of_kinds = |wanted: &dyn Fn(EntityKind) -> bool| {
            let is_wanted = |node: &&Node| node.kind.entity().is_some_and(wanted);
            self.nodes.iter().filter(is_wanted).cloned().collect()
        };
        match root {
            Root::List(kind) => page(of_kinds(&|of| of == kind), args),
            Root::Search => {
                let kinds = args.get("kinds").and_then(Json::as_array).map(|words| {
                    let words = words.iter().filter_map(|word| entity_of_word(word.as_str()?));
                    words.collect::<Vec<_>>()
                });
                let is_wanted = |of| kinds.as_ref().is_none_or(|kinds| kinds.contains(&of));
                page(of_kinds(&|of| EntityKind::SEARCHED.contains(&of) && is_wanted(of)), args)
            }
            Root::One(kind) => {
                let by = &args["by"];
                let id = by.get("id").or_else(|| by.get("record")?.get("id"));
                one(self.find(id).filter(|node| node.kind == Kind::Node(kind)))
            }
            Root::Suggestions | Root::Statements => page(Vec::new(), args),
            Root::Explain | Root::Performance => Outcome::Null,
            Root::Node => one(self.find(args.get("id"))),
            _ => {
                let ids = args["ids"].as_array().expect("ids");
                Outcome::Several(ids.iter().map(|id| self.find(Some(id))).collect(), Vec::new())
            }
        }
    }
}

fn one(node: Option<Node>) -> Outcome<Node> {
    node.map_or(Outcome::Null, |node| Outcome::One(node, Vec::new()))
}

fn failure(json: &Json) -> Option<Problem> {
    json.get("!").and_then(Json::as_str).map(Problem::input)
}

/// A page of a list. Its count is the hash of its arguments, so that they are compared too.
fn page(list: Vec<Node>, args: &Object) -> Outcome<Node> {
    let first = args.get("first").and_then(Json::as_i64).unwrap_or(25);
    if !(1..=200).contains(&first) {
        let message = format!("`first` is {first}; a page has 1 to 200 entries");
        return Outcome::Failed(Problem::input(message));
    }
    let has_next = list.len() > first as usize;
    let nodes: Vec<Node> = list.into_iter().take(first as usize).collect();
    let hash = canonical(&Json::Object(args.clone()))
        .bytes()
        .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    Outcome::Page(Page {
        cursors: Arc::new(nodes.iter().map(|node| format!("c:{}", node.id)).collect::<Vec<_>>()),
        nodes,
        has_next,
        end: None,
        continued: args.get("after").is_some_and(|after| !after.is_null()),
        total: Some((hash & 0x7fff_ffff).into()),
        gaps: Vec::new(),
        failures: Vec::new(),
        failed: None,
    })
}

/// JSON with sorted keys and no spaces.
fn canonical(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        Json::Object(object) => {
            let mut keys: Vec<_> = object.keys().collect();
            keys.sort_by_key(|key| key.encode_utf16().collect::<Vec<_>>());
            let entry = |key: &&String| format!("{}:{}", json!(key), canonical(&object[*key]));
            format!("{{{}}}", keys.iter().map(entry).collect::<Vec<_>>().join(","))
        }
        value => value.to_string(),
    }
}

impl Graph for Memory {
    type Node = Node;
    type Item<'a> = Item<'a>;
    type Bound = Object;

    fn bind(&self, _: &Arguments, coerced: Object) -> Result<Object, Problem> {
        Ok(coerced)
    }

    fn size(&self, _: &Call, _: Option<&Object>) -> u64 {
        1
    }

    fn price(&self, _: &Call, _: Option<&Object>, _: &mut Price) {}

    fn prepare<'a>(&'a mut self, _: &'a Plan) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }

    fn run<'a>(
        &'a self,
        call: &'a Call,
        (bound, _): (Option<&'a Object>, &'a Bound<Self>),
        parents: &'a [Node],
    ) -> BoxFuture<'a, Vec<Outcome<Node>>> {
        let outcomes = Asked { graph: self, bound, parents }.outcomes(call);
        Box::pin(std::future::ready(outcomes))
    }

    fn known(&self, _: &Call, _: Option<&Object>, _: &[Node], _: Kind) -> Option<Vec<Node>> {
        None
    }

    fn are_alike(&self, _: &Node, _: &Node, _: &[Call]) -> bool {
        false
    }

    fn failed(&self, _: &Call, _: Option<&Self::Bound>, problem: Problem) -> Outcome<Node> {
        Outcome::Failed(problem)
    }

    fn tell<'p>(&self, problem: &'p Problem) -> std::borrow::Cow<'p, Problem> {
        std::borrow::Cow::Borrowed(problem)
    }

    fn kind(&self, node: &Node) -> Kind {
        node.kind
    }

    fn root(&self) -> Item<'_> {
        Item::Root
    }

    fn node<'a>(&'a self, node: &'a Node) -> Item<'a> {
        Item::Object(&node.object)
    }

    fn gap<'a>(&'a self, gap: &'a Problem) -> Item<'a> {
        panic!("there are no gaps: {gap:?}")
    }

    fn field<'a>(
        &'a self,
        item: &Item<'a>,
        field: &'a Printed,
        meaning: Meaning,
        bound: Option<&'a Object>,
    ) -> Shown<'a> {
        match (item, meaning) {
            (Item::Root, Meaning::Root(Root::Sources | Root::Programs)) => {
                Resolved::List(Vec::new())
            }
            (Item::Root, _) => Resolved::Null,
            (Item::Converted(_, currency), Meaning::Plain(Plain::MoneyCurrency)) => {
                Resolved::Leaf(Leaf::Json(currency))
            }
            (Item::Object(object) | Item::Converted(object, _), Meaning::Plain(Plain::MoneyIn)) => {
                Resolved::Object(Item::Converted(object, &bound.expect("arguments")["currency"]))
            }
            (Item::Object(object) | Item::Converted(object, _), meaning) => {
                let value = object.get(&field.name).unwrap_or(&Json::Null);
                let names = bound.and_then(|args| args.get("names")).and_then(Json::as_array);
                match (meaning, value, names) {
                    (Meaning::Attributes, Json::Array(all), Some(names)) => {
                        let wanted = all.iter().filter(|one| names.contains(&one["name"]));
                        Resolved::List(wanted.map(|one| shown(one, true)).collect())
                    }
                    _ => shown(value, matches!(field.what, crate::graphql::plan::What::Object(..))),
                }
            }
        }
    }
}

/// A value of the file, as an object or as a leaf.
fn shown(value: &Json, as_object: bool) -> Shown<'_> {
    if let Some(problem) = failure(value) {
        return Resolved::Failed(problem);
    }
    match value {
        Json::Null => Resolved::Null,
        Json::Object(object) if as_object => Resolved::Object(Item::Object(object)),
        Json::Array(items)
            if as_object || items.iter().all(Json::is_string) && !items.is_empty() =>
        {
            Resolved::List(items.iter().map(|item| shown(item, as_object)).collect())
        }
        value => Resolved::Leaf(Leaf::Json(value)),
    }
}
