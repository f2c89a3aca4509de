//! Rows: a record in unified terms, written as the org's own rows.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Number, Value};

use crate::truth::{Deal, Incentive, Lead, Partner, Ref, System};
use crate::world::geo::COUNTRIES;

/// A row of the org: fields by name, null fields absent.
pub(crate) type Row = BTreeMap<String, Value>;

/// Sets a field, or clears it.
pub(crate) fn put(row: &mut Row, field: &str, value: Option<Value>) {
    match value {
        Some(value) => {
            row.insert(field.to_owned(), value);
        }
        None => {
            row.remove(field);
        }
    }
}

/// Text as JSON.
pub(crate) fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

/// A date and time as the REST API prints it: milliseconds, and an offset without a colon.
pub(crate) fn time(value: DateTime<Utc>) -> Value {
    Value::String(value.format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string())
}

/// A date as the REST API prints it.
pub(crate) fn date(value: NaiveDate) -> Value {
    Value::String(value.to_string())
}

/// A currency, percent or double value as the REST API prints it: a number with at least one
/// decimal.
pub(crate) fn number(value: Decimal) -> Value {
    let mut value = value.normalize();
    if value.scale() == 0 {
        value.rescale(1);
    }
    serde_json::from_str::<Number>(&value.to_string()).map_or(Value::Null, Value::Number)
}

fn of_salesforce(reference: &Option<Ref>) -> Option<Value> {
    reference
        .as_ref()
        .filter(|reference| reference.source == System::Salesforce)
        .map(|reference| text(&reference.id))
}

fn stamps(row: &mut Row, created: Option<DateTime<Utc>>, updated: Option<DateTime<Utc>>) {
    put(row, "CreatedDate", created.map(time));
    put(row, "LastModifiedDate", updated.map(time));
    put(row, "SystemModstamp", updated.map(time));
}

/// Writes an Account that is a partner. Owner and program membership are records of their own.
pub(crate) fn account(row: &mut Row, says: &Partner) {
    put(row, "Name", says.name.as_deref().map(text));
    put(row, "Legal_Name__c", says.legal_name.as_deref().map(text));
    put(row, "Website", says.website.as_deref().map(text));
    put(row, "Tax_Id__c", says.tax_id.as_deref().map(text));
    put(row, "Type", says.kind.map(|kind| text(kind.salesforce())));
    put(row, "Channel__c", says.channel.map(|channel| text(channel.salesforce())));
    put(row, "Partner_Status__c", says.status.map(|status| text(status.salesforce())));
    put(row, "Segments__c", says.segments.as_ref().map(|segments| text(&segments.join(";"))));
    put(row, "Region__c", says.region.as_deref().map(text));
    put(row, "Industry", says.industry.as_deref().map(text));
    put(row, "NumberOfEmployees", says.employee_count.map(Value::from));
    put(row, "BillingStreet", says.street.as_deref().map(text));
    put(row, "BillingCity", says.city.as_deref().map(text));
    put(row, "BillingState", says.state.as_deref().map(text));
    put(row, "BillingPostalCode", says.postal_code.as_deref().map(text));
    let country = says.country.as_deref();
    put(row, "BillingCountry", country.map(|code| text(country_name(code))));
    put(row, "BillingCountryCode", country.map(text));
    put(row, "ParentId", of_salesforce(&says.parent));
    put(row, "Partner_Since__c", says.joined_at.map(date));
    put(row, "IsPartner", Some(Value::Bool(true)));
    stamps(row, says.created_at, says.updated_at);
}

/// The English name of a country, or the code itself if the world has no company there.
pub(crate) fn country_name(code: &str) -> &str {
    COUNTRIES.iter().find(|country| country.code == code).map_or(code, |country| country.name)
}

/// Writes an Opportunity. Owner and customer are references that the caller sets.
pub(crate) fn opportunity(row: &mut Row, says: &Deal) {
    put(row, "Name", says.name.as_deref().map(text));
    put(row, "StageName", says.source_stage.as_deref().map(text));
    put(row, "Probability", says.probability.map(|share| number(share * Decimal::ONE_HUNDRED)));
    put(row, "Amount", says.amount.map(number));
    put(row, "CloseDate", says.close_date.map(date));
    put(row, "IsClosed", says.is_closed.map(Value::Bool));
    put(row, "IsWon", says.is_won.map(Value::Bool));
    let kind = says.kind.map(|kind| kind.salesforce()).filter(|word| !word.is_empty());
    put(row, "Type", kind.map(text));
    put(row, "Channel__c", says.channel.map(|channel| text(channel.salesforce())));
    let via = says.partner_via.as_deref().unwrap_or("Partner__c");
    for field in ["Partner__c", "PartnerAccountId"] {
        if via == field || says.partner.is_none() {
            put(row, field, of_salesforce(&says.partner));
        }
    }
    put(
        row,
        "Registration_Status__c",
        says.registration_status.map(|status| text(status.salesforce())),
    );
    put(row, "Registration_Submitted__c", says.registration_submitted_at.map(time));
    put(row, "Registration_Decided__c", says.registration_decided_at.map(time));
    put(row, "Registration_Expires__c", says.registration_expires_at.map(time));
    put(row, "Registration_Reason__c", says.registration_reason.as_deref().map(text));
    stamps(row, says.created_at, says.updated_at);
}

/// Writes a Lead. The owner is a reference that the caller sets.
pub(crate) fn lead(row: &mut Row, says: &Lead) {
    let name = says.name.as_deref().unwrap_or_default();
    let (first, last) =
        name.rsplit_once(' ').map_or((None, name), |(first, last)| (Some(first), last));
    put(row, "FirstName", first.map(text));
    put(row, "LastName", Some(text(last)));
    put(row, "Name", Some(text(name)));
    put(row, "Company", says.company.as_deref().map(text));
    put(row, "Email", says.email.as_deref().map(text));
    put(row, "Phone", says.phone.as_deref().map(text));
    put(row, "Country", says.country.as_deref().map(|code| text(country_name(code))));
    put(row, "CountryCode", says.country.as_deref().map(text));
    put(row, "Status", says.source_status.as_deref().map(text));
    put(row, "LeadSource", says.origin.as_deref().map(text));
    put(row, "Score__c", says.score.map(number));
    put(row, "Estimated_Value__c", says.estimated_value.map(number));
    put(row, "Partner__c", of_salesforce(&says.partner));
    put(row, "IsConverted", Some(Value::Bool(says.converted_at.is_some())));
    put(row, "ConvertedDate", says.converted_at.map(|at| date(at.date_naive())));
    put(row, "ConvertedOpportunityId", of_salesforce(&says.deal));
    put(row, "Assigned_At__c", says.assigned_at.map(time));
    put(row, "Accepted_At__c", says.accepted_at.map(time));
    stamps(row, says.created_at, says.updated_at);
}

/// Writes a PartnerFundRequest. `Amount` is the approved amount, and so empty until there is one
/// (Object Reference for Salesforce, PartnerFundRequest).
pub(crate) fn fund_request(row: &mut Row, says: &Incentive) {
    let approved = says.source_status.as_deref() == Some("Approved");
    put(row, "Title", says.name.as_deref().map(text));
    put(row, "Status", says.source_status.as_deref().map(text));
    put(row, "Amount", says.amount.filter(|_| approved).map(number));
    put(row, "RequestedAmount", says.requested_amount.map(number));
    put(row, "ChannelPartnerId", of_salesforce(&says.partner));
    stamps(row, says.created_at, says.updated_at);
}

/// Writes a PartnerFundClaim.
pub(crate) fn fund_claim(row: &mut Row, says: &Incentive) {
    put(row, "Title", says.name.as_deref().map(text));
    put(row, "Status", says.source_status.as_deref().map(text));
    put(row, "Amount", says.amount.map(number));
    put(row, "ChannelPartnerId", of_salesforce(&says.partner));
    put(row, "RequestId", of_salesforce(&says.request));
    put(row, "Paid_Date__c", says.paid_at.map(date));
    stamps(row, says.created_at, says.updated_at);
}
