//! Engagements, and the lead that stands among the contexts of some of them.

use aws_sdk_partnercentralselling::{
    operation::get_engagement::GetEngagementOutput,
    types::{
        EngagementContextPayload, EngagementContextType, EngagementSummary, LeadContact,
        LeadContext, LeadCustomer, LeadInteraction,
    },
};
use serde_json::{Value as Json, json};

use super::{Column, Shape, moment, text, texts, words};
use crate::field::{
    HAS_LEAD,
    Kind::{Flag, Moment, Number, Text, Texts, Word},
};

macro_rules! columns {
    ($($more:expr),* $(,)?) => {
        &[
            Column("Id", Text, |e| text(e.id())),
            Column("Arn", Text, |e| text(e.arn())),
            Column("Title", Text, |e| text(e.title())),
            Column("CreatedAt", Moment, |e| moment(e.created_at())),
            Column("CreatedBy", Text, |e| text(e.created_by())),
            Column("ModifiedAt", Moment, |e| moment(e.modified_at())),
            Column("ModifiedBy", Text, |e| text(e.modified_by())),
            Column("MemberCount", Number, |e| e.member_count().map_or(Json::Null, |count| json!(count))),
            Column("ContextTypes", Word(EngagementContextType::values()), |e| words(&types(e))),
            Column(HAS_LEAD, Flag, |e| json!(types(e).contains(&EngagementContextType::Lead))),
            $($more),*
        ]
    };
}

/// The types of an engagement's contexts, as either shape tells them.
trait Contexts {
    fn types(&self) -> Vec<EngagementContextType>;
}

fn types(engagement: &impl Contexts) -> Vec<EngagementContextType> {
    engagement.types()
}

impl Contexts for EngagementSummary {
    fn types(&self) -> Vec<EngagementContextType> {
        self.context_types().to_vec()
    }
}

impl Contexts for GetEngagementOutput {
    fn types(&self) -> Vec<EngagementContextType> {
        self.contexts().iter().map(|context| context.r#type().clone()).collect()
    }
}

impl Shape for EngagementSummary {
    const COLUMNS: &'static [Column<Self>] = columns![];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }
}

impl Shape for GetEngagementOutput {
    const COLUMNS: &'static [Column<Self>] = columns![
        Column("Description", Text, |e| text(e.description())),
        Column("Contexts.Lead.QualificationStatus", Text, |e| text(
            lead(e).map(LeadContext::qualification_status)
        )),
        Column("Contexts.Lead.Insights.LeadReadinessScore", Text, |e| {
            text(lead(e).and_then(|l| l.insights()).and_then(|i| i.lead_readiness_score()))
        }),
        Column("Contexts.Lead.Customer.CompanyName", Text, |e| customer(e, |c| Some(
            c.company_name()
        ))),
        Column("Contexts.Lead.Customer.Industry", Text, |e| customer(e, LeadCustomer::industry)),
        Column("Contexts.Lead.Customer.WebsiteUrl", Text, |e| customer(
            e,
            LeadCustomer::website_url
        )),
        Column("Contexts.Lead.Customer.MarketSegment", Text, |e| customer(
            e,
            LeadCustomer::market_segment
        )),
        Column("Contexts.Lead.Customer.AwsMaturity", Text, |e| customer(
            e,
            LeadCustomer::aws_maturity
        )),
        Column("Contexts.Lead.Customer.Address.CountryCode", Text, |e| {
            customer(e, |c| c.address().and_then(|a| a.country_code()).map(AsRef::as_ref))
        }),
        Column("Contexts.Lead.Customer.Address.City", Text, |e| customer(e, |c| c
            .address()
            .and_then(|a| a.city()))),
        Column("Contexts.Lead.Interactions.SourceType", Texts, |e| each(e, |i| Some(
            i.source_type()
        ))),
        Column("Contexts.Lead.Interactions.SourceName", Texts, |e| each(e, |i| Some(
            i.source_name()
        ))),
        Column("Contexts.Lead.Interactions.Usecase", Texts, |e| each(e, LeadInteraction::usecase)),
        Column("Contexts.Lead.Interactions.Contact.Email", Texts, |e| each(e, |i| i
            .contact()
            .map(LeadContact::email))),
        Column("Contexts.Lead.Interactions.Contact.FirstName", Texts, |e| each(e, |i| i
            .contact()
            .map(LeadContact::first_name))),
        Column("Contexts.Lead.Interactions.Contact.LastName", Texts, |e| each(e, |i| i
            .contact()
            .map(LeadContact::last_name))),
        Column("Contexts.Lead.Interactions.Contact.Phone", Texts, |e| each(e, |i| i
            .contact()
            .and_then(|c| c.phone()))),
    ];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }
}

/// The first lead among the contexts.
fn lead(engagement: &GetEngagementOutput) -> Option<&LeadContext> {
    engagement
        .contexts()
        .iter()
        .find_map(|context| context.payload().map(EngagementContextPayload::as_lead)?.ok())
}

fn customer(engagement: &GetEngagementOutput, part: fn(&LeadCustomer) -> Option<&str>) -> Json {
    text(lead(engagement).and_then(|lead| lead.customer()).and_then(part))
}

/// One member of each interaction, in step: one that an interaction lacks is empty.
fn each(engagement: &GetEngagementOutput, part: fn(&LeadInteraction) -> Option<&str>) -> Json {
    let interactions = lead(engagement).map(LeadContext::interactions).unwrap_or_default();
    texts(
        &interactions
            .iter()
            .map(|one| part(one).unwrap_or_default().to_owned())
            .collect::<Vec<_>>(),
    )
}
