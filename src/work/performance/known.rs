//! What the sources that answered can tell: a figure that stands on a field which none of them
//! holds is null, and not 0.

use std::collections::BTreeSet;

use channelgraph_schema::{
    EntityKind::{self, Certification, CourseEnrollment, Deal, Incentive, Invoice, Lead},
    FieldId,
};

use super::{
    Group,
    facts::{deal, incentive, invoice, lead, training},
    involved,
};
use crate::{
    engine::{Engine, Problem},
    work::sources::is_told,
};

/// The figure of the parts that partners have in deals, as the schema names it.
pub const BY_ATTRIBUTION: &str = "byAttribution";

/// Which figures there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    groups: BTreeSet<Group>,
    parts: BTreeSet<Part>,
    /// Hours within which a lead has to be accepted.
    pub(super) accept_hours: Option<u32>,
    /// Figures that are null for want of a mapping.
    pub(super) unmapped: Vec<String>,
}

/// Figures of a group that stand on more than the others of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Amounts of deals.
    Amounts,
    /// How long deals take.
    Cycles,
    /// Renewals.
    Renewals,
    /// The weighted pipeline.
    Weights,
    /// How long decisions on registrations take.
    Decisions,
    /// How long leads wait.
    Acceptances,
    /// What was earned.
    Earned,
    /// What was paid.
    Paid,
    /// Courses that were completed.
    Courses,
    /// Certifications that were issued.
    Certifications,
}

/// What a group needs: its figure, and the fields of an entity, each of which at least one source
/// must hold.
type GroupNeeds = (Group, &'static str, EntityKind, &'static [FieldId]);
/// The same of a part, which is known only if one of these groups is.
type PartNeeds = (Part, &'static [Group], &'static str, EntityKind, &'static [FieldId]);

const GROUPS: &[GroupNeeds] = &[
    (Group::Created, "pipelineCreated", Deal, &[deal::CREATED]),
    (Group::Open, "openPipeline", Deal, &[deal::IS_CLOSED]),
    (Group::Closed, "revenue", Deal, &[deal::CLOSE, deal::IS_WON]),
    (Group::Registrations, "registrations", Deal, &[deal::SUBMITTED]),
    (Group::Leads, "leads", Lead, &[lead::ASSIGNED]),
    (Group::Incentives, "incentiveCost", Incentive, &[]),
    (Group::Funds, "mdf", Incentive, &[incentive::KIND, incentive::ROLE]),
    (Group::Training, "engagement", CourseEnrollment, &[]),
    (Group::Billed, "billed", Invoice, &[invoice::AMOUNT, invoice::ISSUED_AT]),
];

const OF_DEALS: &[Group] = &[Group::Created, Group::Open, Group::Closed];
const PARTS: &[PartNeeds] = &[
    (Part::Amounts, OF_DEALS, "amounts of deals", Deal, &[deal::AMOUNT]),
    (Part::Cycles, &[Group::Closed], "meanCycleDays", Deal, &[deal::CREATED]),
    (Part::Renewals, &[Group::Closed], "renewalRate", Deal, &[deal::KIND]),
    (Part::Weights, &[Group::Open], "weightedPipeline", Deal, &[deal::PROBABILITY]),
    (
        Part::Decisions,
        &[Group::Registrations],
        "registrations.medianHoursToDecision",
        Deal,
        &[deal::DECIDED],
    ),
    (Part::Acceptances, &[Group::Leads], "leads.medianHoursToAccept", Lead, &[lead::ACCEPTED]),
    (
        Part::Earned,
        &[Group::Incentives],
        "incentiveCost(basis: EARNED)",
        Incentive,
        &[incentive::EARNED_AT, incentive::AMOUNT],
    ),
    (
        Part::Paid,
        &[Group::Incentives],
        "incentiveCost(basis: PAID)",
        Incentive,
        &[incentive::PAID_AT, incentive::PAID],
    ),
    (
        Part::Courses,
        &[Group::Training],
        "engagement.coursesCompleted",
        CourseEnrollment,
        &[training::LEARNER, training::COMPLETED],
    ),
    (
        Part::Certifications,
        &[Group::Training],
        "engagement.certificationsIssued",
        Certification,
        &[training::HOLDER, training::ISSUED],
    ),
];

impl Known {
    /// What is known of the figures that are wanted, where these sources did not answer.
    pub(super) fn new(
        engine: &Engine,
        wanted: &BTreeSet<Group>,
        missing: &[Problem],
        accept_hours: Option<u32>,
    ) -> Self {
        let has = |kind, field| is_told(engine, missing, kind, field);
        let mut known = Self { accept_hours, ..Self::default() };
        for (group, figure, kind, fields) in GROUPS {
            let is_wanted = wanted.contains(group);
            if is_wanted && known.names(figure, fields.iter().all(|field| has(*kind, *field))) {
                known.groups.insert(*group);
            }
        }
        // Without any evidence on record, all deals would look unattributed.
        let has_evidence = || {
            has(Deal, deal::REGISTRATION)
                || has(Deal, deal::OFFER)
                || has(EntityKind::DealPartner, involved::OF)
                || has(EntityKind::CampaignInfluence, involved::CAMPAIGN_OF)
        };
        let is_wanted = wanted.contains(&Group::Attribution);
        if is_wanted && known.names(BY_ATTRIBUTION, has_evidence()) {
            known.groups.insert(Group::Attribution);
        }
        for (part, groups, figure, kind, fields) in PARTS {
            let is_wanted = groups.iter().any(|group| known.is(*group));
            if is_wanted && known.names(figure, fields.iter().all(|field| has(*kind, *field))) {
                known.parts.insert(*part);
            }
        }
        if known.is(Group::Leads) {
            known.names("leads.slaBreaches", accept_hours.is_some());
        }
        known
    }

    /// Names a figure that is wanted, if it is not known; returns whether it is.
    fn names(&mut self, figure: &str, is_known: bool) -> bool {
        self.unmapped.extend((!is_known).then(|| figure.to_owned()));
        is_known
    }

    /// Whether figures are wanted, and known.
    pub(super) fn is(&self, group: Group) -> bool {
        self.groups.contains(&group)
    }

    /// Whether figures of a group that is known are known, too.
    pub(super) fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// Everything of these figures, as tests take it.
    #[cfg(test)]
    pub(super) fn of_all(groups: &BTreeSet<Group>) -> Self {
        let parts = PARTS.iter().map(|(part, ..)| *part).collect();
        let (groups, accept_hours) = (groups.clone(), Some(24));
        Self { groups, parts, accept_hours, unmapped: Vec::new() }
    }
}
