//! What is measured for requirements: figures of performance, certifications, courses, and numbers
//! that sources keep.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    str::FromStr,
};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Filter, Reference};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{Certifications, Metric, Requirement, Window, judge::Measured};
use crate::{
    engine::{Engine, Needs, Problem, Seen, Viewer},
    work::{
        Work,
        children::Children,
        performance::{
            Attribution, BY_ATTRIBUTION, Figures, Group, Performance, Question,
            facts::{
                Training,
                training::{COMPLETED, ENROLLMENT, HOLDER as PARTNER, LEARNER},
            },
        },
        period::{Calendar, Comparison, Days},
        reader::Reader,
        sources::is_told,
    },
};

const C: EntityKind = EntityKind::Certification;
const E: EntityKind = EntityKind::CourseEnrollment;
const PERSON: FieldId = C.known("person");
const NAME: FieldId = C.known("name");
const CODE: FieldId = C.known("code");
const LEVEL: FieldId = C.known("level");
const STATUS: FieldId = C.known("status");
const EXPIRES: FieldId = C.known("expiresAt");

impl Requirement {
    /// The fields that it stands on, but for those of figures of performance.
    pub fn stands_on(&self) -> impl Iterator<Item = (EntityKind, FieldId)> {
        let of_metric: &[_] = match self.metric {
            Metric::Certifications => &[(C, PARTNER), (C, STATUS), (C, EXPIRES)],
            Metric::CertifiedPeople => &[(C, PARTNER), (C, STATUS), (C, EXPIRES), (C, PERSON)],
            Metric::CoursesCompleted => &[(E, LEARNER), (E, ENROLLMENT), (E, COMPLETED)],
            _ => &[],
        };
        let of = &self.certifications;
        let named = [(&of.names, NAME), (&of.codes, CODE), (&of.levels, LEVEL)];
        let named = named.into_iter().filter(|(names, _)| !names.is_empty());
        of_metric.iter().copied().chain(named.map(|(_, field)| (C, field)))
    }
}

/// Figures that one question tells: those over these days, of these parts in deals.
type Asked = (Window, Option<BTreeSet<Attribution>>);

/// What is known of partners, by their places.
pub(super) struct Measures {
    today: NaiveDate,
    calendar: Calendar,
    figures: BTreeMap<Asked, Vec<Performance>>,
    certifications: Option<Vec<Children>>,
    enrollments: Option<Vec<Children>>,
    /// Fields that no source tells.
    untold: Vec<(EntityKind, FieldId)>,
}

impl Measures {
    /// Reads what these requirements stand on.
    ///
    /// # Errors
    /// If it cannot be listed, or is more than may be read.
    pub(super) async fn read(
        work: &Work,
        (engine, viewer): (&Engine, &Viewer),
        partners: &[Seen],
        requirements: &[&Requirement],
        today: NaiveDate,
    ) -> Result<Self, Problem> {
        let asked = (engine, viewer);
        let mut questions: BTreeMap<Asked, BTreeSet<_>> = BTreeMap::new();
        for of in requirements {
            if let Some(group) = of.metric.group() {
                let asked = (of.window, of.attributions.clone());
                let groups = questions.entry(asked).or_default();
                groups.insert(group);
                // Without any evidence on record, nothing can be told of parts in deals.
                groups.extend(of.attributions.as_ref().map(|_| Group::Attribution));
            }
        }
        let mut figures = BTreeMap::new();
        for ((window, attributions), groups) in questions {
            let Some(days) = window.days(work.calendar, today) else { continue };
            let question = Question {
                group_by: Vec::new(),
                period: days,
                interval: None,
                partners: Filter::all(),
                deals: Filter::all(),
                attributions: attributions.clone(),
                currency: None,
                rates_on: None,
                compare: Comparison::None,
                figures: groups,
            };
            let told = work.performance_of(engine, viewer, &question, partners).await?;
            figures.insert((window, attributions), told);
        }
        let want = |is: fn(Metric) -> bool| requirements.iter().any(|of| is(of.metric));
        let certifications = if want(Metric::is_of_certifications) {
            let fields = [PARTNER, PERSON, NAME, CODE, LEVEL, STATUS, EXPIRES];
            Some(Children::of(asked, (C, PARTNER), partners, &needs(fields)).await?)
        } else {
            None
        };
        let enrollments = if want(|metric| metric == Metric::CoursesCompleted) {
            let fields = [LEARNER, ENROLLMENT, COMPLETED];
            Some(Children::of(asked, (E, LEARNER), partners, &needs(fields)).await?)
        } else {
            None
        };
        let fields = requirements.iter().flat_map(|of| of.stands_on());
        let untold = fields.filter(|(kind, field)| !is_told(engine, &[], *kind, *field));
        let (calendar, untold) = (work.calendar, untold.collect());
        Ok(Self { today, calendar, figures, certifications, enrollments, untold })
    }

    /// The sources that are missing of a partner.
    pub(super) fn missing(&self, engine: &Engine, place: usize) -> Vec<Problem> {
        let figures = self.figures.values().filter_map(|all| all.get(place));
        let figures = figures.flat_map(|told| told.coverage.missing.iter().cloned());
        let lists = [&self.certifications, &self.enrollments].into_iter().flatten();
        let lists = lists.filter_map(|all| all.get(place));
        figures.chain(lists.flat_map(|children| children.missing(engine))).collect()
    }

    /// What was measured of a partner for a requirement.
    pub(super) fn of(
        &self,
        (engine, viewer): (&Engine, &Viewer),
        (place, partner): (usize, &Seen),
        requirement: &Requirement,
    ) -> Measured {
        if requirement.stands_on().any(|field| self.untold.contains(&field)) {
            return Measured::default();
        }
        let reader = |node| Reader { node, viewer, calendar: self.calendar };
        match requirement.metric {
            Metric::Attribute => {
                let name = requirement.attribute.as_deref();
                let actual = name.and_then(|name| attribute(partner, viewer, name));
                Measured { actual, ..Measured::default() }
            }
            Metric::Certifications | Metric::CertifiedPeople => {
                self.certifications(engine, reader, place, requirement).unwrap_or_default()
            }
            Metric::CoursesCompleted => {
                self.courses(engine, reader, place, requirement).unwrap_or_default()
            }
            _ => self.figure(place, requirement).unwrap_or_default(),
        }
    }

    fn certifications<'a>(
        &'a self,
        engine: &Engine,
        reader: impl Fn(&'a Seen) -> Reader<'a>,
        place: usize,
        requirement: &Requirement,
    ) -> Option<Measured> {
        let all = self.certifications.as_ref()?.get(place)?;
        let valid = all.nodes.iter().map(reader).filter(|of| self.is_valid(*of));
        let counted = valid.filter(|of| requirement.certifications.hold(*of));
        let ends = if requirement.metric == Metric::Certifications {
            counted.map(|of| of.day(EXPIRES)).collect()
        } else {
            people(counted)
        };
        let is_partial = !all.missing(engine).is_empty();
        let actual = Some(Decimal::from(ends.len()));
        Some(Measured { days: None, actual, ends, is_partial })
    }

    fn courses<'a>(
        &'a self,
        engine: &Engine,
        reader: impl Fn(&'a Seen) -> Reader<'a>,
        place: usize,
        requirement: &Requirement,
    ) -> Option<Measured> {
        let all = self.enrollments.as_ref()?.get(place)?;
        let days = requirement.window.days(self.calendar, self.today)?;
        let completed: Vec<Training> =
            all.nodes.iter().map(reader).filter_map(Training::of).collect();
        let done = completed.iter().filter(|of| of.day.is_some_and(|day| days.hold(day))).count();
        // One that was completed on no known day may be of these days.
        let has_undated = completed.iter().any(|of| of.day.is_none());
        let is_partial = has_undated || !all.missing(engine).is_empty();
        let actual = Some(Decimal::from(done));
        Some(Measured { days: Some(days), actual, is_partial, ..Measured::default() })
    }

    fn figure(&self, place: usize, requirement: &Requirement) -> Option<Measured> {
        let asked = (requirement.window, requirement.attributions.clone());
        let told = self.figures.get(&asked)?.get(place)?;
        let (metric, coverage) = (requirement.metric, &told.coverage);
        let is_known = requirement.attributions.is_none()
            || !coverage.unmapped.iter().any(|name| name == BY_ATTRIBUTION);
        let actual = figure(metric, &told.total.figures).filter(|_| is_known);
        // An amount without a rate is left out of the sum.
        let is_partial =
            !coverage.missing.is_empty() || metric.is_amount() && coverage.unconverted > 0;
        let days = requirement.window.days(self.calendar, self.today);
        Some(Measured { days, actual, is_partial, ..Measured::default() })
    }

    fn is_valid(&self, certification: Reader<'_>) -> bool {
        certification.text(STATUS) == Some("ACTIVE")
            && certification.day(EXPIRES).is_none_or(|last| last >= self.today)
    }
}

fn needs(fields: impl IntoIterator<Item = FieldId>) -> Needs {
    Needs::default().with(fields.into_iter().collect::<FieldSet>())
}

impl Window {
    /// The days that it means today; none if it is today alone.
    pub(super) fn days(self, calendar: Calendar, today: NaiveDate) -> Option<Days> {
        match self {
            Self::Today => None,
            Self::Months(months) => calendar.months_up_to(today, months),
            Self::Year => calendar.fiscal_year_of(today),
        }
    }
}

impl Certifications {
    fn hold(&self, certification: Reader<'_>) -> bool {
        let named = |names: &[String], field| {
            let is_it = |value: &str| names.contains(&value.to_lowercase());
            names.is_empty() || certification.text(field).is_some_and(is_it)
        };
        named(&self.names, NAME) && named(&self.codes, CODE) && named(&self.levels, LEVEL)
    }
}

/// The last day of each person's certifications; none of a person with one that does not end.
fn people<'a>(certifications: impl Iterator<Item = Reader<'a>>) -> Vec<Option<NaiveDate>> {
    let mut last: HashMap<&Reference, Option<NaiveDate>> = HashMap::new();
    for of in certifications {
        let Some(person) = of.reference(PERSON) else { continue };
        let end = of.day(EXPIRES);
        let known = last.entry(person).or_insert(end);
        *known = known.zip(end).map(|(known, end)| known.max(end));
    }
    last.into_values().collect()
}

/// The number that a source keeps of the partner under this name.
fn attribute(partner: &Seen, viewer: &Viewer, name: &str) -> Option<Decimal> {
    let members = partner.with_attributes(viewer).iter();
    let all = members.flat_map(|member| member.record.attributes.iter().flat_map(|all| all.iter()));
    let mut own = all.filter(|(known, _)| &**known == name);
    own.find_map(|(_, value)| match value {
        Json::Number(number) => decimal(&number.to_string()),
        Json::String(text) => decimal(text.trim()),
        _ => None,
    })
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

fn figure(metric: Metric, figures: &Figures) -> Option<Decimal> {
    match metric {
        Metric::Revenue => figures.revenue?.amount,
        Metric::DealsWon => Some(figures.revenue?.count.into()),
        Metric::WinRate => Decimal::from_f64_retain(figures.win_rate?).map(|of| of.round_dp(6)),
        Metric::PipelineCreated => figures.pipeline_created?.amount,
        Metric::RegistrationsApproved => {
            let of = figures.registrations?;
            Some((of.approved + of.expired).into())
        }
        Metric::LeadsAccepted => Some(figures.leads?.accepted.into()),
        Metric::Certifications
        | Metric::CertifiedPeople
        | Metric::CoursesCompleted
        | Metric::Attribute => None,
    }
}
