//! The root of all questions.

use channelgraph_schema::EntityKind;
use strum::VariantArray;

use super::{
    Field, InputDef, Meaning, Root, TypeDef, TypeKind,
    entity::{list_args, page_args},
    matches, performance, statement, tiers,
};

/// The type `Query`.
pub(super) fn query() -> TypeDef {
    let root =
        |name: &str, ty: &str, root, doc: &str| Field::new(name, ty, Meaning::Root(root), doc);
    let id = |name, ty: &str, doc: &str| InputDef::new(name, ty, doc);
    let mut fields = vec![
        root("node", "Node", Root::Node, NODE).with([id(
            "id",
            "ID!",
            "Id from an earlier answer.",
        )]),
        root("nodes", "[Node]!", Root::Nodes, NODES).with([id("ids", "[ID!]!", IDS)]),
        root("search", "SearchConnection!", Root::Search, SEARCH).with(search_args()),
        root("sources", "[Source!]!", Root::Sources, "Systems behind this endpoint."),
        root("viewer", "Viewer!", Root::Viewer, "The caller."),
    ];
    for kind in EntityKind::VARIANTS {
        let entity = kind.entity();
        if let Some(one) = entity.one {
            let key = if *kind == EntityKind::Partner { "PartnerKey!" } else { "RecordKey!" };
            let doc = format!("Finds {} by a key; null if there is none.", kind.one());
            let by = InputDef::new("by", key, "Exactly one key.");
            fields.push(root(one, kind.into(), Root::One(*kind), &doc).with([by]));
        }
        if let Some(many) = entity.many {
            let (ty, doc) = (format!("{kind}Connection!"), format!("Lists {}s.", kind.noun()));
            fields.push(root(many, &ty, Root::List(*kind), &doc).with(list_args(*kind)));
        }
    }
    fields.extend(matches::of_query());
    fields.push(performance::of_query());
    fields.push(statement::of_query());
    fields.push(tiers::of_query());
    TypeDef {
        name: "Query".to_owned(),
        doc: "All queries.".to_owned(),
        of: TypeKind::Object(Vec::new(), fields),
    }
}

fn search_args() -> Vec<InputDef> {
    let text = InputDef::new("text", "String!", "Text to find, at least two characters.");
    let kinds = InputDef::new("kinds", "[EntityKind!]", "Entities to search; all if left out.");
    [text, kinds].into_iter().chain(page_args()).collect()
}

const NODE: &str = "Finds a node by its id; null if there is none.";
const NODES: &str = "Finds nodes by their ids, in the same order; null for each id without a node.";
const IDS: &str = "Ids from earlier answers, at most 200.";
const SEARCH: &str = "Searches names (of partners also domains, of leads also companies and email \
                      addresses). Partners come first, then leads, deals, incentives, contacts, campaigns, \
                      certifications, courses and assets.";
