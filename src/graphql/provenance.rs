//! Where values came from, and where systems disagree.

use std::sync::Arc;

use async_graphql::{Context, Json, Object, SimpleObject};
use serde_json::Value;

use super::{
    request::Request,
    scalars::{DateTime, Url},
    source::Source,
};
use crate::engine::{Member, Node};

/// One of the records that make up a node.
pub struct SourceRecord(Arc<Node>, Member);

/// Where values came from: one of the records that make up a node.
#[Object]
impl SourceRecord {
    /// The system that holds it.
    async fn source(&self, ctx: &Context<'_>) -> Source {
        Source {
            engine: ctx.data_unchecked::<Request>().engine().clone(),
            source: self.1.table.source.clone(),
        }
    }

    /// The system's own name for the table: Account, companies …
    async fn object(&self) -> &str {
        &self.1.record.key.object
    }

    /// The id in that system.
    async fn id(&self) -> String {
        self.1.record.key.id.to_string()
    }

    /// The record's page in the system's own user interface.
    async fn url(&self) -> Option<Url> {
        let key = &self.1.record.key;
        self.1.table.source.connector.record_url(&key.object, &key.id).map(Url)
    }

    /// The rules that tied it to the node's other records: link, taxId, domain, name. Empty for a
    /// record alone.
    async fn matched_by(&self) -> Vec<&'static str> {
        self.1.matched_by.iter().map(Into::into).collect()
    }

    /// The node's fields that this record supplied.
    async fn fields(&self) -> Vec<&'static str> {
        self.0.supplied_by(&self.1.record.key)
    }

    /// When the system last changed it.
    async fn modified_at(&self) -> Option<DateTime> {
        self.1.record.modified.map(DateTime)
    }

    /// When it was read.
    async fn fetched_at(&self) -> DateTime {
        DateTime(self.1.record.fetched)
    }

    /// Whether it is served past its lifetime because the system did not answer.
    async fn stale(&self) -> bool {
        false
    }
}

/// A field in which systems disagree.
#[derive(SimpleObject)]
pub struct FieldConflict {
    /// The field, dotted for one of a nested object: tier.name.
    pub field: String,
    /// The value that is shown: that of the system with authority.
    pub chosen: FieldValue,
    /// What others say.
    pub others: Vec<FieldValue>,
}

/// What one system says.
#[derive(SimpleObject)]
pub struct FieldValue {
    /// The system.
    pub source: String,
    /// Its value; money as `{amount, currency}`.
    pub value: Option<Json<Value>>,
    /// When it last changed the record that says so.
    pub modified_at: Option<DateTime>,
}

/// A system's own field that the unified model has no place for.
#[derive(SimpleObject)]
pub struct Attribute {
    /// The name that the mapping gives it.
    pub name: String,
    /// The system.
    pub source: String,
    /// Its value, as the system prints it.
    pub value: Option<Json<Value>>,
}

/// The records of a node.
pub fn records(node: &Arc<Node>) -> Vec<SourceRecord> {
    node.members.iter().map(|member| SourceRecord(node.clone(), member.clone())).collect()
}

/// The conflicts within a node, and records that were kept out of it.
pub fn conflicts(node: &Node) -> Vec<FieldConflict> {
    let modified = |key: &channelgraph_schema::RecordKey| {
        let member = node.members.iter().find(|member| member.record.key == *key);
        member.and_then(|member| member.record.modified).map(DateTime)
    };
    let value =
        |(key, value): (&channelgraph_schema::RecordKey, &channelgraph_schema::Value)| FieldValue {
            source: key.source.to_string(),
            value: Some(Json(value.to_json())),
            modified_at: modified(key),
        };
    let within = node.conflicts().into_iter().map(|conflict| FieldConflict {
        field: node.kind.def(conflict.field).name.to_owned(),
        chosen: value(conflict.chosen),
        others: conflict.others.into_iter().map(value).collect(),
    });
    let kept_out = node.contradictions.iter().filter_map(|other| {
        let own = node.decider(other.field)?;
        Some(FieldConflict {
            field: node.kind.def(other.field).name.to_owned(),
            chosen: value((&own.record.key, own.record.get(other.field))),
            others: vec![value((&other.other, &other.value))],
        })
    });
    within.chain(kept_out).collect()
}

/// The attributes of a node's records, all or those of these names.
pub fn attributes(node: &Node, names: Option<&[String]>) -> Vec<Attribute> {
    let wanted = |name: &str| names.is_none_or(|names| names.iter().any(|wanted| wanted == name));
    let of = |member: &Member| {
        let source = member.table.source.name.to_string();
        let all = member
            .record
            .attributes
            .iter()
            .flat_map(|all| all.iter())
            .filter(|(name, _)| wanted(name));
        all.map(|(name, value)| Attribute {
            name: name.to_string(),
            source: source.clone(),
            value: (!value.is_null()).then(|| Json(value.clone())),
        })
        .collect::<Vec<_>>()
    };
    node.members.iter().flat_map(of).collect()
}
