//! Validation that apollo-compiler leaves to others: literals of our own scalars, and input objects
//! of which exactly one field must be given.

use apollo_compiler::{
    ExecutableDocument, Node, Schema,
    ast::{DirectiveList, VariableDefinition},
    executable::{Field, Operation, Selection, SelectionSet},
};

use super::{
    coerce::{BadValue, Coercion, Variables},
    error::Location,
};

/// Checks every literal of a document: arguments of fields, and defaults of variables.
///
/// # Errors
/// For each value that does not fit, its place and the reason.
pub fn literals(
    schema: &Schema,
    document: &ExecutableDocument,
) -> Result<(), Vec<(Option<Location>, BadValue)>> {
    let operations = document.operations.iter();
    let defined: Vec<&VariableDefinition> =
        operations.flat_map(|operation| &operation.variables).map(|defined| &**defined).collect();
    let variables = Variables::Unknown(&defined);
    let mut check = Check { document, coercion: Coercion { schema, variables }, bad: Vec::new() };
    for operation in document.operations.iter() {
        check.defaults(operation);
        check.selections(&operation.selection_set);
    }
    for fragment in document.fragments.values() {
        check.selections(&fragment.selection_set);
    }
    if check.bad.is_empty() { Ok(()) } else { Err(check.bad) }
}

struct Check<'a> {
    document: &'a ExecutableDocument,
    coercion: Coercion<'a>,
    bad: Vec<(Option<Location>, BadValue)>,
}

impl Check<'_> {
    fn defaults(&mut self, operation: &Operation) {
        for definition in &operation.variables {
            let default = definition.default_value.as_deref();
            if let Err(bad) = self.coercion.default(&definition.ty, default) {
                self.bad.push((location(self.document, definition), bad));
            }
        }
    }

    fn selections(&mut self, set: &SelectionSet) {
        let mut open: Vec<&Selection> = set.selections.iter().collect();
        while let Some(selection) = open.pop() {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    self.field(field);
                    open.extend(&field.selection_set.selections);
                }
                Selection::InlineFragment(fragment) => {
                    open.extend(&fragment.selection_set.selections);
                }
                // Fragments are looked at once each, not wherever they are spread.
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn directives(&mut self, directives: &DirectiveList) {
        for directive in &directives.0 {
            let defined = self.coercion.schema.directive_definitions.get(&directive.name);
            let definitions = defined.map_or(&[][..], |defined| &defined.arguments);
            if let Err(bad) = self.coercion.arguments(definitions, &directive.arguments) {
                self.bad.push((location(self.document, directive), bad));
            }
        }
    }

    fn field(&mut self, field: &Node<Field>) {
        if let Err(bad) = self.coercion.arguments(&field.definition.arguments, &field.arguments) {
            self.bad.push((location(self.document, field), bad));
        }
    }
}

/// The place of a part of a document in its text.
pub fn location<T>(document: &ExecutableDocument, part: &Node<T>) -> Option<Location> {
    let at = part.location()?.line_column(&document.sources)?;
    Some(Location { line: at.line.try_into().ok()?, column: at.column.try_into().ok()? })
}
