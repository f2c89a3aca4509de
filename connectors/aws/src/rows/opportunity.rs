//! Opportunities: what a list tells of them, and what only `GetOpportunity` does.

use aws_sdk_partnercentralselling::{
    operation::get_opportunity::GetOpportunityOutput,
    types::{
        AwsFundingUsed, ClosedLostReason, Contact, CountryCode, CurrencyCode, DeliveryModel,
        ExpectedCustomerSpend, Industry, MarketingSource, OpportunitySummary, OpportunityType,
        RevenueModel, ReviewStatus, Stage,
    },
};
use serde_json::Value as Json;

use super::{Column, Shape, moment, named_in, text, texts, word, words};
use crate::field::Kind::{Day, Moment, Number, Text, Texts, Word};

/// The columns that both shapes have, and more.
macro_rules! columns {
    ($($more:expr),* $(,)?) => {
        &[
            Column("Id", Text, |o| text(o.id())),
            Column("Arn", Text, |o| text(o.arn())),
            Column("PartnerOpportunityIdentifier", Text, |o| text(o.partner_opportunity_identifier())),
            Column("OpportunityType", Word(OpportunityType::values()), |o| word(o.opportunity_type())),
            Column("CreatedDate", Moment, |o| moment(o.created_date())),
            Column("LastModifiedDate", Moment, |o| moment(o.last_modified_date())),
            Column("LifeCycle.Stage", Word(Stage::values()), |o| word(o.life_cycle().and_then(|c| c.stage()))),
            Column("LifeCycle.ReviewStatus", Word(ReviewStatus::values()), |o| word(o.life_cycle().and_then(|c| c.review_status()))),
            Column("LifeCycle.ReviewStatusReason", Text, |o| text(o.life_cycle().and_then(|c| c.review_status_reason()))),
            Column("LifeCycle.ReviewComments", Text, |o| text(o.life_cycle().and_then(|c| c.review_comments()))),
            Column("LifeCycle.ClosedLostReason", Word(ClosedLostReason::values()), |o| {
                word(o.life_cycle().and_then(|c| c.closed_lost_reason()))
            }),
            Column("LifeCycle.TargetCloseDate", Day, |o| text(o.life_cycle().and_then(|c| c.target_close_date()))),
            Column("LifeCycle.NextSteps", Text, |o| text(o.life_cycle().and_then(|c| c.next_steps()))),
            Column("Customer.Account.CompanyName", Text, |o| text(o.customer().and_then(|c| c.account()).map(|a| a.company_name()))),
            Column("Customer.Account.Industry", Word(Industry::values()), |o| {
                word(o.customer().and_then(|c| c.account()).and_then(|a| a.industry()))
            }),
            Column("Customer.Account.OtherIndustry", Text, |o| {
                text(o.customer().and_then(|c| c.account()).and_then(|a| a.other_industry()))
            }),
            Column("Customer.Account.WebsiteUrl", Text, |o| text(o.customer().and_then(|c| c.account()).and_then(|a| a.website_url()))),
            Column("Customer.Account.Address.CountryCode", Word(CountryCode::values()), |o| {
                word(o.customer().and_then(|c| c.account()).and_then(|a| a.address()).and_then(|a| a.country_code()))
            }),
            Column("Customer.Account.Address.City", Text, |o| {
                text(o.customer().and_then(|c| c.account()).and_then(|a| a.address()).and_then(|a| a.city()))
            }),
            Column("Customer.Account.Address.StateOrRegion", Text, |o| {
                text(o.customer().and_then(|c| c.account()).and_then(|a| a.address()).and_then(|a| a.state_or_region()))
            }),
            Column("Customer.Account.Address.PostalCode", Text, |o| {
                text(o.customer().and_then(|c| c.account()).and_then(|a| a.address()).and_then(|a| a.postal_code()))
            }),
            Column("Project.DeliveryModels", Word(DeliveryModel::values()), |o| {
                o.project().map_or(Json::Null, |p| words(p.delivery_models()))
            }),
            // What the customer is to spend at AWS in a month: never what the deal is worth.
            Column("Project.ExpectedCustomerSpend.Amount", Number, |o| spend(o.project().map(|p| p.expected_customer_spend()), |s| s.amount())),
            Column("Project.ExpectedCustomerSpend.CurrencyCode", Text, |o| {
                spend(o.project().map(|p| p.expected_customer_spend()), |s| s.currency_code().as_str())
            }),
            Column("Project.ExpectedCustomerSpend.TargetCompany", Text, |o| {
                spend(o.project().map(|p| p.expected_customer_spend()), |s| s.target_company())
            }),
            $($more),*
        ]
    };
}

fn spend(
    spend: Option<&[ExpectedCustomerSpend]>,
    part: fn(&ExpectedCustomerSpend) -> &str,
) -> Json {
    texts(&spend.unwrap_or_default().iter().map(|one| part(one).to_owned()).collect::<Vec<_>>())
}

impl Shape for OpportunitySummary {
    const COLUMNS: &'static [Column<Self>] = columns![];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }
}

impl Shape for GetOpportunityOutput {
    const COLUMNS: &'static [Column<Self>] = columns![
        Column("Project.Title", Text, |o| text(o.project().and_then(|p| p.title()))),
        Column("Project.CustomerBusinessProblem", Text, |o| text(
            o.project().and_then(|p| p.customer_business_problem())
        )),
        Column("Project.CustomerUseCase", Text, |o| text(
            o.project().and_then(|p| p.customer_use_case())
        )),
        Column("Project.RelatedOpportunityIdentifier", Text, |o| text(
            o.project().and_then(|p| p.related_opportunity_identifier())
        )),
        Column("Project.ApnPrograms", Texts, |o| o
            .project()
            .map_or(Json::Null, |p| texts(p.apn_programs()))),
        Column("SoftwareRevenue.DeliveryModel", Word(RevenueModel::values()), |o| {
            word(o.software_revenue().and_then(|r| r.delivery_model()))
        }),
        Column("SoftwareRevenue.Value.Amount", Number, |o| text(
            o.software_revenue().and_then(|r| r.value()).map(|v| v.amount())
        )),
        Column("SoftwareRevenue.Value.CurrencyCode", Word(CurrencyCode::values()), |o| {
            word(o.software_revenue().and_then(|r| r.value()).map(|v| v.currency_code()))
        }),
        Column("SoftwareRevenue.EffectiveDate", Day, |o| text(
            o.software_revenue().and_then(|r| r.effective_date())
        )),
        Column("SoftwareRevenue.ExpirationDate", Day, |o| text(
            o.software_revenue().and_then(|r| r.expiration_date())
        )),
        Column("Marketing.CampaignName", Text, |o| text(
            o.marketing().and_then(|m| m.campaign_name())
        )),
        Column("Marketing.Source", Word(MarketingSource::values()), |o| word(
            o.marketing().and_then(|m| m.source())
        )),
        Column("Marketing.AwsFundingUsed", Word(AwsFundingUsed::values()), |o| word(
            o.marketing().and_then(|m| m.aws_funding_used())
        )),
        Column("Customer.Account.AwsAccountId", Text, |o| {
            text(o.customer().and_then(|c| c.account()).and_then(|a| a.aws_account_id()))
        }),
        Column("Customer.Account.Duns", Text, |o| text(
            o.customer().and_then(|c| c.account()).and_then(|a| a.duns())
        )),
        Column("Customer.Account.Address.StreetAddress", Text, |o| {
            text(
                o.customer()
                    .and_then(|c| c.account())
                    .and_then(|a| a.address())
                    .and_then(|a| a.street_address()),
            )
        }),
        Column("Customer.Contacts.Email", Texts, |o| each(
            o.customer().map(|c| c.contacts()),
            Contact::email
        )),
        Column("OpportunityTeam.Email", Texts, |o| each(
            Some(o.opportunity_team()),
            Contact::email
        )),
        Column("OpportunityTeam.FirstName", Texts, |o| each(
            Some(o.opportunity_team()),
            Contact::first_name
        )),
        Column("OpportunityTeam.LastName", Texts, |o| each(
            Some(o.opportunity_team()),
            Contact::last_name
        )),
        Column("RelatedEntityIdentifiers.AwsMarketplaceOffers", Texts, |o| related(o, |r| texts(
            r.aws_marketplace_offers()
        ))),
        Column("RelatedEntityIdentifiers.AwsMarketplaceOffers.id", Texts, |o| related(o, |r| {
            named_in(r.aws_marketplace_offers(), "Offer")
        })),
        Column("RelatedEntityIdentifiers.AwsMarketplaceOfferSets", Texts, |o| related(o, |r| {
            texts(r.aws_marketplace_offer_sets())
        })),
        Column("RelatedEntityIdentifiers.Solutions", Texts, |o| related(o, |r| texts(
            r.solutions()
        ))),
        Column("RelatedEntityIdentifiers.AwsProducts", Texts, |o| related(o, |r| texts(
            r.aws_products()
        ))),
    ];

    fn id(&self) -> Option<String> {
        Some(self.id.clone()).filter(|id| !id.is_empty())
    }
}

/// One member of each contact, in step: one that a contact lacks is empty.
fn each(contacts: Option<&[Contact]>, part: fn(&Contact) -> Option<&str>) -> Json {
    texts(
        &contacts
            .unwrap_or_default()
            .iter()
            .map(|contact| part(contact).unwrap_or_default().to_owned())
            .collect::<Vec<_>>(),
    )
}

fn related(
    record: &GetOpportunityOutput,
    part: fn(&aws_sdk_partnercentralselling::types::RelatedEntityIdentifiers) -> Json,
) -> Json {
    record.related_entity_identifiers().map_or(Json::Null, part)
}
