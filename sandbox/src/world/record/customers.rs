//! Records the companies that buy, and the people of those that sell.

use serde_json::Value;

use crate::truth::{self, System, Text};
use crate::world::names::{FREE_MAIL, mail, person};
use crate::world::plan::{Company, Web, industry};
use crate::world::record::Recorder;
use crate::world::record::partner_view::name;
use crate::world::record::partners::Face;
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

pub(crate) fn enter_customer(
    recorder: &mut Recorder<'_>,
    system: System,
    company: &Company,
) -> Face {
    let known_as = name(system, company, recorder.dice);
    let domain = match &company.web {
        Web::Own(domain) => Some(domain.clone()),
        _ => None,
    };
    let (salesforce_industry, hubspot_industry) = industry(company.industry);
    let object = if system == System::Salesforce { "Account" } else { "companies" };
    let entered = recorder.entered(system, object, company.created);
    let updated = recorder.changed(system, entered);
    let says = truth::Partner {
        name: Some(known_as.as_str().into()),
        website: domain.as_ref().map(|domain| format!("https://www.{domain}").into()),
        domain: domain.clone(),
        country: Some(company.country.code.into()),
        city: Some(company.country.towns[company.town].0.into()),
        industry: Some(
            if system == System::Salesforce { salesforce_industry } else { hubspot_industry }
                .into(),
        ),
        created_at: Some(entered),
        updated_at: Some(updated),
        ..truth::Partner::default()
    };
    let id = match system {
        System::Salesforce => {
            let mut row = sf::Row::new();
            sf::account(&mut row, &says);
            sf::put(&mut row, "IsPartner", Some(Value::Bool(false)));
            sf::put(&mut row, "Type", Some(sf::text("Customer")));
            sf::put(
                &mut row,
                "OwnerId",
                recorder.users.get(company.owner).map(|user| sf::text(user)),
            );
            recorder.salesforce("Account", row)
        }
        _ => {
            let mut row = hs::Row::new();
            hs::company(&mut row, &says);
            hs::put(&mut row, "is_partner", recorder.dice.chance(0.5).then_some(false));
            hs::put(&mut row, "lifecyclestage", Some("customer"));
            recorder.own(&mut row, company.owner);
            recorder.hubspot("companies", row)
        }
    };
    Face {
        id,
        double: None,
        name: known_as.into(),
        domain,
        country: company.country.code.into(),
        industry: says.industry.unwrap_or_default(),
    }
}

/// One or two people of a partner.
pub(crate) fn enter_contacts(
    recorder: &mut Recorder<'_>,
    system: System,
    company: &Company,
    id: &Text,
    made: chrono::DateTime<chrono::Utc>,
) {
    for _ in 0..recorder.dice.between(1, 2) {
        let (first, last) = person(recorder.dice);
        let host = match &company.web {
            Web::Own(domain) => domain.to_string(),
            Web::FreeMail(host) => (*host).to_owned(),
            _ => recorder.dice.pick(FREE_MAIL).to_owned(),
        };
        let email = mail(first, last, &host);
        let title =
            recorder.dice.pick(&["Managing Director", "Channel Manager", "Sales", "Purchasing"]);
        let entered = recorder.entered(
            system,
            if system == System::Salesforce { "Contact" } else { "contacts" },
            made,
        );
        match system {
            System::Salesforce => {
                let mut row: sf::Row = [
                    ("FirstName", first),
                    ("LastName", last),
                    ("Email", &email),
                    ("Title", title),
                    ("AccountId", id),
                ]
                .map(|(field, value)| (field.to_owned(), sf::text(value)))
                .into();
                sf::put(&mut row, "Name", Some(sf::text(&format!("{first} {last}"))));
                for field in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
                    sf::put(&mut row, field, Some(sf::time(entered)));
                }
                recorder.salesforce("Contact", row);
            }
            _ => {
                let time = hs::time(entered);
                let row = [
                    ("firstname", first),
                    ("lastname", last),
                    ("email", &email),
                    ("jobtitle", title),
                    ("lifecyclestage", "other"),
                    ("createdate", &time),
                    ("lastmodifieddate", &time),
                ];
                let contact = recorder.hubspot(
                    "contacts",
                    row.map(|(property, value)| (property.to_owned(), value.to_owned())).into(),
                );
                Tie::ContactCompany.make(&mut recorder.hubspot, hs::id(&contact), hs::id(id));
            }
        }
    }
}
