//! The extended protocol: statements are parsed, bound, described and run by messages of their own.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    logical_expr::LogicalPlan,
    sql::sqlparser::ast::{Expr, Query},
};
use pgwire::{
    api::Type,
    messages::{
        PgWireBackendMessage as Message, PgWireFrontendMessage as FromClient,
        data::{NoData, ParameterDescription},
        extendedquery::{
            Bind, BindComplete, Close, CloseComplete, Describe, Execute, Parse, ParseComplete,
            PortalSuspended, TARGET_TYPE_BYTE_STATEMENT,
        },
        response::EmptyQueryResponse,
    },
};
use tokio_util::sync::CancellationToken;

use super::{
    Guard, Session,
    kept::{Formats, Portal, Prepared, Rows, State},
    run::Outcome,
    values,
};
use crate::{
    Code, Failure,
    executor::{Executor, declared, lists},
    statement::{self, Command, Count},
    wire::types::list_of,
};

impl Session {
    /// Handles a message of the extended protocol.
    pub(super) async fn extended(
        &mut self,
        message: FromClient,
        end: &CancellationToken,
    ) -> Result<(), Failure> {
        let guard = self.guard(end);
        match message {
            FromClient::Parse(parse) => guard.bound(self.parse(parse)).await,
            FromClient::Bind(bind) => guard.bound(self.bind(bind)).await,
            FromClient::Describe(describe) => self.describe(&describe),
            FromClient::Execute(execute) => self.execute(&execute, &guard).await,
            FromClient::Close(close) => {
                self.close(close);
                Ok(())
            }
            _ => Err(Failure::new(Code::Protocol, "a message came that has no place here")),
        }
    }

    async fn parse(&mut self, parse: Parse) -> Result<(), Failure> {
        let name = parse.name.unwrap_or_default();
        if !name.is_empty() && self.prepared.contains_key(&name) {
            let message = format!("prepared statement \"{name}\" already exists");
            return Err(Failure::new(Code::CursorExists, message));
        }
        self.room(self.prepared.len(), "prepared statements")?;
        self.seat.running.asks(&parse.query);
        let command = statement::parse_one(&parse.query)?;
        if let Some(command) = &command {
            self.admit(command)?;
        }
        let said: Vec<Option<Type>> =
            parse.type_oids.iter().map(|oid| Type::from_oid(*oid).filter(|_| *oid != 0)).collect();
        let prepared = self.prepared_of(command, &said).await?;
        self.prepared.insert(name, Arc::new(prepared));
        self.out.put(&Message::ParseComplete(ParseComplete::new()));
        Ok(())
    }

    async fn prepared_of(
        &mut self,
        command: Option<Command>,
        said: &[Option<Type>],
    ) -> Result<Prepared, Failure> {
        let types: Vec<_> = said.iter().map(|ty| ty.as_ref().and_then(declared)).collect();
        let plan = match &command {
            Some(command) => self.planned(command, &types).await?,
            None => None,
        };
        let found = plan.as_ref().map(Executor::parameters).transpose()?.unwrap_or_default();
        let count = found.len().max(said.len());
        let query = command.as_ref().and_then(Command::query);
        let lists = query.map(lists::places).unwrap_or_default();
        let ty = |place: usize| {
            let said = said.get(place).cloned().flatten().filter(|ty| *ty != Type::UNKNOWN);
            let found = found.get(place).cloned().flatten();
            let ty = said.or_else(|| found.map(|found| values::told(&found)));
            let ty = ty.unwrap_or(Type::TEXT);
            if lists.contains(&place) { list_of(ty) } else { ty }
        };
        let parameters = (0..count).map(ty).collect();
        Ok(Prepared { command, plan, parameters, lists })
    }

    /// Keeps a query under a name, as the statement PREPARE wants it.
    pub(super) async fn prepare(&mut self, name: &str, query: &Query) -> Result<(), Failure> {
        if self.prepared.contains_key(name) {
            let message = format!("prepared statement \"{name}\" already exists");
            return Err(Failure::new(Code::CursorExists, message));
        }
        self.room(self.prepared.len(), "prepared statements")?;
        let command = Command::Query(Box::new(query.clone()));
        let prepared = self.prepared_of(Some(command), &[]).await?;
        self.prepared.insert(name.to_owned(), Arc::new(prepared));
        Ok(())
    }

    async fn bind(&mut self, bind: Bind) -> Result<(), Failure> {
        let name = bind.statement_name.unwrap_or_default();
        let prepared = self.prepared.get(&name).cloned().ok_or_else(|| unknown(&name))?;
        let (given, wanted) = (bind.parameters.len(), prepared.parameters.len());
        if given != wanted {
            let message = format!(
                "bind message supplies {given} parameters, but prepared statement \"{name}\" \
                 requires {wanted}"
            );
            return Err(Failure::new(Code::Protocol, message));
        }
        let formats = Formats::new(bind.parameter_format_codes);
        let plan = match &prepared.plan {
            Some(plan) => {
                let types = prepared.wanted(plan)?;
                let values =
                    values::given(&bind.parameters, &formats, &prepared.parameters, &types)?;
                let lists = prepared.listed(&values);
                let lists = lists.map(|(place, list)| Ok((place, lists::written(list)?)));
                let lists = lists.collect::<Result<_, Failure>>()?;
                let plan = Box::pin(self.with_lists(&prepared, plan, &lists)).await?;
                Some(Executor::bound(&plan, values)?)
            }
            None => None,
        };
        let portal = bind.portal_name.unwrap_or_default();
        if !portal.is_empty() && self.portals.contains_key(&portal) {
            let message = format!("portal \"{portal}\" already exists");
            return Err(Failure::new(Code::CursorExists, message));
        }
        self.room(self.portals.len(), "portals")?;
        let formats = Formats::new(bind.result_column_format_codes);
        self.portals.insert(portal, Portal { prepared, plan, formats, state: State::New });
        self.out.put(&Message::BindComplete(BindComplete::new()));
        Ok(())
    }

    /// The plan of a statement with these lists in the places of parameters.
    pub(super) async fn with_lists(
        &mut self,
        prepared: &Prepared,
        plan: &LogicalPlan,
        lists: &BTreeMap<usize, Option<Expr>>,
    ) -> Result<LogicalPlan, Failure> {
        let query = prepared.command.as_ref().and_then(Command::query);
        let Some(query) = query.filter(|_| !lists.is_empty()) else { return Ok(plan.clone()) };
        let mut query = query.clone();
        lists::put(&mut query, lists);
        let types: Vec<_> = prepared.parameters.iter().map(declared).collect();
        self.executor.plan(&query, &types).await
    }

    fn describe(&mut self, describe: &Describe) -> Result<(), Failure> {
        let name = describe.name.clone().unwrap_or_default();
        let (prepared, plan, formats) = if describe.target_type == TARGET_TYPE_BYTE_STATEMENT {
            let prepared = self.prepared.get(&name).cloned().ok_or_else(|| unknown(&name))?;
            let types = prepared.parameters.iter().map(Type::oid).collect();
            self.out.put(&Message::ParameterDescription(ParameterDescription::new(types)));
            let plan = prepared.plan.clone();
            (prepared, plan, Formats::default())
        } else if let Some(cursor) = self.cursors.get(&name) {
            // Cursors of SQL are portals, and some clients describe them as such.
            let formats = if cursor.binary { Formats::binary() } else { Formats::default() };
            let columns = cursor.columns.message(&formats);
            self.out.put(&Message::RowDescription(columns));
            return Ok(());
        } else {
            let portal = self.portals.get(&name).ok_or_else(|| no_portal(&name))?;
            (portal.prepared.clone(), portal.plan.clone(), portal.formats.clone())
        };
        let command = prepared.command.as_ref();
        let columns = command.and_then(|command| self.described(command, plan.as_ref()));
        self.out.put(&match columns {
            Some(columns) => Message::RowDescription(columns.message(&formats)),
            None => Message::NoData(NoData::new()),
        });
        Ok(())
    }

    async fn execute(&mut self, execute: &Execute, guard: &Guard) -> Result<(), Failure> {
        let name = execute.name.clone().unwrap_or_default();
        // A portal that fails is gone; one that is suspended comes back.
        let mut portal = self.portals.remove(&name).ok_or_else(|| no_portal(&name))?;
        let count = match usize::try_from(execute.max_rows) {
            Ok(most) if most > 0 => Count::Some(most),
            _ => Count::All,
        };
        guard.bound(self.advance(&mut portal, count)).await?;
        self.portals.insert(name, portal);
        Ok(())
    }

    /// Sends the next rows of a portal, or does what its command wants.
    async fn advance(&mut self, portal: &mut Portal, count: Count) -> Result<(), Failure> {
        let Some(command) = portal.prepared.command.clone() else {
            self.out.put(&Message::EmptyQueryResponse(EmptyQueryResponse::new()));
            return Ok(());
        };
        let mut word = "SELECT";
        let mut rows = match std::mem::replace(&mut portal.state, State::Done) {
            State::Begun(rows) => rows,
            State::Done => Rows::none(),
            State::New => {
                self.admit(&command)?;
                match self.run_command(&command, portal.plan.clone()).await? {
                    Outcome::Rows(rows, said) => {
                        word = said;
                        *rows
                    }
                    Outcome::File(mut rows, options) => {
                        let columns = rows.description();
                        let sent = self.copy(&mut rows, &columns, options).await?;
                        self.finish(&rows, "COPY", sent);
                        return Ok(());
                    }
                    Outcome::Fetch { name, count, moves } => {
                        let formats = portal.formats.clone();
                        return self.fetch(&name, count, moves, Some(&formats), false).await;
                    }
                    Outcome::Tag(tag) => {
                        self.out.done(tag);
                        return Ok(());
                    }
                }
            }
        };
        let sent = self.send(&mut rows, &portal.formats, count).await?;
        if sent.is_all {
            self.finish(&rows, word, sent.rows);
        } else {
            portal.state = State::Begun(rows);
            self.out.put(&Message::PortalSuspended(PortalSuspended::new()));
        }
        Ok(())
    }

    fn close(&mut self, close: Close) {
        let name = close.name.unwrap_or_default();
        if close.target_type == TARGET_TYPE_BYTE_STATEMENT {
            self.prepared.remove(&name);
        } else {
            self.portals.remove(&name);
        }
        self.out.put(&Message::CloseComplete(CloseComplete::new()));
    }
}

pub(super) fn unknown(name: &str) -> Failure {
    Failure::new(Code::NoStatement, format!("prepared statement \"{name}\" does not exist"))
}

fn no_portal(name: &str) -> Failure {
    Failure::new(Code::NoCursor, format!("portal \"{name}\" does not exist"))
}
