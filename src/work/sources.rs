//! The sources behind figures and statements: which of them failed, and what the others can tell.

use channelgraph_schema::{EntityKind, FieldId};

use crate::engine::{Engine, Problem};

/// Problems, each source and code once.
pub fn each_once(problems: impl IntoIterator<Item = Problem>) -> Vec<Problem> {
    let mut all: Vec<Problem> = Vec::new();
    for problem in problems {
        let is_it = |known: &Problem| {
            (&known.source_name, known.code) == (&problem.source_name, problem.code)
        };
        if !all.iter().any(is_it) {
            all.push(problem);
        }
    }
    all
}

/// Returns true if a source holds a field of an entity, and is none of those that failed.
pub fn is_told(engine: &Engine, failed: &[Problem], kind: EntityKind, field: FieldId) -> bool {
    let has_failed =
        |source: &str| failed.iter().any(|problem| problem.source_name.as_deref() == Some(source));
    engine.sources_holding(kind, field).any(|source| !has_failed(source))
}
