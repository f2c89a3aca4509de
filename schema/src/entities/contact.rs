//! Contact: a person at a partner.

use crate::{
    Class::Personal,
    Entity, EntityKind, FieldDef,
    FieldType::{DateTime, Reference, Text, TextList},
    Role,
    entity::{Offer, Relation},
};

pub(crate) static CONTACT: Entity = Entity {
    kind: EntityKind::Contact,
    word: "CONTACT",
    one: None,
    many: None,
    doc: "A person at a partner.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids),
        FieldDef::new("source", TextList, "").role(Role::Sources),
        FieldDef::new("name", Text, "Full name.").searched().class(Personal),
        FieldDef::new("email", Text, "Email address.").searched().class(Personal),
        FieldDef::new("phone", Text, "Phone number.").class(Personal),
        FieldDef::new("title", Text, "Job title.").class(Personal),
        FieldDef::new("role", Text, "Role in the partnership."),
        FieldDef::new("partner", Reference(EntityKind::Partner), "").role(Role::Owner),
        FieldDef::new("createdAt", DateTime, "").role(Role::Created),
        FieldDef::new("updatedAt", DateTime, "").role(Role::Modified),
    ],
    objects: &[],
    relations: &[
        Relation {
            name: "certifications",
            to: EntityKind::Certification,
            by: "person",
            doc: "Certifications of the person.",
            offer: Offer::List,
        },
        Relation {
            name: "enrollments",
            to: EntityKind::CourseEnrollment,
            by: "person",
            doc: "Courses that the person takes, or took.",
            offer: Offer::List,
        },
    ],
    derived: &[],
    detailed: false,
};

/// The description of every entity's `id`.
pub(super) const ID: &str = "Node id. The id of any of the node's records leads here too.";
