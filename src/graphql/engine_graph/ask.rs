//! Calls of a plan as questions to the engine's facade.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::{EntityKind, FieldId, NodeId, Order, Reference, Relation};
use futures::future::join_all;
use strum::VariantArray;

use super::{
    EngineGraph,
    bind::{Bound, Key},
    thing::Thing,
};
use crate::{
    engine::{ListQuery, Listed, Mark, Mode, Needs, Problem, Seen},
    graphql::{
        plan::Call,
        types::{Kind, Meaning, Root},
        walk::{Cursors, Outcome, Page},
    },
    load::standing,
};

pub(super) type Found = Outcome<Seen>;

impl EngineGraph<'_> {
    /// The outcomes of a call, one for each parent, or one at the root.
    pub(super) async fn ask(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Seen],
    ) -> Vec<Found> {
        match (call.meaning, bound) {
            (Meaning::Root(Root::List(kind)), Some(Bound::List(query))) => {
                let listed = self.list(call, kind, query).await;
                vec![listed.unwrap_or_else(|problem| empty(call, bound, problem))]
            }
            (Meaning::Root(Root::One(kind)), Some(Bound::Key(key))) => {
                vec![self.one(call, kind, key).await]
            }
            (Meaning::Root(Root::Node), Some(Bound::Ids(ids))) => {
                let (mut nodes, failures) = self.by_id(call, ids).await;
                let node = nodes.pop().flatten();
                vec![
                    node.map_or_else(
                        || none(&failures),
                        |node| Outcome::One(node, failures.clone()),
                    ),
                ]
            }
            (Meaning::Root(Root::Nodes), Some(Bound::Ids(ids))) => {
                let (nodes, failures) = self.by_id(call, ids).await;
                vec![Outcome::Several(nodes, failures)]
            }
            (Meaning::Root(Root::Search), Some(Bound::Search(search))) => {
                let found = self.search(call, search).await;
                vec![found.unwrap_or_else(|problem| empty(call, bound, problem))]
            }
            (Meaning::Many(relation), Some(Bound::List(query))) => {
                let listed = self.many(call, relation, query, parents).await;
                listed.unwrap_or_else(|problem| {
                    parents.iter().map(|_| empty(call, bound, problem.clone())).collect()
                })
            }
            (Meaning::One(field), _) => self.follow(call, field, parents).await,
            _ => parents.iter().map(|_| Outcome::Null).collect(),
        }
    }

    /// What a call needs of an entity, in the engine's terms.
    pub(super) fn needs(&self, call: &Call, kind: EntityKind) -> Needs {
        let Some((_, wanted)) = call.needs.iter().find(|(of, _)| *of == kind) else {
            return Needs::default();
        };
        let referred_to = wanted
            .referred_by
            .iter()
            .filter(|_| kind != EntityKind::Partner)
            .fold(crate::engine::Ranks::default(), |ranks, (from, by)| {
                ranks.union(self.engine.tables_referred_to(kind, *from, *by))
            });
        Needs {
            fields: wanted.fields,
            attributes: wanted.attributes,
            every_record: wanted.every_record,
            referred_to,
            put_off_but: None,
        }
    }

    async fn list(
        &self,
        call: &Call,
        kind: EntityKind,
        query: &ListQuery,
    ) -> Result<Found, Problem> {
        let query = ListQuery { count: call.count, ..query.clone() };
        let listed = self.engine.list(self.viewer, kind, &query, &self.needs(call, kind)).await;
        listed.map(|listed| page(kind, &query, &listed))
    }

    async fn many(
        &self,
        call: &Call,
        relation: &Relation,
        query: &ListQuery,
        parents: &[Seen],
    ) -> Result<Vec<Found>, Problem> {
        let kind = relation.to;
        let Some(field) = relation.field() else {
            return Ok(parents.iter().map(|_| Outcome::Null).collect());
        };
        let query = ListQuery { count: call.count, ..query.clone() };
        let (distinct, places) = distinct(parents);
        let needs = self.needs(call, kind);
        let listed = self.engine.children(self.viewer, kind, field, &distinct, &query, &needs);
        let listed = listed.await?;
        let of = |place: &usize| {
            listed.get(*place).map_or(Outcome::Null, |listed| page(kind, &query, listed))
        };
        Ok(places.iter().map(of).collect())
    }

    /// The nodes that a field of the parents refers to. Where it is null, and some sources keep the
    /// link on the other side, the first node that refers back.
    async fn follow(&self, call: &Call, field: FieldId, parents: &[Seen]) -> Vec<Found> {
        let parent = call.parent.and_then(Kind::entity);
        let Some(kind) = parent.and_then(|parent| parent.target(field)) else {
            return parents.iter().map(|_| Outcome::Null).collect();
        };
        let needs = self.needs(call, kind);
        let mode = parent.map_or(Mode::Show, |parent| self.viewer.mode(parent, field));
        match (mode, parent) {
            (Mode::Show, _) | (_, None) => {}
            (Mode::Hide, _) => return parents.iter().map(|_| Outcome::Null).collect(),
            (Mode::Mask | Mode::Forbid, Some(kind)) => {
                let problem = self.viewer.forbidden(kind, field);
                return parents.iter().map(|_| Outcome::Failed(problem.clone())).collect();
            }
        }
        let viewer = self.viewer;
        let references: Vec<_> =
            parents.iter().map(|parent| parent.reference(viewer, field)).collect();
        let known: Vec<&Reference> = references.iter().flatten().copied().collect();
        let reverse = parent.and_then(|parent| {
            parent.entity().relation(parent.def(field).name).and_then(Relation::field)
        });
        let (found, first) = futures::future::join(
            self.engine.referred(self.viewer, kind, &known, &needs),
            self.first_that_refers(kind, reverse, &references, parents, &needs),
        )
        .await;
        let (mut found, mut first) = (found.into_iter(), first.into_iter());
        let outcome = |reference: &Option<_>| match reference {
            Some(_) => found.next().map_or(Outcome::Null, one),
            None => first.next().unwrap_or(Outcome::Null),
        };
        references.iter().map(outcome).collect()
    }

    /// For each parent without a reference, the first node that refers back to it.
    async fn first_that_refers<R>(
        &self,
        kind: EntityKind,
        reverse: Option<FieldId>,
        references: &[Option<R>],
        parents: &[Seen],
        needs: &Needs,
    ) -> Vec<Found> {
        let lacking = references.iter().zip(parents).filter(|(reference, _)| reference.is_none());
        let lacking: Vec<Seen> = lacking.map(|(_, parent)| parent.clone()).collect();
        let Some(reverse) = reverse.filter(|_| !lacking.is_empty()) else { return Vec::new() };
        let query = ListQuery::first_of_all(1);
        let first = |listed: &Arc<Listed<Seen>>| match listed.nodes.first() {
            Some((_, node)) => Outcome::One(node.clone(), listed.gaps.clone()),
            None => none(&listed.gaps),
        };
        of_each(&lacking, async |distinct| {
            let listed =
                self.engine.children(self.viewer, kind, reverse, distinct, &query, needs).await?;
            Ok(listed.iter().map(first).collect())
        })
        .await
    }

    /// The partner to whom the caller belongs.
    pub(super) async fn own_partner(&self, call: &Call) -> Outcome<Thing> {
        let needs = self.needs(call, EntityKind::Partner);
        one(self.engine.own_partner(self.viewer, &needs).await).map(Thing::Node)
    }

    async fn one(&self, call: &Call, kind: EntityKind, key: &Key) -> Found {
        let needs = self.needs(call, kind);
        let found = match key {
            Key::Domain(domain) => {
                vec![self.engine.partner_by_domain(self.viewer, domain, &needs).await]
            }
            Key::TaxId(tax_id) => {
                vec![self.engine.partner_by_tax_id(self.viewer, tax_id, &needs).await]
            }
            Key::Records(keys) => self.engine.nodes(self.viewer, kind, keys, &needs).await,
        };
        let mut failure = None;
        for outcome in found {
            match outcome {
                Ok(Some(node)) => return one(Ok(Some(node))),
                Ok(None) => {}
                Err(problem) => failure = Some(problem),
            }
        }
        let gaps = if kind == EntityKind::Partner { self.engine.index_gaps() } else { Vec::new() };
        failure.map_or_else(|| none(&gaps), Outcome::Failed)
    }

    /// The nodes of these ids in their order, and what failed.
    async fn by_id(&self, call: &Call, ids: &[NodeId]) -> (Vec<Option<Seen>>, Vec<Problem>) {
        let mut found: Vec<Option<Seen>> = vec![None; ids.len()];
        let mut failures = Vec::new();
        let asked = EntityKind::VARIANTS.iter().map(|kind| async move {
            let places: Vec<usize> =
                (0..ids.len()).filter(|place| ids[*place].kind == *kind).collect();
            let keys: Vec<_> = places.iter().map(|place| ids[*place].record.clone()).collect();
            if keys.is_empty() {
                return (places, Vec::new());
            }
            let needs = self.needs(call, *kind);
            (places, self.engine.nodes(self.viewer, *kind, &keys, &needs).await)
        });
        for (places, outcomes) in join_all(asked).await {
            for (place, outcome) in places.into_iter().zip(outcomes) {
                match outcome {
                    Ok(node) => {
                        failures.extend(node.iter().flat_map(Seen::failures));
                        found[place] = node;
                    }
                    Err(problem) => failures.push(problem),
                }
            }
        }
        (found, failures)
    }
}

/// The outcomes of nodes, each of which is asked about once; a problem is that of all.
pub(super) async fn of_each<T: Clone>(
    nodes: &[Seen],
    ask: impl AsyncFnOnce(&[Seen]) -> Result<Vec<Outcome<T>>, Problem>,
) -> Vec<Outcome<T>> {
    let (distinct, places) = distinct(nodes);
    match ask(&distinct).await {
        Ok(outcomes) => {
            let of = |place: &usize| outcomes.get(*place).cloned().unwrap_or(Outcome::Null);
            places.iter().map(of).collect()
        }
        Err(problem) => places.iter().map(|_| Outcome::Failed(problem.clone())).collect(),
    }
}

/// Notes, if sources are missing in an answer, that it holds only for now; returns them, as they
/// are named among the errors too.
pub(super) fn noted(missing: Vec<Problem>) -> Vec<Problem> {
    if !missing.is_empty() {
        standing::note_passing();
    }
    missing
}

/// Each of these nodes once, and for all of them the place among those.
fn distinct(nodes: &[Seen]) -> (Vec<Seen>, Vec<usize>) {
    let mut known: HashMap<Mark, usize> = HashMap::with_capacity(nodes.len());
    let mut distinct = Vec::new();
    let mut places = Vec::with_capacity(nodes.len());
    for node in nodes {
        places.push(*known.entry(node.mark()).or_insert_with(|| {
            distinct.push(node.clone());
            distinct.len() - 1
        }));
    }
    (distinct, places)
}

fn one(found: Result<Option<Seen>, Problem>) -> Found {
    match found {
        Ok(Some(node)) => {
            let failures = node.failures().collect();
            Outcome::One(node, failures)
        }
        Ok(None) => Outcome::Null,
        Err(problem) => Outcome::Failed(problem),
    }
}

/// No node; if something failed that could have brought one, that failure.
fn none(failures: &[Problem]) -> Found {
    failures.first().map_or(Outcome::Null, |failure| Outcome::Failed(failure.clone()))
}

/// The cursors of a page of an entity's nodes.
struct ListCursors(EntityKind, Order, Arc<Listed<Seen>>);

impl Cursors for ListCursors {
    fn at(&self, place: usize) -> Option<String> {
        let Self(kind, order, listed) = self;
        listed.nodes.get(place).map(|(cursor, _)| cursor.encode(*kind, *order))
    }
}

pub(super) fn page(kind: EntityKind, query: &ListQuery, listed: &Arc<Listed<Seen>>) -> Found {
    Outcome::Page(Page {
        nodes: listed.nodes.iter().map(|(_, node)| node.clone()).collect(),
        cursors: Arc::new(ListCursors(kind, query.order, listed.clone())),
        has_next: listed.has_next,
        end: listed.end.as_ref().map(|end| end.encode(kind, query.order)),
        continued: query.after.is_some(),
        total: listed.total,
        failures: noted(listed.gaps.clone()),
        gaps: listed.gaps.clone(),
        failed: None,
    })
}

/// The empty page of a list that cannot be answered: if the failure may pass, it ends where it
/// begins.
pub(super) fn empty(call: &Call, bound: Option<&Bound>, problem: Problem) -> Found {
    let may_pass = problem.may_pass() || problem.code == ErrorCode::UpstreamTimeout;
    let begin = match (call.meaning, bound) {
        _ if !may_pass => None,
        (Meaning::Root(Root::List(kind)), Some(Bound::List(query))) => Some(begin(kind, query)),
        (Meaning::Many(relation), Some(Bound::List(query))) => Some(begin(relation.to, query)),
        (Meaning::Figures(_), Some(Bound::List(query))) => Some(begin(EntityKind::Deal, query)),
        (Meaning::Root(Root::Search), Some(Bound::Search(search))) => Some(search.begin()),
        _ => None,
    };
    Outcome::Page(Page {
        nodes: Vec::new(),
        cursors: Arc::new(Vec::new()),
        has_next: begin.is_some(),
        end: begin,
        continued: false,
        total: None,
        gaps: problem.source_name.is_some().then(|| problem.clone()).into_iter().collect(),
        failures: Vec::new(),
        failed: Some(problem),
    })
}

/// The cursor at which a page begins.
fn begin(kind: EntityKind, query: &ListQuery) -> String {
    query.after.clone().unwrap_or_default().encode(kind, query.order)
}
