//! Deal: an opportunity to sell, open or closed.

use super::{
    contact::ID,
    enums::{CHANNEL, DEAL_STAGE, DEAL_TYPE, REGISTRATION_STATUS},
    objects::{
        APPROVAL, APPROVALS, ASSIGNEE, CUSTOMER, DECIDED_BY, MARKETPLACE, PERSON, REGISTRATION,
        STAGE_CHANGE, SUBMITTED_BY,
    },
    rows::{
        CREATED_AT, OWNER_EMAIL, OWNER_NAME, OWNER_PHONE, SOURCE, STATE, STATE_WORD, UPDATED_AT,
    },
    work_enums::STEP_STATE,
};
use crate::{
    Class::{Finance, Personal},
    Entity, EntityKind, FieldDef,
    FieldType::{
        Bool, Country, Date, DateTime, Domain, Enum, List, Money, Number, Reference, Text, TextList,
    },
    Role,
    entity::{Nested, Offer, Relation},
};

pub(crate) static DEAL: Entity = Entity {
    kind: EntityKind::Deal,
    word: "DEAL",
    one: Some("deal"),
    many: Some("deals"),
    doc: "An opportunity to sell, open or closed.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Deal id."),
        SOURCE,
        FieldDef::new("name", Text, "Name.").filter().searched(),
        FieldDef::new("stage", Enum(&DEAL_STAGE), STAGE).filter_as("stage", "Current stage."),
        FieldDef::new("sourceStage", Text, "Current stage in the source's own words.")
            .role(Role::SourceWord),
        FieldDef::new("type", Enum(&DEAL_TYPE), TYPE).filter_as("type", "Type of business."),
        FieldDef::new("probability", Number, "Probability of winning, 0 to 1."),
        FieldDef::new("amount", Money, "Value of the deal.")
            .filter_as("amount", "Value of the deal, whatever its currency.")
            .class(Finance),
        FieldDef::new("reportingAmount", Number, "")
            .role(Role::ReportingValueOf("amount"))
            .order("AMOUNT", "Value of the deal, in the reporting currency.")
            .class(Finance),
        FieldDef::new("currency", Text, "")
            .role(Role::CurrencyOf("amount"))
            .filter_as("currency", "Currency of the amount, as an ISO 4217 code."),
        FieldDef::new("closeDate", Date, "Expected or actual closing date.")
            .filter()
            .order("CLOSE_DATE", "Expected or actual closing date."),
        FieldDef::new("isClosed", Bool, "True if the deal is won or lost.").filter(),
        FieldDef::new("isWon", Bool, "True if the deal is won.").filter(),
        FieldDef::new("channel", Enum(&CHANNEL), "Channel through which the deal is sold.")
            .filter(),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that sells the deal.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("customer.name", Text, "Company name.").tells(),
        FieldDef::new("customer.domain", Domain, "Company domain."),
        FieldDef::new("customer.country", Country, "Country."),
        FieldDef::new("customer.industry", Text, "Industry, in the source's words."),
        OWNER_NAME,
        OWNER_EMAIL,
        OWNER_PHONE,
        FieldDef::new("registration.status", Enum(&REGISTRATION_STATUS), "Current status.")
            .filter_as("registrationStatus", "Status of the registration.")
            .tells(),
        FieldDef::new("registration.submittedAt", DateTime, "Time of submission.")
            .filter_as("registrationSubmittedAt", "Time of submission of the registration.")
            .tells(),
        FieldDef::new("registration.decidedAt", DateTime, "Time of the decision.").tells(),
        FieldDef::new("registration.expiresAt", DateTime, "Time when the protection ends.").tells(),
        FieldDef::new("registration.reason", Text, "Reason for the decision.").tells(),
        FieldDef::new("registration.approvals.name", List(&Text), "Name of the approval.")
            .role(Role::Stage),
        FieldDef::new("registration.approvals.state", List(&Enum(&STEP_STATE)), STATE)
            .role(Role::Stage),
        FieldDef::new("registration.approvals.sourceState", List(&Text), STATE_WORD)
            .role(Role::SourceWord)
            .tells(),
        FieldDef::new("registration.approvals.assignee.name", List(&Text), "Full name.")
            .role(Role::Stage)
            .tells()
            .class(Personal),
        FieldDef::new("registration.approvals.assignee.email", List(&Text), "Email address.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("registration.approvals.assignee.phone", List(&Text), "Phone number.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("registration.approvals.submittedBy.name", List(&Text), "Full name.")
            .role(Role::Stage)
            .tells()
            .class(Personal),
        FieldDef::new("registration.approvals.submittedBy.email", List(&Text), "Email address.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("registration.approvals.submittedBy.phone", List(&Text), "Phone number.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("registration.approvals.decidedBy.name", List(&Text), "Full name.")
            .role(Role::Stage)
            .tells()
            .class(Personal),
        FieldDef::new("registration.approvals.decidedBy.email", List(&Text), "Email address.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("registration.approvals.decidedBy.phone", List(&Text), "Phone number.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("registration.approvals.submittedAt", List(&DateTime), "Time of submission.")
            .role(Role::Stage)
            .tells(),
        FieldDef::new(
            "registration.approvals.decidedAt",
            List(&DateTime),
            "Time of the last decision.",
        )
        .role(Role::Stage),
        FieldDef::new("registration.approvals.comment", List(&Text), "Comment.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("marketplace.marketplace", Text, "Marketplace.").tells(),
        FieldDef::new("marketplace.opportunityId", Text, "Opportunity id.").tells(),
        FieldDef::new("marketplace.offerId", Text, "Offer id."),
        FieldDef::new("marketplace.agreementId", Text, "Agreement id."),
        FieldDef::new("marketplace.stage", Text, "Stage, in the marketplace's words."),
        FieldDef::new("marketplace.reviewStatus", Text, "Status of the marketplace's own review."),
        FieldDef::new("lead", Reference(EntityKind::Lead), "Lead that the deal grew out of."),
        FieldDef::new("campaign", Reference(EntityKind::Campaign), CAMPAIGN),
        FieldDef::new("stageHistory.stage", List(&Enum(&DEAL_STAGE)), STAGE_THEN).role(Role::Stage),
        FieldDef::new("stageHistory.sourceStage", List(&Text), "Stage in the source's own words.")
            .role(Role::SourceWord)
            .tells()
            .tells_rows_apart(),
        FieldDef::new("stageHistory.at", List(&DateTime), "Time of the change.")
            .role(Role::Stage)
            .required()
            .orders_rows(),
        FieldDef::new("stageHistory.by.name", List(&Text), "Full name.")
            .role(Role::Stage)
            .tells()
            .class(Personal),
        FieldDef::new("stageHistory.by.email", List(&Text), "Email address.")
            .role(Role::Stage)
            .class(Personal),
        FieldDef::new("stageHistory.by.phone", List(&Text), "Phone number.")
            .role(Role::Stage)
            .class(Personal),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[
        Nested { path: "customer", of: &CUSTOMER, doc: "Company that buys.", list: false },
        Nested {
            path: "owner",
            of: &PERSON,
            doc: "The vendor's employee who works on the deal.",
            list: false,
        },
        Nested {
            path: "registration",
            of: &REGISTRATION,
            doc: "The partner's registration of the deal.",
            list: false,
        },
        Nested { path: "registration.approvals", of: &APPROVAL, doc: APPROVALS, list: true },
        Nested { path: "registration.approvals.assignee", of: &PERSON, doc: ASSIGNEE, list: false },
        Nested {
            path: "registration.approvals.submittedBy",
            of: &PERSON,
            doc: SUBMITTED_BY,
            list: false,
        },
        Nested {
            path: "registration.approvals.decidedBy",
            of: &PERSON,
            doc: DECIDED_BY,
            list: false,
        },
        Nested {
            path: "marketplace",
            of: &MARKETPLACE,
            doc: "The deal as a marketplace knows it; null if no marketplace has it.",
            list: false,
        },
        Nested {
            path: "stageHistory",
            of: &STAGE_CHANGE,
            doc: "Stages that the deal has come through, as far as its sources keep them.",
            list: true,
        },
        Nested { path: "stageHistory.by", of: &PERSON, doc: "Who changed it.", list: false },
    ],
    relations: &[
        Relation {
            name: "incentives",
            to: EntityKind::Incentive,
            by: "deal",
            doc: "Incentives promised, earned or paid for the deal.",
            offer: Offer::Page,
        },
        Relation {
            name: "partners",
            to: EntityKind::DealPartner,
            by: "deal",
            doc: "Partners that have a part in the deal.",
            offer: Offer::Page,
        },
        Relation {
            name: "campaigns",
            to: EntityKind::CampaignInfluence,
            by: "deal",
            doc: "Campaigns that helped the deal along, each with its share.",
            offer: Offer::Page,
        },
        Relation { name: "lead", to: EntityKind::Lead, by: "deal", doc: "", offer: Offer::First },
    ],
    derived: &[],
    detailed: true,
};

const TYPE: &str = "Type of business. Null if the source names none, or one that has no \
                    counterpart here.";
const STAGE: &str =
    "Current stage. Null if the source's own word has no counterpart here; see `sourceStage`.";
const STAGE_THEN: &str = "Stage. Null if the source's own word has no counterpart here; see \
                          `sourceStage`.";
const CAMPAIGN: &str = "Campaign that the source names as the main one behind the deal.";
