//! Allocations of market development funds: what is set aside for each partner, and which requests
//! draw on it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::cast::Cast;
use super::{nodes, of_org};
use crate::salesforce::store::Store as Org;
use crate::terms::{IncentiveKind, IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::record::funds::{BUDGET, BUDGET_YEAR};
use crate::world::vendor::salesforce_rows as sf;

const OBJECT: &str = "PartnerFundAllocation";

/// Makes four in ten allocations so small that claims exceed them, takes one request in five out of
/// its allocation, and tells the truth of both. The flagship's are left as they are.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let flagship = cast.accounts().iter().find(|(partner, _)| partner.flagship).map(|(_, id)| *id);
    let is_flagship = |partner: &str| flagship.is_some_and(|id| **id == *partner);
    let World { salesforce, truth, .. } = world;
    for row in rows(salesforce, OBJECT) {
        if text(row, "ChannelPartnerId").is_some_and(|id| !is_flagship(id)) && dice.chance(0.4) {
            let amount = Decimal::from(dice.between(5, 60) * 100);
            sf::put(row, "Amount", Some(sf::number(amount)));
        }
    }
    let requests = truth.incentives.iter_mut().flatten();
    for request in requests.filter(|record| record.object == "PartnerFundRequest") {
        let partner = request.values.partner.as_ref();
        let leaves = partner.is_some_and(|id| !is_flagship(&id.id)) && dice.chance(0.2);
        if leaves {
            take_out(salesforce, &request.id);
        }
        let row = salesforce.objects["PartnerFundRequest"].rows.get(&*request.id);
        let allocation = row.and_then(|row| text(row, "AllocationId"));
        request.values.request = allocation.map(|id| of_org(&id.into()));
    }
    let told: Vec<(Text, Incentive)> = salesforce.objects[OBJECT]
        .rows
        .iter()
        .map(|(id, row)| (id.as_str().into(), says(row)))
        .collect();
    let (ids, says) = told.into_iter().unzip();
    truth.incentives.extend(nodes(OBJECT, ids, says));
}

/// Takes a request out of its allocation, and with it the claims on it, which copy what it names.
fn take_out(org: &mut Org, request: &str) {
    for row in rows(org, "PartnerFundClaim") {
        if text(row, "RequestId") == Some(request) {
            sf::put(row, "AllocationId", None);
        }
    }
    let requests = org.objects.get_mut("PartnerFundRequest");
    if let Some(row) = requests.and_then(|object| object.rows.get_mut(request)) {
        sf::put(row, "AllocationId", None);
    }
}

/// What an allocation's row says. It has no status: what is set aside is promised.
fn says(row: &sf::Row) -> Incentive {
    let amount = row.get("Amount").and_then(|amount| amount.to_string().parse().ok());
    let time = |field: &str| {
        let time = DateTime::parse_from_str(text(row, field)?, "%Y-%m-%dT%H:%M:%S%.f%z").ok()?;
        Some(time.with_timezone(&Utc))
    };
    let day = |(month, day)| NaiveDate::from_ymd_opt(BUDGET_YEAR, month, day);
    Incentive {
        name: text(row, "Title").map(Into::into),
        kind: Some(IncentiveKind::MarketDevelopmentFund),
        role: Some(IncentiveRole::Promise),
        status: Some(IncentiveStatus::Approved),
        amount,
        approved_amount: amount,
        currency: Some("USD".into()),
        program: Some(BUDGET.into()),
        partner: text(row, "ChannelPartnerId").map(|id| of_org(&id.into())),
        period_start: day((1, 1)),
        period_end: day((12, 31)),
        created_at: time("CreatedDate"),
        updated_at: time("SystemModstamp"),
        ..Incentive::default()
    }
}

fn rows<'a>(org: &'a mut Org, object: &str) -> impl Iterator<Item = &'a mut sf::Row> + use<'a> {
    org.objects.get_mut(object).into_iter().flat_map(|object| object.rows.values_mut())
}

fn text<'a>(row: &'a sf::Row, field: &str) -> Option<&'a str> {
    row.get(field).and_then(Value::as_str)
}
