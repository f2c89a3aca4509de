//! The audit trail: a line for each operation, which tells who asked what in which role, how it was
//! decided, and how much was answered.
//!
//! A line holds names of the configuration and of the schema, counts and hashes. It never holds a
//! value of a variable or a literal, an alias, or any other text of a request.

mod sink;

use std::{
    borrow::Cow,
    fmt::Display,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use channelgraph_core::ErrorCode;
use parking_lot::Mutex;
pub use sink::{directive, file_layer};
use tokio::time::Instant;

use crate::{
    auth::Caller,
    bucket::Bucket,
    engine::PartnerName,
    graphql::{Answer, Body, Status, Told},
    server::RequestId,
};

/// The target of the lines.
pub const TARGET: &str = "channelgraph::audit";

/// Lines a minute about requests that cost nothing to send and nothing to refuse.
const REFUSALS_PER_MINUTE: u64 = 600;
/// Characters of a text in a line.
const MOST_CHARACTERS: usize = 200;

/// The audit trail.
pub struct Audit {
    refusals: Mutex<Bucket>,
    /// Lines that were left out since the last one.
    left_out: AtomicU64,
}

/// The line of one request. It is written when it is dropped, so also when the client goes away
/// before it is answered.
pub struct Line<'a> {
    audit: &'a Audit,
    caller: &'a Caller,
    begun: Instant,
    request: Option<RequestId>,
    decision: Decision,
    code: Option<ErrorCode>,
    errors: usize,
    is_kept: bool,
    told: Arc<Told>,
    /// Rows of tables that were read, by table.
    #[cfg(feature = "bi")]
    tables: std::collections::BTreeMap<String, u64>,
    calls: Arc<AtomicU64>,
}

/// The way in which a request was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Decision {
    /// There is data, perhaps with errors.
    Answered,
    /// The request or the operation was refused; the code says why.
    Refused,
    /// The caller has used up what he may ask.
    RateLimited,
    /// The gateway could not answer any.
    Overloaded,
    /// The client went away before it was answered.
    Cut,
    /// The gateway made a mistake.
    Failed,
}

impl Audit {
    /// A trail without lines.
    pub fn new() -> Self {
        let refusals = Mutex::new(Bucket::new(REFUSALS_PER_MINUTE, Instant::now()));
        Self { refusals, left_out: AtomicU64::new(0) }
    }

    /// Begins the line of a caller's request.
    pub fn begin<'a>(&'a self, caller: &'a Caller, id: Option<&RequestId>) -> Line<'a> {
        Line {
            audit: self,
            caller,
            begun: Instant::now(),
            request: id.cloned(),
            decision: Decision::Cut,
            code: None,
            errors: 0,
            is_kept: false,
            told: Arc::default(),
            #[cfg(feature = "bi")]
            tables: std::collections::BTreeMap::new(),
            calls: Arc::default(),
        }
    }

    /// Returns true if a line is to be left out, of a decision that is cheap to bring about.
    fn leaves_out(&self, decision: Decision) -> bool {
        let is_cheap = matches!(decision, Decision::RateLimited | Decision::Overloaded);
        let is_left_out = is_cheap && self.refusals.lock().take(Instant::now()).is_err();
        if is_left_out {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
        is_left_out
    }
}

impl Line<'_> {
    /// Counts the calls of sources by this counter.
    pub fn counts(&mut self, calls: Arc<AtomicU64>) {
        self.calls = calls;
    }

    /// Notes that the request was refused before it became an operation.
    pub fn refused(&mut self, code: ErrorCode) {
        self.code = Some(code);
        self.decision = match code {
            ErrorCode::RateLimited => Decision::RateLimited,
            ErrorCode::Overloaded => Decision::Overloaded,
            _ => Decision::Refused,
        };
    }

    /// Notes what the operation was answered.
    pub fn answered(&mut self, answer: &Answer) {
        self.decision = match answer.status {
            Status::Executed => Decision::Answered,
            Status::Refused | Status::AskAgain => Decision::Refused,
            Status::RateLimited(_) => Decision::RateLimited,
        };
        self.code = answer.errors.first().map(|error| error.problem.code);
        self.errors = answer.errors.len();
        self.is_kept = matches!(answer.body, Body::Kept(_));
        self.told = answer.told.clone();
    }

    /// Notes that the schema was given.
    pub fn gave_schema(&mut self) {
        self.decision = Decision::Answered;
        self.told = Arc::new(Told { introspection: true, ..Told::default() });
    }

    /// Notes that a file of a table was begun.
    #[cfg(feature = "bi")]
    pub fn gave_file(&mut self, name: &str) {
        self.decision = Decision::Answered;
        let operation = Some(format!("export {name}"));
        self.told = Arc::new(Told { operation, ..Told::default() });
    }

    /// Notes that rows of tables were given, by this door.
    #[cfg(feature = "bi")]
    pub fn gave_rows(&mut self, door: &str, rows: std::collections::BTreeMap<String, u64>) {
        self.decision = Decision::Answered;
        self.told = Arc::new(Told { operation: Some(door.to_owned()), ..Told::default() });
        for (table, rows) in rows {
            *self.tables.entry(table).or_default() += rows;
        }
    }

    /// Rows that were answered, by type or table.
    fn rows(&self) -> Vec<String> {
        let rows = self.told.rows.iter().map(|(of, rows)| format!("{of}={rows}"));
        #[cfg(feature = "bi")]
        let rows = rows.chain(self.tables.iter().map(|(of, rows)| format!("{of}={rows}")));
        rows.collect()
    }

    fn write(&self) {
        let Caller { subject, role, partner } = self.caller;
        let told = &*self.told;
        let list = |names: Vec<String>| (!names.is_empty()).then(|| names.join(" "));
        let rows = list(self.rows());
        let forbidden = list(told.forbidden.iter().cloned().collect());
        let partner = partner.as_ref().map(named);
        let decision: &str = self.decision.into();
        let code: Option<&str> = self.code.map(Into::into);
        tracing::info!(
            target: TARGET,
            request = self.request.as_ref().map(RequestId::as_str),
            subject = &*cut(subject),
            role = role.as_deref(),
            partner = partner.as_deref().map(cut).as_deref(),
            operation = told.operation.as_deref().map(cut).as_deref(),
            document = told.document.as_deref(),
            trusted = told.trusted.as_deref().map(cut).as_deref(),
            introspection = told.introspection.then_some(true),
            rows = rows.as_deref(),
            forbidden = forbidden.as_deref().map(cut).as_deref(),
            decision,
            code,
            errors = self.errors,
            kept = self.is_kept.then_some(true),
            calls = self.calls.load(Ordering::Relaxed),
            ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            left_out = Some(self.audit.left_out.swap(0, Ordering::Relaxed)).filter(|n| *n > 0),
            "operation"
        );
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        if !tracing::enabled!(target: TARGET, tracing::Level::INFO) {
            return;
        }
        if self.decision == Decision::Cut && std::thread::panicking() {
            self.decision = Decision::Failed;
        }
        if !self.audit.leaves_out(self.decision) {
            self.write();
        }
    }
}

/// A partner as credentials name it.
fn named(partner: &PartnerName) -> String {
    let (by, name): (_, &dyn Display) = match partner {
        PartnerName::Id(id) => ("id", id),
        PartnerName::Record { source, id } => return format!("{source}:{id}"),
        PartnerName::Domain(domain) => ("domain", domain),
        PartnerName::TaxId(id) => ("tax_id", id),
    };
    format!("{by}:{name}")
}

/// A text within the bound of a line.
fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests;
