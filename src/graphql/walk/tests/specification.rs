//! Runs graphql-js beside the walk: `tests/spec/compare.mjs` asks both the same random operations.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use axum::{
    Json as Body, Router, body::Bytes, extract::State, http::StatusCode, routing::get,
    routing::post,
};
use tokio::{net::TcpListener, process::Command};

use super::memory::Memory;
use crate::{
    config::Documents,
    graphql::{Graphql, Limits, Request, Status, sdl},
    work::Work,
};

struct Server {
    graphql: Graphql,
    memory: Memory,
}

async fn answer(
    State(server): State<Arc<Server>>,
    Body(request): Body<Request>,
) -> (StatusCode, Bytes) {
    let answer = server.graphql.answer_over(server.memory.again(), &request).await;
    let refused = answer.status == Status::Refused;
    (if refused { StatusCode::BAD_REQUEST } else { StatusCode::OK }, answer.body.plain())
}

/// The folder of the JavaScript side, with its packages installed; none where npm is missing.
async fn installed() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--prefer-offline"]).current_dir(&folder);
    match npm.stdout(Stdio::null()).status().await {
        Ok(status) if status.success() => Some(folder),
        outcome => {
            let live = std::env::var("CHANNELGRAPH_LIVE").is_ok_and(|live| live == "1");
            assert!(!live, "npm cannot install tests/spec: {outcome:?}");
            eprintln!("SKIPPED: npm cannot install tests/spec: {outcome:?}");
            None
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn graphql_js_answers_the_same() {
    let Some(folder) = installed().await else { return };
    let made = Command::new("node").arg("data.mjs").current_dir(&folder).output().await.unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let dataset =
        std::env::temp_dir().join(format!("channelgraph-spec-{}.json", std::process::id()));
    std::fs::write(&dataset, &made.stdout).unwrap();

    let limits = Limits { tokens: 100_000, depth: 50, fields: 100_000, cached_bytes: 1 << 20 };
    let graphql = Graphql::new(limits, &Documents::default(), Work::default(), 0).unwrap();
    let memory = Memory::new(&serde_json::from_slice(&made.stdout).unwrap());
    let router = Router::new()
        .route("/graphql", post(answer))
        .route("/schema.graphql", get(|| async { sdl() }))
        .with_state(Arc::new(Server { graphql, memory }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    // SPEC_OPERATIONS=50000 SPEC_SEED=9 looks longer, at others.
    let or = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let compared = Command::new("node")
        .arg("compare.mjs")
        .args([&url, dataset.to_str().unwrap()])
        .args([or("SPEC_OPERATIONS", "2000"), or("SPEC_SEED", "1")])
        .current_dir(&folder)
        .output()
        .await
        .unwrap();
    server.abort();
    std::fs::remove_file(&dataset).unwrap();
    println!("{}", String::from_utf8_lossy(&compared.stdout));
    assert!(compared.status.success(), "{}", String::from_utf8_lossy(&compared.stderr));
}
