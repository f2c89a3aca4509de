//! `identity review`: what a changed `[identity]` would merge and part.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Known, bits, key, record, table, told, word};
use crate::{
    cli::out,
    config,
    engine::{Change, Named, Review as Reviewed},
};

/// The command `identity review`.
#[derive(Args)]
pub(super) struct Review {
    /// The configuration file with the changed `[identity]`; the sources are read by it.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The configuration file whose `[identity]` it is compared with; the defaults if left out.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Prints JSON, for scripts.
    #[arg(long)]
    json: bool,
}

impl Review {
    /// Reads the partners once, and compares what both rules make of them.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let against = match &self.against {
            Some(file) => config::read_file(file)?.identity,
            None => config::Identity::default(),
        };
        let against = against.rules();
        let known = Known::of(&self.config).await?;
        let review = known.app.engine.review(&against);
        if self.json {
            out::line(format_args!("{:#}", as_json(&review)))?;
        } else {
            print(&review)?;
        }
        Ok(known.code())
    }
}

fn print(review: &Reviewed) -> anyhow::Result<()> {
    let Reviewed { before, after, merged, parted } = review;
    out::line(format_args!(
        "{} ties would be made and {} taken away: {after} partners instead of {before}.",
        merged.len(),
        parted.len()
    ))?;
    for (title, changes) in [("would merge", merged), ("would part", parted)] {
        if changes.is_empty() {
            continue;
        }
        out::line(format_args!("\n{title}"))?;
        let header = ["  bits", "apart for", "a", "", "b", ""].map(str::to_owned).to_vec();
        let rows: Vec<_> = [header].into_iter().chain(changes.iter().map(row)).collect();
        table::lines(&rows, &[0], &[2, 4]).into_iter().try_for_each(out::line)?;
    }
    Ok(())
}

fn row(change: &Change) -> Vec<String> {
    let [a, b] = &change.between;
    let name = |named: &Named| named.name.clone().unwrap_or_default();
    let reason = change.reason.map(word).unwrap_or_default().to_owned();
    vec![format!("  {}", told(change.weight)), reason, name(a), key(a), name(b), key(b)]
}

fn as_json(review: &Reviewed) -> Value {
    let change = |change: &Change| {
        json!({
            "a": record(&change.between[0]),
            "b": record(&change.between[1]),
            "weight": bits(change.weight),
            "odds": channelgraph_identity::odds(change.weight),
            "reason": change.reason.map(word),
        })
    };
    json!({
        "before": review.before,
        "after": review.after,
        "merge": review.merged.iter().map(change).collect::<Vec<_>>(),
        "part": review.parted.iter().map(change).collect::<Vec<_>>(),
    })
}
