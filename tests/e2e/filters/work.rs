//! The channel's work, and what is billed: fields and orders of its lists, and what the truth says of its things.

use std::collections::HashMap;

use channelgraph_sandbox::truth::Truth;
use channelgraph_schema::EntityKind::{self, *};

use super::{
    fields::{CREATED, Class, Field, ID, NAME, OrderKey, PARTNER, UPDATED, of},
    oracle::{Oracle, Thing},
};

/// The entities.
pub const KINDS: [EntityKind; 11] = [
    Campaign,
    CampaignMember,
    CampaignInfluence,
    Certification,
    Course,
    CourseEnrollment,
    Onboarding,
    Asset,
    LeadAssignment,
    DealPartner,
    Invoice,
];

/// The fields of an entity's filter that may stand anywhere in it.
pub fn fields(kind: EntityKind) -> &'static [Field] {
    const STATUS: Field = of("status", "status", Class::Word);
    const KIND: Field = of("kind", "kind", Class::Text);
    match kind {
        Campaign => {
            const {
                &[
                    NAME,
                    KIND,
                    STATUS,
                    of("startsAt", "startsAt", Class::Day),
                    of("endsAt", "endsAt", Class::Day),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        CampaignMember => {
            const {
                &[
                    of("status", "status", Class::Text),
                    of("responded", "responded", Class::Bool),
                    of("respondedAt", "respondedAt", Class::Day),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        CampaignInfluence => {
            const { &[of("share", "share", Class::Number), CREATED, UPDATED, PARTNER] }
        }
        Certification => {
            const {
                &[
                    NAME,
                    of("code", "code", Class::Text),
                    of("level", "level", Class::Text),
                    STATUS,
                    of("issuedAt", "issuedAt", Class::Day),
                    of("expiresAt", "expiresAt", Class::Day),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        Course => {
            const {
                &[
                    NAME,
                    KIND,
                    of("startsAt", "startsAt", Class::Moment),
                    of("endsAt", "endsAt", Class::Moment),
                    CREATED,
                    UPDATED,
                ]
            }
        }
        CourseEnrollment => {
            const {
                &[
                    STATUS,
                    of("progress", "progress", Class::Number),
                    of("score", "score", Class::Number),
                    of("assignedAt", "assignedAt", Class::Day),
                    of("startedAt", "startedAt", Class::Moment),
                    of("dueAt", "dueAt", Class::Day),
                    of("completedAt", "completedAt", Class::Moment),
                    of("overdue", "overdue", Class::Bool),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        Onboarding => {
            const {
                &[
                    STATUS,
                    of("program", "program", Class::Text),
                    of("appliedAt", "appliedAt", Class::Moment),
                    of("decidedAt", "decidedAt", Class::Moment),
                    of("startedAt", "startedAt", Class::Moment),
                    of("dueAt", "dueAt", Class::Day),
                    of("completedAt", "completedAt", Class::Moment),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        Asset => {
            const {
                &[
                    NAME,
                    of("kind", "kind", Class::Word),
                    of("format", "format", Class::Text),
                    of("language", "language", Class::Text),
                    of("folder", "folder", Class::Text),
                    of("public", "public", Class::Bool),
                    of("validUntil", "validUntil", Class::Day),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        LeadAssignment => {
            const {
                &[
                    of("assignedAt", "assignedAt", Class::Moment),
                    of("dueAt", "dueAt", Class::Moment),
                    of("acceptedAt", "acceptedAt", Class::Moment),
                    of("endedAt", "endedAt", Class::Moment),
                    of("outcome", "outcome", Class::Word),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        Invoice => {
            const {
                &[
                    of("number", "number", Class::Text),
                    of("kind", "kind", Class::Word),
                    STATUS,
                    of("amount", "amount", Class::Number),
                    of("currency", "currency", Class::Text),
                    of("issuedAt", "issuedAt", Class::Day),
                    of("dueAt", "dueAt", Class::Day),
                    of("paidAt", "paidAt", Class::Day),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        _ => {
            const {
                &[
                    of("role", "role", Class::Text),
                    of("primary", "primary", Class::Bool),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
    }
}

/// What a list can be ordered by, beside its id and the times of its records.
pub fn keys(kind: EntityKind) -> Vec<OrderKey> {
    let own: &[OrderKey] = match kind {
        Campaign => {
            &[("STARTS_AT", Some("startsAt"), Class::Day), ("ENDS_AT", Some("endsAt"), Class::Day)]
        }
        CampaignMember => &[("RESPONDED_AT", Some("respondedAt"), Class::Day)],
        Certification => &[
            ("ISSUED_AT", Some("issuedAt"), Class::Day),
            ("EXPIRES_AT", Some("expiresAt"), Class::Day),
        ],
        Course => &[("STARTS_AT", Some("startsAt"), Class::Moment)],
        CourseEnrollment => &[("DUE_AT", Some("dueAt"), Class::Day)],
        Onboarding => &[
            ("APPLIED_AT", Some("appliedAt"), Class::Moment),
            ("DUE_AT", Some("dueAt"), Class::Day),
        ],
        Invoice => &[("ISSUED_AT", Some("issuedAt"), Class::Day)],
        Asset => &[("VALID_UNTIL", Some("validUntil"), Class::Day)],
        LeadAssignment => &[
            ("ASSIGNED_AT", Some("assignedAt"), Class::Moment),
            ("DUE_AT", Some("dueAt"), Class::Moment),
        ],
        _ => &[],
    };
    let all = [
        ID,
        ("CREATED_AT", Some("createdAt"), Class::Moment),
        ("UPDATED_AT", Some("updatedAt"), Class::Moment),
    ];
    all.into_iter().chain(own.iter().copied()).collect()
}

/// The things of each entity.
pub fn things(oracle: &Oracle, truth: &Truth) -> HashMap<EntityKind, Vec<Thing>> {
    macro_rules! all {
        ($($kind:ident: $field:ident),*) => {
            HashMap::from([$(($kind, oracle.things($kind, &truth.$field, |_, _, _| {}))),*])
        };
    }
    all!(
        Campaign: campaigns,
        CampaignMember: campaign_members,
        CampaignInfluence: campaign_influences,
        Certification: certifications,
        Course: courses,
        CourseEnrollment: course_enrollments,
        Onboarding: onboardings,
        Asset: assets,
        LeadAssignment: lead_assignments,
        DealPartner: deal_partners,
        Invoice: invoices
    )
}
