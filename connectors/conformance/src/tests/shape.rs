//! That all connectors have the same files, and are asked by this suite: who knows one finds the
//! way in each.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const FILES: [&str; 12] = [
    "lib",
    "config",
    "auth",
    "api",
    "error",
    "describe",
    "field",
    "query",
    "read",
    "rows",
    "connector",
    "tests",
];

fn names(folder: &Path) -> BTreeSet<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The folders of all connectors; one of which there is nothing but its name is none yet.
fn connectors() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = names(all)
        .into_iter()
        .filter(|name| !["core", "conformance"].contains(&name.as_str()))
        .map(|name| all.join(name));
    folders.filter(|folder| folder.is_dir() && names(&folder.join("src")).len() > 1).collect()
}

#[test]
fn every_connector_has_the_same_files() {
    let connectors = connectors();
    assert!(connectors.len() >= 2, "{connectors:?}");
    for folder in connectors {
        let name = folder.display();
        let beside = names(&folder);
        assert!(beside.contains("docs.md"), "{name} has no docs.md");
        assert!(
            beside.iter().any(|name| name.starts_with("mapping") && name.ends_with(".toml")),
            "{name} has no mapping"
        );
        let (files, folders): (BTreeSet<_>, BTreeSet<_>) =
            names(&folder.join("src")).into_iter().partition(|name| name.ends_with(".rs"));
        assert_eq!(files, FILES.map(|file| format!("{file}.rs")).into(), "{name}");
        let unknown: Vec<_> =
            folders.iter().filter(|folder| !FILES.contains(&folder.as_str())).collect();
        assert!(
            unknown.is_empty(),
            "{name}: parts stand in the folder of the file they belong to, not in {unknown:?}"
        );
    }
}

#[test]
fn every_connector_is_asked_by_the_suite() {
    for folder in connectors() {
        let tests = folder.join("src/tests");
        let asks = |name: &String| {
            fs::read_to_string(tests.join(name))
                .is_ok_and(|text| text.contains("channelgraph_conformance"))
        };
        assert!(
            names(&tests).iter().any(asks),
            "{} has no test that calls `channelgraph_conformance::hold`",
            folder.display()
        );
    }
}
