//! What questions of selling cost: batches, and records asked for singly only where a list does not
//! tell enough.

use channelgraph_core::{Connector, ErrorKind};
use channelgraph_schema::Direction;
use serde_json::{Value as Json, json};

use super::{all, by, by_id, ids, is, setup, store};

#[tokio::test]
async fn opportunities_come_by_twenties_and_singly_only_for_what_lists_lack() {
    let setup = setup(store::opportunities(60), "").await;
    let names: Vec<String> = (1..=45).map(|number| format!("O{number}")).collect();
    let mut wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    wanted.extend(["O999", "no id at all"]);

    let (page, cost) =
        setup.cost(&by_id("Opportunity", &["LifeCycle.Stage", "Nothing.There"], &wanted)).await;
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
    let mut read = all(
        "Opportunity",
        &[
            "Project.Title",
            "SoftwareRevenue.Value.Amount",
            "RelatedEntityIdentifiers.AwsMarketplaceOffers.id",
        ],
    );
    (read.limit, read.order) = (5, by("LastModifiedDate", Direction::Desc));
    let (page, cost) = setup.cost(&read).await;
    assert_eq!((ids(&page), page.complete), (vec!["O249", "O250", "O246", "O247", "O248"], false));
    assert_eq!(page.rows[0].json("SoftwareRevenue.Value.Amount"), json!("249.50"));
    assert_eq!(
        page.rows[0].json("RelatedEntityIdentifiers.AwsMarketplaceOffers.id"),
        json!(["offer-abc"])
    );
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
    read.filter =
        is("LifeCycle.Stage", &["Launched"]).and(is("Project.Title", &["title 29", "title 28"]));
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
    assert_eq!(refused.kind(), ErrorKind::TooMuch);
    assert!(refused.message().contains("raise max_rows"), "{refused}");
    let refused = setup
        .aws
        .read(&by_id("Opportunity", &["Project.Title"], &["O1", "O2", "O3", "O4"]))
        .await
        .unwrap_err();
    assert!(refused.message().contains("raise max_details"), "{refused}");
    assert_eq!(setup.calls_of("GetOpportunity"), 0);
    // Page after page of a list they count together.
    setup.account.set("page_cap", json!(2)).unwrap();
    let mut read = all("Opportunity", &["Id"]);
    (read.filter, read.order) =
        (is("Project.Title", &["nothing"]), by("CreatedDate", Direction::Asc));
    let refused = setup.aws.read(&read).await.unwrap_err();
    assert!(refused.message().contains("raise max_details"), "{refused}");
    assert_eq!(setup.calls_of("GetOpportunity"), 2);
}

#[tokio::test]
async fn engagements_come_by_tens_and_their_leads_wherever_they_stand() {
    let setup = setup(store::engagements(24), "").await;
    let names: Vec<String> = (1..=24).map(|number| format!("eng-{number:014}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (page, cost) = setup.cost(&by_id("Engagement", &["Title"], &names)).await;
    assert_eq!((page.rows.len(), cost), (24, [("ListEngagements", 3)].into()));

    let mut read = all(
        "Engagement",
        &[
            "Title",
            "Contexts.Lead.Customer.CompanyName",
            "Contexts.Lead.Interactions.Contact.Email",
        ],
    );
    read.filter = channelgraph_schema::Filter::Test(
        "ContextTypes.Lead".into(),
        channelgraph_schema::Test::Eq(true.into()),
    );
    let (page, cost) = setup.cost(&read).await;
    assert_eq!(
        (page.rows.len(), cost),
        (12, [("ListEngagements", 1), ("GetEngagement", 12)].into())
    );
    assert_eq!(page.rows[0].json("Contexts.Lead.Customer.CompanyName"), json!("Lead 2"));
    assert_eq!(
        page.rows[0].json("Contexts.Lead.Interactions.Contact.Email"),
        json!(["jane@example.com"])
    );
}

#[tokio::test]
async fn both_lists_of_invitations_are_one() {
    let setup = setup(store::invitations(), "").await;
    let who = "ParticipantType";
    let (page, cost) = setup.cost(&all("EngagementInvitation", &["EngagementTitle", who])).await;
    assert_eq!((page.rows.len(), cost), (4, [("ListEngagementInvitations", 2)].into()));
    assert_eq!(
        [page.rows[0].json(who), page.rows[1].json(who)],
        [json!("RECEIVER"), json!("SENDER")]
    );

    let mut read = all("EngagementInvitation", &["Payload.LeadInvitation.Customer.CompanyName"]);
    read.filter = is("PayloadType", &["LeadInvitation"]).and(is(who, &["RECEIVER"]));
    let (page, cost) = setup.cost(&read).await;
    assert_eq!(page.rows[1].json("Payload.LeadInvitation.Customer.CompanyName"), json!("Lead 3"));
    assert_eq!(cost, [("ListEngagementInvitations", 1), ("GetEngagementInvitation", 2)].into());

    let absent = "engi-9999999999999";
    let (page, cost) = setup
        .cost(&by_id("EngagementInvitation", &["EngagementTitle"], &["engi-0000000000002", absent]))
        .await;
    assert_eq!((page.rows.len(), cost), (1, [("GetEngagementInvitation", 2)].into()));
    // In which list it stands only the lists tell.
    let (page, cost) =
        setup.cost(&by_id("EngagementInvitation", &[who], &["engi-0000000000002", absent])).await;
    assert_eq!(
        (page.rows[0].json(who), cost),
        (json!("SENDER"), [("ListEngagementInvitations", 2)].into())
    );
}
