//! Rows: a record in unified terms, written as the account's own properties and associations.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use rust_decimal::Decimal;

use crate::hubspot::store::Settings;
use crate::truth::{Certification, Deal, Incentive, Lead, Partner, Text};
use crate::world::vendor::salesforce_rows::country_name;

/// A record of the account: properties by name, empty ones absent.
pub(crate) type Row = BTreeMap<String, String>;

/// Sets a property, or clears it.
pub(crate) fn put(row: &mut Row, property: &str, value: Option<impl ToString>) {
    match value {
        Some(value) => {
            row.insert(property.to_owned(), value.to_string());
        }
        None => {
            row.remove(property);
        }
    }
}

/// A datetime property: RFC 3339 with milliseconds.
pub(crate) fn time(value: DateTime<Utc>) -> String {
    value.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn stamps(row: &mut Row, created: Option<DateTime<Utc>>, updated: Option<DateTime<Utc>>) {
    put(row, "createdate", created.map(time));
    put(row, "hs_lastmodifieddate", updated.map(time));
}

fn plain(value: Option<Decimal>) -> Option<Decimal> {
    value.map(|value| value.normalize())
}

/// Writes a company that is a partner. Its owner and its parent are references that the caller
/// sets.
pub(crate) fn company(row: &mut Row, says: &Partner) {
    put(row, "name", says.name.as_deref());
    put(row, "legal_name", says.legal_name.as_deref());
    put(row, "domain", says.domain.as_deref());
    put(row, "website", says.website.as_deref());
    put(row, "vat_number", says.tax_id.as_deref());
    put(row, "partner_type", says.kind.map(|kind| kind.hubspot()));
    put(row, "partner_channel", says.channel.map(|channel| channel.hubspot()));
    put(row, "partner_status", says.status.map(|status| status.hubspot()));
    put(row, "partner_tier", says.tier_name.as_deref().map(str::to_lowercase));
    let program = says.programs.as_ref().and_then(|programs| programs.first()?.program.clone());
    put(row, "partner_program", program);
    put(row, "partner_segments", says.segments.as_ref().map(|segments| segments.join(";")));
    put(row, "partner_region", says.region.as_deref());
    put(row, "partner_since", says.joined_at);
    put(row, "country", says.country.as_deref().map(country_name));
    put(row, "address", says.street.as_deref());
    put(row, "city", says.city.as_deref());
    put(row, "state", says.state.as_deref());
    put(row, "zip", says.postal_code.as_deref());
    put(row, "industry", says.industry.as_deref());
    put(row, "numberofemployees", says.employee_count);
    put(row, "is_partner", Some(true));
    stamps(row, says.created_at, says.updated_at);
}

/// The value of a currency in US dollars, the account's home currency; one for those that it does
/// not keep.
pub(crate) fn rate(currency: &str) -> Decimal {
    match currency {
        "EUR" => Decimal::new(108, 2),
        "GBP" => Decimal::new(127, 2),
        _ => Decimal::ONE,
    }
}

/// Writes a deal into a pipeline and stage. Owner and companies are references that the caller
/// sets.
pub(crate) fn deal(row: &mut Row, says: &Deal, settings: &Settings, pipeline: &str, stage: &str) {
    put(row, "dealname", says.name.as_deref());
    put(row, "pipeline", Some(pipeline));
    put(row, "dealstage", Some(stage));
    put(row, "amount", plain(says.amount));
    put(row, "deal_currency_code", says.currency.as_deref());
    let home = says
        .amount
        .map(|amount| (amount * rate(says.currency.as_deref().unwrap_or("USD"))).round_dp(2));
    put(row, "amount_in_home_currency", plain(home));
    put(row, "closedate", says.close_date.map(|day| time(settings.begin_of(day))));
    put(row, "hs_is_closed", says.is_closed);
    put(row, "hs_is_closed_won", says.is_won);
    put(row, "hs_deal_stage_probability", plain(says.probability));
    put(row, "dealtype", says.kind.map(|kind| kind.hubspot()).filter(|word| !word.is_empty()));
    put(row, "sales_channel", says.channel.map(|channel| channel.hubspot()));
    put(row, "registration_status", says.registration_status.map(|status| status.hubspot()));
    stamps(row, says.created_at, says.updated_at);
}

/// Writes what a lead record itself holds; the rest stands in its contact.
pub(crate) fn lead(row: &mut Row, says: &Lead, stage: &str) {
    put(row, "hs_lead_name", says.name.as_deref());
    put(row, "hs_lead_type", Some("NEW_BUSINESS"));
    put(row, "hs_pipeline", Some("lead-pipeline-id"));
    put(row, "hs_pipeline_stage", Some(stage));
    stamps(row, says.created_at, says.updated_at);
}

/// Writes the contact that a lead is about.
pub(crate) fn lead_contact(row: &mut Row, says: &Lead) {
    let name = says.name.as_deref().unwrap_or_default();
    let (first, last) =
        name.rsplit_once(' ').map_or((None, name), |(first, last)| (Some(first), last));
    put(row, "firstname", first);
    put(row, "lastname", Some(last));
    put(row, "company", says.company.as_deref());
    put(row, "email", says.email.as_deref());
    put(row, "phone", says.phone.as_deref());
    put(row, "country", says.country.as_deref().map(country_name));
    put(row, "lead_origin", says.origin.as_deref());
    put(row, "hubspotscore", plain(says.score));
    put(row, "estimated_value", plain(says.estimated_value));
    put(row, "createdate", says.created_at.map(time));
    put(row, "lastmodifieddate", says.updated_at.map(time));
}

/// Writes an incentive. Partner and deal are associations that the caller makes.
pub(crate) fn incentive(row: &mut Row, says: &Incentive) {
    put(row, "incentive_name", says.name.as_deref());
    put(row, "incentive_kind", says.kind.map(|kind| kind.hubspot()));
    put(row, "incentive_status", says.status.map(|status| status.hubspot()));
    put(row, "amount", plain(says.amount));
    put(row, "requested_amount", plain(says.requested_amount));
    put(row, "paid_amount", plain(says.paid_amount));
    put(row, "currency", says.currency.as_deref());
    put(row, "incentive_program", says.program.as_deref());
    put(row, "period_start", says.period_start);
    put(row, "period_end", says.period_end);
    put(row, "earned_at", says.earned_at);
    put(row, "due_at", says.due_at);
    put(row, "paid_at", says.paid_at);
    put(row, "expires_at", says.expires_at);
    stamps(row, says.created_at, says.updated_at);
}

/// Writes a certification. Partner and person are associations that the caller makes.
pub(crate) fn certification(row: &mut Row, says: &Certification) {
    put(row, "cert_name", says.name.as_deref());
    put(row, "cert_code", says.code.as_deref());
    put(row, "cert_level", says.level.as_deref());
    put(row, "cert_status", says.status.map(|status| status.hubspot()));
    put(row, "issued_on", says.issued_at);
    put(row, "expires_on", says.expires_at);
    put(row, "credential_url", says.url.as_deref());
    stamps(row, says.created_at, says.updated_at);
}

/// The id of a record as a number; zero, which no record has, if it is none.
pub(crate) fn id(text: &Text) -> u64 {
    text.parse().unwrap_or_default()
}
