//! Partners, by how records refer to them: which of them count, and the values by which rows are
//! grouped.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Filter, NodeId, Reference, Test};
use futures::{StreamExt, pin_mut};

use super::{Dimension, Lists};
use crate::{
    engine::{Engine, ListQuery, Needs, Problem, Seen, Viewer},
    work::{PAGE, period::Calendar, reader::Reader},
};

const P: EntityKind = EntityKind::Partner;
const NAME: FieldId = P.known("name");
/// Partners up to which lists are asked for what is theirs, and not for everything.
const FEW: usize = 100;

/// A partner that a record refers to.
pub(super) struct Partner {
    /// Its number among those of this question.
    pub(super) number: u32,
    /// Whether it counts: it meets the question's condition.
    pub(super) counts: bool,
    /// The partner.
    pub(super) node: Seen,
    /// Its name, by which rows are put in order.
    pub(super) name: Option<String>,
    /// The values of its dimensions, each with the dimension.
    values: Vec<(Dimension, Vec<String>)>,
}

impl Partner {
    /// Its values of a dimension; none where it has none.
    pub(super) fn values(&self, dimension: Dimension) -> &[String] {
        let known = self.values.iter().find(|(known, _)| *known == dimension);
        known.map(|(_, values)| values.as_slice()).unwrap_or_default()
    }
}

/// The partners that records refer to.
pub(super) struct Partners<'a> {
    engine: &'a Engine,
    viewer: &'a Viewer,
    calendar: Calendar,
    dimensions: Vec<Dimension>,
    /// The ids of those that count; none if all do.
    wanted: Option<HashSet<String>>,
    lists: Lists,
    by_reference: HashMap<Reference, Option<Arc<Partner>>>,
    by_id: HashMap<String, Arc<Partner>>,
    /// Failures that kept partners, or what they say, out.
    failures: Vec<Problem>,
}

impl<'a> Partners<'a> {
    /// The partners that meet a condition.
    ///
    /// # Errors
    /// If the condition cannot be answered, with what is missing where a source failed.
    pub(super) async fn meeting(
        (engine, viewer): (&'a Engine, &'a Viewer),
        calendar: Calendar,
        dimensions: &[Dimension],
        filter: &Filter<FieldId>,
    ) -> Result<(Self, Vec<Problem>), Problem> {
        let (mut wanted, mut gaps) = (None, Vec::new());
        if !filter.is_all() {
            let query = ListQuery { filter: filter.clone(), ..ListQuery::first_of_all(PAGE) };
            let mut ids = HashSet::new();
            let scan = engine.scan(viewer, P, query, Needs::default());
            pin_mut!(scan);
            while let Some(found) = scan.next().await {
                match found {
                    Ok(node) => _ = ids.insert(node.id().to_owned()),
                    Err(problem) if problem.source_name.is_some() => gaps.push(problem),
                    Err(problem) => return Err(problem),
                }
            }
            wanted = Some(ids);
        }
        let asked = (engine, viewer);
        Ok((Self::new(asked, calendar, dimensions, wanted, Lists::Theirs), gaps))
    }

    /// These partners, and no others.
    pub(super) fn these(
        asked: (&'a Engine, &'a Viewer),
        calendar: Calendar,
        dimensions: &[Dimension],
        partners: &[Seen],
        lists: Lists,
    ) -> Self {
        let ids = partners.iter().map(|partner| partner.id().to_owned()).collect();
        Self::new(asked, calendar, dimensions, Some(ids), lists)
    }

    fn new(
        (engine, viewer): (&'a Engine, &'a Viewer),
        calendar: Calendar,
        dimensions: &[Dimension],
        wanted: Option<HashSet<String>>,
        lists: Lists,
    ) -> Self {
        let (by_reference, by_id) = (HashMap::new(), HashMap::new());
        let dimensions = dimensions.to_vec();
        let failures = Vec::new();
        Self { engine, viewer, calendar, dimensions, wanted, lists, by_reference, by_id, failures }
    }

    /// Whether they are so few that lists are asked for what is theirs.
    pub(super) fn are_few(&self) -> bool {
        self.lists == Lists::Theirs
            && self.wanted.as_ref().is_some_and(|wanted| wanted.len() <= FEW)
    }

    /// The condition on a reference to a partner, as lists are asked it: to any of them if they are
    /// many, which costs fewer calls than to name them.
    ///
    /// # Errors
    /// As [`Engine::references_to`].
    pub(super) fn condition(&self, reference: FieldId) -> Result<Filter<FieldId>, Problem> {
        let any = Filter::Test(reference, Test::IsNull(false));
        let Some(wanted) = self.wanted.as_ref().filter(|_| self.are_few()) else {
            return Ok(any);
        };
        let mut ids: Vec<_> = wanted.iter().filter_map(|id| NodeId::decode(id).ok()).collect();
        ids.sort_by_cached_key(NodeId::encode);
        Ok(Filter::Test(reference, Test::In(self.engine.references_to(self.viewer, &ids)?)))
    }

    /// The partners that these references mean, as far as they count, in their order.
    pub(super) async fn of(
        &mut self,
        references: Vec<Option<Reference>>,
    ) -> Vec<Option<Arc<Partner>>> {
        let all = self.all_of(references).await.into_iter();
        all.map(|partner| partner.filter(|partner| partner.counts)).collect()
    }

    /// The partners that these references mean, in their order.
    pub(super) async fn all_of(
        &mut self,
        references: Vec<Option<Reference>>,
    ) -> Vec<Option<Arc<Partner>>> {
        let unknown: HashSet<_> = references
            .iter()
            .flatten()
            .filter(|reference| !self.by_reference.contains_key(reference))
            .cloned()
            .collect();
        let mut unknown: Vec<_> = unknown.into_iter().collect();
        unknown.sort_by(|a, b| (&a.source, &a.id, &a.by).cmp(&(&b.source, &b.id, &b.by)));
        for (reference, node) in self.look_up(unknown).await {
            let partner = node.and_then(|node| self.known(node));
            self.by_reference.insert(reference, partner);
        }
        let partner = |reference: Option<Reference>| self.by_reference.get(&reference?)?.clone();
        references.into_iter().map(partner).collect()
    }

    /// Failures that kept partners, or what they say, out.
    pub(super) fn failures(self) -> Vec<Problem> {
        self.failures
    }

    /// Looks partners up in the index; what it does not hold is read.
    async fn look_up(&mut self, references: Vec<Reference>) -> Vec<(Reference, Option<Seen>)> {
        let fields = self.dimensions.iter().filter_map(|dimension| field_of(*dimension));
        let fields: FieldSet = fields.chain([NAME]).collect();
        if fields.iter().all(|field| P.def(field).indexed) {
            let known = |reference: Reference| {
                let found =
                    self.engine.known_referred(self.viewer, std::slice::from_ref(&reference));
                (reference, found.into_iter().next())
            };
            return references.into_iter().map(known).collect();
        }
        let needs = Needs::default().with(fields);
        let all: Vec<_> = references.iter().collect();
        let found = self.engine.referred(self.viewer, P, &all, &needs).await;
        let mut partners = Vec::with_capacity(found.len());
        for found in found {
            match found {
                Ok(node) => {
                    self.failures.extend(node.iter().flat_map(Seen::failures));
                    partners.push(node);
                }
                Err(problem) => {
                    self.failures.push(problem);
                    partners.push(None);
                }
            }
        }
        references.into_iter().zip(partners).collect()
    }

    fn known(&mut self, node: Seen) -> Option<Arc<Partner>> {
        if let Some(known) = self.by_id.get(node.id()) {
            return Some(known.clone());
        }
        let counts = self.wanted.as_ref().is_none_or(|wanted| wanted.contains(node.id()));
        let number = u32::try_from(self.by_id.len()).ok()?;
        let reader = Reader { node: &node, viewer: self.viewer, calendar: self.calendar };
        let name = reader.text(NAME).map(str::to_owned);
        let values = |dimension: &Dimension| Some((*dimension, values(reader, *dimension)?));
        let values = self.dimensions.iter().filter_map(values).collect();
        let partner = Arc::new(Partner { number, counts, name, values, node: node.clone() });
        self.by_id.insert(node.id().to_owned(), partner.clone());
        Some(partner)
    }
}

/// A partner's values of a dimension; none if it is none of partners.
fn values(partner: Reader<'_>, dimension: Dimension) -> Option<Vec<String>> {
    if dimension == Dimension::Partner {
        return Some(vec![partner.node.id().to_owned()]);
    }
    let mut values: Vec<_> =
        partner.texts(field_of(dimension)?).into_iter().map(str::to_owned).collect();
    values.sort_unstable();
    values.dedup();
    Some(values)
}

/// The field of partners behind a dimension.
fn field_of(dimension: Dimension) -> Option<FieldId> {
    Some(match dimension {
        Dimension::Tier => const { P.known("tier.name") },
        Dimension::Type => const { P.known("type") },
        Dimension::Region => const { P.known("region") },
        Dimension::Country => const { P.known("country") },
        Dimension::Program => const { P.known("programs.program") },
        Dimension::Segment => const { P.known("segments") },
        Dimension::Manager => const { P.known("manager.name") },
        Dimension::Partner
        | Dimension::Channel
        | Dimension::DealType
        | Dimension::Attribution
        | Dimension::Currency => return None,
    })
}
