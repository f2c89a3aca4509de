//! Cursors of SQL: declared, fetched from, closed.

use datafusion::logical_expr::LogicalPlan;
use pgwire::messages::{PgWireBackendMessage as Message, response::TransactionStatus};

use super::{
    Session,
    kept::{Cursor, Description, Formats},
};
use crate::{Code, Failure, statement::Count};

impl Session {
    /// Opens a cursor.
    pub(super) async fn declare(
        &mut self,
        name: &str,
        plan: &LogicalPlan,
        hold: bool,
        binary: bool,
    ) -> Result<(), Failure> {
        if !hold && self.transaction == TransactionStatus::Idle {
            let message = "DECLARE CURSOR can only be used in transaction blocks";
            return Err(Failure::new(Code::NoTransaction, message));
        }
        if self.cursors.contains_key(name) {
            let message = format!("cursor \"{name}\" already exists");
            return Err(Failure::new(Code::CursorExists, message));
        }
        self.room(self.cursors.len(), "cursors")?;
        let columns = Description::of_plan(plan);
        let rows = self.start(plan).await?;
        self.cursors.insert(name.to_owned(), Cursor { rows, columns, hold, binary });
        Ok(())
    }

    /// Sends the next rows of a cursor. One that fails is closed.
    pub(super) async fn fetch(
        &mut self,
        name: &str,
        count: Count,
        moves: bool,
        formats: Option<&Formats>,
        describes: bool,
    ) -> Result<(), Failure> {
        let mut cursor = self.cursors.remove(name).ok_or_else(|| unknown(name))?;
        if moves {
            let passed = self.skip(&mut cursor.rows, count).await?;
            self.out.done(format!("MOVE {passed}"));
        } else {
            let own = if cursor.binary { Formats::binary() } else { Formats::default() };
            let formats = formats.filter(|_| !cursor.binary).unwrap_or(&own);
            if describes {
                self.out.put(&Message::RowDescription(cursor.columns.message(formats)));
            }
            // None of the next rows is the row that was last given.
            let is_there = count != Count::Some(0) || cursor.rows.again();
            let count = if count == Count::Some(0) { Count::Some(is_there.into()) } else { count };
            let sent = self.send(&mut cursor.rows, formats, count).await?;
            self.finish(&cursor.rows, "FETCH", sent.rows);
        }
        self.cursors.insert(name.to_owned(), cursor);
        Ok(())
    }

    /// Refuses to keep more of a kind than a session may.
    pub(super) fn room(&self, kept: usize, what: &str) -> Result<(), Failure> {
        if kept >= self.limits.kept {
            let message = format!("a session keeps at most {} {what}", self.limits.kept);
            return Err(Failure::new(Code::TooComplex, message).hint("Close some."));
        }
        Ok(())
    }
}

pub(super) fn unknown(name: &str) -> Failure {
    Failure::new(Code::NoCursor, format!("cursor \"{name}\" does not exist"))
}
