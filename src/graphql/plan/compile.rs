//! From an operation to its plan: selections are merged, fields get their meaning, and every
//! question to the engine becomes a call with its own needs.

use apollo_compiler::{
    Node,
    executable::{Field, Operation, SelectionSet},
};
use channelgraph_schema::EntityKind;

use super::{
    Arguments, Call, Needs, NodeSet, Plan, Presence, Printed, Printout, Selection, What,
    collect::Collector,
};
use crate::graphql::{
    check::location,
    types::{
        Kind, Meaning, Meanings, Owner, PageField, PerformanceField, Plain, Root, StatementField,
    },
};

/// The reason for which an operation is not compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is nested deeper than this.
    Depth(usize),
    /// It prints more fields than this, before lists are counted.
    Fields(usize),
}

/// Compilation of one operation.
pub struct Compiler<'a> {
    collector: Collector<'a>,
    meanings: &'a Meanings,
    max_depth: usize,
    max_fields: usize,
    fields: usize,
    arguments: Vec<Arguments>,
    introspects: bool,
    wants_quota: bool,
}

/// What fields of an object can start: calls of an entity's nodes, sets of a page's nodes.
#[derive(Default)]
struct Scope {
    calls: Vec<Call>,
    needs: Needs,
    sets: Vec<NodeSet>,
    count: bool,
    kinds: Vec<Kind>,
    /// The arguments of the call whose nodes these are: some parts of them go by it.
    arguments: Option<usize>,
}

type Compiled<T> = Result<T, Refused>;

impl<'a> Compiler<'a> {
    /// A compiler with bounds on nesting and on printed fields.
    pub fn new(
        collector: Collector<'a>,
        meanings: &'a Meanings,
        max_depth: usize,
        max_fields: usize,
    ) -> Self {
        Self {
            collector,
            meanings,
            max_depth,
            max_fields,
            fields: 0,
            arguments: Vec::new(),
            introspects: false,
            wants_quota: false,
        }
    }

    /// The plan of an operation.
    ///
    /// # Errors
    /// If the operation goes beyond the bounds.
    pub fn plan(mut self, operation: &'a Operation) -> Compiled<Plan> {
        let owner = Owner::Type(operation.object_type());
        let mut scope = Scope::default();
        let root = self.selection(owner, &[&operation.selection_set], &mut scope, 1)?;
        Ok(Plan {
            root,
            calls: scope.calls,
            arguments: self.arguments,
            introspects: self.introspects,
            size: self.fields,
            wants_quota: self.wants_quota,
        })
    }

    fn selection(
        &mut self,
        owner: Owner<'_>,
        sets: &[&'a SelectionSet],
        scope: &mut Scope,
        depth: usize,
    ) -> Compiled<Selection> {
        if depth > self.max_depth {
            return Err(Refused::Depth(self.max_depth));
        }
        let collected = self.collector.collect(owner.type_name(), sets);
        self.fields += collected.len();
        if self.fields > self.max_fields || self.collector.work.is_exceeded() {
            return Err(Refused::Fields(self.max_fields));
        }
        let mut fields = Vec::with_capacity(collected.len());
        for (key, occurrences) in collected {
            fields.push(self.field(owner, key, &occurrences, scope, depth)?);
        }
        Ok(Selection { type_name: owner.type_name().to_owned(), fields })
    }

    fn field(
        &mut self,
        owner: Owner<'_>,
        key: &str,
        occurrences: &[&'a Node<Field>],
        scope: &mut Scope,
        depth: usize,
    ) -> Compiled<Printed> {
        let field = occurrences[0];
        let name = field.name.as_str();
        let inner: Vec<&'a SelectionSet> =
            occurrences.iter().map(|field| &field.selection_set).collect();
        let meaning = self.meanings.of(owner, name);
        let arguments = meaning.and_then(|meaning| self.bind_later(field, meaning));
        let what = match meaning {
            None if name == "__typename" => What::TypeName,
            None => {
                self.introspects = true;
                What::Introspection
            }
            Some(meaning) => {
                self.wants_quota |= matches!(meaning, Meaning::Plain(Plain::SourceQuota));
                self.what(owner, meaning, field, &inner, arguments, scope, depth)?
            }
        };
        let ty = field.ty();
        Ok(Printed {
            key: key.to_owned(),
            quoted: format!("\"{key}\":").into_bytes().into(),
            name: name.to_owned(),
            at: location(self.collector.document, field).unwrap_or_default(),
            nullable: !ty.is_non_null(),
            items: ty.is_list().then(|| !ty.item_type().is_non_null()),
            arguments,
            presence: presence(&what),
            what,
        })
    }

    /// Keeps the arguments of a field until variables are known.
    fn bind_later(&mut self, field: &Node<Field>, meaning: Meaning) -> Option<usize> {
        let definitions = field.definition.arguments.clone();
        if definitions.is_empty() {
            return None;
        }
        self.arguments.push(Arguments { definitions, given: field.arguments.clone(), meaning });
        Some(self.arguments.len() - 1)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one field, each needed below")]
    fn what(
        &mut self,
        owner: Owner<'_>,
        meaning: Meaning,
        field: &Node<Field>,
        inner: &[&'a SelectionSet],
        arguments: Option<usize>,
        scope: &mut Scope,
        depth: usize,
    ) -> Compiled<What> {
        let type_name = field.ty().inner_named_type().as_str();
        if let Meaning::Page(part) = meaning {
            return self.page_part(part, type_name, inner, scope, depth);
        }
        let parent = Kind::of(owner.type_name());
        let entity = parent.and_then(Kind::entity);
        if is_call(meaning) {
            let is_part = matches!(meaning, Meaning::Figures(PerformanceField::AnswerRows));
            let arguments = arguments.or_else(|| scope.arguments.filter(|_| is_part));
            let (call, page) = self.call(field, meaning, parent, inner, arguments, depth)?;
            if let Some(kind) = entity {
                scope.needs.note(kind, meaning, None);
            }
            scope.calls.push(call);
            return Ok(What::Call(scope.calls.len() - 1, page));
        }
        let is_object = inner.iter().any(|set| !set.is_empty());
        let what = if is_object {
            let owner = match meaning {
                Meaning::Object(kind, nested) => Owner::Nested(kind, nested),
                _ => Owner::Type(type_name),
            };
            let selection = self.selection(owner, inner, &mut Scope::default(), depth + 1)?;
            What::Object(meaning, selection)
        } else {
            What::Leaf(meaning)
        };
        if let Some(kind) = entity {
            let inner = if let What::Object(_, inner) = &what { Some(inner) } else { None };
            scope.needs.note(kind, meaning, inner);
        }
        Ok(what)
    }

    /// A part of a connection or of an edge; the scope is that of the page.
    fn page_part(
        &mut self,
        part: PageField,
        type_name: &str,
        inner: &[&'a SelectionSet],
        scope: &mut Scope,
        depth: usize,
    ) -> Compiled<What> {
        let meaning = Meaning::Page(part);
        Ok(match part {
            PageField::Nodes => What::Nodes(self.set(inner, scope, depth)?),
            PageField::Node => What::EdgeNode(self.set(inner, scope, depth)?),
            PageField::Edges => {
                What::Edges(self.selection(Owner::Type(type_name), inner, scope, depth + 1)?)
            }
            PageField::PageInfo | PageField::Missing => {
                let selection = self.selection(Owner::Type(type_name), inner, scope, depth + 1)?;
                What::Object(meaning, selection)
            }
            PageField::TotalCount => {
                scope.count = true;
                What::Leaf(meaning)
            }
            _ => What::Leaf(meaning),
        })
    }

    /// A question to the engine; of a list with the printed fields of its page.
    fn call(
        &mut self,
        field: &Node<Field>,
        meaning: Meaning,
        parent: Option<Kind>,
        inner: &[&'a SelectionSet],
        arguments: Option<usize>,
        depth: usize,
    ) -> Compiled<(Call, Option<Selection>)> {
        let type_name = field.ty().inner_named_type().as_str();
        let kinds = match meaning {
            Meaning::Root(Root::List(kind)) => vec![Kind::Node(kind)],
            Meaning::Many(relation) => vec![Kind::Node(relation.to)],
            Meaning::Root(Root::Search) => Kind::all_of("SearchHit"),
            Meaning::Root(Root::Suggestions) => vec![Kind::Suggestion],
            Meaning::Root(Root::Statements) => vec![Kind::Statement],
            Meaning::OfStatement(StatementField::Lines) => vec![Kind::StatementLine],
            Meaning::Figures(PerformanceField::RowDeals) => vec![Kind::Node(EntityKind::Deal)],
            _ => Kind::all_of(type_name),
        };
        let mut scope = Scope { kinds, arguments, ..Scope::default() };
        let page = match meaning {
            Meaning::Root(Root::List(_) | Root::Search | Root::Suggestions | Root::Statements)
            | Meaning::Many(_)
            | Meaning::OfStatement(StatementField::Lines)
            | Meaning::Figures(PerformanceField::RowDeals) => {
                Some(self.selection(Owner::Type(type_name), inner, &mut scope, depth + 1)?)
            }
            _ => {
                self.set(inner, &mut scope, depth)?;
                None
            }
        };
        let mut needs: Vec<(EntityKind, Needs)> = Vec::new();
        for kind in scope.kinds.iter().filter_map(|kind| kind.entity()) {
            needs.push((kind, Needs::default()));
        }
        for printout in scope.sets.iter().flat_map(|set| &set.0) {
            let is_own = |kind: EntityKind| printout.kind == Kind::Node(kind);
            for (_, needs) in needs.iter_mut().filter(|(kind, _)| is_own(*kind)) {
                needs.add(&printout.needs);
            }
        }
        let key = field.response_key().to_string();
        let (count, sets) = (scope.count, scope.sets);
        Ok((Call { key, meaning, parent, arguments, needs, count, sets }, page))
    }

    /// A way in which the nodes of a page are printed; its place among those of the page.
    fn set(
        &mut self,
        inner: &[&'a SelectionSet],
        scope: &mut Scope,
        depth: usize,
    ) -> Compiled<usize> {
        let mut set = Vec::with_capacity(scope.kinds.len());
        for kind in scope.kinds.clone() {
            let mut own = Scope { arguments: scope.arguments, ..Scope::default() };
            let selection = self.selection(Owner::Type(kind.name()), inner, &mut own, depth + 1)?;
            set.push(Printout { kind, selection, calls: own.calls, needs: own.needs });
        }
        scope.sets.push(NodeSet(set));
        Ok(scope.sets.len() - 1)
    }
}

/// The fields that show whether a node has the nested object that is printed.
fn presence(what: &What) -> Option<Presence> {
    let What::Object(Meaning::Object(kind, nested), inner) = what else { return None };
    let own = |path: &str| {
        let rest = path.strip_prefix(nested.path).and_then(|rest| rest.strip_prefix('.'));
        rest.is_some_and(|rest| !rest.contains('.'))
    };
    let fields = kind.fields_that(|def| own(def.path));
    let required: Vec<_> = fields.iter().filter(|field| kind.def(*field).required).collect();
    let mut telling: Vec<_> = fields.iter().filter(|field| kind.def(*field).tells).collect();
    for field in inner.fields.iter().filter_map(Printed::meaning) {
        if let Meaning::Value(field) = field
            && !telling.contains(&field)
        {
            telling.push(field);
        }
    }
    Some(Presence { required, telling })
}

/// Whether a field is a question to the engine, and not a part of what is at hand.
fn is_call(meaning: Meaning) -> bool {
    match meaning {
        Meaning::Root(Root::Sources | Root::Programs) => false,
        Meaning::Root(_) | Meaning::One(_) | Meaning::Many(_) => true,
        Meaning::Suggestions | Meaning::Related | Meaning::Side(_) => true,
        Meaning::Performance | Meaning::Statement => true,
        Meaning::Tiers | Meaning::Results => true,
        Meaning::OfStatement(field) => field.is_call(),
        Meaning::Figures(field) => field.is_call(),
        Meaning::Plain(Plain::ViewerPartner) => true,
        _ => false,
    }
}
