//! Objects of figures.

use super::{PerformanceField as F, object};
use crate::graphql::types::TypeDef;

/// The objects.
pub(super) fn types() -> [TypeDef; 7] {
    [counted(), attributed(), registrations(), leads(), funds(), engagement(), change()]
}

fn counted() -> TypeDef {
    object(
        "CountedMoney",
        "A number of records, and the sum of their amounts.",
        &[
            ("count", "Int!", F::CountedCount, "Records, also those without an amount."),
            ("amount", "Money", F::CountedAmount, "Sum of the amounts."),
        ],
    )
}

fn attributed() -> TypeDef {
    object(
        "AttributedFigures",
        "Figures of the deals in which partners have one part.",
        &[
            ("attribution", "Attribution!", F::AttributedAttribution, "Attribution."),
            ("pipelineCreated", "CountedMoney", F::AttributedPipelineCreated, "Deals created."),
            ("revenue", "CountedMoney", F::AttributedRevenue, "Deals won."),
            ("winRate", "Float", F::AttributedWinRate, "Deals won ÷ deals closed, 0 to 1."),
        ],
    )
}

fn registrations() -> TypeDef {
    object(
        "RegistrationFigures",
        "Deal registrations submitted in a period, by what has become of them.",
        &[
            ("submitted", "Int!", F::RegistrationsSubmitted, "All of them."),
            ("pending", "Int!", F::RegistrationsPending, "Not decided yet."),
            ("approved", "Int!", F::RegistrationsApproved, "Approved."),
            ("rejected", "Int!", F::RegistrationsRejected, "Rejected."),
            ("expired", "Int!", F::RegistrationsExpired, "Approved, and expired since."),
            ("approvalRate", "Float", F::RegistrationsApprovalRate, APPROVAL),
            ("conversionRate", "Float", F::RegistrationsConversionRate, "Deals won ÷ approved."),
            ("medianHoursToDecision", "Float", F::RegistrationsHoursToDecision, HOURS_TO_DECISION),
        ],
    )
}

fn leads() -> TypeDef {
    object(
        "LeadFigures",
        "Leads assigned to partners in a period, by what has become of them.",
        &[
            ("received", "Int!", F::LeadsReceived, "All of them."),
            ("accepted", "Int!", F::LeadsAccepted, "Accepted."),
            ("rejected", "Int!", F::LeadsRejected, "Rejected."),
            ("converted", "Int!", F::LeadsConverted, "Converted into a deal."),
            ("waiting", "Int!", F::LeadsWaiting, "Neither accepted nor rejected yet."),
            ("acceptanceRate", "Float", F::LeadsAcceptanceRate, "Accepted ÷ decided, 0 to 1."),
            ("conversionRate", "Float", F::LeadsConversionRate, "Converted ÷ received, 0 to 1."),
            ("medianHoursToAccept", "Float", F::LeadsHoursToAccept, HOURS_TO_ACCEPT),
            ("slaBreaches", "Int", F::LeadsSlaBreaches, BREACHES),
        ],
    )
}

fn funds() -> TypeDef {
    object(
        "FundFigures",
        "Market development funds whose time overlaps with a period.",
        &[
            ("allocated", "Money", F::FundsAllocated, "Set aside for partners."),
            ("requested", "Money", F::FundsRequested, "Asked for by partners."),
            ("approved", "Money", F::FundsApproved, "Approved of these requests."),
            ("claimed", "Money", F::FundsClaimed, "Claimed."),
            ("reimbursed", "Money", F::FundsReimbursed, "Paid."),
            ("utilisation", "Float", F::FundsUtilisation, "Claimed ÷ allocated."),
        ],
    )
}

fn engagement() -> TypeDef {
    object(
        "Engagement",
        "What partners did in a period. A count is null if no source that answered maps it.",
        &[
            ("level", "EngagementLevel", F::EngagementLevel, LEVEL),
            ("activities", "Int", F::EngagementActivities, "Sum of the counts that are known."),
            ("registrations", "Int", F::EngagementRegistrations, "Registrations submitted."),
            ("leadsAccepted", "Int", F::EngagementLeads, LEADS_ACCEPTED),
            ("coursesCompleted", "Int", F::EngagementCourses, "Courses completed."),
            ("certificationsIssued", "Int", F::EngagementCertifications, "Certifications issued."),
        ],
    )
}

fn change() -> TypeDef {
    object(
        "Change",
        "Change of a figure against the period of comparison.",
        &[
            ("previous", "Decimal", F::ChangePrevious, "Figure of the period of comparison."),
            ("absolute", "Decimal", F::ChangeAbsolute, ABSOLUTE),
            ("ratio", "Float", F::ChangeRatio, RATIO),
            ("kind", "ChangeKind!", F::ChangeKind, "Direction."),
        ],
    )
}

const APPROVAL: &str = "Approved ÷ decided, 0 to 1. Expired ones had been approved.";
const HOURS_TO_DECISION: &str = "Hours from submission to decision: the median.";
const HOURS_TO_ACCEPT: &str = "Hours from assignment to acceptance: the median.";
const BREACHES: &str = "Leads accepted too late, or waiting for too long. Null if no time is \
    agreed (`leads.accept_hours`).";
const ABSOLUTE: &str = "Figure − that of the period of comparison; of a rate, in points of 0 to 1.";
const LEVEL: &str =
    "How much that is by the thresholds of the configuration. Null for several partners.";
const LEADS_ACCEPTED: &str = "Leads accepted, of those that were assigned in the period.";
const RATIO: &str = "Difference ÷ the figure of the period of comparison, without its sign. Null \
    for rates, which change in points, and where there was nothing before.";
