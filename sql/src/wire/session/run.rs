//! Doing what a command wants.

use std::sync::Arc;

use datafusion::logical_expr::LogicalPlan;
use pgwire::messages::response::TransactionStatus;

use super::{
    Session,
    kept::{Description, Rows},
};
use crate::{
    Code, Failure, Gaps,
    executor::Executor,
    statement::{Command, Count},
};

/// What a command gives.
pub(super) enum Outcome {
    /// Rows, and the word that the tag begins with.
    Rows(Box<Rows>, &'static str),
    /// Rows as a file.
    File(Box<Rows>, crate::statement::CopyOptions),
    /// Nothing but a tag.
    Tag(String),
    /// The next rows of a cursor.
    Fetch { name: String, count: Count, moves: bool },
}

impl Session {
    /// Refuses a command that a failed transaction does not take.
    pub(super) fn admit(&self, command: &Command) -> Result<(), Failure> {
        let ends = matches!(command, Command::Commit | Command::Rollback | Command::RollbackTo);
        if self.transaction == TransactionStatus::Error && !ends {
            let message = "current transaction is aborted, commands ignored until end of \
                           transaction block";
            return Err(Failure::new(Code::FailedTransaction, message));
        }
        Ok(())
    }

    /// Does what a command wants, with the plan of the query in it.
    pub(super) async fn run_command(
        &mut self,
        command: &Command,
        plan: Option<LogicalPlan>,
    ) -> Result<Outcome, Failure> {
        let planned = || Failure::new(Code::Internal, "a query was not planned");
        Ok(match command {
            Command::Query(_) => {
                let rows = self.start(&plan.ok_or_else(planned)?).await?;
                Outcome::Rows(Box::new(rows), "SELECT")
            }
            Command::Copy { options, .. } => {
                let rows = self.start(&plan.ok_or_else(planned)?).await?;
                Outcome::File(Box::new(rows), options.clone())
            }
            Command::Explain { analyze, json, .. } => {
                let plan = plan.ok_or_else(planned)?;
                let rows = self.explain(&plan, *analyze, *json).await?;
                Outcome::Rows(Box::new(rows), "EXPLAIN")
            }
            Command::Show(name) => Outcome::Rows(Box::new(self.show(name)?), "SHOW"),
            Command::Declare { name, hold, binary, .. } => {
                self.declare(name, &plan.ok_or_else(planned)?, *hold, *binary).await?;
                Outcome::Tag("DECLARE CURSOR".to_owned())
            }
            Command::Fetch { name, count, moves } => {
                Outcome::Fetch { name: name.clone(), count: *count, moves: *moves }
            }
            Command::Prepare { name, query } => {
                self.prepare(name, query).await?;
                Outcome::Tag("PREPARE".to_owned())
            }
            Command::Execute { name, values } => {
                let plan = self.executed(name, values).await?;
                Outcome::Rows(Box::new(self.start(&plan).await?), "SELECT")
            }
            other => Outcome::Tag(self.effect(other)?),
        })
    }

    /// The effect of a command that gives no rows: its tag.
    fn effect(&mut self, command: &Command) -> Result<String, Failure> {
        let tag = match command {
            Command::Set { name, value, local } => {
                self.set(name, value.as_deref(), *local)?;
                if value.is_some() { "SET" } else { "RESET" }
            }
            Command::ResetAll => {
                self.reset_all();
                "RESET"
            }
            Command::Begin { level, word } => {
                if self.transaction == TransactionStatus::Idle {
                    self.transaction = TransactionStatus::Transaction;
                    let usual = self.setting("default_transaction_isolation")?;
                    let level = level.clone().unwrap_or(usual);
                    self.set("transaction_isolation", Some(&level), true)?;
                } else {
                    self.out.warn(&Failure::new(
                        Code::InTransaction,
                        "there is already a transaction in progress",
                    ));
                }
                word
            }
            Command::Commit if self.transaction == TransactionStatus::Error => {
                self.end_transaction();
                "ROLLBACK"
            }
            Command::Commit => {
                self.end_transaction();
                "COMMIT"
            }
            Command::Rollback => {
                self.end_transaction();
                "ROLLBACK"
            }
            Command::Savepoint(word) => {
                self.in_transaction("SAVEPOINT")?;
                word
            }
            Command::RollbackTo => {
                self.in_transaction("ROLLBACK TO SAVEPOINT")?;
                self.transaction = TransactionStatus::Transaction;
                "ROLLBACK"
            }
            Command::Close(Some(name)) => {
                self.cursors.remove(name).ok_or_else(|| super::cursor::unknown(name))?;
                "CLOSE CURSOR"
            }
            Command::Close(None) => {
                self.cursors.clear();
                "CLOSE CURSOR ALL"
            }
            Command::Deallocate(Some(name)) => {
                self.prepared.remove(name).ok_or_else(|| super::extended::unknown(name))?;
                "DEALLOCATE"
            }
            Command::Deallocate(None) => {
                self.prepared.clear();
                "DEALLOCATE ALL"
            }
            Command::Discard { all } => {
                if *all {
                    self.discard()?;
                }
                "DISCARD ALL"
            }
            Command::Nothing(word) => word,
            _ => return Err(Failure::new(Code::Internal, "a command has no effect")),
        };
        Ok(tag.to_owned())
    }

    fn in_transaction(&self, what: &str) -> Result<(), Failure> {
        if self.transaction == TransactionStatus::Idle {
            let message = format!("{what} can only be used in transaction blocks");
            return Err(Failure::new(Code::NoTransaction, message));
        }
        Ok(())
    }

    /// Ends the transaction: its cursors close, but for those that are held.
    fn end_transaction(&mut self) {
        if self.transaction == TransactionStatus::Idle {
            let message = "there is no transaction in progress";
            self.out.warn(&Failure::new(Code::NoTransaction, message));
        }
        self.transaction = TransactionStatus::Idle;
        self.cursors.retain(|_, cursor| cursor.hold);
        self.portals.clear();
        self.end_local();
        self.follow_isolation();
    }

    fn discard(&mut self) -> Result<(), Failure> {
        if self.transaction != TransactionStatus::Idle {
            let message = "DISCARD ALL cannot run inside a transaction block";
            return Err(Failure::new(Code::FailedTransaction, message));
        }
        self.cursors.clear();
        self.prepared.clear();
        self.portals.clear();
        self.gaps = Arc::default();
        self.reset_all();
        Ok(())
    }

    /// Starts a plan.
    pub(super) async fn start(&mut self, plan: &LogicalPlan) -> Result<Rows, Failure> {
        let partial = self.setting("channelgraph.partial")? == "on";
        self.gaps = Arc::new(Gaps::after(partial, &self.gaps));
        let running = self.executor.start(plan, self.gaps.clone()).await?;
        Ok(Rows::new(running, Description::of_plan(plan)))
    }

    async fn explain(
        &mut self,
        plan: &LogicalPlan,
        analyze: bool,
        json: bool,
    ) -> Result<Rows, Failure> {
        let mut lines = self.executor.explain(plan).await?;
        if analyze {
            let begun = tokio::time::Instant::now();
            let mut rows = self.start(plan).await?;
            let mut count = 0_u64;
            while rows.next().await?.is_some() {
                count += 1;
            }
            lines.push(format!("Rows: {count}"));
            lines.push(format!("Execution Time: {} ms", begun.elapsed().as_millis()));
        }
        if json {
            let steps: Vec<String> = lines.iter().map(|line| quoted(line)).collect();
            lines = vec![format!("[{{\"Plan\": [{}]}}]", steps.join(", "))];
        }
        Rows::lines("QUERY PLAN", lines)
    }

    fn show(&self, name: &str) -> Result<Rows, Failure> {
        if name != "all" {
            return Rows::lines(super::shown(name), vec![self.setting(name)?]);
        }
        let settings = self.facts.settings.read();
        let (names, values): (Vec<String>, Vec<String>) =
            settings.iter().map(|(name, value)| (name.clone(), value.clone())).unzip();
        let empty = vec![String::new(); names.len()];
        Rows::texts(&["name", "setting", "description"], vec![names, values, empty])
    }

    /// The columns of the rows that a command gives; none if it gives none.
    pub(super) fn described(
        &self,
        command: &Command,
        plan: Option<&LogicalPlan>,
    ) -> Option<Description> {
        match command {
            Command::Query(_) => Some(Description::of_plan(plan?)),
            Command::Explain { .. } => Some(Description::text("QUERY PLAN")),
            Command::Show(name) if name == "all" => {
                Rows::texts(&["name", "setting", "description"], vec![vec![]; 3])
                    .ok()
                    .map(|rows| rows.description())
            }
            Command::Show(name) => Some(Description::text(super::shown(name))),
            Command::Fetch { name, moves: false, .. } => {
                self.cursors.get(name).map(|cursor| cursor.columns.clone())
            }
            Command::Execute { name, .. } => {
                let plan = self.prepared.get(name)?.plan.as_ref()?;
                Some(Description::of_plan(plan))
            }
            _ => None,
        }
    }

    /// The plan of the query in a command; none if there is none.
    pub(super) async fn planned(
        &mut self,
        command: &Command,
        types: &[Option<datafusion::arrow::datatypes::DataType>],
    ) -> Result<Option<LogicalPlan>, Failure> {
        match command.query() {
            Some(query) => self.executor.plan(query, types).await.map(Some),
            None => Ok(None),
        }
    }

    /// The plan of a statement that was prepared, with the values of its parameters.
    async fn executed(
        &mut self,
        name: &str,
        values: &[datafusion::sql::sqlparser::ast::Expr],
    ) -> Result<LogicalPlan, Failure> {
        let prepared = self.prepared.get(name).cloned();
        let prepared = prepared.ok_or_else(|| super::extended::unknown(name))?;
        let Some(plan) = &prepared.plan else {
            return Err(Failure::new(Code::Unsupported, "EXECUTE is for queries"));
        };
        let types = prepared.wanted(plan)?;
        let lists = prepared.listed(values).map(|(place, list)| (place, Some(list.clone())));
        let plan = Box::pin(self.with_lists(&prepared, plan, &lists.collect())).await?;
        let values = super::values::evaluated(&self.executor, values, &types).await?;
        Executor::bound(&plan, values)
    }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|letter| match letter {
            '"' | '\\' => format!("\\{letter}"),
            letter if u32::from(letter) < 0x20 => format!("\\u{:04x}", u32::from(letter)),
            letter => letter.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
