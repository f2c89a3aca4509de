//! What differs from entity to entity when a record is changed at run time.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::hubspot_fields::{INCENTIVES, ON_HOLD, channel_stage};
use super::{deals, hubspot_rows as hs, leads, salesforce_rows as sf};
use crate::hubspot::store::Store as Account;
use crate::terms::{
    DealStage, IncentiveKind, IncentiveStatus, LeadStatus, PartnerStatus, PartnerType,
};
use crate::truth::{Deal, Incentive, Lead, Node, Partner, Ref, System, Truth};

/// Where a record stands.
pub(super) struct Place<'a> {
    pub object: &'static str,
    /// The pipeline of a HubSpot deal.
    pub pipeline: &'a str,
    pub account: &'a Account,
}

/// One of the four entities, as far as changing its records goes.
pub(super) trait Entity: Clone + Default + Serialize + DeserializeOwned {
    /// The property by which HubSpot's record names Salesforce's.
    const REFERENCE: &'static str;
    /// The entity's nodes.
    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>>;
    /// The table that a system keeps it in; nothing if the system has none of the name asked for.
    fn object(source: System, asked: Option<&str>) -> Option<&'static str>;
    /// Which values can be set in that table.
    fn kept(source: System, object: &str) -> &'static [&'static str];
    /// A new record of which nothing more is said.
    fn fresh(source: System, now: DateTime<Utc>) -> Self;
    /// Brings the values that follow from others up to date.
    fn settle(&mut self, source: System, place: &Place<'_>);
    /// The record as a row of the org.
    fn salesforce(&self, place: &Place<'_>) -> sf::Row;
    /// The record as properties of the account.
    fn hubspot(&self, place: &Place<'_>) -> hs::Row;
    /// Renews the record's associations in the account.
    fn tie(&mut self, account: &mut Account, id: u64, before: Option<&Self>);
}

/// Ties a record anew to what it now names, if it named something else before.
fn retie(account: &mut Account, tie: hs::Tie, id: u64, now: Option<&Ref>, before: Option<&Ref>) {
    if now == before {
        return;
    }
    tie.cut(account, id);
    if let Some(now) = now.filter(|now| now.source == System::Hubspot) {
        tie.make(account, id, hs::id(&now.id));
    }
}

fn only(asked: Option<&str>, object: &'static str) -> Option<&'static str> {
    asked.is_none_or(|asked| asked == object).then_some(object)
}

impl Entity for Deal {
    const REFERENCE: &'static str = "hs_salesforceopportunityid";

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.deals
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        only(
            asked,
            if source == System::Salesforce {
                "Opportunity"
            } else {
                "deals"
            },
        )
    }

    fn kept(source: System, _: &str) -> &'static [&'static str] {
        match source {
            System::Salesforce => &[
                "name",
                "stage",
                "amount",
                "closeDate",
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
            System::Hubspot => &[
                "name",
                "stage",
                "amount",
                "currency",
                "closeDate",
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
                System::Salesforce => deals::settle_salesforce(self, stage),
                System::Hubspot => {
                    deals::settle_hubspot(place.account, self, place.pipeline, stage);
                }
            }
        }
        let via = if source == System::Salesforce {
            "Partner__c"
        } else {
            "Partner"
        };
        self.partner_via = self
            .partner
            .is_some()
            .then(|| self.partner_via.clone().unwrap_or_else(|| via.into()));
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
        hs::deal(&mut row, self, place.pipeline, &stage);
        row
    }

    fn tie(&mut self, account: &mut Account, id: u64, before: Option<&Self>) {
        retie(
            account,
            hs::Tie::DealPartner,
            id,
            self.partner.as_ref(),
            before.and_then(|before| before.partner.as_ref()),
        );
    }
}

impl Entity for Partner {
    const REFERENCE: &'static str = "salesforceaccountid";

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.partners
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        only(
            asked,
            if source == System::Salesforce {
                "Account"
            } else {
                "companies"
            },
        )
    }

    fn kept(source: System, _: &str) -> &'static [&'static str] {
        match source {
            System::Salesforce => &[
                "name",
                "legalName",
                "domain",
                "website",
                "taxId",
                "type",
                "channel",
                "status",
                "segments",
                "region",
                "country",
                "address.street",
                "address.city",
                "address.state",
                "address.postalCode",
                "industry",
                "employeeCount",
                "joinedAt",
                "createdAt",
                "updatedAt",
                "parent",
            ],
            System::Hubspot => &[
                "name",
                "legalName",
                "domain",
                "website",
                "taxId",
                "type",
                "channel",
                "status",
                "segments",
                "region",
                "country",
                "address.street",
                "address.city",
                "address.state",
                "address.postalCode",
                "industry",
                "employeeCount",
                "joinedAt",
                "createdAt",
                "updatedAt",
                "tier.name",
            ],
        }
    }

    fn fresh(_: System, now: DateTime<Utc>) -> Self {
        Self {
            name: Some("New partner".into()),
            kind: Some(PartnerType::Reseller),
            status: Some(PartnerStatus::Active),
            created_at: Some(now),
            ..Self::default()
        }
    }

    fn settle(&mut self, source: System, _: &Place<'_>) {
        self.address_country = self.country.clone();
        // Salesforce has no domain but the website's.
        if source == System::Salesforce && self.website.is_none() {
            self.website = self
                .domain
                .as_ref()
                .map(|domain| format!("https://www.{domain}").into());
        }
    }

    fn salesforce(&self, _: &Place<'_>) -> sf::Row {
        let mut row = sf::Row::new();
        sf::account(&mut row, self);
        row
    }

    fn hubspot(&self, _: &Place<'_>) -> hs::Row {
        let mut row = hs::Row::new();
        hs::company(&mut row, self);
        row
    }

    fn tie(&mut self, _: &mut Account, _: u64, _: Option<&Self>) {}
}

impl Entity for Lead {
    const REFERENCE: &'static str = "salesforce_lead_id";

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.leads
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        only(
            asked,
            if source == System::Salesforce {
                "Lead"
            } else {
                "leads"
            },
        )
    }

    fn kept(source: System, _: &str) -> &'static [&'static str] {
        match source {
            System::Salesforce => &[
                "name",
                "company",
                "email",
                "phone",
                "country",
                "status",
                "origin",
                "score",
                "estimatedValue",
                "partner",
                "assignedAt",
                "acceptedAt",
                "createdAt",
                "updatedAt",
            ],
            System::Hubspot => &[
                "name",
                "company",
                "email",
                "phone",
                "country",
                "status",
                "origin",
                "score",
                "estimatedValue",
                "partner",
                "createdAt",
                "updatedAt",
            ],
        }
    }

    fn fresh(_: System, now: DateTime<Utc>) -> Self {
        Self {
            name: Some("New Lead".into()),
            company: Some("Unknown".into()),
            status: Some(LeadStatus::New),
            created_at: Some(now),
            ..Self::default()
        }
    }

    fn settle(&mut self, source: System, _: &Place<'_>) {
        self.currency = self.estimated_value.map(|_| "USD".into());
        if let Some(status) = self.status {
            match source {
                System::Salesforce => leads::settle_salesforce(self, status),
                System::Hubspot => {
                    leads::settle_hubspot(self, status);
                }
            }
        }
    }

    fn salesforce(&self, _: &Place<'_>) -> sf::Row {
        let mut row = sf::Row::new();
        sf::lead(&mut row, self);
        row
    }

    fn hubspot(&self, _: &Place<'_>) -> hs::Row {
        let mut row = hs::Row::new();
        hs::lead(
            &mut row,
            self,
            self.status.unwrap_or(LeadStatus::New).hubspot(),
        );
        row
    }

    fn tie(&mut self, account: &mut Account, id: u64, before: Option<&Self>) {
        retie(
            account,
            hs::Tie::LeadPartner,
            id,
            self.partner.as_ref(),
            before.and_then(|before| before.partner.as_ref()),
        );
        let mut contact = hs::Row::new();
        hs::lead_contact(&mut contact, self);
        match &self.contact {
            Some(known) => {
                if let Some(row) = account
                    .objects
                    .get_mut("contacts")
                    .and_then(|table| table.rows.get_mut(&hs::id(&known.id)))
                {
                    row.extend(contact);
                }
            }
            None => {
                hs::put(&mut contact, "lifecyclestage", Some("lead"));
                let Some(contact) = super::ids::insert_hubspot(account, "contacts", contact) else {
                    return;
                };
                hs::Tie::LeadContact.make(account, id, hs::id(&contact));
                self.contact = Some(Ref {
                    source: System::Hubspot,
                    id: contact,
                });
            }
        }
    }
}

impl Entity for Incentive {
    const REFERENCE: &'static str = "";

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.incentives
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        match (source, asked) {
            (System::Salesforce, None | Some("PartnerFundRequest")) => Some("PartnerFundRequest"),
            (System::Salesforce, Some("PartnerFundClaim")) => Some("PartnerFundClaim"),
            (System::Salesforce, Some(_)) => None,
            (System::Hubspot, asked) => only(asked, INCENTIVES),
        }
    }

    fn kept(source: System, object: &str) -> &'static [&'static str] {
        match (source, object) {
            (System::Salesforce, "PartnerFundClaim") => &[
                "name",
                "status",
                "amount",
                "partner",
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
            (System::Hubspot, _) => &[
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

    fn settle(&mut self, source: System, _: &Place<'_>) {
        self.source_status = self.status.map(|status| {
            if source == System::Salesforce {
                status.salesforce()
            } else {
                status.hubspot()
            }
            .into()
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
            hs::Tie::IncentivePartner,
            id,
            self.partner.as_ref(),
            before.and_then(|before| before.partner.as_ref()),
        );
        retie(
            account,
            hs::Tie::IncentiveDeal,
            id,
            self.deal.as_ref(),
            before.and_then(|before| before.deal.as_ref()),
        );
    }
}
