//! `identity suggest`: pairs of partners that may be one company, for people to decide.

use std::path::PathBuf;

use channelgraph_identity::Reason;
use clap::Args;
use strum::VariantArray;

use super::{Known, is_sure, key, refused, table, told, word};
use crate::{
    cli::out,
    engine::{Named, SeenPair, Viewer, Wanted},
};

/// The command `identity suggest`.
#[derive(Args)]
pub(super) struct Suggest {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Prints CSV, for spreadsheets.
    #[arg(long)]
    csv: bool,
    /// The least weight, in bits.
    #[arg(long, value_name = "BITS", allow_negative_numbers = true)]
    min_weight: Option<f64>,
    /// Only pairs that are apart for this reason; may be given several times.
    #[arg(long, value_parser = reason)]
    reason: Vec<Reason>,
}

fn reason(text: &str) -> Result<Reason, String> {
    text.to_uppercase().replace('-', "_").parse().map_err(|_| {
        let all: Vec<_> = Reason::VARIANTS.iter().map(|reason| word(*reason)).collect();
        format!("give one of {}", all.join(", "))
    })
}

impl Suggest {
    /// Prints the suggestions, the likeliest first.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let known = Known::of(&self.config).await?;
        let wanted = Wanted {
            source: None,
            min_weight: self.min_weight,
            reasons: (!self.reason.is_empty()).then_some(self.reason),
        };
        let found = known.app.engine.suggestions(&Viewer::everyone(), &wanted, None, usize::MAX);
        let found = match found {
            Ok(found) => found,
            Err(problem) => return Ok(refused(&problem)),
        };
        let pairs = found.pairs.iter().map(|(_, pair)| &**pair);
        if self.csv {
            out::print(csv(pairs)?)?;
        } else {
            let header = ["bits", "reason", "a", "", "b", ""].map(str::to_owned).to_vec();
            let rows: Vec<_> = [header].into_iter().chain(pairs.map(row)).collect();
            table::lines(&rows, &[0], &[2, 4]).into_iter().try_for_each(out::line)?;
        }
        Ok(known.code())
    }
}

fn row(pair: &SeenPair) -> Vec<String> {
    let [a, b] = &pair.between;
    let name = |named: &Named| named.name.clone().unwrap_or_default();
    let reason = pair.explanation.reason.map(word).unwrap_or_default().to_owned();
    vec![told(pair.explanation.weight), reason, name(a), key(a), name(b), key(b)]
}

const COLUMNS: [&str; 12] = [
    "weight", "odds", "reason", "a_name", "a_source", "a_object", "a_id", "b_name", "b_source",
    "b_object", "b_id", "config",
];

fn csv<'p>(pairs: impl Iterator<Item = &'p SeenPair>) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for pair in pairs {
        let explanation = &pair.explanation;
        let weight = if is_sure(explanation.weight) {
            String::new()
        } else {
            (f64::from(explanation.weight) / 1000.0).to_string()
        };
        let reason = explanation.reason.map(word).unwrap_or_default().to_owned();
        let mut record = vec![weight, explanation.odds().to_string(), reason];
        for named in &pair.between {
            let key = &named.key;
            let name = named.name.clone().unwrap_or_default();
            record.extend([
                name,
                key.source.to_string(),
                key.object.to_string(),
                key.id.to_string(),
            ]);
        }
        record.push(pair.config());
        // The weights and odds are numbers, whatever their sign.
        let text = record.split_off(2);
        writer.write_record(record.into_iter().chain(text.into_iter().map(harmless)))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+49", "-cmd", "@SUM(A1)", "\t=1"] {
            assert_eq!(harmless(text.to_owned()), format!("'{text}"));
        }
        assert_eq!(harmless("Acme = more".to_owned()), "Acme = more");
    }

    #[test]
    fn reasons_are_read_as_people_write_them() {
        assert_eq!(reason("name-alone"), Ok(Reason::NameAlone));
        assert_eq!(reason("RIVAL"), Ok(Reason::Rival));
        assert!(reason("other").is_err_and(|told| told.contains("NAME_ALONE, RIVAL")));
    }
}
