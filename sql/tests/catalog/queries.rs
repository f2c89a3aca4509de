//! The test: every query of every client, on both.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::compare::{Names, OBJECTS, missing};
use super::exceptions::{OnlyOne, is_subset, reduce};
use super::ours::Ours;
use super::server::Server;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_get_the_same_rows() {
    let Some(server) = Server::start() else {
        eprintln!("skipped: neither CHANNELGRAPH_PG nor PostgreSQL 15 is there");
        return;
    };
    let ours = Ours::new();
    let their_names = Names::new(server.run(OBJECTS).unwrap());
    let our_names = Names::new(ours.run(OBJECTS).await.unwrap());
    let only_one = OnlyOne::new(&their_names, &our_names);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalog/queries");
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut report = String::new();
    let (mut equal, mut total) = (0, 0);
    for path in files(&folder).iter().filter(|path| path.to_str().unwrap().contains(&only)) {
        let sql = std::fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(&folder).unwrap().display();
        let begin = std::time::SystemTime::now();
        total += 1;
        let theirs = match server.run(&fill(&sql, &their_names)) {
            Ok(theirs) => theirs,
            Err(error) => {
                writeln!(report, "{name}: THEIRS {error}").unwrap();
                continue;
            }
        };
        let answer = match ours.run(&fill(&sql, &our_names)).await {
            Ok(answer) => answer,
            Err(error) => {
                writeln!(report, "{name}: FAILED {error}").unwrap();
                continue;
            }
        };
        let took = begin.elapsed().unwrap().as_millis();
        let (mut theirs, mut answer) = (theirs, answer);
        let file = name.to_string();
        reduce(&file, &mut theirs);
        reduce(&file, &mut answer);
        let (left, right) = (their_names.count(&theirs), our_names.count(&answer));
        let (mut lacking, mut extra) = (missing(&left, &right), missing(&right, &left));
        lacking.retain(|row| !is_subset(&file) && !only_one.explains(row));
        extra.retain(|row| !only_one.explains(row));
        if lacking.is_empty() && extra.is_empty() && theirs.names == answer.names {
            equal += 1;
            continue;
        }
        writeln!(
            report,
            "{name}: DIFFERS ({} theirs, {} ours, {took} ms)",
            theirs.rows.len(),
            answer.rows.len()
        )
        .unwrap();
        if theirs.names != answer.names {
            writeln!(report, "  names {:?}\n     vs {:?}", theirs.names, answer.names).unwrap();
        }
        for row in lacking.iter().take(3) {
            writeln!(report, "  - {row:?}").unwrap();
        }
        for row in extra.iter().take(3) {
            writeln!(report, "  + {row:?}").unwrap();
        }
    }
    eprintln!("{equal} of {total} equal\n{report}");
    assert_eq!(equal, total);
}
