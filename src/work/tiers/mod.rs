//! Tiers: what a programme requires of a partner to keep its tier or to reach the next, and how far
//! the partner has come. No vendor stores the requirements, so the configuration names them.

mod judge;
mod measure;
mod progress;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use progress::Question;

use super::{
    performance::{Attribution, Group},
    period::Days,
};
use crate::engine::Problem;

/// A programme with tiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The name, as the sources' memberships have it.
    pub name: String,
    /// Whether the progress of partners in it is told.
    pub active: bool,
    /// The names of its tiers, the lowest first.
    pub tiers: Vec<String>,
    /// The requirements.
    pub requirements: Vec<Requirement>,
    /// Groups of requirements that stand in for one another.
    pub groups: Vec<RequirementGroup>,
    /// Days within which what is met and about to lapse counts as expiring.
    pub expiring_days: u32,
}

/// A requirement of a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The tier, by its place among those of the programme.
    pub tier: usize,
    /// The name.
    pub name: String,
    /// What is measured.
    pub metric: Metric,
    /// Whether at least or at most so much is required.
    pub operator: Operator,
    /// How much; amounts in the reporting currency.
    pub threshold: Decimal,
    /// The days over which it is measured.
    pub window: Window,
    /// The parts of partners in deals that count; none for all.
    pub attributions: Option<BTreeSet<Attribution>>,
    /// The certifications that count.
    pub certifications: Certifications,
    /// The source's own field that is read for [`Metric::Attribute`].
    pub attribute: Option<String>,
    /// The group to which it belongs, by its place; none if it has to be met by itself.
    pub group: Option<usize>,
    /// The points that it gives its group.
    pub points: Option<Decimal>,
}

/// Requirements of which not all have to be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementGroup {
    /// The name.
    pub name: String,
    /// What is needed.
    pub needs: GroupNeeds,
}

/// What a group needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupNeeds {
    /// So many of its requirements are met.
    AtLeast(u32),
    /// Its requirements give so many points in all. One that is met in part gives a part of its
    /// points.
    Points {
        /// The points.
        points: Decimal,
        /// Whether each of them has to give some.
        each: bool,
    },
}

/// The certifications that count: all, but for what is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certifications {
    /// Names, in small letters; all if there are none.
    pub names: Vec<String>,
    /// Codes, in small letters; all if there are none.
    pub codes: Vec<String>,
    /// Levels, in small letters; all if there are none.
    pub levels: Vec<String>,
}

/// What a requirement measures.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Metric {
    /// The amount of deals won.
    Revenue,
    /// The number of deals won.
    DealsWon,
    /// Won ÷ closed.
    WinRate,
    /// The amount of deals created.
    PipelineCreated,
    /// Deal registrations that were approved.
    RegistrationsApproved,
    /// Leads that were accepted.
    LeadsAccepted,
    /// Certifications that are valid today.
    Certifications,
    /// People with a certification that is valid today.
    CertifiedPeople,
    /// Courses that people completed.
    CoursesCompleted,
    /// A number that a source keeps in a field of its own.
    Attribute,
}

impl Metric {
    /// The figures of performance that it is one of; none if it is no such figure.
    pub fn group(self) -> Option<Group> {
        Some(match self {
            Self::Revenue | Self::DealsWon | Self::WinRate => Group::Closed,
            Self::PipelineCreated => Group::Created,
            Self::RegistrationsApproved => Group::Registrations,
            Self::LeadsAccepted => Group::Leads,
            Self::Certifications
            | Self::CertifiedPeople
            | Self::CoursesCompleted
            | Self::Attribute => return None,
        })
    }

    /// Whether it counts over days, and not as of today.
    pub fn is_over_days(self) -> bool {
        self.group().is_some() || self == Self::CoursesCompleted
    }

    /// Whether it counts certifications.
    pub fn is_of_certifications(self) -> bool {
        matches!(self, Self::Certifications | Self::CertifiedPeople)
    }

    /// Whether it is an amount of money.
    pub fn is_amount(self) -> bool {
        matches!(self, Self::Revenue | Self::PipelineCreated)
    }

    /// Whether a record more makes it more, so that what is missing is not likely to undo it.
    fn mostly_grows(self) -> bool {
        !matches!(self, Self::WinRate | Self::Attribute)
    }
}

/// Whether at least or at most so much is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Operator {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
}

/// The days over which a requirement is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// Today.
    Today,
    /// So many months up to today.
    Months(u32),
    /// The fiscal year that holds today.
    Year,
}

/// How far a partner has come in all its programmes.
pub struct PartnerProgress {
    /// In each of them.
    pub programs: Vec<Progress>,
    /// Sources that did not answer: they may know of more programmes.
    pub missing: Vec<Problem>,
}

/// How far a partner has come in a programme.
pub struct Progress {
    /// The programme.
    pub program: Arc<Program>,
    /// The tier that the sources name, with its rank there.
    pub tier: Option<(String, Option<i64>)>,
    /// The next tier, by its place; none at the highest, or if the tier is none of the programme.
    pub next: Option<usize>,
    /// What the tier requires; none if it is none of the programme.
    pub keep: Option<Check>,
    /// What the next tier requires.
    pub reach: Option<Check>,
    /// Sources that did not answer.
    pub missing: Vec<Problem>,
}

/// What one tier requires, and whether it is met.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Check {
    /// Its requirements.
    pub requirements: Vec<Judged>,
    /// Its groups.
    pub groups: Vec<JudgedGroup>,
    /// Whether all is met; none if that is not known.
    pub met: Option<bool>,
    /// Whether something that is met is about to lapse.
    pub expires: bool,
}

/// A requirement and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The requirement, by its place in the programme.
    pub place: usize,
    /// The days over which it was measured; none if it is as of today.
    pub days: Option<Days>,
    /// What was measured; none if nothing tells it.
    pub actual: Option<Decimal>,
    /// What is lacking; 0 if nothing is.
    pub gap: Option<Decimal>,
    /// The points that it gives its group.
    pub points: Option<Decimal>,
    /// The same once what is about to lapse has.
    pub(super) points_later: Option<Decimal>,
    /// How it stands.
    pub state: State,
    /// The last day on which it is met, if nothing is renewed; none if that is not known, or it
    /// does not lapse.
    pub until: Option<NaiveDate>,
}

/// A group and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedGroup {
    /// The group, by its place in the programme.
    pub place: usize,
    /// Requirements that are met, or points.
    pub actual: Decimal,
    /// How it stands.
    pub state: State,
}

/// How a requirement stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Met.
    Met,
    /// Met, and about to lapse.
    Expiring,
    /// Not met.
    NotMet,
    /// Not known: nothing tells its metric, or a source is missing that may hold the rest.
    Unknown,
}
