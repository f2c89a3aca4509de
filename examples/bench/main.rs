//! Figures of the gateway over simulated systems: `cargo run --release --example bench`, and beside
//! another binary of it: `cargo run --release --example bench -- compare --against BINARY`.
//!
//! Everything runs on this machine, the simulated systems too, and they answer as fast as they can.
//! What is measured and how stands beside each figure.

mod calls;
mod compare;
mod gateway;
mod memory;
mod process;

use std::{process::ExitCode, time::Duration};

use anyhow::Context;
use channelgraph::{cli::Cli, demo};
use channelgraph_sandbox::{Options, Sandbox, truth::System};
use clap::Parser;
use serde_json::Value;
use tokio::time::Instant;
use tracing_subscriber::{Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{calls::Calls, gateway::Gateway};

/// Fifty partners with five deals each, and of each deal its partner.
pub const NESTED: &str = "query ($after: String) { partners(first: 50, after: $after) { pageInfo { endCursor } nodes { name
    deals(first: 5) { nodes { name amount { amount currency } partner { name } } } } } }";
const WARM_RUNS: usize = 200;
const COLD_RUNS: usize = 30;
const PARTNERS_OF_EACH_SYSTEM: usize = 10_000;

#[tokio::main]
async fn main() -> ExitCode {
    // The gateway whose memory is measured is this very program, as a process of its own.
    let arguments: Vec<String> = std::env::args().collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["serve", ..] => return ExitCode::from(Box::pin(Cli::parse().run()).await),
        ["compare", "--against", other] => Box::pin(compare::run(other.as_ref())).await,
        _ => Box::pin(measure()).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure() -> anyhow::Result<()> {
    let calls = Calls::default();
    let only_calls = filter_fn(|metadata| metadata.is_span() && metadata.name() == calls::SPAN);
    tracing_subscriber::registry().with(calls.clone().with_filter(only_calls)).try_init()?;

    let begun = Instant::now();
    let sandbox = Sandbox::start(Options::default()).await?;
    row("sandbox: default world (1,000 partners) made", seconds(begun.elapsed()), "");

    let config = demo::config(&sandbox, demo::CRMS, None)?;
    let begun = Instant::now();
    let gateway = Gateway::start(&config).await?;
    row(
        "gateway: ready, from connecting to the index built",
        seconds(begun.elapsed()),
        "at most 3 s",
    );
    gateway.ask(NESTED, None).await?;
    let mut warm = Vec::new();
    for _ in 0..WARM_RUNS {
        let begun = Instant::now();
        gateway.ask(NESTED, None).await?;
        warm.push(begun.elapsed());
    }
    row("nested query, warm, over HTTP: p50", millis(percentile(&mut warm, 50)), "at most 5 ms");
    row("nested query, warm, over HTTP: p99", millis(percentile(&mut warm, 99)), "");
    drop(gateway);
    cold(&sandbox, &calls).await?;
    sandbox.stop().await;

    memory().await
}

/// The nested query on gateways that have just become ready, and so have read nothing but what the
/// index is made of.
async fn cold(sandbox: &Sandbox, calls: &Calls) -> anyhow::Result<()> {
    // Waiting for a turn is no work of the gateway's: the limits on calls per second are lifted on
    // both sides.
    for switch in ["searches_per_second", "burst_per_10s"] {
        sandbox.control.switch(System::Hubspot, switch, Value::Null).map_err(anyhow::Error::msg)?;
    }
    let config = gateway::without_limits(demo::config(sandbox, demo::CRMS, None)?);
    let (mut total, mut idle, mut beyond_slowest, mut count) =
        (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..COLD_RUNS {
        let gateway = Gateway::start(&config).await?;
        gateway.ask("{ __typename }", None).await?;
        calls.take();
        let begun = Instant::now();
        gateway.ask(NESTED, None).await?;
        let took = begun.elapsed();
        let vendors = calls.take();
        total.push(took);
        idle.push(took.saturating_sub(vendors.under_way));
        beyond_slowest.push(took.saturating_sub(vendors.slowest_of_levels));
        count = vendors.count;
    }
    row("nested query, cold, over HTTP: p50", millis(percentile(&mut total, 50)), "");
    row("  vendor calls", count.to_string(), "");
    row(
        "  time with no vendor call under way: p50",
        millis(percentile(&mut idle, 50)),
        "at most 5 ms",
    );
    row(
        "  total less the slowest call of each level: p50",
        millis(percentile(&mut beyond_slowest, 50)),
        "",
    );
    Ok(())
}

async fn memory() -> anyhow::Result<()> {
    let begun = Instant::now();
    let options = memory::world_of(PARTNERS_OF_EACH_SYSTEM).await?;
    let sandbox = Sandbox::start(options).await?;
    let counts = System::ALL.map(|system| memory::partners_in(&sandbox, system));
    let figure = format!("{}, {}; {}", counts[0], counts[1], seconds(begun.elapsed()));
    row("sandbox: large world, partners in each system", figure, "");
    let memory = memory::of_gateway(&sandbox).await?;
    row("gateway alone over it: ready after", seconds(memory.ready_after), "");
    row("  resident when ready", mebibytes(memory.ready), "at most 150 MiB");
    row("  resident after 20 pages of the nested query", mebibytes(memory.used), "at most 150 MiB");
    row("  resident at its highest", mebibytes(memory.highest), "");
    sandbox.stop().await;
    Ok(())
}

fn row(what: &str, figure: String, target: &str) {
    println!("{what:<52} {figure:>24}   {target}");
}

fn seconds(took: Duration) -> String {
    format!("{:.2} s", took.as_secs_f64())
}

fn millis(took: anyhow::Result<Duration>) -> String {
    took.map_or_else(
        |problem| problem.to_string(),
        |took| format!("{:.2} ms", took.as_secs_f64() * 1e3),
    )
}

fn mebibytes(kibibytes: u64) -> String {
    format!("{} MiB", kibibytes / 1024)
}

/// The smallest of the times within which so many of a hundred were done.
fn percentile(times: &mut [Duration], percent: usize) -> anyhow::Result<Duration> {
    times.sort_unstable();
    times
        .get((times.len() * percent).div_ceil(100).saturating_sub(1))
        .copied()
        .context("nothing was measured")
}
