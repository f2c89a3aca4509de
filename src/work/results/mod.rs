//! Results of campaigns: what they brought, over the deals of all systems, each once.

mod fold;
mod read;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId};
use rust_decimal::Decimal;

use super::{coverage::Coverage, period::Days};

const C: EntityKind = EntityKind::Campaign;
const M: EntityKind = EntityKind::CampaignMember;
const I: EntityKind = EntityKind::CampaignInfluence;
const D: EntityKind = EntityKind::Deal;

const SPENT: FieldId = C.known("spent");
const ENDS: FieldId = C.known("endsAt");
const MEMBER_OF: FieldId = M.known("campaign");
const LEAD: FieldId = M.known("lead");
const JOINED: FieldId = M.known("createdAt");
const INFLUENCE_OF: FieldId = I.known("campaign");
const INFLUENCED: FieldId = I.known("deal");
const SHARE: FieldId = I.known("share");
const CAMPAIGN: FieldId = D.known("campaign");
const CREATED: FieldId = D.known("createdAt");
const CLOSE: FieldId = D.known("closeDate");
const IS_CLOSED: FieldId = D.known("isClosed");
const IS_WON: FieldId = D.known("isWon");
const AMOUNT: FieldId = D.known("amount");

/// A question for the results of campaigns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The days that count; none for all.
    pub days: Option<Days>,
    /// The currency of the amounts; none for the reporting currency.
    pub currency: Option<String>,
    /// The parts that are wanted, and that the viewer may see.
    pub parts: BTreeSet<Part>,
}

/// Results that stand on the same records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Part {
    /// Leads that became members.
    Leads,
    /// Deals that name the campaign as their main source.
    Deals,
    /// Deals of which it has a share.
    Influenced,
    /// What it cost.
    Cost,
}

impl Part {
    /// The fields that it stands on: each has to be held by a source, and seen by the viewer.
    pub fn stands_on(self) -> &'static [(EntityKind, FieldId)] {
        match self {
            Self::Leads => &[(M, MEMBER_OF), (M, LEAD), (M, JOINED)],
            Self::Deals => &[(D, CAMPAIGN), (D, CREATED), (D, IS_CLOSED), (D, IS_WON), (D, CLOSE)],
            Self::Influenced => &[
                (I, INFLUENCE_OF),
                (I, INFLUENCED),
                (I, SHARE),
                (D, IS_CLOSED),
                (D, IS_WON),
                (D, CLOSE),
                (D, AMOUNT),
            ],
            Self::Cost => &[(C, SPENT), (C, ENDS)],
        }
    }

    /// The name of its first figure, as the schema has it.
    fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Deals => "deals",
            Self::Influenced => "influencedRevenue",
            Self::Cost => "cost",
        }
    }
}

/// The amounts of deals.
pub const DEAL_AMOUNT: (EntityKind, FieldId) = (D, AMOUNT);

/// The results of a campaign. None: no source that answered maps what it stands on, or it was not
/// asked for. Amounts are in one currency, rounded once.
#[derive(Debug, Clone, Default)]
pub struct CampaignResults {
    /// The currency of all amounts.
    pub currency: Arc<str>,
    /// Leads that became members.
    pub leads: Option<u64>,
    /// Deals created that name the campaign as their main source.
    pub deals: Option<u64>,
    /// Their amounts.
    pub pipeline: Option<Decimal>,
    /// Deals won that name it.
    pub deals_won: Option<u64>,
    /// Their amounts.
    pub revenue: Option<Decimal>,
    /// Its shares in the amounts of deals won.
    pub influenced: Option<Decimal>,
    /// What it cost.
    pub cost: Option<Decimal>,
    /// (Revenue − cost) ÷ cost; none for a part of its days, as its cost has none.
    pub roi: Option<f64>,
    /// Cost ÷ leads; none for a part of its days.
    pub cost_per_lead: Option<Decimal>,
    /// What it stands on.
    pub coverage: Coverage,
}
