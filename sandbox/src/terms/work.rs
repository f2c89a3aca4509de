//! The words for the channel's work. Where a system has no word, its literal is empty.

use serde::{Deserialize, Serialize};

terms! {
    /// Status of a campaign.
    CampaignStatus {
        Planned, "Planned", "planned";
        InReview, "", "";
        Active, "In Progress", "in_progress";
        Paused, "", "paused";
        Completed, "Completed", "completed";
        Cancelled, "Aborted", "";
    }
}

terms! {
    /// Status of a certification.
    CertificationStatus {
        InProgress, "In Progress", "in_progress";
        Active, "Active", "active";
        Expired, "Expired", "expired";
        Revoked, "Revoked", "revoked";
    }
}

terms! {
    /// Status of a course that somebody takes.
    EnrollmentStatus {
        Enrolled, "", "";
        InProgress, "", "";
        Completed, "", "";
        Failed, "", "";
        Overdue, "", "";
        Cancelled, "", "";
    }
}

terms! {
    /// Status of an onboarding.
    OnboardingStatus {
        Applied, "Applied", "";
        InReview, "In Review", "";
        Rejected, "Rejected", "";
        InProgress, "In Progress", "";
        Blocked, "Blocked", "";
        Completed, "Completed", "";
        Withdrawn, "Withdrawn", "";
    }
}

terms! {
    /// Kind of a step of an onboarding.
    StepKind {
        Application, "Application", "";
        Document, "Document", "";
        Agreement, "Agreement", "";
        Compliance, "Compliance", "";
        Approval, "Approval", "";
        Access, "Access", "";
        Training, "Training", "";
        Task, "Task", "";
        FirstDeal, "First Deal", "";
        Other, "", "";
    }
}

terms! {
    /// State of a step, a document or an approval; Salesforce's words are those of steps.
    StepState {
        NotStarted, "Not Started", "";
        InProgress, "In Progress", "";
        Submitted, "Submitted", "";
        InReview, "In Review", "";
        Done, "Done", "";
        Rejected, "Rejected", "";
        Skipped, "Skipped", "";
        Expired, "Expired", "";
    }
}

terms! {
    /// Who has to act.
    Party {
        Partner, "Partner", "";
        Vendor, "Vendor", "";
    }
}

terms! {
    /// Kind of an asset.
    AssetKind {
        Template, "Template", "";
        BrandGuideline, "Brand Guideline", "";
        Image, "Image", "";
        Video, "Video", "";
        Document, "Document", "";
        Presentation, "Presentation", "";
        Email, "Email", "";
        LandingPage, "Landing Page", "";
        SocialPost, "Social Post", "";
        Other, "", "";
    }
}

terms! {
    /// What became of the giving of a lead to a partner.
    AssignmentOutcome {
        Waiting, "Waiting", "";
        Accepted, "Accepted", "";
        Rejected, "Rejected", "";
        Reassigned, "Reassigned", "";
        Expired, "Expired", "";
        Converted, "Converted", "";
    }
}
