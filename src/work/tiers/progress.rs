//! The way from partners to their progress.

use std::{collections::BTreeSet, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Value};
use chrono::{NaiveDate, Utc};

use super::{
    Check, Metric, PartnerProgress, Program, Progress, Requirement, judge::Measured,
    measure::Measures,
};
use crate::{
    engine::{Engine, Found, Mode, Needs, Problem, Seen, Viewer},
    work::{Work, reader::Reader, sources::each_once},
};

const P: EntityKind = EntityKind::Partner;
const PROGRAM: FieldId = P.known("programs.program");
const PROGRAM_TIER: FieldId = P.known("programs.tier");
const PROGRAM_RANK: FieldId = P.known("programs.rank");
const TIER: FieldId = P.known("tier.name");
const RANK: FieldId = P.known("tier.rank");

/// A question for the progress of partners.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The one programme that is wanted, by its name; none for all.
    pub program: Option<&'a str>,
    /// Returns true if the viewer may see the figure of performance that a requirement measures.
    pub sees_figure: &'a (dyn Fn(&Requirement) -> bool + Sync),
}

/// A partner's place in a programme.
struct Place {
    program: Arc<Program>,
    tier: Option<(String, Option<i64>)>,
    /// The tier by its place among those of the programme.
    keep: Option<usize>,
    next: Option<usize>,
}

impl Program {
    /// The fields of partners that tell their tiers.
    pub const MEMBERSHIP: [FieldId; 5] = [PROGRAM, PROGRAM_TIER, PROGRAM_RANK, TIER, RANK];

    fn is_named(&self, name: &str) -> bool {
        same(&self.name, name)
    }

    fn tier_named(&self, name: &str) -> Option<usize> {
        self.tiers.iter().position(|tier| same(tier, name))
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl Work {
    /// The progress of each of these partners in the programmes to which it belongs, in the order
    /// of the configuration. What the viewer may not see is not measured.
    ///
    /// # Errors
    /// If what requirements stand on cannot be listed, or is more than may be read. A source that
    /// fails is named in the progress.
    pub async fn tier_progress(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        question: Question<'_>,
        partners: &[Seen],
    ) -> Result<Vec<PartnerProgress>, Problem> {
        let today = self.calendar.day_of(Utc::now());
        let (partners, gaps) = self.with_memberships(engine, viewer, partners).await;
        let sees = |of: &Requirement| sees(viewer, of, &question);
        let reader = |node| Reader { node, viewer, calendar: self.calendar };
        let places = |partner| self.places(reader(partner), question.program);
        let places: Vec<Vec<Place>> = partners.iter().map(places).collect();
        let wanted = self.programs.iter().flat_map(|program| {
            let tiers = tiers(&places, program);
            program.requirements.iter().filter(move |of| tiers.contains(&of.tier))
        });
        let wanted: Vec<&Requirement> = wanted.filter(|of| sees(of)).collect();
        let asked = (engine, viewer);
        let measures = Measures::read(self, asked, &partners, &wanted, today).await?;
        let mut all = Vec::with_capacity(partners.len());
        for (at, (partner, places)) in partners.iter().zip(places).enumerate() {
            let missing = gaps[at].iter().cloned().chain(measures.missing(engine, at));
            let missing = each_once(missing);
            let measured = |of: &Requirement| {
                if sees(of) { measures.of(asked, (at, partner), of) } else { Measured::default() }
            };
            let progress = |place: Place| place.progress(today, measured, missing.clone());
            let programs = places.into_iter().map(progress).collect();
            all.push(PartnerProgress { programs, missing });
        }
        Ok(all)
    }

    /// The partners with what tells their tiers, and what is missing of each. One that is not to be
    /// had is as it was.
    async fn with_memberships(
        &self,
        engine: &Engine,
        viewer: &Viewer,
        partners: &[Seen],
    ) -> (Vec<Seen>, Vec<Vec<Problem>>) {
        let mut requirements = self.programs.iter().flat_map(|program| &program.requirements);
        let attributes = requirements.any(|of| of.metric == Metric::Attribute);
        let fields: FieldSet = Program::MEMBERSHIP.into_iter().collect();
        let needs = Needs { attributes, ..Needs::default().with(fields) };
        let read = engine.again(viewer, P, partners, &needs).await;
        let one = |(partner, read): (&Seen, Found<Seen>)| match read {
            Ok(Some(node)) => {
                let failures = node.failures().collect();
                (node, failures)
            }
            Ok(None) => (partner.clone(), Vec::new()),
            Err(problem) => (partner.clone(), vec![problem]),
        };
        partners.iter().zip(read).map(one).unzip()
    }

    /// The programmes to which a partner belongs, with its tier in each.
    fn places(&self, partner: Reader<'_>, only: Option<&str>) -> Vec<Place> {
        let programs = self
            .programs
            .iter()
            .filter(|program| program.active && only.is_none_or(|name| program.is_named(name)));
        let is_seen = |field: &FieldId| partner.viewer.mode(P, *field) == Mode::Show;
        // Who may not see a tier, or was not told of it, cannot say that there is none.
        let knows =
            Program::MEMBERSHIP.iter().all(is_seen) && partner.node.failures().next().is_none();
        programs.filter_map(|program| place(program, partner, knows)).collect()
    }
}

/// The place of a partner in a programme; none if it does not belong to it.
fn place(program: &Arc<Program>, partner: Reader<'_>, knows: bool) -> Option<Place> {
    let names = items(partner.value(PROGRAM));
    let at =
        names.iter().position(|name| name.as_str().is_some_and(|name| program.is_named(name)))?;
    let of = |field| items(partner.value(field)).get(at);
    let own = of(PROGRAM_TIER).and_then(Value::as_str).map(|name| (name, of(PROGRAM_RANK)));
    // A source that keeps memberships without tiers tells the partner's one tier.
    let tells_none =
        names.len() == 1 && items(partner.value(PROGRAM_TIER)).iter().all(Value::is_null);
    let whole_tier = || partner.text(TIER).map(|name| (name, Some(partner.value(RANK))));
    let tier = own.or_else(|| tells_none.then(whole_tier).flatten());
    let tier = tier.map(|(name, rank)| (name.to_owned(), rank.and_then(whole)));
    let keep = tier.as_ref().and_then(|(name, _)| program.tier_named(name));
    let next = match (&tier, keep) {
        (_, Some(keep)) => Some(keep + 1),
        (None, None) if knows => Some(0),
        (_, None) => None,
    };
    let next = next.filter(|next| *next < program.tiers.len());
    Some(Place { program: program.clone(), tier, keep, next })
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(values) => values,
        Value::Null => &[],
        value => std::slice::from_ref(value),
    }
}

fn whole(value: &Value) -> Option<i64> {
    value.as_number().and_then(|number| number.try_into().ok())
}

/// Returns true if a viewer may see what a requirement measures.
fn sees(viewer: &Viewer, of: &Requirement, question: &Question<'_>) -> bool {
    match of.metric {
        Metric::Attribute => viewer.attributes() == Mode::Show,
        metric if metric.group().is_some() => (question.sees_figure)(of),
        _ => of.stands_on().all(|(kind, field)| viewer.mode(kind, field) == Mode::Show),
    }
}

/// The tiers of a programme that some partner is to keep or to reach.
fn tiers(places: &[Vec<Place>], program: &Arc<Program>) -> BTreeSet<usize> {
    let own = places.iter().flatten().filter(|place| Arc::ptr_eq(&place.program, program));
    own.flat_map(|place| [place.keep, place.next]).flatten().collect()
}

impl Place {
    fn progress(
        self,
        today: NaiveDate,
        measured: impl Fn(&Requirement) -> Measured,
        missing: Vec<Problem>,
    ) -> Progress {
        let Self { program, tier, keep, next } = self;
        let check = |tier: usize| -> Check {
            program.check(tier, today, |place| measured(&program.requirements[place]))
        };
        let (keep, reach) = (keep.map(check), next.map(check));
        Progress { program, tier, next, keep, reach, missing }
    }
}
