//! Enablement: certifications, courses, and who takes them.

use super::{
    contact::ID,
    rows::{CREATED_AT, SOURCE, UPDATED_AT},
    work_enums::{CERTIFICATION_STATUS, ENROLLMENT_STATUS},
};
use crate::{
    Class::Personal,
    Entity, EntityKind, FieldDef,
    FieldType::{Bool, Date, DateTime, Enum, Number, Reference, Text, TextList, Url},
    Role,
    entity::{Offer, Relation},
};

pub(crate) static CERTIFICATION: Entity = Entity {
    kind: EntityKind::Certification,
    word: "CERTIFICATION",
    one: Some("certification"),
    many: Some("certifications"),
    doc: "Proof that a person at a partner, or the partner, has a skill.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Certification id."),
        SOURCE,
        FieldDef::new("name", Text, "Name.").filter().searched(),
        FieldDef::new("code", Text, "Code under which the vendor lists it.").filter(),
        FieldDef::new("level", Text, "Level: `Associate`, `Expert` …").filter(),
        FieldDef::new("person", Reference(EntityKind::Contact), "Person who is certified."),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that it counts for.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("status", Enum(&CERTIFICATION_STATUS), STATUS)
            .filter_as("status", "Status, as the source has it."),
        FieldDef::new("sourceStatus", Text, "Status in the source's own words.")
            .role(Role::SourceWord),
        FieldDef::new("issuedAt", Date, "Day of issue.")
            .filter()
            .order("ISSUED_AT", "Day of issue."),
        FieldDef::new("expiresAt", Date, "Last day on which it is valid.")
            .filter()
            .order("EXPIRES_AT", "Last day on which it is valid."),
        FieldDef::new("url", Url, "Page that proves it.").class(Personal),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[],
    derived: &[],
    detailed: true,
};

pub(crate) static COURSE: Entity = Entity {
    kind: EntityKind::Course,
    word: "COURSE",
    one: Some("course"),
    many: Some("courses"),
    doc: "A course, an exam, or other training for partners.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Course id."),
        SOURCE,
        FieldDef::new("name", Text, "Name.").filter().searched(),
        FieldDef::new("kind", Text, "Kind of training, in the source's words.").filter(),
        FieldDef::new("startsAt", DateTime, "Beginning.").filter().order("STARTS_AT", "Beginning."),
        FieldDef::new("endsAt", DateTime, "End.").filter(),
        FieldDef::new("url", Url, "Page of the course."),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[Relation {
        name: "enrollments",
        to: EntityKind::CourseEnrollment,
        by: "course",
        doc: "Those who take it, or took it.",
        offer: Offer::List,
    }],
    derived: &[],
    detailed: false,
};

pub(crate) static COURSE_ENROLLMENT: Entity = Entity {
    kind: EntityKind::CourseEnrollment,
    word: "COURSE_ENROLLMENT",
    one: None,
    many: Some("courseEnrollments"),
    doc: "A person's progress in a course.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Course enrollment id."),
        SOURCE,
        FieldDef::new("course", Reference(EntityKind::Course), "Course."),
        FieldDef::new("person", Reference(EntityKind::Contact), "Person who takes it."),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner of the person.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("status", Enum(&ENROLLMENT_STATUS), STATUS)
            .filter_as("status", "Status, as the source has it."),
        FieldDef::new("sourceStatus", Text, "Status in the source's own words.")
            .role(Role::SourceWord),
        FieldDef::new("progress", Number, "Part that is done, 0 to 1.").filter(),
        FieldDef::new("score", Number, "Score, on the source's scale.").filter().class(Personal),
        FieldDef::new("assignedAt", Date, "Day of assignment.").filter(),
        FieldDef::new("startedAt", DateTime, "Beginning of the work on it.").filter(),
        FieldDef::new("dueAt", Date, "Day by which it is to be completed.")
            .filter()
            .order("DUE_AT", "Day by which it is to be completed."),
        FieldDef::new("completedAt", DateTime, "Time of completion.").filter(),
        FieldDef::new("overdue", Bool, "True if the source counts it as late.").filter(),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[],
    derived: &[],
    detailed: false,
};

const STATUS: &str = "Status, as the source has it. Null if its own word has no counterpart here; \
                      see `sourceStatus`.";
