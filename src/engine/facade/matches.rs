//! Why records are one partner, and which partners may be one.

use std::{fmt, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::RecordKey;

use crate::engine::{
    Engine, IdentityRules, Node, Pair, Problem, RecordName, Review, Suggested, SuggestionPlace,
    Tied, Viewer, Wanted,
};

impl Engine {
    /// The ties of a record to others of its partner.
    pub fn matches(&self, _viewer: &Viewer, record: &RecordKey) -> Vec<Tied> {
        self.index.now().matches(record)
    }

    /// What speaks for and against two partner records being one company. Of the keys that each may
    /// have, the one that is known counts.
    ///
    /// # Errors
    /// With the code `NOT_FOUND` if a record is not known, or that of the source whose partners are
    /// missing; with `BAD_INPUT` if both are one record.
    pub fn explain_match(
        &self,
        _viewer: &Viewer,
        a: &[RecordKey],
        b: &[RecordKey],
    ) -> Result<Pair, Problem> {
        let snapshot = self.index.now();
        let find = |keys: &[RecordKey]| -> Result<RecordKey, Problem> {
            let known = keys.iter().find(|key| snapshot.by_record(key).is_some());
            known.cloned().ok_or_else(|| match keys.first() {
                Some(RecordKey { source, id, .. }) => self.unknown_record(source, id),
                None => Problem::input("no record is named"),
            })
        };
        let (a, b) = (find(a)?, find(b)?);
        if a == b {
            return Err(Problem::input("`a` and `b` are one record; name two"));
        }
        snapshot.explain(&a, &b).ok_or_else(|| self.unknown_record(&b.source, &b.id))
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
    /// If there is no such source.
    pub fn suggestions(
        &self,
        _viewer: &Viewer,
        wanted: &Wanted,
        after: Option<&SuggestionPlace>,
        first: usize,
    ) -> Result<Suggested, Problem> {
        let source = wanted.source.as_deref().map(|name| self.source_named(name)).transpose()?;
        let source = source.map(|source| source.name.to_string());
        let wanted = Wanted { source, ..wanted.clone() };
        Ok(self.index.now().suggestions(&wanted, after, first))
    }

    /// The first suggestions of each of these partners, the likeliest first.
    pub fn suggestions_of(
        &self,
        _viewer: &Viewer,
        partners: &[Arc<Node>],
        first: usize,
    ) -> Vec<Vec<Arc<Pair>>> {
        self.index.now().suggestions_of(partners, first)
    }

    /// The first partners that belong together with each of these: branches and sisters.
    pub fn related(
        &self,
        _viewer: &Viewer,
        partners: &[Arc<Node>],
        first: usize,
    ) -> Vec<Vec<Arc<Node>>> {
        self.index.now().related(partners, first)
    }
}
