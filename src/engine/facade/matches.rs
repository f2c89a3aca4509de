//! Why records are one partner, and which partners may be one.

use std::{fmt, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::{EntityKind, RecordKey};

use crate::engine::{
    Engine, IdentityRules, Mode, Node, Pair, Problem, RecordName, Review, Seen, Suggested,
    SuggestionPlace, Tied, Viewer, Wanted,
};

const P: EntityKind = EntityKind::Partner;

/// Two partners beside each other, both of which the viewer may see.
pub type SeenPair = Pair<Seen>;

impl Engine {
    /// The ties of a record to others of its partner.
    pub fn matches(&self, viewer: &Viewer, record: &RecordKey) -> Vec<Tied> {
        if viewer.provenance() != Mode::Show || !self.may_see_partner(viewer, record) {
            return Vec::new();
        }
        self.index.now().matches(record)
    }

    /// What speaks for and against two partner records being one company. Of the keys that each may
    /// have, the one that is known counts.
    ///
    /// # Errors
    /// With the code `NOT_FOUND` if a record is not known, or that of the source whose partners are
    /// missing; with `BAD_INPUT` if both are one record; with `FORBIDDEN` if the viewer may not see
    /// where values come from.
    pub fn explain_match(
        &self,
        viewer: &Viewer,
        a: &[RecordKey],
        b: &[RecordKey],
    ) -> Result<SeenPair, Problem> {
        if viewer.provenance() != Mode::Show {
            return Err(viewer.forbids("which records are one partner"));
        }
        let snapshot = self.index.now();
        let is_known = |key: &&RecordKey| {
            snapshot.by_record(key).is_some_and(|partner| viewer.may_see(&partner))
        };
        let find = |keys: &[RecordKey]| -> Result<RecordKey, Problem> {
            keys.iter().find(is_known).cloned().ok_or_else(|| match keys.first() {
                Some(RecordKey { source, id, .. }) => self.unknown_record(source, id),
                None => Problem::input("no record is named"),
            })
        };
        let (a, b) = (find(a)?, find(b)?);
        if a == b {
            return Err(Problem::input("`a` and `b` are one record; name two"));
        }
        let pair = snapshot.explain(&a, &b).and_then(|pair| seen_pair(viewer, &pair));
        pair.ok_or_else(|| self.unknown_record(&b.source, &b.id))
    }

    /// The key of a partner record that people name.
    ///
    /// # Errors
    /// As [`Engine::explain_match`].
    pub fn record_named(&self, name: &RecordName) -> Result<RecordKey, Problem> {
        let Some(source) = self.model.source(&name.source) else {
            return Err(self.no_source(&name.source));
        };
        let unknown = || self.unknown_record(&source.name, name);
        self.index.now().key_of(name).ok_or_else(unknown)
    }

    /// What the rules of the index merge and part of what other rules make of its records.
    pub fn review(&self, before: &IdentityRules) -> Review {
        self.index.now().review(before)
    }

    /// The problem that a record is not known: at all, or while its source does not answer.
    fn unknown_record(&self, source: &Arc<str>, name: impl fmt::Display) -> Problem {
        let gaps = self.index_gaps().into_iter();
        let mut own = gaps.filter(|gap| gap.source_name.as_ref() == Some(source));
        own.next().unwrap_or_else(|| Problem {
            code: ErrorCode::NotFound,
            ..Problem::input(format!("{source} has no partner record `{name}`"))
        })
    }

    /// A page of the suggestions that are wanted, the likeliest first.
    ///
    /// # Errors
    /// If there is no such source, or the viewer may not see where values come from.
    pub fn suggestions(
        &self,
        viewer: &Viewer,
        wanted: &Wanted,
        after: Option<&SuggestionPlace>,
        first: usize,
    ) -> Result<Suggested<Seen>, Problem> {
        let none = Suggested { pairs: Vec::new(), has_next: false, total: 0 };
        match viewer.provenance() {
            Mode::Show => {}
            Mode::Hide => return Ok(none),
            Mode::Mask | Mode::Forbid => return Err(viewer.forbids("which partners may be one")),
        }
        let source = wanted.source.as_deref().map(|name| self.source_named(name)).transpose()?;
        let source = source.map(|source| source.name.to_string());
        let wanted = Wanted { source, ..wanted.clone() };
        let may_see = |node: &Node| viewer.may_see(node);
        let found = self.index.now().suggestions(&wanted, &may_see, after, first);
        let Suggested { pairs, has_next, total } = found;
        let see =
            |(place, pair): (_, Arc<Pair>)| Some((place, Arc::new(seen_pair(viewer, &pair)?)));
        Ok(Suggested { pairs: pairs.into_iter().filter_map(see).collect(), has_next, total })
    }

    /// The first suggestions of each of these partners, the likeliest first.
    ///
    /// # Errors
    /// If the viewer may not see where values come from.
    pub fn suggestions_of(
        &self,
        viewer: &Viewer,
        partners: &[Seen],
        first: usize,
    ) -> Result<Vec<Vec<Arc<SeenPair>>>, Problem> {
        match viewer.provenance() {
            Mode::Show => {}
            Mode::Hide => return Ok(partners.iter().map(|_| Vec::new()).collect()),
            Mode::Mask | Mode::Forbid => return Err(viewer.forbids("which partners may be one")),
        }
        let all_seeing = viewer.rows(P).is_none();
        let most = if all_seeing { first } else { usize::MAX };
        let of = self.index.now().suggestions_of(&nodes(partners), most).into_iter();
        let see = |pairs: Vec<Arc<Pair>>| {
            let pairs = pairs.iter().filter_map(|pair| seen_pair(viewer, pair));
            pairs.take(first).map(Arc::new).collect()
        };
        Ok(of.map(see).collect())
    }

    /// The first partners that belong together with each of these: branches and sisters.
    pub fn related(&self, viewer: &Viewer, partners: &[Seen], first: usize) -> Vec<Vec<Seen>> {
        let all_seeing = viewer.rows(P).is_none();
        let most = if all_seeing { first } else { usize::MAX };
        let of = self.index.now().related(&nodes(partners), most).into_iter();
        let see = |others: Vec<Arc<Node>>| {
            let mut seen = viewer.see_all(others);
            seen.truncate(first);
            seen
        };
        of.map(see).collect()
    }
}

fn nodes(partners: &[Seen]) -> Vec<Arc<Node>> {
    partners.iter().map(|partner| partner.node().clone()).collect()
}

/// A pair with both of its partners and those of its rivals that a viewer may see; none if he may
/// not see both.
fn seen_pair(viewer: &Viewer, pair: &Pair) -> Option<SeenPair> {
    Some(Pair {
        a: viewer.see(pair.a.clone())?,
        b: viewer.see(pair.b.clone())?,
        between: pair.between.clone(),
        explanation: pair.explanation.clone(),
        rivals: viewer.see_all(pair.rivals.iter().cloned()),
    })
}
