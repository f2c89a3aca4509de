//! Invitations to engagements, and the leads that come with some of them.

use super::{
    column::{
        Column,
        Kind::{Moment, Text, Word},
        always, by_lists, singly,
    },
    value::bare,
    words,
};

/// The fields.
pub(super) const COLUMNS: &[Column] = &[
    always("Id", Text),
    always("Arn", Text),
    always("PayloadType", Word(words::PAYLOAD_TYPE)),
    always("EngagementId", Text).by(bare),
    always("EngagementTitle", Text),
    always("Status", Word(words::INVITATION_STATUS)),
    always("InvitationDate", Moment),
    always("ExpirationDate", Moment),
    always("SenderAwsAccountId", Text),
    always("SenderCompanyName", Text),
    always("Receiver.Account.AwsAccountId", Text),
    always("Receiver.Account.Alias", Text),
    by_lists("ParticipantType", Word(words::PARTICIPANT_TYPE)),
    singly("RejectionReason", Text),
    singly("InvitationMessage", Text),
    singly("EngagementDescription", Text),
    singly("Payload.LeadInvitation.Customer.CompanyName", Text),
    singly("Payload.LeadInvitation.Customer.Industry", Text),
    singly("Payload.LeadInvitation.Customer.WebsiteUrl", Text),
    singly("Payload.LeadInvitation.Customer.CountryCode", Text),
    singly("Payload.LeadInvitation.Customer.MarketSegment", Text),
    singly("Payload.LeadInvitation.Customer.AwsMaturity", Text),
    singly("Payload.LeadInvitation.Interaction.SourceType", Text),
    singly("Payload.LeadInvitation.Interaction.SourceId", Text),
    singly("Payload.LeadInvitation.Interaction.SourceName", Text),
    singly("Payload.LeadInvitation.Interaction.Usecase", Text),
    singly("Payload.OpportunityInvitation.Customer.CompanyName", Text),
    singly("Payload.OpportunityInvitation.Project.Title", Text),
];
