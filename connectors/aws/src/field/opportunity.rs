//! Opportunities: what a list tells of them, and what only `GetOpportunity` does.

use serde_json::Value as Json;

use super::{
    column::{
        Column,
        Kind::{Day, Moment, Number, Text, Texts, Word},
        always, singly,
    },
    value::ids_of,
    words,
};

/// The fields.
pub(super) const COLUMNS: &[Column] = &[
    always("Id", Text),
    always("Arn", Text),
    always("PartnerOpportunityIdentifier", Text),
    always("OpportunityType", Word(words::OPPORTUNITY_TYPE)),
    always("CreatedDate", Moment),
    always("LastModifiedDate", Moment),
    always("LifeCycle.Stage", Word(words::STAGE)),
    always("LifeCycle.ReviewStatus", Word(words::REVIEW_STATUS)),
    always("LifeCycle.ReviewStatusReason", Text),
    always("LifeCycle.ReviewComments", Text),
    always("LifeCycle.ClosedLostReason", Word(words::CLOSED_LOST_REASON)),
    always("LifeCycle.TargetCloseDate", Day),
    always("LifeCycle.NextSteps", Text),
    always("Customer.Account.CompanyName", Text),
    always("Customer.Account.Industry", Word(words::INDUSTRY)),
    always("Customer.Account.OtherIndustry", Text),
    always("Customer.Account.WebsiteUrl", Text),
    always("Customer.Account.Address.CountryCode", Word(words::COUNTRY)),
    always("Customer.Account.Address.City", Text),
    always("Customer.Account.Address.StateOrRegion", Text),
    always("Customer.Account.Address.PostalCode", Text),
    always("Project.DeliveryModels", Word(words::DELIVERY_MODEL)),
    // What the customer is to spend at AWS in a month: never what the deal is worth.
    always("Project.ExpectedCustomerSpend.Amount", Number),
    always("Project.ExpectedCustomerSpend.CurrencyCode", Text),
    always("Project.ExpectedCustomerSpend.TargetCompany", Text),
    singly("Project.Title", Text),
    singly("Project.CustomerBusinessProblem", Text),
    singly("Project.CustomerUseCase", Text),
    singly("Project.RelatedOpportunityIdentifier", Text),
    singly("Project.ApnPrograms", Texts),
    singly("SoftwareRevenue.DeliveryModel", Word(words::REVENUE_MODEL)),
    singly("SoftwareRevenue.Value.Amount", Number),
    singly("SoftwareRevenue.Value.CurrencyCode", Word(words::CURRENCY)),
    singly("SoftwareRevenue.EffectiveDate", Day),
    singly("SoftwareRevenue.ExpirationDate", Day),
    singly("Marketing.CampaignName", Text),
    singly("Marketing.Source", Word(words::MARKETING_SOURCE)),
    singly("Marketing.AwsFundingUsed", Word(words::FUNDING_USED)),
    singly("Customer.Account.AwsAccountId", Text),
    singly("Customer.Account.Duns", Text),
    singly("Customer.Account.Address.StreetAddress", Text),
    singly("Customer.Contacts.Email", Texts),
    singly("OpportunityTeam.Email", Texts),
    singly("OpportunityTeam.FirstName", Texts),
    singly("OpportunityTeam.LastName", Texts),
    singly("RelatedEntityIdentifiers.AwsMarketplaceOffers", Texts),
    singly("RelatedEntityIdentifiers.AwsMarketplaceOffers.id", Texts).by(offer_ids),
    singly("RelatedEntityIdentifiers.AwsMarketplaceOfferSets", Texts),
    singly("RelatedEntityIdentifiers.Solutions", Texts),
    singly("RelatedEntityIdentifiers.AwsProducts", Texts),
];

fn offer_ids(record: &Json, _: &str) -> Json {
    ids_of("Offer", record, "RelatedEntityIdentifiers.AwsMarketplaceOffers")
}
