//! The account's set-up: its objects, their properties, and the pipelines.

use std::collections::BTreeMap;

use crate::hubspot::store::{Object, Pipeline, Property, Stage, Store};
use crate::terms::{
    CertificationStatus, ChannelType, DealStage, IncentiveKind, IncentiveStatus, LeadStatus,
    PartnerStatus, PartnerType, RegistrationStatus,
};
use crate::world::names::INDUSTRIES;
use crate::world::plan::SEGMENTS;

/// The custom object in which the account keeps incentives.
pub(crate) const INCENTIVES: &str = "2-1001";
/// The custom object in which the account keeps certifications.
pub(crate) const CERTIFICATIONS: &str = "2-1002";
/// The names in full of the account's custom objects.
const CUSTOM: [(&str, &str); 2] =
    [(INCENTIVES, "p4242_incentive"), (CERTIFICATIONS, "p4242_certification")];
/// The pipeline for deals that partners make.
pub(crate) const CHANNEL_PIPELINE: &str = "75012345";
/// The pipeline of leads.
const LEAD_PIPELINE: &str = "lead-pipeline-id";
/// A stage of the channel pipeline that stands for nothing in the unified model.
pub(crate) const ON_HOLD: &str = "150004208";

/// One property in short: `name:kind`. The options of an enumeration come from [`options`].
const OBJECTS: &[(&str, &str, &str)] = &[
    (
        "companies",
        "0-2",
        "name:string domain:string hs_additional_domains:string website:string phone:string address:string city:string state:string zip:string country:string industry:enumeration numberofemployees:number annualrevenue:number hubspot_owner_id:enumeration hs_parent_company_id:number lifecyclestage:enumeration createdate:datetime hs_lastmodifieddate:datetime hs_object_id:number salesforceaccountid:string is_partner:bool partner_type:enumeration partner_channel:enumeration partner_status:enumeration partner_tier:enumeration partner_program:string partner_region:string partner_segments:enumeration partner_since:date vat_number:string legal_name:string",
    ),
    (
        "deals",
        "0-3",
        "dealname:string amount:number deal_currency_code:enumeration amount_in_home_currency:number dealstage:enumeration pipeline:enumeration closedate:datetime dealtype:enumeration hs_is_closed:bool hs_is_closed_won:bool hs_deal_stage_probability:number hubspot_owner_id:enumeration createdate:datetime hs_lastmodifieddate:datetime hs_object_id:number hs_salesforceopportunityid:string sales_channel:enumeration registration_status:enumeration",
    ),
    (
        "contacts",
        "0-1",
        "firstname:string lastname:string email:string phone:string company:string jobtitle:string country:string lifecyclestage:enumeration hs_lead_status:enumeration hubspotscore:number lead_origin:string estimated_value:number hubspot_owner_id:enumeration createdate:datetime lastmodifieddate:datetime hs_object_id:number salesforcecontactid:string salesforceleadid:string",
    ),
    (
        "leads",
        "0-136",
        "hs_lead_name:string hs_lead_type:enumeration hs_lead_label:enumeration hs_pipeline:enumeration hs_pipeline_stage:enumeration hubspot_owner_id:enumeration createdate:datetime hs_lastmodifieddate:datetime hs_object_id:number salesforce_lead_id:string",
    ),
    (
        INCENTIVES,
        "2-1001",
        "incentive_name:string incentive_kind:enumeration incentive_status:enumeration amount:number currency:string requested_amount:number paid_amount:number incentive_program:string period_start:date period_end:date earned_at:date due_at:date paid_at:date expires_at:date createdate:datetime hs_lastmodifieddate:datetime hs_object_id:number",
    ),
    (
        CERTIFICATIONS,
        "2-1002",
        "cert_name:string cert_code:string cert_level:string cert_status:enumeration issued_on:date expires_on:date credential_url:string sf_certification_id:string createdate:datetime hs_lastmodifieddate:datetime hs_object_id:number",
    ),
];

/// An account with its set-up and without a record.
pub(crate) fn empty_account() -> Store {
    let objects = OBJECTS.iter().map(|(name, type_id, properties)| {
        let properties = properties.split(' ').map(|text| property(name, text)).collect();
        let custom = CUSTOM.iter().find(|(custom, _)| custom == name);
        let qualified_name = custom.map(|(_, qualified)| (*qualified).to_owned());
        (
            (*name).to_owned(),
            Object {
                type_id: (*type_id).to_owned(),
                qualified_name,
                properties,
                ..Object::default()
            },
        )
    });
    let pipelines = BTreeMap::from([
        ("deals".to_owned(), vec![default_pipeline(), channel_pipeline()]),
        ("leads".to_owned(), vec![lead_pipeline()]),
    ]);
    Store { objects: objects.collect(), pipelines, ..Store::default() }
}

fn property(object: &str, text: &str) -> (String, Property) {
    let (name, kind) = text.split_once(':').unwrap_or((text, "string"));
    let options = options(object, name)
        .into_iter()
        .map(|(value, label)| (value.to_owned(), label.to_owned()))
        .collect();
    (
        name.to_owned(),
        Property {
            label: label(name),
            kind: kind.to_owned(),
            options,
            unique: name == "hs_object_id",
        },
    )
}

/// `partner_tier` → `Partner tier`.
fn label(name: &str) -> String {
    let words = name.trim_start_matches("hs_").replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// (value, label) of an enumeration; none for other properties, and for those whose values are
/// records (owners, pipelines, stages).
fn options(object: &str, property: &str) -> Vec<(&'static str, &'static str)> {
    match (object, property) {
        (_, "industry") => INDUSTRIES.iter().map(|(label, value)| (*value, *label)).collect(),
        (_, "partner_type") => {
            PartnerType::ALL.iter().map(|kind| (kind.hubspot(), kind.salesforce())).collect()
        }
        (_, "partner_channel" | "sales_channel") => ChannelType::ALL
            .iter()
            .map(|channel| (channel.hubspot(), channel.salesforce()))
            .collect(),
        (_, "partner_status") => PartnerStatus::ALL
            .iter()
            .map(|status| (status.hubspot(), status.salesforce()))
            .collect(),
        (_, "partner_tier") => vec![
            ("registered", "Registered"),
            ("silver", "Silver"),
            ("gold", "Gold"),
            ("platinum", "Platinum"),
        ],
        (_, "partner_segments") => SEGMENTS.iter().map(|segment| (*segment, *segment)).collect(),
        (_, "registration_status") => RegistrationStatus::ALL
            .iter()
            .map(|status| (status.hubspot(), status.salesforce()))
            .collect(),
        (_, "lifecyclestage") => vec![
            ("subscriber", "Subscriber"),
            ("lead", "Lead"),
            ("marketingqualifiedlead", "Marketing Qualified Lead"),
            ("salesqualifiedlead", "Sales Qualified Lead"),
            ("opportunity", "Opportunity"),
            ("customer", "Customer"),
            ("evangelist", "Evangelist"),
            ("other", "Other"),
        ],
        (_, "hs_lead_status") => vec![
            ("NEW", "New"),
            ("OPEN", "Open"),
            ("IN_PROGRESS", "In Progress"),
            ("OPEN_DEAL", "Open Deal"),
            ("UNQUALIFIED", "Unqualified"),
            ("ATTEMPTED_TO_CONTACT", "Attempted to Contact"),
            ("CONNECTED", "Connected"),
            ("BAD_TIMING", "Bad Timing"),
        ],
        (_, "deal_currency_code") => vec![("USD", "USD"), ("EUR", "EUR"), ("GBP", "GBP")],
        (_, "dealtype") => {
            vec![("newbusiness", "New Business"), ("existingbusiness", "Existing Business")]
        }
        (_, "hs_lead_type") => vec![
            ("NEW_BUSINESS", "New business"),
            ("UPSELL", "Upsell"),
            ("RE_ATTEMPTING", "Re-attempting"),
        ],
        (_, "hs_lead_label") => vec![("HOT", "Hot"), ("WARM", "Warm"), ("COLD", "Cold")],
        (_, "incentive_kind") => {
            IncentiveKind::ALL.iter().map(|kind| (kind.hubspot(), kind.hubspot())).collect()
        }
        (_, "incentive_status") => {
            IncentiveStatus::ALL.iter().map(|status| (status.hubspot(), status.hubspot())).collect()
        }
        (_, "cert_status") => CertificationStatus::ALL
            .iter()
            .map(|status| (status.hubspot(), status.hubspot()))
            .collect(),
        _ => Vec::new(),
    }
}

fn stage(id: &str, label: &str, percent: u8, closed: bool) -> Stage {
    let metadata = [
        ("probability", format!("{:.1}", f64::from(percent) / 100.0)),
        ("isClosed", closed.to_string()),
    ];
    Stage {
        id: id.to_owned(),
        label: label.to_owned(),
        metadata: metadata.map(|(name, value)| (name.to_owned(), value)).into(),
    }
}

/// HubSpot's own probabilities for the stages of the default pipeline and their labels.
const DEFAULT_LABELS: [(&str, u8); 7] = [
    ("Appointment Scheduled", 20),
    ("Qualified To Buy", 40),
    ("Presentation Scheduled", 60),
    ("Decision Maker Bought-In", 80),
    ("Contract Sent", 90),
    ("Closed Won", 100),
    ("Closed Lost", 0),
];
const CHANNEL_LABELS: [(&str, u8); 7] = [
    ("Registered", 10),
    ("Qualified", 20),
    ("Quoted", 50),
    ("Negotiating", 70),
    ("Verbal", 90),
    ("Won with partner", 100),
    ("Lost", 0),
];

fn default_pipeline() -> Pipeline {
    let stages = DealStage::ALL
        .iter()
        .zip(DEFAULT_LABELS)
        .map(|(kind, (label, percent))| stage(kind.hubspot(), label, percent, kind.is_closed()));
    Pipeline {
        id: "default".to_owned(),
        label: "Sales Pipeline".to_owned(),
        stages: stages.collect(),
    }
}

fn channel_pipeline() -> Pipeline {
    let stages = DealStage::ALL.iter().zip(CHANNEL_LABELS).map(|(kind, (label, percent))| {
        stage(&channel_stage(*kind), label, percent, kind.is_closed())
    });
    let on_hold = stage(ON_HOLD, "On hold", 30, false);
    Pipeline {
        id: CHANNEL_PIPELINE.to_owned(),
        label: "Channel Sales".to_owned(),
        stages: stages.chain([on_hold]).collect(),
    }
}

/// The id of a stage in the channel pipeline.
pub(crate) fn channel_stage(stage: DealStage) -> String {
    (150_004_201 + stage as u32).to_string()
}

fn lead_pipeline() -> Pipeline {
    let stages = [
        (LeadStatus::New, "New", "NEW"),
        (LeadStatus::Working, "Attempting", "IN_PROGRESS"),
        (LeadStatus::Accepted, "Connected", "IN_PROGRESS"),
        (LeadStatus::Qualified, "Qualified", "QUALIFIED"),
        (LeadStatus::Rejected, "Unqualified", "UNQUALIFIED"),
    ];
    let stages = stages.map(|(status, label, state)| Stage {
        id: status.hubspot().to_owned(),
        label: label.to_owned(),
        metadata: [("leadState".to_owned(), state.to_owned())].into(),
    });
    Pipeline {
        id: LEAD_PIPELINE.to_owned(),
        label: "Lead pipeline".to_owned(),
        stages: stages.into(),
    }
}

/// The stage of an object's pipeline by its id.
pub(crate) fn find_stage<'a>(
    store: &'a Store,
    object: &str,
    pipeline: &str,
    stage: &str,
) -> Option<&'a Stage> {
    store
        .pipelines
        .get(object)?
        .iter()
        .find(|candidate| candidate.id == pipeline)?
        .stages
        .iter()
        .find(|candidate| candidate.id == stage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_say_whether_they_close() {
        let account = empty_account();
        let closed = |pipeline: &str, stage: &str| {
            find_stage(&account, "deals", pipeline, stage)
                .map(|stage| stage.metadata["isClosed"].clone())
        };
        assert_eq!(closed("default", "closedlost").as_deref(), Some("true"));
        assert_eq!(
            closed(CHANNEL_PIPELINE, &channel_stage(DealStage::Won)).as_deref(),
            Some("true")
        );
        assert_eq!(closed(CHANNEL_PIPELINE, ON_HOLD).as_deref(), Some("false"));
    }
}
