//! Two gateways side by side over one sandbox, asked in turns: `bench compare --against BINARY`.
//! CPU time per request is the figure to look at; wall time is noise where the load and both
//! gateways share the machine.

use std::{path::Path, time::Duration};

use channelgraph::demo;
use channelgraph_sandbox::{Options, Sandbox};
use futures::future::join_all;
use tokio::time::Instant;

use crate::{gateway::Client, process::Process};

/// Named queries: a nested one, two flat ones, one by key, and a search.
const QUERIES: [(&str, &str); 5] = [
    (
        "Q1",
        "{ partners(first: 50) { nodes { id name tier { name } country deals(first: 5) { nodes { \
            id name stage amount { amount currency } partner { name } } } } } }",
    ),
    (
        "Q2",
        "{ partner(by: {domain: \"acme.de\"}) { id name tier { name } manager { name email } } }",
    ),
    (
        "Q3",
        "{ deals(first: 200) { nodes { id name stage sourceStage probability amount { amount \
            currency } closeDate isClosed isWon createdAt updatedAt partner { name } } } }",
    ),
    ("Q4", "{ leads(first: 100) { nodes { id name company email status country } } }"),
    ("Q5", "{ search(text: \"acme\", kinds: [PARTNER]) { nodes { ... on Partner { name } } } }"),
];
const ROUNDS: usize = 5;
const REQUESTS: usize = 150;
const CLIENTS: usize = 16;
const MANY_CLIENTS: usize = 256;

struct Round {
    cpu: Duration,
    latency: Duration,
}

/// Compares this program with another one.
pub async fn run(against: &Path) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(Options::default()).await?;
    let config =
        format!("{}\n[telemetry]\nlevel = \"warn\"\n", demo::text(&sandbox, demo::CRMS, None));
    // Nothing may run out while it is measured.
    let config = format!("{config}[cache]\nseconds = 3600\n[identity]\nrefresh_seconds = 3600\n");
    let now = Process::start(&std::env::current_exe()?, "now", &config).await?;
    let before = Process::start(against, "before", &config).await?;
    println!(
        "{:<6}{:>22}{:>22}{:>8}{:>16}{:>16}",
        "", "CPU ms/request, now", "before", "ratio", "p50 ms, now", "before"
    );
    for (name, query) in QUERIES {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..=ROUNDS {
            ours.push(load(&now, query, CLIENTS).await?);
            theirs.push(load(&before, query, CLIENTS).await?);
        }
        // The first round fills the caches.
        let (ours, theirs) = (&mut ours[1..], &mut theirs[1..]);
        let (cpu, cpu_before) =
            (median(ours, |round| round.cpu), median(theirs, |round| round.cpu));
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{name:<6}{:>22.3}{:>22.3}{:>8.2}{:>16.2}{:>16.2}",
            millis(cpu),
            millis(cpu_before),
            cpu.as_secs_f64() / cpu_before.as_secs_f64(),
            millis(median(ours, |round| round.latency)),
            millis(median(theirs, |round| round.latency)),
        );
    }
    for (name, process) in [("now", &now), ("before", &before)] {
        load(process, QUERIES[0].1, MANY_CLIENTS).await?;
        let (resident, highest) =
            (process.memory("VmRSS")? / 1024, process.memory("VmHWM")? / 1024);
        println!(
            "{name}: {resident} MiB resident after {MANY_CLIENTS} clients, {highest} at its highest"
        );
    }
    sandbox.stop().await;
    Ok(())
}

/// Asks a query many times, by so many clients at once.
async fn load(process: &Process, query: &str, clients: usize) -> anyhow::Result<Round> {
    let client = Client::new(process.url.clone());
    client.ask(query, None).await?;
    let begun = process.cpu()?;
    let each = REQUESTS.div_ceil(clients).max(2);
    let asked = join_all((0..clients).map(|_| async {
        let mut times = Vec::with_capacity(each);
        for _ in 0..each {
            let begun = Instant::now();
            client.raw(query).await?;
            times.push(begun.elapsed());
        }
        anyhow::Ok(times)
    }));
    let mut times = Vec::new();
    for of_client in asked.await {
        times.extend(of_client?);
    }
    let cpu = (process.cpu()? - begun) / u32::try_from(times.len())?;
    times.sort_unstable();
    Ok(Round { cpu, latency: times[times.len() / 2] })
}

fn median(rounds: &mut [Round], of: impl Fn(&Round) -> Duration) -> Duration {
    let mut values: Vec<Duration> = rounds.iter().map(of).collect();
    values.sort_unstable();
    values[values.len() / 2]
}
