//! How requirements and groups stand.

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{
    Certifications, Check, GroupNeeds, Metric, Operator, Program, Requirement, RequirementGroup,
    State, Window, judge::Measured,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-28")
}

/// A requirement of the only tier.
fn requirement(metric: Metric, threshold: i64) -> Requirement {
    Requirement {
        tier: 0,
        name: String::new(),
        metric,
        operator: Operator::AtLeast,
        threshold: threshold.into(),
        window: Window::Today,
        attributions: None,
        certifications: Certifications::default(),
        attribute: None,
        group: None,
        points: None,
    }
}

fn in_group(points: Option<i64>, of: Requirement) -> Requirement {
    Requirement { group: Some(0), points: points.map(Into::into), ..of }
}

fn program(requirements: Vec<Requirement>, needs: Option<GroupNeeds>) -> Program {
    Program {
        name: "P".into(),
        active: true,
        tiers: vec!["Gold".into()],
        requirements,
        groups: needs
            .map(|needs| RequirementGroup { name: "g".into(), needs })
            .into_iter()
            .collect(),
        expiring_days: 90,
    }
}

fn so_much(actual: i64) -> Measured {
    Measured { actual: Some(actual.into()), ..Measured::default() }
}

fn check(program: &Program, measured: &[Measured]) -> Check {
    program.check(0, today(), |place| measured[place].clone())
}

#[test]
fn what_lacks_is_told() {
    let program = program(vec![requirement(Metric::DealsWon, 10)], None);
    let told = check(&program, &[so_much(7)]);
    assert_eq!((told.met, told.requirements[0].gap), (Some(false), Some(3.into())));
    assert_eq!(told.is_at_risk(), Some(true));
    let told = check(&program, &[so_much(12)]);
    assert_eq!((told.met, told.requirements[0].gap), (Some(true), Some(Decimal::ZERO)));
    assert_eq!(told.is_at_risk(), Some(false));
}

#[test]
fn a_tier_without_requirements_is_met() {
    assert_eq!(check(&program(Vec::new(), None), &[]).met, Some(true));
}

#[test]
fn what_nothing_tells_is_unknown_unless_another_requirement_fails() {
    let of = |metric| requirement(metric, 1);
    let program = program(vec![of(Metric::DealsWon), of(Metric::Attribute)], None);
    let met = |actual| check(&program, &[so_much(actual), Measured::default()]);
    assert_eq!((met(1).met, met(1).is_at_risk()), (None, None));
    assert_eq!(met(0).met, Some(false));
}

#[test]
fn a_source_that_is_missing_cannot_undo_what_only_grows() {
    let partly = |actual| Measured { is_partial: true, ..so_much(actual) };
    let state = |metric, operator, actual| {
        let of = Requirement { operator, ..requirement(metric, 5) };
        check(&program(vec![of], None), &[partly(actual)]).requirements[0].state
    };
    assert_eq!(state(Metric::DealsWon, Operator::AtLeast, 5), State::Met);
    assert_eq!(state(Metric::DealsWon, Operator::AtLeast, 4), State::Unknown);
    assert_eq!(state(Metric::DealsWon, Operator::AtMost, 4), State::Unknown);
    assert_eq!(state(Metric::WinRate, Operator::AtLeast, 9), State::Unknown);
}

#[test]
fn certifications_lapse_with_the_last_that_can_be_spared() {
    let program = program(vec![requirement(Metric::Certifications, 2)], None);
    let judge = |ends: &[Option<&str>]| {
        let ends = ends.iter().map(|end| end.map(day)).collect::<Vec<_>>();
        let measured = Measured { ends: ends.clone(), ..so_much(ends.len() as i64) };
        let told = check(&program, &[measured]);
        (told.requirements[0].state, told.requirements[0].until, told.is_at_risk())
    };
    let (june, march) = (Some("2027-06-30"), Some("2027-01-31"));
    assert_eq!(judge(&[june, None, march]), (State::Met, june.map(day), Some(false)));
    assert_eq!(judge(&[june, march]), (State::Expiring, march.map(day), Some(true)));
    assert_eq!(judge(&[None, None]), (State::Met, None, Some(false)));
    assert_eq!(judge(&[june]), (State::NotMet, None, Some(true)));
}

#[test]
fn a_group_needs_so_many() {
    let of = |_| in_group(None, requirement(Metric::DealsWon, 1));
    let program = program((0..3).map(of).collect(), Some(GroupNeeds::AtLeast(2)));
    let state = |all: [Option<i64>; 3]| {
        let measured = all.map(|actual| actual.map(so_much).unwrap_or_default());
        let told = check(&program, &measured);
        (told.groups[0].state, told.groups[0].actual, told.met)
    };
    assert_eq!(state([Some(1), Some(0), Some(1)]), (State::Met, 2.into(), Some(true)));
    assert_eq!(state([Some(1), Some(0), None]), (State::Unknown, 1.into(), None));
    assert_eq!(state([Some(0), Some(0), None]), (State::NotMet, 0.into(), Some(false)));
}

#[test]
fn points_are_given_in_part() {
    let score = |each| GroupNeeds::Points { points: 70.into(), each };
    let of = || {
        vec![
            in_group(Some(60), requirement(Metric::DealsWon, 10)),
            in_group(Some(40), requirement(Metric::Certifications, 4)),
        ]
    };
    let told = |each, deals, certifications| {
        let measured = [so_much(deals), so_much(certifications)];
        let told = check(&program(of(), Some(score(each))), &measured);
        (told.groups[0].actual, told.groups[0].state)
    };
    assert_eq!(told(false, 10, 1), (70.into(), State::Met));
    assert_eq!(told(false, 9, 1), (64.into(), State::NotMet));
    assert_eq!(told(false, 20, 9), (100.into(), State::Met));
    let program = program(of(), Some(GroupNeeds::Points { points: 60.into(), each: true }));
    let state = |certifications| check(&program, &[so_much(10), certifications]).groups[0].state;
    assert_eq!(state(so_much(0)), State::NotMet);
    assert_eq!(state(so_much(1)), State::Met);
    assert_eq!(state(Measured::default()), State::Unknown);
}

proptest! {
    /// One deal more never takes a tier away.
    #[test]
    fn more_never_undoes_what_is_met(
        thresholds in prop::collection::vec(0i64..6, 1..5),
        actual in prop::collection::vec(0i64..6, 5),
        more in 0usize..5,
        least in 1u32..4,
        grouped in 0usize..5,
    ) {
        let of = |(place, threshold): (usize, &i64)| {
            let of = requirement(Metric::DealsWon, *threshold);
            if place < grouped { in_group(None, of) } else { of }
        };
        let requirements = thresholds.iter().enumerate().map(of).collect();
        let program = program(requirements, Some(GroupNeeds::AtLeast(least)));
        let measured: Vec<_> = actual.iter().map(|actual| so_much(*actual)).collect();
        let mut grown = measured.clone();
        grown[more] = so_much(actual[more] + 1);
        if check(&program, &measured).met == Some(true) {
            prop_assert_eq!(check(&program, &grown).met, Some(true));
        }
    }
}
