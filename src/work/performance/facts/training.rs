//! What counts of training: courses that were completed, and certifications that were issued.

use channelgraph_schema::{EntityKind, FieldId};
use chrono::NaiveDate;

use crate::work::reader::Reader;

const E: EntityKind = EntityKind::CourseEnrollment;
const C: EntityKind = EntityKind::Certification;
/// The partner of the person who takes a course.
pub const LEARNER: FieldId = E.known("partner");
/// How the course stands.
pub const ENROLLMENT: FieldId = E.known("status");
/// When it was completed.
pub const COMPLETED: FieldId = E.known("completedAt");
/// The partner that a certification counts for.
pub const HOLDER: FieldId = C.known("partner");
/// When it was issued.
pub const ISSUED: FieldId = C.known("issuedAt");

/// The word of an enrollment that was completed.
pub const DONE: &str = "COMPLETED";

/// Something that people of a partner learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Training {
    /// The day on which it was done; none if nothing says it.
    pub day: Option<NaiveDate>,
    /// Whether it is a certification, and not a course.
    pub is_certification: bool,
}

impl Training {
    /// The facts of a node; none if nothing was completed or issued.
    pub fn of(node: Reader<'_>) -> Option<Self> {
        let is_certification = node.node.kind() == C;
        let day = node.day(if is_certification { ISSUED } else { COMPLETED });
        let is_done =
            if is_certification { day.is_some() } else { node.text(ENROLLMENT) == Some(DONE) };
        is_done.then_some(Self { day, is_certification })
    }
}
