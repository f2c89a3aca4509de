//! `$select` and `$expand`: the properties that are wanted, and the ways to them.

use std::collections::BTreeMap;

use crate::{
    config::Version,
    field::{Column, ETAG, Scope},
};

/// Properties wanted of a record, and of those behind it.
#[derive(Default)]
struct Tree<'a> {
    properties: Vec<&'a str>,
    ways: BTreeMap<&'a str, Tree<'a>>,
}

impl<'a> Tree<'a> {
    fn add(&mut self, column: &'a Column) {
        let mut tree = self;
        for step in &column.steps {
            tree = tree.ways.entry(&step.name).or_default();
        }
        for property in [Some(&column.property), column.time.as_ref()].into_iter().flatten() {
            if property.name != ETAG {
                tree.properties.push(&property.name);
            }
        }
    }

    fn sorted(&mut self) {
        self.properties.sort_unstable();
        self.properties.dedup();
        self.ways.values_mut().for_each(Tree::sorted);
    }

    /// Version 2: one flat list of paths for each.
    fn flat(&self, prefix: &str, select: &mut Vec<String>, expand: &mut Vec<String>) {
        select.extend(self.properties.iter().map(|name| format!("{prefix}{name}")));
        for (name, tree) in &self.ways {
            let way = format!("{prefix}{name}");
            tree.flat(&format!("{way}/"), select, expand);
            expand.push(way);
        }
    }

    /// Version 4: each way with options of its own.
    fn nested(&self) -> Vec<String> {
        let mut options = Vec::new();
        if !self.properties.is_empty() {
            options.push(format!("$select={}", self.properties.join(",")));
        }
        if !self.ways.is_empty() {
            let ways =
                self.ways.iter().map(|(name, tree)| format!("{name}({})", tree.nested().join(";")));
            options.push(format!("$expand={}", ways.collect::<Vec<_>>().join(",")));
        }
        options
    }
}

/// The options that bring the key and these columns; each as `name=value`, not encoded yet.
pub(crate) fn select<'a>(
    scope: &'a Scope,
    columns: impl IntoIterator<Item = &'a Column>,
) -> Vec<String> {
    let mut tree = Tree::default();
    tree.properties.extend(scope.key.iter().map(|part| part.name.as_str()));
    columns.into_iter().for_each(|column| tree.add(column));
    tree.sorted();
    if scope.version == Version::V4 {
        return tree.nested();
    }
    let (mut properties, mut ways) = (Vec::new(), Vec::new());
    tree.flat("", &mut properties, &mut ways);
    ways.sort_unstable();
    let mut options = vec![format!("$select={}", properties.join(","))];
    if !ways.is_empty() {
        options.push(format!("$expand={}", ways.join(",")));
    }
    options
}
