//! A connector over rows in memory: the smallest there can be.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Description, Error, ErrorKind, FieldInfo, Page, Quota, Read, Result,
    Select, Stats, local,
};
use channelgraph_schema::{Value, mapping::Row};

pub(super) struct Memory {
    object: &'static str,
    /// The fields, each with a value of its kind.
    fields: HashMap<String, Value>,
    rows: Vec<Row>,
    stats: Stats,
}

impl Memory {
    pub(super) fn new(
        object: &'static str,
        fields: HashMap<String, Value>,
        rows: Vec<Row>,
    ) -> Self {
        Self { object, fields, rows, stats: Stats::default() }
    }

    fn check(&self, object: &str) -> Result<()> {
        if object == self.object {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::NotFound,
            &Arc::from("memory"),
            format!("there is no object `{object}`"),
        ))
    }
}

#[async_trait]
impl Connector for Memory {
    fn capabilities(&self, _object: &str) -> Capabilities {
        Capabilities {
            ids: 50,
            one_by_one: false,
            parents: 20,
            count: true,
            limit_per_parent: false,
            pages_by_id: true,
            lag: std::time::Duration::ZERO,
        }
    }

    async fn read(&self, read: &Read) -> Result<Page> {
        self.check(&read.object)?;
        let like = read
            .order
            .as_ref()
            .and_then(|order| self.fields.get(&order.field))
            .unwrap_or(&Value::Null);
        let rows = self.rows.iter().cloned();
        Ok(match &read.select {
            Select::All => local::page(read, like, rows.collect()),
            Select::Ids(ids) => {
                let limit = self.rows.len();
                local::page(
                    &Read { limit, ..read.clone() },
                    like,
                    rows.filter(|row| ids.contains(&row.id)).collect(),
                )
            }
            Select::Children { field, parents } => {
                let rows = rows.map(|row| Row { parent: row.text(field), ..row });
                local::children(
                    read,
                    like,
                    rows.filter(|row| row.parent.as_ref().is_some_and(|id| parents.contains(id)))
                        .collect(),
                )
            }
        })
    }

    async fn describe(&self, object: &str) -> Result<Description> {
        self.check(object)?;
        let info = |name: &String| FieldInfo { name: name.clone(), ..FieldInfo::default() };
        let mut fields: Vec<FieldInfo> = self.fields.keys().map(info).collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Description { fields })
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(Vec::new())
    }

    fn canonical_id(&self, _object: &str, id: &str) -> Option<String> {
        id.parse().ok().map(|id: u64| id.to_string())
    }

    fn record_url(&self, _object: &str, _id: &str) -> Option<String> {
        None
    }

    fn stats(&self) -> &Stats {
        &self.stats
    }
}
