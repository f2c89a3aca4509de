//! The command `identity`: why records are one partner, which partners may be one, and what other
//! rules would change.

mod explain;
mod review;
mod suggest;
mod table;

use std::path::Path;

use channelgraph_identity::{Reason, SURE};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{out, run};
use crate::{
    app::{App, Start},
    config::LogForm,
    engine::{Named, Problem},
};

/// The command `identity`.
#[derive(Args)]
pub(super) struct Identity {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Explains why two partner records are one partner, or why they are not.
    Explain(explain::Explain),
    /// Lists pairs of partners that may be one company, the likeliest first.
    Suggest(suggest::Suggest),
    /// Tells what a changed `[identity]` would merge and part, before it is live.
    Review(review::Review),
}

impl Identity {
    /// Runs the command; returns the exit code.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        match self.command {
            Command::Explain(explain) => explain.run().await,
            Command::Suggest(suggest) => suggest.run().await,
            Command::Review(review) => review.run().await,
        }
    }
}

/// The partners of a configuration's sources.
struct Known {
    app: App,
}

impl Known {
    /// Connects to the sources and reads their partners. What happens meanwhile is told on standard
    /// error.
    async fn of(file: &Path) -> anyhow::Result<Self> {
        let (config, prepared) = run::read(file)?;
        let app = App::connect_prepared(&config, prepared, &Start::default()).await?;
        run::build_index(&app, &Start::default(), LogForm::Pretty).await;
        Ok(Self { app })
    }

    /// The exit code of a command that has told what it knows: 1 if a source's partners are
    /// missing.
    fn code(&self) -> u8 {
        u8::from(!self.app.engine.index_gaps().is_empty())
    }
}

/// Tells why a question is not answered; returns the exit code.
fn refused(problem: &Problem) -> u8 {
    out::note(format_args!("channelgraph: {} ({})", problem.message, problem.code));
    1
}

/// A record as `identity explain` takes it.
fn key(named: &Named) -> String {
    format!("{}:{}", named.key.source, named.key.id)
}

/// A record for scripts.
fn record(named: &Named) -> Value {
    json!({
        "source": &*named.key.source,
        "object": &*named.key.object,
        "id": &*named.key.id,
        "name": named.name,
    })
}

/// A weight for scripts, in bits; null for what is sure.
fn bits(weight: i32) -> Value {
    if is_sure(weight) { Value::Null } else { json!(f64::from(weight) / 1000.0) }
}

fn is_sure(weight: i32) -> bool {
    weight == SURE || weight == -SURE
}

/// A weight for people, in bits.
fn told(weight: i32) -> String {
    if is_sure(weight) { "sure".to_owned() } else { format!("{:+.1}", f64::from(weight) / 1000.0) }
}

fn word(reason: Reason) -> &'static str {
    reason.into()
}
