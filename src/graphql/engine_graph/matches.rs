//! Why records are one partner: arguments, calls and fields of ties, explanations and suggestions.

use std::sync::Arc;

use channelgraph_identity::{Explanation, SURE};
use channelgraph_schema::{EntityKind, FieldId, RecordKey};
use serde_json::{Map, Value as Json};

use super::{
    EngineGraph,
    bind::Bound,
    object::Item,
    thing::{self, Thing},
};
use crate::{
    engine::{
        Engine, Found, Member, Mode, Named, Problem, Seen, SeenPair, SuggestionPlace, Tied, Viewer,
        Wanted, compared,
    },
    graphql::{
        plan::Call,
        types::{DEFAULT_FIRST, DEFAULT_OF_PARTNER, Meaning, Plain, Root, Side},
        walk::{Cursors, Leaf, Outcome, Page, Resolved},
    },
};

const P: EntityKind = EntityKind::Partner;
const NAME: FieldId = P.known("name");

/// Pairs or partners of a page at most.
const MAX_FIRST: i64 = 100;

/// Rivals of a pair at most.
pub(super) const MOST_RIVALS: u64 = 5;

type Brought = Outcome<Thing>;
type Shown<'a> = Resolved<'a, Item<'a>>;

/// A list of suggestions as it is asked for.
#[derive(Clone)]
pub struct Asked {
    /// Those that are wanted.
    pub wanted: Wanted,
    /// How far the list has been read before.
    pub after: Option<SuggestionPlace>,
    /// The size of the page.
    pub first: usize,
}

/// Binds the arguments of a list of suggestions.
pub(super) fn asked(given: &Map<String, Json>) -> Result<Bound, Problem> {
    let filter = given.get("filter");
    let part = |name: &str| filter.and_then(|filter| filter.get(name)).filter(|one| !one.is_null());
    let words = part("reason").and_then(Json::as_array);
    let reasons = words.map(|words| {
        words.iter().filter_map(|word| word.as_str()?.parse().ok()).collect::<Vec<_>>()
    });
    let wanted = Wanted {
        source: part("source").and_then(Json::as_str).map(str::to_owned),
        min_weight: part("minWeight").and_then(Json::as_f64),
        reasons,
    };
    let after = given.get("after").and_then(Json::as_str).map(SuggestionPlace::decode);
    let after = after.transpose()?;
    Ok(Bound::Suggestions(Asked { wanted, after, first: first(given, DEFAULT_FIRST)? }))
}

/// Binds the arguments of a list that belongs to a partner.
pub(super) fn of_partner(given: &Map<String, Json>) -> Result<Bound, Problem> {
    first(given, DEFAULT_OF_PARTNER).map(Bound::First)
}

fn first(given: &Map<String, Json>, preset: i32) -> Result<usize, Problem> {
    let first = given.get("first").and_then(Json::as_i64).unwrap_or(preset.into());
    let bad = || Problem::input(format!("`first` is {first}; a page has 1 to {MAX_FIRST} entries"));
    let size = usize::try_from(first).ok().filter(|_| (1..=MAX_FIRST).contains(&first));
    size.ok_or_else(bad)
}

/// Binds two records.
pub(super) fn two(engine: &Engine, given: &Map<String, Json>) -> Result<Bound, Problem> {
    let keys = |name: &str| {
        let record = given.get(name);
        let part = |name: &str| record.and_then(|record| record.get(name)?.as_str());
        let (source, id) = (part("source"), part("id"));
        engine.record_keys(P, source.unwrap_or_default(), id.unwrap_or_default())
    };
    Ok(Bound::Two(keys("a")?, keys("b")?))
}

struct Places(Vec<SuggestionPlace>);

impl Cursors for Places {
    fn at(&self, place: usize) -> Option<String> {
        self.0.get(place).map(SuggestionPlace::encode)
    }
}

impl EngineGraph<'_> {
    /// The outcomes of a call that brings pairs, or starts from them; none of any other call.
    pub(super) async fn ask_of_matches(
        &self,
        call: &Call,
        bound: Option<&Bound>,
        parents: &[Thing],
    ) -> Option<Vec<Brought>> {
        Some(match (call.meaning, bound) {
            (Meaning::Root(Root::Suggestions), Some(Bound::Suggestions(asked))) => {
                vec![self.suggestions(asked)]
            }
            (Meaning::Root(Root::Explain), Some(Bound::Two(a, b))) => {
                vec![match self.engine.explain_match(self.viewer, a, b) {
                    Ok(pair) => Outcome::One(Thing::Explanation(Arc::new(pair)), Vec::new()),
                    Err(problem) => Outcome::Failed(problem),
                }]
            }
            (Meaning::Suggestions, Some(Bound::First(first))) => {
                let nodes = thing::nodes(parents);
                let of = match self.engine.suggestions_of(self.viewer, &nodes, *first) {
                    Ok(of) => of,
                    Err(problem) => {
                        let none = |_| Outcome::Several(Vec::new(), vec![problem.clone()]);
                        return Some(nodes.iter().map(none).collect());
                    }
                };
                let pairs = |pairs: Vec<Arc<SeenPair>>| {
                    let pairs = pairs.into_iter().map(|pair| Some(Thing::Suggestion(pair)));
                    Outcome::Several(pairs.collect(), Vec::new())
                };
                of.into_iter().map(pairs).collect()
            }
            (Meaning::Related, Some(Bound::First(first))) => {
                let known = self.engine.related(self.viewer, &thing::nodes(parents), *first);
                self.lists(call, known).await
            }
            (Meaning::Side(Side::Rivals), _) => {
                let pairs = parents.iter().filter_map(Thing::pair);
                self.lists(call, pairs.map(|pair| pair.rivals.clone()).collect()).await
            }
            (Meaning::Side(side), _) => {
                let known: Vec<_> = sides(side, parents).collect();
                self.read_each(call, &known).await
            }
            _ => return None,
        })
    }

    fn suggestions(&self, asked: &Asked) -> Brought {
        let Asked { wanted, after, first } = asked;
        let found = match self.engine.suggestions(self.viewer, wanted, after.as_ref(), *first) {
            Ok(found) => found,
            Err(problem) => return no_page(problem),
        };
        let gaps = self.engine.index_gaps();
        let total = gaps.is_empty().then_some(found.total as u64);
        let (places, pairs): (Vec<_>, Vec<_>) = found.pairs.into_iter().unzip();
        Outcome::Page(Page {
            nodes: pairs.into_iter().map(Thing::Suggestion).collect(),
            cursors: Arc::new(Places(places)),
            has_next: found.has_next,
            end: None,
            continued: after.is_some(),
            total,
            failures: gaps.clone(),
            gaps,
            failed: None,
        })
    }

    /// For each list of partners, as the index knows them, what is printed of them.
    async fn lists(&self, call: &Call, known: Vec<Vec<Seen>>) -> Vec<Brought> {
        let all: Vec<_> = known.iter().flatten().cloned().collect();
        let mut read = self.read_again(call, &all).await.into_iter();
        let list = |known: &Vec<_>| {
            let (nodes, failures): (Vec<_>, Vec<_>) = read.by_ref().take(known.len()).unzip();
            let nodes = nodes.into_iter().filter(Option::is_some).collect();
            Outcome::Several(nodes, failures.concat())
        };
        known.iter().map(list).collect()
    }

    /// The outcome for each of these partners, as the index knows them, with what is printed of it.
    pub(super) async fn read_each(&self, call: &Call, known: &[Seen]) -> Vec<Brought> {
        let one = |(node, failures): (Option<Thing>, Vec<Problem>)| {
            node.map_or(Outcome::Null, |node| Outcome::One(node, failures))
        };
        self.read_again(call, known).await.into_iter().map(one).collect()
    }

    /// Reads what is printed of partners that the index knows, and what failed of each. One that is
    /// gone since is as the index knows it; not for viewers who may have lost sight of it.
    pub(super) async fn read_again(
        &self,
        call: &Call,
        known: &[Seen],
    ) -> Vec<(Option<Thing>, Vec<Problem>)> {
        let found = self.engine.again(self.viewer, P, known, &self.needs(call, P)).await;
        let sees_all = self.viewer.sees_all_rows();
        let as_known = |known: &Seen| sees_all.then(|| Thing::Node(known.clone()));
        let read = |(known, found): (&Seen, Found<Seen>)| match found {
            Ok(Some(node)) => {
                let failures = node.failures().collect();
                (Some(Thing::Node(node)), failures)
            }
            Ok(None) => (as_known(known), Vec::new()),
            Err(problem) => (as_known(known), vec![problem]),
        };
        known.iter().zip(found).map(read).collect()
    }

    /// The ties of a record of a node.
    pub(super) fn matches<'a>(&'a self, node: &Seen, member: &Member) -> Shown<'a> {
        if node.kind() != P {
            return Resolved::List(Vec::new());
        }
        let ties = self.engine.matches(self.viewer, &member.record.key).into_iter();
        Resolved::List(ties.map(|tie| Resolved::Object(Item::Match(Arc::new(tie)))).collect())
    }

    /// A field of a record that is named by its key.
    pub(super) fn named<'a>(&'a self, named: &Named, plain: Plain) -> Shown<'a> {
        let RecordKey { source, object, id } = &named.key;
        match plain {
            Plain::KeySource => owned(&**source),
            Plain::KeyObject => owned(&**object),
            Plain::KeyId => owned(&**id),
            Plain::KeyUrl => {
                let source = self.engine.source(source);
                let url = source.and_then(|source| source.connector.record_url(object, id));
                url.map_or(Resolved::Null, owned)
            }
            _ if self.viewer.mode(P, NAME) != Mode::Show => Resolved::Null,
            _ => named.name.as_deref().map_or(Resolved::Null, owned),
        }
    }
}

/// The page of a list that cannot be answered.
pub(super) fn no_page(problem: Problem) -> Brought {
    Outcome::Page(Page {
        nodes: Vec::new(),
        cursors: Arc::new(Vec::new()),
        has_next: false,
        end: None,
        continued: false,
        total: None,
        gaps: Vec::new(),
        failures: Vec::new(),
        failed: Some(problem),
    })
}

/// One side of each pair, as the index knows it.
pub(super) fn sides(side: Side, pairs: &[Thing]) -> impl Iterator<Item = Seen> {
    let of = move |pair: &Arc<SeenPair>| match side {
        Side::A => vec![pair.a.clone()],
        Side::B => vec![pair.b.clone()],
        Side::Rivals => pair.rivals.clone(),
    };
    pairs.iter().filter_map(Thing::pair).flat_map(of)
}

fn owned<'a>(text: impl Into<String>) -> Shown<'a> {
    Resolved::Leaf(Leaf::Owned(text.into()))
}

/// A weight in bits; null for what is sure.
fn bits<'a>(weight: i32) -> Shown<'a> {
    if weight == SURE || weight == -SURE {
        return Resolved::Null;
    }
    Resolved::Leaf(Leaf::Float(f64::from(weight) / 1000.0))
}

fn odds<'a>(told: &Explanation) -> Shown<'a> {
    Resolved::Leaf(Leaf::Float(told.odds()))
}

fn by<'a>(told: &Arc<Explanation>) -> Shown<'a> {
    let places = 0..told.evidence.len();
    let evidence = places.map(|place| Resolved::Object(Item::Evidence(told.clone(), place)));
    Resolved::List(evidence.collect())
}

fn key<'a>(named: &Named) -> Shown<'a> {
    Resolved::Object(Item::Named(Arc::new(named.clone())))
}

/// A field of a tie.
pub(super) fn tie<'a>(tied: &Tied, plain: Plain) -> Shown<'a> {
    match plain {
        Plain::MatchWith => key(&tied.with),
        Plain::MatchWeight => bits(tied.explanation.weight),
        Plain::MatchOdds => odds(&tied.explanation),
        _ => by(&tied.explanation),
    }
}

/// A field of a pair.
pub(super) fn pair<'a>(pair: &SeenPair, plain: Plain) -> Shown<'a> {
    let told = &pair.explanation;
    match plain {
        Plain::PairBetween => Resolved::List(pair.between.iter().map(key).collect()),
        Plain::PairWeight => bits(told.weight),
        Plain::PairOdds => odds(told),
        Plain::PairBy => by(told),
        Plain::PairReason => {
            told.reason.map_or(Resolved::Null, |reason| owned(<&'static str>::from(reason)))
        }
        Plain::PairTied => Resolved::Leaf(Leaf::Bool(told.tied)),
        _ => owned(pair.config()),
    }
}

/// A field of a piece of evidence. Its texts are seen as the field that they compare.
pub(super) fn evidence<'a>(
    viewer: &Viewer,
    told: &Explanation,
    place: usize,
    plain: Plain,
) -> Shown<'a> {
    let Some(evidence) = told.evidence.get(place) else { return Resolved::Null };
    let mode = match compared(evidence.kind) {
        Some(field) => viewer.mode(P, field),
        // What is compared beside the model is as good as a source's own field.
        None => viewer.attributes(),
    };
    let text = |text: &Option<String>| {
        let text = text.clone().filter(|_| mode == Mode::Show);
        text.map_or(Resolved::Null, owned)
    };
    match plain {
        Plain::EvidenceKind => owned(<&'static str>::from(evidence.kind)),
        Plain::EvidenceAgreement => owned(<&'static str>::from(evidence.agreement)),
        Plain::EvidenceWeight => bits(evidence.weight),
        Plain::EvidenceOurs => text(&evidence.ours),
        Plain::EvidenceTheirs => text(&evidence.theirs),
        Plain::EvidenceField => {
            let field = compared(evidence.kind);
            field.map_or(Resolved::Null, |field| owned(P.def(field).path))
        }
        _ => text(&evidence.note),
    }
}
