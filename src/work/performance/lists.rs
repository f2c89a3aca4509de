//! Lists that are read to their ends, side by side.

use channelgraph_schema::{EntityKind, FieldId, Filter, RecordKey, Test};
use futures::{
    FutureExt, StreamExt,
    stream::{self, BoxStream, SelectAll},
};

use super::{involved::Involved, terms::Terms};
use crate::{
    engine::{Chunk, Engine, Freshness, ListQuery, Needs, Problem, Viewer, Whole},
    work::PAGE,
};

/// Records of one entity that one question reads at most.
const MOST_RECORDS: usize = 200_000;

/// A list that is read to its end.
pub(super) struct List {
    pub(super) kind: EntityKind,
    /// The field that refers to the partner.
    pub(super) owner: FieldId,
    pub(super) filter: Filter<FieldId>,
    pub(super) needs: Needs,
}

/// What is asked of a list: the nodes that belong to some partners, or those of these records.
pub(super) enum Asked {
    By(Filter<FieldId>),
    For(Vec<RecordKey>),
}

/// What comes next, of whichever list answers first.
pub(super) enum Brought<'a> {
    /// All who stand on deals.
    Involved(Involved),
    /// Some nodes of a list.
    Nodes(&'a List, Chunk),
}

/// What a list, or all who stand on deals, bring.
type Bringing<'a> = BoxStream<'a, Result<Brought<'a>, Problem>>;

/// Lists under way. Each source has its own pace, so none of them waits for another one.
pub(super) type Underway<'a> = SelectAll<Bringing<'a>>;

/// Whose lists are read, and how old they may be.
#[derive(Clone, Copy)]
pub(super) struct Lister<'a> {
    pub(super) engine: &'a Engine,
    pub(super) viewer: &'a Viewer,
    pub(super) freshness: Freshness,
}

impl<'a> Lister<'a> {
    /// All who stand on deals.
    pub(super) fn involved(self, terms: &'a Terms<'a>) -> Bringing<'a> {
        let read = Involved::read((self.engine, self.viewer), terms, self.freshness);
        read.map(|read| read.map(Brought::Involved)).into_stream().boxed()
    }

    /// The nodes of a list.
    pub(super) fn nodes(self, list: &'a List, asked: Asked) -> Bringing<'a> {
        let (condition, ids) = match asked {
            Asked::By(condition) => (condition, None),
            Asked::For(keys) => (Filter::Test(list.owner, Test::IsNull(false)), Some(keys)),
        };
        let filter = condition.and(list.filter.clone());
        let query = ListQuery { filter, ids, ..ListQuery::first_of_all(PAGE) };
        let asked = (list.kind, query, list.needs);
        let whole = self.engine.whole(self.viewer, asked, self.freshness);
        let next = move |(mut whole, records): (Whole<'a>, usize)| async move {
            let Some(chunk) = whole.next().await? else { return Ok(None) };
            let records = records + chunk.nodes.len();
            if records > MOST_RECORDS {
                return Err(too_many(list.kind));
            }
            Ok(Some((Brought::Nodes(list, chunk), (whole, records))))
        };
        let all = whole.map(move |whole| stream::try_unfold((whole, 0), next));
        all.flatten_stream().boxed()
    }
}

fn too_many(kind: EntityKind) -> Problem {
    Problem::too_complex(format!(
        "the figures stand on more than {MOST_RECORDS} records of {kind}; ask for a shorter \
         `period`, or narrow `filter` or `dealFilter`"
    ))
}
