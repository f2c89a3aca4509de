//! A gateway that has a process to itself: what it costs is read from the kernel's own accounts.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::Context;
use tokio::sync::oneshot;

/// Clock ticks of the kernel's accounts a second: 100 on every Linux.
const TICKS: u32 = 100;

/// A gateway's process; it ends with the value.
pub struct Process {
    child: Child,
    /// Its base URL.
    pub url: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("the gateway's process cannot be ended: {error}");
        }
    }
}

impl Process {
    /// Starts `program serve` with this configuration, and waits until it is ready.
    pub async fn start(program: &Path, name: &str, config: &str) -> anyhow::Result<Self> {
        let file = format!("channelgraph-bench-{}-{name}.toml", std::process::id());
        let file = std::env::temp_dir().join(file);
        fs::write(&file, config)?;
        let child = Command::new(program)
            .args(["serve", "--port", "0", "--config"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut process =
            Self { child: child.context("the gateway does not start")?, url: String::new() };
        let said = process.child.stderr.take().context("no way to hear the gateway")?;
        let (ready, url) = oneshot::channel();
        // It says its address when it is ready; what it says later is read too, so that it is never
        // held up.
        std::thread::spawn(move || {
            let mut ready = Some(ready);
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                let url = line.strip_prefix("GraphQL").map(str::trim);
                if let Some(url) = url.and_then(|url| url.strip_suffix("/graphql")) {
                    ready.take().map(|ready| ready.send(url.to_owned()));
                }
            }
        });
        let url = url.await.context("the gateway ended before it was ready");
        fs::remove_file(&file)?;
        process.url = url?;
        Ok(process)
    }

    /// CPU time that it has used, in its own code and in the kernel's.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))
            .context("CPU time is read from /proc: this needs Linux")?;
        let fields: Vec<&str> =
            stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<u32>().ok());
        let ticks = ticks(11).zip(ticks(12)).context("/proc has no CPU time")?;
        Ok(Duration::from_secs(1) * (ticks.0 + ticks.1) / TICKS)
    }

    /// A line of `/proc/<pid>/status`, in KiB.
    pub fn memory(&self, line: &str) -> anyhow::Result<u64> {
        let pid = self.child.id();
        let status = fs::read_to_string(format!("/proc/{pid}/status"))
            .context("memory is read from /proc: this needs Linux")?;
        let value = status.lines().find_map(|found| {
            found.strip_prefix(line)?.strip_prefix(':')?.trim().strip_suffix(" kB")
        });
        value
            .and_then(|kib| kib.parse().ok())
            .with_context(|| format!("/proc/{pid}/status has no {line}"))
    }
}
