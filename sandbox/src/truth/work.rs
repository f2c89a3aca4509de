//! What records say of the channel's work.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Ref, Text};
use crate::terms::{
    AssetKind, AssignmentOutcome, CampaignStatus, CertificationStatus, DealStage, EnrollmentStatus,
    OnboardingStatus, Party, StepKind, StepState,
};

values! {
    /// The values of a campaign record; `currency` is that of all its amounts, and `reported` are
    /// the source's own sums.
    Campaign {
        name: Text, "name";
        kind: Text, "kind";
        status: CampaignStatus, "status";
        source_status: Text, "sourceStatus";
        partner: Ref, "partner";
        parent: Ref, "parent";
        owner_name: Text, "owner.name";
        owner_email: Text, "owner.email";
        owner_phone: Text, "owner.phone";
        starts_at: NaiveDate, "startsAt";
        ends_at: NaiveDate, "endsAt";
        budget: Decimal, "budget";
        spent: Decimal, "spent";
        expected_revenue: Decimal, "expectedRevenue";
        currency: Text, "currency";
        reported_leads: u32, "reported.leads";
        reported_responses: u32, "reported.responses";
        reported_deals: u32, "reported.deals";
        reported_revenue: Decimal, "reported.revenue";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// The values of a campaign member; the partner is the campaign's.
    CampaignMember {
        campaign: Ref, "campaign";
        lead: Ref, "lead";
        contact: Ref, "contact";
        partner: Ref, "partner";
        name: Text, "name";
        company: Text, "company";
        status: Text, "status";
        responded: bool, "responded";
        responded_at: NaiveDate, "respondedAt";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// A campaign's share, from 0 to 1, in a deal; the partner is the campaign's.
    CampaignInfluence {
        campaign: Ref, "campaign";
        deal: Ref, "deal";
        partner: Ref, "partner";
        share: Decimal, "share";
        amount: Decimal, "amount";
        currency: Text, "currency";
        model: Text, "model";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// The values of a certification record; `person` is a contact of its system. The status is the
    /// record's word, even where the last day is past.
    Certification {
        name: Text, "name";
        code: Text, "code";
        level: Text, "level";
        person: Ref, "person";
        partner: Ref, "partner";
        status: CertificationStatus, "status";
        source_status: Text, "sourceStatus";
        issued_at: NaiveDate, "issuedAt";
        expires_at: NaiveDate, "expiresAt";
        url: Text, "url";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// The values of a course; the name is its enablement program's.
    Course {
        name: Text, "name";
        kind: Text, "kind";
        starts_at: DateTime<Utc>, "startsAt";
        ends_at: DateTime<Utc>, "endsAt";
        url: Text, "url";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// A course that somebody takes: the contact of a partner's user. Progress is from 0 to 1.
    CourseEnrollment {
        course: Ref, "course";
        person: Ref, "person";
        partner: Ref, "partner";
        status: EnrollmentStatus, "status";
        source_status: Text, "sourceStatus";
        progress: Decimal, "progress";
        score: Decimal, "score";
        assigned_at: NaiveDate, "assignedAt";
        started_at: DateTime<Utc>, "startedAt";
        due_at: NaiveDate, "dueAt";
        completed_at: DateTime<Utc>, "completedAt";
        overdue: bool, "overdue";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// The values of an onboarding: its application, and what belongs to it.
    Onboarding {
        partner: Ref, "partner";
        status: OnboardingStatus, "status";
        source_status: Text, "sourceStatus";
        program: Text, "program";
        owner_name: Text, "owner.name";
        owner_email: Text, "owner.email";
        owner_phone: Text, "owner.phone";
        applied_at: DateTime<Utc>, "appliedAt";
        decided_at: DateTime<Utc>, "decidedAt";
        started_at: DateTime<Utc>, "startedAt";
        due_at: NaiveDate, "dueAt";
        completed_at: DateTime<Utc>, "completedAt";
        steps: Vec<Step>, "steps";
        documents: Vec<Document>, "documents";
        approvals: Vec<Approval>, "approvals";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// A step of an onboarding.
    Step {
        name: Text, "name";
        kind: StepKind, "kind";
        state: StepState, "state";
        source_state: Text, "sourceState";
        required: bool, "required";
        order: u32, "order";
        owner_name: Text, "owner.name";
        waiting_for: Party, "waitingFor";
        started_at: DateTime<Utc>, "startedAt";
        due_at: DateTime<Utc>, "dueAt";
        completed_at: DateTime<Utc>, "completedAt";
    }
}

values! {
    /// A document that an onboarding asks for.
    Document {
        name: Text, "name";
        kind: Text, "kind";
        state: StepState, "state";
        source_state: Text, "sourceState";
        required: bool, "required";
        submitted_at: DateTime<Utc>, "submittedAt";
        decided_at: DateTime<Utc>, "decidedAt";
        expires_at: NaiveDate, "expiresAt";
    }
}

values! {
    /// An approval that a record went through. The assignee is the last one whom it waits for, or
    /// whom a flow asked.
    Approval {
        name: Text, "name";
        state: StepState, "state";
        source_state: Text, "sourceState";
        assignee_name: Text, "assignee.name";
        submitted_by_name: Text, "submittedBy.name";
        decided_by_name: Text, "decidedBy.name";
        submitted_at: DateTime<Utc>, "submittedAt";
        decided_at: DateTime<Utc>, "decidedAt";
        comment: Text, "comment";
    }
}

values! {
    /// The values of an asset, in its latest version.
    Asset {
        name: Text, "name";
        kind: AssetKind, "kind";
        format: Text, "format";
        size: u32, "size";
        language: Text, "language";
        tags: Vec<Text>, "tags";
        folder: Text, "folder";
        url: Text, "url";
        public: bool, "public";
        version: Text, "version";
        valid_until: NaiveDate, "validUntil";
        partner: Ref, "partner";
        campaign: Ref, "campaign";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// The giving of a lead to a partner. It says what was so when it was written: a lead that is
    /// changed or taken away while the sandbox runs leaves it as it is.
    LeadAssignment {
        lead: Ref, "lead";
        partner: Ref, "partner";
        owner_name: Text, "owner.name";
        owner_email: Text, "owner.email";
        owner_phone: Text, "owner.phone";
        assigned_at: DateTime<Utc>, "assignedAt";
        due_at: DateTime<Utc>, "dueAt";
        accepted_at: DateTime<Utc>, "acceptedAt";
        ended_at: DateTime<Utc>, "endedAt";
        outcome: AssignmentOutcome, "outcome";
        reason: Text, "reason";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// A partner on a deal, with the org's word for its role.
    DealPartner {
        deal: Ref, "deal";
        partner: Ref, "partner";
        role: Text, "role";
        primary: bool, "primary";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// A stage that a deal reached.
    StageChange {
        stage: DealStage, "stage";
        source_stage: Text, "sourceStage";
        at: DateTime<Utc>, "at";
        by_name: Text, "by.name";
    }
}
