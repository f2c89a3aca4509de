//! Writing an answer: JSON bytes straight from nodes, in the order of the selection. A failed field
//! is null; where null cannot stand, the object around it is.

pub(super) mod json;
mod numbers;
mod page;
mod path;

use std::{collections::HashSet, sync::Arc};

use channelgraph_core::ErrorCode;
use path::Path;

use super::{
    graph::{Graph, Outcome, Resolved},
    run::{Bound, Results},
};
use crate::{
    engine::Problem,
    graphql::{
        error::{ErrorEntry, problem},
        plan::{Call, Plan, Printed, Selection, What},
        types::Meaning,
    },
};

/// A written answer.
pub struct Written {
    /// The `data` of the answer.
    pub data: Vec<u8>,
    /// The errors, in the order of the fields.
    pub errors: Vec<ErrorEntry>,
}

/// A field failed that cannot be null: what is around it becomes null.
struct Lost;

type Wrote = Result<(), Lost>;

/// Writes the answer of a plan whose calls were run. `introspected` gives parts of the schema by
/// their response key.
pub fn write<'a, G: Graph>(
    graph: &'a G,
    plan: &'a Plan,
    bound: &'a Bound<G>,
    results: &'a [Results<G::Node>],
    introspected: &'a dyn Fn(&str) -> Option<Vec<u8>>,
) -> Written {
    let mut writer = Writer {
        graph,
        bound,
        introspected,
        data: Vec::with_capacity(4096),
        errors: Vec::new(),
        named: HashSet::new(),
    };
    let at = At { item: graph.root(), calls: &plan.calls, results, parent: 0 };
    if writer.object(&plan.root, &at, &Path::ROOT).is_err() {
        writer.data.clear();
        writer.data.extend_from_slice(b"null");
    }
    Written { data: writer.data, errors: writer.errors }
}

struct Writer<'a, G: Graph> {
    graph: &'a G,
    bound: &'a Bound<G>,
    introspected: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    data: Vec<u8>,
    errors: Vec<ErrorEntry>,
    /// Failures that were named already, by source and code: each is named once.
    named: HashSet<(Arc<str>, ErrorCode)>,
}

/// The object whose fields are written: its item, and what its calls brought.
struct At<'a, G: Graph + 'a> {
    item: G::Item<'a>,
    calls: &'a [Call],
    results: &'a [Results<G::Node>],
    /// The place of the object among the parents of those calls.
    parent: usize,
}

impl<'a, G: Graph> Writer<'a, G> {
    /// An object that may start calls: the root, or a node.
    fn object(&mut self, selection: &'a Selection, at: &At<'a, G>, path: &Path<'_>) -> Wrote {
        self.fields(selection, path, |writer, field, path| match &field.what {
            What::TypeName => writer.type_name(selection),
            What::Introspection => writer.introspection(field, path),
            What::Leaf(meaning) => writer.item(&at.item, field, *meaning, None, path),
            What::Object(meaning, inner) => {
                writer.item(&at.item, field, *meaning, Some(inner), path)
            }
            What::Call(place, page) => {
                let (call, results) = (&at.calls[*place], &at.results[*place]);
                writer.outcome(call, results, at.parent, field, page.as_ref(), path)
            }
            What::Nodes(_) | What::Edges(_) | What::EdgeNode(_) => writer.null(field, path),
        })
    }

    /// The fields of an object, each written by `each`.
    fn fields(
        &mut self,
        selection: &'a Selection,
        path: &Path<'_>,
        mut each: impl FnMut(&mut Self, &'a Printed, &Path<'_>) -> Wrote,
    ) -> Wrote {
        let mut before = b'{';
        for field in &selection.fields {
            self.data.push(before);
            self.data.extend_from_slice(&field.quoted);
            let path = path.key(&field.key);
            self.or_null(field.nullable, |writer| each(writer, field, &path))?;
            before = b',';
        }
        if before == b'{' {
            self.data.push(b'{');
        }
        self.data.push(b'}');
        Ok(())
    }

    /// Writes null instead, if what is lost can be null.
    fn or_null(&mut self, nullable: bool, write: impl FnOnce(&mut Self) -> Wrote) -> Wrote {
        let start = self.data.len();
        match write(self) {
            Err(Lost) if nullable => {
                self.data.truncate(start);
                self.data.extend_from_slice(b"null");
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// The items of a list, each written by `each`.
    fn items<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        nullable: bool,
        path: &Path<'_>,
        mut each: impl FnMut(&mut Self, T, usize, &Path<'_>) -> Wrote,
    ) -> Wrote {
        self.data.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.data.push(b',');
            }
            let path = path.index(at);
            self.or_null(nullable, |writer| each(writer, item, at, &path))?;
        }
        self.data.push(b']');
        Ok(())
    }

    fn type_name(&mut self, selection: &Selection) -> Wrote {
        json::text(&mut self.data, &selection.type_name);
        Ok(())
    }

    fn introspection(&mut self, field: &Printed, path: &Path<'_>) -> Wrote {
        match (self.introspected)(&field.key) {
            Some(part) => {
                self.data.extend_from_slice(&part);
                Ok(())
            }
            None => self.null(field, path),
        }
    }

    /// A field of an item.
    fn item(
        &mut self,
        item: &G::Item<'a>,
        field: &'a Printed,
        meaning: Meaning,
        inner: Option<&'a Selection>,
        path: &Path<'_>,
    ) -> Wrote {
        let bound = match field.arguments.map(|place| self.bound[place].as_ref()) {
            Some(Err(problem)) => return self.fail(problem.clone(), field, path),
            bound => bound.and_then(Result::ok),
        };
        let value = self.graph.field(item, field, meaning, bound);
        self.value(value, field, inner, field.nullable, path)
    }

    fn value(
        &mut self,
        value: Resolved<'a, G::Item<'a>>,
        field: &'a Printed,
        inner: Option<&'a Selection>,
        nullable: bool,
        path: &Path<'_>,
    ) -> Wrote {
        match value {
            Resolved::Null if nullable => {
                self.data.extend_from_slice(b"null");
                Ok(())
            }
            Resolved::Null => self.null(field, path),
            Resolved::Leaf(leaf) => {
                json::leaf(&mut self.data, &leaf);
                Ok(())
            }
            Resolved::Object(item) => match inner {
                Some(inner) => {
                    let at = At { item, calls: &[], results: &[], parent: 0 };
                    self.object(inner, &at, path)
                }
                None => self.null(field, path),
            },
            Resolved::List(values) => {
                let nullable = field.items.unwrap_or(true);
                self.items(values, nullable, path, |writer, value, _, path| {
                    writer.value(value, field, inner, nullable, path)
                })
            }
            Resolved::Beside(problem, value) => {
                self.beside(&problem, field, path);
                self.value(*value, field, inner, nullable, path)
            }
            Resolved::Failed(problem) => self.fail(problem, field, path),
        }
    }

    /// What a call brought for one parent.
    fn outcome(
        &mut self,
        call: &'a Call,
        results: &'a Results<G::Node>,
        parent: usize,
        field: &'a Printed,
        page: Option<&'a Selection>,
        path: &Path<'_>,
    ) -> Wrote {
        let first = results.starts.get(parent).copied().unwrap_or_default();
        match results.outcomes.get(parent) {
            Some(Outcome::One(node, failures)) => {
                failures.iter().for_each(|failure| self.beside(failure, field, path));
                self.node(call, results, 0, node, first, path)
            }
            Some(Outcome::Several(nodes, failures)) => {
                failures.iter().for_each(|failure| self.beside(failure, field, path));
                let mut place = first;
                self.items(nodes, field.items.unwrap_or(true), path, |writer, node, _, path| {
                    let Some(node) = node else {
                        writer.data.extend_from_slice(b"null");
                        return Ok(());
                    };
                    place += 1;
                    writer.node(call, results, 0, node, place - 1, path)
                })
            }
            Some(Outcome::Page(found)) => {
                found.failures.iter().for_each(|failure| self.beside(failure, field, path));
                if let Some(problem) = &found.failed {
                    self.note(problem.clone(), field, path);
                }
                let Some(selection) = page else { return self.null(field, path) };
                let page = page::PageAt { page: found, call, results, first };
                self.page(&page, selection, path)
            }
            Some(Outcome::Failed(problem)) => self.fail(problem.clone(), field, path),
            Some(Outcome::Null) | None if field.nullable => {
                self.data.extend_from_slice(b"null");
                Ok(())
            }
            Some(Outcome::Null) | None => self.null(field, path),
        }
    }

    /// A node of a call, as one of its sets prints it.
    fn node(
        &mut self,
        call: &'a Call,
        results: &'a Results<G::Node>,
        set: usize,
        node: &'a G::Node,
        place: usize,
        path: &Path<'_>,
    ) -> Wrote {
        let kind = self.graph.kind(node);
        let printouts = &call.sets[set].0;
        let Some(of) = printouts.iter().position(|printout| printout.kind == kind) else {
            self.data.extend_from_slice(b"{}");
            return Ok(());
        };
        let at = At {
            item: self.graph.node(node),
            calls: &printouts[of].calls,
            results: &results.sets[set][of],
            parent: results.places[place],
        };
        self.object(&printouts[of].selection, &at, path)
    }

    /// A null where there cannot be one.
    fn null(&mut self, field: &Printed, path: &Path<'_>) -> Wrote {
        let message = format!("`{}` has no value, and cannot be null", field.name);
        self.fail(problem(ErrorCode::Internal, message), field, path)
    }

    fn fail(&mut self, problem: Problem, field: &Printed, path: &Path<'_>) -> Wrote {
        self.note(problem, field, path);
        Err(Lost)
    }

    fn note(&mut self, problem: Problem, field: &Printed, path: &Path<'_>) {
        let (locations, path) = (vec![field.at], path.segments());
        self.errors.push(ErrorEntry { problem, locations, path });
    }

    /// Names a failure beside an answer that goes on without it, once for each source and code; what
    /// no source causes, once for each text.
    fn beside(&mut self, problem: &Problem, field: &Printed, path: &Path<'_>) {
        let name = problem.source_name.clone().unwrap_or_else(|| problem.message.as_str().into());
        if self.named.insert((name, problem.code)) {
            self.note(problem.clone(), field, path);
        }
    }
}
