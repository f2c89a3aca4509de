//! A real PostgreSQL: one that is given, or one that lives as long as the test.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::compare::Answer;
use super::model::{DATABASE, USER, ddl, tables};
use super::render::NULL;

const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";
const CELL: &str = "\u{1f}";
const ROW: &str = "\u{1e}";

/// A server with the tables of the test in a database of its own.
pub struct Server {
    /// How `psql` reaches the database.
    connection: String,
    /// The folder of a server that was started here.
    folder: Option<PathBuf>,
}

impl Server {
    /// Finds or starts a server; none if there is none.
    pub fn start() -> Option<Self> {
        let (base, folder) = match std::env::var("CHANNELGRAPH_PG") {
            Ok(connection) if !connection.is_empty() => (connection, None),
            _ => {
                let (connection, folder) = throwaway()?;
                (connection, Some(folder))
            }
        };
        let create = format!(
            "DROP DATABASE IF EXISTS {DATABASE}; DROP ROLE IF EXISTS {USER}; \
             CREATE ROLE {USER} LOGIN; CREATE DATABASE {DATABASE} OWNER {USER}"
        );
        for statement in create.split("; ") {
            psql(&base, &["-c", statement]).expect("a database for the test");
        }
        let connection = if base.contains("://") {
            let (head, _) = base.rsplit_once('/').expect("a database in the URL");
            format!("{head}/{DATABASE}?user={USER}")
        } else {
            format!("{base} dbname={DATABASE} user={USER}")
        };
        let server = Self { connection, folder };
        psql(&server.connection, &["-c", &ddl(&tables())]).expect("tables");
        Some(server)
    }

    /// Runs a query.
    pub fn run(&self, sql: &str) -> Result<Answer, String> {
        let sql = sql.trim().trim_end_matches(';');
        let null = format!("null={NULL}");
        let options = ["-A", "-F", CELL, "-R", ROW, "-P", "footer=off", "-P", &null, "-c", sql];
        let out = psql(&self.connection, &options)?;
        let mut rows = out
            .trim_end_matches('\n')
            .split(ROW)
            .map(|row| row.split(CELL).map(str::to_owned).collect::<Vec<_>>());
        let names = rows.next().unwrap_or_default();
        Ok(Answer { names, rows: rows.collect() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let data = folder.join("data");
            let stop = ["-D", data.to_str().unwrap(), "-m", "immediate", "stop"];
            let _ = program("pg_ctl", &stop).output();
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn psql(connection: &str, options: &[&str]) -> Result<String, String> {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", connection]).args(options);
    let out = command.env("PGTZ", "UTC").output().map_err(|error| error.to_string())?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Starts a server on a free port of this machine. It does not run as root.
fn throwaway() -> Option<(String, PathBuf)> {
    Path::new(PROGRAMS).join("initdb").exists().then_some(())?;
    let folder = std::env::temp_dir().join(format!("channelgraph-pg-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let data = folder.join("data").to_str().unwrap().to_owned();
    let init = ["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"];
    let out = program("initdb", &init).arg("--no-sync").output().unwrap();
    assert!(out.status.success(), "initdb: {}", String::from_utf8_lossy(&out.stderr));
    let settings = format!(
        "-c port={port} -c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories={}",
        folder.to_str().unwrap()
    );
    let start = ["-D", &data, "-w", "-l", "/dev/null", "-o", &settings, "start"];
    let status = program("pg_ctl", &start).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.unwrap().success(), "the server did not start");
    Some((format!("host=127.0.0.1 port={port} user=postgres dbname=postgres"), folder))
}

/// Runs one of the server's programs, which refuse root, as user `postgres` then.
fn program<S: AsRef<OsStr>>(name: &str, args: &[S]) -> Command {
    let path = Path::new(PROGRAMS).join(name);
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.args(args).current_dir("/");
    command
}
