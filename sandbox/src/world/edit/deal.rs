//! Changing a deal at run time.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::entity::{Entity, Place, only, retie};
use crate::hubspot::store::Store as Account;
use crate::salesforce::store::Store as Org;
use crate::terms::DealStage;
use crate::truth::{Deal, Node, System, Text, Truth};
use crate::world::record::stages;
use crate::world::vendor::hubspot_fields::{ON_HOLD, channel_stage};
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};
use crate::world::work::{history, stage_values};

impl Entity for Deal {
    const REFERENCE: Option<&'static str> = Some("hs_salesforceopportunityid");

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.deals
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        only(asked, if source == System::Salesforce { "Opportunity" } else { "deals" })
    }

    fn kept(source: System, _: &str) -> &'static [&'static str] {
        match source {
            System::Salesforce => &[
                "name",
                "stage",
                "amount",
                "closeDate",
                "type",
                "channel",
                "partner",
                "registration.status",
                "registration.submittedAt",
                "registration.decidedAt",
                "registration.expiresAt",
                "registration.reason",
                "createdAt",
                "updatedAt",
            ],
            _ => &[
                "name",
                "stage",
                "amount",
                "currency",
                "closeDate",
                "type",
                "channel",
                "partner",
                "registration.status",
                "createdAt",
                "updatedAt",
            ],
        }
    }

    fn fresh(_: System, now: DateTime<Utc>) -> Self {
        Self {
            name: Some("New deal".into()),
            stage: Some(DealStage::Prospecting),
            currency: Some("USD".into()),
            close_date: Some((now + Duration::days(30)).date_naive()),
            created_at: Some(now),
            ..Self::default()
        }
    }

    fn settle(&mut self, source: System, place: &Place<'_>) {
        if let Some(stage) = self.stage {
            match source {
                System::Salesforce => stages::settle_salesforce(self, stage),
                _ => {
                    stages::settle_hubspot(place.account, self, place.pipeline, stage);
                }
            }
        }
        let via = if source == System::Salesforce { "Partner__c" } else { "Partner" };
        self.partner_via =
            self.partner.is_some().then(|| self.partner_via.clone().unwrap_or_else(|| via.into()));
    }

    fn salesforce(&self, _: &Place<'_>) -> sf::Row {
        let mut row = sf::Row::new();
        sf::opportunity(&mut row, self);
        row
    }

    fn hubspot(&self, place: &Place<'_>) -> hs::Row {
        let stage = match self.stage {
            Some(stage) if place.pipeline == "default" => stage.hubspot().to_owned(),
            Some(stage) => channel_stage(stage),
            None => ON_HOLD.to_owned(),
        };
        let mut row = hs::Row::new();
        hs::deal(&mut row, self, &place.account.settings, place.pipeline, &stage);
        row
    }

    fn tie(&mut self, account: &mut Account, id: u64, before: Option<&Self>) {
        retie(
            account,
            Tie::DealPartner,
            id,
            self.partner.as_ref(),
            before.and_then(|before| before.partner.as_ref()),
        );
        if before.is_none_or(|before| before.source_stage != self.source_stage) {
            stage_values::append(account, &id.to_string().into(), self);
        }
    }

    fn owned_by(&mut self, name: Option<Text>, email: Option<Text>, phone: Option<Text>) {
        (self.owner_name, self.owner_email, self.owner_phone) = (name, email, phone);
    }

    /// A list of partners that names the old one goes; a stage that is reached enters the history.
    fn relate(&mut self, org: &mut Org, id: &Text, before: Option<&Self>) {
        let same = before.is_none_or(|before| before.partner == self.partner);
        if let (false, Some(table)) = (same, org.objects.get_mut("OpportunityPartner")) {
            table
                .rows
                .retain(|_, row| row.get("OpportunityId").and_then(Value::as_str) != Some(id));
        }
        if before.is_none_or(|before| before.source_stage != self.source_stage) {
            history::append(org, id, self);
        }
    }
}
