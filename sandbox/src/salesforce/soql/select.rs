//! The select list, bound: what to print of each record, parents nested, children queried.

use super::{
    ast::{self, FieldSet, Query},
    column::{Column, Hop},
    error::SoqlError,
    plan::{Binder, Plan},
    schema::Entity,
};

/// Child subqueries of one query.
const MAX_CHILDREN: usize = 20;
/// Distinct parent relationships of one query.
const MAX_PARENTS: usize = 55;
/// Rows a query may ask for when it names no fields.
const MAX_FIELDS_LIMIT: usize = 200;

/// The output of each record of one object.
#[derive(Debug, Clone)]
pub(crate) struct Selection<'a> {
    pub(crate) entity: Entity<'a>,
    pub(crate) items: Vec<Item<'a>>,
}

/// One member of a printed record.
#[derive(Debug, Clone)]
pub(crate) enum Item<'a> {
    /// A field of the record itself.
    Field(Column<'a>),
    /// A parent record, printed within its child.
    Parent(Hop<'a>, Selection<'a>),
    /// The rows of a child relationship.
    Children(Box<Children<'a>>),
}

/// A child subquery.
#[derive(Debug, Clone)]
pub(crate) struct Children<'a> {
    /// The relationship as the org spells it.
    pub(crate) relationship: &'a str,
    /// The children's lookup to their parent.
    pub(crate) lookup: &'a str,
    pub(crate) plan: Plan<'a>,
    /// As it was written, for pages yet to come.
    pub(crate) query: Query,
}

impl<'a> Selection<'a> {
    pub(crate) fn new(entity: Entity<'a>) -> Self {
        Self { entity, items: Vec::new() }
    }

    /// Adds a column of a query, which may name each only once.
    fn add_once(&mut self, column: Column<'a>) -> Result<(), SoqlError> {
        let (path, before) = (column.path(), self.size());
        self.add(column);
        match self.size() > before {
            true => Ok(()),
            false => Err(duplicate(&path)),
        }
    }

    fn size(&self) -> usize {
        self.items
            .iter()
            .map(|item| match item {
                Item::Parent(_, inner) => inner.size(),
                Item::Field(_) | Item::Children(_) => 1,
            })
            .sum()
    }

    /// Adds a column, nesting it under the parents it crosses; a column selected twice is printed
    /// once.
    pub(crate) fn add(&mut self, column: Column<'a>) {
        let mut here = self;
        for hop in &column.hops {
            let known = here.items.iter().position(
                |item| matches!(item, Item::Parent(known, _) if known.lookup == hop.lookup),
            );
            let place = known.unwrap_or_else(|| {
                here.items.push(Item::Parent(*hop, Self::new(hop.entity)));
                here.items.len() - 1
            });
            let Item::Parent(_, next) = &mut here.items[place] else {
                return;
            };
            here = next;
        }
        let twice = here
            .items
            .iter()
            .any(|item| matches!(item, Item::Field(known) if known.name == column.name));
        if !twice {
            here.items.push(Item::Field(column));
        }
    }

    fn parents(&self) -> usize {
        self.items
            .iter()
            .map(|item| match item {
                Item::Parent(_, inner) => 1 + inner.parents(),
                Item::Field(_) | Item::Children(_) => 0,
            })
            .sum()
    }
}

impl<'a> Binder<'a, '_> {
    /// Binds the select list of a query that does not fold rows.
    pub(super) fn selection(
        &mut self,
        query: &Query,
        depth: usize,
    ) -> Result<Selection<'a>, SoqlError> {
        let mut selection = Selection::new(self.entity);
        let mut children = 0;
        for item in &query.select {
            match item {
                ast::Item::Path { path, alias } => {
                    if let Some(alias) = alias {
                        let message =
                            format!("only aggregate expressions use field aliasing: {alias}");
                        return Err(SoqlError::malformed(path.at, message));
                    }
                    selection.add_once(self.column(path)?)?;
                }
                ast::Item::Call { call, .. } => {
                    if let Some(path) = &call.argument {
                        selection.add_once(self.column(path)?)?;
                    }
                }
                ast::Item::Fields { set, at } => {
                    let within = query.limit.is_some_and(|limit| limit <= MAX_FIELDS_LIMIT);
                    if *set != FieldSet::Standard && !within {
                        let message = format!(
                            "The SOQL FIELDS function must have a LIMIT of at most {MAX_FIELDS_LIMIT}"
                        );
                        return Err(SoqlError::malformed(*at, message));
                    }
                    self.all_fields(*set, *at, &mut selection)?;
                }
                ast::Item::Children(child) => {
                    children += 1;
                    if children > MAX_CHILDREN {
                        let message = format!("a query may have {MAX_CHILDREN} child subqueries");
                        return Err(SoqlError::malformed(child.from.at, message));
                    }
                    let children = self.children(child, depth)?;
                    let twice = selection.items.iter().any(|item| {
                        matches!(item, Item::Children(known) if known.relationship == children.relationship)
                    });
                    if twice {
                        return Err(duplicate(children.relationship));
                    }
                    selection.items.push(Item::Children(Box::new(children)));
                }
            }
        }
        if selection.parents() > MAX_PARENTS {
            let message = format!("a query may cross {MAX_PARENTS} parent relationships");
            return Err(SoqlError::malformed(query.from.at, message));
        }
        Ok(selection)
    }

    fn all_fields(
        &self,
        set: FieldSet,
        at: usize,
        selection: &mut Selection<'a>,
    ) -> Result<(), SoqlError> {
        for (name, _) in self.schema.fields(self.entity) {
            let custom = name.ends_with("__c");
            let wanted = match set {
                FieldSet::All => true,
                FieldSet::Standard => !custom,
                FieldSet::Custom => custom,
            };
            if wanted {
                let text = name.to_owned();
                selection.add_once(self.column(&ast::Path { text, at })?)?;
            }
        }
        Ok(())
    }

    fn children(&self, query: &Query, depth: usize) -> Result<Children<'a>, SoqlError> {
        let name = &query.from.text;
        let (entity, lookup, relationship) = self
            .schema
            .children(self.entity, name)
            .ok_or_else(|| {
                let message = format!(
                    "Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
                );
                SoqlError::new("INVALID_TYPE", message).at(query.from.at)
            })?;
        let plan = Plan::bind_below(self.schema, query, entity, depth + 1)?;
        Ok(Children { relationship, lookup, plan, query: query.clone() })
    }
}

fn duplicate(path: &str) -> SoqlError {
    SoqlError::new("INVALID_FIELD", format!("duplicate field selected: {path}"))
}
