//! What questions cost: batches, and records asked for singly only where a list does not tell enough.

use channelgraph_core::{Connector, ErrorKind};
use channelgraph_schema::Direction;
use serde_json::{Value as Json, json};

use super::{all, by, by_id, ids, is, setup, store, under};

#[tokio::test]
async fn opportunities_come_by_twenties_and_singly_only_for_what_lists_lack() {
    let setup = setup(store::opportunities(60), "").await;
    let names: Vec<String> = (1..=45).map(|number| format!("O{number}")).collect();
    let mut wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    wanted.extend(["O999", "no id at all"]);

    let (page, cost) = setup.cost(&by_id("Opportunity", &["LifeCycle.Stage", "Nothing.There"], &wanted)).await;
    assert_eq!((page.rows.len(), page.exact, page.complete), (45, true, true));
    assert_eq!(cost, [("ListOpportunities", 3)].into());
    assert_eq!(page.rows[0].json("Nothing.There"), Json::Null);

    let (page, cost) = setup.cost(&by_id("Opportunity", &["Project.Title"], &["O3", "O999"])).await;
    assert_eq!((ids(&page), page.rows[0].json("Project.Title")), (vec!["O3"], json!("Title 3")));
    assert_eq!(cost, [("GetOpportunity", 2)].into());
}

#[tokio::test]
async fn of_a_page_only_the_rows_shown_are_asked_for_singly() {
    let setup = setup(store::opportunities(250), "").await;
    let mut read =
        all("Opportunity", &["Project.Title", "SoftwareRevenue.Value.Amount", "RelatedEntityIdentifiers.AwsMarketplaceOffers.id"]);
    (read.limit, read.order) = (5, by("LastModifiedDate", Direction::Desc));
    let (page, cost) = setup.cost(&read).await;
    assert_eq!((ids(&page), page.complete), (vec!["O249", "O250", "O246", "O247", "O248"], false));
    assert_eq!(page.rows[0].json("SoftwareRevenue.Value.Amount"), json!("249.50"));
    assert_eq!(page.rows[0].json("RelatedEntityIdentifiers.AwsMarketplaceOffers.id"), json!(["offer-abc"]));
    assert_eq!(cost, [("ListOpportunities", 1), ("GetOpportunity", 5)].into());

    // By id all have to be read, and still only five are shown.
    read.order = None;
    let (page, cost) = setup.cost(&read).await;
    assert_eq!(ids(&page), ["O1", "O2", "O3", "O4", "O5"]);
    assert_eq!(cost, [("ListOpportunities", 3), ("GetOpportunity", 5)].into());
}

#[tokio::test]
async fn what_only_a_single_record_tells_is_tested_on_those_that_pass_otherwise() {
    let setup = setup(store::opportunities(30), "").await;
    let mut read = all("Opportunity", &["Id"]);
    read.filter = is("LifeCycle.Stage", &["Launched"]).and(is("Project.Title", &["title 29", "title 28"]));
    let (page, cost) = setup.cost(&read).await;
    assert_eq!(ids(&page), ["O29"]);
    assert_eq!(cost, [("ListOpportunities", 1), ("GetOpportunity", 10)].into());

    // A word that AWS does not know is not sent: it would refuse the whole question.
    read.filter = is("LifeCycle.Stage", &["Invented"]);
    let (page, cost) = setup.cost(&read).await;
    assert!(page.rows.is_empty() && page.exact && page.complete);
    assert_eq!(cost, [("ListOpportunities", 1)].into());
}

#[tokio::test]
async fn questions_have_bounds() {
    let setup = setup(store::opportunities(120), "max_rows = 110\nmax_details = 3").await;
    let refused = setup.aws.read(&all("Opportunity", &["Id"])).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unsupported);
    assert!(refused.message().contains("raise max_rows"), "{refused}");
    let refused = setup.aws.read(&by_id("Opportunity", &["Project.Title"], &["O1", "O2", "O3", "O4"])).await.unwrap_err();
    assert!(refused.message().contains("raise max_details"), "{refused}");
    assert_eq!(setup.calls_of("GetOpportunity"), 0);
}

#[tokio::test]
async fn engagements_come_by_tens_and_their_leads_wherever_they_stand() {
    let setup = setup(store::engagements(24), "").await;
    let names: Vec<String> = (1..=24).map(|number| format!("eng-{number:014}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (page, cost) = setup.cost(&by_id("Engagement", &["Title"], &names)).await;
    assert_eq!((page.rows.len(), cost), (24, [("ListEngagements", 3)].into()));

    let mut read = all("Engagement", &["Title", "Contexts.Lead.Customer.CompanyName", "Contexts.Lead.Interactions.Contact.Email"]);
    read.filter = channelgraph_schema::Filter::Test("ContextTypes.Lead".into(), channelgraph_schema::Test::Eq(true.into()));
    let (page, cost) = setup.cost(&read).await;
    assert_eq!((page.rows.len(), cost), (12, [("ListEngagements", 1), ("GetEngagement", 12)].into()));
    assert_eq!(page.rows[0].json("Contexts.Lead.Customer.CompanyName"), json!("Lead 2"));
    assert_eq!(page.rows[0].json("Contexts.Lead.Interactions.Contact.Email"), json!(["jane@example.com"]));
}

#[tokio::test]
async fn both_lists_of_invitations_are_one() {
    let setup = setup(store::invitations(), "").await;
    let who = "ParticipantType";
    let (page, cost) = setup.cost(&all("EngagementInvitation", &["EngagementTitle", who])).await;
    assert_eq!((page.rows.len(), cost), (4, [("ListEngagementInvitations", 2)].into()));
    assert_eq!([page.rows[0].json(who), page.rows[1].json(who)], [json!("RECEIVER"), json!("SENDER")]);

    let mut read = all("EngagementInvitation", &["Payload.LeadInvitation.Customer.CompanyName"]);
    read.filter = is("PayloadType", &["LeadInvitation"]).and(is(who, &["RECEIVER"]));
    let (page, cost) = setup.cost(&read).await;
    assert_eq!(page.rows[1].json("Payload.LeadInvitation.Customer.CompanyName"), json!("Lead 3"));
    assert_eq!(cost, [("ListEngagementInvitations", 1), ("GetEngagementInvitation", 2)].into());

    let absent = "engi-9999999999999";
    let (page, cost) = setup.cost(&by_id("EngagementInvitation", &["EngagementTitle"], &["engi-0000000000002", absent])).await;
    assert_eq!((page.rows.len(), cost), (1, [("GetEngagementInvitation", 2)].into()));
    // In which list it stands only the lists tell.
    let (page, cost) = setup.cost(&by_id("EngagementInvitation", &[who], &["engi-0000000000002", absent])).await;
    assert_eq!((page.rows[0].json(who), cost), (json!("SENDER"), [("ListEngagementInvitations", 2)].into()));
}

#[tokio::test]
async fn amounts_of_benefits_are_exact_and_codes_of_credits_nowhere() {
    let setup = setup(store::benefits(), "").await;
    let fields = ["FulfillmentDetail.amount", "FulfillmentDetail.currency", "FulfillmentDetail.paid", "FulfillmentTypes"];
    let code = "FulfillmentDetail.CreditDetails.Codes.AwsCreditCode";
    let (page, cost) = setup.cost(&all("BenefitAllocation", &[fields.as_slice(), &[code]].concat())).await;
    assert_eq!(cost, [("ListBenefitAllocations", 1), ("GetBenefitAllocation", 4)].into());
    let rows: Vec<_> = page.rows.iter().map(|row| fields.map(|field| row.text(field))).collect();
    let some = |words: [&str; 4]| words.map(|word| Some(word.to_owned()).filter(|word| !word.is_empty()));
    let expected = [["0.1", "USD", "0.1", "CASH"], ["123.450", "USD", "100", "CREDITS"], ["", "", "", "ACCESS"], ["", "USD", "", "CASH"]];
    assert_eq!(rows, expected.map(some));
    assert!(!format!("{:?}", page.rows).contains("REDEEM-ME"));

    let (_, cost) = setup.cost(&all("BenefitAllocation", &["Status", "BenefitApplicationId"])).await;
    assert_eq!(cost, [("ListBenefitAllocations", 1)].into());
}

#[tokio::test]
async fn what_a_programme_asks_for_comes_from_the_list_where_it_tells_it() {
    let setup = setup(store::benefits(), "").await;
    let (page, cost) = setup.cost(&all("BenefitApplication", &["BenefitApplicationDetails.PartnerAwsAccountId"])).await;
    assert_eq!(page.rows[0].json("BenefitApplicationDetails.PartnerAwsAccountId"), json!("000000000001"));
    assert_eq!(cost, [("ListBenefitApplications", 1)].into());
    let budget = "BenefitApplicationDetails.Budget.Amount";
    let (page, cost) = setup.cost(&all("BenefitApplication", &[budget, "AssociatedResources.opportunity"])).await;
    assert_eq!(
        (page.rows[2].text(budget).unwrap().as_str(), page.rows[2].json("AssociatedResources.opportunity")),
        ("1234.56", json!(["O3"]))
    );
    assert_eq!(cost, [("ListBenefitApplications", 1), ("GetBenefitApplication", 3)].into());
}

#[tokio::test]
async fn children_come_by_a_list_that_can_be_asked_for_them_or_out_of_all() {
    let setup = setup(store::benefits(), "").await;
    let parents = ["benappl-00000000000001", "benappl-00000000000002"];
    let (page, cost) = setup.cost(&under("BenefitAllocation", &["Name"], "BenefitApplicationId", &parents)).await;
    let found: Vec<_> = page.rows.iter().map(|row| (row.parent.as_deref().unwrap(), row.id.as_str())).collect();
    let expected =
        [(parents[0], "benalloc-00000000000000"), (parents[0], "benalloc-00000000000003"), (parents[1], "benalloc-00000000000001")];
    assert_eq!((found, page.complete), (expected.to_vec(), true));
    assert_eq!(cost, [("ListBenefitAllocations", 2)].into());

    let mut read = under("BenefitAllocation", &["FulfillmentDetail.amount"], "BenefitApplicationId", &parents[..1]);
    read.limit = 1;
    let (page, cost) = setup.cost(&read).await;
    assert_eq!((page.rows.len(), page.complete), (1, false));
    assert_eq!(cost, [("ListBenefitAllocations", 1), ("GetBenefitAllocation", 1)].into());

    let (page, cost) = setup.cost(&under("BenefitApplication", &["Name"], "AssociatedResources.opportunity", &["O2", "O9"])).await;
    assert_eq!((page.rows[0].parent.as_deref(), page.rows.len()), (Some("O2"), 1));
    assert_eq!(cost, [("ListBenefitApplications", 1)].into());
}

#[tokio::test]
async fn relationships_are_found_by_both_ids_or_by_the_account_of_their_other_end() {
    let setup = setup(store::channel(130), "").await;
    let one = "pma-0000000000001/rs-0000000000003";
    let (page, cost) =
        setup.cost(&by_id("Relationship", &["displayName", "resaleAccountModel"], &[one, "pma-0000000000000/rs-0000000000003"])).await;
    assert_eq!((ids(&page), page.rows[0].json("resaleAccountModel")), (vec![one], json!("DISTRIBUTOR")));
    assert_eq!(cost, [("GetRelationship", 2)].into());

    let many: Vec<String> = (1..=20).map(|number| format!("pma-{:013}/rs-{number:013}", number % 2)).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let (page, cost) = setup.cost(&by_id("Relationship", &["displayName"], &many)).await;
    assert_eq!((page.rows.len(), cost), (20, [("ListRelationships", 2)].into()));

    let (page, cost) =
        setup.cost(&under("Relationship#seller", &["displayName"], "associatedAccountId", &["000000000007", "000000000008"])).await;
    assert_eq!((page.rows.len(), cost), (2, [("ListRelationships", 1)].into()));

    let (page, cost) = setup.cost(&by_id("ProgramManagementAccount", &["displayName"], &["pma-0000000000001"])).await;
    assert_eq!((page.rows[0].json("displayName"), cost), (json!("Account 1"), [("ListProgramManagementAccounts", 1)].into()));
}
