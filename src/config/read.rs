//! Reading the file: a mistake is told with its place, what is wrong, and the mend; never with the
//! line itself, where a secret may stand.

use std::{collections::BTreeSet, path::Path};

use channelgraph_core::{MissingSecret, gathered};
use channelgraph_schema::{did_you_mean, is_currency};
use rust_decimal::Decimal;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{Config, Engagement, column, programs};

/// A configuration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {problem}", .place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default())]
pub struct BadConfig {
    /// The file.
    pub file: String,
    /// Line and column, where the mistake has a place.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// Reads a file.
///
/// # Errors
/// [`BadConfig`] if it cannot be read or used.
pub fn read_file(path: &Path) -> Result<Config, BadConfig> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| BadConfig {
        file: file.clone(),
        place: None,
        problem: format!("cannot be read: {error}; name the file with --config"),
    })?;
    read(&file, &text)
}

/// Reads a configuration from text; `file` stands in errors.
///
/// # Errors
/// [`BadConfig`] if it cannot be used.
pub fn read(file: &str, text: &str) -> Result<Config, BadConfig> {
    let bad = |place, problem| BadConfig { file: file.to_owned(), place, problem };
    let (read, missing) = gathered(|| toml::from_str::<Config>(text));
    let config = read.map_err(|error| {
        let at = error.span().map(|span| span.start);
        let key = at.and_then(|at| key_before(text, at));
        let key = key.map(|key| format!("`{key}`: ")).unwrap_or_default();
        let problem = format!("{key}{}", with_suggestion(error.message()));
        bad(at.map(|at| place(text, at)), problem)
    })?;
    if let Some((first, others)) = missing.split_first() {
        return Err(if others.is_empty() {
            bad(named_at(text, first), first.problem.clone())
        } else {
            bad(None, all_missing(text, &missing))
        });
    }
    check(&config).map_err(|problem| bad(None, problem))?;
    let sources: Vec<&String> = config.sources().map(|(name, _)| name).collect();
    let said_at = |(said, problem): (Option<String>, String)| {
        let at = said.and_then(|said| quoted_at(text, &said));
        bad(at, problem)
    };
    config.identity.check(&sources).map_err(said_at)?;
    programs::lowered(&config.programs).map_err(said_at)?;
    Ok(config)
}

/// The key whose value begins at this byte, if it stands before it on the line.
fn key_before(text: &str, at: usize) -> Option<&str> {
    let line = text.get(..at)?.rsplit('\n').next()?;
    let before = line.trim_end().strip_suffix('=')?.trim_end();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let key = &before[before.trim_end_matches(is_part).len()..];
    (!key.is_empty()).then_some(key)
}

/// Line and column of the text that names a secret.
fn named_at(text: &str, missing: &MissingSecret) -> Option<(usize, usize)> {
    quoted_at(text, &missing.named)
}

/// Line and column of a text in quotes.
fn quoted_at(text: &str, said: &str) -> Option<(usize, usize)> {
    let quoted = ['"', '\''].map(|quote| format!("{quote}{said}{quote}"));
    let at = quoted.iter().find_map(|quoted| text.find(quoted))?;
    Some(place(text, at))
}

/// All secrets that are named and not there, a line each.
fn all_missing(text: &str, missing: &[MissingSecret]) -> String {
    let mut told = format!("{} secrets cannot be read:", missing.len());
    for secret in missing {
        let line = named_at(text, secret).map(|(line, _)| format!("line {line}: "));
        told += &format!("\n  {}{}", line.unwrap_or_default(), secret.problem);
    }
    told
}

/// Line and column of a byte, both from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1)
}

/// To serde's "unknown field `x`, expected one of `a`, `b`", the nearest of them. What stands where
/// another thing should is not repeated unless it is nearly one of the words that are known: it may
/// be a secret.
fn with_suggestion(message: &str) -> String {
    if let Some((said, rest)) = message.split_once(": string \"")
        && let Some((_, expected)) = rest.rsplit_once("\", expected ")
    {
        return format!("{said}: a text, expected {expected}");
    }
    let Some(rest) = message.strip_prefix("unknown ") else {
        // Of all numbers only weights are read by serde's own rules.
        return message.replace("expected u8", "expected a whole number from 0 to 255");
    };
    let quoted: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let Some((name, known)) = quoted.split_first() else { return message.to_owned() };
    let near = did_you_mean(name, known.iter().copied());
    match rest.strip_prefix("variant ") {
        Some(_) if near.is_empty() => format!(
            "an unknown word, expected {}",
            rest.split_once(", expected ").unwrap_or_default().1
        ),
        _ => format!("{message}{near}"),
    }
}

fn check(config: &Config) -> Result<(), String> {
    let defined: Vec<&String> = config.sources().map(|(name, _)| name).collect();
    check_sources(config, &defined)?;
    check_references(config, &defined)?;
    check_scales(config)?;
    check_money(config)?;
    check_columns(config)?;
    check_engagement(config)?;
    config.documents.check()?;
    for (name, role) in &config.roles {
        role.engine(name)?;
    }
    config.auth.check(&config.roles, &defined)?;
    check_telemetry(config)
}

fn check_sources(config: &Config, defined: &[&String]) -> Result<(), String> {
    #[cfg(not(feature = "aws"))]
    if let Some(name) = config.aws.keys().next() {
        return Err(format!(
            "[aws.{name}] needs the connector for AWS, which this build left out; build it with `--features aws`"
        ));
    }
    if defined.is_empty() {
        return Err(
            "no source is configured; add one, such as [salesforce.crm] or [hubspot.marketing]"
                .into(),
        );
    }
    let distinct: BTreeSet<_> = defined.iter().collect();
    if distinct.len() < defined.len() {
        return Err(
            "two sources have the same name; a name stands for one source, whatever its kind"
                .into(),
        );
    }
    for name in &config.sources {
        if !defined.contains(&name) {
            return Err(format!(
                "`sources` names `{name}`, which is not configured{}",
                did_you_mean(name, defined.iter().map(|name| name.as_str()))
            ));
        }
    }
    if let Some(twice) = config
        .sources
        .iter()
        .enumerate()
        .find_map(|(at, name)| config.sources[..at].contains(name).then_some(name))
    {
        return Err(format!("`sources` names `{twice}` twice"));
    }
    if let Some(left_out) =
        defined.iter().find(|name| !config.sources.is_empty() && !config.sources.contains(name))
    {
        return Err(format!(
            "`sources` leaves out `{left_out}`; name every source in it, in order of authority"
        ));
    }
    if let Some((name, _)) = config.sources().find(|(_, source)| source.mapping().0.is_empty()) {
        return Err(format!("`{name}` maps nothing: name its `preset`, or write a `mapping`"));
    }
    Ok(())
}

/// Checks the names of sources that stand elsewhere.
fn check_references(config: &Config, defined: &[&String]) -> Result<(), String> {
    if let Some(unknown) = config.cache.of.keys().find(|name| !defined.contains(name)) {
        return Err(format!(
            "`cache.of` names `{unknown}`, which is no source{}",
            did_you_mean(unknown, defined.iter().map(|name| name.as_str()))
        ));
    }
    if let Some(unknown) = config
        .money
        .rates_from
        .as_ref()
        .map(|from| &from.source)
        .filter(|name| !defined.contains(name))
    {
        return Err(format!(
            "`money.rates_from` names `{unknown}`, which is no source{}",
            did_you_mean(unknown, defined.iter().map(|name| name.as_str()))
        ));
    }
    Ok(())
}

/// Checks the numbers of mappings: what is multiplied by nothing says nothing.
fn check_scales(config: &Config) -> Result<(), String> {
    for (name, source) in config.sources() {
        for (kind, objects) in &source.mapping().0 {
            for (object, spec) in objects {
                let mut fields = spec.fields.iter();
                let nothing = |scale: Decimal| scale.is_zero();
                if let Some((field, _)) = fields.find(|(_, of)| of.scale.is_some_and(nothing)) {
                    return Err(format!(
                        "`{name}`: {kind}.{object}.{field} has a `scale` of 0; give what the \
                         source's number is multiplied by, such as \"0.01\""
                    ));
                }
            }
        }
    }
    Ok(())
}

fn check_engagement(config: &Config) -> Result<(), String> {
    let Engagement { medium, high } = config.performance.engagement;
    if medium <= Decimal::ZERO || high < medium {
        return Err(format!(
            "`performance.engagement` has `medium = {medium}` and `high = {high}`; give numbers above \
             0, the smaller one as `medium`"
        ));
    }
    Ok(())
}

fn check_money(config: &Config) -> Result<(), String> {
    if let Some(code) = std::iter::once(&config.money.reporting)
        .chain(config.money.rates.keys())
        .find(|code| !is_currency(code))
    {
        return Err(format!("`{code}` in [money] is no currency; give its ISO code, such as EUR"));
    }
    Ok(())
}

/// Checks the attributes that are columns: each has to be mapped, and to have a name of its own.
fn check_columns(config: &Config) -> Result<(), String> {
    for (kind, names) in &config.bi.columns {
        let mut known = BTreeSet::new();
        for (_, source) in config.sources() {
            let objects = source.mapping().0.remove(kind).into_iter().flatten();
            known.extend(objects.flat_map(|(_, object)| object.attributes.into_keys()));
        }
        let mut columns = BTreeSet::new();
        for name in names {
            if !known.contains(name) {
                let near = did_you_mean(name, known.iter().map(String::as_str));
                return Err(format!(
                    "`bi.columns` names `{name}`, which no mapping has among \
                     `{kind}.attributes`{near}"
                ));
            }
            let column = column(name);
            if !columns.insert(column.clone()) {
                return Err(format!("`bi.columns` has two of `{kind}` that would be `{column}`"));
            }
        }
    }
    Ok(())
}

fn check_telemetry(config: &Config) -> Result<(), String> {
    if let Err(problem) = EnvFilter::try_new(&config.telemetry.level) {
        return Err(format!(
            "`telemetry.level` cannot be understood ({problem}); write it like `info` or `warn,channelgraph=debug`"
        ));
    }
    let endpoint = config.telemetry.otlp_endpoint.as_deref();
    if endpoint.is_some_and(|text| Url::parse(text).map_or(true, |url| !url.has_host())) {
        // It is not repeated: a key may stand in it.
        return Err("`telemetry.otlp_endpoint` is no whole address; give one such as \
                    http://127.0.0.1:4318/v1/traces"
            .into());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
