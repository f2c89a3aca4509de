//! What a mapping can name of an object. The fields are those of the services' models; whether we
//! may read them, one call tells.

use aws_sdk_partnercentralselling::types::ParticipantType;
use channelgraph_core::{Description, FieldInfo, Result};

use crate::{
    api::Api,
    field::{Kind, Object},
    query::Query,
};

/// The fields of an object, if its list can be read.
pub(crate) async fn describe(api: &Api, object: Object) -> Result<Description> {
    let query = Query::default();
    match object {
        Object::Opportunity => api.opportunities(&query, None, &[]).await?,
        Object::EngagementInvitation => {
            api.invitations(&ParticipantType::Receiver, &query, None, &[]).await?
        }
        Object::Engagement => api.engagements(&query, None, &[]).await?,
        Object::BenefitApplication => api.applications(&query, None, &[]).await?,
        Object::BenefitAllocation => api.allocations(&query, None, &[]).await?,
        Object::Relationship => api.relationships(&query, None, &[]).await?,
        Object::ProgramManagementAccount => api.accounts(&query, None, &[]).await?,
    };
    let fields = object.fields().into_iter().map(|(name, kind)| FieldInfo {
        name: name.to_owned(),
        kind: named(kind).to_owned(),
        words: match kind {
            Kind::Word(words) => words.iter().map(|word| (*word).to_owned()).collect(),
            _ => Vec::new(),
        },
    });
    Ok(Description { fields: fields.collect() })
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
