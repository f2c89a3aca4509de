//! The call for the results of campaigns.

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::EntityKind;
use serde_json::{Map, Value as Json};
use strum::VariantArray;

use super::{Asked, basis};
use crate::{
    engine::{Problem, Viewer},
    graphql::{
        engine_graph::{
            EngineGraph, ask,
            bind::Bound,
            period,
            sight::Sight,
            thing::{self, Thing},
        },
        plan::Call,
        types::Meaning,
        walk::Outcome,
    },
    work::{
        Work,
        results::{CampaignResults, Part, Question},
    },
};

/// Binds the arguments of results.
///
/// # Errors
/// If there is no such period; the text says why.
pub(in crate::graphql::engine_graph) fn bind(
    work: &Work,
    given: &Map<String, Json>,
) -> Result<Bound, Problem> {
    let today = period::today(work);
    let days = given.get("period").filter(|period| !period.is_null());
    let days = days.map(|_| period::period(work, today, given.get("period"))).transpose()?;
    let currency = given.get("currency").and_then(Json::as_str).map(str::to_owned);
    Ok(Bound::Results(Asked { days, currency }))
}

/// The entities that results are read of.
pub(in crate::graphql::engine_graph) fn kinds() -> BTreeSet<EntityKind> {
    Part::VARIANTS.iter().flat_map(|part| part.stands_on()).map(|(kind, _)| *kind).collect()
}

/// The parts that a call prints, and that the viewer may see.
fn wanted(viewer: &Viewer, call: &Call) -> BTreeSet<Part> {
    let printouts = call.sets.iter().flat_map(|set| &set.0);
    let printed = printouts.flat_map(|printout| &printout.selection.fields);
    let parts = printed.filter_map(|field| match field.meaning() {
        Some(Meaning::OfResults(field)) => Some(basis(field).0),
        _ => None,
    });
    let sees = |part: &Part| Sight::of(viewer, part.stands_on().iter().copied()).is_shown();
    parts.flatten().copied().filter(sees).collect()
}

impl EngineGraph<'_> {
    /// The outcomes of a call for results; none of any other call.
    pub(in crate::graphql::engine_graph) async fn ask_of_results(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Thing],
    ) -> Option<Vec<Outcome<Thing>>> {
        let (Meaning::Results, Some(Bound::Results(asked))) = (call.meaning, bound) else {
            return None;
        };
        let Asked { days, currency } = asked.clone();
        let question = Question { days, currency, parts: wanted(self.viewer, call) };
        let campaigns = thing::nodes(parents);
        let outcomes = ask::of_each(&campaigns, async |campaigns| {
            let told =
                self.work.campaign_results(self.engine, self.viewer, &question, campaigns).await?;
            Ok(told.into_iter().map(one).collect())
        });
        Some(outcomes.await)
    }
}

/// The results of one campaign, with the sources that are missing named among the errors.
fn one(results: CampaignResults) -> Outcome<Thing> {
    let missing = ask::noted(results.coverage.missing.clone());
    Outcome::One(Thing::Results(Arc::new(results)), missing)
}
