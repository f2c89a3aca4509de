//! AWS Partner Central: lists with their further pages, and single records.

use channelgraph_aws::{Aws, default_mapping};
use channelgraph_core::Connector;
use channelgraph_schema::EntityKind;

use crate::{
    subject::{Answers, CONFIG, FREE, Question, Subject, all, by_ids, mapping},
    vendor::Asked,
};

const GOOD: &[&str] = &[
    r#"ListOpportunities 200
content-type: application/x-amz-json-1.0

{"NextToken":"t1","OpportunitySummaries":[{"Catalog":"Sandbox","Id":"O1234567","Arn":"arn:aws:partnercentral:us-east-1:1:catalog/Sandbox/opportunity/O1234567","PartnerOpportunityIdentifier":"0068Z0000000001QAA","CreatedDate":"2026-03-01T09:30:00Z","LastModifiedDate":"2026-03-02T09:30:00.5Z","LifeCycle":{"Stage":"Qualified","ReviewStatus":"Approved","TargetCloseDate":"2026-12-31"},"Customer":{"Account":{"CompanyName":"M\u00fcller","Industry":"Retail","WebsiteUrl":"https://acme.de","Address":{"CountryCode":"DE"}}},"Project":{"DeliveryModels":["SaaS or PaaS"],"ExpectedCustomerSpend":[{"Amount":"10.0","CurrencyCode":"USD","Frequency":"Monthly","TargetCompany":"AWS"}]}}]}"#,
    r#"ListOpportunities-more 200

{"OpportunitySummaries":[{"Id":"O7654321","LifeCycle":{"Stage":"Launched"},"LastModifiedDate":1772443800.5}],"NextToken":null}"#,
    r#"GetOpportunity 200

{"Id":"O1234567","Project":{"Title":"Deal","ApnPrograms":["APN"]},"SoftwareRevenue":{"DeliveryModel":"Contract","Value":{"Amount":"1500.25","CurrencyCode":"EUR"},"EffectiveDate":"2026-03-01"},"RelatedEntityIdentifiers":{"AwsMarketplaceOffers":["arn:aws:aws-marketplace:us-east-1:1:AWSMarketplace/Offer/offer-x1"]},"OpportunityTeam":[{"Email":"a@b.c","FirstName":"A"}],"LifeCycle":{"Stage":"Qualified"}}"#,
    r#"ListBenefitAllocations 200

{"BenefitAllocationSummaries":[{"Id":"benalloc-1","Name":"MDF","Status":"FULFILLED","FulfillmentTypes":["CASH"],"BenefitApplicationId":"arn:aws:partnercentral:us-east-1::catalog/Sandbox/benefit-application/benappl-1","CreatedAt":1772443800.5,"ExpiresAt":"2027-01-01T00:00:00Z"}]}"#,
    r#"GetBenefitAllocation 200

{"Id":"benalloc-1","Status":"FULFILLED","FulfillmentType":"CASH","FulfillmentDetail":{"DisbursementDetails":{"DisbursedAmount":{"Amount":"700.00","CurrencyCode":"USD"},"IssuanceDetails":{"IssuanceId":"i-1","IssuanceAmount":{"Amount":"800","CurrencyCode":"USD"},"IssuedAt":"2026-05-01T00:00:00Z"}}},"UpdatedAt":"2026-05-02T00:00:00Z"}"#,
    r#"ListEngagementInvitations 200

{"EngagementInvitationSummaries":[{"Id":"engi-1","EngagementId":"eng-1","EngagementTitle":"Lead","Status":"PENDING","PayloadType":"LeadInvitation","InvitationDate":"2026-03-01T09:30:00Z","Sender":{"AwsAccountId":"1"},"Receiver":{"Account":{"AwsAccountId":"2"}},"ParticipantType":"RECEIVER"}]}"#,
    r#"GetEngagementInvitation 200

{"Id":"engi-1","Payload":{"LeadInvitation":{"Customer":{"CompanyName":"Acme","CountryCode":"DE"},"Interaction":{"SourceType":"Event"}}}}"#,
    r#"ListRelationships 200

{"items":[{"id":"rs-0000000000001","arn":"a","associationType":"DOWNSTREAM_SELLER","programManagementAccountId":"pma-0000000000001","associatedAccountId":"000000000012","displayName":"Acme","sector":"COMMERCIAL","startDate":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":1772443800}]}"#,
    r#"GetRelationship 200

{"relationshipDetail":{"id":"rs-0000000000001","programManagementAccountId":"pma-0000000000001","displayName":"Acme","resaleAccountModel":"END_CUSTOMER"}}"#,
];

const ODD: &[&str] = &[
    // Pages that lead in a circle, or bring nothing.
    r#"ListOpportunities-more 200

{"OpportunitySummaries":[],"NextToken":"t1"}"#,
    r#"ListOpportunities 200

{"OpportunitySummaries":{"Id":"O1"},"NextToken":""}"#,
    r#"ListOpportunities 400
x-amzn-errortype: ThrottlingException:http://internal.amazon.com/coral/
retry-after: 18446744073709551615

{"__type":"com.amazonaws.partnercentral#ThrottlingException","message":"Rate exceeded"}"#,
    r#"ListOpportunities 400

{"__type":"ValidationException","Message":"x","Reason":"REQUEST_VALIDATION_FAILED","ErrorList":[{"FieldName":"NextToken","Message":"is not valid","Code":"INVALID_VALUE"}]}"#,
    r#"ListOpportunities-more 400

{"__type":"ValidationException","Message":"the token is not valid"}"#,
    r#"GetOpportunity 404

{"__type":"ResourceNotFoundException","Message":"no"}"#,
    r#"ListOpportunities 403

{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::1:user/x is not authorized","Reason":"x"}"#,
    r#"ListOpportunities 503
content-encoding: gzip

<html>"#,
];

const REMEMBERED: &[&str] = &[];

fn place(asked: &Asked) -> String {
    let target = asked.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.split('.').nth(1)).unwrap_or_default();
    let more = if asked.says("extToken") { "-more" } else { "" };
    format!("{operation}{more}")
}

fn connect(url: &str) -> Box<dyn Connector> {
    let config = format!(
        "endpoint_url = '{url}'\naccess_key_id = 'AKIA'\nsecret_access_key = 'b'\n\
         limits = {{ read = {FREE}, benefits = {FREE}, channel = {FREE} }}\n{CONFIG}"
    );
    let config = toml::from_str(&config).unwrap();
    Box::new(Aws::new("aws".into(), &config).unwrap())
}

#[test]
fn aws() {
    let spec = default_mapping();
    let of = |kind, object| mapping(&spec, kind, object);
    let deals = of(EntityKind::Deal, "Opportunity");
    let grants = of(EntityKind::Incentive, "BenefitAllocation");
    let leads = of(EntityKind::Lead, "EngagementInvitation");
    let partners = of(EntityKind::Partner, "Relationship");
    let [all_deals, all_grants, all_leads] =
        [&deals, &grants, &leads].map(|mapping| all(mapping, 10));
    let one = by_ids(&partners, &["pma-0000000000001/rs-0000000000001"]);
    let all_partners = all(&partners, 10);
    let again = of(EntityKind::Partner, "Relationship");
    let questions = vec![
        (
            vec!["ListOpportunities", "ListOpportunities-more", "GetOpportunity"],
            Question::read(deals, all_deals),
        ),
        (
            vec!["ListBenefitAllocations", "GetBenefitAllocation"],
            Question::read(grants, all_grants),
        ),
        (
            vec!["ListEngagementInvitations", "GetEngagementInvitation"],
            Question::read(leads, all_leads),
        ),
        (vec!["ListRelationships"], Question::read(partners, all_partners)),
        (vec!["GetRelationship"], Question::read(again, one)),
        (vec!["ListOpportunities"], Question::Describe("Opportunity", Vec::new())),
    ];
    let answers = Answers { remembered: REMEMBERED, good: GOOD, odd: ODD };
    Subject { name: "aws", connect, place, questions, answers }.run();
}
