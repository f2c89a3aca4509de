//! Changing a incentive at run time.

use chrono::{DateTime, Utc};

use super::entity::{Entity, Place, only, retie};
use crate::hubspot::store::Store as Account;
use crate::terms::{IncentiveKind, IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Node, System, Truth};
use crate::world::vendor::hubspot_fields::INCENTIVES;
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

impl Entity for Incentive {
    const REFERENCE: Option<&'static str> = None;

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.incentives
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        match (source, asked) {
            (System::Salesforce, None | Some("PartnerFundRequest")) => Some("PartnerFundRequest"),
            (System::Salesforce, Some("PartnerFundClaim")) => Some("PartnerFundClaim"),
            (System::Salesforce, Some(_)) => None,
            (_, asked) => only(asked, INCENTIVES),
        }
    }

    fn kept(source: System, object: &str) -> &'static [&'static str] {
        match (source, object) {
            (System::Salesforce, "PartnerFundClaim") => &[
                "name",
                "status",
                "amount",
                "partner",
                "request",
                "paidAt",
                "createdAt",
                "updatedAt",
            ],
            (System::Salesforce, _) => &[
                "name",
                "status",
                "amount",
                "requestedAmount",
                "partner",
                "createdAt",
                "updatedAt",
            ],
            (_, _) => &[
                "name",
                "kind",
                "status",
                "amount",
                "requestedAmount",
                "paidAmount",
                "currency",
                "program",
                "partner",
                "deal",
                "periodStart",
                "periodEnd",
                "earnedAt",
                "dueAt",
                "paidAt",
                "expiresAt",
                "createdAt",
                "updatedAt",
            ],
        }
    }

    fn fresh(source: System, now: DateTime<Utc>) -> Self {
        let kind = if source == System::Salesforce {
            IncentiveKind::MarketDevelopmentFund
        } else {
            IncentiveKind::Rebate
        };
        Self {
            name: Some("New incentive".into()),
            kind: Some(kind),
            status: Some(IncentiveStatus::Draft),
            currency: Some("USD".into()),
            created_at: Some(now),
            ..Self::default()
        }
    }

    fn settle(&mut self, source: System, place: &Place<'_>) {
        use IncentiveStatus::{Approved, Paid};
        self.role = match place.object {
            "PartnerFundClaim" => Some(IncentiveRole::Claim),
            "PartnerFundRequest" => Some(IncentiveRole::Promise),
            _ => self.kind.map(IncentiveKind::role_in_hubspot),
        };
        let is_approved = matches!(self.status, Some(Approved | Paid));
        self.approved_amount = self.amount.filter(|_| is_approved && source == System::Salesforce);
        self.source_status = self.status.map(|status| {
            if source == System::Salesforce { status.salesforce() } else { status.hubspot() }.into()
        });
    }

    fn salesforce(&self, place: &Place<'_>) -> sf::Row {
        let mut row = sf::Row::new();
        if place.object == "PartnerFundClaim" {
            sf::fund_claim(&mut row, self)
        } else {
            sf::fund_request(&mut row, self)
        }
        row
    }

    fn hubspot(&self, _: &Place<'_>) -> hs::Row {
        let mut row = hs::Row::new();
        hs::incentive(&mut row, self);
        row
    }

    fn tie(&mut self, account: &mut Account, id: u64, before: Option<&Self>) {
        retie(
            account,
            Tie::IncentivePartner,
            id,
            self.partner.as_ref(),
            before.and_then(|before| before.partner.as_ref()),
        );
        retie(
            account,
            Tie::IncentiveDeal,
            id,
            self.deal.as_ref(),
            before.and_then(|before| before.deal.as_ref()),
        );
    }
}
