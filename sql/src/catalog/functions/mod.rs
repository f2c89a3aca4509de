//! Functions of PostgreSQL that tell about the catalog, the connection, or the text of names.

mod arrays;
mod call;
mod comments;
mod defined;
mod json;
mod names;
mod privileges;
mod session;
mod sizes;
mod text;

use std::sync::{Arc, LazyLock};

use datafusion::logical_expr::ScalarUDF;

pub use self::call::Environment;
use self::call::{CatalogFunction, Declaration};
use super::procedures::{self, Procedure};

static DECLARATIONS: LazyLock<Vec<Declaration>> = LazyLock::new(|| {
    [
        arrays::FUNCTIONS,
        comments::FUNCTIONS,
        defined::FUNCTIONS,
        json::FUNCTIONS,
        names::FUNCTIONS,
        privileges::FUNCTIONS,
        session::FUNCTIONS,
        sizes::FUNCTIONS,
        text::FUNCTIONS,
    ]
    .concat()
    .into_iter()
    .map(Declaration::new)
    .collect()
});

/// Returns the functions as `pg_proc` lists them. Names with a `$` are of no client's concern.
pub fn declared() -> impl Iterator<Item = Procedure> {
    let listed = DECLARATIONS.iter().filter(|it| !it.name.contains('$'));
    listed.map(|it| {
        procedures::offered(it.name, it.arguments.iter().map(|it| it.ty).collect(), it.result)
    })
}

/// Makes the functions for one connection.
pub fn functions(environment: &Arc<Environment>) -> impl Iterator<Item = ScalarUDF> {
    DECLARATIONS.iter().map(|it| CatalogFunction::new(it, environment.clone()).into())
}

/// Makes one function for one connection.
pub fn function(name: &str, environment: &Arc<Environment>) -> Option<ScalarUDF> {
    let found = DECLARATIONS.iter().find(|it| it.name == name);
    found.map(|it| CatalogFunction::new(it, environment.clone()).into())
}
