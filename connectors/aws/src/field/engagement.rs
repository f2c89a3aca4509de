//! Engagements, and the lead that stands among the contexts of some of them.

use serde_json::Value as Json;

use super::{
    HAS_LEAD,
    column::{
        Column,
        Kind::{Flag, Moment, Number, Text, Texts, Word},
        always, singly,
    },
    value::at,
    words,
};

/// The path under which the first lead among the contexts stands in a mapping.
const LEAD: &str = "Contexts.Lead.";

/// The fields.
pub(super) const COLUMNS: &[Column] = &[
    always("Id", Text),
    always("Arn", Text),
    always("Title", Text),
    always("CreatedAt", Moment),
    always("CreatedBy", Text),
    always("ModifiedAt", Moment),
    always("ModifiedBy", Text),
    always("MemberCount", Number),
    always("ContextTypes", Word(words::CONTEXT_TYPE)).by(types),
    always(HAS_LEAD, Flag).by(has_lead),
    singly("Description", Text),
    singly("Contexts.Lead.QualificationStatus", Text).by(of_lead),
    singly("Contexts.Lead.Insights.LeadReadinessScore", Text).by(of_lead),
    singly("Contexts.Lead.Customer.CompanyName", Text).by(of_lead),
    singly("Contexts.Lead.Customer.Industry", Text).by(of_lead),
    singly("Contexts.Lead.Customer.WebsiteUrl", Text).by(of_lead),
    singly("Contexts.Lead.Customer.MarketSegment", Text).by(of_lead),
    singly("Contexts.Lead.Customer.AwsMaturity", Text).by(of_lead),
    singly("Contexts.Lead.Customer.Address.CountryCode", Text).by(of_lead),
    singly("Contexts.Lead.Customer.Address.City", Text).by(of_lead),
    singly("Contexts.Lead.Interactions.SourceType", Texts).by(of_lead),
    singly("Contexts.Lead.Interactions.SourceName", Texts).by(of_lead),
    singly("Contexts.Lead.Interactions.Usecase", Texts).by(of_lead),
    singly("Contexts.Lead.Interactions.Contact.Email", Texts).by(of_lead),
    singly("Contexts.Lead.Interactions.Contact.FirstName", Texts).by(of_lead),
    singly("Contexts.Lead.Interactions.Contact.LastName", Texts).by(of_lead),
    singly("Contexts.Lead.Interactions.Contact.Phone", Texts).by(of_lead),
];

/// The types of an engagement's contexts: a list tells them, a single record has the contexts.
fn types(engagement: &Json, _: &str) -> Json {
    match at(engagement, "ContextTypes") {
        Json::Null => at(engagement, "Contexts.Type"),
        types => types,
    }
}

fn has_lead(engagement: &Json, name: &str) -> Json {
    types(engagement, name)
        .as_array()
        .is_some_and(|types| types.iter().any(|kind| kind == "Lead"))
        .into()
}

/// A field of the first lead among the contexts.
fn of_lead(engagement: &Json, name: &str) -> Json {
    let contexts = engagement.get("Contexts").and_then(Json::as_array);
    let lead = contexts
        .into_iter()
        .flatten()
        .find_map(|context| context.get("Payload")?.get("Lead").filter(|lead| lead.is_object()));
    match (lead, name.strip_prefix(LEAD)) {
        (Some(lead), Some(path)) => at(lead, path),
        _ => Json::Null,
    }
}
