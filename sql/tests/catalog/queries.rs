//! The tests: every query of every client, on both.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use datafusion::common::exec_err;
use futures::StreamExt;

use super::compare::{Names, OBJECTS, missing};
use super::exceptions::{OnlyOne, is_shape, is_subset, reduce};
use super::ours::Ours;
use super::server::Server;

/// Both servers, and what differs in their objects.
struct Both {
    server: Server,
    ours: Arc<Ours>,
    their_names: Names,
    our_names: Names,
    only_one: OnlyOne,
}

impl Both {
    async fn start() -> Option<Self> {
        let server = Server::start()?;
        let ours = Arc::new(Ours::new());
        let their_names = Names::new(server.run(OBJECTS).unwrap());
        let our_names = Names::new(ours.run(OBJECTS).await.unwrap());
        let only_one = OnlyOne::new(&their_names, &our_names);
        Some(Self { server, ours, their_names, our_names, only_one })
    }

    /// Runs a query on both and tells what differs.
    async fn compare(&self, file: &str, sql: &str) -> Result<(), String> {
        let begun = SystemTime::now();
        let theirs = self.server.run(&fill(sql, &self.their_names));
        let mut theirs = theirs.map_err(|error| format!("the real server: {error}"))?;
        let (ours, filled) = (self.ours.clone(), fill(sql, &self.our_names));
        let answer = tokio::spawn(async move { ours.run(&filled).await }).await;
        let answer = answer.unwrap_or_else(|panic| exec_err!("{panic}"));
        let mut answer = answer.map_err(|error| format!("ours: {error}"))?;
        reduce(file, &mut theirs);
        reduce(file, &mut answer);
        if theirs.names != answer.names {
            return Err(format!("columns\n  - {:?}\n  + {:?}", theirs.names, answer.names));
        }
        let (left, right) = (self.their_names.count(&theirs), self.our_names.count(&answer));
        let (mut lacking, mut extra) = (missing(&left, &right), missing(&right, &left));
        lacking.retain(|row| !is_subset(file) && !self.only_one.explains(row));
        extra.retain(|row| !is_shape(file) && !self.only_one.explains(row));
        if lacking.is_empty() && extra.is_empty() {
            return Ok(());
        }
        let took = begun.elapsed().unwrap_or_default().as_millis();
        let mut report =
            format!("{} rows against {} ({took} ms)", theirs.rows.len(), answer.rows.len());
        for row in lacking.iter().take(3) {
            report.push_str(&format!("\n  - {row:?}"));
        }
        for row in extra.iter().take(3) {
            report.push_str(&format!("\n  + {row:?}"));
        }
        Err(report)
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(files(&path)),
            false => all.push(path),
        }
    }
    all.sort();
    all
}

/// Replaces `{class public.deals}` by the identifier of the object.
fn fill(sql: &str, names: &Names) -> String {
    let mut out = sql.to_owned();
    while let Some(start) = out.find("{class ").or_else(|| out.find("{type ")) {
        let end = start + out[start..].find('}').unwrap();
        let oid = names.oid(&out[start + 1..end]).unwrap_or("0").to_owned();
        out.replace_range(start..=end, &oid);
    }
    out
}

/// Runs each file of `queries`, or of those whose path contains `CHANNELGRAPH_CATALOG_ONLY`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_get_the_same_rows() {
    let Some(both) = Both::start().await else {
        let why = "neither CHANNELGRAPH_PG nor PostgreSQL 15 is there";
        assert!(std::env::var_os("CHANNELGRAPH_LIVE").is_none(), "{why}");
        eprintln!("skipped: {why}");
        return;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalog/queries");
    let only = std::env::var("CHANNELGRAPH_CATALOG_ONLY").unwrap_or_default();
    let mut files = files(&folder);
    files.retain(|path| path.to_string_lossy().contains(&only));
    let compare = |path: &PathBuf| {
        let file = path.strip_prefix(&folder).unwrap().display().to_string();
        let sql = std::fs::read_to_string(path).unwrap();
        let both = &both;
        async move { both.compare(&file, &sql).await.map_err(|error| format!("{file}: {error}")) }
    };
    let compared = futures::stream::iter(files.iter().map(compare)).buffered(2);
    let failures = compared.filter_map(|result| async { result.err() }).collect::<Vec<_>>().await;
    assert!(
        failures.is_empty(),
        "{} of {} differ\n{}",
        failures.len(),
        files.len(),
        failures.join("\n")
    );
}
