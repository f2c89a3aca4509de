//! Nodes that a viewer may see.

use std::{borrow::Cow, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::{EntityKind, FieldId, FieldSet, FieldType, RecordKey, Reference, Value};
use chrono::{DateTime, Utc};

use super::{Mode, Viewer};
use crate::engine::{Conflict, Contradiction, Engine, Mark, Member, Node, Problem};

/// A node that has passed the rules of the viewer who asked for it. Nothing else can be printed:
/// only a viewer makes one, and a node alone shows no values outside of the engine.
#[derive(Clone)]
pub struct Seen(Arc<Node>);

/// A value as a viewer sees it.
pub enum Look<'a> {
    /// As it is; null if it is hidden.
    Value(&'a Value),
    /// As a mask of itself.
    Masked(&'a Value),
    /// Not at all.
    Forbidden,
}

const NULL: &Value = &Value::Null;
/// What is told of a source that failed to who may not know which.
const SOURCE_FAILED: &str =
    "a system behind the gateway did not answer as it should; what it holds is missing";

impl Viewer {
    /// The node, if he may see it.
    pub(in crate::engine) fn see(&self, node: Arc<Node>) -> Option<Seen> {
        self.may_see(&node).then_some(Seen(node))
    }

    /// Those of the nodes that he may see.
    pub(in crate::engine) fn see_all(
        &self,
        nodes: impl IntoIterator<Item = Arc<Node>>,
    ) -> Vec<Seen> {
        nodes.into_iter().filter_map(|node| self.see(node)).collect()
    }

    /// Returns true if a field is asked for in vain, and that is told.
    pub fn may_not_see(&self, kind: EntityKind, field: FieldId) -> bool {
        match self.mode(kind, field) {
            Mode::Show | Mode::Hide => false,
            Mode::Mask => !is_text(kind.def(field).ty),
            Mode::Forbid => true,
        }
    }

    /// A problem as he is told it: who may not see where values come from learns that a source
    /// failed, and not which, or in what words.
    pub fn tell<'a>(&self, problem: &'a Problem) -> Cow<'a, Problem> {
        let sees_sources = self.provenance() == Mode::Show;
        let is_failure = problem.source_name.is_some();
        let told = match problem.discreet.as_deref() {
            Some(text) if !sees_sources || !(is_failure || self.sees_all_rows()) => text,
            None if is_failure && !sees_sources => SOURCE_FAILED,
            _ => return Cow::Borrowed(problem),
        };
        let (code, retry_after) = (problem.code, problem.retry_after);
        Cow::Owned(Problem { code, retry_after, ..Problem::input(told) })
    }

    /// The problem that a field may not be seen.
    pub fn forbidden(&self, kind: EntityKind, field: FieldId) -> Problem {
        let problem =
            self.forbids(&format!("`{}` of {} {kind}", kind.def(field).path, kind.article()));
        Problem { forbids: Some((kind, field)), ..problem }
    }

    /// The problem that something may not be seen.
    pub fn forbids(&self, what: &str) -> Problem {
        let role = self.role_name().unwrap_or_default();
        Problem {
            code: ErrorCode::Forbidden,
            ..Problem::input(format!("the role `{role}` may not see {what}"))
        }
    }
}

impl Seen {
    /// The node, for the engine alone.
    pub(in crate::engine) fn node(&self) -> &Arc<Node> {
        &self.0
    }

    /// The entity.
    pub fn kind(&self) -> EntityKind {
        self.0.kind
    }

    /// The id.
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// The mark by which lists that hang off it are remembered.
    pub fn mark(&self) -> Mark {
        self.0.mark()
    }

    /// The key of its first record, by which it is found again.
    pub fn key(&self) -> Option<&RecordKey> {
        self.0.members.first().map(|member| &member.record.key)
    }

    /// The time of the oldest read among its records.
    pub fn read_at(&self) -> Option<DateTime<Utc>> {
        self.0.members.iter().map(|member| member.record.fetched).min()
    }

    /// Failures that kept records, or parts of them, out.
    pub fn failures(&self) -> impl Iterator<Item = Problem> {
        self.0.failures.iter().map(|failure| failure.clone().into())
    }

    /// A field as this viewer sees it.
    pub fn look(&self, viewer: &Viewer, field: FieldId) -> Look<'_> {
        match viewer.mode(self.0.kind, field) {
            _ if viewer.may_not_see(self.0.kind, field) => Look::Forbidden,
            Mode::Show => Look::Value(self.0.shown(field)),
            Mode::Mask => Look::Masked(self.0.shown(field)),
            Mode::Hide | Mode::Forbid => Look::Value(NULL),
        }
    }

    /// What a field refers to; nothing if he may not see that.
    pub fn reference(&self, viewer: &Viewer, field: FieldId) -> Option<&Reference> {
        match self.look(viewer, field) {
            Look::Value(Value::Reference(reference)) => Some(reference),
            _ => None,
        }
    }

    /// Every way in which records of its sources can refer to it.
    pub fn references(&self) -> impl Iterator<Item = Reference> {
        self.0.references().into_iter().filter_map(|value| match value {
            Value::Reference(reference) => Some(*reference),
            _ => None,
        })
    }

    /// What each record that holds a value of a field says of these fields, as far as he may see
    /// them: the record with authority first.
    pub fn told<const N: usize>(
        &self,
        viewer: &Viewer,
        by: FieldId,
        fields: [FieldId; N],
    ) -> Vec<[&Value; N]> {
        self.0.having(by).map(|member| self.said(viewer, member, fields)).collect()
    }

    /// The same of the records that the value of a field is made of: several if it is a sum.
    pub fn parts<const N: usize>(
        &self,
        viewer: &Viewer,
        of: FieldId,
        fields: [FieldId; N],
    ) -> Vec<[&Value; N]> {
        let mut parts: Vec<_> = self.0.parts(of).collect();
        if parts.is_empty() {
            parts.extend(self.0.decider(of));
        }
        parts.into_iter().map(|member| self.said(viewer, member, fields)).collect()
    }

    fn said<'a, const N: usize>(
        &'a self,
        viewer: &Viewer,
        member: &'a Member,
        fields: [FieldId; N],
    ) -> [&'a Value; N] {
        fields.map(|field| match viewer.mode(self.0.kind, field) {
            Mode::Show => member.record.get(field),
            Mode::Mask | Mode::Hide | Mode::Forbid => NULL,
        })
    }

    /// The records that it is made of; none if he may not see where values come from.
    pub fn records(&self, viewer: &Viewer) -> &[Member] {
        if viewer.provenance() == Mode::Show { &self.0.members } else { &[] }
    }

    /// The records with the sources' own fields; none if he may not see those.
    pub fn with_attributes(&self, viewer: &Viewer) -> &[Member] {
        if viewer.attributes() == Mode::Show { &self.0.members } else { &[] }
    }

    /// The names of the fields that a record decides, as far as he may see them. That it refers to
    /// a node of which he may not see all kinds is not told, unless he may see that partner.
    pub fn supplied_by(
        &self,
        viewer: &Viewer,
        engine: &Engine,
        record: &RecordKey,
    ) -> Vec<&'static str> {
        let kind = self.0.kind;
        let hidden = viewer.unshown(kind);
        let is_told = |field: &FieldId| match (kind.target(*field), self.0.value(*field)) {
            (Some(EntityKind::Partner), Value::Reference(partner)) => {
                engine.may_see_referred(viewer, partner)
            }
            (Some(target), _) => viewer.rows(target).is_none(),
            (None, _) => true,
        };
        let fields = self.0.supplied_by(record).into_iter();
        let told = fields.filter(|field| !hidden.contains(*field) && is_told(field));
        told.map(|field| kind.def(field).name).collect()
    }

    /// The fields in which records disagree, as far as he may see them.
    pub fn conflicts(&self, viewer: &Viewer) -> Vec<Conflict<'_>> {
        let hidden = viewer.unshown(self.0.kind);
        let all = self.0.conflicts().into_iter();
        all.filter(|conflict| !hidden.contains(conflict.field)).collect()
    }

    /// Records that were kept out, as far as he may see them and the partners they belong to, each
    /// with the own record that they contradict.
    pub fn contradictions<'a>(
        &'a self,
        viewer: &'a Viewer,
        engine: &'a Engine,
    ) -> impl Iterator<Item = (&'a Member, &'a Contradiction)> {
        let hidden = viewer.unshown(self.0.kind);
        let all = self.0.contradictions.iter();
        let shown = all.filter(move |one| {
            !hidden.contains(one.field) && engine.may_see_partner(viewer, &one.other)
        });
        shown.filter_map(|one| Some((self.0.decider(one.field)?, one)))
    }

    /// Returns true if the same hangs off both nodes, where these fields are followed: they have
    /// the same records, and refer to the same.
    pub fn is_like(&self, other: &Self, followed: FieldSet) -> bool {
        let (one, other) = (&self.0, &other.0);
        one.references() == other.references()
            && followed.iter().all(|field| one.value(field) == other.value(field))
    }
}

/// Whether values of a type are texts, of which a mask can be made.
fn is_text(ty: FieldType) -> bool {
    match ty {
        FieldType::Text | FieldType::Url | FieldType::Domain | FieldType::TextList => true,
        FieldType::List(item) => is_text(*item),
        _ => false,
    }
}
