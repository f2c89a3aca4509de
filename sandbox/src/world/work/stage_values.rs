//! The stages that deals of the account have been in, as the history of a property keeps them.

use super::history::course;
use crate::hubspot::store::{Store as Account, Version};
use crate::terms::DealStage;
use crate::truth::{Deal, StageChange, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::vendor::hubspot_fields::{channel_stage, find_stage};
use crate::world::vendor::hubspot_rows as hs;

/// The object and the property of the histories.
const OBJECT: &str = "deals";
const PROPERTY: &str = "dealstage";

/// Enters the history of each deal: from its making to the stage that it is in.
pub(super) fn enter(world: &mut World, mut dice: Dice) {
    let account = &mut world.hubspot;
    for deal in world.truth.deals.iter_mut().flatten() {
        if deal.source != System::Hubspot {
            continue;
        }
        let id = hs::id(&deal.id);
        let Some((pipeline, current)) = place(account, id) else { continue };
        let (mut versions, mut changes) = (Vec::new(), Vec::new());
        for (at, stage) in course(&deal.values, &mut dice) {
            let (value, change) = match stage {
                Some(stage) => reached(account, &pipeline, stage),
                None => (current.clone(), now_in(&deal.values)),
            };
            versions.push(Version { value, at: hs::time(at), source: "CRM_UI" });
            changes.push(StageChange { at: Some(at), ..change });
        }
        account.histories.insert((OBJECT.to_owned(), id, PROPERTY.to_owned()), versions);
        deal.values.stages = Some(changes);
    }
}

/// The pipeline and the stage of a deal.
fn place(account: &Account, id: u64) -> Option<(String, String)> {
    let row = account.objects.get(OBJECT)?.rows.get(&id)?;
    Some((row.get("pipeline")?.clone(), row.get(PROPERTY)?.clone()))
}

/// An earlier stage: its id in the pipeline, and what it is.
fn reached(account: &Account, pipeline: &str, stage: DealStage) -> (String, StageChange) {
    let id = if pipeline == "default" { stage.hubspot().to_owned() } else { channel_stage(stage) };
    let label = find_stage(account, OBJECT, pipeline, &id).map(|stage| stage.label.as_str().into());
    (id, StageChange { stage: Some(stage), source_stage: label, ..StageChange::default() })
}

/// The stage that a deal is in.
fn now_in(says: &Deal) -> StageChange {
    StageChange {
        stage: says.stage,
        source_stage: says.source_stage.clone(),
        ..StageChange::default()
    }
}

/// Adds the stage that a deal is in now to its history.
pub(crate) fn append(account: &mut Account, id: &Text, says: &mut Deal) {
    let id = hs::id(id);
    let Some((_, value)) = place(account, id) else { return };
    let mut changes = says.stages.take().unwrap_or_default();
    // A history never runs backwards, whatever time the change is said to have.
    let last = changes.last().and_then(|change| change.at);
    let at = says.updated_at.or(says.created_at).max(last);
    if let Some(at) = at {
        let versions = account.histories.entry((OBJECT.to_owned(), id, PROPERTY.to_owned()));
        let version = Version { value, at: hs::time(at), source: "CRM_UI" };
        versions.or_default().push(version);
    }
    changes.push(StageChange { at, ..now_in(says) });
    says.stages = Some(changes);
}
