//! Records leads: a row in Salesforce, a lead with its contact in HubSpot.

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;

use crate::terms::LeadStatus;
use crate::truth::{self, Node, Record, Ref, System, Text};
use crate::world::names::{mail, phone};
use crate::world::plan::{Lead, now};
use crate::world::record::Recorder;
use crate::world::record::deals::Deals;
use crate::world::record::partners::Faces;
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

/// Enters all leads.
pub(crate) fn record(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deals: &Deals,
) -> Vec<Node<truth::Lead>> {
    recorder.plan.leads.iter().map(|lead| enter(recorder, faces, deals, lead)).collect()
}

/// Enters a lead wherever it is known. One in eight HubSpot leads has lost the id of its Salesforce
/// lead, one in a hundred stands twice.
fn enter(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deals: &Deals,
    lead: &Lead,
) -> Node<truth::Lead> {
    let number = phone(lead.country, recorder.dice);
    let mut node = Vec::new();
    if lead.known.salesforce {
        node.push(enter_salesforce(recorder, faces, deals, lead, &number, true));
        if recorder.dice.chance(0.01) {
            node.push(enter_salesforce(recorder, faces, deals, lead, &number, false));
        }
    }
    if lead.known.hubspot {
        let alone = node.is_empty();
        let named = node
            .first()
            .map(|record: &Record<truth::Lead>| record.id.clone())
            .filter(|_| recorder.dice.chance(0.88));
        node.push(enter_hubspot(recorder, faces, lead, &number, named.as_ref(), alone));
        if recorder.dice.chance(0.01) {
            node.push(enter_hubspot(recorder, faces, lead, &number, None, false));
        }
    }
    node
}

/// The values that both systems share.
fn seen(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    lead: &Lead,
    number: &str,
    system: System,
) -> truth::Lead {
    let owner = &recorder.plan.staff[lead.owner];
    let partner = lead.partner.and_then(|company| faces.of(company, system));
    truth::Lead {
        name: Some(format!("{} {}", lead.first, lead.last).into()),
        company: Some(lead.company.clone()),
        email: Some(mail(lead.first, lead.last, &lead.host).into()),
        phone: recorder.dice.chance(0.8).then(|| number.into()),
        country: Some(lead.country.code.into()),
        origin: Some(lead.origin.into()),
        score: lead.score.map(Decimal::from),
        estimated_value: lead.cents.map(|cents| Decimal::new(cents, 2)),
        currency: lead.cents.map(|_| "USD".into()),
        partner: partner.map(|face| Ref { source: system, id: face.id.clone() }),
        owner_name: Some(owner.name.clone()),
        owner_email: Some(owner.email.clone()),
        owner_phone: (system == System::Salesforce).then(|| owner.phone.clone()),
        ..truth::Lead::default()
    }
}

/// Sets the values that follow from a lead's status in the org.
pub(crate) fn settle_salesforce(says: &mut truth::Lead, status: LeadStatus) {
    says.status = Some(status);
    says.source_status = Some(status.salesforce().into());
}

/// Sets the values that follow from a lead's status in the account, which has fewer of them;
/// returns the stage's id.
pub(crate) fn settle_hubspot(says: &mut truth::Lead, status: LeadStatus) -> &'static str {
    says.status = Some(status.as_hubspot_says());
    says.source_status = Some(match status.hubspot() {
        "new-stage-id" => "New".into(),
        "attempting-stage-id" => "Attempting".into(),
        "connected-stage-id" => "Connected".into(),
        "qualified-stage-id" => "Qualified".into(),
        _ => "Unqualified".into(),
    });
    status.hubspot()
}

fn enter_salesforce(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deals: &Deals,
    lead: &Lead,
    number: &str,
    linkable: bool,
) -> Record<truth::Lead> {
    let mut says = seen(recorder, faces, lead, number, System::Salesforce);
    settle_salesforce(&mut says, lead.status);
    let entered = recorder.entered(System::Salesforce, "Lead", lead.created);
    let deal = lead.deal.and_then(|deal| Some((deal, deals.of(deal, System::Salesforce)?)));
    if let Some((deal, id)) = deal {
        says.deal = Some(Ref { source: System::Salesforce, id: id.clone() });
        // The org keeps the day of conversion, not the hour.
        says.converted_at = recorder.plan.deals[deal]
            .created
            .max(entered)
            .date_naive()
            .and_hms_opt(0, 0, 0)
            .map(|day| day.and_utc());
    }
    if lead.partner.is_some() {
        let assigned = entered + Duration::minutes(recorder.dice.between(5, 3000));
        says.assigned_at = past(assigned);
        let accepted = !matches!(lead.status, LeadStatus::Assigned | LeadStatus::Rejected);
        says.accepted_at = accepted
            .then(|| assigned + Duration::minutes(recorder.dice.between(5, 6000)))
            .and_then(past);
    }
    (says.created_at, says.updated_at) =
        (Some(entered), Some(recorder.changed(System::Salesforce, entered)));
    let mut row = sf::Row::new();
    sf::lead(&mut row, &says);
    sf::put(&mut row, "OwnerId", recorder.users.get(lead.owner).map(|user| sf::text(user)));
    let rating = recorder.dice.weighted(&[
        (None, 1),
        (Some("Hot"), 1),
        (Some("Warm"), 2),
        (Some("Cold"), 1),
    ]);
    sf::put(&mut row, "Rating", rating.map(sf::text));
    let partner_user = recorder.dice.chance(0.25);
    sf::put(
        &mut row,
        "PartnerAccountId",
        says.partner.as_ref().filter(|_| partner_user).map(|partner| sf::text(&partner.id)),
    );
    let id = recorder.salesforce("Lead", row);
    Record { source: System::Salesforce, object: "Lead", id, linkable, values: says }
}

fn past(time: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (time <= now()).then_some(time)
}

/// Enters a lead and its contact. `named` is the Salesforce lead that it names, `alone` whether it
/// is the first record of its node.
fn enter_hubspot(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    lead: &Lead,
    number: &str,
    named: Option<&Text>,
    alone: bool,
) -> Record<truth::Lead> {
    let mut says = seen(recorder, faces, lead, number, System::Hubspot);
    let stage = settle_hubspot(&mut says, lead.status);
    let made = recorder.entered(System::Hubspot, "contacts", lead.created);
    (says.created_at, says.updated_at) = (Some(made), Some(made));
    let reference = named.map(|id| recorder.as_synced(id));
    let mut contact = hs::Row::new();
    hs::lead_contact(&mut contact, &says);
    let (cycle, word) = match lead.status {
        LeadStatus::New | LeadStatus::Assigned => ("lead", "NEW"),
        LeadStatus::Accepted => ("marketingqualifiedlead", "CONNECTED"),
        LeadStatus::Working => ("marketingqualifiedlead", "IN_PROGRESS"),
        LeadStatus::Qualified | LeadStatus::Converted => ("salesqualifiedlead", "OPEN_DEAL"),
        LeadStatus::Rejected | LeadStatus::Lost => ("lead", "UNQUALIFIED"),
    };
    hs::put(&mut contact, "lifecyclestage", Some(cycle));
    hs::put(&mut contact, "hs_lead_status", Some(word));
    recorder.own(&mut contact, lead.owner);
    hs::put(&mut contact, "salesforceleadid", reference.as_deref());
    let contact = recorder.hubspot("contacts", contact);

    let entered = recorder.entered(System::Hubspot, "leads", lead.created);
    (says.created_at, says.updated_at) =
        (Some(entered), Some(recorder.changed(System::Hubspot, entered)));
    says.contact = Some(Ref { source: System::Hubspot, id: contact.clone() });
    let mut row = hs::Row::new();
    hs::lead(&mut row, &says, stage);
    let label = recorder.dice.weighted(&[
        (None, 1),
        (Some("HOT"), 1),
        (Some("WARM"), 2),
        (Some("COLD"), 1),
    ]);
    hs::put(&mut row, "hs_lead_label", label);
    recorder.own(&mut row, lead.owner);
    hs::put(&mut row, "salesforce_lead_id", reference);
    let id = recorder.hubspot("leads", row);

    let (record, person) = (hs::id(&id), hs::id(&contact));
    Tie::LeadContact.make(&mut recorder.hubspot, record, person);
    if let Some(company) = lead.customer.and_then(|customer| faces.of(customer, System::Hubspot)) {
        Tie::ContactCompany.make(&mut recorder.hubspot, person, hs::id(&company.id));
        Tie::LeadCompany.make(&mut recorder.hubspot, record, hs::id(&company.id));
    }
    if let Some(partner) = &says.partner {
        Tie::LeadPartner.make(&mut recorder.hubspot, record, hs::id(&partner.id));
        Tie::ContactPartner.make(&mut recorder.hubspot, person, hs::id(&partner.id));
    }
    Record {
        source: System::Hubspot,
        object: "leads",
        id,
        linkable: alone || named.is_some(),
        values: says,
    }
}
