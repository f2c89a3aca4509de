//! Changing a lead at run time.

use chrono::{DateTime, Utc};

use super::entity::{Entity, Place, only, retie};
use crate::hubspot::store::Store as Account;
use crate::terms::LeadStatus;
use crate::truth::{Lead, Node, Ref, System, Text, Truth};
use crate::world::record::leads;
use crate::world::vendor::ids;
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

impl Entity for Lead {
    const REFERENCE: Option<&'static str> = Some("salesforce_lead_id");

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.leads
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        only(asked, if source == System::Salesforce { "Lead" } else { "leads" })
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
            _ => &[
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
                _ => {
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
        hs::lead(&mut row, self, self.status.unwrap_or(LeadStatus::New).hubspot());
        row
    }

    fn tie(&mut self, account: &mut Account, id: u64, before: Option<&Self>) {
        retie(
            account,
            Tie::LeadPartner,
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
                    let mut old = hs::Row::new();
                    before.into_iter().for_each(|before| hs::lead_contact(&mut old, before));
                    row.retain(|property, _| {
                        contact.contains_key(property) || !old.contains_key(property)
                    });
                    row.extend(contact);
                }
            }
            None => {
                hs::put(&mut contact, "lifecyclestage", Some("lead"));
                let Some(contact) = ids::insert_hubspot(account, "contacts", contact) else {
                    return;
                };
                Tie::LeadContact.make(account, id, hs::id(&contact));
                self.contact = Some(Ref { source: System::Hubspot, id: contact });
            }
        }
    }

    fn owned_by(&mut self, name: Option<Text>, email: Option<Text>, phone: Option<Text>) {
        (self.owner_name, self.owner_email, self.owner_phone) = (name, email, phone);
    }
}
