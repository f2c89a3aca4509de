//! `export`: writes a table into a file, read straight from the sources.

use std::{
    fs,
    io::{Write, stdout},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Context;
use channelgraph_sql::Failure;
use chrono::{DateTime, SecondsFormat, Utc};
use futures::TryStreamExt;

use super::{out, progress, run};
use crate::{
    app::{App, Start},
    auth::Caller,
    bi::{
        Reader,
        files::{Asked, Export as Written, Format},
    },
    config::LogForm,
    engine::{PartnerName, Viewer},
};

/// The command `export`.
#[derive(clap::Args)]
pub(super) struct Export {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The table: `deals`, `partners`, `records`.
    #[arg(long)]
    table: String,
    /// The form of the file.
    #[arg(long, value_parser = format, default_value = "parquet")]
    format: Format,
    /// The file; without it, the rows go to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The columns, with commas between; without it, all of them.
    #[arg(long)]
    select: Option<String>,
    /// The filter, as GraphQL's lists take it: `{"stage":{"eq":"WON"}}`.
    #[arg(long)]
    filter: Option<String>,
    /// Only what has changed since then: `2026-11-01T00:00:00Z`.
    #[arg(long, conflicts_with = "watermark")]
    since: Option<DateTime<Utc>>,
    /// A file that holds since when to read; after the rows, the moment from which the next run
    /// goes on is written into it.
    #[arg(long, value_name = "FILE")]
    watermark: Option<PathBuf>,
    /// The role whose rows and columns are written; without it, everything.
    #[arg(long)]
    role: Option<String>,
    /// The partner that the role's callers belong to.
    #[arg(long, requires = "role", value_parser = partner)]
    partner: Option<PartnerName>,
    /// Goes on without sources that fail, and names them at the end.
    #[arg(long)]
    partial: bool,
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|_| "write parquet, csv or ndjson".to_owned())
}

fn partner(text: &str) -> Result<PartnerName, String> {
    text.parse::<PartnerName>().map_err(|bad| bad.to_string())
}

impl Export {
    /// Runs the command; returns the exit code.
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let (config, prepared) = run::read(&self.config)?;
        if let Some(role) = self.role.as_ref().filter(|role| !config.roles.contains_key(*role)) {
            out::note(format_args!("there is no role `{role}` in [roles]"));
            return Ok(2);
        }
        let since = match &self.watermark {
            Some(file) => read(file)?,
            None => self.since,
        };
        let start = Start::default();
        let app = App::connect_prepared(&config, prepared, &start).await?;
        run::build_index(&app, &start, LogForm::Pretty).await;
        let viewer = self.viewer(&app).await;
        let reader = Reader::new(app, viewer, config.bi.max_rows);
        // What changes from here on may be missing in what is read next.
        let next = match self.watermark.is_some().then(|| reader.safe_until(&self.table)) {
            Some(Ok(next)) => next,
            None => None,
            Some(Err(failure)) => {
                out::note(told(&failure));
                return Ok(1);
            }
        };
        if let Err(failure) = self.write(reader, since).await {
            out::note(told(&failure));
            return Ok(1);
        }
        if let Some((file, next)) = self.watermark.as_ref().zip(next) {
            let next = next.to_rfc3339_opts(SecondsFormat::Secs, true);
            replace(file, |out| writeln!(out, "{next}").map_err(Into::into))?;
        }
        Ok(0)
    }

    async fn viewer(&self, app: &App) -> Viewer {
        let Some(role) = &self.role else { return Viewer::everyone() };
        let (role, partner) = (Some(role.as_str().into()), self.partner.clone());
        app.viewer(&Caller { subject: "export".into(), role, partner }).await
    }

    async fn write(&self, reader: Reader, since: Option<DateTime<Utc>>) -> Result<(), Failure> {
        let flag = |is_set: bool| is_set.then(|| "1".to_owned());
        let asked = Asked {
            select: self.select.clone(),
            filter: self.filter.clone(),
            since,
            partial: flag(self.partial),
            raw: None,
        };
        let export = Written::of(reader, &self.table, self.format, &asked)?;
        let gaps = export.gaps();
        let done = Arc::new(AtomicU64::new(0));
        let mut pieces = export.write()?;
        let mut sink = Sink::open(self.out.as_deref())?;
        let work = async {
            while let Some((bytes, rows)) = pieces.try_next().await? {
                sink.put(&bytes)?;
                done.fetch_add(rows as u64, Ordering::Relaxed);
            }
            Ok::<_, Failure>(())
        };
        progress::shown(LogForm::Pretty, "rows written", &done, work).await?;
        sink.close(self.out.as_deref())?;
        out::note(format_args!("{} rows of {}", done.load(Ordering::Relaxed), self.table));
        for gap in gaps.noted() {
            out::note(format_args!("missing: {}", told(&gap)));
        }
        Ok(())
    }
}

/// Where the bytes go: a file beside the one that is meant, until it is whole.
enum Sink {
    File(fs::File, PathBuf),
    Stdout,
}

impl Sink {
    fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(file) = file else { return Ok(Self::Stdout) };
        let beside = beside(file);
        let open = fs::File::create(&beside);
        open.map(|open| Self::File(open, beside)).map_err(|error| unwritten(&error))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = match self {
            Self::File(file, _) => file.write_all(bytes),
            Self::Stdout => stdout().write_all(bytes),
        };
        written.map_err(|error| unwritten(&error))
    }

    fn close(self, file: Option<&Path>) -> Result<(), Failure> {
        let closed = match (self, file) {
            (Self::File(open, beside), Some(file)) => {
                open.sync_all().and_then(|()| fs::rename(beside, file))
            }
            _ => stdout().flush(),
        };
        closed.map_err(|error| unwritten(&error))
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    file.with_file_name(name)
}

fn unwritten(error: &std::io::Error) -> Failure {
    Failure::new(channelgraph_sql::Code::Internal, format!("the file cannot be written: {error}"))
}

/// The moment in a file; none if there is no such file yet.
fn read(file: &Path) -> anyhow::Result<Option<DateTime<Utc>>> {
    match fs::read_to_string(file) {
        Ok(text) => text.trim().parse().map(Some).with_context(|| {
            format!("{} holds no moment such as 2026-11-01T00:00:00Z", file.display())
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

/// Writes a file as a whole, or not at all.
fn replace(
    file: &Path,
    write: impl FnOnce(&mut fs::File) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let beside = beside(file);
    write(&mut fs::File::create(&beside)?)?;
    fs::rename(&beside, file).with_context(|| format!("cannot write {}", file.display()))
}

fn told(failure: &Failure) -> String {
    let detail = failure.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    let hint = failure.hint.as_ref().map(|hint| format!(". {hint}")).unwrap_or_default();
    format!("{}{detail}{hint}", failure.message)
}
