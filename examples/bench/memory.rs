//! The memory of a gateway that has a process to itself.

use std::time::Duration;

use channelgraph::demo;
use channelgraph_sandbox::{Options, Sandbox, truth::System};
use tokio::time::Instant;

use crate::{NESTED, gateway::Client, process::Process};

const PAGES: usize = 20;

/// Memory in KiB, as the kernel counts it.
pub struct Memory {
    /// From the start of the process to the index built.
    pub ready_after: Duration,
    /// Resident once the index is built.
    pub ready: u64,
    /// Resident after a few queries.
    pub used: u64,
    /// The most there ever was.
    pub highest: u64,
}

/// Options of a world in which each CRM knows at least so many partners.
pub async fn world_of(partners: usize) -> anyhow::Result<Options> {
    let options = Options::default();
    let sandbox = Sandbox::start(options.clone()).await?;
    let fewest = System::CRMS
        .map(|system| partners_in(&sandbox, system))
        .into_iter()
        .min()
        .unwrap_or_default()
        .max(1);
    sandbox.stop().await;
    // A little more than in proportion: a larger world is not exactly a small one many times.
    Ok(Options { partners: (options.partners * partners / fewest) * 21 / 20, ..options })
}

/// How many partner records a system has.
pub fn partners_in(sandbox: &Sandbox, system: System) -> usize {
    sandbox
        .control
        .truth()
        .partners
        .iter()
        .flatten()
        .filter(|record| record.source == system)
        .count()
}

/// Starts a gateway over the sandbox as a process of its own, asks it a little, and looks at its
/// memory.
pub async fn of_gateway(sandbox: &Sandbox) -> anyhow::Result<Memory> {
    let begun = Instant::now();
    let config = demo::text(sandbox, demo::CRMS, None);
    let process = Process::start(&std::env::current_exe()?, "memory", &config).await?;
    let ready_after = begun.elapsed();
    let ready = process.memory("VmRSS")?;
    let client = Client::new(process.url.clone());
    let mut after: Option<String> = None;
    for _ in 0..PAGES {
        let page = client.ask(NESTED, after.as_deref()).await?;
        after = page["partners"]["pageInfo"]["endCursor"].as_str().map(str::to_owned);
    }
    let (used, highest) = (process.memory("VmRSS")?, process.memory("VmHWM")?);
    Ok(Memory { ready_after, ready, used, highest })
}
