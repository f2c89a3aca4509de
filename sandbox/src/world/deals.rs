//! Records deals: alike or not in the two systems, tied by reference or not.

use chrono::Duration;
use rust_decimal::Decimal;
use serde_json::Value;

use super::hubspot_fields::{CHANNEL_PIPELINE, ON_HOLD, channel_stage, find_stage};
use super::partners::Faces;
use super::plan::Deal;
use super::recorder::Recorder;
use super::{hubspot_rows as hs, salesforce_rows as sf};
use crate::hubspot::store::Store as Account;
use crate::terms::{ChannelType, DealStage, RegistrationStatus};
use crate::truth::{self, Node, Record, Ref, System, Text};

/// A stage of one Salesforce process that stands for nothing in the unified model.
const ODD_STAGE: &str = "Legal Review";

/// The records of the deals, by index of the deal, then Salesforce and HubSpot.
pub(super) struct Deals(Vec<[Option<Text>; 2]>);

impl Deals {
    pub(super) fn of(&self, deal: usize, system: System) -> Option<&Text> {
        self.0.get(deal)?[system as usize].as_ref()
    }
}

/// Enters all deals.
pub(super) fn record(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
) -> (Deals, Vec<Node<truth::Deal>>) {
    let plan = recorder.plan;
    let mut ids = Deals(Vec::with_capacity(plan.deals.len()));
    let mut nodes = Vec::with_capacity(plan.deals.len());
    for deal in &plan.deals {
        let node = enter(recorder, faces, deal);
        let first = |system: System| {
            node.iter()
                .find(|record| record.source == system)
                .map(|record| record.id.clone())
        };
        ids.0.push(System::ALL.map(first));
        nodes.push(node);
    }
    (ids, nodes)
}

/// Enters a deal wherever it is known. One in eight HubSpot deals has lost the id of its Opportunity, one in sixty deals stands twice.
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
        let opportunity = node
            .first()
            .map(|record: &Record<truth::Deal>| record.id.clone());
        let synced = deal.flagship || recorder.dice.chance(0.88);
        node.push(enter_hubspot(
            recorder,
            faces,
            deal,
            opportunity.as_ref().filter(|_| synced),
            node.is_empty(),
        ));
        if !deal.flagship && recorder.dice.chance(0.016) {
            // A double either names the same Opportunity (half of them, where there is one to name), or nothing at all.
            let named = opportunity
                .as_ref()
                .filter(|_| synced && recorder.dice.chance(0.5));
            node.push(enter_hubspot(recorder, faces, deal, named, false));
        }
    }
    node
}

/// What follows from a stage of the org.
pub(super) fn settle_salesforce(says: &mut truth::Deal, stage: DealStage) {
    says.stage = Some(stage);
    says.source_stage = Some(stage.salesforce().into());
    says.probability = Some(Decimal::new(stage.percent().into(), 2).normalize());
    says.is_closed = Some(stage.is_closed());
    says.is_won = Some(stage == DealStage::Won);
}

/// What follows from a stage of one of the account's pipelines; the stage's id.
pub(super) fn settle_hubspot(
    account: &Account,
    says: &mut truth::Deal,
    pipeline: &str,
    stage: DealStage,
) -> String {
    let id = if pipeline == "default" {
        stage.hubspot().to_owned()
    } else {
        channel_stage(stage)
    };
    says.stage = Some(stage);
    settle_hubspot_stage(account, says, pipeline, &id);
    says.is_won = Some(stage == DealStage::Won);
    id
}

fn settle_hubspot_stage(account: &Account, says: &mut truth::Deal, pipeline: &str, id: &str) {
    let Some(stage) = find_stage(account, "deals", pipeline, id) else {
        return;
    };
    says.source_stage = Some(stage.label.as_str().into());
    says.probability = stage
        .metadata
        .get("probability")
        .and_then(|text| text.parse::<Decimal>().ok())
        .map(|share| share.normalize());
    says.is_closed = Some(
        stage
            .metadata
            .get("isClosed")
            .is_some_and(|closed| closed == "true"),
    );
    says.is_won = Some(false);
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
    let id = face
        .double
        .as_ref()
        .filter(|_| recorder.dice.chance(0.2))
        .unwrap_or(&face.id);
    Some(Ref {
        source: system,
        id: id.clone(),
    })
}

/// What both systems say alike, before they disagree.
fn seen(recorder: &mut Recorder<'_>, faces: &Faces, deal: &Deal, system: System) -> truth::Deal {
    let owner = &recorder.plan.staff[deal.owner];
    let customer = faces
        .of(deal.customer, system)
        .filter(|_| deal.flagship || recorder.dice.chance(0.96));
    let company = &recorder.plan.companies[deal.customer];
    let dash = if system == System::Salesforce || recorder.dice.chance(0.7) {
        " - "
    } else {
        " "
    };
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

fn seen_by_salesforce(recorder: &mut Recorder<'_>, faces: &Faces, deal: &Deal) -> truth::Deal {
    let mut says = seen(recorder, faces, deal, System::Salesforce);
    settle_salesforce(&mut says, deal.stage);
    if !deal.flagship && !deal.stage.is_closed() && recorder.dice.chance(0.008) {
        says.stage = None;
        says.source_stage = Some(ODD_STAGE.into());
        says.probability = Some(Decimal::new(6, 1));
    }
    if says.partner.is_some() {
        let via = recorder.dice.weighted(&[
            ("Partner__c", 94),
            ("PartnerAccountId", 3),
            ("OpportunityPartner", 3),
        ]);
        says.partner_via = Some(via.into());
    }
    if deal.registered {
        register(recorder, deal, &mut says);
    }
    says
}

fn register(recorder: &mut Recorder<'_>, deal: &Deal, says: &mut truth::Deal) {
    use RegistrationStatus::{Approved, Draft, Expired, InReview, Rejected, Submitted};
    let status = recorder.dice.weighted(&[
        (Draft, 1),
        (Submitted, 3),
        (InReview, 2),
        (Approved, 8),
        (Rejected, 3),
        (Expired, 2),
    ]);
    let submitted = deal.created + Duration::hours(recorder.dice.between(1, 200));
    let decided = submitted + Duration::hours(recorder.dice.between(4, 300));
    says.registration_status = Some(status);
    says.registration_submitted_at = (status != Draft).then_some(submitted);
    says.registration_decided_at =
        matches!(status, Approved | Rejected | Expired).then_some(decided);
    says.registration_expires_at =
        matches!(status, Approved | Expired).then(|| decided + Duration::days(90));
    says.registration_reason = (status == Rejected).then(|| {
        recorder
            .dice
            .pick(&["Already registered", "House account", "Not enough detail"])
            .into()
    });
}

fn enter_opportunity(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deal: &Deal,
    mut says: truth::Deal,
    linkable: bool,
) -> Record<truth::Deal> {
    let entered = recorder.entered(System::Salesforce, "Opportunity", deal.created);
    (says.created_at, says.updated_at) = (
        Some(entered),
        Some(recorder.changed(System::Salesforce, entered)),
    );
    let mut row = sf::Row::new();
    sf::opportunity(&mut row, &says);
    let customer = faces
        .of(deal.customer, System::Salesforce)
        .filter(|_| says.customer_name.is_some());
    sf::put(
        &mut row,
        "AccountId",
        customer.map(|face| sf::text(&face.id)),
    );
    sf::put(
        &mut row,
        "OwnerId",
        recorder.users.get(deal.owner).map(|user| sf::text(user)),
    );
    sf::put(
        &mut row,
        "Type",
        recorder.dice.chance(0.8).then(|| {
            sf::text(if deal.project == "Renewal" {
                "Existing Business"
            } else {
                "New Business"
            })
        }),
    );
    if let Some(partner) = &says.partner {
        // A quarter belong to a user of the partner's, who may be the distributor's instead.
        if says.partner_via.as_deref() == Some("Partner__c") && recorder.dice.chance(0.25) {
            let distributor = deal
                .partner
                .and_then(|index| recorder.plan.companies[index].partner.as_ref()?.parent);
            let account = distributor
                .filter(|_| recorder.dice.chance(0.1))
                .and_then(|index| faces.of(index, System::Salesforce));
            sf::put(
                &mut row,
                "PartnerAccountId",
                Some(sf::text(account.map_or(&partner.id, |face| &face.id))),
            );
        }
    }
    let id = recorder.salesforce("Opportunity", row);
    enter_opportunity_partners(recorder, faces, deal, &says, &id);
    Record {
        source: System::Salesforce,
        object: "Opportunity",
        id,
        linkable,
        values: says,
    }
}

/// One in eight partner deals lists its partners: the one that brought it as the primary, its distributor beside it.
fn enter_opportunity_partners(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deal: &Deal,
    says: &truth::Deal,
    id: &Text,
) {
    let Some(partner) = &says.partner else { return };
    if says.partner_via.as_deref() != Some("OpportunityPartner") && !recorder.dice.chance(0.12) {
        return;
    }
    let distributor = deal
        .partner
        .and_then(|index| recorder.plan.companies[index].partner.as_ref()?.parent);
    let distributor = distributor
        .and_then(|index| faces.of(index, System::Salesforce))
        .map(|face| (&face.id, "Distributor", false));
    for (account, role, primary) in [(&partner.id, "Reseller", true)]
        .into_iter()
        .chain(distributor)
    {
        let mut row: sf::Row = [("OpportunityId", id), ("AccountToId", account)]
            .map(|(field, value)| (field.to_owned(), sf::text(value)))
            .into();
        sf::put(&mut row, "Role", Some(sf::text(role)));
        sf::put(&mut row, "IsPrimary", Some(Value::Bool(primary)));
        recorder.salesforce("OpportunityPartner", row);
    }
}

/// Enters a deal into HubSpot. `opportunity` is the Opportunity that it names, `alone` whether it is the first record of its node.
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
    let stage = if deal.known.salesforce {
        disagree_on_stage(recorder, deal)
    } else {
        deal.stage
    };
    let mut stage_id = settle_hubspot(&recorder.hubspot, &mut says, pipeline, stage);
    if channel && !deal.flagship && !stage.is_closed() && recorder.dice.chance(0.02) {
        says.stage = None;
        stage_id = ON_HOLD.to_owned();
        settle_hubspot_stage(&recorder.hubspot, &mut says, pipeline, ON_HOLD);
    }
    let own_currency = recorder.plan.companies[deal.customer].country.currency;
    if own_currency != "USD" && recorder.dice.chance(0.6) {
        says.amount = says
            .amount
            .map(|amount| (amount / hs::rate(own_currency)).round_dp(2));
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
    (says.created_at, says.updated_at) = (
        Some(entered),
        Some(recorder.changed(System::Hubspot, entered)),
    );
    let mut row = hs::Row::new();
    hs::deal(&mut row, &says, pipeline, &stage_id);
    if let (Some(date), true) = (says.close_date, recorder.dice.chance(0.6)) {
        let millis = Duration::milliseconds(recorder.dice.between(0, 86_399_999));
        let close = date.and_time(chrono::NaiveTime::MIN).and_utc() + millis;
        hs::put(&mut row, "closedate", Some(hs::time(close)));
    }
    hs::put(
        &mut row,
        "dealtype",
        recorder
            .dice
            .chance(0.8)
            .then_some(if deal.project == "Renewal" {
                "existingbusiness"
            } else {
                "newbusiness"
            }),
    );
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
    if let Some(customer) = faces
        .of(deal.customer, System::Hubspot)
        .filter(|_| says.customer_name.is_some())
    {
        hs::Tie::DealCustomer.make(&mut recorder.hubspot, number, hs::id(&customer.id));
    }
    if let Some(partner) = &says.partner {
        hs::Tie::DealPartner.make(&mut recorder.hubspot, number, hs::id(&partner.id));
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
        DealStage::Committed => recorder
            .dice
            .pick(&[DealStage::Won, DealStage::Negotiation]),
        open => DealStage::ALL[open as usize + 1],
    }
}
