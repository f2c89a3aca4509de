//! Finding nodes by a record, a reference, or what else is known of them.

use std::{collections::HashMap, convert::Infallible, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::{EntityKind, FieldId, NodeId, RecordKey, Reference, Value, did_you_mean};

use crate::engine::{
    Engine, Found, Mark, Needs, Node, Problem, Seen, Viewer, identity::Snapshot, memo::Question,
};

const P: EntityKind = EntityKind::Partner;
pub(super) const DOMAIN: FieldId = P.known("domain");
pub(super) const TAX_ID: FieldId = P.known("taxId");

impl Engine {
    /// The nodes that these records are part of, in the order of the keys.
    pub async fn nodes(
        &self,
        viewer: &Viewer,
        kind: EntityKind,
        keys: &[RecordKey],
        needs: &Needs,
    ) -> Vec<Found<Seen>> {
        let needs = &viewer.needs(kind, needs);
        let question = Question::new(viewer, &("nodes", kind, needs));
        let marks: Vec<Mark> = keys.iter().map(Mark::of).collect();
        let nodes = self.memo.nodes.answers(question, &marks, |missing| async move {
            let keys: Vec<&RecordKey> = missing.iter().map(|place| &keys[*place]).collect();
            Ok(seen(viewer, self.nodes_of(kind, &keys, needs).await))
        });
        let Ok::<_, Infallible>(nodes) = nodes.await;
        nodes
    }

    /// Nodes that are at hand, read again as far as is needed, in their order.
    pub async fn again(
        &self,
        viewer: &Viewer,
        kind: EntityKind,
        nodes: &[Seen],
        needs: &Needs,
    ) -> Vec<Found<Seen>> {
        let keys: Vec<RecordKey> = nodes.iter().filter_map(Seen::key).cloned().collect();
        let mut read = self.nodes(viewer, kind, &keys, needs).await.into_iter();
        let of = |node: &Seen| node.key().and_then(|_| read.next()).unwrap_or(Ok(None));
        nodes.iter().map(of).collect()
    }

    async fn nodes_of(&self, kind: EntityKind, keys: &[&RecordKey], needs: &Needs) -> Vec<Found> {
        if kind == P {
            let snapshot = self.index.now();
            let known = keys.iter().map(|key| snapshot.by_record(key)).collect();
            return self.read_partners(known, needs).await;
        }
        let context = self.context(kind, needs);
        let keys: Vec<_> = keys.iter().map(|key| context.key_of(key)).collect();
        let asked: Vec<RecordKey> = keys.iter().flatten().cloned().collect();
        let found = context.nodes_by_record(&asked).await;
        let outcome = |key: &RecordKey| found.get(key).cloned();
        keys.iter()
            .map(|key| key.as_ref().and_then(outcome).transpose().map_err(Problem::from))
            .collect()
    }

    /// The nodes that these references of records mean, in their order.
    pub async fn referred(
        &self,
        viewer: &Viewer,
        kind: EntityKind,
        references: &[&Reference],
        needs: &Needs,
    ) -> Vec<Found<Seen>> {
        let needs = &viewer.needs(kind, needs);
        let question = Question::new(viewer, &("referred", kind, needs));
        let marks: Vec<Mark> = references.iter().map(Mark::of).collect();
        let nodes = self.memo.nodes.answers(question, &marks, |missing| async move {
            let missing: Vec<_> = missing.iter().map(|place| references[*place]).collect();
            Ok(seen(viewer, self.nodes_referred_to(kind, &missing, needs).await))
        });
        let Ok::<_, Infallible>(nodes) = nodes.await;
        nodes
    }

    async fn nodes_referred_to(
        &self,
        kind: EntityKind,
        references: &[&Reference],
        needs: &Needs,
    ) -> Vec<Found> {
        if kind == P {
            let snapshot = self.index.now();
            let partner = |reference: &&Reference| snapshot.by_reference(reference);
            return self.read_partners(references.iter().map(partner).collect(), needs).await;
        }
        // A reference does not say which object it means: each of the source's tables that hold the
        // entity is asked.
        let keys: Vec<Vec<RecordKey>> =
            references.iter().map(|reference| self.keys_of(kind, reference)).collect();
        let found = self.context(kind, needs).nodes_by_record(&keys.concat()).await;
        keys.iter()
            .map(|keys| {
                let outcomes = || keys.iter().filter_map(|key| found.get(key));
                let failure = || outcomes().find_map(|outcome| outcome.as_ref().err());
                match outcomes().find_map(|outcome| outcome.as_ref().ok()) {
                    Some(node) => Ok(Some(node.clone())),
                    None => failure().map_or(Ok(None), |error| Err(error.clone().into())),
                }
            })
            .collect()
    }

    /// The partner at a domain, or at a host under it.
    ///
    /// # Errors
    /// With the code `CONFLICT` if there are several, with `FORBIDDEN` if the viewer may not see
    /// domains.
    pub async fn partner_by_domain(
        &self,
        viewer: &Viewer,
        domain: &str,
        needs: &Needs,
    ) -> Found<Seen> {
        self.partner_by(viewer, DOMAIN, domain, needs, Snapshot::by_domain).await
    }

    /// The partner with a tax id, with or without spaces and the country's prefix.
    ///
    /// # Errors
    /// With the code `CONFLICT` if there are several, with `FORBIDDEN` if the viewer may not see tax
    /// ids.
    pub async fn partner_by_tax_id(
        &self,
        viewer: &Viewer,
        tax_id: &str,
        needs: &Needs,
    ) -> Found<Seen> {
        self.partner_by(viewer, TAX_ID, tax_id, needs, Snapshot::by_tax_id).await
    }

    /// The one partner that the index finds by a key, which is a value of this field.
    async fn partner_by(
        &self,
        viewer: &Viewer,
        field: FieldId,
        key: &str,
        needs: &Needs,
        find: fn(&Snapshot, &str) -> Vec<u32>,
    ) -> Found<Seen> {
        if !viewer.may_look_up(P, field)? {
            return Ok(None);
        }
        let needs = &viewer.needs(P, needs);
        let question = Question::new(viewer, &("partner by", field, needs));
        let mark = [Mark::of(&key)];
        let found = self.memo.nodes.answers(question, &mark, |_| async {
            let snapshot = self.index.now();
            let found = known_to(viewer, &snapshot, find(&snapshot, key));
            Ok::<_, Infallible>(vec![self.only(viewer, &found, field, key, needs).await])
        });
        let Ok(mut found) = found.await;
        found.pop().unwrap_or(Ok(None))
    }

    /// The keys that a record of a source may have: a source can hold an entity in several objects.
    ///
    /// # Errors
    /// If there is no such source, or the id cannot be one of that source's.
    pub fn record_keys(
        &self,
        kind: EntityKind,
        source: &str,
        id: &str,
    ) -> Result<Vec<RecordKey>, Problem> {
        let Some(source) = self.model.source(source) else {
            return Err(self.no_source(source));
        };
        let tables =
            self.model.tables(kind).iter().filter(|table| table.source.name == source.name);
        let keys: Vec<_> = tables
            .filter_map(|table| {
                let id = source.connector.canonical_id(&table.mapping.object, id)?;
                Some(table.key(&id))
            })
            .collect();
        if keys.is_empty() {
            return Err(Problem::input(format!(
                "`{id}` cannot be the id of a {kind} in {}",
                source.name
            )));
        }
        Ok(keys)
    }

    /// Every way in which a record can refer to the partners that these records are part of: the
    /// values of a filter on `partner`.
    ///
    /// # Errors
    /// If an id is not that of a partner.
    pub fn references_to(&self, viewer: &Viewer, ids: &[NodeId]) -> Result<Vec<Value>, Problem> {
        if let Some(id) = ids.iter().find(|id| id.kind != P) {
            return Err(Problem::input(format!(
                "`partner` takes the ids of partners; one of these is that of a {}",
                id.kind
            )));
        }
        let snapshot = self.index.now();
        let partners = ids.iter().filter_map(|id| snapshot.by_record(&id.record));
        // That he may not see a partner must not be told by what refers to it either.
        let partners = partners.filter(|partner| viewer.may_see(partner));
        Ok(partners.flat_map(|partner| partner.references()).collect())
    }

    /// The problem that there is no such source.
    pub(super) fn no_source(&self, name: &str) -> Problem {
        let near = did_you_mean(name, self.sources().iter().map(|source| &*source.name));
        Problem {
            discreet: Some(format!("there is no source `{name}`")),
            ..Problem::input(format!("there is no source `{name}`{near}"))
        }
    }

    fn keys_of(&self, kind: EntityKind, reference: &Reference) -> Vec<RecordKey> {
        let tables = self.model.tables(kind).iter();
        tables
            .filter(|table| table.source.name == reference.source)
            .map(|table| table.key(&reference.id))
            .collect()
    }

    /// Reads what is needed of these partners of the index, each once.
    async fn read_partners(&self, known: Vec<Option<Arc<Node>>>, needs: &Needs) -> Vec<Found> {
        let mut distinct: Vec<Arc<Node>> = known.iter().flatten().cloned().collect();
        distinct.sort_by(|a, b| a.id().cmp(b.id()));
        distinct.dedup_by(|a, b| a.id() == b.id());
        let loaded = self.context(P, needs).partner_nodes(&distinct).await;
        let by_id: HashMap<&str, Option<Arc<Node>>> =
            distinct.iter().map(|node| node.id()).zip(loaded).collect();
        known
            .iter()
            .map(|node| Ok(node.as_ref().and_then(|node| by_id.get(node.id()).cloned().flatten())))
            .collect()
    }

    async fn only(
        &self,
        viewer: &Viewer,
        found: &[Arc<Node>],
        field: FieldId,
        key: &str,
        needs: &Needs,
    ) -> Found<Seen> {
        if found.len() > 1 {
            let what = if field == DOMAIN { "domain" } else { "tax id" };
            let message = format!(
                "{} partners have the {what} `{key}`; list them with `partners(filter: …)`, or ask by id",
                found.len()
            );
            return Err(Problem { code: ErrorCode::Conflict, ..Problem::input(message) });
        }
        let known = found.iter().cloned().map(Some).collect();
        seen(viewer, self.read_partners(known, needs).await).pop().unwrap_or(Ok(None))
    }
}

/// Those of what was found that a viewer may see. To him, the rest does not exist.
fn seen(viewer: &Viewer, found: Vec<Found>) -> Vec<Found<Seen>> {
    let see = |found: Found| found.map(|node| node.and_then(|node| viewer.see(node)));
    found.into_iter().map(see).collect()
}

/// Those of these partners that a viewer may see.
pub(super) fn known_to(viewer: &Viewer, snapshot: &Snapshot, found: Vec<u32>) -> Vec<Arc<Node>> {
    let nodes = found.into_iter().map(|partner| snapshot.node(partner));
    nodes.filter(|node| viewer.may_see(node)).collect()
}
