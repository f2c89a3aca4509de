//! Records deals in Salesforce: the Opportunity, its registration, its partners.

use chrono::Duration;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::terms::{DealType, RegistrationStatus};
use crate::truth::{self, Record, System, Text};
use crate::world::plan::Deal;
use crate::world::record::Recorder;
use crate::world::record::deals::seen;
use crate::world::record::partners::Faces;
use crate::world::record::stages::settle_salesforce;
use crate::world::vendor::salesforce_rows as sf;

/// A stage of one Salesforce process that stands for nothing in the unified model.
const ODD_STAGE: &str = "Legal Review";

pub(crate) fn seen_by_salesforce(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deal: &Deal,
) -> truth::Deal {
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

/// The type of business, as four of five records tell it.
pub(crate) fn business(recorder: &mut Recorder<'_>, deal: &Deal) -> Option<DealType> {
    let is_renewal = deal.project == "Renewal";
    recorder.dice.chance(0.8).then_some(if is_renewal { DealType::Renewal } else { DealType::New })
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
        recorder.dice.pick(&["Already registered", "House account", "Not enough detail"]).into()
    });
}

pub(crate) fn enter_opportunity(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deal: &Deal,
    mut says: truth::Deal,
    linkable: bool,
) -> Record<truth::Deal> {
    let entered = recorder.entered(System::Salesforce, "Opportunity", deal.created);
    (says.created_at, says.updated_at) =
        (Some(entered), Some(recorder.changed(System::Salesforce, entered)));
    says.kind = business(recorder, deal);
    let mut row = sf::Row::new();
    sf::opportunity(&mut row, &says);
    let customer =
        faces.of(deal.customer, System::Salesforce).filter(|_| says.customer_name.is_some());
    sf::put(&mut row, "AccountId", customer.map(|face| sf::text(&face.id)));
    sf::put(&mut row, "OwnerId", recorder.users.get(deal.owner).map(|user| sf::text(user)));
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
    Record { source: System::Salesforce, object: "Opportunity", id, linkable, values: says }
}

/// One in eight partner deals lists its partners: the one that brought it as the primary, its
/// distributor beside it.
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
    let distributor =
        deal.partner.and_then(|index| recorder.plan.companies[index].partner.as_ref()?.parent);
    let distributor = distributor
        .and_then(|index| faces.of(index, System::Salesforce))
        .map(|face| (&face.id, "Distributor", false));
    for (account, role, primary) in [(&partner.id, "Reseller", true)].into_iter().chain(distributor)
    {
        let mut row: sf::Row = [("OpportunityId", id), ("AccountToId", account)]
            .map(|(field, value)| (field.to_owned(), sf::text(value)))
            .into();
        sf::put(&mut row, "Role", Some(sf::text(role)));
        sf::put(&mut row, "IsPrimary", Some(Value::Bool(primary)));
        recorder.salesforce("OpportunityPartner", row);
    }
}
