//! `check`: does the configuration fit what the sources hold?

use std::{collections::BTreeMap, path::Path};

use channelgraph_core::{Description, ErrorKind};
use channelgraph_schema::{
    EntityKind, FieldType, did_you_mean,
    mapping::{ObjectMapping, SourceType},
};
use strum::VariantArray;

use crate::{
    app,
    config::{self},
    model::{Model, Source},
};

/// Reads the file, logs in to every source, and tells what would be null.
pub(super) async fn check(file: &Path) -> anyhow::Result<u8> {
    let config = match config::read_file(file) {
        Ok(config) => config,
        Err(bad) => {
            eprintln!("{bad}");
            return Ok(2);
        }
    };
    let sources = match app::sources(&config) {
        Ok(sources) => sources,
        Err(error) => {
            eprintln!("{}: {error:#}", file.display());
            return Ok(2);
        }
    };
    let names: Vec<_> = sources.iter().map(|(source, _)| source.clone()).collect();
    let mappings = sources.into_iter().flat_map(|(_, of_source)| of_source).collect();
    let model = match Model::new(names, mappings, &config.authority) {
        Ok(model) => model,
        Err(problem) => {
            eprintln!("{}: {problem}", file.display());
            return Ok(2);
        }
    };
    let mut problems = 0;
    for source in &model.sources {
        println!("{} ({})", source.name, source.kind);
        problems += check_locale(source, &model).await;
        for kind in EntityKind::VARIANTS {
            let tables: Vec<&ObjectMapping> = model
                .tables(*kind)
                .iter()
                .filter(|table| table.source.name == source.name)
                .map(|table| &table.mapping)
                .collect();
            for mapping in &tables {
                problems += check_object(source, mapping).await;
                model.loose_links(mapping).for_each(|link| {
                    println!("    its link to {} leads nowhere: that is not mapped", link.object)
                });
            }
            problems += check_aliases(source, &tables).await;
        }
    }
    println!(
        "{}",
        if problems == 0 { "All is well.".into() } else { format!("{problems} to mend.") }
    );
    Ok(u8::from(problems > 0))
}

/// Tells the time zone and currency of a source, and where they are from; 1 if it fails to tell what
/// its mappings need.
async fn check_locale(source: &Source, model: &Model) -> usize {
    let locale = match source.connector.locale().await {
        Ok(locale) => locale,
        Err(error) => {
            println!("  time zone and currency: {} ({})", error.message(), error.code());
            return 1;
        }
    };
    println!("  time zone of days: {} ({})", locale.zone, locale.zone_from);
    match &locale.currency {
        Some(currency) => println!(
            "  currency of amounts that name none: {} ({})",
            currency.as_str(),
            locale.currency_from
        ),
        None => println!(
            "  currency of amounts that name none: none, so they are null; `currency` sets one"
        ),
    }
    let tables = EntityKind::VARIANTS.iter().flat_map(|kind| model.tables(*kind));
    let needs = tables
        .filter(|table| table.source.name == source.name)
        .any(|table| table.mapping.is_local(table.mapping.mapped()));
    let Some(reason) = locale.untold.as_ref().filter(|_| needs) else { return 0 };
    println!("    {reason}; or set `time_zone` and `currency` of this source");
    1
}

/// Looks whether one of a source's tables has each field by which other records go; how many of
/// these fields none has.
async fn check_aliases(source: &Source, tables: &[&ObjectMapping]) -> usize {
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
        println!("    {alias} is not there, so what goes by it leads nowhere");
    }
    lacking.len()
}

/// Compares one object's mapping with the source; how many problems there are.
async fn check_object(source: &Source, mapping: &ObjectMapping) -> usize {
    let label = format!("{} from {}", mapping.kind, mapping.object);
    let description = match source.connector.describe(&mapping.object).await {
        Ok(description) => description,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            println!("  {label}: the source has no such object, or hides it; it is left out");
            return 1;
        }
        Err(error) => {
            println!("  {label}: {} ({})", error.message(), error.code());
            return 1;
        }
    };
    let named = mapping.all_source_fields();
    let names: Vec<String> = named.iter().map(|(field, _)| field.clone()).collect();
    let missing = match source.connector.missing(&mapping.object, &names).await {
        Ok(missing) => missing,
        Err(error) => {
            println!("  {label}: {} ({})", error.message(), error.code());
            return 1;
        }
    };
    let mut lacking: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
    for (field, used_by) in named.iter().filter(|(field, _)| missing.contains(field)) {
        lacking.entry(field).or_default().push(used_by);
    }
    println!("  {label}: {} fields mapped, {} not in the source", named.len(), lacking.len());
    let untyped = days_of_moments(mapping, &description);
    for (field, name, mend) in &untyped {
        println!("    {field}: {name} holds {mend}");
    }
    if let Some(currency) = fixed_currency(mapping) {
        println!("    amounts are taken for {currency}");
    }
    for (field, used_by) in &lacking {
        let near = did_you_mean(field, description.fields.iter().map(|field| field.name.as_str()));
        let condition = used_by.iter().any(|place| place.ends_with(".where"));
        let effect = if condition {
            "no row would be found".into()
        } else {
            format!("{} would be null", used_by.join(", "))
        };
        println!("    {field} is not there, so {effect}{near}");
    }
    lacking.len() + untyped.len()
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
