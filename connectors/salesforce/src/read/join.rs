//! Reads of records that name those of a page, where no subquery is sure to bring them: a field
//! that can name many objects may be listed as a child of none. One more query asks for those of
//! all rows at once.

use std::collections::BTreeMap;

use channelgraph_core::{Page, Read, Result, Select};
use channelgraph_schema::{Filter, mapping::Row};
use futures::future::try_join_all;
use serde_json::Value as Json;

use crate::{
    connector::Salesforce,
    field::{Join, Scope},
};

impl Salesforce {
    /// Adds to the rows of a page what was asked of the records that name them: for each name an
    /// array with one value for each of these, in the order of their ids.
    pub(crate) async fn join(&self, read: &Read, scope: &Scope, page: &mut Page) -> Result<()> {
        let mut ids: Vec<_> = page.rows.iter().map(|row| row.id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let is_asked = |name: &str| read.fields.iter().any(|field| field == name);
        let asked = scope.joins.iter().filter_map(|join| {
            let names: Vec<_> = join.names.iter().filter(|(name, _)| is_asked(name)).collect();
            (!names.is_empty() && !ids.is_empty()).then_some((join, names))
        });
        let asked: Vec<_> = asked.collect();
        let found = asked.iter().map(|(join, names)| self.naming(join, names, &ids));
        for ((_, names), found) in asked.iter().zip(try_join_all(found).await?) {
            for row in &mut page.rows {
                let naming = found.get(&row.id).map(Vec::as_slice).unwrap_or_default();
                for (name, rest) in names {
                    let values = naming.iter().map(|other| last(other.values.get(rest)));
                    row.values.insert(name.clone(), values.collect());
                }
            }
        }
        Ok(())
    }

    /// The records of another object that name these, by the record that they name.
    async fn naming(
        &self,
        join: &Join,
        names: &[&(String, String)],
        ids: &[String],
    ) -> Result<BTreeMap<String, Vec<Row>>> {
        let mut fields: Vec<_> = names.iter().map(|(_, rest)| rest.clone()).collect();
        fields.sort_unstable();
        let read = Read {
            object: join.scope.table.name.as_str().into(),
            fields,
            select: Select::Children { field: join.back.clone(), parents: ids.to_vec() },
            filter: Filter::all(),
            order: None,
            after: None,
            limit: usize::MAX,
            count: false,
        };
        let found = self.children(&read, &join.scope, &join.back, ids).await?;
        let mut by_record: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in found.rows {
            if let Some(record) = row.parent.clone() {
                by_record.entry(record).or_default().push(row);
            }
        }
        Ok(by_record)
    }
}

/// A value; of several, as children of the other record have them, the last that is there.
fn last(value: Option<&Json>) -> Json {
    match value {
        Some(Json::Array(several)) => {
            let known = several.iter().rfind(|value| !value.is_null());
            known.cloned().unwrap_or_default()
        }
        one => one.cloned().unwrap_or_default(),
    }
}
