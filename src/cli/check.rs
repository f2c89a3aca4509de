//! `check`: does the configuration fit what the sources hold?

use std::{collections::BTreeMap, path::Path};

use channelgraph_core::{Description, Error, ErrorKind};
use channelgraph_schema::{EntityKind, did_you_mean, mapping::ObjectMapping};
use futures::future::join_all;
use strum::VariantArray;

use super::{out, run::read};
use crate::{
    app::by_failure,
    model::{Model, Source},
};

/// Reads the file, logs in to every source, and tells what would be null.
pub(super) async fn check(file: &Path) -> anyhow::Result<u8> {
    let model = read(file)?.1.model;
    let mut problems = 0;
    for source in &model.sources {
        out::line(format_args!("{} ({})", source.name, source.kind))?;
        problems += check_source(&model, source).await?;
    }
    out::line(if problems == 0 { "All is well.".into() } else { format!("{problems} to mend.") })?;
    Ok(u8::from(problems > 0))
}

/// Compares a source's mappings with what it holds; how many problems there are.
async fn check_source(model: &Model, source: &Source) -> anyhow::Result<usize> {
    let of_kind = |kind: &EntityKind| {
        let tables = model.tables(*kind).iter();
        tables.filter(|table| table.source.name == source.name).map(|table| &table.mapping)
    };
    let mappings: Vec<&ObjectMapping> = EntityKind::VARIANTS.iter().flat_map(of_kind).collect();
    let described = mappings.iter().map(|mapping| source.connector.describe(&mapping.object));
    let described = join_all(described).await;
    let mut problems = tell_failures(&mappings, &described)?;
    for (mapping, outcome) in mappings.iter().zip(&described) {
        if let Ok(description) = outcome {
            problems += check_object(source, mapping, description).await?;
            for link in model.loose_links(mapping) {
                out::line(format_args!(
                    "    its link to {} leads nowhere: that is not mapped",
                    link.object
                ))?;
            }
        }
    }
    for kind in EntityKind::VARIANTS {
        problems += check_aliases(source, &of_kind(kind).collect::<Vec<_>>()).await?;
    }
    Ok(problems)
}

/// Tells which objects could not be looked at, and why, each reason once; how many there are.
fn tell_failures(
    mappings: &[&ObjectMapping],
    described: &[Result<Description, Error>],
) -> anyhow::Result<usize> {
    let objects = mappings.iter().map(|mapping| &*mapping.object);
    let failed = objects.zip(described);
    let failed = failed.filter_map(|(object, outcome)| Some((object, outcome.clone().err()?)));
    let groups = by_failure(failed);
    for (error, objects) in &groups {
        let objects = objects.join(", ");
        if error.kind() == ErrorKind::NotFound {
            out::line(format_args!(
                "  {objects}: the source has no such object, or hides it; it is left out"
            ))?;
        } else {
            out::line(format_args!("  {} ({})", error.message(), error.code()))?;
            out::line(format_args!("    so nothing is known of {objects}"))?;
        }
    }
    Ok(groups.len())
}

/// Looks whether one of a source's tables has each field by which other records go; how many of
/// these fields none has.
async fn check_aliases(source: &Source, tables: &[&ObjectMapping]) -> anyhow::Result<usize> {
    let mut lacking: BTreeMap<&String, bool> = BTreeMap::new();
    for mapping in tables {
        for alias in &mapping.aliases {
            let missing =
                source.connector.missing(&mapping.object, std::slice::from_ref(alias)).await;
            *lacking.entry(alias).or_insert(true) &=
                missing.is_ok_and(|missing| !missing.is_empty());
        }
    }
    let lacking: Vec<_> =
        lacking.into_iter().filter(|(_, lacks)| *lacks).map(|(alias, _)| alias).collect();
    for alias in &lacking {
        out::line(format_args!("    {alias} is not there, so what goes by it leads nowhere"))?;
    }
    Ok(lacking.len())
}

/// Compares one object's mapping with the source; how many problems there are.
async fn check_object(
    source: &Source,
    mapping: &ObjectMapping,
    description: &Description,
) -> anyhow::Result<usize> {
    let label = format!("{} from {}", mapping.kind, mapping.object);
    let named = mapping.all_source_fields();
    let names: Vec<String> = named.iter().map(|(field, _)| field.clone()).collect();
    let missing = match source.connector.missing(&mapping.object, &names).await {
        Ok(missing) => missing,
        Err(error) => {
            out::line(format_args!("  {label}: {} ({})", error.message(), error.code()))?;
            return Ok(1);
        }
    };
    let mut lacking: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
    for (field, used_by) in named.iter().filter(|(field, _)| missing.contains(field)) {
        lacking.entry(field).or_default().push(used_by);
    }
    out::line(format_args!(
        "  {label}: {} fields mapped, {} not in the source",
        named.len(),
        lacking.len()
    ))?;
    if let Some(currency) = fixed_currency(mapping) {
        out::line(format_args!("    amounts are taken for {currency}"))?;
    }
    for (field, used_by) in &lacking {
        let near = did_you_mean(field, description.fields.iter().map(|field| field.name.as_str()));
        let condition = used_by.iter().any(|place| place.ends_with(".where"));
        let effect = if condition {
            "no row would be found".into()
        } else {
            format!("{} would be null", used_by.join(", "))
        };
        out::line(format_args!("    {field} is not there, so {effect}{near}"))?;
    }
    Ok(lacking.len())
}

/// The currency that an object's amounts are said to be in without the source's own word.
fn fixed_currency(mapping: &ObjectMapping) -> Option<&str> {
    let mut specs = mapping.mapped().iter().filter_map(|field| mapping.spec(field));
    specs.find(|spec| spec.currency_field.is_none() && spec.currency.is_some())?.currency.as_deref()
}
