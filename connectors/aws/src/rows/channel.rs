//! Channel: the accounts of a distribution programme, and their relationships.

use aws_sdk_partnercentralchannel::types::{
    AssociationType, Program, ProgramManagementAccountStatus, ProgramManagementAccountSummary,
    RelationshipDetail, RelationshipSummary, ResaleAccountModel, Sector,
};

use super::{Column, Shape, moment, text, word};
use crate::field::Kind::{Moment, Text, Word};

macro_rules! relationship {
    ($($more:expr),* $(,)?) => {
        &[
            Column("id", Text, |r| text(r.id())),
            Column("arn", Text, |r| text(r.arn())),
            Column("revision", Text, |r| text(r.revision())),
            Column("associationType", Word(AssociationType::values()), |r| word(r.association_type())),
            Column("programManagementAccountId", Text, |r| text(r.program_management_account_id())),
            // Twelve digits, of which the first may be zeros: text.
            Column("associatedAccountId", Text, |r| text(r.associated_account_id())),
            Column("displayName", Text, |r| text(r.display_name())),
            Column("sector", Word(Sector::values()), |r| word(r.sector())),
            Column("createdAt", Moment, |r| moment(r.created_at())),
            Column("updatedAt", Moment, |r| moment(r.updated_at())),
            Column("startDate", Moment, |r| moment(r.start_date())),
            $($more),*
        ]
    };
}

/// A relationship is found by its account's id and its own.
fn both(account: Option<&str>, id: Option<&str>) -> Option<String> {
    Some(format!("{}/{}", account?, id?))
}

impl Shape for RelationshipSummary {
    const COLUMNS: &'static [Column<Self>] = relationship![];

    fn id(&self) -> Option<String> {
        both(self.program_management_account_id(), self.id())
    }
}

impl Shape for RelationshipDetail {
    const COLUMNS: &'static [Column<Self>] =
        relationship![Column("resaleAccountModel", Word(ResaleAccountModel::values()), |r| word(
            r.resale_account_model()
        ))];

    fn id(&self) -> Option<String> {
        both(self.program_management_account_id(), self.id())
    }
}

impl Shape for ProgramManagementAccountSummary {
    const COLUMNS: &'static [Column<Self>] = &[
        Column("id", Text, |a| text(a.id())),
        Column("arn", Text, |a| text(a.arn())),
        Column("revision", Text, |a| text(a.revision())),
        Column("program", Word(Program::values()), |a| word(a.program())),
        Column("displayName", Text, |a| text(a.display_name())),
        Column("accountId", Text, |a| text(a.account_id())),
        Column("status", Word(ProgramManagementAccountStatus::values()), |a| word(a.status())),
        Column("createdAt", Moment, |a| moment(a.created_at())),
        Column("updatedAt", Moment, |a| moment(a.updated_at())),
        Column("startDate", Moment, |a| moment(a.start_date())),
    ];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }
}
