//! Changing a partner at run time.

use chrono::{DateTime, Utc};

use super::entity::{Entity, Place, only};
use crate::hubspot::store::Store as Account;
use crate::terms::{PartnerStatus, PartnerType};
use crate::truth::{Node, Partner, System, Truth};
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

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
