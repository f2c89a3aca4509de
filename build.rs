//! Builds the GraphiQL page and the dashboard into `$OUT_DIR/graphiql`, or puts the plain pages
//! there where npm cannot, and lists their files in `$OUT_DIR/graphiql.rs`.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Set to `1`, it asks for the plain page: a build without Node.js, and without a warning.
const PLAIN: &str = "CHANNELGRAPH_PLAIN_PAGE";

/// All that GraphiQL's page and the dashboard are made of, beside files of [`PLAIN_PAGE`]. Never
/// the folder itself, which holds `node_modules`.
const GRAPHIQL_PAGE: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "dashboard.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
];

/// The files of the plain pages, and their names in them.
const PLAIN_PAGE: [(&str, &str); 10] = [
    ("plain.html", "index.html"),
    ("plain-dashboard.html", "dashboard.html"),
    ("plain.css", "plain.css"),
    ("plain.js", "plain.js"),
    ("shell.css", "shell.css"),
    ("link.js", "link.js"),
    ("notice.js", "notice.js"),
    ("personas.js", "personas.js"),
    ("readiness.js", "readiness.js"),
    ("public/favicon.svg", "favicon.svg"),
];

fn main() {
    let web = PathBuf::from(required("CARGO_MANIFEST_DIR")).join("web");
    let out = PathBuf::from(required("OUT_DIR"));
    let page = out.join("graphiql");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed={PLAIN}");
    for name in GRAPHIQL_PAGE.into_iter().chain(PLAIN_PAGE.map(|(name, _)| name)) {
        println!("cargo:rerun-if-changed=web/{name}");
    }

    if env::var(PLAIN).is_ok_and(|value| value == "1") {
        plain_page(&web, &page);
    } else if let Err(problem) = graphiql(&web, &page) {
        println!(
            "cargo:warning=GraphiQL is not built in, a plain page stands in its place: {problem}. \
             Mend that and `touch build.rs`, or set {PLAIN}=1 to keep the plain page."
        );
        plain_page(&web, &page);
    }
    list(&page, &out.join("graphiql.rs"));
}

fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: this script is run by cargo"))
}

fn graphiql(web: &Path, out: &Path) -> Result<(), String> {
    // Builds of several profiles share `node_modules`; they take turns.
    let lock = web.join(".build.lock");
    let _turn = File::create(&lock)
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|problem| format!("{} cannot be locked ({problem})", lock.display()))?;
    install(web)?;
    npm(web, &["run", "build", "--", "--outDir", &out.display().to_string(), "--emptyOutDir"])
}

/// Installs the packages, unless those of this very lock file already are.
fn install(web: &Path) -> Result<(), String> {
    let wanted = fs::read(web.join("package-lock.json"))
        .map_err(|problem| format!("web/package-lock.json cannot be read ({problem})"))?;
    let stamp = web.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    npm(
        web,
        &[
            "ci",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000",
            "--fetch-retry-maxtimeout=2000",
            "--fetch-timeout=30000",
        ],
    )?;
    fs::write(&stamp, wanted)
        .map_err(|problem| format!("{} cannot be written ({problem})", stamp.display()))
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let said = Command::new(program).args(arguments).current_dir(web).stdin(Stdio::null()).output();
    let said = said.map_err(|problem| match problem.kind() {
        io::ErrorKind::NotFound => {
            "npm was not found (Node.js 20.19 or later brings it)".to_owned()
        }
        _ => format!("npm could not be started ({problem})"),
    })?;
    if said.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&said.stderr);
    let reason = text.lines().map(str::trim).find(|line| line.to_lowercase().contains("error"));
    Err(format!(
        "`npm {}` failed ({}: {})",
        arguments[0],
        said.status,
        reason.unwrap_or("it gave no reason")
    ))
}

fn plain_page(web: &Path, out: &Path) {
    if out.exists() {
        fs::remove_dir_all(out)
            .unwrap_or_else(|problem| panic!("{} cannot be cleared: {problem}", out.display()));
    }
    fs::create_dir_all(out)
        .unwrap_or_else(|problem| panic!("{} cannot be made: {problem}", out.display()));
    for (from, to) in PLAIN_PAGE {
        fs::copy(web.join(from), out.join(to))
            .unwrap_or_else(|problem| panic!("web/{from} cannot be copied: {problem}"));
    }
}

/// Writes the files below `page` as Rust: `(path, content, hash of the content)`, by path.
fn list(page: &Path, to: &Path) {
    let mut files = Vec::new();
    collect(page, &mut files);
    files.sort();
    let mut text = String::from("[\n");
    for file in files {
        let content = read(&file);
        let path = file.strip_prefix(page).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        text += &format!("    ({path:?}, include_bytes!({file:?}), {:?}),\n", hash(&content));
    }
    text += "]\n";
    fs::write(to, text)
        .unwrap_or_else(|problem| panic!("{} cannot be written: {problem}", to.display()));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|problem| panic!("{} cannot be read: {problem}", folder.display()));
    for entry in entries {
        let path = entry
            .unwrap_or_else(|problem| panic!("{} cannot be read: {problem}", folder.display()))
            .path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|problem| panic!("{} cannot be read: {problem}", file.display()))
}

/// FNV-1a of 128 bits, hexadecimal: tells contents apart, the same on every machine.
fn hash(content: &[u8]) -> String {
    const START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let step = |hash: u128, byte: &u8| (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
    format!("{:032x}", content.iter().fold(START, step))
}
