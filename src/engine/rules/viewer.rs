//! The viewer: who asks, and what he may see.

use std::sync::{Arc, LazyLock};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Filter, Test, Value};
use strum::VariantArray;

use super::{Grant, Mode, Role, Rows};
use crate::engine::{Mark, Node, query::fields_of};

/// A partner as credentials name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PartnerName {
    /// By the id of its node.
    Id(String),
    /// By a record of a source, in whichever object that keeps it.
    Record {
        /// The source.
        source: String,
        /// The record's id there.
        id: String,
    },
    /// By its domain.
    Domain(String),
    /// By its tax id.
    TaxId(String),
}

/// Who asks, as his credentials tell: [`crate::engine::Engine::viewer`] makes a viewer of it.
#[derive(Debug, Clone)]
pub struct Who {
    /// The name under which he is known.
    pub subject: Arc<str>,
    /// The role in which he acts; none for whoever may see everything.
    pub role: Option<Arc<Role>>,
    /// The partner to whom he belongs.
    pub partner: Option<PartnerName>,
}

/// The caller on whose behalf the engine answers: every question takes one.
#[derive(Clone)]
pub struct Viewer {
    subject: Arc<str>,
    sight: Arc<Sight>,
}

/// What a viewer may see: his role's rules, bound to his partner. Viewers of equal scope see the
/// same.
pub struct Sight {
    role: Option<Arc<Role>>,
    partner: Option<Arc<Node>>,
    /// By entity, what nodes must pass; none where all are seen.
    rows: Vec<Option<Filter<FieldId>>>,
    scope: Mark,
}

/// What whoever may see everything sees.
static EVERYTHING: LazyLock<Arc<Sight>> = LazyLock::new(|| {
    let rows = EntityKind::VARIANTS.iter().map(|_| None).collect();
    Arc::new(Sight { role: None, partner: None, rows, scope: Mark::of(&"everything") })
});

/// The values by which a viewer's grants are bound: how records refer to his partner and to those
/// below it.
pub(in crate::engine) struct Own {
    pub(in crate::engine) partner: Option<Arc<Node>>,
    pub(in crate::engine) children: Vec<Arc<Node>>,
    /// The viewer's partner with the fields that grants test, if it could be read.
    pub(in crate::engine) tested: Option<Arc<Node>>,
}

impl Viewer {
    /// The viewer who is not known by name and may see everything.
    pub fn everyone() -> Self {
        Self::all_seeing("anonymous".into())
    }

    /// A viewer of this name who may see everything.
    pub(in crate::engine) fn all_seeing(subject: Arc<str>) -> Self {
        Self { subject, sight: EVERYTHING.clone() }
    }

    /// A viewer of this name who may see so much.
    pub(in crate::engine) fn new(subject: Arc<str>, sight: Arc<Sight>) -> Self {
        Self { subject, sight }
    }

    /// The name under which he is known.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The name of his role; none if he may see everything without one.
    pub fn role_name(&self) -> Option<&str> {
        self.sight.role.as_ref().map(|role| &*role.name)
    }

    /// The partner to whom he belongs, as the index knows it.
    pub(in crate::engine) fn partner(&self) -> Option<&Arc<Node>> {
        self.sight.partner.as_ref()
    }

    /// What keeps him apart from viewers who may see other things, in every key under which work is
    /// remembered.
    pub(in crate::engine) fn scope(&self) -> Mark {
        self.sight.scope
    }

    /// What nodes of an entity must pass for him to see them; none if he sees all.
    pub(in crate::engine) fn rows(&self, kind: EntityKind) -> Option<&Filter<FieldId>> {
        self.sight.rows[kind as usize].as_ref()
    }

    /// Returns true if he may see the nodes of every entity.
    pub fn sees_all_rows(&self) -> bool {
        self.sight.rows.iter().all(Option::is_none)
    }

    /// Returns true if he may see a node whose values were read as far as [`Self::rows`] tests
    /// them. Where a source failed that could hold another value of these, he may not.
    pub(in crate::engine) fn may_see(&self, node: &Node) -> bool {
        let is_sure =
            |rows| node.failures.is_empty() || node.is_sure_of(fields_of(node.kind, rows));
        let passes = |rows: &Filter<FieldId>| rows.matches(&|field| node.value(*field));
        self.rows(node.kind).is_none_or(|rows| passes(rows) && is_sure(rows))
    }

    /// How he sees a field.
    pub fn mode(&self, kind: EntityKind, field: FieldId) -> Mode {
        self.sight.role.as_ref().map_or(Mode::Show, |role| role.mode(kind, field))
    }

    /// How he sees which records and sources stand behind a node.
    pub fn provenance(&self) -> Mode {
        self.sight.role.as_ref().map_or(Mode::Show, |role| role.provenance)
    }

    /// How he sees the sources' own fields.
    pub fn attributes(&self) -> Mode {
        self.sight.role.as_ref().map_or(Mode::Show, |role| role.attributes)
    }

    /// The fields of which he sees nothing.
    pub(in crate::engine) fn unread(&self, kind: EntityKind) -> FieldSet {
        self.sight.role.as_ref().map_or(FieldSet::EMPTY, |role| role.unread(kind))
    }

    /// The fields that he does not see as they are.
    pub(in crate::engine) fn unshown(&self, kind: EntityKind) -> FieldSet {
        self.sight.role.as_ref().map_or(FieldSet::EMPTY, |role| role.unshown(kind))
    }
}

impl Sight {
    /// What a role lets somebody see to whom this belongs.
    pub(in crate::engine) fn new(role: &Arc<Role>, own: Own) -> Self {
        let kinds = EntityKind::VARIANTS.iter();
        let rows: Vec<_> = kinds.map(|kind| own.rows(*kind, role.rows(*kind))).collect();
        let id = own.partner.as_ref().map(|partner| partner.id().to_owned());
        let scope = Mark::of(&("role", role.number, id, &rows));
        Self { role: Some(role.clone()), partner: own.partner, rows, scope }
    }

    /// About how much memory it takes: 1, and 1 for each value in its filters.
    pub(in crate::engine) fn weight(&self) -> u32 {
        let values: usize = self.rows.iter().flatten().map(values).sum();
        u32::try_from(values).unwrap_or(u32::MAX).saturating_add(1)
    }
}

impl Own {
    /// The mark of what a role's rules are bound to, within one state of the index.
    pub(in crate::engine) fn mark(&self, role: &Role) -> Mark {
        let id = self.partner.as_ref().map(|partner| partner.id());
        let fields = role.tested_of_own();
        let tested = self.tested.as_ref();
        let values: Option<Vec<_>> =
            tested.map(|own| fields.iter().map(|field| own.value(field)).collect());
        Mark::of(&(role.number, id, values))
    }

    fn rows(&self, kind: EntityKind, rows: &Rows) -> Option<Filter<FieldId>> {
        let Rows::Granted(grants) = rows else { return None };
        let holds = |grant: &&Grant| {
            grant.only_if.as_ref().is_none_or(|only_if| {
                let tested = self.tested.as_ref();
                tested.is_some_and(|own| only_if.matches(&|field| own.value(*field)))
            })
        };
        let granted = grants.iter().filter(holds);
        let filters: Vec<_> = granted.map(|grant| self.bound(kind, &grant.filter)).collect();
        Some(one_of_each(filters))
    }

    /// A grant's filter with the viewer's partners in place of the words that stand for them.
    fn bound(&self, kind: EntityKind, filter: &Filter<FieldId>) -> Filter<FieldId> {
        let each = |parts: &[Filter<FieldId>]| -> Vec<_> {
            parts.iter().map(|part| self.bound(kind, part)).collect()
        };
        match filter {
            Filter::And(parts) => Filter::all_of(each(parts)),
            Filter::Or(parts) => one_of_each(each(parts)),
            Filter::Not(part) => Filter::Not(Box::new(self.bound(kind, part))),
            Filter::Test(field, Test::In(values)) if kind.target(*field).is_some() => {
                let partners = self.meant(values).into_iter();
                Filter::Test(*field, Test::In(partners.flat_map(Node::references).collect()))
            }
            Filter::Test(field, Test::In(values)) if values.iter().any(stands_for_partners) => {
                let partners = self.meant(values).into_iter();
                let ids = partners.map(|partner| Value::text(partner.id()));
                Filter::Test(*field, Test::In(ids.collect()))
            }
            test => test.clone(),
        }
    }

    /// The partners that these words mean.
    fn meant(&self, words: &[Value]) -> Vec<&Node> {
        let mut partners = Vec::new();
        for word in words.iter().filter_map(Value::as_str) {
            match word {
                Grant::PARTNER => partners.extend(self.partner.as_deref()),
                Grant::CHILDREN => partners.extend(self.children.iter().map(|child| &**child)),
                _ => {}
            }
        }
        partners
    }
}

/// The number of values in a filter.
fn values(filter: &Filter<FieldId>) -> usize {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().map(values).sum(),
        Filter::Not(part) => values(part),
        Filter::Test(_, Test::In(all) | Test::NotIn(all)) => all.len(),
        Filter::Test(..) => 1,
    }
}

fn stands_for_partners(value: &Value) -> bool {
    value.as_str().is_some_and(|text| Grant::WORDS.contains(&text))
}

/// One of these filters, those on one reference joined to one: a list is then asked for the
/// children of all its partners at once.
fn one_of_each(filters: Vec<Filter<FieldId>>) -> Filter<FieldId> {
    let mut joined: Vec<Filter<FieldId>> = Vec::new();
    for filter in filters {
        if let Filter::Test(field, Test::In(values)) = &filter {
            let same = joined.iter_mut().find_map(|known| match known {
                Filter::Test(other, Test::In(known)) if other == field => Some(known),
                _ => None,
            });
            if let Some(known) = same {
                known.extend(values.iter().cloned());
                continue;
            }
        }
        joined.push(filter);
    }
    // A test of no partner at all passes nothing.
    joined
        .retain(|filter| !matches!(filter, Filter::Test(_, Test::In(values)) if values.is_empty()));
    Filter::any_of(joined)
}
