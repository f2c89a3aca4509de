//! `check`: does the configuration fit what the sources hold?

use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use channelgraph_core::{Description, Error, ErrorKind};
use channelgraph_schema::{
    EntityKind, FieldType, did_you_mean,
    mapping::{ObjectMapping, SourceType},
};
use futures::future::join_all;
use strum::VariantArray;

use super::{
    out, progress,
    run::{check_callers, read},
};
use crate::{
    app::{App, Prepared, Start, by_failure},
    config::{Config, LogForm},
    model::{Model, Source},
};

/// Reads the file, logs in to every source, and tells what would be null.
pub(super) async fn check(file: &Path) -> anyhow::Result<u8> {
    let (config, prepared) = read(file)?;
    check_callers(&file.display().to_string(), &config)?;
    for warning in config.identity.warnings() {
        out::line(warning)?;
    }
    let mut problems = 0;
    for source in &prepared.model.sources {
        out::line(format_args!("{} ({})", source.name, source.kind))?;
        problems += check_source(&prepared.model, source).await?;
    }
    problems += check_partners(&config, prepared).await?;
    out::line(if problems == 0 { "All is well.".into() } else { format!("{problems} to mend.") })?;
    Ok(u8::from(problems > 0))
}

/// Reads all partners, and tells what comes of their records; how many loops of parents there are.
/// Why a source did not answer is told already.
async fn check_partners(config: &Config, prepared: Prepared) -> anyhow::Result<usize> {
    let app = App::connect_prepared(config, prepared, &Start::default()).await?;
    let read = AtomicU64::new(0);
    let count = |more| _ = read.fetch_add(more, Ordering::Relaxed);
    let building = app.engine.build_index(&count);
    progress::shown(LogForm::Pretty, "partner records read", &read, building).await;
    if !app.engine.is_index_known() {
        return Ok(0);
    }
    let summary = app.engine.index_summary();
    out::line(format_args!("{} partners of {} records", summary.partners, summary.records))?;
    for source in app.engine.index_gaps().iter().filter_map(|gap| gap.source_name.as_ref()) {
        out::line(format_args!("  without those of {source}, which does not answer"))?;
    }
    for line in summary.lines() {
        out::line(format_args!("  {line}"))?;
    }
    Ok(summary.loops.len())
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
    let mut problems = check_locale(source, model, &described).await?;
    problems += tell_failures(&mappings, &described)?;
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

/// Tells the time zone and currency of a source, and where they are from; 1 if it fails to tell
/// what its mappings need. A failure that its objects had too is told with them.
async fn check_locale(
    source: &Source,
    model: &Model,
    described: &[Result<Description, Error>],
) -> anyhow::Result<usize> {
    let locale = match source.connector.locale().await {
        Ok(locale) => locale,
        Err(error) => {
            let mut failures = described.iter().filter_map(|outcome| outcome.as_ref().err());
            if failures.any(|other| other.message() == error.message()) {
                return Ok(0);
            }
            out::line(format_args!(
                "  time zone and currency: {} ({})",
                error.message(),
                error.code()
            ))?;
            return Ok(1);
        }
    };
    out::line(format_args!("  time zone of days: {} ({})", locale.zone, locale.zone_from))?;
    match &locale.currency {
        Some(currency) => out::line(format_args!(
            "  currency of amounts that name none: {} ({})",
            currency.as_str(),
            locale.currency_from
        ))?,
        None => out::line(format_args!(
            "  currency of amounts that name none: none, so they are null; `currency` sets one"
        ))?,
    }
    let tables = EntityKind::VARIANTS.iter().flat_map(|kind| model.tables(*kind));
    let needs = tables
        .filter(|table| table.source.name == source.name)
        .any(|table| table.mapping.is_local(table.mapping.mapped()));
    let Some(reason) = locale.untold.as_ref().filter(|_| needs) else { return Ok(0) };
    out::line(format_args!("    {reason}; or set `time_zone` and `currency` of this source"))?;
    Ok(1)
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
    let untyped = days_of_moments(mapping, description);
    for (field, name, mend) in &untyped {
        out::line(format_args!("    {field}: {name} holds {mend}"))?;
    }
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
    Ok(lacking.len() + untyped.len())
}

/// The days that a mapping reads as what they are not: as a day where the source holds moments, or
/// the other way round. Each with the source's field, and what it holds.
fn days_of_moments<'a>(
    mapping: &'a ObjectMapping,
    description: &Description,
) -> Vec<(&'static str, &'a str, &'static str)> {
    let kind = |name: &str| {
        description.fields.iter().find(|field| field.name == name).map(|field| field.kind.as_str())
    };
    let days = mapping.mapped().iter().filter_map(|field| {
        let def = mapping.kind.def(field);
        let spec = mapping.spec(field).filter(|_| def.ty == FieldType::Date)?;
        let name = spec.field.as_deref()?;
        let as_moment = spec.source_type == Some(SourceType::Datetime);
        let mend = match (kind(name)?, as_moment) {
            ("datetime" | "timestamp" | "Edm.DateTimeOffset", false) => {
                "moments, not days: add `type = \"datetime\"`"
            }
            ("date" | "Edm.Date", true) => "days, not moments: leave out `type = \"datetime\"`",
            _ => return None,
        };
        Some((def.name, name, mend))
    });
    days.collect()
}

/// The currency that an object's amounts are said to be in without the source's own word.
fn fixed_currency(mapping: &ObjectMapping) -> Option<&str> {
    let mut specs = mapping.mapped().iter().filter_map(|field| mapping.spec(field));
    specs.find(|spec| spec.currency_field.is_none() && spec.currency.is_some())?.currency.as_deref()
}
