//! Campaigns and files: whole lists, filtered and ordered here.

use std::collections::HashSet;

use channelgraph_core::{Error, ErrorKind, Page, Progress, Read, Restarts, Result, Select, local};
use channelgraph_schema::{Filter, Test, Value, mapping::Row};
use futures::future::try_join_all;

use super::{links::Around, whole};
use crate::{
    api::{Parameters, wire::Object},
    connector::HubSpot,
    field::{Fields, listed::Listed},
    query::parameters,
    rows,
};

impl HubSpot {
    /// The answer to a read of an object outside of the CRM.
    pub(crate) async fn read_listed(&self, of: Listed, read: &Read) -> Result<Page> {
        if read.filter.is_none() {
            return Ok(whole(read, Vec::new()));
        }
        let fields = Fields::parse(&read.names(), &read.object);
        let own = read.order.as_ref().map_or(Value::Null, |order| of.like(&order.field));
        let like = local::like(read, own);
        match &read.select {
            Select::All => {
                let rows = self.all_of(of, &fields, &read.filter).await?;
                Ok(local::page(read, &like, rows))
            }
            Select::Ids(ids) => {
                let mut rows = self.some_of(of, &fields, ids).await?;
                rows.retain(|row| local::passes(&read.filter, row));
                Ok(whole(read, rows))
            }
            Select::Children { field, parents } => {
                let named = parents.iter().map(|id| Value::text(id.as_str())).collect();
                let refers = Filter::Test(field.clone(), Test::In(named));
                let rows = self.all_of(of, &fields, &refers.and(read.filter.clone())).await?;
                let asked: HashSet<&String> = parents.iter().collect();
                let under = rows.into_iter().map(|row| Row { parent: row.text(field), ..row });
                let under =
                    under.filter(|row| row.parent.as_ref().is_some_and(|id| asked.contains(id)));
                Ok(local::children(read, &like, under.collect()))
            }
        }
    }

    /// All rows that may pass.
    async fn all_of(
        &self,
        of: Listed,
        fields: &Fields,
        filter: &Filter<String>,
    ) -> Result<Vec<Row>> {
        let (properties, parameters) = (fields.properties(), parameters(of, filter));
        let (mut records, mut seen) = (Vec::new(), HashSet::new());
        let (mut after, mut restarts) = (None::<String>, Restarts::default());
        let mut progress = Progress::of(&self.api.source);
        loop {
            let place = (self.sizes.listed.max(1), after.as_deref());
            let page = match self.api.listing(of, &properties, &parameters, place).await {
                Err(error) if after.take().is_some() => {
                    // The place to go on from has died: the list begins anew.
                    restarts.after(error, seen.len())?;
                    progress.begin_anew();
                    continue;
                }
                page => page?,
            };
            let before = seen.len();
            records.extend(page.records.into_iter().filter(|one| seen.insert(one.id.clone())));
            progress.brought(seen.len() - before)?;
            let Some(next) = page.next else { break };
            self.within(of, seen.len(), &parameters)?;
            progress.to(&next)?;
            after = Some(next);
        }
        self.rows_of(of, fields, records).await
    }

    /// The rows with these ids.
    async fn some_of(&self, of: Listed, fields: &Fields, ids: &[String]) -> Result<Vec<Row>> {
        let properties = fields.properties();
        let size = match of {
            Listed::Campaigns => self.sizes.campaigns,
            Listed::Files => self.sizes.listed,
        };
        let ids: Vec<String> = ids.iter().filter_map(|id| of.canonical(id)).collect();
        let pieces = ids.chunks(size.max(1)).map(|ids| self.api.listed(of, ids, &properties));
        let records = try_join_all(pieces).await?.concat();
        self.rows_of(of, fields, records).await
    }

    async fn rows_of(&self, of: Listed, fields: &Fields, records: Vec<Object>) -> Result<Vec<Row>> {
        let lookups = self.catalog.lookups(of.name(), fields, &records).await?;
        Ok(rows::rows(of.name(), records, fields, &Around::default(), &lookups))
    }

    /// An error if a list that goes on has more records than are read, or than HubSpot gives.
    fn within(&self, of: Listed, records: usize, asked: &Parameters) -> Result<()> {
        let wall = if of == Listed::Files { self.sizes.offset } else { usize::MAX };
        if records < wall.min(self.max_rows) {
            return Ok(());
        }
        let which = if asked.is_empty() { "" } else { " of those asked for" };
        let mend = match of {
            Listed::Files => "narrow them by `where = { parentFolderId = […] }` in the mapping",
            Listed::Campaigns => "raise `max_rows`",
        };
        let message = format!("there are more than {records} {}{which}; {mend}", of.name());
        Err(Error::new(ErrorKind::TooMuch, &self.api.source, message))
    }
}
