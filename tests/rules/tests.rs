//! The tests: each viewer gets what the world that is left for him gets, and a world that lacks
//! something is found out.

use crate::{
    role::Role,
    roles::{roles, viewers},
    run::{Report, Run},
    snapshot::Snapshot,
};

/// A number from the environment.
fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The seeds of the worlds: `SEEDS=1,2,3`.
fn seeds() -> Vec<u64> {
    let given = std::env::var("SEEDS").unwrap_or_else(|_| "1,2".to_owned());
    given.split(',').map(|seed| seed.trim().parse().expect("a seed")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_gets_what_a_world_without_the_rest_gives() {
    let (seeds, cases) = (seeds(), number("CASES", 3_300));
    let mut report = Report::default();
    for seed in &seeds {
        let only = std::env::var("ROLES").ok();
        let is_asked = |role: &Role| {
            only.as_ref().is_none_or(|only| only.split(',').any(|it| it == role.name))
        };
        let asked = |snapshot: &Snapshot| {
            viewers(snapshot).into_iter().filter(|(role, _)| is_asked(role)).collect()
        };
        let run = Run::start(*seed, &asked).await;
        run.cases(cases / seeds.len(), &mut report).await;
    }
    eprintln!("seeds {seeds:?}: {report}");
    for difference in report.differences.iter().take(number("SHOW", 3)) {
        eprintln!("\n{difference}");
    }
    assert!(report.differences.is_empty(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_gets_the_figures_of_a_world_without_the_rest() {
    let run = Box::pin(Run::start(3, &viewers)).await;
    let (eyes, differences) = Box::pin(run.figures(number("FIGURES", 12) as u64)).await;
    assert!(eyes > 4, "only {eyes} viewers");
    assert!(differences.is_empty(), "{} differ\n{}", differences.len(), differences[0]);
    let blind = Box::pin(Run::start_blind(3, &viewers)).await;
    let (_, found) = Box::pin(blind.figures(2)).await;
    assert!(found.len() > 4, "without rules only {} differ", found.len());
}

#[cfg(feature = "bi")]
#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_gets_the_tables_of_a_world_without_the_rest() {
    let run = Box::pin(Run::start(5, &viewers)).await;
    let (rows, differences) = Box::pin(run.tables()).await;
    assert!(rows > 10_000, "only {rows} rows");
    assert!(differences.is_empty(), "{} differ\n{}", differences.len(), differences.join("\n"));
    let blind = Box::pin(Run::start_blind(5, &viewers)).await;
    let (_, found) = Box::pin(blind.tables()).await;
    assert!(found.len() > 20, "without rules only {} differ", found.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_without_rules_is_found_out() {
    let blind = |snapshot: &Snapshot| {
        let cut = |role: &Role| matches!(role.name, "own-open" | "region" | "open-books" | "hide");
        viewers(snapshot).into_iter().filter(|(role, _)| cut(role)).collect()
    };
    let run = Run::start_blind(2, &blind).await;
    let mut report = Report::default();
    run.cases(80, &mut report).await;
    let found = report.differences.len();
    assert!(found > 20, "of 80 cases without rules only {found} differ");
}

#[test]
fn roles_are_written_as_configuration() {
    let roles = roles();
    let text = roles.iter().find(|role| role.name == "own").expect("a role").toml();
    let table: toml::Table = text.parse().expect("TOML");
    let role = &table["roles"]["own"];
    assert_eq!(role["rows"]["Partner"][1]["if"]["type"]["eq"].as_str(), Some("DISTRIBUTOR"));
    assert_eq!(role["fields"]["personal"].as_str(), Some("mask"));
}
