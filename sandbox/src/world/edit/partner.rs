//! Changing a partner at run time.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::entity::{Entity, Place, only};
use crate::hubspot::store::Store as Account;
use crate::salesforce::store::Store as Org;
use crate::terms::{PartnerStatus, PartnerType};
use crate::truth::{Membership, Node, Partner, System, Text, Truth};
use crate::world::vendor::{hubspot_rows as hs, ids, salesforce_rows as sf};

impl Entity for Partner {
    const REFERENCE: Option<&'static str> = Some("salesforceaccountid");

    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>> {
        &mut truth.partners
    }

    fn object(source: System, asked: Option<&str>) -> Option<&'static str> {
        only(asked, if source == System::Salesforce { "Account" } else { "companies" })
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
                "tier.name",
            ],
            _ => &[
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
        if let (System::Hubspot, Some(programs)) = (source, &mut self.programs) {
            for program in programs {
                program.tier_name = self.tier_name.clone();
            }
        }
        // Salesforce has no domain but the website's.
        if source == System::Salesforce && self.website.is_none() {
            self.website =
                self.domain.as_ref().map(|domain| format!("https://www.{domain}").into());
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

    fn owned_by(&mut self, name: Option<Text>, email: Option<Text>, phone: Option<Text>) {
        (self.manager_name, self.manager_email, self.manager_phone) = (name, email, phone);
    }

    /// The tier stands in the membership of a program: that of the partner's first program, or of
    /// the vendor's first.
    fn relate(&mut self, org: &mut Org, id: &Text, before: Option<&Self>) {
        if before.and_then(|before| before.tier_name.as_ref()) == self.tier_name.as_ref() {
            return;
        }
        let (membership, program) = match membership(org, id) {
            Some((membership, program)) => (Some(membership), program),
            None => {
                match org.objects.get("ChannelProgram").and_then(|table| table.rows.keys().next()) {
                    Some(program) => (None, program.clone()),
                    None => return,
                }
            }
        };
        let level = self.tier_name.as_deref().and_then(|tier| level(org, &program, tier));
        let name = org
            .objects
            .get("ChannelProgram")
            .and_then(|table| table.rows.get(&program)?.get("Name")?.as_str().map(Text::from));
        let Some(table) = org.objects.get_mut("ChannelProgramMember") else {
            return;
        };
        let mut row = membership
            .as_ref()
            .and_then(|membership| table.rows.remove(membership))
            .unwrap_or_else(|| {
                let created = self.updated_at.map(sf::time).unwrap_or_default();
                let number = format!("CPM-{:06}", table.rows.len());
                [
                    ("Name", sf::text(&number)),
                    ("PartnerId", sf::text(id)),
                    ("ProgramId", sf::text(&program)),
                    ("CreatedDate", created),
                ]
                .map(|(field, value)| (field.to_owned(), value))
                .into()
            });
        sf::put(&mut row, "LevelId", level.as_ref().map(|(level, _)| sf::text(level)));
        sf::put(&mut row, "SystemModstamp", self.updated_at.map(sf::time));
        match membership {
            Some(membership) => {
                table.rows.insert(membership, row);
            }
            None => {
                ids::insert_salesforce(org, "ChannelProgramMember", row);
            }
        }
        self.tier_rank = level.and_then(|(_, rank)| rank);
        let since = self.updated_at.map(|at| at.date_naive());
        let programs = self.programs.get_or_insert_with(|| {
            vec![Membership { program: name, since, ..Membership::default() }]
        });
        if let Some(first) = programs.first_mut() {
            (first.tier_name, first.tier_rank) = (self.tier_name.clone(), self.tier_rank);
        }
    }
}

/// A partner's first membership, and its program.
fn membership(org: &Org, partner: &str) -> Option<(String, String)> {
    let rows = &org.objects.get("ChannelProgramMember")?.rows;
    let (id, row) = rows
        .iter()
        .find(|(_, row)| row.get("PartnerId").and_then(Value::as_str) == Some(partner))?;
    Some((id.clone(), row.get("ProgramId")?.as_str()?.to_owned()))
}

/// The level of a program that has this name: its id and its rank.
fn level(org: &Org, program: &str, name: &str) -> Option<(String, Option<u8>)> {
    let text =
        |row: &sf::Row, field: &str| row.get(field).and_then(Value::as_str).map(str::to_owned);
    let rows = &org.objects.get("ChannelProgramLevel")?.rows;
    let (id, row) = rows.iter().find(|(_, row)| {
        text(row, "ProgramId").as_deref() == Some(program)
            && text(row, "Name").as_deref() == Some(name)
    })?;
    Some((
        id.clone(),
        row.get("Rank").and_then(Value::as_u64).and_then(|rank| u8::try_from(rank).ok()),
    ))
}
