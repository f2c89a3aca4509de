//! `identity explain`: the evidence for and against two records, one line for each piece.

use std::path::PathBuf;

use channelgraph_identity::Evidence;
use clap::Args;
use serde_json::{Value, json};

use super::{Known, bits, key, record, refused, table, told, word};
use crate::{
    cli::out,
    engine::{Look, Problem, RecordName, Seen, SeenPair, Viewer},
    graphql::describe_reason,
};

/// The command `identity explain`.
#[derive(Args)]
pub(super) struct Explain {
    /// A partner record: `source:id` or `source:object:id`.
    #[arg(value_parser = name)]
    a: RecordName,
    /// Another partner record.
    #[arg(value_parser = name)]
    b: RecordName,
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Prints JSON, for scripts.
    #[arg(long)]
    json: bool,
}

fn name(text: &str) -> Result<RecordName, String> {
    RecordName::parse(text).ok_or_else(|| "write `source:id` or `source:object:id`".to_owned())
}

impl Explain {
    /// Prints what speaks for and against the two records being one company.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let known = Known::of(&self.config).await?;
        let pair = match self.pair(&known) {
            Ok(pair) => pair,
            Err(problem) => return Ok(refused(&problem)),
        };
        if self.json {
            out::line(format_args!("{:#}", as_json(&pair)))?;
        } else {
            print(&pair)?;
            if pair.explanation.tied {
                print_ties(&known, &pair)?;
            }
        }
        Ok(known.code())
    }

    fn pair(&self, known: &Known) -> Result<SeenPair, Problem> {
        let engine = &known.app.engine;
        let (a, b) = (engine.record_named(&self.a)?, engine.record_named(&self.b)?);
        engine.explain_match(&Viewer::everyone(), &[a], &[b])
    }
}

fn print(pair: &SeenPair) -> anyhow::Result<()> {
    let records =
        pair.between.iter().map(|named| vec![named.name.clone().unwrap_or_default(), key(named)]);
    print_table(&records.collect::<Vec<_>>())?;
    out::line("")?;
    let explanation = &pair.explanation;
    let header = ["evidence", "", "bits", "a", "b", ""].map(str::to_owned).to_vec();
    let evidence = explanation.evidence.iter().map(row);
    let odds = format!("odds {}", percent(explanation.odds()));
    let sum = ["SUM".to_owned(), String::new(), told(explanation.weight), odds].to_vec();
    let rows: Vec<_> = [header].into_iter().chain(evidence).chain([sum]).collect();
    print_table(&rows)?;
    out::line("")?;
    out::line(verdict(pair))?;
    let rivals: Vec<_> = pair.rivals.iter().map(rival_row).collect();
    print_table(&rivals)?;
    if !explanation.tied {
        out::line("")?;
        out::line("To decide it, add the pair to `[identity]` of the configuration:")?;
        out::line(format_args!("  same = [{}]      # or not_same", pair.config()))?;
    }
    Ok(())
}

/// Prints the ties that made one partner of its records: two of its records may be tied through
/// others only.
fn print_ties(known: &Known, pair: &SeenPair) -> anyhow::Result<()> {
    let mut rows = vec![["between", "and", "bits"].map(str::to_owned).to_vec()];
    for member in pair.a.records(&Viewer::everyone()) {
        let own = &member.record.key;
        for tie in known.app.engine.matches(&Viewer::everyone(), own) {
            if *own < tie.with.key {
                let own = format!("{}:{}", own.source, own.id);
                rows.push(vec![own, key(&tie.with), told(tie.explanation.weight)]);
            }
        }
    }
    out::line("")?;
    print_table(&rows)
}

fn print_table(rows: &[Vec<String>]) -> anyhow::Result<()> {
    table::lines(rows, &[2], &[3, 4]).into_iter().try_for_each(out::line)
}

fn row(evidence: &Evidence) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (kind, agreement): (&str, &str) = (evidence.kind.into(), evidence.agreement.into());
    vec![
        kind.to_owned(),
        agreement.to_lowercase(),
        told(evidence.weight),
        text(&evidence.ours),
        text(&evidence.theirs),
        text(&evidence.note),
    ]
}

fn rival_row(rival: &Seen) -> Vec<String> {
    let key = rival.key().map(|key| format!("{}:{}", key.source, key.id));
    let name = const { channelgraph_schema::EntityKind::Partner.known("name") };
    let name = match rival.look(&Viewer::everyone(), name) {
        Look::Value(name) => name.as_str().unwrap_or_default(),
        Look::Masked(_) | Look::Forbidden => "",
    };
    vec![format!("  {name}"), key.unwrap_or_default()]
}

fn verdict(pair: &SeenPair) -> String {
    let explanation = &pair.explanation;
    let verdict = match explanation.reason {
        _ if explanation.tied => "One partner.".to_owned(),
        Some(reason) => format!("Two partners ({}). {}", word(reason), describe_reason(reason)),
        None => "Two partners.".to_owned(),
    };
    if pair.rivals.is_empty() { verdict } else { format!("{verdict} About as likely:") }
}

/// Odds as people read them: never certain where they only nearly are.
fn percent(odds: f64) -> String {
    let percent = (odds * 100.0).clamp(0.0, 100.0);
    match percent {
        99.95..100.0 => "over 99.9 %".to_owned(),
        0.0..0.05 if percent > 0.0 => "under 0.1 %".to_owned(),
        _ => format!("{percent:.1} %"),
    }
}

fn as_json(pair: &SeenPair) -> Value {
    let explanation = &pair.explanation;
    let evidence = |one: &Evidence| {
        let (kind, agreement): (&str, &str) = (one.kind.into(), one.agreement.into());
        json!({
            "kind": kind,
            "agreement": agreement,
            "weight": bits(one.weight),
            "ours": one.ours,
            "theirs": one.theirs,
            "note": one.note,
        })
    };
    let rival = |node: &Seen| {
        let [name, key] = rival_row(node).try_into().unwrap_or_default();
        json!({ "name": name.trim(), "record": key })
    };
    json!({
        "a": record(&pair.between[0]),
        "b": record(&pair.between[1]),
        "tied": explanation.tied,
        "weight": bits(explanation.weight),
        "odds": explanation.odds(),
        "reason": explanation.reason.map(word),
        "by": explanation.evidence.iter().map(evidence).collect::<Vec<_>>(),
        "rivals": pair.rivals.iter().map(rival).collect::<Vec<_>>(),
    })
}
