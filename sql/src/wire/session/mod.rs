//! A session: what a client that has logged in says, one message after the other.

mod cursor;
mod extended;
mod fetch;
mod kept;
mod origin;
mod run;
mod settings;
mod simple;
mod values;

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    panic::AssertUnwindSafe,
    sync::Arc,
};

use futures::FutureExt;

use kept::{Cursor, Portal, Prepared};
use pgwire::messages::{
    PgWireBackendMessage as Message, PgWireFrontendMessage as FromClient,
    response::{ReadyForQuery, TransactionStatus},
    startup::{BackendKeyData, ParameterStatus, SecretKey},
};
pub(super) use settings::Settings;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Limits, inbox::Inbox, out::Out, registry::Seat};
use crate::{Code, Failure, Gaps, catalog::SessionFacts, executor::Executor};

/// Settings of which clients are told whenever they change.
const REPORTED: &[(&str, &str)] = &[
    ("application_name", "application_name"),
    ("client_encoding", "client_encoding"),
    ("datestyle", "DateStyle"),
    ("default_transaction_read_only", "default_transaction_read_only"),
    ("in_hot_standby", "in_hot_standby"),
    ("integer_datetimes", "integer_datetimes"),
    ("intervalstyle", "IntervalStyle"),
    ("is_superuser", "is_superuser"),
    ("server_encoding", "server_encoding"),
    ("server_version", "server_version"),
    ("session_authorization", "session_authorization"),
    ("standard_conforming_strings", "standard_conforming_strings"),
    ("timezone", "TimeZone"),
];

/// A session.
pub(super) struct Session {
    executor: Executor,
    facts: Arc<SessionFacts>,
    defaults: BTreeMap<String, String>,
    /// What settings were before this transaction set them for itself.
    local: HashMap<String, Option<String>>,
    seat: Seat,
    limits: Limits,
    inbox: Inbox,
    out: Out,
    transaction: TransactionStatus,
    /// What the last statement lacked.
    gaps: Arc<Gaps>,
    prepared: HashMap<String, Arc<Prepared>>,
    portals: HashMap<String, Portal>,
    cursors: HashMap<String, Cursor>,
    /// True after an error, until the client has sent all that it had begun.
    skips: bool,
}

impl Session {
    pub(super) fn new(
        executor: Executor,
        facts: Arc<SessionFacts>,
        seat: Seat,
        limits: Limits,
        inbox: Inbox,
        out: Out,
    ) -> Self {
        let defaults = facts.settings.read().clone();
        Self {
            executor,
            facts,
            defaults,
            local: HashMap::new(),
            seat,
            limits,
            inbox,
            out,
            transaction: TransactionStatus::Idle,
            gaps: Arc::default(),
            prepared: HashMap::new(),
            portals: HashMap::new(),
            cursors: HashMap::new(),
            skips: false,
        }
    }

    /// Serves the client until it goes, or the server ends.
    pub(super) async fn run(mut self, end: CancellationToken) {
        self.greet();
        let last = self.serve(&end).await;
        if let Err(failure) = last {
            self.out.failed(&failure, "FATAL");
            let _ = self.out.flush().await;
        }
    }

    fn greet(&mut self) {
        for (name, _) in REPORTED {
            self.report(name);
        }
        let secret = SecretKey::I32(i32::from_be_bytes(self.seat.secret));
        self.out.put(&Message::BackendKeyData(BackendKeyData::new(self.seat.pid, secret)));
        self.ready();
    }

    /// Tells the client a setting.
    fn report(&mut self, name: &str) {
        if let Some((_, shown)) = REPORTED.iter().find(|(known, _)| *known == name) {
            let value = self.facts.settings.read().get(name).cloned().unwrap_or_default();
            let status = ParameterStatus::new((*shown).to_owned(), value);
            self.out.put(&Message::ParameterStatus(status));
        }
    }

    fn ready(&mut self) {
        self.out.put(&Message::ReadyForQuery(ReadyForQuery::new(self.transaction)));
    }

    async fn serve(&mut self, end: &CancellationToken) -> Result<(), Failure> {
        loop {
            if self.out.flush().await.is_err() {
                return Ok(());
            }
            let running = self.seat.running.clone();
            running.rests();
            let message = tokio::select! {
                message = self.inbox.next() => message?,
                () = end.cancelled() => return Err(shutdown()),
                () = running.end().cancelled() => return Err(shutdown()),
                () = tokio::time::sleep(self.limits.idle) => {
                    let message = "terminating connection: it did nothing for too long";
                    return Err(Failure::new(Code::Idle, message));
                }
            };
            match message {
                None | Some(FromClient::Terminate(_)) => return Ok(()),
                Some(message) => self.handle(message, end).await?,
            }
        }
    }

    async fn handle(
        &mut self,
        message: FromClient,
        end: &CancellationToken,
    ) -> Result<(), Failure> {
        match message {
            FromClient::Query(query) => {
                self.skips = false;
                self.simple(&query.query, end).await?;
                self.ready();
            }
            FromClient::Sync(_) => {
                self.skips = false;
                if self.transaction == TransactionStatus::Idle {
                    self.portals.clear();
                }
                self.ready();
            }
            FromClient::Flush(_) => {}
            // Left over from a COPY that failed before it began.
            FromClient::CopyData(_) | FromClient::CopyDone(_) | FromClient::CopyFail(_) => {}
            _ if self.skips => {}
            message => {
                if let Err(failure) = self.extended(message, end).await {
                    self.fail(&failure)?;
                    self.skips = true;
                }
            }
        }
        Ok(())
    }

    /// Tells that a statement failed; a transaction fails with it.
    ///
    /// # Errors
    /// The failure, if it ends the session.
    fn fail(&mut self, failure: &Failure) -> Result<(), Failure> {
        if matches!(failure.code, Code::Shutdown | Code::Protocol) {
            return Err(failure.clone());
        }
        self.out.failed(failure, "ERROR");
        if self.transaction == TransactionStatus::Transaction {
            self.transaction = TransactionStatus::Error;
        }
        Ok(())
    }

    /// The bounds of a statement that begins now.
    fn guard(&self, end: &CancellationToken) -> Guard {
        let set = self.facts.settings.read().get("statement_timeout").cloned();
        let set = set.and_then(|text| crate::statement::time(&text)).filter(|set| !set.is_zero());
        let time = set.unwrap_or(self.limits.statement).min(self.limits.statement);
        Guard {
            cancelled: self.seat.running.begin(),
            gone: self.inbox.gone.clone(),
            end: end.clone(),
            ended: self.seat.running.end().clone(),
            deadline: Instant::now() + time,
        }
    }
}

/// What ends a statement before it is done. Its work is dropped then, and with it the calls of
/// sources that nobody else waits for.
struct Guard {
    cancelled: CancellationToken,
    gone: CancellationToken,
    end: CancellationToken,
    /// Cancelled when another connection of the user ends this one.
    ended: CancellationToken,
    deadline: Instant,
}

impl Guard {
    /// Does work within the bounds. It stands on the heap, as statements are planned in it.
    fn bound<'a, T: 'a>(
        &'a self,
        work: impl Future<Output = Result<T, Failure>> + 'a,
    ) -> impl Future<Output = Result<T, Failure>> + 'a {
        let work = Box::pin(AssertUnwindSafe(work).catch_unwind());
        let cancelled = |why: &str| {
            Err(Failure::new(Code::Cancelled, format!("canceling statement due to {why}")))
        };
        async move {
            tokio::select! {
                biased;
                () = self.cancelled.cancelled() => cancelled("user request"),
                () = self.gone.cancelled() => Err(shutdown()),
                () = self.end.cancelled() => Err(shutdown()),
                () = self.ended.cancelled() => Err(shutdown()),
                () = tokio::time::sleep_until(self.deadline) => cancelled("statement timeout"),
                done = work => done.unwrap_or_else(|_| {
                    Err(Failure::new(Code::Internal, "the statement failed inside of the server"))
                }),
            }
        }
    }
}

/// The name of a setting as PostgreSQL shows it.
fn shown(name: &str) -> &str {
    REPORTED.iter().find(|(known, _)| *known == name).map_or(name, |(_, shown)| shown)
}

fn shutdown() -> Failure {
    Failure::new(Code::Shutdown, "terminating connection due to administrator command")
}
