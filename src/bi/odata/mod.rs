//! The tables as an OData v4 feed, for Excel, Power BI, Tableau and others.
//!
//! A question is read and checked against the sets that its viewer sees; what the sources can
//! decide is pushed to them, and every row is tested here again. Pages end at spots of the scan, so
//! that the next page reads nothing twice.

mod address;
mod answering;
pub mod batch;
mod error;
mod filter;
mod metadata;
mod options;
mod query;
mod read;
mod reply;
mod sets;
mod token;
mod value;
mod write;

use std::{sync::Arc, time::Duration};

use address::Address;
use answering::Answering;
use axum::http::{HeaderMap, StatusCode};
use channelgraph_sql::{Gaps, Source};
pub use error::Refused;
use options::{Form, Options};
use query::{Names, Query};
use read::Reading;
pub use reply::Reply;
use sets::Sets;
pub use token::Signer;

use super::Reader;
use crate::{app::App, config::Config, engine::Viewer};

/// The feed.
pub struct Feed {
    signer: Signer,
    max_rows: usize,
    timeout: Duration,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The path below the root, decoded.
    pub path: &'a str,
    /// What stands behind the question mark.
    pub query: &'a str,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// The root of the service as the client knows it, with a slash at its end.
    pub root: &'a str,
}

impl Feed {
    /// The feed of a configuration.
    pub fn new(config: &Config) -> Self {
        let hashes: Vec<String> = config.auth.keys.iter().map(|key| key.hash.to_string()).collect();
        Self {
            signer: Signer::new(hashes.join("\n").as_bytes()),
            max_rows: config.bi.max_rows,
            timeout: Duration::from_secs(config.bi.statement_seconds),
        }
    }

    /// Answers a request of a viewer.
    ///
    /// # Errors
    /// If it is wrong, asks for what the viewer may not see, or a source fails.
    pub async fn answer(
        &self,
        app: &App,
        viewer: Viewer,
        asked: Asked<'_>,
    ) -> Result<Reply, Refused> {
        let answered = Box::pin(self.within_time(app, viewer, asked));
        tokio::time::timeout(self.timeout, answered).await.unwrap_or_else(|_| {
            Err(Refused::new(
                StatusCode::GATEWAY_TIMEOUT,
                "Timeout",
                "the answer took longer than it may (`bi.statement_seconds`); ask for less",
            ))
        })
    }

    async fn within_time(
        &self,
        app: &App,
        viewer: Viewer,
        asked: Asked<'_>,
    ) -> Result<Reply, Refused> {
        let options = Options::read(asked.query)?;
        let address = address::read(asked.path)?;
        let reader = Reader::new(app.clone(), viewer, self.max_rows);
        let sets = Sets::of(reader.tables());
        let names = Names { reader: &reader, sets: &sets };
        if address == Address::Metadata {
            let body = metadata::csdl(&sets).into_bytes();
            return Ok(Reply::new("application/xml", body));
        }
        if let Address::Count(name) = &address {
            return self.count(names, names.find(name)?, &options).await;
        }
        let form = Form::read(asked.headers, options.format.as_deref())?;
        let answering = Answering { feed: self, names, options: &options, asked, form };
        match address {
            Address::Set(name) => answering.set(names.find(&name)?, None, &name).await,
            Address::Row(name, key) => answering.row(names.find(&name)?, &key).await,
            Address::Linked(name, key, link) => {
                answering.linked(names.find(&name)?, &key, &link).await
            }
            _ => {
                let context = format!("{}$metadata", asked.root);
                let context = (!form.bare).then_some(context);
                let body = metadata::service(&sets, context.as_deref());
                Ok(Reply::new(&form.media(), body))
            }
        }
    }

    /// The number of a set's rows, as text.
    async fn count(
        &self,
        names: Names<'_>,
        set: usize,
        options: &Options,
    ) -> Result<Reply, Refused> {
        let query = Query::read(names, set, options)?;
        let reading = self.reading(names, &query, options);
        let count = reading.count().await?;
        let mut reply = Reply::new("text/plain;charset=utf-8", count.to_string().into_bytes());
        reply.tell_missing(&reading.gaps);
        Ok(reply)
    }

    fn reading<'a>(&self, names: Names<'a>, query: &'a Query, options: &Options) -> Reading<'a> {
        let gaps = Arc::new(Gaps::new(options.partial));
        let Names { reader, sets } = names;
        Reading { reader, sets, query, gaps, max_rows: self.max_rows }
    }
}
