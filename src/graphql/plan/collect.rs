//! Field collection, as the specification has it: what is selected of an object, by response key.

use std::{cell::Cell, collections::HashSet};

use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema,
    ast::{DirectiveList, Value},
    collections::IndexMap,
    executable::{Field, Selection, SelectionSet},
};

/// The fields of an object by response key, each with all its occurrences.
pub type Collected<'a> = IndexMap<&'a Name, Vec<&'a Node<Field>>>;

/// The value of a variable in a condition; an undefined one is none.
pub type Condition<'a> = &'a (dyn Fn(&str) -> Option<bool> + Sync);

/// The work that collecting the fields of one operation may be, whatever comes of it: selections
/// that are skipped or repeated cost as much as those that are printed.
pub struct Work {
    left: Cell<usize>,
}

/// Fragments and inline fragments that may lie within one another: each takes some of the stack.
const NESTING: usize = 250;

impl Work {
    /// Work on so many selections.
    pub fn new(selections: usize) -> Self {
        Self { left: Cell::new(selections) }
    }

    /// Whether there was too much.
    pub fn is_exceeded(&self) -> bool {
        self.left.get() == 0
    }
}

/// Collection of fields in one document, with the values of the variables in its conditions.
#[derive(Clone, Copy)]
pub struct Collector<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The document.
    pub document: &'a ExecutableDocument,
    /// The variables in conditions.
    pub condition: Condition<'a>,
    /// The work that is left. Once it is exceeded, what is collected is not whole.
    pub work: &'a Work,
}

impl<'a> Collector<'a> {
    /// The fields that these selection sets select of an object type.
    pub fn collect(&self, object: &str, sets: &[&'a SelectionSet]) -> Collected<'a> {
        let mut collected = Collected::default();
        let mut visited = HashSet::new();
        for set in sets {
            self.add(object, set, &mut visited, &mut collected, NESTING);
        }
        collected
    }

    fn add(
        &self,
        object: &str,
        set: &'a SelectionSet,
        visited: &mut HashSet<&'a Name>,
        collected: &mut Collected<'a>,
        levels: usize,
    ) {
        let Some(levels) = levels.checked_sub(1) else { return self.work.left.set(0) };
        for selection in &set.selections {
            let left = self.work.left.get().saturating_sub(1);
            self.work.left.set(left);
            if left == 0 {
                return;
            }
            if !self.is_included(selection.directives()) {
                continue;
            }
            match selection {
                Selection::Field(field) => {
                    collected.entry(field.response_key()).or_default().push(field);
                }
                Selection::InlineFragment(fragment) => {
                    if fragment.type_condition.as_ref().is_none_or(|on| self.applies(on, object)) {
                        self.add(object, &fragment.selection_set, visited, collected, levels);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    let fragment = fragment.filter(|_| visited.insert(&spread.fragment_name));
                    let applies = |on: &Name| self.applies(on, object);
                    if let Some(fragment) =
                        fragment.filter(|found| applies(&found.selection_set.ty))
                    {
                        self.add(object, &fragment.selection_set, visited, collected, levels);
                    }
                }
            }
        }
    }

    fn applies(&self, on: &Name, object: &str) -> bool {
        on == object || self.schema.is_subtype(on, object)
    }

    fn is_included(&self, directives: &DirectiveList) -> bool {
        let says = |name: &str, yes: bool| {
            let directive = directives.get(name)?;
            Some(self.value(directive.specified_argument_by_name("if")?)? == yes)
        };
        !says("skip", true).unwrap_or(false) && says("include", true).unwrap_or(true)
    }

    fn value(&self, value: &Value) -> Option<bool> {
        match value {
            Value::Boolean(yes) => Some(*yes),
            Value::Variable(name) => (self.condition)(name),
            _ => None,
        }
    }
}

/// The names of the variables in conditions of a document.
pub fn conditions(document: &ExecutableDocument) -> Vec<Name> {
    let operations = document.operations.iter().map(|operation| &operation.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.selection_set);
    let mut open: Vec<&Selection> =
        operations.chain(fragments).flat_map(|set| &set.selections).collect();
    let mut names = Vec::new();
    while let Some(selection) = open.pop() {
        for name in ["skip", "include"] {
            let directive = selection.directives().get(name);
            let value = directive.and_then(|one| one.specified_argument_by_name("if"));
            if let Some(Value::Variable(variable)) = value.map(|value| &**value)
                && !names.contains(variable)
            {
                names.push(variable.clone());
            }
        }
        match selection {
            Selection::Field(field) => open.extend(&field.selection_set.selections),
            Selection::InlineFragment(inner) => open.extend(&inner.selection_set.selections),
            Selection::FragmentSpread(_) => {}
        }
    }
    names.sort_unstable();
    names
}
