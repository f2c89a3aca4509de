//! Companies: partners in their tiers and under their distributors, and the companies that they
//! sell to.

use chrono::Duration;

use crate::terms::{ChannelType, PartnerStatus, PartnerType};
use crate::truth::System;
use crate::world::dice::Dice;
use crate::world::geo::COUNTRIES;
use crate::world::names::{FREE_MAIL, INDUSTRIES, Names};
use crate::world::plan::{Company, Known, Partner, SEGMENTS, Web, country, moment, now, today};

/// Hosts that many companies share, with the place for the company's own part.
const SHARED_HOSTS: &[&str] = &[
    "https://www.facebook.com/{}",
    "https://www.linkedin.com/company/{}",
    "https://{}.wixsite.com/home",
    "https://{}.myshopify.com",
];

/// `partners` partners, and half as many customers again, in the order of their making.
pub(crate) fn plan(partners: usize, staff: usize, dice: &mut Dice) -> Vec<Company> {
    let mut names = Names::default();
    let total = partners + partners / 2 + 1;
    let mut companies: Vec<Company> = (0..total)
        .map(|number| {
            let mut company = company(number, staff, &mut names, dice);
            if number < partners {
                company.partner = Some(partner(&company, dice));
                company.known = dice.weighted(&[
                    (Known::only(System::Salesforce), 30),
                    (Known::only(System::Hubspot), 20),
                    (Known { salesforce: true, hubspot: true }, 50),
                ]);
            }
            company
        })
        .collect();
    if partners > 0 {
        make_flagship(&mut companies[0]);
        make_subsidiaries(&mut companies[1..partners], dice);
    }
    companies.sort_by_key(|company| company.created);
    make_tiers_of_distribution(&mut companies, dice);
    companies
}

fn company(number: usize, staff: usize, names: &mut Names, dice: &mut Dice) -> Company {
    let (stem, slug) = names.company(dice);
    let country = country(dice);
    let town = dice.index(country.towns.len());
    let suffix = dice.weighted(&[(0, 7), (1, 2), (2, 1)]).min(country.suffixes.len() - 1);
    let tax_id = country.tax_id(number, dice);
    Company {
        stem: stem.into(),
        registered: None,
        country,
        form: dice.index(country.forms.len()),
        sole: false,
        town,
        street: format!(
            "{} {}",
            dice.pick(&[
                "Hauptstr.",
                "Park Lane",
                "Rue du Port",
                "Via Roma",
                "Station Road",
                "Calle Mayor"
            ]),
            dice.between(1, 180)
        ),
        zip: format!("{}{}", country.towns[town].2, dice.between(100, 999)),
        web: match dice.weighted(&[(0, 89), (1, 4), (2, 3), (3, 4)]) {
            0 => Web::Own(format!("{slug}.{}", country.suffixes[suffix]).into()),
            1 => Web::Shared(dice.pick(SHARED_HOSTS).replace("{}", &slug)),
            2 => Web::FreeMail(dice.pick(FREE_MAIL)),
            _ => Web::None,
        },
        other_domain: None,
        phone: None,
        tax_id: tax_id.filter(|_| dice.chance(0.85)).map(Into::into),
        industry: dice.index(INDUSTRIES.len()),
        employees: dice.between(2, 400) as u32 * dice.weighted(&[(1, 8), (10, 2)]),
        owner: dice.index(staff),
        created: moment(now() - Duration::days(2600), now() - Duration::days(200), dice),
        known: Known::default(),
        partner: None,
    }
}

fn partner(company: &Company, dice: &mut Dice) -> Partner {
    use PartnerType::{
        Affiliate, Agency, Agent, Distributor, ManagedServiceProvider, Marketplace, Oem, Other,
        Referral, Reseller, Retailer, SystemIntegrator, Technology, Wholesaler,
    };
    let status = dice.weighted(&[
        (PartnerStatus::Active, 74),
        (PartnerStatus::Onboarding, 6),
        (PartnerStatus::Applied, 4),
        (PartnerStatus::Prospect, 4),
        (PartnerStatus::Inactive, 7),
        (PartnerStatus::Suspended, 2),
        (PartnerStatus::Terminated, 3),
    ]);
    let joined = !matches!(status, PartnerStatus::Applied | PartnerStatus::Prospect);
    let segments: Vec<_> =
        SEGMENTS.iter().filter(|_| dice.chance(0.35)).map(|&segment| segment.into()).collect();
    Partner {
        kind: dice.weighted(&[
            (Reseller, 45),
            (Distributor, 5),
            (ManagedServiceProvider, 14),
            (SystemIntegrator, 10),
            (Agency, 6),
            (Referral, 6),
            (Technology, 4),
            (Wholesaler, 2),
            (Retailer, 2),
            (Agent, 1),
            (Affiliate, 2),
            (Oem, 1),
            (Marketplace, 1),
            (Other, 1),
        ]),
        channel: dice.weighted(&[
            (ChannelType::Indirect, 7),
            (ChannelType::Hybrid, 2),
            (ChannelType::Online, 1),
            (ChannelType::Ecosystem, 1),
        ]),
        status,
        tier: (joined && !dice.chance(0.04))
            .then(|| dice.weighted(&[(1, 45), (2, 30), (3, 18), (4, 7)])),
        program: dice.weighted(&[(0, 7), (1, 2), (2, 1)]),
        segments,
        since: joined.then(|| {
            (company.created.date_naive() + Duration::days(dice.between(0, 60))).min(today())
        }),
        parent: None,
        subsidiary: false,
        flagship: false,
    }
}

/// The partner of which the documentation speaks: gold, German, `ACME Corporation` to Salesforce
/// and `Acme Corp.` to HubSpot.
fn make_flagship(company: &mut Company) {
    let germany = &COUNTRIES[0];
    company.stem = "ACME".into();
    company.country = germany;
    (company.form, company.town) = (0, 0);
    company.street = "Friedrichstr. 68".into();
    company.zip = "10117".into();
    company.web = Web::Own("acme.de".into());
    company.tax_id = Some("DE811907980".into());
    company.employees = 240;
    company.created = now() - Duration::days(2000);
    company.known = Known { salesforce: true, hubspot: true };
    if let Some(partner) = &mut company.partner {
        partner.kind = PartnerType::Reseller;
        partner.status = PartnerStatus::Active;
        partner.tier = Some(3);
        partner.program = 0;
        partner.since = Some(company.created.date_naive());
        partner.flagship = true;
    }
}

/// Makes pairs of partners that share a domain, yet are two: each has a tax id of its own, and says
/// so everywhere.
fn make_subsidiaries(partners: &mut [Company], dice: &mut Dice) {
    for pair in partners.chunks_exact_mut(2) {
        let [mother, daughter] = pair else { continue };
        let (Web::Own(domain), Some(_), true) = (&mother.web, &mother.tax_id, dice.chance(0.02))
        else {
            continue;
        };
        if daughter.tax_id.is_none() {
            continue;
        }
        daughter.web = Web::Own(domain.clone());
        daughter.stem =
            format!("{} {}", mother.stem, daughter.country.towns[daughter.town].0).into();
        for company in pair {
            if let Some(partner) = &mut company.partner {
                partner.subsidiary = true;
            }
        }
    }
}

/// Puts most resellers under a distributor.
fn make_tiers_of_distribution(companies: &mut [Company], dice: &mut Dice) {
    let kind = |company: &Company| company.partner.as_ref().map(|partner| partner.kind);
    let distributors: Vec<usize> = (0..companies.len())
        .filter(|&i| kind(&companies[i]) == Some(PartnerType::Distributor))
        .collect();
    if distributors.is_empty() {
        return;
    }
    for company in companies.iter_mut() {
        let Some(partner) = &mut company.partner else {
            continue;
        };
        if matches!(partner.kind, PartnerType::Reseller | PartnerType::Retailer) && dice.chance(0.7)
        {
            partner.parent = Some(dice.pick(&distributors));
        }
    }
}
