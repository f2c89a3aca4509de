//! The memory of a gateway that has a process to itself.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::Context;
use channelgraph::demo;
use channelgraph_sandbox::{Options, Sandbox, truth::System};
use tokio::{sync::oneshot, time::Instant};

use crate::{NESTED, gateway::Client};

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

/// A gateway's process; it ends with the value.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        if let Err(error) = self.0.kill().and_then(|()| self.0.wait()) {
            eprintln!("the gateway's process cannot be ended: {error}");
        }
    }
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
    let file = std::env::temp_dir().join(format!("channelgraph-bench-{}.toml", std::process::id()));
    fs::write(&file, demo::text(sandbox, demo::CRMS, None))?;
    let begun = Instant::now();
    let child = Command::new(std::env::current_exe()?)
        .args(["serve", "--port", "0", "--config"])
        .arg(&file)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut process = Process(child.context("the gateway does not start")?);
    let said = process.0.stderr.take().context("no way to hear the gateway")?;
    let (ready, url) = oneshot::channel();
    // It says its address when it is ready; what it says later is read too, so that it is never
    // held up.
    std::thread::spawn(move || {
        let mut ready = Some(ready);
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            match line.strip_prefix("GraphQL").and_then(|rest| rest.trim().strip_suffix("/graphql"))
            {
                Some(url) => ready.take().map(|ready| ready.send(url.to_owned())),
                None => None,
            };
        }
    });
    let url = url.await.context("the gateway ended before it was ready");
    fs::remove_file(&file)?;
    let ready_after = begun.elapsed();
    let pid = process.0.id();
    let ready = resident(pid, "VmRSS")?;
    let client = Client::new(url?);
    let mut after: Option<String> = None;
    for _ in 0..PAGES {
        let page = client.ask(NESTED, after.as_deref()).await?;
        after = page["partners"]["pageInfo"]["endCursor"].as_str().map(str::to_owned);
    }
    Ok(Memory {
        ready_after,
        ready,
        used: resident(pid, "VmRSS")?,
        highest: resident(pid, "VmHWM")?,
    })
}

/// A line of `/proc/<pid>/status`, in KiB.
fn resident(pid: u32, line: &str) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))
        .context("memory is read from /proc: this needs Linux")?;
    let value = status
        .lines()
        .find_map(|found| found.strip_prefix(line)?.strip_prefix(':')?.trim().strip_suffix(" kB"));
    value
        .and_then(|kib| kib.parse().ok())
        .with_context(|| format!("/proc/{pid}/status has no {line}"))
}
