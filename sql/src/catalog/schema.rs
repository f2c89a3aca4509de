//! Schemas of the catalog as DataFusion looks them up.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{SchemaProvider, TableProvider};
use datafusion::error::Result;

use super::Tables;
use super::objects::Objects;
use super::relation::{find, relations};
use super::rows;
use super::session::SessionFacts;

/// A schema of the catalog, as one connection sees it.
#[derive(Debug)]
pub struct CatalogSchema {
    oid: u32,
    objects: Arc<Objects>,
    tables: Arc<Tables>,
    session: Arc<SessionFacts>,
}

impl CatalogSchema {
    /// Makes the schema with this identifier.
    pub fn new(
        oid: u32,
        objects: Arc<Objects>,
        tables: Arc<Tables>,
        session: Arc<SessionFacts>,
    ) -> Self {
        Self { oid, objects, tables, session }
    }
}

#[async_trait]
impl SchemaProvider for CatalogSchema {
    fn table_names(&self) -> Vec<String> {
        let own = relations().iter().filter(|relation| relation.namespace == self.oid);
        own.map(|relation| relation.name.to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(table) = rows::of_session(&self.objects, &self.session, self.oid, name) {
            return Ok(Some(Arc::new(table?)));
        }
        let Some(relation) = find(self.oid, name) else { return Ok(None) };
        let table = self.tables.get(&(self.oid, relation.name)).cloned();
        Ok(table.map(|table| table as Arc<dyn TableProvider>))
    }

    fn table_exist(&self, name: &str) -> bool {
        find(self.oid, name).is_some()
    }
}
