//! Records deals: alike or not in the two systems, tied by reference or not.

use chrono::Duration;
use rust_decimal::Decimal;

use crate::terms::{ChannelType, DealStage, RegistrationStatus};
use crate::truth::{self, Node, Record, Ref, System, Text};
use crate::world::plan::Deal;
use crate::world::record::Recorder;
use crate::world::record::opportunities::{business, enter_opportunity, seen_by_salesforce};
use crate::world::record::partners::Faces;
use crate::world::record::stages::{settle_hubspot, settle_hubspot_stage};
use crate::world::vendor::hubspot_fields::{CHANNEL_PIPELINE, ON_HOLD};
use crate::world::vendor::hubspot_rows as hs;
use crate::world::vendor::ties::Tie;

/// The records of the deals, by index of the deal, then Salesforce and HubSpot.
pub(crate) struct Deals(Vec<[Option<Text>; 2]>);

impl Deals {
    pub(crate) fn of(&self, deal: usize, system: System) -> Option<&Text> {
        self.0.get(deal)?.get(system as usize)?.as_ref()
    }
}

/// Enters all deals.
pub(crate) fn record(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
) -> (Deals, Vec<Node<truth::Deal>>) {
    let plan = recorder.plan;
    let mut ids = Deals(Vec::with_capacity(plan.deals.len()));
    let mut nodes = Vec::with_capacity(plan.deals.len());
    for deal in &plan.deals {
        let node = enter(recorder, faces, deal);
        let first = |system: System| {
            node.iter().find(|record| record.source == system).map(|record| record.id.clone())
        };
        ids.0.push(System::CRMS.map(first));
        nodes.push(node);
    }
    (ids, nodes)
}

/// Enters a deal wherever it is known. One in eight HubSpot deals has lost the id of its
/// Opportunity, one in sixty deals stands twice.
fn enter(recorder: &mut Recorder<'_>, faces: &Faces, deal: &Deal) -> Node<truth::Deal> {
    let mut node = Vec::new();
    if deal.known.salesforce {
        let says = seen_by_salesforce(recorder, faces, deal);
        node.push(enter_opportunity(recorder, faces, deal, says.clone(), true));
        if !deal.flagship && recorder.dice.chance(0.008) {
            node.push(enter_opportunity(recorder, faces, deal, says, false));
        }
    }
    if deal.known.hubspot {
        let opportunity = node.first().map(|record: &Record<truth::Deal>| record.id.clone());
        let synced = deal.flagship || recorder.dice.chance(0.88);
        node.push(enter_hubspot(
            recorder,
            faces,
            deal,
            opportunity.as_ref().filter(|_| synced),
            node.is_empty(),
        ));
        if !deal.flagship && recorder.dice.chance(0.016) {
            // A double either names the same Opportunity (half of them, where there is one to
            // name), or nothing at all.
            let named = opportunity.as_ref().filter(|_| synced && recorder.dice.chance(0.5));
            node.push(enter_hubspot(recorder, faces, deal, named, false));
        }
    }
    node
}

fn dollars(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

/// The partner's record that a system would name: now and then the double.
fn partner(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    company: Option<usize>,
    system: System,
) -> Option<Ref> {
    let face = faces.of(company?, system)?;
    let id = face.double.as_ref().filter(|_| recorder.dice.chance(0.2)).unwrap_or(&face.id);
    Some(Ref { source: system, id: id.clone() })
}

/// The values that both systems share, before they disagree.
pub(crate) fn seen(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deal: &Deal,
    system: System,
) -> truth::Deal {
    let owner = &recorder.plan.staff[deal.owner];
    let customer =
        faces.of(deal.customer, system).filter(|_| deal.flagship || recorder.dice.chance(0.96));
    let company = &recorder.plan.companies[deal.customer];
    let dash = if system == System::Salesforce || recorder.dice.chance(0.7) { " - " } else { " " };
    truth::Deal {
        name: Some(format!("{}{dash}{}", company.stem, deal.project).into()),
        amount: deal.cents.map(dollars),
        currency: Some("USD".into()),
        close_date: Some(deal.close),
        channel: Some(deal.channel),
        partner: partner(recorder, faces, deal.partner, system),
        customer_name: customer.map(|face| face.name.clone()),
        customer_domain: customer.and_then(|face| face.domain.clone()),
        customer_country: customer.map(|face| face.country.clone()),
        customer_industry: customer.map(|face| face.industry.clone()),
        owner_name: Some(owner.name.clone()),
        owner_email: Some(owner.email.clone()),
        owner_phone: (system == System::Salesforce).then(|| owner.phone.clone()),
        ..truth::Deal::default()
    }
}

/// Enters a deal into HubSpot. `opportunity` is the Opportunity that it names, `alone` whether it
/// is the first record of its node.
fn enter_hubspot(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deal: &Deal,
    opportunity: Option<&Text>,
    alone: bool,
) -> Record<truth::Deal> {
    let mut says = seen(recorder, faces, deal, System::Hubspot);
    let channel = deal.channel != ChannelType::Direct && recorder.dice.chance(0.4);
    let pipeline = if channel { CHANNEL_PIPELINE } else { "default" };
    let stage = if deal.known.salesforce { disagree_on_stage(recorder, deal) } else { deal.stage };
    let mut stage_id = settle_hubspot(&recorder.hubspot, &mut says, pipeline, stage);
    if channel && !deal.flagship && !stage.is_closed() && recorder.dice.chance(0.02) {
        says.stage = None;
        stage_id = ON_HOLD.to_owned();
        settle_hubspot_stage(&recorder.hubspot, &mut says, pipeline, ON_HOLD);
    }
    let own_currency = recorder.plan.companies[deal.customer].country.currency;
    if own_currency != "USD" && recorder.dice.chance(0.6) {
        says.amount = says.amount.map(|amount| (amount / hs::rate(own_currency)).round_dp(2));
        says.currency = Some(own_currency.into());
    }
    if deal.known.salesforce && !deal.flagship {
        if recorder.dice.chance(0.12) {
            says.amount = says.amount.map(|amount| {
                (amount * Decimal::new(recorder.dice.between(80, 125), 2)).round_dp(2)
            });
        }
        if recorder.dice.chance(0.12) {
            says.close_date = Some(deal.close + Duration::days(recorder.dice.between(-20, 45)));
        }
        if recorder.dice.chance(0.03) {
            says.amount = None;
        }
    }
    if !deal.flagship && recorder.dice.chance(0.04) {
        says.close_date = None;
    }
    says.partner_via = says.partner.is_some().then(|| "Partner".into());
    says.registration_status =
        (deal.registered && recorder.dice.chance(0.6)).then_some(RegistrationStatus::Approved);

    let entered = recorder.entered(System::Hubspot, "deals", deal.created);
    (says.created_at, says.updated_at) =
        (Some(entered), Some(recorder.changed(System::Hubspot, entered)));
    let closed_within = match (says.close_date, recorder.dice.chance(0.6)) {
        (Some(date), true) => Some((date, recorder.dice.between(0, 86_399_999))),
        _ => None,
    };
    says.kind = business(recorder, deal);
    let mut row = hs::Row::new();
    let settings = &recorder.hubspot.settings;
    hs::deal(&mut row, &says, settings, pipeline, &stage_id);
    if let Some((date, millis)) = closed_within {
        // A day on which clocks change has an hour less.
        let close = settings.begin_of(date) + Duration::milliseconds(millis);
        hs::put(&mut row, "closedate", Some(hs::time(close.min(settings.end_of(date)))));
    }
    recorder.own(&mut row, deal.owner);
    let reference = match opportunity {
        Some(id) => Some(recorder.as_synced(id)),
        None => {
            (alone && !deal.flagship && recorder.dice.chance(0.05)).then(|| recorder.deleted("006"))
        }
    };
    hs::put(&mut row, "hs_salesforceopportunityid", reference);
    let id = recorder.hubspot("deals", row);
    let number = hs::id(&id);
    if let Some(customer) =
        faces.of(deal.customer, System::Hubspot).filter(|_| says.customer_name.is_some())
    {
        Tie::DealCustomer.make(&mut recorder.hubspot, number, hs::id(&customer.id));
    }
    if let Some(partner) = &says.partner {
        Tie::DealPartner.make(&mut recorder.hubspot, number, hs::id(&partner.id));
    }
    Record {
        source: System::Hubspot,
        object: "deals",
        id,
        linkable: alone || opportunity.is_some(),
        values: says,
    }
}

/// For one deal in seven HubSpot is a stage behind or ahead.
fn disagree_on_stage(recorder: &mut Recorder<'_>, deal: &Deal) -> DealStage {
    if deal.flagship || !recorder.dice.chance(0.15) {
        return deal.stage;
    }
    match deal.stage {
        DealStage::Won | DealStage::Lost => DealStage::Negotiation,
        DealStage::Committed => recorder.dice.pick(&[DealStage::Won, DealStage::Negotiation]),
        open => DealStage::ALL[open as usize + 1],
    }
}
