//! The types of nested objects. Their fields are declared with the entities that nest them.

use crate::entity::ObjectDef;

pub(super) const TIER: ObjectDef =
    ObjectDef { name: "Tier", doc: "A level of a partner programme." };
pub(super) const PROGRAM: ObjectDef =
    ObjectDef { name: "ProgramMembership", doc: "A partner's membership in a programme." };
pub(super) const PERSON: ObjectDef =
    ObjectDef { name: "Person", doc: "An employee of the vendor or of a partner." };
pub(super) const ADDRESS: ObjectDef = ObjectDef { name: "Address", doc: "A postal address." };
pub(super) const BILLING: ObjectDef =
    ObjectDef { name: "Billing", doc: "A partner's account in the ERP." };
pub(super) const CUSTOMER: ObjectDef =
    ObjectDef { name: "Customer", doc: "The company that buys." };
pub(super) const REGISTRATION: ObjectDef =
    ObjectDef { name: "DealRegistration", doc: "A partner's registration of a deal." };
pub(super) const MARKETPLACE: ObjectDef =
    ObjectDef { name: "MarketplaceOffer", doc: "A deal as a marketplace knows it." };
pub(super) const REPORTED: ObjectDef = ObjectDef {
    name: "ReportedResults",
    doc: "Results of a campaign as its source counts them: its own records, by its own rules.",
};
pub(super) const STEP: ObjectDef =
    ObjectDef { name: "OnboardingStep", doc: "A step of an onboarding." };
pub(super) const DOCUMENT: ObjectDef =
    ObjectDef { name: "OnboardingDocument", doc: "A document that an onboarding needs." };
pub(super) const APPROVAL: ObjectDef =
    ObjectDef { name: "ApprovalStep", doc: "A request for approval, and what was decided." };
/// The descriptions of approvals, wherever they are nested.
pub(super) const APPROVALS: &str = "Requests for its approval, and what was decided.";
pub(super) const ASSIGNEE: &str = "Who has to decide; some sources also tell who had to.";
pub(super) const SUBMITTED_BY: &str = "Who asked for the approval.";
pub(super) const DECIDED_BY: &str = "Who acted last.";
pub(super) const STAGE_CHANGE: ObjectDef =
    ObjectDef { name: "StageChange", doc: "A deal's arrival at a stage." };
