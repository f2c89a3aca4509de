//! Rows that every entity has.

use super::partner::{CREATED, RECORDS_OF, UPDATED};
use crate::{
    FieldDef,
    FieldType::{DateTime, TextList},
    Role,
};

/// The sources of the node's records, as lists of it are filtered.
pub(super) const SOURCE: FieldDef =
    FieldDef::new("source", TextList, "").role(Role::Sources).filter_as("source", RECORDS_OF);

/// The creation of the source's record.
pub(super) const CREATED_AT: FieldDef = FieldDef::new("createdAt", DateTime, CREATED)
    .role(Role::Created)
    .filter()
    .order("CREATED_AT", CREATED);

/// The last change to the source's record.
pub(super) const UPDATED_AT: FieldDef = FieldDef::new("updatedAt", DateTime, UPDATED)
    .role(Role::Modified)
    .filter()
    .order("UPDATED_AT", UPDATED);
