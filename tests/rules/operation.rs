//! An operation as a tree: it prints itself, and tells which field a member of an answer is.

use std::fmt::Write as _;

use apollo_compiler::ast::Type;
use serde_json::{Map, Value, json};

use crate::schema::Schema;

/// A selection of a field, or of a fragment.
#[derive(Debug, Clone)]
pub enum Item {
    /// A field.
    Field(Field),
    /// `... on Partner { … }`.
    Inline(String, Vec<Item>),
    /// `...F1`: a fragment of the operation, by its place.
    Spread(usize),
}

/// A selected field.
#[derive(Debug, Clone)]
pub struct Field {
    /// The alias.
    pub alias: Option<String>,
    /// The name.
    pub name: String,
    /// The named type of its value.
    pub ty: String,
    /// The arguments, each with its type.
    pub args: Vec<Arg>,
    /// The selection below it.
    pub items: Vec<Item>,
}

/// An argument.
#[derive(Debug, Clone)]
pub struct Arg {
    /// The name.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// The value.
    pub value: Value,
    /// The variable that holds the value; none where it stands in the document.
    pub variable: Option<String>,
}

impl Field {
    /// The name of its member in answers.
    pub fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }

    /// A selected field without alias and arguments.
    pub fn plain(name: &str, ty: &str, items: Vec<Item>) -> Item {
        let (name, ty) = (name.to_owned(), ty.to_owned());
        Item::Field(Self { alias: None, name, ty, args: Vec::new(), items })
    }

    /// Asks for the whole list instead of a page.
    fn widen(&mut self) {
        self.args.retain(|arg| arg.name != "after");
        for arg in self.args.iter_mut().filter(|arg| arg.name == "first") {
            (arg.value, arg.variable) = (json!(200), None);
        }
        let entity = self.ty.trim_end_matches("Connection");
        let leaf = |name| Self::plain(name, "String", Vec::new());
        let nodes = Self::plain("nodes", entity, vec![leaf("__typename")]);
        let info = Self::plain("pageInfo", "PageInfo", vec![leaf("hasNextPage")]);
        self.items = vec![nodes, info];
    }

    /// The value of an argument.
    pub fn arg(&self, name: &str) -> Option<&Value> {
        self.args.iter().find(|arg| arg.name == name).map(|arg| &arg.value)
    }
}

/// An operation with its fragments.
#[derive(Debug, Clone, Default)]
pub struct Operation {
    /// What it selects.
    pub items: Vec<Item>,
    /// Its fragments: the type, and what they select.
    pub fragments: Vec<(String, Vec<Item>)>,
}

impl Operation {
    /// The document and its variables.
    pub fn print(&self, schema: &Schema) -> (String, Map<String, Value>) {
        let mut printer = Printer { schema, text: String::new(), variables: Vec::new() };
        printer.selection(&self.items);
        for (at, (ty, items)) in self.fragments.iter().enumerate() {
            let _ = write!(printer.text, "\nfragment F{at} on {ty} ");
            printer.selection(items);
        }
        let declared: Vec<String> =
            printer.variables.iter().map(|(name, ty, _)| format!("${name}: {ty}")).collect();
        let head = match declared.is_empty() {
            true => String::new(),
            false => format!("query ({}) ", declared.join(", ")),
        };
        let values = printer.variables.into_iter().map(|(name, _, value)| (name, value));
        (head + &printer.text, values.collect())
    }

    /// The fields that an object of this type answers, fragments included.
    pub fn fields<'a>(&'a self, items: &'a [Item], ty: &str) -> Vec<&'a Field> {
        let mut found = Vec::new();
        self.collect(items, ty, &mut found);
        found
    }

    /// The same operation with the whole of one list, at a path of an answer: nothing of its nodes,
    /// but all of them.
    pub fn widened(&self, path: &[&str]) -> Self {
        let mut wide = self.clone();
        let mut items = std::mem::take(&mut wide.items);
        wide.widen(&mut items, path);
        wide.items = items;
        wide
    }

    /// Changes every selected field.
    pub fn each(&mut self, change: &dyn Fn(&mut Field)) {
        let fragments = self.fragments.iter_mut().map(|(_, items)| items);
        for items in fragments.chain([&mut self.items]) {
            each(items, change);
        }
    }

    fn widen(&mut self, items: &mut [Item], path: &[&str]) {
        let Some((key, below)) = path.split_first() else { return };
        if key.parse::<usize>().is_ok() {
            return self.widen(items, below);
        }
        for item in items {
            match item {
                Item::Field(field) if field.key() == *key && below.is_empty() => field.widen(),
                Item::Field(field) if field.key() == *key => self.widen(&mut field.items, below),
                Item::Field(_) => {}
                Item::Inline(_, items) => self.widen(items, path),
                Item::Spread(at) => {
                    let mut items = std::mem::take(&mut self.fragments[*at].1);
                    self.widen(&mut items, path);
                    self.fragments[*at].1 = items;
                }
            }
        }
    }

    fn collect<'a>(&'a self, items: &'a [Item], ty: &str, found: &mut Vec<&'a Field>) {
        for item in items {
            match item {
                Item::Field(field) => found.push(field),
                Item::Inline(on, items) if on == ty || on == "Node" => {
                    self.collect(items, ty, found);
                }
                Item::Spread(at) if self.fragments[*at].0 == ty => {
                    self.collect(&self.fragments[*at].1, ty, found);
                }
                _ => {}
            }
        }
    }
}

fn each(items: &mut [Item], change: &dyn Fn(&mut Field)) {
    for item in items {
        match item {
            Item::Field(field) => {
                change(field);
                each(&mut field.items, change);
            }
            Item::Inline(_, items) => each(items, change),
            Item::Spread(_) => {}
        }
    }
}

struct Printer<'a> {
    schema: &'a Schema,
    text: String,
    variables: Vec<(String, Type, Value)>,
}

impl Printer<'_> {
    fn selection(&mut self, items: &[Item]) {
        self.text += "{ ";
        for item in items {
            match item {
                Item::Field(field) => self.field(field),
                Item::Inline(on, items) => {
                    let _ = write!(self.text, "... on {on} ");
                    self.selection(items);
                }
                Item::Spread(at) => {
                    let _ = write!(self.text, "...F{at} ");
                }
            }
        }
        self.text += "} ";
    }

    fn field(&mut self, field: &Field) {
        if let Some(alias) = &field.alias {
            let _ = write!(self.text, "{alias}: ");
        }
        self.text += &field.name;
        let args: Vec<String> = field.args.iter().map(|arg| self.arg(arg)).collect();
        if !args.is_empty() {
            let _ = write!(self.text, "({})", args.join(", "));
        }
        self.text.push(' ');
        if !field.items.is_empty() {
            self.selection(&field.items);
        }
    }

    fn arg(&mut self, arg: &Arg) -> String {
        let Some(variable) = &arg.variable else {
            return format!("{}: {}", arg.name, self.schema.literal(&arg.ty, &arg.value));
        };
        if !self.variables.iter().any(|(name, ..)| name == variable) {
            self.variables.push((variable.clone(), arg.ty.clone(), arg.value.clone()));
        }
        format!("{}: ${variable}", arg.name)
    }
}

/// A member of an answer, through nested objects: `amount.currency`.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(value, |value, name| &value[name])
}

/// A request's body.
pub fn body(document: &str, variables: &Map<String, Value>) -> Value {
    json!({ "query": document, "variables": variables })
}
