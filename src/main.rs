//! The gateway's command.

use std::process::ExitCode;

use channelgraph::cli::Cli;
use clap::Parser;
use mimalloc::MiMalloc;
use tokio::runtime::Runtime;

/// An answer is made of many small pieces, and threads free what others made.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // Before anything is read that may be a secret. Whoever serves does it again, to log a refusal.
    channelgraph::hardening::keep_memory_in();
    let cli = Cli::parse();
    let code = match Runtime::new() {
        Ok(runtime) => {
            let code = runtime.block_on(cli.run());
            // A name that is being looked up, or a world being made, would hold the end for long.
            runtime.shutdown_background();
            code
        }
        Err(error) => channelgraph::cli::failed(&error.into()),
    };
    ExitCode::from(code)
}
