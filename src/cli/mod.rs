//! The command line.

mod check;
#[cfg(feature = "demo")]
mod demo;
#[cfg(feature = "bi")]
mod export;
mod health;
mod identity;
mod key;
mod out;
mod progress;
mod rules;
mod run;
mod sql;
mod stop;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
pub use out::failed;

/// One GraphQL endpoint over the systems in which a sales channel already lives.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[cfg(feature = "demo")]
const EXAMPLES: &str = "Examples:
  channelgraph demo                        try it: simulated systems, GraphiQL at http://127.0.0.1:8080/
  channelgraph check --config gateway.toml log in to every source, and list the fields that would be null
  channelgraph serve --config gateway.toml serve the sources
  channelgraph identity suggest --config gateway.toml  list partners that may be one company
  channelgraph schema > schema.graphql     print the schema, for code generators";

#[cfg(not(feature = "demo"))]
const EXAMPLES: &str = "Examples:
  channelgraph check --config gateway.toml log in to every source, and list the fields that would be null
  channelgraph serve --config gateway.toml serve the sources
  channelgraph identity suggest --config gateway.toml  list partners that may be one company
  channelgraph schema > schema.graphql     print the schema, for code generators";

#[derive(Subcommand)]
enum Command {
    /// Starts a gateway over simulated Salesforce, HubSpot, S/4HANA and AWS, which share one
    /// generated channel.
    #[cfg(feature = "demo")]
    Demo(demo::Demo),
    /// Serves the sources of a configuration.
    Serve {
        /// The configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// The port to listen on, in place of the configured one.
        #[arg(long)]
        port: Option<u16>,
        /// Lets everyone on this machine see everything, without credentials; only on a loopback
        /// address.
        #[arg(long)]
        open: bool,
    },
    /// Makes API keys.
    #[command(subcommand)]
    Key(key::Key),
    /// Reads a configuration, logs in to every source, and compares the mapping with the fields
    /// that each source has.
    ///
    /// Exits with 0 if all is well, 1 if fields would be null or a source does not answer, 2 if the
    /// configuration cannot be used.
    Check {
        /// The configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Tells why records are one partner, which partners may be one, and what other rules would
    /// change.
    ///
    /// Results go to standard output, all else to standard error. Exits with 0 if all sources
    /// answered, 1 if partners of some are missing or a record is not known, 2 if the
    /// configuration cannot be used.
    Identity(identity::Identity),
    /// Writes a table into a file: Parquet, CSV or lines of JSON, read straight from the sources.
    ///
    /// Exits with 0, 1 if the rows could not all be read, 2 if the configuration cannot be used.
    #[cfg(feature = "bi")]
    Export(Box<export::Export>),
    /// Prints who may see what, as Markdown: the rules of all roles.
    ///
    /// With `--as`, asks the sources what one caller would see. Exits with 0, 1 if sources did not
    /// answer, 2 if the configuration cannot be used or has no such role.
    Rules(rules::Rules),
    /// Prints the GraphQL schema.
    Schema,
    /// Asks a running gateway how it is. Exits with 0 if it is well, 1 if it is not or does not
    /// answer.
    Health(health::Health),
    /// Starts the simulated systems without a gateway, and prints their addresses and test
    /// credentials.
    #[cfg(feature = "demo")]
    Sandbox(demo::Sandbox),
}

impl Cli {
    /// Runs the command, and tells why it failed if it does; returns the exit code.
    pub async fn run(self) -> u8 {
        self.outcome().await.unwrap_or_else(|error| failed(&error))
    }

    async fn outcome(self) -> anyhow::Result<u8> {
        match self.command {
            #[cfg(feature = "demo")]
            Command::Demo(demo) => demo.run().await,
            Command::Serve { config, port, open } => run::serve(&config, port, open).await,
            Command::Key(key) => key.run(),
            Command::Check { config } => check::check(&config).await,
            Command::Identity(identity) => identity.run().await,
            Command::Health(health) => health.run().await,
            #[cfg(feature = "bi")]
            Command::Export(export) => export.run().await,
            Command::Rules(rules) => rules.run().await,
            Command::Schema => {
                out::print(crate::graphql::sdl())?;
                Ok(0)
            }
            #[cfg(feature = "demo")]
            Command::Sandbox(sandbox) => sandbox.run().await,
        }
    }
}
