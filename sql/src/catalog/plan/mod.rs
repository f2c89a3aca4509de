//! Rules for plans, which need to know types: text forms of object identifiers, and subqueries over
//! the catalog of kinds that DataFusion cannot plan.

mod bound;
mod lateral;
mod literals;
mod run;
mod subqueries;
mod text;

use std::sync::{Arc, OnceLock};

use datafusion::common::Result;
use datafusion::config::ConfigOptions;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::AnalyzerRule;

pub use self::literals::Literals;
use super::functions::Environment;

/// The state of the session, from which subqueries get their physical plans.
pub type State = Arc<OnceLock<SessionState>>;

/// The rule that makes plans over the catalog executable.
#[derive(Debug)]
pub struct CatalogRule {
    environment: Arc<Environment>,
    state: State,
}

impl CatalogRule {
    /// Makes the rule for one connection. `state` is set before the first query runs.
    pub fn new(environment: Arc<Environment>, state: State) -> Self {
        Self { environment, state }
    }
}

impl AnalyzerRule for CatalogRule {
    fn name(&self) -> &str {
        "postgres_catalog"
    }

    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let plan = subqueries::rewrite(plan, &self.state)?;
        let plan = text::rewrite(plan, &self.environment)?;
        text::show(plan, &self.environment)
    }
}
