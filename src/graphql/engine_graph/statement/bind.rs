//! Arguments of statements.

use channelgraph_schema::EntityKind;
use serde_json::{Map, Value as Json};

use super::{Asked, LinesAsked};
use crate::{
    engine::{Engine, Needs, Problem, Viewer},
    graphql::engine_graph::{
        bind::{self, Bound},
        period,
        sight::refuse,
    },
    work::{
        Work,
        statement::{Basis, FIELDS, Question},
    },
};

const I: EntityKind = EntityKind::Incentive;

/// Binds the arguments of a partner's statement, or of a list of statements.
///
/// # Errors
/// If they are wrong, or the viewer may not see what statements stand on; the text says how.
pub(in crate::graphql::engine_graph) fn bind(
    (engine, viewer, work): (&Engine, &Viewer, &Work),
    given: &Map<String, Json>,
    is_list: bool,
) -> Result<Bound, Problem> {
    refuse(viewer, FIELDS.iter().map(|field| (I, *field)))?;
    let text = |name: &str| given.get(name).and_then(Json::as_str);
    let today = period::today(work);
    let question = Question {
        days: period::period(work, today, given.get("period"))?,
        basis: text("basis").and_then(|word| word.parse().ok()).unwrap_or(Basis::Cohort),
        currency: text("currency").map(str::to_owned),
        needs: Needs::default(),
    };
    let partners = match is_list {
        true => Some(bind::query(engine, viewer, EntityKind::Partner, given)?),
        false => None,
    };
    Ok(Bound::Statement(Box::new(Asked { question, today, partners })))
}

/// Binds the arguments of a statement's lines.
///
/// # Errors
/// If they are wrong; the text says how.
pub(in crate::graphql::engine_graph) fn lines(given: &Map<String, Json>) -> Result<Bound, Problem> {
    let after = given.get("after").and_then(Json::as_str);
    Ok(Bound::Lines(LinesAsked::new(bind::first(given)?, after)?))
}
