//! Writing a page of a list: its nodes, its edges, and what it says of itself.

use super::{At, Path, Writer, Wrote, json};
use crate::graphql::{
    plan::{Call, Selection, What},
    types::{Meaning, PageField},
    walk::{
        graph::{Graph, Leaf, Page, Resolved},
        run::Results,
    },
};

/// A page of a call's results.
pub(super) struct PageAt<'a, N> {
    /// The page.
    pub page: &'a Page<N>,
    /// The call that brought it.
    pub call: &'a Call,
    /// All that the call brought.
    pub results: &'a Results<N>,
    /// The place of the page's first node among all nodes of the call.
    pub first: usize,
}

impl<'a, G: Graph> Writer<'a, G> {
    /// A page, as its selection prints it.
    pub(super) fn page(
        &mut self,
        at: &PageAt<'a, G::Node>,
        selection: &'a Selection,
        path: &Path<'_>,
    ) -> Wrote {
        self.fields(selection, path, |writer, field, path| match &field.what {
            What::TypeName => writer.type_name(selection),
            What::Nodes(set) => {
                let nodes = &at.page.nodes;
                writer.items(nodes, false, path, |writer, node, place, path| {
                    writer.node(at.call, at.results, *set, node, at.first + place, path)
                })
            }
            What::Edges(edge) => writer.edges(at, edge, path),
            What::Object(Meaning::Page(PageField::PageInfo), info) => {
                writer.info(at.page, info, path)
            }
            What::Object(Meaning::Page(PageField::Missing), gap) => {
                writer.items(&at.page.gaps, false, path, |writer, problem, _, path| {
                    let item = writer.graph.gap(problem);
                    let at = At { item, calls: &[], results: &[], parent: 0 };
                    writer.object(gap, &at, path)
                })
            }
            What::Leaf(Meaning::Page(PageField::TotalCount)) => {
                let total = at.page.total.and_then(|total| i32::try_from(total).ok());
                match total {
                    Some(total) => json::leaf(&mut writer.data, &Leaf::Int(total.into())),
                    None => writer.data.extend_from_slice(b"null"),
                }
                Ok(())
            }
            _ => writer.null(field, path),
        })
    }

    fn edges(&mut self, at: &PageAt<'a, G::Node>, edge: &'a Selection, path: &Path<'_>) -> Wrote {
        self.items(&at.page.nodes, false, path, |writer, node, place, path| {
            writer.fields(edge, path, |writer, field, path| match &field.what {
                What::TypeName => writer.type_name(edge),
                What::EdgeNode(set) => {
                    writer.node(at.call, at.results, *set, node, at.first + place, path)
                }
                What::Leaf(Meaning::Page(PageField::Cursor)) => {
                    let Some(cursor) = at.page.cursors.at(place) else {
                        return writer.null(field, path);
                    };
                    json::text(&mut writer.data, &cursor);
                    Ok(())
                }
                _ => writer.null(field, path),
            })
        })
    }

    fn info(
        &mut self,
        page: &'a Page<G::Node>,
        selection: &'a Selection,
        path: &Path<'_>,
    ) -> Wrote {
        self.fields(selection, path, |writer, field, path| match &field.what {
            What::TypeName => writer.type_name(selection),
            What::Leaf(Meaning::Page(part)) => match page.info(*part) {
                Resolved::Leaf(leaf) => {
                    json::leaf(&mut writer.data, &leaf);
                    Ok(())
                }
                _ if field.nullable => {
                    writer.data.extend_from_slice(b"null");
                    Ok(())
                }
                _ => writer.null(field, path),
            },
            _ => writer.null(field, path),
        })
    }
}
