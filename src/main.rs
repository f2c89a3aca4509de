//! The gateway's command.

use std::process::ExitCode;

use channelgraph::cli::Cli;
use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("channelgraph: {error:#}");
            ExitCode::from(2)
        }
    }
}
