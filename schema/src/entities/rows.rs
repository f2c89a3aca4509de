//! Rows that several entities have.

use super::partner::{CREATED, RECORDS_OF, UPDATED};
use crate::{
    Class::Personal,
    FieldDef,
    FieldType::{DateTime, Text, TextList},
    Role,
};

/// The sources of the node's records, as lists of it are filtered.
pub(super) const SOURCE: FieldDef =
    FieldDef::new("source", TextList, "").role(Role::Sources).filter_as("source", RECORDS_OF);

/// The source's own word behind `status`.
pub(super) const SOURCE_STATUS: FieldDef =
    FieldDef::new("sourceStatus", Text, "Current status in the source's own words.")
        .role(Role::SourceWord);

/// The description of a current `status`.
pub(super) const STATUS: &str = "Current status. Null if the source's own word has no counterpart \
                                 here; see `sourceStatus`.";

/// The name of the person in charge.
pub(super) const OWNER_NAME: FieldDef =
    FieldDef::new("owner.name", Text, "Full name.").tells().class(Personal);

/// The person's email address.
pub(super) const OWNER_EMAIL: FieldDef =
    FieldDef::new("owner.email", Text, "Email address.").class(Personal);

/// The person's phone number.
pub(super) const OWNER_PHONE: FieldDef =
    FieldDef::new("owner.phone", Text, "Phone number.").class(Personal);

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

/// The description of a state of a step, document or approval.
pub(super) const STATE: &str = "State. Null if the source's own word has no counterpart here; see \
                                `sourceState`.";
/// The description of the source's own word for it.
pub(super) const STATE_WORD: &str = "State in the source's own words.";
