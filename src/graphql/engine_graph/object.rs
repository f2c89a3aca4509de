//! Fields of objects that are no nodes: money, provenance, sources, gaps, the caller.

use std::sync::Arc;

use channelgraph_core::Quota;
use channelgraph_identity::Explanation;
use channelgraph_schema::Money;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{EngineGraph, bind::Bound, matches, performance, results, source, statement, tiers};
use crate::{
    engine::{Claim, Disagreement, LinkTold, Member, Mode, Named, Problem, Seen, SeenPair, Tied},
    graphql::{
        types::{Meaning, Plain, Root},
        walk::{Leaf, Resolved},
    },
    load::standing,
    model::Source,
};

/// Anything that has fields.
#[derive(Clone)]
pub enum Item<'a> {
    /// The root.
    Root,
    /// A node, or a single object nested in it.
    Node(&'a Seen),
    /// One of several objects nested in a node.
    Row(&'a Seen, usize),
    /// An amount of money, and its currency.
    Money(Decimal, &'a str),
    /// A record of a node.
    Record(&'a Seen, &'a Member),
    /// A tie of a record.
    Match(Arc<Tied>),
    /// A piece of evidence, by its place in an explanation.
    Evidence(Arc<Explanation>, usize),
    /// A record by its key.
    Named(Arc<Named>),
    /// Two partners beside each other.
    Pair(&'a Arc<SeenPair>),
    /// A field in which records disagree, with the chosen value and the others.
    Conflict(&'static str, Claim<'a>, Vec<Claim<'a>>),
    /// What one record says.
    Claim(Claim<'a>),
    /// A source's own field: its name, source and value.
    Attribute(&'a str, &'a str, &'a Json),
    /// A source.
    Source(&'a Arc<Source>),
    /// What is held of the links by one rule.
    Links(Arc<LinkTold>),
    /// An allowance of a source.
    Quota(&'a Quota),
    /// The median and the 99th percentile of a source's calls, in milliseconds.
    Latency(f64, f64),
    /// A source that did not answer.
    Gap(&'a Problem),
    /// Anything of performance.
    Performance(performance::Item<'a>),
    /// Anything of statements.
    Statement(statement::Item<'a>),
    /// Anything of tiers.
    Tiers(tiers::Item<'a>),
    /// The results of a campaign.
    Results(&'a results::Told),
    /// The caller.
    Viewer,
}

fn claimed<'a>(claim: &Claim<'a>, plain: Plain) -> Shown<'a> {
    match plain {
        Plain::ValueSource => text(&claim.key.source),
        Plain::ValueModifiedAt => time(claim.modified),
        _ => Resolved::Leaf(Leaf::Value(claim.value)),
    }
}

pub(super) type Shown<'a> = Resolved<'a, Item<'a>>;

pub(super) fn text(text: &str) -> Shown<'_> {
    Resolved::Leaf(Leaf::Text(text))
}

pub(super) fn owned<'a>(text: impl Into<String>) -> Shown<'a> {
    Resolved::Leaf(Leaf::Owned(text.into()))
}

pub(super) fn time<'a>(time: Option<DateTime<Utc>>) -> Shown<'a> {
    time.map_or(Resolved::Null, |time| Resolved::Leaf(Leaf::Time(time)))
}

pub(super) fn objects<'a>(items: impl Iterator<Item = Item<'a>>) -> Shown<'a> {
    Resolved::List(items.map(Resolved::Object).collect())
}

pub(super) fn count<'a>(calls: u64) -> Shown<'a> {
    Resolved::Leaf(Leaf::Int(i64::try_from(calls).unwrap_or(i64::MAX)))
}

impl EngineGraph<'_> {
    /// Records, conflicts and attributes of a node.
    pub(super) fn provenance<'a>(
        &'a self,
        node: &'a Seen,
        meaning: Meaning,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        let (mode, what) = match meaning {
            Meaning::Attributes => (self.viewer.attributes(), "the sources' own fields"),
            _ => (self.viewer.provenance(), "where values come from"),
        };
        match mode {
            Mode::Show => {}
            Mode::Hide => return Resolved::List(Vec::new()),
            Mode::Mask | Mode::Forbid => return self.none(what),
        }
        match meaning {
            Meaning::Records => {
                let records = node.records(self.viewer).iter();
                objects(records.map(|member| Item::Record(node, member)))
            }
            Meaning::Conflicts => objects(self.conflicts(node)),
            Meaning::Attributes => {
                let names = match bound {
                    Some(Bound::Names(Some(names))) => Some(names.as_slice()),
                    _ => None,
                };
                objects(attributes(node.with_attributes(self.viewer), names))
            }
            _ => Resolved::Null,
        }
    }

    /// The empty list in place of one that may not be seen: it cannot be null.
    pub(super) fn none<'a>(&self, what: &str) -> Shown<'a> {
        Resolved::Beside(self.viewer.forbids(what), Box::new(Resolved::List(Vec::new())))
    }

    /// A field of an object that is no node.
    pub(super) fn of_object<'a>(
        &'a self,
        item: &Item<'a>,
        meaning: Meaning,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        if let Item::Performance(item) = item {
            return self.of_performance(item, meaning, bound);
        }
        let plain = match meaning {
            Meaning::Plain(plain) => plain,
            Meaning::Root(Root::Sources) => return self.sources(),
            Meaning::Root(Root::Programs) => return self.programs(),
            _ => return Resolved::Null,
        };
        match item {
            Item::Money(amount, currency) => self.money(*amount, currency, plain, bound),
            Item::Record(node, member) if plain == Plain::RecordMatches => {
                self.matches(node, member)
            }
            Item::Record(node, member) => self.record(node, member, plain),
            Item::Match(tied) => matches::tie(tied, plain),
            Item::Evidence(told, place) => matches::evidence(self.viewer, told, *place, plain),
            Item::Named(named) => self.named(named, plain),
            Item::Pair(pair) => matches::pair(pair, plain),
            Item::Conflict(name, chosen, others) => match plain {
                Plain::ConflictField => text(name),
                Plain::ConflictChosen => Resolved::Object(Item::Claim(*chosen)),
                _ => objects(others.iter().map(|claim| Item::Claim(*claim))),
            },
            Item::Claim(claim) => claimed(claim, plain),
            Item::Attribute(name, source, value) => match plain {
                Plain::AttributeName => text(name),
                Plain::AttributeSource => text(source),
                _ if value.is_null() => Resolved::Null,
                _ => Resolved::Leaf(Leaf::Json(value)),
            },
            Item::Source(source) => self.source(source, plain),
            Item::Links(told) => source::links(told, plain),
            Item::Quota(quota) => match plain {
                Plain::QuotaName => text(&quota.name),
                Plain::QuotaLimit => count(quota.limit),
                Plain::QuotaRemaining => count(quota.remaining),
                _ => time(quota.resets_at),
            },
            Item::Latency(p50, p99) => {
                let millis = if plain == Plain::LatencyP50 { p50 } else { p99 };
                Resolved::Leaf(Leaf::Float(*millis))
            }
            Item::Gap(problem) => self.gap_field(problem, plain),
            Item::Viewer => self.caller(plain),
            Item::Root
            | Item::Node(_)
            | Item::Row(..)
            | Item::Performance(_)
            | Item::Statement(_)
            | Item::Tiers(_)
            | Item::Results(_) => Resolved::Null,
        }
    }

    fn caller(&self, plain: Plain) -> Shown<'_> {
        match plain {
            Plain::ViewerSubject => {
                // Viewers who see the same share what is kept, but not this.
                standing::note_passing();
                text(self.viewer.subject())
            }
            Plain::ViewerRoles => {
                Resolved::List(self.viewer.role_name().map(text).into_iter().collect())
            }
            _ => Resolved::Null,
        }
    }

    fn money<'a>(
        &'a self,
        amount: Decimal,
        currency: &'a str,
        plain: Plain,
        bound: Option<&'a Bound>,
    ) -> Shown<'a> {
        match (plain, bound) {
            (Plain::MoneyAmount, _) => Resolved::Leaf(Leaf::Decimal(amount)),
            (Plain::MoneyIn, Some(Bound::Convert(to, on))) => {
                let money = Money { amount, currency: currency.into() };
                match self.work.rates.convert(&money, to, *on) {
                    Some(converted) => Resolved::Object(Item::Money(converted.amount, to)),
                    None => Resolved::Null,
                }
            }
            _ => text(currency),
        }
    }
}

impl EngineGraph<'_> {
    fn record<'a>(&'a self, node: &'a Seen, member: &'a Member, plain: Plain) -> Shown<'a> {
        let key = &member.record.key;
        match plain {
            Plain::RecordSource => Resolved::Object(Item::Source(&member.table.source)),
            Plain::RecordObject => text(&key.object),
            Plain::RecordId => text(&key.id),
            Plain::RecordUrl => {
                let url = member.table.source.connector.record_url(&key.object, &key.id);
                url.map_or(Resolved::Null, owned)
            }
            Plain::RecordMatchedBy => {
                let rules = member.matched_by.iter();
                Resolved::List(rules.map(|rule| text(<&'static str>::from(rule))).collect())
            }
            Plain::RecordFields => {
                let fields = node.supplied_by(self.viewer, self.engine, key).into_iter();
                Resolved::List(fields.map(text).collect())
            }
            Plain::RecordModifiedAt => time(member.record.modified),
            Plain::RecordFetchedAt => time(Some(member.record.fetched)),
            _ => Resolved::Leaf(Leaf::Bool(false)),
        }
    }

    /// The conflicts within a node, and records that were kept out of it.
    fn conflicts<'a>(&'a self, node: &'a Seen) -> impl Iterator<Item = Item<'a>> {
        let all = node.disagreements(self.viewer, self.engine).into_iter();
        all.map(|Disagreement { field, chosen, others }| {
            Item::Conflict(node.kind().def(field).name, chosen, others)
        })
    }
}

/// The attributes of a node's records, all or those of these names.
fn attributes<'a>(
    members: &'a [Member],
    names: Option<&'a [String]>,
) -> impl Iterator<Item = Item<'a>> {
    let is_wanted =
        move |name: &str| names.is_none_or(|names| names.iter().any(|wanted| wanted == name));
    members.iter().flat_map(move |member| {
        let all = member.record.attributes.iter().flat_map(|all| all.iter());
        all.filter(move |(name, _)| is_wanted(name))
            .map(|(name, value)| Item::Attribute(name, &member.table.source.name, value))
    })
}
