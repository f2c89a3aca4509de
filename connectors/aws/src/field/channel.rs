//! Channel: the accounts of a distribution programme, and their relationships. Its members begin
//! with a small letter.

use super::{
    column::{
        Column,
        Kind::{Moment, Text, Word},
        always, by_lists, singly,
    },
    words,
};

/// The fields of a relationship.
pub(super) const RELATIONSHIP: &[Column] = &[
    always("id", Text),
    always("arn", Text),
    always("revision", Text),
    always("associationType", Word(words::ASSOCIATION_TYPE)),
    always("programManagementAccountId", Text),
    // Twelve digits, of which the first may be zeros: text.
    always("associatedAccountId", Text),
    always("displayName", Text),
    always("sector", Word(words::SECTOR)),
    always("createdAt", Moment),
    always("updatedAt", Moment),
    always("startDate", Moment),
    singly("resaleAccountModel", Word(words::RESALE_ACCOUNT_MODEL)),
];

/// The fields of an account, which AWS tells in lists alone.
pub(super) const ACCOUNT: &[Column] = &[
    by_lists("id", Text),
    by_lists("arn", Text),
    by_lists("revision", Text),
    by_lists("program", Word(words::PROGRAM)),
    by_lists("displayName", Text),
    by_lists("accountId", Text),
    by_lists("status", Word(words::ACCOUNT_STATUS)),
    by_lists("createdAt", Moment),
    by_lists("updatedAt", Moment),
    by_lists("startDate", Moment),
];
