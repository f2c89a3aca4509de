//! Values that follow from a deal's stage in either system.

use rust_decimal::Decimal;

use crate::hubspot::store::Store as Account;
use crate::terms::DealStage;
use crate::truth;
use crate::world::vendor::hubspot_fields::{channel_stage, find_stage};

/// Sets the values that follow from a stage of the org.
pub(crate) fn settle_salesforce(says: &mut truth::Deal, stage: DealStage) {
    says.stage = Some(stage);
    says.source_stage = Some(stage.salesforce().into());
    says.probability = Some(Decimal::new(stage.percent().into(), 2).normalize());
    says.is_closed = Some(stage.is_closed());
    says.is_won = Some(stage == DealStage::Won);
}

/// Sets the values that follow from a stage of one of the account's pipelines; returns the stage's
/// id.
pub(crate) fn settle_hubspot(
    account: &Account,
    says: &mut truth::Deal,
    pipeline: &str,
    stage: DealStage,
) -> String {
    let id = if pipeline == "default" { stage.hubspot().to_owned() } else { channel_stage(stage) };
    says.stage = Some(stage);
    settle_hubspot_stage(account, says, pipeline, &id);
    says.is_won = Some(stage == DealStage::Won);
    id
}

pub(crate) fn settle_hubspot_stage(
    account: &Account,
    says: &mut truth::Deal,
    pipeline: &str,
    id: &str,
) {
    let Some(stage) = find_stage(account, "deals", pipeline, id) else {
        return;
    };
    says.source_stage = Some(stage.label.as_str().into());
    says.probability = stage
        .metadata
        .get("probability")
        .and_then(|text| text.parse::<Decimal>().ok())
        .map(|share| share.normalize());
    says.is_closed = Some(stage.metadata.get("isClosed").is_some_and(|closed| closed == "true"));
    says.is_won = Some(false);
}
