//! What the sources that answered can tell: a figure that stands on a field which none of them
//! holds is null, and not 0.

use std::collections::BTreeSet;

use channelgraph_schema::{EntityKind, FieldId};

use super::{
    Group,
    facts::{deal, incentive, lead},
};
use crate::{
    engine::{Engine, Problem},
    work::sources::is_told,
};

/// Which figures there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    groups: BTreeSet<Group>,
    pub(super) amount: bool,
    pub(super) probability: bool,
    pub(super) created: bool,
    pub(super) kind: bool,
    pub(super) decided: bool,
    pub(super) accepted: bool,
    /// Whether it is known what was earned, and what was paid.
    pub(super) earned: bool,
    pub(super) paid: bool,
    /// Hours within which a lead has to be accepted.
    pub(super) accept_hours: Option<u32>,
    /// Figures that are null for want of a mapping.
    pub(super) unmapped: Vec<String>,
}

/// What a figure needs: the entity and the fields, one of which at least one source must hold.
struct Needed {
    figure: &'static str,
    group: Group,
    kind: EntityKind,
    fields: &'static [FieldId],
}

const NEEDED: &[Needed] = &[
    needed("pipelineCreated", Group::Created, EntityKind::Deal, &[deal::CREATED]),
    needed("openPipeline", Group::Open, EntityKind::Deal, &[deal::IS_CLOSED]),
    needed("revenue", Group::Closed, EntityKind::Deal, &[deal::CLOSE, deal::IS_WON]),
    needed("registrations", Group::Registrations, EntityKind::Deal, &[deal::SUBMITTED]),
    needed("leads", Group::Leads, EntityKind::Lead, &[lead::ASSIGNED]),
    needed("mdf", Group::Funds, EntityKind::Incentive, &[incentive::KIND, incentive::ROLE]),
];

const fn needed(
    figure: &'static str,
    group: Group,
    kind: EntityKind,
    fields: &'static [FieldId],
) -> Needed {
    Needed { figure, group, kind, fields }
}

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
        for needed in NEEDED.iter().filter(|needed| wanted.contains(&needed.group)) {
            if needed.fields.iter().all(|field| has(needed.kind, *field)) {
                known.groups.insert(needed.group);
            } else {
                known.unmapped.push(needed.figure.to_owned());
            }
        }
        if wanted.contains(&Group::Incentives) {
            let incentives = |field| has(EntityKind::Incentive, field);
            known.earned = incentives(incentive::EARNED_AT) && incentives(incentive::AMOUNT);
            known.paid = incentives(incentive::PAID_AT) && incentives(incentive::PAID);
            for (is, basis) in [(known.earned, "EARNED"), (known.paid, "PAID")] {
                known.unmapped.extend((!is).then(|| format!("incentiveCost(basis: {basis})")));
            }
        }
        let deals = |field| has(EntityKind::Deal, field);
        if wanted.contains(&Group::Attribution) {
            // Without any evidence on record, all deals would look unattributed.
            if deals(deal::REGISTRATION) || deals(deal::OFFER) {
                known.groups.insert(Group::Attribution);
            } else {
                known.unmapped.push("byAttribution".to_owned());
            }
        }
        for (is, holds, group, figure) in [
            (&mut known.amount, deals(deal::AMOUNT), None, "amounts of deals"),
            (&mut known.created, deals(deal::CREATED), Some(Group::Closed), "meanCycleDays"),
            (&mut known.kind, deals(deal::KIND), Some(Group::Closed), "renewalRate"),
            (
                &mut known.probability,
                deals(deal::PROBABILITY),
                Some(Group::Open),
                "weightedPipeline",
            ),
            (
                &mut known.decided,
                deals(deal::DECIDED),
                Some(Group::Registrations),
                "registrations.medianHoursToDecision",
            ),
            (
                &mut known.accepted,
                has(EntityKind::Lead, lead::ACCEPTED),
                Some(Group::Leads),
                "leads.medianHoursToAccept",
            ),
        ] {
            *is = holds;
            let is_of_deals = || known.groups.iter().any(|group| *group <= Group::Closed);
            if !holds && group.map_or_else(is_of_deals, |group| known.groups.contains(&group)) {
                known.unmapped.push(figure.to_owned());
            }
        }
        if known.groups.contains(&Group::Leads) && accept_hours.is_none() {
            known.unmapped.push("leads.slaBreaches".to_owned());
        }
        known
    }

    /// Whether figures are wanted, and known.
    pub(super) fn is(&self, group: Group) -> bool {
        self.groups.contains(&group)
    }

    /// Everything of these figures, as tests take it.
    #[cfg(test)]
    pub(super) fn of_all(groups: &BTreeSet<Group>) -> Self {
        Self {
            groups: groups.clone(),
            amount: true,
            probability: true,
            created: true,
            kind: true,
            decided: true,
            accepted: true,
            earned: true,
            paid: true,
            accept_hours: Some(24),
            unmapped: Vec::new(),
        }
    }
}
