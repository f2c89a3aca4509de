//! Programmes with tiers, and what tiers require: `[programs.NAME]`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use channelgraph_core::{some_within, within};
use channelgraph_schema::did_you_mean;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::work::Part;
use crate::work::tiers::{self, Certifications, GroupNeeds, Metric, Operator, Window};

/// Programmes by name.
pub type Programs = BTreeMap<String, Program>;

/// Programmes at most, and requirements of one.
const MOST: usize = 100;

/// A programme in which partners have tiers. Its name is that of the memberships in the sources;
/// case does not matter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Whether the progress of partners in it is told. Default: true.
    #[serde(default = "yes")]
    pub active: bool,
    /// The names of its tiers, the lowest first.
    pub tiers: Vec<String>,
    /// What tiers require: `[[programs.NAME.requirements]]`. Default: nothing.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// Groups of requirements of which not all have to be met: `[programs.NAME.groups.GROUP]`.
    /// Default: none.
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
    /// Days within which what is met and about to lapse counts as expiring. Default: 90.
    #[serde(default = "quarter", deserialize_with = "within::<0, 3_650, _, _>")]
    pub expiring_days: u32,
}

fn yes() -> bool {
    true
}

fn quarter() -> u32 {
    90
}

/// What a tier requires. A higher tier does not take over the requirements of a lower one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The tier.
    pub tier: String,
    /// The name, as people read it.
    pub name: String,
    /// What is measured: `REVENUE`, `CERTIFICATIONS` …
    pub metric: Metric,
    /// At least so much, amounts in the reporting currency. Either this or `at_most`.
    pub at_least: Option<Decimal>,
    /// At most so much.
    pub at_most: Option<Decimal>,
    /// The months up to today over which it is measured. A metric that counts over days takes this
    /// or `program_year`.
    #[serde(default, deserialize_with = "some_within::<1, 120, _, _>")]
    pub months: Option<u32>,
    /// Whether it is measured over the fiscal year that holds today. Default: false.
    #[serde(default)]
    pub program_year: bool,
    /// The parts of partners in deals that count. Default: all.
    pub attribution: Option<BTreeSet<Part>>,
    /// Names of the certifications that count. Default: all.
    #[serde(default)]
    pub names: Vec<String>,
    /// Codes of the certifications that count. Default: all.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Levels of the certifications that count. Default: all.
    #[serde(default)]
    pub levels: Vec<String>,
    /// The attribute of partners that the metric `ATTRIBUTE` reads, as a mapping names it.
    pub attribute: Option<String>,
    /// The group that it belongs to. Default: none, it has to be met by itself.
    pub group: Option<String>,
    /// The points that it gives a group that counts points.
    pub points: Option<Decimal>,
}

/// A group of requirements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// How many of its requirements have to be met. Either this or `points`.
    #[serde(default, deserialize_with = "some_within::<1, 100, _, _>")]
    pub at_least: Option<u32>,
    /// The points that its requirements have to give in all.
    pub points: Option<Decimal>,
    /// Whether each requirement has to give some points. Default: false.
    #[serde(default)]
    pub each: bool,
}

/// A mistake: the text where it stands, if it stands somewhere, and what is wrong.
pub(super) type Mistake = (Option<String>, String);

/// The programmes as they are worked with.
///
/// # Errors
/// If one contradicts itself; the text says how to mend it.
pub(super) fn lowered(programs: &Programs) -> Result<Vec<Arc<tiers::Program>>, Mistake> {
    if programs.len() > MOST {
        return Err((None, format!("there are more than {MOST} programmes under [programs]")));
    }
    let mut known = BTreeSet::new();
    if let Some(twice) = programs.keys().find(|name| !known.insert(name.trim().to_lowercase())) {
        let problem = format!("two programmes are called `{twice}`, but for their case");
        return Err((None, problem));
    }
    programs.iter().map(|(name, program)| program.lowered(name).map(Arc::new)).collect()
}

impl Program {
    fn lowered(&self, name: &str) -> Result<tiers::Program, Mistake> {
        let wrong = |said: &str, problem: String| {
            (Some(said.to_owned()), format!("[programs.\"{name}\"]: {problem}"))
        };
        if self.tiers.is_empty() {
            return Err(wrong(name, "`tiers` is empty; name its tiers, the lowest first".into()));
        }
        let mut known = BTreeSet::new();
        if let Some(twice) =
            self.tiers.iter().find(|tier| !known.insert(tier.trim().to_lowercase()))
        {
            return Err(wrong(twice, format!("`tiers` names `{twice}` twice")));
        }
        if self.requirements.len() > MOST {
            return Err(wrong(name, format!("it has more than {MOST} requirements")));
        }
        let mut groups = Vec::with_capacity(self.groups.len());
        for (group, of) in &self.groups {
            let needs = of
                .needs()
                .map_err(|problem| wrong(group, format!("the group `{group}` {problem}")))?;
            groups.push(tiers::RequirementGroup { name: group.clone(), needs });
        }
        let lowered = |of: &Requirement| {
            of.lowered(&self.tiers, &groups).map_err(|problem| {
                wrong(&of.name, format!("the requirement `{}` {problem}", of.name))
            })
        };
        let requirements = self.requirements.iter().map(lowered).collect::<Result<Vec<_>, _>>()?;
        for (place, group) in groups.iter().enumerate() {
            let problem = too_much(place, group, self.tiers.len(), &requirements);
            problem.map_or(Ok(()), |problem| Err(wrong(&group.name, problem)))?;
        }
        Ok(tiers::Program {
            name: name.to_owned(),
            active: self.active,
            tiers: self.tiers.clone(),
            requirements,
            groups,
            expiring_days: self.expiring_days,
        })
    }
}

/// Says that a group needs more than its requirements of a tier can give.
fn too_much(
    place: usize,
    group: &tiers::RequirementGroup,
    tiers: usize,
    requirements: &[tiers::Requirement],
) -> Option<String> {
    let name = &group.name;
    (0..tiers).find_map(|tier| {
        let own = requirements.iter().filter(|of| of.tier == tier && of.group == Some(place));
        let points: Vec<Decimal> = own.map(|of| of.points.unwrap_or_default()).collect();
        if points.is_empty() {
            return None;
        }
        match group.needs {
            GroupNeeds::AtLeast(least) if u64::from(least) > points.len() as u64 => Some(format!(
                "the group `{name}` needs {least} of its {} requirements",
                points.len()
            )),
            GroupNeeds::Points { points: least, .. } => {
                let most = points.into_iter().fold(Decimal::ZERO, Decimal::saturating_add);
                (least > most).then(|| {
                    format!(
                        "the group `{name}` needs {least} points, and its requirements give {most}"
                    )
                })
            }
            GroupNeeds::AtLeast(_) => None,
        }
    })
}

impl Group {
    fn needs(&self) -> Result<GroupNeeds, String> {
        match (self.at_least, self.points) {
            (Some(least), None) if !self.each => Ok(GroupNeeds::AtLeast(least)),
            (Some(_), None) => Err("has `each`, which goes with `points`".into()),
            (None, Some(points)) if points > Decimal::ZERO => {
                Ok(GroupNeeds::Points { points, each: self.each })
            }
            (None, Some(_)) => Err("needs `points` above 0".into()),
            _ => Err("needs either `at_least` or `points`".into()),
        }
    }
}

impl Requirement {
    fn lowered(
        &self,
        tiers: &[String],
        groups: &[tiers::RequirementGroup],
    ) -> Result<tiers::Requirement, String> {
        let same = |tier: &String| tier.trim().to_lowercase() == self.tier.trim().to_lowercase();
        let tier = tiers.iter().position(same).ok_or_else(|| {
            let near = did_you_mean(&self.tier, tiers.iter().map(String::as_str));
            format!("is of the tier `{}`, which is none of its `tiers`{near}", self.tier)
        })?;
        let (operator, threshold) = match (self.at_least, self.at_most) {
            (Some(least), None) => (Operator::AtLeast, least),
            (None, Some(most)) => (Operator::AtMost, most),
            _ => return Err("needs either `at_least` or `at_most`".into()),
        };
        let group = self.group(groups)?;
        self.check_of_metric()?;
        let lower = |names: &[String]| names.iter().map(|name| name.to_lowercase()).collect();
        let attributions = self.attribution.as_ref();
        Ok(tiers::Requirement {
            tier,
            name: self.name.clone(),
            metric: self.metric,
            operator,
            threshold,
            window: self.window()?,
            attributions: attributions.map(|all| all.iter().map(|part| (*part).into()).collect()),
            certifications: Certifications {
                names: lower(&self.names),
                codes: lower(&self.codes),
                levels: lower(&self.levels),
            },
            attribute: self.attribute.clone(),
            group,
            points: self.points,
        })
    }

    fn group(&self, groups: &[tiers::RequirementGroup]) -> Result<Option<usize>, String> {
        let Some(name) = &self.group else {
            return match self.points {
                Some(_) => Err("gives `points` to no `group`".into()),
                None => Ok(None),
            };
        };
        let place = groups.iter().position(|group| group.name == *name).ok_or_else(|| {
            let near = did_you_mean(name, groups.iter().map(|group| group.name.as_str()));
            format!("is in the group `{name}`, which the programme does not have{near}")
        })?;
        let counts_points = matches!(groups[place].needs, GroupNeeds::Points { .. });
        match self.points {
            Some(points) if counts_points && points > Decimal::ZERO => Ok(Some(place)),
            None if !counts_points => Ok(Some(place)),
            Some(_) if counts_points => Err("needs `points` above 0".into()),
            Some(_) => Err(format!("gives `points` to the group `{name}`, which counts none")),
            None => Err(format!("needs `points`, as the group `{name}` counts them")),
        }
    }

    fn window(&self) -> Result<Window, String> {
        let metric: &str = self.metric.into();
        match (self.months, self.program_year) {
            (None, false) if self.metric.is_over_days() => {
                Err(format!("needs `months` or `program_year`, as {metric} counts over days"))
            }
            (None, false) => Ok(Window::Today),
            _ if !self.metric.is_over_days() => {
                Err(format!("takes no `months` and no `program_year`: {metric} is as of today"))
            }
            (Some(months), false) => Ok(Window::Months(months)),
            (None, true) => Ok(Window::Year),
            (Some(_), true) => Err("takes `months` or `program_year`, not both".into()),
        }
    }

    /// Checks the keys that go with some metrics only.
    fn check_of_metric(&self) -> Result<(), String> {
        let metric: &str = self.metric.into();
        let names_any =
            [&self.names, &self.codes, &self.levels].into_iter().any(|all| !all.is_empty());
        if names_any && !self.metric.is_of_certifications() {
            return Err(format!(
                "takes no `names`, `codes` and `levels`: {metric} counts no certifications"
            ));
        }
        if self.attribute.is_some() != (self.metric == Metric::Attribute) {
            return Err("needs `attribute` with the metric ATTRIBUTE, and with no other".into());
        }
        let of_deals = matches!(
            self.metric,
            Metric::Revenue | Metric::DealsWon | Metric::WinRate | Metric::PipelineCreated
        );
        match &self.attribution {
            Some(_) if !of_deals => {
                Err(format!("takes no `attribution`: {metric} is no figure of deals"))
            }
            Some(parts) if parts.is_empty() => {
                Err("has an empty `attribution`, so nothing counts; leave it out for all".into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
