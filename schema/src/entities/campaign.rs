//! Campaign: an activity of marketing, with the people it reached and the deals it helped along.

use super::{
    contact::ID,
    objects::{PERSON, REPORTED},
    rows::{
        CREATED_AT, OWNER_EMAIL, OWNER_NAME, OWNER_PHONE, SOURCE, SOURCE_STATUS, STATUS, UPDATED_AT,
    },
    work_enums::CAMPAIGN_STATUS,
};
use crate::{
    Class::{Finance, Personal},
    Entity, EntityKind, FieldDef,
    FieldType::{Bool, Date, Enum, Integer, Money, Number, Reference, Text, TextList},
    Role,
    entity::{Nested, Offer, Relation},
};

pub(crate) static CAMPAIGN: Entity = Entity {
    kind: EntityKind::Campaign,
    word: "CAMPAIGN",
    one: Some("campaign"),
    many: Some("campaigns"),
    doc: "An activity of marketing: an event, a webinar, a mailing …",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Campaign id."),
        SOURCE,
        FieldDef::new("name", Text, "Name.").filter().searched(),
        FieldDef::new("kind", Text, "Kind of activity, in the source's words.").filter(),
        FieldDef::new("status", Enum(&CAMPAIGN_STATUS), STATUS)
            .filter_as("status", "Current status."),
        SOURCE_STATUS,
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that runs it.")
            .role(Role::Owner)
            .filter(),
        OWNER_NAME,
        OWNER_EMAIL,
        OWNER_PHONE,
        FieldDef::new("parent", Reference(EntityKind::Campaign), "Campaign that it is part of."),
        FieldDef::new("startsAt", Date, "First day.").filter().order("STARTS_AT", "First day."),
        FieldDef::new("endsAt", Date, "Last day.").filter().order("ENDS_AT", "Last day."),
        FieldDef::new("budget", Money, "Planned cost.").class(Finance),
        FieldDef::new("spent", Money, "Actual cost.").class(Finance),
        FieldDef::new("expectedRevenue", Money, "Revenue that it is expected to bring.")
            .class(Finance),
        FieldDef::new("reported.leads", Integer, "Leads.").tells(),
        FieldDef::new("reported.responses", Integer, "Responses.").tells(),
        FieldDef::new("reported.deals", Integer, "Deals.").tells(),
        FieldDef::new("reported.revenue", Money, "Amount of the deals won.").class(Finance).tells(),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[
        Nested {
            path: "owner",
            of: &PERSON,
            doc: "The vendor's employee in charge of it.",
            list: false,
        },
        Nested {
            path: "reported",
            of: &REPORTED,
            doc: "Results as the source counts them.",
            list: false,
        },
    ],
    relations: &[
        Relation {
            name: "members",
            to: EntityKind::CampaignMember,
            by: "campaign",
            doc: "People that it reached.",
            offer: Offer::Page,
        },
        Relation {
            name: "influences",
            to: EntityKind::CampaignInfluence,
            by: "campaign",
            doc: "Deals that it helped along, each with its share.",
            offer: Offer::Page,
        },
        Relation {
            name: "deals",
            to: EntityKind::Deal,
            by: "campaign",
            doc: "Deals that name it as their main source.",
            offer: Offer::Page,
        },
        Relation {
            name: "funds",
            to: EntityKind::Incentive,
            by: "campaign",
            doc: "Market development funds promised or claimed for it.",
            offer: Offer::Page,
        },
        Relation {
            name: "assets",
            to: EntityKind::Asset,
            by: "campaign",
            doc: "Files and pages made for it.",
            offer: Offer::Page,
        },
    ],
    derived: &[],
    detailed: true,
};

pub(crate) static CAMPAIGN_MEMBER: Entity = Entity {
    kind: EntityKind::CampaignMember,
    word: "CAMPAIGN_MEMBER",
    one: None,
    many: Some("campaignMembers"),
    doc: "A person that a campaign reached.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Campaign member id."),
        SOURCE,
        FieldDef::new("campaign", Reference(EntityKind::Campaign), "Campaign."),
        FieldDef::new("partner", Reference(EntityKind::Partner), OF_PARTNER)
            .role(Role::Owner)
            .filter(),
        FieldDef::new("lead", Reference(EntityKind::Lead), "Lead that the person is."),
        FieldDef::new("contact", Reference(EntityKind::Contact), "Contact that the person is."),
        FieldDef::new("name", Text, "Full name.").class(Personal),
        FieldDef::new("company", Text, "Company name."),
        FieldDef::new("status", Text, "Status in the campaign, in the source's words.").filter(),
        FieldDef::new("responded", Bool, "True if the person responded.").filter(),
        FieldDef::new("respondedAt", Date, "Day of the first response.")
            .filter()
            .order("RESPONDED_AT", "Day of the first response."),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[],
    derived: &[],
    detailed: false,
};

pub(crate) static CAMPAIGN_INFLUENCE: Entity = Entity {
    kind: EntityKind::CampaignInfluence,
    word: "CAMPAIGN_INFLUENCE",
    one: None,
    many: Some("campaignInfluences"),
    doc: "A campaign's share in a deal, by one model of attribution.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Campaign influence id."),
        SOURCE,
        FieldDef::new("campaign", Reference(EntityKind::Campaign), "Campaign."),
        FieldDef::new("partner", Reference(EntityKind::Partner), OF_PARTNER)
            .role(Role::Owner)
            .filter(),
        FieldDef::new("deal", Reference(EntityKind::Deal), "Deal that it helped along."),
        FieldDef::new("share", Number, "Share in the deal, 0 to 1.").filter(),
        FieldDef::new("amount", Money, "Share of the deal's amount.").class(Finance),
        FieldDef::new("model", Text, "Model of attribution, as the source calls it."),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[],
    derived: &[],
    detailed: false,
};

const OF_PARTNER: &str = "Partner that runs the campaign.";
