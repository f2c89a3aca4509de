//! Fields by number within their entity, and sets of them as one machine word.

use std::fmt;

/// A field of one entity: its place in [`crate::EntityKind::fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub(crate) u8);

impl FieldId {
    /// The place in the entity's table of fields.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of fields of one entity.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FieldSet(u64);

impl FieldSet {
    /// The set without a field.
    pub const EMPTY: Self = Self(0);

    /// Adds a field.
    pub fn insert(&mut self, field: FieldId) {
        self.0 |= 1 << field.0;
    }

    /// Takes a field out.
    pub fn remove(&mut self, field: FieldId) {
        self.0 &= !(1 << field.0);
    }

    /// Whether the field is in the set.
    pub fn contains(self, field: FieldId) -> bool {
        self.0 & (1 << field.0) != 0
    }

    /// Whether every field of `other` is in this set.
    pub fn is_superset(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether the set has no field.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields of either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The fields of both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The fields of this set that are not in `other`.
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The fields, in the order of the entity's table.
    pub fn iter(self) -> impl Iterator<Item = FieldId> {
        (0..64u8).filter(move |bit| self.0 & (1 << bit) != 0).map(FieldId)
    }
}

impl FromIterator<FieldId> for FieldSet {
    fn from_iter<I: IntoIterator<Item = FieldId>>(fields: I) -> Self {
        let mut set = Self::EMPTY;
        for field in fields {
            set.insert(field);
        }
        set
    }
}

impl fmt::Debug for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|field| field.0)).finish()
    }
}
