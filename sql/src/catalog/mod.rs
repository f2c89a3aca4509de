//! The catalog (to come).
use std::{collections::BTreeMap, sync::Arc};

use datafusion::{prelude::SessionContext, sql::sqlparser::ast::Statement};
use parking_lot::RwLock;

use crate::Table;

/// Stub.
pub struct Catalog;
/// Stub.
pub struct SessionFacts {
    /// User.
    pub user: String,
    /// Database.
    pub database: String,
    /// Pid.
    pub pid: i32,
    /// Settings.
    pub settings: RwLock<BTreeMap<String, String>>,
}
impl Catalog {
    /// Stub.
    pub fn new(_: &[Arc<Table>], _: &str) -> Self {
        Self
    }
    /// Stub.
    pub fn register(
        &self,
        _: &SessionContext,
        _: &Arc<SessionFacts>,
    ) -> datafusion::error::Result<()> {
        Ok(())
    }
}
/// Stub.
pub fn rewrite(_: &mut Statement) {}
/// Stub.
pub fn table_oid(_: &str) -> u32 {
    0
}
