//! Names that a mapping can use of an object: its properties, what stages and owners stand for, and
//! associated records.

mod locale;
pub(crate) mod metadata;

use channelgraph_core::{Description, Error, ErrorKind, FieldInfo, Result};
use futures::future::try_join_all;
use metadata::{Catalog, PropertyMap};

use crate::{
    api::Api,
    field::{Field, Label, Link, StagePart, listed::Listed},
};

/// The objects whose associations are described; those with others are known by their names alone.
const LINKED: [&str; 4] = ["companies", "contacts", "deals", "leads"];

/// The fields of an object, without those behind a hop: they are the other object's own.
pub(crate) async fn describe(api: &Api, catalog: &Catalog, object: &str) -> Result<Description> {
    if let Some(listed) = Listed::parse(object) {
        return describe_listed(api, listed).await;
    }
    let properties = catalog.properties(object).await?;
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
        fields.extend(
            ["hubspot_owner_id.name", "hubspot_owner_id.email"].map(|name| plain(name, "string")),
        );
    }
    fields.extend(stages(catalog, object, &properties).await?);
    let linked = LINKED.iter().map(async |to| Ok((*to, labels(api, object, to).await?)));
    for (to, labels) in try_join_all(linked).await? {
        let Some(labels) = labels else { continue };
        fields.extend(
            [to.to_owned(), format!("{to}#primary")].map(|name| plain(name, "association")),
        );
        fields.extend(labels.iter().map(|label| plain(format!("{to}#{label}"), "association")));
    }
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    fields.dedup_by(|a, b| a.name == b.name);
    Ok(Description { fields })
}

/// The fields of an object outside of the CRM, if HubSpot shows it.
async fn describe_listed(api: &Api, listed: Listed) -> Result<Description> {
    api.listing(listed, &[], &Vec::new(), (1, None)).await?;
    let fields = listed.fields().iter().map(|(name, kind)| plain(*name, kind)).collect();
    Ok(Description { fields })
}

fn plain(name: impl Into<String>, kind: &str) -> FieldInfo {
    FieldInfo { name: name.into(), kind: kind.to_owned(), words: Vec::new() }
}

async fn stages(
    catalog: &Catalog,
    object: &str,
    properties: &PropertyMap,
) -> Result<Vec<FieldInfo>> {
    let Some(property) =
        ["dealstage", "hs_pipeline_stage"].into_iter().find(|name| properties.contains_key(*name))
    else {
        return Ok(Vec::new());
    };
    let table = catalog.stages(object).await?;
    let info = |name: &str, kind: &str, part: Option<StagePart>| {
        let words = part
            .into_iter()
            .flat_map(|part| table.by_id.values().filter_map(move |stage| stage.part(part)));
        let mut words: Vec<String> = words.collect();
        words.sort_unstable();
        words.dedup();
        FieldInfo { name: format!("{property}.{name}"), kind: kind.to_owned(), words }
    };
    let past = ["value", "at", "state", "label", "isClosed", "isWon", "probability"];
    Ok([
        info("state", "enumeration", Some(StagePart::State)),
        info("label", "enumeration", Some(StagePart::Label)),
        info("isClosed", "bool", None),
        info("isWon", "bool", None),
        info("probability", "number", None),
    ]
    .into_iter()
    .chain(past.map(|part| plain(format!("{property}[].{part}"), "list")))
    .collect())
}

/// The names that stand for nothing in a row of the object.
pub(crate) async fn missing(
    api: &Api,
    catalog: &Catalog,
    object: &str,
    names: &[String],
) -> Result<Vec<String>> {
    if let Some(listed) = Listed::parse(object) {
        api.listing(listed, &[], &Vec::new(), (1, None)).await?;
        return Ok(names.iter().filter(|name| !listed.has(name)).cloned().collect());
    }
    let properties = catalog.properties(object).await?;
    let checks = names.iter().map(async |name| {
        let there = match Field::parse(name, object) {
            Field::Linked(link, hop) => linked(api, catalog, object, &link, hop.as_deref()).await?,
            field => own(&properties, &field),
        };
        Ok((!there).then(|| name.clone()))
    });
    Ok(try_join_all(checks).await?.into_iter().flatten().collect())
}

/// The object has all properties that a field needs.
fn own(properties: &PropertyMap, field: &Field) -> bool {
    *field != Field::Unknown
        && field.properties().into_iter().all(|name| properties.contains_key(name))
}

async fn linked(
    api: &Api,
    catalog: &Catalog,
    object: &str,
    link: &Link,
    hop: Option<&Field>,
) -> Result<bool> {
    let there = match catalog.properties(&link.to).await {
        Ok(properties) => properties,
        Err(error) if is_absence(&error) => return Ok(false),
        Err(error) => return Err(error),
    };
    let labelled = match &link.label {
        Label::Any | Label::Primary => true,
        Label::Named(name) => {
            let labels = labels(api, object, &link.to).await?.unwrap_or_default();
            labels.iter().any(|label| label.to_lowercase() == *name)
        }
    };
    Ok(labelled && hop.is_none_or(|hop| own(&there, hop)))
}

/// The labels of associations with another object; nothing if there can be none.
async fn labels(api: &Api, object: &str, to: &str) -> Result<Option<Vec<String>>> {
    match api.labels(object, to).await {
        Ok(types) => Ok(Some(types.into_iter().filter_map(|one| one.label).collect())),
        // The account has no such object, or the app may not see it.
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_absence(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Auth | ErrorKind::Rejected)
}
