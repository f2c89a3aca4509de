//! The command line.

mod check;
mod demo;
mod run;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::demo::Tryton;

/// One GraphQL endpoint over the systems in which a sales channel already lives.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  channelgraph demo                        try it: simulated systems, GraphiQL at http://127.0.0.1:8080/
  channelgraph check --config gateway.toml log in everywhere, and tell what would be null
  channelgraph serve --config gateway.toml serve it
  channelgraph schema > schema.graphql     the schema, for code generators";

#[derive(Subcommand)]
enum Command {
    /// Simulated Salesforce, HubSpot, S/4HANA and AWS with one generated channel, and a gateway
    /// over them.
    Demo {
        #[command(flatten)]
        world: World,
        /// Where the gateway listens.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// A Tryton database that takes part as a fifth system:
        /// `http://admin@127.0.0.1:8000/database`.
        #[arg(long, value_name = "URL", requires = "tryton_password")]
        tryton: Option<String>,
        /// The Tryton user's password.
        #[arg(long, env = "TRYTON_PASSWORD", hide_env_values = true)]
        tryton_password: Option<String>,
    },
    /// Serves the sources of a configuration.
    Serve {
        /// The configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Another port than the configured one.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Reads a configuration, logs in to every source, and compares the mapping with what each says
    /// it holds.
    ///
    /// Ends with 0 if all is well, 1 if fields would be null or a source does not answer, 2 if the
    /// configuration cannot be used.
    Check {
        /// The configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Prints the GraphQL schema.
    Schema,
    /// The simulated systems alone, with their addresses and test credentials.
    Sandbox {
        #[command(flatten)]
        world: World,
        /// Says it as one line of JSON, for scripts. Once the line is there, the systems answer.
        #[arg(long)]
        json: bool,
    },
}

/// How large the generated channel is.
#[derive(Args, Clone, Copy)]
struct World {
    /// The same seed gives the same channel.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many partners the channel has, over all systems.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    partners: u32,
}

impl World {
    fn options(self) -> channelgraph_sandbox::Options {
        channelgraph_sandbox::Options {
            seed: self.seed,
            partners: self.partners as usize,
            ..channelgraph_sandbox::Options::default()
        }
    }
}

impl Cli {
    /// Does what was asked; the exit code.
    ///
    /// # Errors
    /// If it cannot be done; the text says why, and what to do.
    pub async fn run(self) -> anyhow::Result<u8> {
        match self.command {
            Command::Demo { world, port, tryton, tryton_password } => {
                let tryton = match tryton
                    .zip(tryton_password)
                    .map(|(url, password)| Tryton::new(&url, password))
                    .transpose()
                {
                    Ok(tryton) => tryton,
                    Err(problem) => {
                        eprintln!("--tryton: {problem}");
                        return Ok(2);
                    }
                };
                demo::demo(world.options(), port, tryton.as_ref()).await.map(|()| 0)
            }
            Command::Serve { config, port } => run::serve(&config, port).await,
            Command::Check { config } => check::check(&config).await,
            Command::Schema => {
                print!("{}", crate::graphql::sdl());
                Ok(0)
            }
            Command::Sandbox { world, json } => {
                demo::sandbox(world.options(), json).await.map(|()| 0)
            }
        }
    }
}
