//! Reading the file: a mistake is told with its place, what is wrong, and the mend; never with the
//! line itself, where a secret may stand.

use std::{collections::BTreeSet, path::Path};

use channelgraph_schema::{did_you_mean, is_currency};
use tracing_subscriber::EnvFilter;
use url::Url;

use super::Config;

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
    let config: Config = toml::from_str(text).map_err(|error| BadConfig {
        file: file.to_owned(),
        place: error.span().map(|span| place(text, span.start)),
        problem: with_suggestion(error.message()),
    })?;
    check(&config).map_err(|problem| BadConfig { file: file.to_owned(), place: None, problem })?;
    Ok(config)
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
    let Some(rest) = message.strip_prefix("unknown ") else { return message.to_owned() };
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
    check_money(config)?;
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

fn check_money(config: &Config) -> Result<(), String> {
    if let Some(code) = std::iter::once(&config.money.reporting)
        .chain(config.money.rates.keys())
        .find(|code| !is_currency(code))
    {
        return Err(format!("`{code}` in [money] is no currency; give its ISO code, such as EUR"));
    }
    Ok(())
}

fn check_telemetry(config: &Config) -> Result<(), String> {
    if let Err(problem) = EnvFilter::try_new(&config.telemetry.level) {
        return Err(format!(
            "`telemetry.level` cannot be understood ({problem}); write it like `info` or `warn,channelgraph=debug`"
        ));
    }
    if let Some(endpoint) = config
        .telemetry
        .otlp_endpoint
        .as_ref()
        .filter(|text| Url::parse(text).map_or(true, |url| !url.has_host()))
    {
        return Err(format!(
            "`telemetry.otlp_endpoint` is `{endpoint}`; give a whole address, such as http://127.0.0.1:4318/v1/traces"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[salesforce.crm]
my_domain = "https://acme.my.salesforce.com"
auth = { flow = "client_credentials", client_id = "key", client_secret = "hunter2" }
"#;

    fn refused(text: &str) -> String {
        read("gateway.toml", text).expect_err("it must be refused").to_string()
    }

    #[test]
    fn a_short_file_is_enough_and_never_prints_its_secret() {
        let config = read("gateway.toml", GOOD).unwrap();
        assert_eq!(config.source_names(), ["crm"]);
        assert_eq!(config.server.listen.port(), 8080);
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn mistakes_are_told_with_place_and_mend() {
        assert_eq!(
            refused("[server]\nlisten = \"127.0.0.1:80\"\nmax_dept = 3\n")
                .split(", expected")
                .next(),
            Some("gateway.toml:3:1: unknown field `max_dept`")
        );
        assert!(refused("[server]\nmax_dept = 3\n").ends_with("did you mean `max_depth`?"));
        assert!(refused("[salesfroce.crm]\n").ends_with("did you mean `salesforce`?"));
        assert!(refused("[server]\nlisten = 80\n").starts_with("gateway.toml:2:10: "));
        assert!(refused("").contains("no source is configured"));
        assert!(refused(&format!("sources = [\"crn\"]\n{GOOD}")).ends_with("did you mean `crm`?"));
        assert!(
            refused(&format!("sources = [\"crm\", \"crm\"]\n{GOOD}"))
                .ends_with("names `crm` twice")
        );
        assert!(
            refused(&format!("{GOOD}[money]\nreporting = \"dollars\""))
                .contains("`dollars` in [money]")
        );
        assert!(
            refused(&format!("{GOOD}[telemetry]\nlevel = \"loud==\""))
                .contains("`telemetry.level`")
        );
        assert!(
            refused(&format!("{GOOD}[telemetry]\notlp_endpoint = \"localhost:4317\""))
                .contains("such as http://")
        );
        assert!(
            refused(&format!("{GOOD}[telemetry]\nlogs = \"jsom\""))
                .ends_with("did you mean `json`?")
        );
        let nothing = "[odata.erp]\nbase_url = \"https://erp.acme.com\"\nauth = { user = \"me\", password = \"word\" }";
        assert!(refused(nothing).contains("`erp` maps nothing"));
    }

    #[test]
    fn secrets_stay_out_of_every_error() {
        for text in [
            GOOD.replace("\"hunter2\"", "hunter2"),
            GOOD.replace("client_id", "client_idd"),
            GOOD.replace("\"hunter2\" }", "[\"hunter2\"] }"),
            GOOD.replace(" }", ", hunter = \"hunter2\" }"),
            format!("{GOOD}describe_seconds = \"soon\""),
            "[salesforce.crm]\nmy_domain = \"https://acme.my.salesforce.com\"\nauth = \"hunter2\""
                .into(),
            "[hubspot.crm]\nauth = \"pat-hunter2\"".into(),
            "[hubspot.crm]\nauth = { service_key = \"env:pat-hunter2\" }".into(),
            "[odata.erp]\nbase_url = \"https://me:hunter2@erp.acme.com\"".into(),
        ] {
            let error = refused(&text);
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_secret_that_is_not_there_is_named() {
        let error = refused(&GOOD.replace("hunter2", "env:CHANNELGRAPH_NO_SUCH_SECRET"));
        assert!(error.contains("`CHANNELGRAPH_NO_SUCH_SECRET` is not set"), "{error}");
    }
}
