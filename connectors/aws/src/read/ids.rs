//! Records by their ids: in batches where a list takes ids, else singly.

use std::collections::HashSet;

use channelgraph_core::{Error, Page, Result, local};
use channelgraph_schema::mapping::Row;
use futures::{StreamExt, future::try_join_all, stream};

use super::{AT_ONCE, Reading};
use crate::{
    field::Object,
    query::{Query, param::Param},
};

/// Ids of records that could not be read, each with its failure.
type Failed = Vec<(String, Error)>;

/// Relationships up to which each is asked for singly, rather than all of their accounts.
const FEW: usize = 5;

impl Reading<'_> {
    pub(super) async fn ids(&self, ids: &[String]) -> Result<Page> {
        let mut ids: Vec<String> = ids.iter().filter_map(|id| self.object.canonical(id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut failed = Vec::new();
        let mut rows = if ids.is_empty() {
            Vec::new()
        } else if self.only_lists_tell() {
            self.picked(&Query::default(), &ids).await?
        } else if self.names.iter().all(|name| self.object.lists(name) || !self.object.tells(name))
        {
            self.listed(ids, &mut failed).await?
        } else {
            self.singly(ids, &mut failed).await?
        };
        rows.retain(|row| local::passes(&self.read.filter, row));
        let total = self.read.count.then_some(rows.len() as u64);
        Ok(Page { rows, complete: true, exact: true, total, failed })
    }

    /// Whether a field is needed that no record asked for singly tells.
    fn only_lists_tell(&self) -> bool {
        self.names.iter().any(|name| self.object.lists(name) && !self.object.tells(name))
    }

    /// Records of which a list tells enough.
    async fn listed(&self, ids: Vec<String>, failed: &mut Failed) -> Result<Vec<Row>> {
        if let Some(param) = Param::of(self.object, "Id") {
            let batches =
                ids.chunks(param.most).map(|ids| Query::default().with(param.field, ids.to_vec()));
            let batches = batches.map(async |query| self.all(&query).await);
            return Ok(try_join_all(batches).await?.into_iter().flatten().collect());
        }
        if self.object != Object::Relationship || ids.len() <= FEW {
            return self.singly(ids, failed).await;
        }
        let mut accounts: Vec<String> =
            ids.iter().filter_map(|id| Some(id.split_once('/')?.0.to_owned())).collect();
        accounts.sort_unstable();
        accounts.dedup();
        self.picked(&Query::default().with("programManagementAccountId", accounts), &ids).await
    }

    /// Records out of a list of more.
    async fn picked(&self, query: &Query, ids: &[String]) -> Result<Vec<Row>> {
        let ids: HashSet<&str> = ids.iter().map(String::as_str).collect();
        let mut rows = self.all(query).await?;
        rows.retain(|row| ids.contains(row.id.as_str()));
        self.with(&self.names, rows).await
    }

    /// Records, each by a call of its own. One that cannot be read takes none of the others along.
    async fn singly(&self, ids: Vec<String>, failed: &mut Failed) -> Result<Vec<Row>> {
        self.bounded(ids.len())?;
        let found: Vec<_> = stream::iter(ids)
            .map(async |id| (self.api.get(self.object, &id, &self.names).await, id))
            .buffered(AT_ONCE)
            .collect()
            .await;
        let mut rows = Vec::new();
        for (outcome, id) in found {
            match outcome {
                Ok(row) => rows.extend(row),
                Err(error) => failed.push((id, error)),
            }
        }
        Ok(rows)
    }
}
