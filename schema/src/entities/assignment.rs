//! Who has a lead, and who stands on a deal, one after another and side by side.

use super::{
    contact::ID,
    objects::PERSON,
    rows::{CREATED_AT, OWNER_EMAIL, OWNER_NAME, OWNER_PHONE, SOURCE, UPDATED_AT},
    work_enums::ASSIGNMENT_OUTCOME,
};
use crate::{
    Class::Personal,
    Entity, EntityKind, FieldDef,
    FieldType::{Bool, DateTime, Enum, Number, Reference, Text, TextList},
    Role,
    entity::Nested,
};

pub(crate) static LEAD_ASSIGNMENT: Entity = Entity {
    kind: EntityKind::LeadAssignment,
    word: "LEAD_ASSIGNMENT",
    one: None,
    many: Some("leadAssignments"),
    doc: "An assignment of a lead to a partner or seller, from its beginning to its outcome.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Lead assignment id."),
        SOURCE,
        FieldDef::new("lead", Reference(EntityKind::Lead), "Lead."),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that got the lead.")
            .role(Role::Owner)
            .filter(),
        OWNER_NAME,
        OWNER_EMAIL,
        OWNER_PHONE,
        FieldDef::new("assignedAt", DateTime, "Time of the assignment.")
            .filter()
            .order("ASSIGNED_AT", "Time of the assignment."),
        FieldDef::new("dueAt", DateTime, "Time by which it is to be accepted.")
            .filter()
            .order("DUE_AT", "Time by which it is to be accepted."),
        FieldDef::new("acceptedAt", DateTime, "Time of acceptance.").filter(),
        FieldDef::new("endedAt", DateTime, "Time when it ended.").filter(),
        FieldDef::new("outcome", Enum(&ASSIGNMENT_OUTCOME), "What became of it.").filter(),
        FieldDef::new("reason", Text, "Reason for the outcome.").class(Personal),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[Nested {
        path: "owner",
        of: &PERSON,
        doc: "The seller, of the vendor or of the partner, who has the lead.",
        list: false,
    }],
    relations: &[],
    derived: &[],
    detailed: false,
};

pub(crate) static DEAL_PARTNER: Entity = Entity {
    kind: EntityKind::DealPartner,
    word: "DEAL_PARTNER",
    one: None,
    many: Some("dealPartners"),
    doc: "A partner's part in a deal.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Deal partner id."),
        SOURCE,
        FieldDef::new("deal", Reference(EntityKind::Deal), "Deal."),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("role", Text, "Part that it plays, in the source's words.").filter(),
        FieldDef::new("primary", Bool, "True for the main partner, as the source has it.").filter(),
        FieldDef::new("share", Number, "Share in the deal, 0 to 1."),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[],
    derived: &[],
    detailed: false,
};
