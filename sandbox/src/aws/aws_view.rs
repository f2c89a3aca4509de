//! AWS's own view of an opportunity, made from the partner's: the store holds no other.

use serde_json::{Map, Value, json};

use super::keep::{Keep, summary};

/// The answer of `GetAwsOpportunitySummary`, or none where AWS has no view yet: before the partner
/// has submitted the opportunity.
pub(super) fn aws_view(id: &str, opportunity: &Value) -> Option<Map<String, Value>> {
    let life_cycle = &opportunity["LifeCycle"];
    if life_cycle["ReviewStatus"] == "Pending Submission" {
        return None;
    }
    let needs =
        opportunity["PrimaryNeedsFromAws"].as_array().is_some_and(|needs| !needs.is_empty());
    let mut view = summary(
        opportunity,
        &[
            Keep::Part(
                "LifeCycle",
                &[
                    Keep::Whole("TargetCloseDate"),
                    Keep::Whole("ClosedLostReason"),
                    Keep::Whole("NextSteps"),
                ],
            ),
            Keep::Part("Customer", &[Keep::Whole("Contacts")]),
            Keep::Part("Project", &[Keep::Whole("ExpectedCustomerSpend")]),
        ],
    );
    if let (Some(stage), Some(Value::Object(view))) =
        (life_cycle["Stage"].as_str(), view.get_mut("LifeCycle"))
    {
        view.insert("Stage".to_owned(), stage_at_aws(stage).into());
    }
    let related = summary(
        &opportunity["RelatedEntityIdentifiers"],
        &[Keep::Whole("AwsProducts"), Keep::Whole("Solutions")],
    );
    let own = json!({
        "RelatedOpportunityId": id,
        "Origin": "Partner Referral",
        "InvolvementType": if needs { "Co-Sell" } else { "For Visibility Only" },
        "Visibility": "Full",
        "OpportunityTeam": [],
        "RelatedEntityIds": related,
    });
    view.extend(own.as_object().cloned().unwrap_or_default());
    Some(view)
}

/// AWS's sellers have stages of their own.
fn stage_at_aws(stage: &str) -> &str {
    match stage {
        "Prospect" => "Identified",
        "Qualified" => "Qualify",
        other => other,
    }
}
