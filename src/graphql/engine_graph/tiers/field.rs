//! Fields of programmes, requirements and progress.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Told;
use crate::{
    engine::Mode,
    graphql::{
        engine_graph::{
            EngineGraph,
            object::{self, Shown, objects, text},
            performance,
            sight::Sight,
        },
        types::{Meaning, TierField as F},
        walk::{Leaf, Resolved},
    },
    work::tiers::{
        Check, GroupNeeds, Judged, JudgedGroup, Metric, Program, Requirement, RequirementGroup,
        Window,
    },
};

/// The name of a tier; its rank is the other field of the type `Tier`.
const TIER_NAME: FieldId = EntityKind::Partner.known("tier.name");

/// Anything of tiers that has fields.
#[derive(Clone)]
pub enum Item<'a> {
    /// A programme.
    Program(&'a Arc<Program>),
    /// A tier: its name, and its rank if that is known.
    Tier(&'a str, Option<i64>),
    /// A requirement of a programme.
    Requirement(&'a Program, &'a Requirement),
    /// A group of requirements.
    Group(&'a RequirementGroup),
    /// The progress of a partner.
    Progress(&'a Told),
    /// How a requirement stands, on this day.
    Judged(NaiveDate, &'a Program, &'a Judged),
    /// How a group stands.
    JudgedGroup(&'a RequirementGroup, &'a JudgedGroup),
}

impl<'a> Item<'a> {
    fn shown(self) -> Shown<'a> {
        Resolved::Object(object::Item::Tiers(self))
    }

    fn any(self) -> object::Item<'a> {
        object::Item::Tiers(self)
    }
}

fn number<'a>(number: impl Into<Option<i64>>) -> Shown<'a> {
    number.into().map_or(Resolved::Null, |number| Resolved::Leaf(Leaf::Int(number)))
}

fn decimal<'a>(number: impl Into<Option<Decimal>>) -> Shown<'a> {
    let shown = |number: Decimal| Resolved::Leaf(Leaf::Decimal(number.normalize()));
    number.into().map_or(Resolved::Null, shown)
}

fn yes<'a>(is: impl Into<Option<bool>>) -> Shown<'a> {
    is.into().map_or(Resolved::Null, |is| Resolved::Leaf(Leaf::Bool(is)))
}

fn maybe(word: Option<&str>) -> Shown<'_> {
    word.map_or(Resolved::Null, text)
}

/// Names; null if there are none.
fn names(all: &[String]) -> Shown<'_> {
    if all.is_empty() {
        return Resolved::Null;
    }
    Resolved::List(all.iter().map(|name| text(name)).collect())
}

fn tier(program: &Program, place: usize) -> Shown<'_> {
    let rank = i64::try_from(place + 1).ok();
    program.tiers.get(place).map_or(Resolved::Null, |name| Item::Tier(name, rank).shown())
}

impl EngineGraph<'_> {
    /// The programmes of the configuration.
    pub(in crate::graphql::engine_graph) fn programs(&self) -> Shown<'_> {
        objects(self.work.programs.iter().map(|program| Item::Program(program).any()))
    }

    /// A field of an item of tiers.
    pub(in crate::graphql::engine_graph) fn of_tiers<'a>(
        &'a self,
        item: &Item<'a>,
        meaning: Meaning,
    ) -> Shown<'a> {
        if let (Item::Tier(name, rank), Meaning::Value(field)) = (item, meaning) {
            return of_tier(name, *rank, field);
        }
        let Meaning::OfTiers(field) = meaning else { return Resolved::Null };
        match item {
            Item::Program(program) => of_program(program, field),
            Item::Requirement(program, of) => self.of_requirement(program, of, field),
            Item::Group(group) => of_group(group, field),
            Item::Progress(told) => of_progress(told, field),
            Item::Judged(today, program, of) => self.of_judged(*today, program, of, field),
            Item::JudgedGroup(group, of) => match field {
                F::OfGroup => Item::Group(group).shown(),
                F::GroupActual => decimal(of.actual),
                _ => text(of.state.into()),
            },
            Item::Tier(..) => Resolved::Null,
        }
    }

    fn of_requirement<'a>(
        &'a self,
        program: &'a Program,
        of: &'a Requirement,
        field: F,
    ) -> Shown<'a> {
        match field {
            F::RequirementTier => tier(program, of.tier),
            F::RequirementName => text(&of.name),
            F::RequirementMetric => text(of.metric.into()),
            F::RequirementOperator => text(of.operator.into()),
            F::RequirementThreshold => decimal(of.threshold),
            F::RequirementCurrency if of.metric.is_amount() => text(self.work.rates.reporting()),
            F::RequirementWindow => text(match of.window {
                Window::Today => "TODAY",
                Window::Months(_) => "MONTHS",
                Window::Year => "PROGRAM_YEAR",
            }),
            F::RequirementMonths => match of.window {
                Window::Months(months) => number(i64::from(months)),
                Window::Today | Window::Year => Resolved::Null,
            },
            F::RequirementAttribution => of.attributions.as_ref().map_or(Resolved::Null, |all| {
                Resolved::List(all.iter().map(|part| text(part.into())).collect())
            }),
            F::RequirementNames => names(&of.certifications.names),
            F::RequirementCodes => names(&of.certifications.codes),
            F::RequirementLevels => names(&of.certifications.levels),
            F::RequirementAttribute => maybe(of.attribute.as_deref()),
            F::RequirementGroup => {
                let group = of.group.and_then(|place| program.groups.get(place));
                maybe(group.map(|group| &*group.name))
            }
            F::RequirementPoints => decimal(of.points),
            _ => Resolved::Null,
        }
    }

    /// A field of how a requirement stands. What its metric stands on may be forbidden, and so is
    /// what was measured then.
    fn of_judged<'a>(
        &'a self,
        today: NaiveDate,
        program: &'a Program,
        of: &'a Judged,
        field: F,
    ) -> Shown<'a> {
        let Some(requirement) = program.requirements.get(of.place) else { return Resolved::Null };
        match field {
            F::OfRequirement => Item::Requirement(program, requirement).shown(),
            F::Period => of
                .days
                .map_or(Resolved::Null, |days| performance::Item::Period(today, days).shown()),
            F::Actual => {
                let of_fields = || Sight::of(self.viewer, requirement.stands_on()).refused();
                let refused = performance::refused(self.viewer, requirement).or_else(of_fields);
                let is_own = requirement.metric == Metric::Attribute
                    && matches!(self.viewer.attributes(), Mode::Mask | Mode::Forbid);
                let own = is_own.then(|| self.viewer.forbids("the sources' own fields"));
                refused.or(own).map_or_else(|| decimal(of.actual), Resolved::Failed)
            }
            F::Gap => decimal(of.gap),
            F::Points => decimal(of.points.map(|points| points.round_dp(2))),
            F::State => text(of.state.into()),
            F::Until => of.until.map_or(Resolved::Null, |day| Resolved::Leaf(Leaf::Date(day))),
            _ => Resolved::Null,
        }
    }
}

fn of_tier(name: &str, rank: Option<i64>, field: FieldId) -> Shown<'_> {
    if field == TIER_NAME { text(name) } else { number(rank) }
}

fn of_program(program: &Arc<Program>, field: F) -> Shown<'_> {
    match field {
        F::ProgramName => text(&program.name),
        F::ProgramActive => yes(program.active),
        F::ProgramTiers => {
            Resolved::List((0..program.tiers.len()).map(|place| tier(program, place)).collect())
        }
        F::ProgramRequirements => {
            let requirement = |of| Item::Requirement(program, of).any();
            objects(program.requirements.iter().map(requirement))
        }
        _ => objects(program.groups.iter().map(|group| Item::Group(group).any())),
    }
}

fn of_group(group: &RequirementGroup, field: F) -> Shown<'_> {
    match (field, group.needs) {
        (F::GroupName, _) => text(&group.name),
        (F::GroupAtLeast, GroupNeeds::AtLeast(least)) => number(i64::from(least)),
        (F::GroupPoints, GroupNeeds::Points { points, .. }) => decimal(points),
        (F::GroupEach, GroupNeeds::Points { each, .. }) => yes(each),
        (F::GroupEach, GroupNeeds::AtLeast(_)) => yes(false),
        _ => Resolved::Null,
    }
}

fn of_progress(of: &Told, field: F) -> Shown<'_> {
    let told = &of.told;
    let program = &told.program;
    match field {
        F::Program => text(&program.name),
        F::Tier => match &told.tier {
            Some((name, rank)) => Item::Tier(name, *rank).shown(),
            None => Resolved::Null,
        },
        F::Next => told.next.map_or(Resolved::Null, |place| tier(program, place)),
        F::Met => yes(told.keep.as_ref().and_then(|check| check.met)),
        F::AtRisk => yes(told.keep.as_ref().and_then(Check::is_at_risk)),
        F::Qualifies => yes(told.reach.as_ref().and_then(|check| check.met)),
        F::Keep => requirements(of, told.keep.as_ref()),
        F::Reach => requirements(of, told.reach.as_ref()),
        F::KeepGroups => groups(program, told.keep.as_ref()),
        F::ReachGroups => groups(program, told.reach.as_ref()),
        _ => objects(told.missing.iter().map(object::Item::Gap)),
    }
}

fn requirements<'a>(of: &'a Told, check: Option<&'a Check>) -> Shown<'a> {
    let judged = check.map_or(&[][..], |check| &check.requirements);
    objects(judged.iter().map(|judged| Item::Judged(of.today, &of.told.program, judged).any()))
}

fn groups<'a>(program: &'a Program, check: Option<&'a Check>) -> Shown<'a> {
    let judged = check.map_or(&[][..], |check| &check.groups).iter();
    let group = |of: &'a JudgedGroup| Some(Item::JudgedGroup(program.groups.get(of.place)?, of));
    objects(judged.filter_map(group).map(Item::any))
}
