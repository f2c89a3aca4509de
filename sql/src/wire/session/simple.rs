//! The simple protocol: a text of statements, answered one after the other.

use pgwire::messages::{
    PgWireBackendMessage as Message,
    response::{EmptyQueryResponse, TransactionStatus},
};
use tokio_util::sync::CancellationToken;

use super::{
    Session,
    kept::{Formats, Rows},
    run::Outcome,
};
use crate::{
    Failure,
    statement::{self, Command, Count},
};

impl Session {
    /// Answers a text of statements. The first that fails is the last.
    ///
    /// # Errors
    /// If the session ends.
    pub(super) async fn simple(
        &mut self,
        text: &str,
        end: &CancellationToken,
    ) -> Result<(), Failure> {
        self.portals.remove("");
        self.seat.running.asks(text);
        let guard = self.guard(end);
        let commands = match statement::parse(text) {
            Ok(commands) => commands,
            Err(failure) => return self.fail(&failure),
        };
        if commands.is_empty() {
            self.out.put(&Message::EmptyQueryResponse(EmptyQueryResponse::new()));
            return Ok(());
        }
        for command in commands {
            if let Err(failure) = guard.bound(self.answer(&command)).await {
                // Cursors of a transaction that is no block end with it.
                if self.transaction == TransactionStatus::Idle {
                    self.cursors.retain(|_, cursor| cursor.hold);
                }
                return self.fail(&failure);
            }
        }
        Ok(())
    }

    async fn answer(&mut self, command: &Command) -> Result<(), Failure> {
        self.admit(command)?;
        let plan = self.planned(command, &[]).await?;
        let described = self.described(command, plan.as_ref());
        match self.run_command(command, plan).await? {
            Outcome::Rows(mut rows, word) => {
                let columns = described.unwrap_or_else(|| rows.description());
                let formats = Formats::default();
                self.out.put(&Message::RowDescription(columns.message(&formats)));
                let sent = self.send(&mut rows, &formats, Count::All).await?;
                self.finish(&rows, word, sent.rows);
            }
            Outcome::File(mut rows, options) => {
                let columns = rows.description();
                let sent = self.copy(&mut rows, &columns, options).await?;
                self.finish(&rows, "COPY", sent);
            }
            Outcome::Fetch { name, count, moves } => {
                self.fetch(&name, count, moves, None, true).await?;
            }
            Outcome::Tag(tag) => self.out.done(tag),
        }
        Ok(())
    }

    /// Tells that all rows have been sent, which sources did not answer, and what else there is
    /// to know.
    pub(super) fn finish(&mut self, rows: &Rows, word: &str, sent: usize) {
        rows.gaps().iter().for_each(|gap| self.out.warn(gap));
        rows.notices().iter().for_each(|notice| self.out.notice(notice));
        self.out.done(match word {
            "EXPLAIN" | "SHOW" => word.to_owned(),
            word => format!("{word} {sent}"),
        });
    }
}
