//! What each figure stands on: the figures that are worked out together with it, and the fields
//! without which a viewer may not learn it.

use channelgraph_schema::EntityKind;

use crate::{
    engine::{Problem, Viewer},
    graphql::{
        engine_graph::sight::{Of, Sight},
        types::{Figure, PerformanceField as F},
    },
    work::{
        performance::{Dimension, Group},
        tiers::{Metric, Requirement},
    },
};

const P: EntityKind = EntityKind::Partner;
const L: EntityKind = EntityKind::Lead;
const D: EntityKind = EntityKind::Deal;
const I: EntityKind = EntityKind::Incentive;
const R: EntityKind = EntityKind::DealPartner;
const C: EntityKind = EntityKind::CampaignInfluence;
const V: EntityKind = EntityKind::Invoice;

/// Groups of figures, and fields besides theirs.
pub(super) type Basis = (&'static [Group], &'static [Of]);

const DEAL_PARTNER: Of = (D, D.known("partner"));
const CREATED: Of = (D, D.known("createdAt"));
const CLOSE: Of = (D, D.known("closeDate"));
const IS_CLOSED: Of = (D, D.known("isClosed"));
const IS_WON: Of = (D, D.known("isWon"));
const AMOUNT: Of = (D, D.known("amount"));
const PROBABILITY: Of = (D, D.known("probability"));
const REGISTRATION: Of = (D, D.known("registration.status"));
const SUBMITTED: Of = (D, D.known("registration.submittedAt"));
const DECIDED: Of = (D, D.known("registration.decidedAt"));
const OFFER: Of = (D, D.known("marketplace.offerId"));
const TYPE: Of = (D, D.known("type"));
const LEAD_PARTNER: Of = (L, L.known("partner"));
const LEAD_STATUS: Of = (L, L.known("status"));
const ASSIGNED: Of = (L, L.known("assignedAt"));
const ACCEPTED: Of = (L, L.known("acceptedAt"));
const CONVERTED: Of = (L, L.known("convertedAt"));
const KIND: Of = (I, I.known("kind"));
const STATUS: Of = (I, I.known("status"));
const ROLE: Of = (I, I.known("role"));
const APPROVED: Of = (I, I.known("approvedAmount"));
const INCENTIVE: Of = (I, I.known("amount"));
const REQUESTED: Of = (I, I.known("requestedAmount"));
const PAID_AMOUNT: Of = (I, I.known("paidAmount"));
const EARNED: Of = (I, I.known("earnedAt"));
const PAID: Of = (I, I.known("paidAt"));
const START: Of = (I, I.known("periodStart"));
const END: Of = (I, I.known("periodEnd"));
const INCENTIVE_PARTNER: Of = (I, I.known("partner"));
/// The fields by which partners are known to have parts in deals.
const EVIDENCE: &[Of] = &[
    DEAL_PARTNER,
    REGISTRATION,
    SUBMITTED,
    DECIDED,
    OFFER,
    (R, R.known("deal")),
    (R, R.known("partner")),
    (R, R.known("role")),
    (C, C.known("deal")),
    (C, C.known("partner")),
    (C, C.known("share")),
];
/// The fields of costs.
const COSTS: &[Of] =
    &[INCENTIVE_PARTNER, KIND, STATUS, ROLE, INCENTIVE, APPROVED, PAID_AMOUNT, EARNED, PAID];
/// The fields of funds.
const FUNDS: &[Of] = &[
    INCENTIVE_PARTNER,
    KIND,
    STATUS,
    ROLE,
    INCENTIVE,
    REQUESTED,
    APPROVED,
    PAID_AMOUNT,
    START,
    END,
    (I, I.known("request")),
    (I, I.known("createdAt")),
];

/// The fields of what is billed.
const BILLED: &[Of] = &[
    (V, V.known("partner")),
    (V, V.known("status")),
    (V, V.known("amount")),
    (V, V.known("issuedAt")),
];

/// The fields of training.
const TRAINING: &[Of] = &[
    (EntityKind::CourseEnrollment, EntityKind::CourseEnrollment.known("partner")),
    (EntityKind::CourseEnrollment, EntityKind::CourseEnrollment.known("status")),
    (EntityKind::CourseEnrollment, EntityKind::CourseEnrollment.known("completedAt")),
    (EntityKind::Certification, EntityKind::Certification.known("partner")),
    (EntityKind::Certification, EntityKind::Certification.known("issuedAt")),
];

/// Every group of figures over records of a period by which partners are counted.
pub(super) const GROUPS: [Group; 8] = [
    Group::Created,
    Group::Open,
    Group::Closed,
    Group::Registrations,
    Group::Leads,
    Group::Incentives,
    Group::Funds,
    Group::Billed,
];

/// The fields that all figures of a group stand on.
fn of_group(group: Group) -> &'static [Of] {
    match group {
        Group::Created => &[DEAL_PARTNER, CREATED],
        Group::Open => &[DEAL_PARTNER, CREATED, CLOSE, IS_CLOSED],
        Group::Closed => &[DEAL_PARTNER, CLOSE, IS_CLOSED, IS_WON],
        Group::Registrations => &[DEAL_PARTNER, REGISTRATION, SUBMITTED],
        Group::Leads => &[LEAD_PARTNER, LEAD_STATUS, ASSIGNED, ACCEPTED],
        Group::Incentives => COSTS,
        Group::Funds => FUNDS,
        Group::Billed => BILLED,
        Group::Training => TRAINING,
        Group::Attribution => EVIDENCE,
    }
}

/// The entity that the figures of a group are counted over.
pub(in crate::graphql::engine_graph) fn kind_of(group: Group) -> EntityKind {
    match group {
        Group::Leads => L,
        Group::Incentives | Group::Funds => I,
        Group::Billed => V,
        Group::Training => EntityKind::CourseEnrollment,
        _ => D,
    }
}

/// The basis of a field.
pub(super) fn of_field(field: F) -> Basis {
    match field {
        F::RowPipelineCreated | F::AttributedPipelineCreated => (&[Group::Created], &[]),
        F::RowOpenPipeline => (&[Group::Open], &[]),
        F::RowWeightedPipeline => (&[Group::Open], &[AMOUNT, PROBABILITY]),
        F::RowRevenue | F::RowWinRate => (&[Group::Closed], &[]),
        F::RowRenewalRate => (&[Group::Closed], &[TYPE]),
        F::RowRenewalValueRate => (&[Group::Closed], &[AMOUNT, TYPE]),
        F::AttributedRevenue | F::AttributedWinRate => (&[Group::Closed], &[]),
        F::RowValueWinRate | F::RowAverageDealSize => (&[Group::Closed], &[AMOUNT]),
        F::RowMedianCycleDays | F::RowMeanCycleDays => (&[Group::Closed], &[CREATED]),
        F::RowByAttribution => (&[Group::Attribution], &[]),
        F::RowRegistrations => (&[Group::Registrations], &[]),
        F::RegistrationsConversionRate => (&[], &[IS_CLOSED, IS_WON]),
        F::RegistrationsHoursToDecision => (&[], &[DECIDED]),
        F::RowLeads => (&[Group::Leads], &[]),
        F::LeadsConverted | F::LeadsConversionRate => (&[], &[CONVERTED]),
        F::LeadsHoursToAccept | F::LeadsSlaBreaches => (&[], &[ACCEPTED]),
        F::RowFunds => (&[Group::Funds], &[]),
        F::RowBilled => (&[Group::Billed], &[]),
        F::RowEngagement => (&[Group::Training, Group::Registrations, Group::Leads], &[]),
        F::RowIncentiveCost => (&[Group::Incentives], &[]),
        F::RowRoi | F::RowReturnRatio => {
            (&[Group::Incentives, Group::Closed, Group::Attribution], &[AMOUNT])
        }
        F::CountedAmount => (&[], &[AMOUNT]),
        F::CoverageUnattributed => (&[Group::Attribution, Group::Closed], &[]),
        _ => (&[], &[]),
    }
}

/// The basis of a figure whose growth is asked for.
pub(super) fn of_figure(figure: Figure) -> Basis {
    match figure {
        Figure::PipelineCreated => (&[Group::Created], &[AMOUNT]),
        Figure::OpenPipeline => (&[Group::Open], &[AMOUNT]),
        Figure::Revenue => (&[Group::Closed], &[AMOUNT]),
        Figure::WinRate | Figure::DealsWon => (&[Group::Closed], &[]),
        Figure::Registrations => (&[Group::Registrations], &[]),
        Figure::LeadsAccepted => (&[Group::Leads], &[]),
        Figure::IncentiveCost => (&[Group::Incentives], &[]),
        Figure::Billed => (&[Group::Billed], &[]),
    }
}

/// The fields whose values a dimension tells.
pub(super) fn of_dimension(dimension: Dimension) -> &'static [Of] {
    match dimension {
        Dimension::Partner => &[],
        Dimension::DealType => &[TYPE],
        Dimension::Tier => &[const { (P, P.known("tier.name")) }],
        Dimension::Type => &[const { (P, P.known("type")) }],
        Dimension::Channel => &[const { (D, D.known("channel")) }],
        Dimension::Region => &[const { (P, P.known("region")) }],
        Dimension::Country => &[const { (P, P.known("country")) }],
        Dimension::Program => &[const { (P, P.known("programs.program")) }],
        Dimension::Segment => &[const { (P, P.known("segments")) }],
        Dimension::Manager => &[const { (P, P.known("manager.name")) }],
        Dimension::Attribution => EVIDENCE,
        Dimension::Currency => &[AMOUNT, const { (D, D.known("currency")) }],
    }
}

/// How a viewer sees what stands on this.
pub(super) fn sight(viewer: &Viewer, (groups, fields): Basis) -> Sight {
    let of_groups = groups.iter().flat_map(|group| of_group(*group));
    Sight::of(viewer, of_groups.chain(fields).copied())
}

/// Returns true if a viewer sees what all figures of a group stand on: others are not worked out
/// for him.
pub(super) fn may_ask(viewer: &Viewer, group: Group) -> bool {
    Sight::of(viewer, of_group(group).iter().copied()).is_shown()
}

/// The basis of a requirement of tiers that measures a figure of performance; none of others.
fn of_requirement(of: &Requirement) -> Option<Basis> {
    Some(of_figure(match of.metric {
        Metric::Revenue => Figure::Revenue,
        Metric::DealsWon => Figure::DealsWon,
        Metric::WinRate => Figure::WinRate,
        Metric::PipelineCreated => Figure::PipelineCreated,
        Metric::RegistrationsApproved => Figure::Registrations,
        Metric::LeadsAccepted => Figure::LeadsAccepted,
        Metric::Certifications
        | Metric::CertifiedPeople
        | Metric::CoursesCompleted
        | Metric::Attribute => return None,
    }))
}

/// Each part of what a requirement of tiers stands on, if it measures a figure of performance.
fn sights(viewer: &Viewer, of: &Requirement) -> Vec<Sight> {
    let parts = of.attributions.as_ref().map(|_| -> Basis { (&[Group::Attribution], &[]) });
    of_requirement(of).into_iter().chain(parts).map(|basis| sight(viewer, basis)).collect()
}

/// Returns true if a viewer sees the figure of performance that a requirement of tiers measures.
pub(in crate::graphql::engine_graph) fn sees(viewer: &Viewer, of: &Requirement) -> bool {
    sights(viewer, of).iter().all(Sight::is_shown)
}

/// The problem that the figure which a requirement of tiers measures may not be seen.
pub(in crate::graphql::engine_graph) fn refused(
    viewer: &Viewer,
    of: &Requirement,
) -> Option<Problem> {
    sights(viewer, of).into_iter().find_map(Sight::refused)
}
