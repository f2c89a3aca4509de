//! The channel's work: `[reporting]`, `[performance]`, `[attribution]`, `[leads]`. Programmes stand
//! in `programs.rs`.

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_core::within;
use channelgraph_schema::Zone;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::{Config, programs};
use crate::{
    money::Rates,
    work::{Work, performance, period::Calendar},
};

/// The days and years of reports.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reporting {
    /// The time zone in which moments become days, as an IANA name: `America/New_York`. Default:
    /// `UTC`.
    pub time_zone: Zone,
    /// The month with which a fiscal year begins, 1 to 12. A fiscal year has the number of the
    /// calendar year in which it ends. Default: 1.
    #[serde(deserialize_with = "within::<1, 12, _, _>")]
    pub fiscal_year_start: u32,
}

impl Default for Reporting {
    fn default() -> Self {
        Self { time_zone: Zone::UTC, fiscal_year_start: 1 }
    }
}

/// Bounds of figures.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Performance {
    /// Rows that are worked out for one answer at most. Default: 10000.
    #[serde(deserialize_with = "within::<1, 100_000, _, _>")]
    pub max_groups: usize,
    /// Nodes of lists that are kept for figures and brought up to date by what changed since, in
    /// all; a longer list is read anew each time. With 0 none is kept. Default: 100000.
    #[serde(deserialize_with = "within::<0, 1_000_000, _, _>")]
    pub kept_nodes: usize,
    /// Seconds after which a kept list that is asked for is read as a whole again, in the
    /// background: until then it may hold what was deleted. Default: 900.
    #[serde(deserialize_with = "within::<1, 86_400, _, _>")]
    pub kept_seconds: u64,
    /// From how many activities in thirty days a partner's engagement is medium or high. Default:
    /// `{ medium = 1, high = 4 }`.
    pub engagement: Engagement,
    /// Seconds for which figures of days that are over are told as they were read, before anybody
    /// looks for changes; `coverage` tells as of when. With 0 they are as fresh as those of today.
    /// Default: 300.
    #[serde(deserialize_with = "within::<0, 86_400, _, _>")]
    pub closed_seconds: u64,
}

/// How much engagement of a partner is how much.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Engagement {
    /// Activities in thirty days from which it is medium. Default: 1.
    pub medium: Decimal,
    /// The same of high. Default: 4.
    pub high: Decimal,
}

impl Default for Engagement {
    fn default() -> Self {
        let performance::Thresholds { medium, high } = performance::Thresholds::default();
        Self { medium, high }
    }
}

impl Default for Performance {
    fn default() -> Self {
        Self {
            max_groups: 10_000,
            kept_nodes: 100_000,
            kept_seconds: 900,
            closed_seconds: 300,
            engagement: Engagement::default(),
        }
    }
}

/// What is agreed with partners about leads.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Leads {
    /// Hours within which a lead has to be accepted after its assignment. Default: nothing is
    /// agreed.
    #[serde(deserialize_with = "hours")]
    pub accept_hours: Option<u32>,
}

/// By what a partner is known to have a part in a deal.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Attribution {
    /// The words of roles of partners in deals, each with the part that it means: `SOURCED`,
    /// `INFLUENCED` or `FULFILLED`. Case does not matter. Default: any role is influence.
    pub roles: BTreeMap<String, Part>,
}

/// A part that a role can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// The deal exists because of the partner.
    Sourced,
    /// The partner advanced the deal.
    Influenced,
    /// The partner sells or delivers it.
    Fulfilled,
}

impl From<Part> for performance::Attribution {
    fn from(part: Part) -> Self {
        match part {
            Part::Sourced => Self::Sourced,
            Part::Influenced => Self::Influenced,
            Part::Fulfilled => Self::Fulfilled,
        }
    }
}

fn hours<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    within::<1, 8_760, _, _>(deserializer).map(Some)
}

impl Config {
    /// What the figures of the channel's work are worked out by.
    pub fn work(&self, rates: &Rates) -> Work {
        let Reporting { time_zone, fiscal_year_start } = self.reporting;
        let Engagement { medium, high } = self.performance.engagement;
        let roles = self.attribution.roles.iter();
        Work {
            calendar: Calendar { zone: time_zone, fiscal_start: fiscal_year_start },
            rates: rates.clone(),
            max_groups: self.performance.max_groups,
            accept_hours: self.leads.accept_hours,
            roles: Arc::new(
                roles.map(|(word, part)| (word.to_lowercase(), (*part).into())).collect(),
            ),
            // What was read is right: its mistakes were told.
            engagement: performance::Thresholds { medium, high },
            programs: programs::lowered(&self.programs).unwrap_or_default().into(),
        }
    }
}
