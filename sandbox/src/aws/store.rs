//! The records of the partner's account at AWS. Each record is the whole shape of its `Get…`
//! operation's answer, as JSON under the member names of the service's model, without `Catalog`;
//! its lists answer with the members that the list's own shape has.

use std::collections::BTreeMap;

use serde_json::Value;

/// Records of one catalog, by id.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// Selling: opportunities (`O…`), the shape of `GetOpportunity`.
    pub opportunities: BTreeMap<String, Value>,
    /// Selling: engagement invitations (`engi-…`), the shape of `GetEngagementInvitation`;
    /// `ParticipantType` tells in whose list it stands.
    pub invitations: BTreeMap<String, Value>,
    /// Selling: engagements (`eng-…`), the shape of `GetEngagement`.
    pub engagements: BTreeMap<String, Value>,
    /// Benefits: the programme's catalogue (`ben-…`), the shape of `GetBenefit`.
    pub benefits: BTreeMap<String, Value>,
    /// Benefits: applications (`benappl-…`), the shape of `GetBenefitApplication`.
    pub applications: BTreeMap<String, Value>,
    /// Benefits: allocations (`benalloc-…`), the shape of `GetBenefitAllocation`.
    pub allocations: BTreeMap<String, Value>,
    /// Channel: program management accounts (`pma-…`), the shape of a summary in
    /// `ListProgramManagementAccounts`.
    pub program_accounts: BTreeMap<String, Value>,
    /// Channel: relationships (`rs-…`), the shape of `GetRelationship`'s detail (lists leave
    /// `resaleAccountModel` out).
    pub relationships: BTreeMap<String, Value>,
}
