//! The call for the progress of partners.

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::EntityKind;
use serde_json::{Map, Value as Json};

use super::{Asked, ProgressOf};
use crate::{
    engine::{Problem, Viewer},
    graphql::{
        engine_graph::{
            EngineGraph, ask,
            bind::Bound,
            performance, period,
            sight::refuse,
            thing::{self, Thing},
        },
        plan::Call,
        types::Meaning,
        walk::Outcome,
    },
    work::{
        Work,
        tiers::{PartnerProgress, Program, Question, Requirement},
    },
};

const P: EntityKind = EntityKind::Partner;

/// Binds the arguments of progress.
///
/// # Errors
/// If the viewer may not see the tiers of partners, or there is no such programme.
pub(in crate::graphql::engine_graph) fn bind(
    viewer: &Viewer,
    work: &Work,
    given: &Map<String, Json>,
) -> Result<Bound, Problem> {
    refuse(viewer, Program::MEMBERSHIP.map(|field| (P, field)))?;
    let program = given.get("program").and_then(Json::as_str).map(str::to_owned);
    Ok(Bound::Tiers(Asked { program, today: period::today(work) }))
}

impl EngineGraph<'_> {
    /// The entities that progress is measured over.
    pub(in crate::graphql::engine_graph) fn kinds_of_tiers(&self) -> BTreeSet<EntityKind> {
        let requirements = self.work.programs.iter().flat_map(|program| &program.requirements);
        let kinds = requirements.flat_map(|of| {
            let group = of.metric.group().map(performance::kind_of);
            group.into_iter().chain(of.stands_on().map(|(kind, _)| kind))
        });
        kinds.collect()
    }

    /// The outcomes of a call for progress; none of any other call.
    pub(in crate::graphql::engine_graph) async fn ask_of_tiers(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Thing],
    ) -> Option<Vec<Outcome<Thing>>> {
        let (Meaning::Tiers, Some(Bound::Tiers(asked))) = (call.meaning, bound) else {
            return None;
        };
        let sees_figure = |of: &Requirement| performance::sees(self.viewer, of);
        let program = asked.program.as_deref();
        let question = Question { program, sees_figure: &sees_figure };
        let partners = thing::nodes(parents);
        let outcomes = ask::of_each(&partners, async |partners| {
            let told =
                self.work.tier_progress(self.engine, self.viewer, question, partners).await?;
            Ok(told.into_iter().map(|told| several(asked, told)).collect())
        });
        Some(outcomes.await)
    }
}

/// The progress of one partner, with the sources that are missing named among the errors.
fn several(
    asked: &Asked,
    PartnerProgress { programs, missing }: PartnerProgress,
) -> Outcome<Thing> {
    let missing = ask::noted(missing);
    let today = asked.today;
    let thing = |told| Some(Thing::Tiers(Arc::new(ProgressOf { today, told })));
    Outcome::Several(programs.into_iter().map(thing).collect(), missing)
}
