//! Incentive: a promise, claim or payment to a partner.

use super::{
    contact::ID,
    enums::{INCENTIVE_KIND, INCENTIVE_ROLE, INCENTIVE_STATUS},
    objects::{APPROVAL, APPROVALS, ASSIGNEE, DECIDED_BY, PERSON, SUBMITTED_BY},
    rows::{CREATED_AT, SOURCE, SOURCE_STATUS, STATE, STATE_WORD, STATUS, UPDATED_AT},
    work_enums::STEP_STATE,
};
use crate::{
    Class::{Finance, Personal},
    Entity, EntityKind, FieldDef,
    FieldType::{Date, DateTime, Enum, List, Money, Number, Reference, Text, TextList},
    Role,
    entity::Nested,
};

pub(crate) static INCENTIVE: Entity = Entity {
    kind: EntityKind::Incentive,
    word: "INCENTIVE",
    one: Some("incentive"),
    many: Some("incentives"),
    doc: "A promise, claim or payment to a partner: rebate, commission, market development fund, \
          credit …",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Incentive id."),
        SOURCE,
        FieldDef::new("name", Text, "Name.").filter().searched(),
        FieldDef::new("kind", Enum(&INCENTIVE_KIND), "Kind of incentive.").filter(),
        FieldDef::new("role", Enum(&INCENTIVE_ROLE), ROLE)
            .role(Role::Stage)
            .filter_as("role", "Stage that it records."),
        FieldDef::new("status", Enum(&INCENTIVE_STATUS), STATUS)
            .filter_as("status", "Current status."),
        SOURCE_STATUS,
        FieldDef::new("amount", Money, "Current amount: approved if approved, else requested.")
            .filter_as("amount", "Current amount, whatever its currency.")
            .class(Finance),
        FieldDef::new("reportingAmount", Number, "")
            .role(Role::ReportingValueOf("amount"))
            .order("AMOUNT", "Current amount, in the reporting currency.")
            .class(Finance),
        FieldDef::new("currency", Text, "")
            .role(Role::CurrencyOf("amount"))
            .filter_as("currency", "Currency of the amount, as an ISO 4217 code."),
        FieldDef::new("requestedAmount", Money, "Requested amount.").summable().class(Finance),
        FieldDef::new("approvedAmount", Money, "Approved amount.").summable().class(Finance),
        FieldDef::new("paidAmount", Money, "Paid amount.").summable().class(Finance),
        FieldDef::new("program", Text, "Programme that pays the incentive.").filter(),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that is paid.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("deal", Reference(EntityKind::Deal), "Deal that the incentive is paid for."),
        FieldDef::new("request", Reference(EntityKind::Incentive), "Promise that it draws on."),
        FieldDef::new("campaign", Reference(EntityKind::Campaign), "Campaign that it pays for."),
        FieldDef::new("periodStart", Date, "First day of the period it covers.").filter(),
        FieldDef::new("periodEnd", Date, "Last day of the period it covers.").filter(),
        FieldDef::new("earnedAt", Date, "Day on which it was earned.")
            .filter()
            .order("EARNED_AT", "Day on which it was earned.")
            .class(Finance),
        FieldDef::new("dueAt", Date, "Day on which payment is due.")
            .filter()
            .order("DUE_AT", "Day on which payment is due.")
            .class(Finance),
        FieldDef::new("paidAt", Date, "Day of payment.")
            .filter()
            .order("PAID_AT", "Day of payment.")
            .class(Finance),
        FieldDef::new("expiresAt", Date, "Last day on which it can be used.")
            .filter()
            .order("EXPIRES_AT", "Last day on which it can be used."),
        FieldDef::new("approvals.name", List(&Text), "Name of the approval.").role(Role::Stage),
        FieldDef::new("approvals.state", List(&Enum(&STEP_STATE)), STATE).role(Role::Stage),
        FieldDef::new("approvals.sourceState", List(&Text), STATE_WORD)
            .role(Role::SourceWord)
            .tells(),
        FieldDef::new("approvals.assignee.name", List(&Text), "Full name.")
            .role(Role::Stage)
            .tells()
            .class(Personal),
        FieldDef::new("approvals.assignee.email", List(&Text), "Email address.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("approvals.assignee.phone", List(&Text), "Phone number.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("approvals.submittedBy.name", List(&Text), "Full name.")
            .role(Role::Stage)
            .tells()
            .class(Personal),
        FieldDef::new("approvals.submittedBy.email", List(&Text), "Email address.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("approvals.submittedBy.phone", List(&Text), "Phone number.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("approvals.decidedBy.name", List(&Text), "Full name.")
            .role(Role::Stage)
            .tells()
            .class(Personal),
        FieldDef::new("approvals.decidedBy.email", List(&Text), "Email address.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("approvals.decidedBy.phone", List(&Text), "Phone number.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("approvals.submittedAt", List(&DateTime), "Time of submission.")
            .role(Role::Stage)
            .tells(),
        FieldDef::new("approvals.decidedAt", List(&DateTime), "Time of the last decision.")
            .role(Role::Stage),
        FieldDef::new("approvals.comment", List(&Text), "Comment.")
            .role(Role::Stage)
            .class(Personal),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[
        Nested { path: "approvals", of: &APPROVAL, doc: APPROVALS, list: true },
        Nested { path: "approvals.assignee", of: &PERSON, doc: ASSIGNEE, list: false },
        Nested { path: "approvals.submittedBy", of: &PERSON, doc: SUBMITTED_BY, list: false },
        Nested { path: "approvals.decidedBy", of: &PERSON, doc: DECIDED_BY, list: false },
    ],
    relations: &[],
    derived: &[],
    detailed: true,
};

const ROLE: &str = "Stage from promise to payment that it records. Amounts of different stages are \
                    about the same money: they must not be added up.";
