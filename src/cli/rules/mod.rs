//! The command `rules`: what each role sees, or what one caller would see.

mod seen;
mod table;

use std::path::PathBuf;

use clap::Args;

use super::{out, run};

/// The command `rules`.
#[derive(Args)]
pub(super) struct Rules {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Asks the sources what a caller would see who has this role and, after a colon, belongs to
    /// this partner: `manager`, `partner:domain:acme.de`, `partner:record:SOURCE:ID`.
    #[arg(long = "as", value_name = "ROLE[:PARTNER]", value_parser = seen::parse)]
    caller: Option<seen::Called>,
}

impl Rules {
    /// Prints the rules as Markdown, or what a caller would see; returns the exit code.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let (config, prepared) = run::read(&self.config)?;
        match self.caller {
            Some(caller) => caller.run(&config, prepared).await,
            None => {
                out::print(table::of(&config)?)?;
                Ok(0)
            }
        }
    }
}
