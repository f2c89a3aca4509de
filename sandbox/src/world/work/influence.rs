//! The campaigns behind deals: the one that a deal came from, and the shares of all that touched
//! it, by two models.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::cast::Cast;
use super::{Entry, between, insert, named, nodes, of_org, row, word};
use crate::salesforce::store::Store as Org;
use crate::truth::{CampaignInfluence, Deal, Record, Ref, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;

const OBJECT: &str = "CampaignInfluence";
/// The models, the default one first: each has a row for every campaign of a deal.
const MODELS: [&str; 2] = ["Even Distribution Model", "First Touch Model"];

/// A campaign as deals look for one.
struct Touch {
    campaign: Ref,
    partner: Option<Ref>,
    /// When it began, or was planned where it has no days.
    from: DateTime<Utc>,
    flagship: bool,
}

/// Has deals name the campaign that they came from, and enters the shares.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let touches = touches(cast, world);
    let models = enter_models(&mut world.salesforce);
    let mut shares = Vec::new();
    for deal in world.truth.deals.iter_mut().flatten() {
        if deal.source != System::Salesforce {
            continue;
        }
        let campaigns = touched(&touches, &deal.values, &mut dice);
        let Some(first) = campaigns.first() else { continue };
        deal.values.campaign = Some(first.campaign.clone());
        if let Some(object) = world.salesforce.objects.get_mut("Opportunity")
            && let Some(row) = object.rows.get_mut(&*deal.id)
        {
            sf::put(row, "CampaignId", named(&deal.values.campaign));
        }
        // Some deals never got shares.
        if first.flagship || dice.chance(0.9) {
            divide(deal, &campaigns, &mut shares, &mut dice);
        }
    }
    // Both models come to their shares in one night: the rows of a deal lie side by side.
    for (place, (model, id)) in MODELS.iter().zip(models).enumerate() {
        let of_model = shares.iter().map(|share: &Share| share.row(place, &id));
        let ids = insert(&mut world.salesforce, OBJECT, of_model.collect());
        if place == 0 {
            let says = shares.iter().map(|share| share.says(model)).collect();
            world.truth.campaign_influences = nodes(OBJECT, ids, says);
        }
    }
}

fn enter_models(org: &mut Org) -> Vec<Text> {
    let made = now() - Duration::days(900);
    let entry = |(place, name): (usize, &&str)| {
        let is_default = Some(Value::Bool(place == 0));
        Entry::once(made, row([("Name", word(name)), ("IsDefaultModel", is_default)]))
    };
    insert(org, "CampaignInfluenceModel", MODELS.iter().enumerate().map(entry).collect())
}

/// The campaigns by their partner.
fn touches(cast: &Cast, world: &World) -> BTreeMap<Option<Ref>, Vec<Touch>> {
    let flagship = cast.partners.first().and_then(|partner| partner.account.as_ref());
    let mut touches: BTreeMap<Option<Ref>, Vec<Touch>> = BTreeMap::new();
    for record in world.truth.campaigns.iter().flatten() {
        let says = &record.values;
        let start = says.starts_at.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
        touches.entry(says.partner.clone()).or_default().push(Touch {
            campaign: of_org(&record.id),
            partner: says.partner.clone(),
            from: start.or(says.created_at).unwrap_or_else(now),
            flagship: flagship.is_some()
                && says.partner.as_ref().map(|partner| &partner.id) == flagship,
        });
    }
    touches
}

/// The campaigns that touched a deal: for most deals of a partner that had one by then, that one;
/// for a few of all others, one of the vendor's own; and some more of these.
fn touched<'a>(
    touches: &'a BTreeMap<Option<Ref>, Vec<Touch>>,
    deal: &Deal,
    dice: &mut Dice,
) -> Vec<&'a Touch> {
    let made = deal.created_at.unwrap_or_else(now);
    let begun = |partner: &Option<Ref>, but: &[&Touch]| -> Vec<&Touch> {
        let known = |touch: &Touch| but.iter().any(|it| it.campaign == touch.campaign);
        let all = touches.get(partner).into_iter().flatten();
        all.filter(|touch| touch.from <= made && !known(touch)).collect()
    };
    let joint = if deal.partner.is_some() { begun(&deal.partner, &[]) } else { Vec::new() };
    let mut campaigns = Vec::new();
    if joint.first().is_some_and(|first| first.flagship || dice.chance(0.8)) {
        campaigns.push(dice.pick(&joint));
    }
    let chance = if campaigns.is_empty() { 0.08 } else { 0.4 };
    for chance in [chance, 0.15] {
        if !dice.chance(chance) {
            break;
        }
        let own = begun(&None, &campaigns);
        if !own.is_empty() {
            campaigns.push(dice.pick(&own));
        }
    }
    campaigns
}

/// A campaign's share in a deal.
struct Share {
    campaign: Ref,
    partner: Option<Ref>,
    deal: Ref,
    /// In percent, by model.
    percent: [Decimal; 2],
    amount: Option<Decimal>,
    made: DateTime<Utc>,
    changed: DateTime<Utc>,
}

impl Share {
    fn revenue(&self, model: usize) -> Option<Decimal> {
        self.amount.map(|amount| (amount * self.percent[model] / Decimal::ONE_HUNDRED).round_dp(2))
    }

    fn row(&self, model: usize, id: &Text) -> Entry {
        let row = row([
            ("OpportunityId", word(&self.deal.id)),
            ("CampaignId", word(&self.campaign.id)),
            ("ModelId", word(id)),
            ("Influence", Some(sf::number(self.percent[model]))),
            ("RevenueShare", self.revenue(model).map(sf::number)),
        ]);
        Entry { made: self.made, changed: self.changed, row }
    }

    /// What the row of the default model says.
    fn says(&self, model: &str) -> CampaignInfluence {
        let amount = self.revenue(0);
        CampaignInfluence {
            campaign: Some(self.campaign.clone()),
            deal: Some(self.deal.clone()),
            partner: self.partner.clone(),
            share: Some((self.percent[0] / Decimal::ONE_HUNDRED).normalize()),
            amount,
            currency: amount.map(|_| "USD".into()),
            model: Some(model.into()),
            created_at: Some(self.made),
            updated_at: Some(self.changed),
        }
    }
}

/// Divides a deal among its campaigns.
fn divide(deal: &Record<Deal>, campaigns: &[&Touch], shares: &mut Vec<Share>, dice: &mut Dice) {
    let whole = Decimal::ONE_HUNDRED;
    let made = between(deal.values.created_at.unwrap_or_else(now), now(), dice);
    let changed = between(made, now(), dice);
    let even = (whole / Decimal::from(campaigns.len())).round_dp(2);
    let later = match campaigns.len() {
        1 => Decimal::ZERO,
        others => Decimal::from(30) / Decimal::from(others - 1),
    };
    let rest = Decimal::from(campaigns.len() - 1);
    for (place, touch) in campaigns.iter().enumerate() {
        let percent = match place {
            0 => [whole - even * rest, whole - later * rest],
            _ => [even, later],
        };
        shares.push(Share {
            campaign: touch.campaign.clone(),
            partner: touch.partner.clone(),
            deal: of_org(&deal.id),
            percent,
            amount: deal.values.amount,
            made,
            changed,
        });
    }
}
