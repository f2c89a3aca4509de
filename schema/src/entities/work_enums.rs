//! The enums of the channel's work: campaigns, enablement, onboarding, assignments.

use super::enums::{EnumDef, word};

pub(super) static CAMPAIGN_STATUS: EnumDef = EnumDef {
    name: "CampaignStatus",
    doc: "Status of a campaign.",
    words: &[
        word("PLANNED", "Not yet begun."),
        word("IN_REVIEW", "Waits for approval."),
        word("ACTIVE", "Runs."),
        word("PAUSED", "Stopped for the present."),
        word("COMPLETED", "Over."),
        word("CANCELLED", "Cancelled."),
    ],
};

pub(super) static CERTIFICATION_STATUS: EnumDef = EnumDef {
    name: "CertificationStatus",
    doc: "Status of a certification.",
    words: &[
        word("IN_PROGRESS", "Not yet issued."),
        word("ACTIVE", "Issued."),
        word("EXPIRED", "No longer valid."),
        word("REVOKED", "Withdrawn."),
    ],
};

pub(super) static ENROLLMENT_STATUS: EnumDef = EnumDef {
    name: "EnrollmentStatus",
    doc: "Status of an enrollment.",
    words: &[
        word("ENROLLED", "Not yet begun."),
        word("IN_PROGRESS", "In progress."),
        word("COMPLETED", "Completed."),
        word("FAILED", "Failed."),
        word("OVERDUE", "Not completed in time."),
        word("CANCELLED", "Cancelled."),
    ],
};

pub(super) static ONBOARDING_STATUS: EnumDef = EnumDef {
    name: "OnboardingStatus",
    doc: "Status of an onboarding.",
    words: &[
        word("APPLIED", "The company has applied."),
        word("IN_REVIEW", "The application is under review."),
        word("REJECTED", "The application was rejected."),
        word("IN_PROGRESS", "Steps are being done."),
        word("BLOCKED", "A step cannot be done at present."),
        word("COMPLETED", "All is done."),
        word("WITHDRAWN", "The company has withdrawn."),
    ],
};

pub(super) static STEP_KIND: EnumDef = EnumDef {
    name: "StepKind",
    doc: "Kind of step of an onboarding.",
    words: &[
        word("APPLICATION", "Application."),
        word("DOCUMENT", "Document to hand in."),
        word("AGREEMENT", "Contract to sign."),
        word("COMPLIANCE", "Check of compliance."),
        word("APPROVAL", "Approval."),
        word("ACCESS", "Access to systems."),
        word("TRAINING", "Training."),
        word("TASK", "Task."),
        word("FIRST_DEAL", "First deal."),
        word("OTHER", "Any other kind."),
    ],
};

pub(super) static STEP_STATE: EnumDef = EnumDef {
    name: "StepState",
    doc: "State of a step, document or approval.",
    words: &[
        word("NOT_STARTED", "Not yet begun."),
        word("IN_PROGRESS", "Begun."),
        word("SUBMITTED", "Handed in."),
        word("IN_REVIEW", "Under review."),
        word("DONE", "Done, accepted or approved."),
        word("REJECTED", "Rejected."),
        word("SKIPPED", "Left out, or recalled."),
        word("EXPIRED", "No longer valid."),
    ],
};

pub(super) static PARTY: EnumDef = EnumDef {
    name: "Party",
    doc: "Side of the partnership.",
    words: &[word("PARTNER", "The partner."), word("VENDOR", "The vendor.")],
};

pub(super) static ASSET_KIND: EnumDef = EnumDef {
    name: "AssetKind",
    doc: "Kind of asset.",
    words: &[
        word("TEMPLATE", "Template to fill in."),
        word("BRAND_GUIDELINE", "Rules for the brand."),
        word("IMAGE", "Image or logo."),
        word("VIDEO", "Video."),
        word("DOCUMENT", "Document."),
        word("PRESENTATION", "Presentation."),
        word("EMAIL", "Email."),
        word("LANDING_PAGE", "Landing page."),
        word("SOCIAL_POST", "Post for social media."),
        word("OTHER", "Any other kind."),
    ],
};

pub(super) static ASSIGNMENT_OUTCOME: EnumDef = EnumDef {
    name: "AssignmentOutcome",
    doc: "Outcome of an assignment.",
    words: &[
        word("WAITING", "Not yet accepted."),
        word("ACCEPTED", "Accepted."),
        word("REJECTED", "Rejected."),
        word("REASSIGNED", "Given to another."),
        word("EXPIRED", "Not accepted in time."),
        word("CONVERTED", "Became a deal."),
    ],
};
