//! Calls over the objects of a file.

use std::sync::Arc;

use channelgraph_schema::Relation;
use serde_json::{Value as Json, json};

use super::{Memory, Node, Object, failure, one, page};
use crate::graphql::{
    plan::Call,
    types::{Kind, Meaning, PerformanceField, Plain, Root, Side, StatementField},
    walk::Outcome,
};

type Brought = Outcome<Node>;

/// A call with its arguments and parents.
pub(super) struct Asked<'a> {
    pub(super) graph: &'a Memory,
    pub(super) bound: Option<&'a Object>,
    pub(super) parents: &'a [Node],
}

impl Asked<'_> {
    pub(super) fn outcomes(&self, call: &Call) -> Vec<Brought> {
        match call.meaning {
            Meaning::Root(Root::Viewer) => {
                let viewer = json!({ "subject": "anonymous", "roles": [] });
                vec![one(held(&viewer, Kind::Viewer))]
            }
            Meaning::Root(root) => vec![self.graph.root(root, self.bound.expect("arguments"))],
            Meaning::Plain(Plain::ViewerPartner) => vec![Outcome::Null],
            Meaning::Many(Relation { name, .. }) => self.referred(name),
            Meaning::One(field) => {
                let parent = call.parent.and_then(Kind::entity).expect("a parent");
                self.referred(parent.def(field).name)
            }
            Meaning::Side(Side::A) => self.referred("a"),
            Meaning::Side(Side::B) => self.referred("b"),
            Meaning::Side(Side::Rivals) => self.all_referred("rivals"),
            Meaning::Related => self.all_referred("related"),
            Meaning::Suggestions => self.all_held("suggestions", Kind::Suggestion),
            Meaning::Performance => self.held("performance", Kind::PartnerPerformance),
            Meaning::Figures(field) => match field {
                PerformanceField::AnswerTotal => self.held("total", Kind::PerformanceRow),
                PerformanceField::AnswerRows => self.all_held("rows", Kind::PerformanceRow),
                PerformanceField::RowKeys => self.all_held("keys", Kind::DimensionValue),
                PerformanceField::RowDeals => self.referred("deals"),
                _ => self.referred("partner"),
            },
            Meaning::Results => self.held("results", Kind::CampaignResults),
            Meaning::Tiers => self.all_held("tierProgress", Kind::TierProgress),
            Meaning::Statement => self.held("statement", Kind::Statement),
            Meaning::OfStatement(field) => match field {
                StatementField::Lines => self.page_held("lines", Kind::StatementLine),
                StatementField::LineIncentive => self.referred("incentive"),
                StatementField::LineDeal => self.referred("deal"),
                _ => self.referred("partner"),
            },
            other => panic!("{other:?} is no call"),
        }
    }

    /// What a field of each parent holds; of one that fails, its failure.
    fn each(&self, name: &str, outcome: impl Fn(&Json) -> Brought) -> Vec<Brought> {
        let value = |parent: &Node| {
            let value = parent.object.get(name).unwrap_or(&Json::Null);
            failure(value).map_or_else(|| outcome(value), Outcome::Failed)
        };
        self.parents.iter().map(value).collect()
    }

    fn find(&self, reference: &Json) -> Option<Node> {
        self.graph.find(Some(&json!(reference.as_str()?.replace('@', ""))))
    }

    /// The object that a field names, or a page of several.
    fn referred(&self, name: &str) -> Vec<Brought> {
        self.each(name, |value| match value {
            Json::Array(all) => {
                let nodes = all.iter().filter_map(|one| self.find(one)).collect();
                page(nodes, self.bound.expect("arguments"))
            }
            value => one(self.find(value)),
        })
    }

    /// The objects that a field names, as a list.
    fn all_referred(&self, name: &str) -> Vec<Brought> {
        self.each(name, |value| several(value, |item| self.find(item)))
    }

    /// The object that a field holds.
    fn held(&self, name: &str, kind: Kind) -> Vec<Brought> {
        self.each(name, |value| one(held(value, kind)))
    }

    /// A page of the objects that a field holds.
    fn page_held(&self, name: &str, kind: Kind) -> Vec<Brought> {
        self.each(name, |value| match value {
            Json::Array(items) => {
                let items = items.iter().filter_map(|item| held(item, kind)).enumerate();
                let named = items.map(|(at, node)| Node { id: at.to_string().into(), ..node });
                page(named.collect(), self.bound.expect("arguments"))
            }
            _ => Outcome::Null,
        })
    }

    /// The objects that a field holds.
    fn all_held(&self, name: &str, kind: Kind) -> Vec<Brought> {
        self.each(name, |value| several(value, |item| held(item, kind)))
    }
}

fn several(value: &Json, item: impl Fn(&Json) -> Option<Node>) -> Brought {
    match value {
        Json::Array(items) => Outcome::Several(items.iter().map(item).collect(), Vec::new()),
        _ => Outcome::Null,
    }
}

fn held(value: &Json, kind: Kind) -> Option<Node> {
    let object = Arc::new(value.as_object()?.clone());
    Some(Node { id: "".into(), kind, object })
}
