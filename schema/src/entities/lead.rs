//! Lead: a possible customer, before there is a deal.

use super::{
    contact::ID,
    enums::LEAD_STATUS,
    objects::PERSON,
    rows::{
        CREATED_AT, OWNER_EMAIL, OWNER_NAME, OWNER_PHONE, SOURCE, SOURCE_STATUS, STATUS, UPDATED_AT,
    },
};
use crate::{
    Class::{Finance, Personal},
    Entity, EntityKind, FieldDef,
    FieldType::{Country, DateTime, Enum, Money, Number, Reference, Text, TextList},
    Role,
    entity::{Nested, Offer, Relation},
};

pub(crate) static LEAD: Entity = Entity {
    kind: EntityKind::Lead,
    word: "LEAD",
    one: Some("lead"),
    many: Some("leads"),
    doc: "A possible customer, before there is a deal.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Lead id."),
        SOURCE,
        FieldDef::new("name", Text, "The person's name.").filter().searched().class(Personal),
        FieldDef::new("company", Text, "Company name.").filter().searched(),
        FieldDef::new("email", Text, "Email address.").filter().searched().class(Personal),
        FieldDef::new("phone", Text, "Phone number.").class(Personal),
        FieldDef::new("country", Country, "Country.")
            .filter_as("country", "Country, as an ISO 3166-1 alpha-2 code."),
        FieldDef::new("status", Enum(&LEAD_STATUS), STATUS).filter_as("status", "Current status."),
        SOURCE_STATUS,
        FieldDef::new("origin", Text, "Origin: web, event, referral, marketplace, partner …")
            .filter(),
        FieldDef::new("score", Number, "Lead score.").filter().order("SCORE", "Lead score."),
        FieldDef::new("estimatedValue", Money, "Estimated value.").class(Finance),
        FieldDef::new("reportingValue", Number, "")
            .role(Role::ReportingValueOf("estimatedValue"))
            .order("ESTIMATED_VALUE", "Estimated value, in the reporting currency.")
            .class(Finance),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that works on the lead.")
            .role(Role::Owner)
            .filter(),
        OWNER_NAME,
        OWNER_EMAIL,
        OWNER_PHONE,
        FieldDef::new("deal", Reference(EntityKind::Deal), "Deal that the lead became."),
        FieldDef::new("assignedAt", DateTime, "Time of assignment to a partner or seller.")
            .filter()
            .order("ASSIGNED_AT", "Time of assignment to a partner or seller."),
        FieldDef::new("acceptedAt", DateTime, "Time of acceptance by the partner or seller.")
            .filter(),
        FieldDef::new("convertedAt", DateTime, "Time of conversion into a deal.")
            .filter()
            .order("CONVERTED_AT", "Time of conversion into a deal."),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[Nested {
        path: "owner",
        of: &PERSON,
        doc: "The vendor's employee who works on the lead.",
        list: false,
    }],
    relations: &[
        Relation {
            name: "assignments",
            to: EntityKind::LeadAssignment,
            by: "lead",
            doc: "Partners and sellers that have, or had, the lead.",
            offer: Offer::List,
        },
        Relation {
            name: "campaigns",
            to: EntityKind::CampaignMember,
            by: "lead",
            doc: "Campaigns that reached the lead.",
            offer: Offer::Page,
        },
    ],
    derived: &[],
    detailed: true,
};
