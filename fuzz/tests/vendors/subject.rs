//! A connector under test: what it is asked, and what must hold whatever it is answered.

use std::{cell::RefCell, sync::Arc, time::Duration};

use channelgraph_core::{Connector, Error, ErrorKind, Page, Read, Select};
use channelgraph_fuzz::run_dear;
use channelgraph_schema::{
    EntityKind, Locale,
    mapping::{MappingSpec, ObjectMapping},
};
use chrono::Utc;
use tokio::{runtime::Runtime, time::timeout};

use crate::vendor::{Answer, Place, Vendor};

/// The time within which a question must have ended, however its answers lead on.
const TIME: Duration = Duration::from_secs(20);
/// Characters that an error may have.
const MESSAGE: usize = 501;
/// Kilobytes that the process may ever have held.
const MEMORY: u64 = 1 << 20;

/// What every connector is configured with: no retries, no pauses, small bounds.
pub const CONFIG: &str = "max_rows = 300\n\
    call = { attempts = 1, deadline_ms = 15000, max_body = 1000000, pause_after = 1000, \
    pause_ms = 1, max_pause_ms = 1 }\n";
/// A limit that keeps nothing back.
pub const FREE: &str = "{ calls = 1000000, window_ms = 1, concurrency = 100 }";

/// A question to a connector.
pub enum Question {
    /// A read, whose rows become records by this mapping.
    Read(Box<ObjectMapping>, Box<Read>),
    /// The fields of an object, and which of these it does not have.
    Describe(&'static str, Vec<String>),
    /// Time zone and currency, and what is left of the quotas.
    Account,
}

impl Question {
    /// A read, whose rows become records by this mapping.
    pub fn read(mapping: Box<ObjectMapping>, read: Read) -> Self {
        Self::Read(mapping, Box::new(read))
    }
}

/// One connector.
pub struct Subject {
    /// The name of the target.
    pub name: &'static str,
    /// Makes it for a vendor at this address.
    pub connect: fn(&str) -> Box<dyn Connector>,
    /// Tells at which place a question is answered.
    pub place: Place,
    /// The questions, each with the places whose answers it stands on.
    pub questions: Vec<(Vec<&'static str>, Question)>,
    /// What is answered.
    pub answers: Answers,
}

/// The answers of a vendor.
#[derive(Clone, Copy)]
pub struct Answers {
    /// The places whose answers are remembered.
    pub remembered: &'static [&'static str],
    /// Answers with which each question succeeds; the first of each place is the usual one.
    pub good: &'static [&'static str],
    /// Answers that are odd, or refusals.
    pub odd: &'static [&'static str],
}

/// The mapping of one object.
pub fn mapping(spec: &MappingSpec, kind: EntityKind, object: &str) -> Box<ObjectMapping> {
    Box::new(ObjectMapping::new(&"crm".into(), kind, object, &spec.0[&kind][object]).unwrap())
}

/// A question for all that a mapping names, of so many rows.
pub fn all(mapping: &ObjectMapping, limit: usize) -> Read {
    Read {
        object: mapping.object.clone(),
        fields: mapping.source_fields(mapping.mapped(), true),
        ..Read::all("", &[], limit)
    }
}

/// The same for these records.
pub fn by_ids(mapping: &ObjectMapping, ids: &[&str]) -> Read {
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    Read { select: Select::Ids(ids), ..all(mapping, 10) }
}

/// The same for the records that refer to others.
pub fn under(mapping: &ObjectMapping, field: &str, parents: &[&str]) -> Read {
    let parents = parents.iter().map(|id| (*id).to_owned()).collect();
    Read { select: Select::Children { field: field.to_owned(), parents }, ..all(mapping, 10) }
}

/// A subject, with its vendor and what is told of its cases.
struct Cases<'a> {
    subject: &'a Subject,
    runtime: Runtime,
    vendor: Arc<Vendor>,
    connector: RefCell<Option<Box<dyn Connector>>>,
}

impl Subject {
    /// Runs its cases: good answers, odd ones, and changes of them.
    pub fn run(&self) {
        let runtime = Runtime::new().unwrap();
        let vendor = runtime.block_on(Vendor::start(self.place, self.answers.good));
        let cases = Cases { subject: self, runtime, vendor, connector: RefCell::default() };
        for answer in self.answers.good {
            cases.succeeds(answer);
        }
        let seeds: Vec<&[u8]> = self
            .answers
            .good
            .iter()
            .chain(self.answers.odd)
            .map(|answer| answer.as_bytes())
            .collect();
        let (all, reached) = (RefCell::new(0_u32), RefCell::new(0_u32));
        run_dear(self.name, &seeds, |bytes| {
            *all.borrow_mut() += 1;
            *reached.borrow_mut() += u32::from(cases.case(bytes));
        });
        let (all, reached) = (all.into_inner(), reached.into_inner());
        eprintln!("{}: {reached} of {all} changed answers were read", self.name);
        assert!(reached * 2 > all, "{}: {reached} of {all} changed answers were read", self.name);
        assert!(peak().is_none_or(|peak| peak < MEMORY), "{}: {:?} KB", self.name, peak());
    }
}

impl Cases<'_> {
    /// Asks what stands on a good answer: it is read, and every question succeeds.
    fn succeeds(&self, answer: &str) {
        let answer = Answer::read(answer.as_bytes(), &self.vendor.url);
        let place = answer.place.clone();
        self.vendor.change(answer);
        let connector = (self.subject.connect)(&self.vendor.url);
        for question in self.questions(&place) {
            let outcome = self.asked(&*connector, question);
            let outcome = outcome.unwrap_or_else(|error| panic!("{place}: {error:?}"));
            assert!(outcome.is_none_or(|page| !page.rows.is_empty()), "{place}: no rows");
        }
        assert!(self.vendor.served() > 0, "{place} was not asked for");
    }

    /// Asks what stands on the changed answer; true if it was read.
    fn case(&self, bytes: &[u8]) -> bool {
        let mut answer = Answer::read(bytes, &self.vendor.url);
        if self.questions(&answer.place).next().is_none() {
            // The place itself was changed: it counts as the one asked for most.
            answer.place = self.subject.questions[0].0[0].to_owned();
        }
        let place = answer.place.clone();
        self.vendor.change(answer);
        // What is remembered of an earlier case would keep this one from being asked.
        let is_remembered = self.subject.answers.remembered.contains(&place.as_str());
        let kept = self.connector.take().filter(|_| !is_remembered);
        let connector = kept.unwrap_or_else(|| (self.subject.connect)(&self.vendor.url));
        let mut is_as_before = !is_remembered;
        for question in self.questions(&place) {
            let outcome = self.asked(&*connector, question);
            is_as_before &= outcome.as_ref().err().is_none_or(is_forgotten);
        }
        *self.connector.borrow_mut() = is_as_before.then_some(connector);
        self.vendor.served() > 0
    }

    fn questions(&self, place: &str) -> impl Iterator<Item = &Question> {
        let stands_on = move |(places, _): &&(Vec<&str>, Question)| places.contains(&place);
        self.subject.questions.iter().filter(stands_on).map(|(_, question)| question)
    }

    /// Asks a question, and checks what must hold of every outcome.
    fn asked(&self, connector: &dyn Connector, question: &Question) -> Result<Option<Page>, Error> {
        let answered =
            self.runtime.block_on(async { timeout(TIME, answered(connector, question)).await });
        let outcome = answered.expect("an end");
        if let Err(error) = &outcome {
            let message = error.message();
            assert!(!message.is_empty() && message.chars().count() <= MESSAGE, "{message}");
        }
        outcome
    }
}

async fn answered(connector: &dyn Connector, question: &Question) -> Result<Option<Page>, Error> {
    match question {
        Question::Read(mapping, read) => {
            let page = connector.read(read).await?;
            for row in &page.rows {
                let locale = Locale::default();
                drop(mapping.record(row, mapping.mapped(), true, Utc::now(), &locale));
            }
            Ok(Some(page))
        }
        Question::Describe(object, names) => {
            let described = connector.describe(object).await?;
            let missing = connector.missing(object, names).await?;
            drop((described, missing));
            Ok(None)
        }
        Question::Account => {
            drop((connector.locale().await?, connector.quota().await?));
            Ok(None)
        }
    }
}

/// Tests if a connector goes on after this failure as if nothing had been: what it says of
/// credentials and of what there is not is remembered, and keeps later calls back.
fn is_forgotten(error: &Error) -> bool {
    use ErrorKind::{Auth, NotFound, QuotaExhausted, TokenRejected};
    !matches!(error.kind(), Auth | NotFound | QuotaExhausted | TokenRejected)
}

/// The kilobytes that this process has held at most, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
