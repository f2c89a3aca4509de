//! Selecting partners by a filter: algebra of sets, and tests of the few that sets cannot tell.

use std::sync::Arc;

use channelgraph_schema::{FieldId, Filter, NodeId, Role, Test, Value, fold};
use roaring::RoaringBitmap;

use super::{
    P,
    column::{Column, Containing},
    snapshot::Snapshot,
};

/// Partners that are tested at once rather than when they are come to.
const FEW: u64 = 128;

/// The partners that a filter selects.
pub struct Selection {
    /// Those it can select.
    candidates: RoaringBitmap,
    /// The test of those; none if all of them are selected.
    check: Option<Arc<Check>>,
}

/// A test of one partner.
enum Check {
    /// Being one of these.
    In(RoaringBitmap),
    /// Having this part, folded, in the text of a column.
    Contains(Arc<Column>, String),
    /// Passing all.
    All(Vec<Arc<Check>>),
    /// Passing one.
    Any(Vec<Arc<Check>>),
    /// Failing.
    Not(Arc<Check>),
}

impl Check {
    fn passes(&self, partner: u32) -> bool {
        match self {
            Self::In(set) => set.contains(partner),
            Self::Contains(column, part) => column.text(partner).contains(part.as_str()),
            Self::All(checks) => checks.iter().all(|check| check.passes(partner)),
            Self::Any(checks) => checks.iter().any(|check| check.passes(partner)),
            Self::Not(check) => !check.passes(partner),
        }
    }
}

impl Selection {
    fn exactly(candidates: RoaringBitmap) -> Self {
        Self { candidates, check: None }
    }

    /// The partners among which the selected ones are.
    pub fn candidates(&self) -> &RoaringBitmap {
        &self.candidates
    }

    /// Returns true if a partner is selected.
    pub fn contains(&self, partner: u32) -> bool {
        self.candidates.contains(partner) && self.passes(partner)
    }

    /// Returns true if a candidate is selected.
    pub fn passes(&self, candidate: u32) -> bool {
        self.check.as_ref().is_none_or(|check| check.passes(candidate))
    }

    /// Returns true if each candidate is selected.
    pub fn is_exact(&self) -> bool {
        self.check.is_none()
    }

    /// Returns true if it can be used without testing many candidates; all are tested if they are
    /// counted.
    pub fn is_quick(&self, count: bool) -> bool {
        const MANY: u64 = 4_096;
        const SOME: usize = 64;
        let size = self.candidates.len();
        if self.check.is_none() || size <= MANY {
            return true;
        }
        // Where most candidates are selected, a page is soon full.
        let step = usize::try_from(size).unwrap_or(usize::MAX) / SOME;
        let some = self.candidates.iter().step_by(step);
        !count && some.filter(|partner| self.passes(*partner)).count() * 4 >= SOME
    }

    /// Tests every candidate.
    pub fn settle(&mut self) {
        if let Some(check) = self.check.take() {
            self.candidates =
                self.candidates.iter().filter(|partner| check.passes(*partner)).collect();
        }
    }

    /// The same selection, tested if it is small.
    fn settled(mut self) -> Self {
        if self.candidates.len() <= FEW {
            self.settle();
        }
        self
    }

    /// The number of partners that are selected.
    pub fn count(&self) -> u64 {
        match &self.check {
            None => self.candidates.len(),
            Some(check) => {
                self.candidates.iter().filter(|partner| check.passes(*partner)).count() as u64
            }
        }
    }

    /// Those of the selected that others hold too.
    pub fn within(&self, others: &RoaringBitmap) -> Self {
        Self { candidates: &self.candidates & others, check: self.check.clone() }.settled()
    }

    /// The test that a partner is selected, whichever it is.
    fn into_check(self) -> Arc<Check> {
        let is_candidate = Arc::new(Check::In(self.candidates));
        match self.check {
            None => is_candidate,
            Some(check) => Check::All(vec![is_candidate, check]).into(),
        }
    }

    /// Those that all of these select.
    fn all_of(parts: Vec<Self>, all: RoaringBitmap) -> Self {
        let mut parts = parts;
        parts.sort_by_key(|part| part.candidates.len());
        let (mut candidates, mut checks) = (None::<RoaringBitmap>, Vec::new());
        for part in parts {
            match &mut candidates {
                None => candidates = Some(part.candidates),
                Some(known) => *known &= part.candidates,
            }
            checks.extend(part.check);
        }
        let check = match checks.len() {
            0 => None,
            1 => checks.pop(),
            _ => Some(Check::All(checks).into()),
        };
        Self { candidates: candidates.unwrap_or(all), check }.settled()
    }

    /// Those that one of these selects.
    fn any_of(parts: Vec<Self>) -> Self {
        let (exact, others): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.check.is_none());
        let mut sure = RoaringBitmap::new();
        exact.iter().for_each(|part| sure |= &part.candidates);
        if others.is_empty() {
            return Self::exactly(sure);
        }
        let mut candidates = sure.clone();
        others.iter().for_each(|part| candidates |= &part.candidates);
        let checks = others.into_iter().map(Self::into_check);
        let check = Check::Any([Arc::new(Check::In(sure))].into_iter().chain(checks).collect());
        Self { candidates, check: Some(check.into()) }.settled()
    }

    /// Those of all that this one does not select.
    fn except(self, mut all: RoaringBitmap) -> Self {
        if self.check.is_none() {
            all -= &self.candidates;
            return Self::exactly(all);
        }
        Self { candidates: all, check: Some(Check::Not(self.into_check()).into()) }
    }
}

/// About how much it takes to select partners by a filter, beside other filters.
pub fn cost(filter: &Filter<FieldId>) -> usize {
    // Each test may come to as many partners as there are; so may each text with a short part.
    const EACH: usize = 100;
    const SHORT: usize = 1_000;
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().map(cost).sum(),
        Filter::Not(part) => cost(part),
        Filter::Test(_, Test::Contains(part)) if part.len() < 3 => SHORT,
        Filter::Test(_, test) => EACH + test.work(),
    }
}

impl Snapshot {
    /// The partners that pass a filter.
    pub fn select(&self, filter: &Filter<FieldId>) -> Selection {
        match filter {
            Filter::And(parts) => {
                let parts = parts.iter().map(|part| self.select(part)).collect();
                Selection::all_of(parts, self.all())
            }
            Filter::Or(parts) => {
                Selection::any_of(parts.iter().map(|part| self.select(part)).collect())
            }
            Filter::Not(part) => self.select(part).except(self.all()),
            Filter::Test(field, test) => self.passing(*field, test),
        }
    }

    /// Every partner.
    pub(super) fn all(&self) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        all.insert_range(0..self.len());
        all
    }

    fn passing(&self, field: FieldId, test: &Test) -> Selection {
        if P.def(field).role == Role::Ids {
            return Selection::exactly(self.with_ids(test));
        }
        let Some(column) = self.column(field) else {
            // No record of the index has it.
            let all = if test.passes(&Value::Null) { self.all() } else { RoaringBitmap::new() };
            return Selection::exactly(all);
        };
        if let Test::Contains(part) = test {
            let part = fold(part);
            match column.containing(&part) {
                Some(Containing::Exactly(partners)) => return Selection::exactly(partners),
                Some(Containing::Among(candidates)) => {
                    let check = Check::Contains(column.clone(), part);
                    return Selection { candidates, check: Some(check.into()) }.settled();
                }
                None => {}
            }
        }
        Selection::exactly(column.passing(test))
    }

    /// The partners by the ids of their records.
    fn with_ids(&self, test: &Test) -> RoaringBitmap {
        let having = |ids: &[Value]| -> RoaringBitmap {
            let id = |id: &Value| NodeId::decode(id.as_str()?).ok();
            let ids = ids.iter().filter_map(id).filter(|id| id.kind == P);
            ids.filter_map(|id| self.of_key(&id.record)).collect()
        };
        match test {
            Test::Eq(id) => having(std::slice::from_ref(id)),
            Test::In(ids) => having(ids),
            Test::Ne(id) => self.all() - having(std::slice::from_ref(id)),
            Test::NotIn(ids) => self.all() - having(ids),
            Test::IsNull(false) => self.all(),
            // Ids have no parts and no order.
            _ => RoaringBitmap::new(),
        }
    }
}
