//! Fields by number within their entity, and sets of them as the bits of one number.

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
pub struct FieldSet(u128);

impl FieldSet {
    /// Fields that an entity may have.
    pub const CAPACITY: usize = 128;

    /// The set without a field.
    pub const EMPTY: Self = Self(0);

    /// Adds a field.
    pub fn insert(&mut self, field: FieldId) {
        self.0 |= 1 << field.0;
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

    /// The number of fields in the set.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
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
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = u8::try_from(left.trailing_zeros()).ok().filter(|_| left != 0)?;
            left &= left - 1;
            Some(FieldId(next))
        })
    }

    /// How many fields of the set stand before this one: its place in what [`Self::iter`] gives, if
    /// it is in the set.
    pub fn place(self, field: FieldId) -> usize {
        (self.0 & ((1 << field.0) - 1)).count_ones() as usize
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_iteration() {
        let set: FieldSet = [0, 5, 17, 63, 64, 127].into_iter().map(FieldId).collect();
        assert_eq!(set.iter().map(|field| field.0).collect::<Vec<_>>(), [0, 5, 17, 63, 64, 127]);
        assert_eq!(
            set.iter().map(|field| set.place(field)).collect::<Vec<_>>(),
            [0, 1, 2, 3, 4, 5]
        );
        assert_eq!(FieldSet::EMPTY.iter().count(), 0);
    }
}
