//! Benefits and channel: exact amounts, what stands nowhere, and children.

use channelgraph_core::Connector;
use serde_json::json;

use super::{all, by_id, ids, setup, store, under};

#[tokio::test]
async fn amounts_of_benefits_are_exact_and_codes_of_credits_nowhere() {
    let setup = setup(store::benefits(), "").await;
    let fields = [
        "FulfillmentDetail.amount",
        "FulfillmentDetail.currency",
        "FulfillmentDetail.paid",
        "FulfillmentTypes",
    ];
    let code = "FulfillmentDetail.CreditDetails.Codes.AwsCreditCode";
    let (page, cost) =
        setup.cost(&all("BenefitAllocation", &[fields.as_slice(), &[code]].concat())).await;
    assert_eq!(cost, [("ListBenefitAllocations", 1), ("GetBenefitAllocation", 4)].into());
    let rows: Vec<_> = page.rows.iter().map(|row| fields.map(|field| row.text(field))).collect();
    let some =
        |words: [&str; 4]| words.map(|word| Some(word.to_owned()).filter(|word| !word.is_empty()));
    let expected = [
        ["0.1", "USD", "0.1", "CASH"],
        ["123.450", "USD", "100", "CREDITS"],
        ["", "", "", "ACCESS"],
        ["", "USD", "", "CASH"],
    ];
    assert_eq!(rows, expected.map(some));
    assert!(!format!("{:?}", page.rows).contains("REDEEM-ME"));

    let (_, cost) =
        setup.cost(&all("BenefitAllocation", &["Status", "BenefitApplicationId"])).await;
    assert_eq!(cost, [("ListBenefitAllocations", 1)].into());
}

#[tokio::test]
async fn what_a_programme_asks_for_comes_from_the_list_where_it_tells_it() {
    let setup = setup(store::benefits(), "").await;
    let (page, cost) = setup
        .cost(&all("BenefitApplication", &["BenefitApplicationDetails.PartnerAwsAccountId"]))
        .await;
    assert_eq!(
        page.rows[0].json("BenefitApplicationDetails.PartnerAwsAccountId"),
        json!("000000000001")
    );
    assert_eq!(cost, [("ListBenefitApplications", 1)].into());
    let budget = "BenefitApplicationDetails.Budget.Amount";
    let (page, cost) =
        setup.cost(&all("BenefitApplication", &[budget, "AssociatedResources.opportunity"])).await;
    assert_eq!(
        (
            page.rows[2].text(budget).unwrap().as_str(),
            page.rows[2].json("AssociatedResources.opportunity")
        ),
        ("1234.56", json!(["O3"]))
    );
    assert_eq!(cost, [("ListBenefitApplications", 1), ("GetBenefitApplication", 3)].into());
}

#[tokio::test]
async fn fractions_that_a_programme_asks_for_are_exact() {
    let mut store = store::benefits();
    let exact = "12345678901234567890.123456789012345678901234567890";
    let details =
        format!(r#"{{ "Budget": {{ "Amount": {exact}, "Small": 0.10, "Rate": 1e-9 }} }}"#);
    store.applications.get_mut("benappl-00000000000001").unwrap()["BenefitApplicationDetails"] =
        serde_json::from_str(&details).unwrap();
    let setup = setup(store, "").await;
    let fields =
        ["Amount", "Small", "Rate"].map(|name| format!("BenefitApplicationDetails.Budget.{name}"));
    let names = fields.each_ref().map(String::as_str);
    let read = by_id("BenefitApplication", &names, &["benappl-00000000000001"]);
    let page = setup.aws.read(&read).await.unwrap();
    let found = fields.each_ref().map(|field| page.rows[0].text(field).unwrap());
    assert_eq!(found, [exact, "0.10", "1e-9"]);
}

#[tokio::test]
async fn children_come_by_a_list_that_can_be_asked_for_them_or_out_of_all() {
    let setup = setup(store::benefits(), "").await;
    let parents = ["benappl-00000000000001", "benappl-00000000000002"];
    let (page, cost) =
        setup.cost(&under("BenefitAllocation", &["Name"], "BenefitApplicationId", &parents)).await;
    let found: Vec<_> =
        page.rows.iter().map(|row| (row.parent.as_deref().unwrap(), row.id.as_str())).collect();
    let expected = [
        (parents[0], "benalloc-00000000000000"),
        (parents[0], "benalloc-00000000000003"),
        (parents[1], "benalloc-00000000000001"),
    ];
    assert_eq!((found, page.complete), (expected.to_vec(), true));
    assert_eq!(cost, [("ListBenefitAllocations", 2)].into());

    let mut read = under(
        "BenefitAllocation",
        &["FulfillmentDetail.amount"],
        "BenefitApplicationId",
        &parents[..1],
    );
    read.limit = 1;
    let (page, cost) = setup.cost(&read).await;
    assert_eq!((page.rows.len(), page.complete), (1, false));
    assert_eq!(cost, [("ListBenefitAllocations", 1), ("GetBenefitAllocation", 1)].into());

    let (page, cost) = setup
        .cost(&under(
            "BenefitApplication",
            &["Name"],
            "AssociatedResources.opportunity",
            &["O2", "O9"],
        ))
        .await;
    assert_eq!((page.rows[0].parent.as_deref(), page.rows.len()), (Some("O2"), 1));
    assert_eq!(cost, [("ListBenefitApplications", 1)].into());
}

#[tokio::test]
async fn an_application_for_two_opportunities_is_the_first_ones() {
    let mut store = store::benefits();
    let arn = |id: &str| {
        format!("arn:aws:partnercentral:us-east-1:123456789012:catalog/Sandbox/opportunity/{id}")
    };
    store.applications.get_mut("benappl-00000000000001").unwrap()["AssociatedResources"] =
        json!([arn("O2"), arn("O1")]);
    let setup = setup(store, "").await;
    let page = setup
        .aws
        .read(&under(
            "BenefitApplication",
            &["Name"],
            "AssociatedResources.opportunity",
            &["O1", "O2"],
        ))
        .await
        .unwrap();
    let found: Vec<_> =
        page.rows.iter().map(|row| (row.parent.as_deref().unwrap(), row.id.as_str())).collect();
    assert_eq!(found, [("O2", "benappl-00000000000001"), ("O2", "benappl-00000000000002")]);
}

#[tokio::test]
async fn relationships_are_found_by_both_ids_or_by_the_account_of_their_other_end() {
    let setup = setup(store::channel(130), "").await;
    let one = "pma-0000000000001/rs-0000000000003";
    let (page, cost) = setup
        .cost(&by_id(
            "Relationship",
            &["displayName", "resaleAccountModel"],
            &[one, "pma-0000000000000/rs-0000000000003"],
        ))
        .await;
    assert_eq!(
        (ids(&page), page.rows[0].json("resaleAccountModel")),
        (vec![one], json!("DISTRIBUTOR"))
    );
    assert_eq!(cost, [("GetRelationship", 2)].into());

    let many: Vec<String> =
        (1..=20).map(|number| format!("pma-{:013}/rs-{number:013}", number % 2)).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let (page, cost) = setup.cost(&by_id("Relationship", &["displayName"], &many)).await;
    assert_eq!((page.rows.len(), cost), (20, [("ListRelationships", 2)].into()));

    let (page, cost) = setup
        .cost(&under(
            "Relationship#seller",
            &["displayName"],
            "associatedAccountId",
            &["000000000007", "000000000008"],
        ))
        .await;
    assert_eq!((page.rows.len(), cost), (2, [("ListRelationships", 1)].into()));

    let (page, cost) = setup
        .cost(&by_id("ProgramManagementAccount", &["displayName"], &["pma-0000000000001"]))
        .await;
    assert_eq!(
        (page.rows[0].json("displayName"), cost),
        (json!("Account 1"), [("ListProgramManagementAccounts", 1)].into())
    );
}
