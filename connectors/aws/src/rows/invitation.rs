//! Invitations to engagements, and the leads that come with some of them.

use aws_sdk_partnercentralselling::{
    operation::get_engagement_invitation::GetEngagementInvitationOutput,
    types::{
        EngagementInvitationPayloadType, EngagementInvitationSummary, InvitationStatus,
        LeadInvitationCustomer, LeadInvitationInteraction, LeadInvitationPayload,
        OpportunityInvitationPayload, ParticipantType,
    },
};
use serde_json::Value as Json;

use super::{Column, Shape, bare, moment, text, word};
use crate::field::Kind::{Moment, Text, Word};

macro_rules! columns {
    ($($more:expr),* $(,)?) => {
        &[
            Column("Id", Text, |i| text(i.id())),
            Column("Arn", Text, |i| text(i.arn())),
            Column("PayloadType", Word(EngagementInvitationPayloadType::values()), |i| word(i.payload_type())),
            Column("EngagementId", Text, |i| text(bare(i.engagement_id()))),
            Column("EngagementTitle", Text, |i| text(i.engagement_title())),
            Column("Status", Word(InvitationStatus::values()), |i| word(i.status())),
            Column("InvitationDate", Moment, |i| moment(i.invitation_date())),
            Column("ExpirationDate", Moment, |i| moment(i.expiration_date())),
            Column("SenderAwsAccountId", Text, |i| text(i.sender_aws_account_id())),
            Column("SenderCompanyName", Text, |i| text(i.sender_company_name())),
            Column("Receiver.Account.AwsAccountId", Text, |i| {
                text(i.receiver().and_then(|r| r.as_account().ok()).map(|a| a.aws_account_id()))
            }),
            Column("Receiver.Account.Alias", Text, |i| text(i.receiver().and_then(|r| r.as_account().ok()).and_then(|a| a.alias()))),
            $($more),*
        ]
    };
}

impl Shape for EngagementInvitationSummary {
    const COLUMNS: &'static [Column<Self>] =
        columns![Column("ParticipantType", Word(ParticipantType::values()), |i| word(
            i.participant_type()
        ))];

    fn id(&self) -> Option<String> {
        Some(self.id.clone()).filter(|id| !id.is_empty())
    }
}

impl Shape for GetEngagementInvitationOutput {
    const COLUMNS: &'static [Column<Self>] = columns![
        Column("RejectionReason", Text, |i| text(i.rejection_reason())),
        Column("InvitationMessage", Text, |i| text(i.invitation_message())),
        Column("EngagementDescription", Text, |i| text(i.engagement_description())),
        Column("Payload.LeadInvitation.Customer.CompanyName", Text, |i| customer(i, |c| Some(
            c.company_name()
        ))),
        Column("Payload.LeadInvitation.Customer.Industry", Text, |i| customer(
            i,
            LeadInvitationCustomer::industry
        )),
        Column("Payload.LeadInvitation.Customer.WebsiteUrl", Text, |i| customer(
            i,
            LeadInvitationCustomer::website_url
        )),
        Column("Payload.LeadInvitation.Customer.CountryCode", Text, |i| customer(i, |c| Some(
            c.country_code()
        ))),
        Column("Payload.LeadInvitation.Customer.MarketSegment", Text, |i| customer(
            i,
            LeadInvitationCustomer::market_segment
        )),
        Column("Payload.LeadInvitation.Customer.AwsMaturity", Text, |i| customer(
            i,
            LeadInvitationCustomer::aws_maturity
        )),
        Column("Payload.LeadInvitation.Interaction.SourceType", Text, |i| interaction(
            i,
            |l| Some(l.source_type())
        )),
        Column("Payload.LeadInvitation.Interaction.SourceId", Text, |i| interaction(i, |l| Some(
            l.source_id()
        ))),
        Column("Payload.LeadInvitation.Interaction.SourceName", Text, |i| interaction(
            i,
            |l| Some(l.source_name())
        )),
        Column("Payload.LeadInvitation.Interaction.Usecase", Text, |i| interaction(
            i,
            LeadInvitationInteraction::usecase
        )),
        Column("Payload.OpportunityInvitation.Customer.CompanyName", Text, |i| {
            text(opportunity(i).and_then(|o| o.customer()).map(|c| c.company_name()))
        }),
        Column("Payload.OpportunityInvitation.Project.Title", Text, |i| {
            text(opportunity(i).and_then(|o| o.project()).map(|p| p.title()))
        }),
    ];

    fn id(&self) -> Option<String> {
        Some(self.id.clone()).filter(|id| !id.is_empty())
    }
}

fn lead(invitation: &GetEngagementInvitationOutput) -> Option<&LeadInvitationPayload> {
    invitation.payload()?.as_lead_invitation().ok()
}

fn customer(
    invitation: &GetEngagementInvitationOutput,
    part: fn(&LeadInvitationCustomer) -> Option<&str>,
) -> Json {
    text(lead(invitation).and_then(|lead| lead.customer()).and_then(part))
}

fn interaction(
    invitation: &GetEngagementInvitationOutput,
    part: fn(&LeadInvitationInteraction) -> Option<&str>,
) -> Json {
    text(lead(invitation).and_then(|lead| lead.interaction()).and_then(part))
}

fn opportunity(
    invitation: &GetEngagementInvitationOutput,
) -> Option<&OpportunityInvitationPayload> {
    invitation.payload()?.as_opportunity_invitation().ok()
}
