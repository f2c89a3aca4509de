//! Two tools of the benchmark: `load` asks a server the same question over and over, `bare` answers
//! with bytes from memory.

mod answer;
mod bare;
mod load;

use std::path::PathBuf;

use clap::Parser;

#[derive(Parser)]
enum Tool {
    /// Answers POST /0, /1 … with the bytes of each file: the least that an HTTP server can do.
    Bare {
        /// The files, in order.
        files: Vec<PathBuf>,
    },
    /// Posts a file to an address again and again, and prints a line of JSON about it.
    Load(load::Options),
}

fn main() -> anyhow::Result<()> {
    match Tool::parse() {
        Tool::Bare { files } => tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(bare::serve(files)),
        // One thread: the servers that are measured shall have the others.
        Tool::Load(options) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(load::run(options)),
    }
}
