//! A partner as one system sees it: its name for it, its website, its tax id, and where it
//! disagrees.

use crate::terms::PartnerStatus;
use crate::truth::{self, System, Text};
use crate::world::dice::Dice;
use crate::world::names::variant;
use crate::world::plan::{Company, Employee, Partner, Web, industry};

/// Names of the tiers by rank, the lowest first.
pub(crate) const TIERS: [&str; 4] = ["Registered", "Silver", "Gold", "Platinum"];
/// The vendor's partner programs.
pub(crate) const PROGRAMS: [&str; 3] =
    ["Authorized Partner Program", "Managed Services Program", "Technology Alliance"];

/// A partner's values in one system, with the system's own spellings.
pub(crate) struct View {
    pub says: truth::Partner,
    /// The website, as typed.
    pub website: Option<String>,
    /// HubSpot's company domain, as typed.
    pub domain: Option<String>,
    /// The tax id, as typed.
    pub tax_id: Option<String>,
}

/// A website as it is meant, and as somebody typed it.
pub(crate) fn website(web: &Web, dice: &mut Dice) -> Option<(String, String)> {
    match web {
        Web::Own(domain) => {
            let host = match dice.weighted(&[(0, 70), (1, 26), (2, 4)]) {
                0 => format!("www.{domain}"),
                1 => domain.to_string(),
                _ => format!("shop.{domain}"),
            };
            Some(match dice.weighted(&[(0, 40), (1, 15), (2, 8), (3, 8), (4, 5), (5, 24)]) {
                0 => (format!("https://{host}"), format!("https://{host}")),
                1 => (format!("https://{host}"), host),
                2 => (format!("http://{host}"), format!("HTTP://{}/", host.to_uppercase())),
                3 => (format!("https://{host}/home"), format!("https://{host}/home")),
                4 => (format!("https://{host}"), host.to_uppercase()),
                _ => (format!("http://{host}"), format!("http://{host}/")),
            })
        }
        Web::Shared(url) => Some((url.clone(), url.clone())),
        Web::FreeMail(host) => {
            dice.chance(0.4).then(|| (format!("https://www.{host}"), format!("www.{host}")))
        }
        Web::None => None,
    }
}

/// HubSpot's company domain: often taken from a contact's mail address,
/// whosoever's host that is.
pub(crate) fn domain(web: &Web, dice: &mut Dice) -> Option<String> {
    match web {
        Web::Own(domain) if dice.chance(0.92) => {
            Some(match dice.weighted(&[(0, 94), (1, 3), (2, 3)]) {
                0 => domain.to_string(),
                1 => format!("www.{domain}"),
                _ => domain.to_uppercase(),
            })
        }
        Web::Shared(url) => {
            let host =
                url.trim_start_matches("https://").trim_start_matches("www.").split('/').next();
            host.filter(|_| dice.chance(0.9)).map(str::to_owned)
        }
        Web::FreeMail(host) => Some((*host).to_owned()),
        _ => None,
    }
}

/// The name under which a system knows a company.
pub(crate) fn name(system: System, company: &Company, dice: &mut Dice) -> String {
    let flagship = company.partner.as_ref().is_some_and(|partner| partner.flagship);
    match system {
        System::Salesforce if flagship => "ACME Corporation".to_owned(),
        System::Hubspot if flagship => "Acme Corp.".to_owned(),
        _ => variant(&company.stem, company.forms(), dice),
    }
}

/// Makes a partner as `system` sees it. `disagrees`: whether it may have another tier or status
/// than the other system.
pub(crate) fn view(
    system: System,
    company: &Company,
    partner: &Partner,
    manager: &Employee,
    disagrees: bool,
    dice: &mut Dice,
) -> View {
    let sure = partner.flagship;
    let site = website(&company.web, dice).filter(|_| sure || dice.chance(0.92));
    let domain = match system {
        System::Hubspot if sure => Some("acme.de".to_owned()),
        System::Salesforce => None,
        _ => domain(&company.web, dice),
    };
    let own_domain = match &company.web {
        Web::Own(own) if site.is_some() || domain.is_some() => Some(own.clone()),
        _ => None,
    };
    let has_tax_id = sure
        || partner.subsidiary
        || dice.chance(if system == System::Salesforce { 0.85 } else { 0.65 });
    let tax_id = company.tax_id.clone().filter(|_| has_tax_id);
    // Where the country is not kept, the tax id has to carry it.
    let country =
        (sure || system == System::Salesforce || dice.chance(0.97)).then_some(company.country);
    let typed_tax_id = tax_id.as_ref().map(|tax_id| match country {
        Some(country) => country.mistype(tax_id, dice),
        None => tax_id.to_string(),
    });

    let other = disagrees && !sure;
    let tier = partner.tier.map(|tier| {
        if other && dice.chance(0.08) { if tier == 4 { 3 } else { tier + 1 } } else { tier }
    });
    let status = if other && dice.chance(0.08) {
        if partner.status == PartnerStatus::Active {
            PartnerStatus::Inactive
        } else {
            PartnerStatus::Active
        }
    } else {
        partner.status
    };
    let (town, state, _) = company.country.towns[company.town];
    let (salesforce_industry, hubspot_industry) = industry(company.industry);
    let legal_name = company.registered();
    let text = |value: &str| Some(Text::from(value));
    let says = truth::Partner {
        name: Some(name(system, company, dice).into()),
        legal_name: dice.chance(0.5).then(|| legal_name.into()),
        domain: own_domain,
        website: site.as_ref().map(|(meant, _)| meant.as_str().into()),
        tax_id,
        kind: Some(partner.kind),
        channel: Some(partner.channel),
        status: Some(status),
        tier_name: tier.and_then(|tier| text(TIERS[usize::from(tier) - 1])),
        tier_rank: tier.filter(|_| system == System::Salesforce),
        segments: (!partner.segments.is_empty()).then(|| partner.segments.clone()),
        region: text(company.country.region),
        country: country.and_then(|country| text(country.code)),
        street: text(&company.street),
        city: text(town),
        state: text(state),
        postal_code: text(&company.zip),
        address_country: country.and_then(|country| text(country.code)),
        industry: text(if system == System::Salesforce {
            salesforce_industry
        } else {
            hubspot_industry
        }),
        employee_count: dice.chance(0.9).then_some(company.employees),
        manager_name: Some(manager.name.clone()),
        manager_email: Some(manager.email.clone()),
        manager_phone: (system == System::Salesforce).then(|| manager.phone.clone()),
        joined_at: partner.since,
        ..truth::Partner::default()
    };
    View { says, website: site.map(|(_, typed)| typed), domain, tax_id: typed_tax_id }
}
