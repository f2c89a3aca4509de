//! What a mapping can name of an object: its properties, what stages and owners stand for, and associated records.

use channelgraph_core::{Description, ErrorKind, FieldInfo, Result};
use futures::future::try_join_all;

use crate::{
    api::Api,
    field::StagePart,
    metadata::{Metadata, PropertyMap},
};

/// The objects whose associations are described.
const LINKED: [&str; 4] = ["companies", "contacts", "deals", "leads"];

pub(crate) async fn describe(api: &Api, metadata: &Metadata, object: &str) -> Result<Description> {
    let (properties, _) = metadata.properties(object).await?;
    let mut fields: Vec<FieldInfo> = properties
        .values()
        .map(|property| FieldInfo {
            name: property.name.clone(),
            kind: property.kind.clone(),
            words: property.options.iter().map(|option| option.value.clone()).collect(),
        })
        .collect();
    if matches!(object, "contacts" | "0-1") {
        fields.push(plain("fullname", "string"));
    }
    if properties.contains_key("hubspot_owner_id") {
        fields.extend(["hubspot_owner_id.name", "hubspot_owner_id.email"].map(|name| plain(name, "string")));
    }
    fields.extend(stages(metadata, object, &properties).await?);
    let linked = LINKED.iter().map(|to| linked(api, metadata, object, to));
    fields.extend(try_join_all(linked).await?.into_iter().flatten());
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    fields.dedup_by(|a, b| a.name == b.name);
    Ok(Description { fields })
}

fn plain(name: impl Into<String>, kind: &str) -> FieldInfo {
    FieldInfo { name: name.into(), kind: kind.to_owned(), words: Vec::new() }
}

async fn stages(metadata: &Metadata, object: &str, properties: &PropertyMap) -> Result<Vec<FieldInfo>> {
    let Some(property) = ["dealstage", "hs_pipeline_stage"].into_iter().find(|name| properties.contains_key(*name)) else {
        return Ok(Vec::new());
    };
    let table = metadata.stages(object).await?;
    let info = |name: &str, kind: &str, part: Option<StagePart>| {
        let words = part.into_iter().flat_map(|part| table.by_id.values().filter_map(move |stage| stage.part(part)));
        let mut words: Vec<String> = words.collect();
        words.sort_unstable();
        words.dedup();
        FieldInfo { name: format!("{property}.{name}"), kind: kind.to_owned(), words }
    };
    Ok(vec![
        info("state", "enumeration", Some(StagePart::State)),
        info("label", "enumeration", Some(StagePart::Label)),
        info("isClosed", "bool", None),
        info("isWon", "bool", None),
        info("probability", "number", None),
    ])
}

/// The associations with one other object: any, the primary one, each label, and one hop to that object's properties.
async fn linked(api: &Api, metadata: &Metadata, object: &str, to: &str) -> Result<Vec<FieldInfo>> {
    let there = match metadata.properties(to).await {
        Ok((properties, _)) => properties,
        // The account has no such object, or the app may not see it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Auth | ErrorKind::Rejected) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let labels = match api.labels(object, to).await {
        Ok(types) => types.into_iter().filter_map(|one| one.label).collect(),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Auth | ErrorKind::Rejected) => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut heads = vec![to.to_owned(), format!("{to}#primary")];
    heads.extend(labels.iter().map(|label| format!("{to}#{label}")));
    let hops = |head: &String| {
        let full_name = (to == "contacts").then(|| plain(format!("{head}.fullname"), "string"));
        let own = there.values().map(|property| plain(format!("{head}.{}", property.name), &property.kind)).collect::<Vec<_>>();
        own.into_iter().chain(full_name).collect::<Vec<_>>()
    };
    let mut fields: Vec<FieldInfo> = heads.iter().flat_map(hops).collect();
    fields.extend(heads.into_iter().map(|head| plain(head, "association")));
    Ok(fields)
}
