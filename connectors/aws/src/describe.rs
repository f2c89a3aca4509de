//! What a mapping can name of an object. The fields are those of the services' models; whether we
//! may read them, one call tells.

use channelgraph_core::{Description, FieldInfo, Result};

use crate::{
    api::Api,
    field::{Column, Kind, Object},
    query::{Query, RECEIVER, SIDE},
};

/// The fields of an object, if its list can be read.
pub(crate) async fn describe(api: &Api, object: Object) -> Result<Description> {
    let all = Query::default();
    let query = match object {
        Object::EngagementInvitation => all.with(SIDE, vec![RECEIVER.to_owned()]),
        _ => all,
    };
    api.list(object, &query, None, &[]).await?;
    let mut fields: Vec<_> = object.columns().iter().map(info).collect();
    fields.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(Description { fields })
}

fn info(column: &Column) -> FieldInfo {
    let words = match column.kind {
        Kind::Word(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        _ => Vec::new(),
    };
    FieldInfo { name: column.name.to_owned(), kind: named(column.kind).to_owned(), words }
}

fn named(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Texts => "list",
        Kind::Word(_) => "enum",
        Kind::Number => "number",
        Kind::Flag => "boolean",
        Kind::Day => "date",
        Kind::Moment => "timestamp",
    }
}
