//! What printed fields need of an entity's nodes.

use channelgraph_schema::{EntityKind, FieldDef, FieldId, FieldSet, Offer, Role};

use super::{Needs, Selection, What};
use crate::graphql::types::{Meaning, Plain};

impl Needs {
    /// Adds what another set of printed fields needs.
    pub(super) fn add(&mut self, other: &Self) {
        self.fields = self.fields.union(other.fields);
        self.attributes |= other.attributes;
        self.every_record |= other.every_record;
        for reference in &other.referred_by {
            if !self.referred_by.contains(reference) {
                self.referred_by.push(*reference);
            }
        }
    }

    /// Adds what one field of an entity needs, with what is selected of it.
    pub(super) fn note(&mut self, kind: EntityKind, meaning: Meaning, inner: Option<&Selection>) {
        match meaning {
            Meaning::Value(field) => self.fields.insert(field),
            Meaning::One(field) => {
                self.fields.insert(field);
                let name = kind.def(field).name;
                let reverse = kind.entity().relation(name);
                if let Some(reverse) = reverse.filter(|reverse| reverse.offer == Offer::First) {
                    self.refer(reverse.to, reverse.field());
                }
            }
            Meaning::Many(relation) => self.refer(relation.to, relation.field()),
            Meaning::Object(_, nested) => {
                // Lists in step are of no use without one another.
                let whole = nested.list || inner.is_none();
                let all = kind.fields_under(nested.path);
                let telling = all.iter().filter(|field| kind.def(*field).tells);
                let wanted: FieldSet = if whole { all } else { telling.collect() };
                self.fields = self.fields.union(wanted);
                inner.into_iter().for_each(|inner| self.note_inner(kind, inner));
            }
            Meaning::Records => {
                self.every_record = true;
                self.fields =
                    self.fields.union(kind.with_role(Role::Modified).into_iter().collect());
                if inner.is_none_or(|inner| prints(inner, Plain::RecordFields)) {
                    self.fields = kind.all();
                }
            }
            Meaning::Conflicts => {
                self.every_record = true;
                let told = |def: &FieldDef| def.is_comparable() || def.role == Role::Modified;
                self.fields = self.fields.union(kind.fields_that(told));
            }
            Meaning::Derived(derived) => {
                self.fields = self.fields.union((derived.from)().iter().copied().collect());
            }
            Meaning::Attributes => self.attributes = true,
            Meaning::Id
            | Meaning::Root(_)
            | Meaning::Suggestions
            | Meaning::Related
            | Meaning::Side(_)
            | Meaning::Performance
            | Meaning::Figures(_)
            | Meaning::Statement
            | Meaning::OfStatement(_)
            | Meaning::Tiers
            | Meaning::OfTiers(_)
            | Meaning::Results
            | Meaning::OfResults(_)
            | Meaning::Page(_)
            | Meaning::Plain(_) => {}
        }
    }

    fn note_inner(&mut self, kind: EntityKind, inner: &Selection) {
        for field in &inner.fields {
            match &field.what {
                What::Leaf(meaning) => self.note(kind, *meaning, None),
                What::Object(meaning, inner) => self.note(kind, *meaning, Some(inner)),
                _ => {}
            }
        }
    }

    fn refer(&mut self, from: EntityKind, by: Option<FieldId>) {
        if let Some(by) = by.filter(|by| !self.referred_by.contains(&(from, *by))) {
            self.referred_by.push((from, by));
        }
    }
}

fn prints(selection: &Selection, wanted: Plain) -> bool {
    let is_wanted =
        |meaning: &Meaning| matches!(meaning, Meaning::Plain(plain) if *plain == wanted);
    selection.fields.iter().any(|field| field.meaning().as_ref().is_some_and(is_wanted))
}
