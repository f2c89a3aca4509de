//! What the channel's work has to hold: times in order, the flagship's share, the dirt.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::terms::{AssignmentOutcome, CertificationStatus, OnboardingStatus, StepState};
use crate::truth::{Ref, System};
use crate::world::World;
use crate::world::plan::{now, today};
use crate::world::tests::world;

/// Checks that these times, as far as there are any, follow each other, and that none is to come.
fn in_order(what: &str, times: &[Option<DateTime<Utc>>]) {
    let times: Vec<_> = times.iter().flatten().collect();
    assert!(times.is_sorted() && times.iter().all(|time| **time <= now()), "{what}: {times:?}");
}

#[test]
fn stages_run_from_the_making_of_a_deal_to_the_one_that_it_is_in() {
    let world = world(6, 200);
    let (mut on_the_day, mut closed) = (0, 0);
    for deal in world.truth.deals.iter().flatten() {
        let says = &deal.values;
        let Some(stages) = &says.stages else {
            assert_ne!(deal.source, System::Salesforce);
            continue;
        };
        assert!((2..=5).contains(&stages.len()), "{}", deal.id);
        let times = stages.iter().map(|change| change.at);
        let all: Vec<_> =
            [says.created_at].into_iter().chain(times).chain([says.updated_at]).collect();
        in_order(&deal.id, &all);
        assert_eq!(stages[0].at, says.created_at);
        let last = stages.last().unwrap();
        assert_eq!((last.stage, &last.source_stage), (says.stage, &says.source_stage));
        assert!(stages.windows(2).all(|two| two[0].source_stage != two[1].source_stage));
        if says.is_closed == Some(true)
            && says.close_date <= says.updated_at.map(|at| at.date_naive())
        {
            closed += 1;
            on_the_day += usize::from(last.at.map(|at| at.date_naive()) == says.close_date);
        }
    }
    assert!(closed > 20 && on_the_day * 10 > closed * 8, "{on_the_day} of {closed}");
}

#[test]
fn times_follow_each_other() {
    let world = world(6, 200);
    for record in world.truth.onboardings.iter().flatten() {
        let says = &record.values;
        in_order(
            &record.id,
            &[
                says.applied_at,
                says.decided_at,
                says.started_at,
                says.completed_at,
                says.updated_at,
            ],
        );
        let steps = says.steps.as_deref().unwrap();
        assert!((6..=9).contains(&steps.len()));
        in_order(&record.id, &steps.iter().map(|step| step.started_at).collect::<Vec<_>>());
        for step in steps {
            in_order(
                &record.id,
                &[says.applied_at, step.started_at, step.completed_at, says.updated_at],
            );
            assert_eq!(step.state == Some(StepState::Done), step.completed_at.is_some());
        }
        for document in says.documents.iter().flatten() {
            in_order(
                &record.id,
                &[says.applied_at, document.submitted_at, document.decided_at, says.updated_at],
            );
        }
        for approval in says.approvals.iter().flatten() {
            in_order(
                &record.id,
                &[says.applied_at, approval.submitted_at, approval.decided_at, says.updated_at],
            );
        }
    }
    for record in world.truth.course_enrollments.iter().flatten() {
        let says = &record.values;
        in_order(
            &record.id,
            &[says.created_at, says.started_at, says.completed_at, says.updated_at],
        );
    }
    for record in world.truth.lead_assignments.iter().flatten() {
        let says = &record.values;
        in_order(&record.id, &[says.created_at, says.assigned_at, says.accepted_at, says.ended_at]);
        in_order(&record.id, &[says.ended_at.or(says.accepted_at), says.updated_at]);
    }
    for record in world.truth.campaigns.iter().flatten() {
        in_order(&record.id, &[record.values.created_at, record.values.updated_at]);
        assert!(
            record.values.starts_at.zip(record.values.ends_at).is_none_or(|(from, to)| from < to)
        );
    }
}

#[test]
fn the_last_assignment_is_the_one_that_the_lead_names() {
    let world = world(6, 200);
    let mut by_lead: BTreeMap<&Ref, Vec<_>> = BTreeMap::new();
    for record in world.truth.lead_assignments.iter().flatten() {
        by_lead.entry(record.values.lead.as_ref().unwrap()).or_default().push(&record.values);
    }
    let mut earlier = 0;
    for lead in world.truth.leads.iter().flatten() {
        let key = Ref { source: lead.source, id: lead.id.clone() };
        let assignments = by_lead.remove(&key).unwrap_or_default();
        let says = &lead.values;
        let assigned = says.partner.is_some() && says.assigned_at.is_some();
        assert_eq!(!assignments.is_empty(), assigned, "{}", lead.id);
        let Some((last, before)) = assignments.split_last() else { continue };
        assert_eq!(
            (&last.partner, last.assigned_at, last.accepted_at),
            (&says.partner, says.assigned_at, says.accepted_at)
        );
        for before in before {
            use AssignmentOutcome::{Expired, Reassigned};
            assert!(matches!(before.outcome, Some(Reassigned | Expired)));
            assert!(before.partner != says.partner && before.ended_at <= says.assigned_at);
            earlier += 1;
        }
    }
    assert!(by_lead.is_empty() && earlier > 10, "{earlier}");
}

/// The flagship's account.
fn flagship(world: &World) -> Ref {
    let accounts = world.truth.partners.iter().flatten();
    let mut accounts = accounts.filter(|record| record.source == System::Salesforce);
    let account = accounts.find(|it| it.values.domain.as_deref() == Some("acme.de")).unwrap();
    Ref { source: account.source, id: account.id.clone() }
}

#[test]
fn the_flagship_has_some_of_each() {
    for seed in [1, 2, 3] {
        let world = world(seed, 60);
        let acme = Some(flagship(&world));
        let truth = &world.truth;
        let campaigns: BTreeSet<_> = truth
            .campaigns
            .iter()
            .flatten()
            .filter(|it| it.values.partner == acme)
            .map(|it| it.id.clone())
            .collect();
        assert!(!campaigns.is_empty());
        assert!(
            truth.campaign_members.iter().flatten().filter(|it| it.values.partner == acme).count()
                > 2
        );
        assert!(truth.campaign_influences.iter().flatten().any(|it| it.values.partner == acme));
        let certifications: Vec<_> =
            truth.certifications.iter().filter(|node| node[0].values.partner == acme).collect();
        let soon = |values: &crate::truth::Certification| {
            let days = values.expires_at.map(|day| day - today());
            values.status == Some(CertificationStatus::Active)
                && days.is_some_and(|days| (Duration::zero()..Duration::days(60)).contains(&days))
        };
        assert!(
            certifications.len() > 1
                && certifications
                    .iter()
                    .any(|node| soon(&node[0].values) && node.len() == 2 && node[1].linkable)
        );
        assert!(
            truth.onboardings.iter().flatten().any(|it| it.values.partner == acme
                && it.values.status == Some(OnboardingStatus::Completed))
        );
        assert!(truth.course_enrollments.iter().flatten().any(|it| it.values.partner == acme));
        assert!(truth.assets.iter().flatten().any(|it| it.values.partner == acme
            && it.values.campaign.as_ref().is_some_and(|it| campaigns.contains(&it.id))));
        assert!(truth.lead_assignments.iter().flatten().any(|it| it.values.partner == acme));
        assert!(truth.deal_partners.iter().flatten().any(|it| it.values.partner == acme));
        let deals: BTreeSet<_> = truth
            .deals
            .iter()
            .flatten()
            .filter(|it| it.values.partner == acme)
            .map(|it| it.id.clone())
            .collect();
        let on_them = truth.deal_partners.iter().flatten().filter(|it| {
            it.values.deal.as_ref().is_some_and(|deal| deals.contains(&deal.id))
                && it.values.partner != acme
        });
        assert!(on_them.count() > 0);
    }
}

#[test]
fn the_dirt_is_there() {
    let world = world(7, 300);
    let truth = &world.truth;
    let campaigns: Vec<_> = truth.campaigns.iter().flatten().map(|it| &it.values).collect();
    assert!(campaigns.iter().any(|it| it.partner.is_none()));
    assert!(campaigns.iter().any(|it| it.starts_at.is_none() && it.ends_at.is_none()));
    assert!(campaigns.iter().any(|it| it.parent.is_some()));
    let past = |it: &&crate::truth::Certification| {
        it.status == Some(CertificationStatus::Active)
            && it.expires_at.is_some_and(|day| day < today())
    };
    assert!(truth.certifications.iter().flatten().map(|it| &it.values).filter(past).count() > 5);
    let onboardings = truth.onboardings.iter().flatten().map(|it| &it.values);
    assert!(onboardings.clone().any(|it| it.started_at.is_some() && it.due_at.is_none()));
    let recalled = |it: &crate::truth::Onboarding| {
        it.approvals.iter().flatten().any(|it| it.source_state.as_deref() == Some("Removed"))
    };
    assert!(onboardings.clone().any(recalled));
    assert!(truth.lead_assignments.iter().flatten().any(|it| it.values.due_at.is_none()));
    let converted: BTreeSet<_> = truth
        .leads
        .iter()
        .flatten()
        .filter(|it| it.values.converted_at.is_some())
        .map(|it| &it.id)
        .collect();
    let mut members = truth.campaign_members.iter().flatten();
    assert!(
        members.any(|it| it.values.lead.as_ref().is_some_and(|lead| converted.contains(&lead.id)))
    );
    let claimants: BTreeSet<_> = truth
        .incentives
        .iter()
        .flatten()
        .filter(|it| it.object == "PartnerFundClaim")
        .filter_map(|it| it.values.partner.as_ref())
        .collect();
    assert!(
        campaigns.iter().filter_map(|it| it.partner.as_ref()).any(|it| !claimants.contains(it))
    );
    let roles: BTreeSet<_> =
        truth.deal_partners.iter().flatten().filter_map(|it| it.values.role.as_deref()).collect();
    assert_eq!(roles.len(), 6, "{roles:?}");
}

/// The rows of each model come to the whole of a deal: both together to twice as much.
#[test]
fn the_shares_of_a_deal_add_up_by_model() {
    let world = world(7, 300);
    let mut sums: BTreeMap<(&str, &str), Decimal> = BTreeMap::new();
    for row in world.salesforce.objects["CampaignInfluence"].rows.values() {
        let key = (row["OpportunityId"].as_str().unwrap(), row["ModelId"].as_str().unwrap());
        *sums.entry(key).or_default() += row["Influence"].to_string().parse::<Decimal>().unwrap();
    }
    let deals: BTreeSet<_> = sums.keys().map(|(deal, _)| *deal).collect();
    assert!(deals.len() > 20 && sums.len() == 2 * deals.len(), "{} {}", deals.len(), sums.len());
    assert!(sums.values().all(|sum| *sum == Decimal::ONE_HUNDRED), "{sums:?}");
}

#[test]
fn half_of_the_certifications_stand_in_two_systems() {
    let world = world(7, 300);
    let nodes = &world.truth.certifications;
    let both: Vec<_> = nodes.iter().filter(|node| node.len() == 2).collect();
    let rows = &world.hubspot.objects["2-1002"].rows;
    assert!(both.iter().any(|node| node[0].values.status != node[1].values.status));
    let (mut short, mut missing, mut dangling) = (0, 0, 0);
    for node in &both {
        let named = rows[&node[1].id.parse().unwrap()].get("sf_certification_id");
        let right = named.is_some_and(|named| node[0].id.starts_with(named.as_str()));
        assert_eq!(node[1].linkable, right);
        short += usize::from(named.is_some_and(|named| named.len() == 15));
        missing += usize::from(named.is_none());
        dangling += usize::from(named.is_some() && !right);
    }
    let share = both.len() as f64 / nodes.len() as f64;
    assert!((0.2..0.6).contains(&share), "{share}");
    assert!(short > 20 && missing > 2 && dangling > 0, "{short} {missing} {dangling}");
    let alone = |system| nodes.iter().any(|node| node.len() == 1 && node[0].source == system);
    assert!(System::CRMS.into_iter().all(alone));
}

#[test]
fn users_are_staff_or_people_of_partners() {
    let world = world(7, 300);
    let users = world.salesforce.objects["User"].rows.values();
    let (partners, staff): (Vec<_>, Vec<_>) = users.partition(|row| row.contains_key("ContactId"));
    assert_eq!(staff.len(), world.owners.len());
    assert!(partners.len() > 20);
    assert!(staff.iter().all(|row| row["UserType"] == "Standard"));
    assert!(partners.iter().all(|row| row["UserType"] == "PowerPartner"));
    for object in ["Account", "Opportunity", "Lead", "Campaign"] {
        let users = &world.salesforce.objects["User"].rows;
        let rows = world.salesforce.objects[object].rows.values();
        let mut owners = rows.filter_map(|row| row["OwnerId"].as_str());
        assert!(owners.all(|owner| users[owner].get("ContactId").is_none_or(Value::is_null)));
    }
}
