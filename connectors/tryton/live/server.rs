//! A real Tryton server for tests, as `server.py` beside this file starts it. It needs nothing but
//! `parking_lot` and `serde_json`, so that tests of other crates can take it in with `#[path]`.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, OnceLock},
};

use parking_lot::Mutex;
use serde_json::Value as Json;

/// A server with a database of its own, which ends with it.
pub(crate) struct Server {
    script: Child,
    pipes: Mutex<(Option<ChildStdin>, BufReader<ChildStdout>)>,
    /// `url`, `database`, `login`, `password`, `truth` (a path), `pid`.
    pub(crate) ready: Json,
}

impl Server {
    /// A server that answers; nothing where none can be installed, which the variable
    /// `CHANNELGRAPH_LIVE=1` does not put up with.
    pub(crate) fn start() -> Option<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|folder| folder.join("connectors/tryton/live/server.py"));
        let path =
            path.into_iter().find(|path| path.exists()).expect("the script is in the repository");
        let script =
            Command::new("python3").arg(path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut script) = script else { return skipped("python3 cannot be run") };
        let (input, output) = (script.stdin.take(), script.stdout.take().expect("piped"));
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line).expect("the script prints text");
        if line.is_empty() {
            let status = script.wait().expect("the script ends");
            assert_eq!(status.code(), Some(3), "the server does not start; the script says why");
            return skipped("Tryton cannot be installed");
        }
        let ready = serde_json::from_str(&line).expect("the script prints JSON");
        Some(Self { script, pipes: Mutex::new((input, output)), ready })
    }

    /// A server for all tests of a program that only read. It ends with the program.
    pub(crate) fn shared() -> Option<Arc<Self>> {
        static SHARED: OnceLock<Option<Arc<Server>>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start().map(Arc::new)).clone()
    }

    /// One of the values of `ready`.
    pub(crate) fn said(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap_or_else(|| panic!("`{name}` is no text"))
    }

    /// Records put into the database, by model.
    pub(crate) fn truth(&self) -> Json {
        let text =
            std::fs::read_to_string(self.said("truth")).expect("the truth is beside the database");
        serde_json::from_str(&text).expect("the truth is JSON")
    }

    /// The rows of a statement of SQL on the server's database.
    pub(crate) fn sql(&self, statement: &str) -> Json {
        let (input, output) = &mut *self.pipes.lock();
        writeln!(input.as_mut().expect("open until the end"), "{statement}")
            .expect("the script reads");
        let mut line = String::new();
        output.read_line(&mut line).expect("the script answers");
        serde_json::from_str(&line).expect("the script prints JSON")
    }

    /// Ends the server at once, as a crash would.
    pub(crate) fn kill(&self) {
        let killed = Command::new("kill").args(["-9", &self.ready["pid"].to_string()]).status();
        assert!(killed.expect("kill can be run").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of its input ends the script, and the script ends the server.
        self.pipes.get_mut().0.take();
        self.script.wait().ok();
    }
}

fn skipped(why: &str) -> Option<Server> {
    assert!(
        std::env::var_os("CHANNELGRAPH_LIVE").is_none_or(|live| live != "1"),
        "{why}, and CHANNELGRAPH_LIVE=1 asks for it"
    );
    eprintln!("SKIPPED: {why}, so that nothing was tested against a real Tryton server.");
    None
}
