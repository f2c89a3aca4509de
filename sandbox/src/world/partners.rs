//! Records companies: partners with their memberships and contacts, and customers.

use serde_json::Value;

use super::names::{FREE_MAIL, mail, person, phone};
use super::partner_view::{PROGRAMS, TIERS, View, name, view};
use super::plan::{Company, Partner, Web, industry};
use super::recorder::Recorder;
use super::{hubspot_rows as hs, salesforce_rows as sf};
use crate::truth::{self, Membership, Node, Record, Ref, System, Text};

/// What deals and leads have to know of a company in one system.
#[derive(Clone, Default)]
pub(super) struct Face {
    pub id: Text,
    /// A second record of the same company, if somebody made one.
    pub double: Option<Text>,
    pub name: Text,
    pub domain: Option<Text>,
    pub country: Text,
    pub industry: Text,
}

/// Every company in every system that knows it: by index of the company, then Salesforce and HubSpot.
pub(super) struct Faces(Vec<[Option<Face>; 2]>);

impl Faces {
    pub(super) fn of(&self, company: usize, system: System) -> Option<&Face> {
        self.0.get(company)?[system as usize].as_ref()
    }
}

/// The programs and their levels in the org.
struct Programs {
    programs: Vec<Text>,
    levels: Vec<[Text; 4]>,
}

/// Enters all companies.
pub(super) fn record(recorder: &mut Recorder<'_>) -> (Faces, Vec<Node<truth::Partner>>) {
    let plan = recorder.plan;
    let programs = enter_programs(recorder);
    let mut faces = Faces(Vec::with_capacity(plan.companies.len()));
    let mut nodes = Vec::with_capacity(plan.partners.len());
    for company in &plan.companies {
        let face = match &company.partner {
            Some(partner) => {
                let (face, node) = enter_partner(recorder, company, partner, &programs);
                nodes.push(node);
                face
            }
            None => System::ALL.map(|system| {
                company
                    .known
                    .by(system)
                    .then(|| enter_customer(recorder, system, company))
            }),
        };
        faces.0.push(face);
    }
    for (node, &company) in nodes.iter_mut().zip(&plan.partners) {
        tie_to_distributor(recorder, &faces, node, company);
    }
    (faces, nodes)
}

fn enter_programs(recorder: &mut Recorder<'_>) -> Programs {
    let row = |name: &str| sf::Row::from([("Name".to_owned(), sf::text(name))]);
    let mut programs = Programs {
        programs: Vec::new(),
        levels: Vec::new(),
    };
    for name in PROGRAMS {
        let mut program = row(name);
        program.insert("IsActive".to_owned(), Value::Bool(true));
        let program = recorder.salesforce("ChannelProgram", program);
        let mut rank = 0;
        programs.levels.push(TIERS.map(|tier| {
            rank += 1;
            let mut level = row(tier);
            level.insert("ProgramId".to_owned(), sf::text(&program));
            level.insert("Rank".to_owned(), Value::from(rank));
            recorder.salesforce("ChannelProgramLevel", level)
        }));
        programs.programs.push(program);
    }
    programs
}

/// Enters a partner wherever it is known; one in sixty stands twice in a system, with or without the keys of the first record.
fn enter_partner(
    recorder: &mut Recorder<'_>,
    company: &Company,
    partner: &Partner,
    programs: &Programs,
) -> ([Option<Face>; 2], Node<truth::Partner>) {
    let manager = &recorder.plan.staff[company.owner];
    let twin = if partner.subsidiary || partner.flagship {
        None
    } else {
        recorder.dice.weighted(&[
            (None, 116),
            (Some(System::Salesforce), 2),
            (Some(System::Hubspot), 2),
        ])
    };
    let mut node: Node<truth::Partner> = Vec::new();
    let mut faces = [None, None];
    for system in System::ALL {
        if !company.known.by(system) {
            continue;
        }
        let mut seen = view(
            system,
            company,
            partner,
            manager,
            system == System::Hubspot && company.known.salesforce,
            recorder.dice,
        );
        let face = |says: &truth::Partner, id: Text| Face {
            id,
            double: None,
            name: says.name.clone().unwrap_or_default(),
            domain: says.domain.clone(),
            country: company.country.code.into(),
            industry: says.industry.clone().unwrap_or_default(),
        };
        let (id, linked) = match system {
            System::Salesforce => (
                enter_account(recorder, company, partner, &mut seen, programs),
                true,
            ),
            System::Hubspot => {
                let account = node.first().map(|record| record.id.clone());
                // A node with a double in it is always tied by reference, so that only the double can be without a tie.
                let sure = twin.is_some();
                let (id, by_reference) =
                    enter_company(recorder, company, partner, &mut seen, account, sure);
                let by_key = node
                    .first()
                    .is_none_or(|first| shares_key(&first.values, &seen.says));
                (id, by_reference || by_key)
            }
        };
        let mut known = face(&seen.says, id.clone());
        node.push(record_of(system, id, linked, seen.says.clone()));
        if twin == Some(system) {
            let double = enter_double(recorder, system, company, partner, seen, programs);
            known.double = Some(double.id.clone());
            node.push(double);
        }
        faces[system as usize] = Some(known);
    }
    (faces, node)
}

fn record_of(
    system: System,
    id: Text,
    linkable: bool,
    values: truth::Partner,
) -> Record<truth::Partner> {
    let object = if system == System::Salesforce {
        "Account"
    } else {
        "companies"
    };
    Record {
        source: system,
        object,
        id,
        linkable,
        values,
    }
}

/// Whether two records of one partner name the same domain or tax id.
fn shares_key(a: &truth::Partner, b: &truth::Partner) -> bool {
    let same = |a: &Option<Text>, b: &Option<Text>| a.is_some() && a == b;
    same(&a.domain, &b.domain) || same(&a.tax_id, &b.tax_id)
}

/// Enters a partner a second time into a system that has it: under another name, and half the time without anything to know it by.
fn enter_double(
    recorder: &mut Recorder<'_>,
    system: System,
    company: &Company,
    partner: &Partner,
    first: View,
    programs: &Programs,
) -> Record<truth::Partner> {
    let mut second = View {
        says: truth::Partner {
            name: Some(name(system, company, recorder.dice).into()),
            ..first.says.clone()
        },
        ..first
    };
    if recorder.dice.chance(0.5) {
        second.says = truth::Partner {
            domain: None,
            website: None,
            tax_id: None,
            ..second.says
        };
        (second.website, second.domain, second.tax_id) = (None, None, None);
    }
    let linkable = shares_key(&first.says, &second.says);
    let id = match system {
        System::Salesforce => enter_account(recorder, company, partner, &mut second, programs),
        System::Hubspot => enter_company(recorder, company, partner, &mut second, None, false).0,
    };
    record_of(system, id, linkable, second.says)
}

fn enter_account(
    recorder: &mut Recorder<'_>,
    company: &Company,
    partner: &Partner,
    seen: &mut View,
    programs: &Programs,
) -> Text {
    let entered = recorder.entered(System::Salesforce, "Account", company.created);
    (seen.says.created_at, seen.says.updated_at) = (
        Some(entered),
        Some(recorder.changed(System::Salesforce, entered)),
    );
    let mut row = sf::Row::new();
    sf::account(&mut row, &seen.says);
    sf::put(&mut row, "Website", seen.website.as_deref().map(sf::text));
    sf::put(&mut row, "Tax_Id__c", seen.tax_id.as_deref().map(sf::text));
    sf::put(
        &mut row,
        "Phone",
        Some(sf::text(&phone(company.country, recorder.dice))),
    );
    sf::put(
        &mut row,
        "OwnerId",
        recorder.users.get(company.owner).map(|user| sf::text(user)),
    );
    let id = recorder.salesforce("Account", row);
    enter_memberships(recorder, &id, partner, seen, programs);
    enter_contacts(recorder, System::Salesforce, company, &id, entered);
    id
}

/// Enters a partner's place in its program, and for one in seven in a second program at the lowest level.
fn enter_memberships(
    recorder: &mut Recorder<'_>,
    account: &Text,
    partner: &Partner,
    seen: &mut View,
    programs: &Programs,
) {
    let (Some(rank), Some(since)) = (seen.says.tier_rank, partner.since) else {
        return;
    };
    let mut places = vec![(partner.program, Some(rank))];
    if recorder.dice.chance(0.14) {
        places.push((
            (partner.program + 1) % PROGRAMS.len(),
            recorder.dice.chance(0.7).then_some(1),
        ));
    }
    let made = since.and_time(chrono::NaiveTime::MIN).and_utc();
    let mut memberships = Vec::new();
    for (program, rank) in places {
        let entered = recorder.entered(System::Salesforce, "ChannelProgramMember", made);
        let number = recorder
            .salesforce
            .objects
            .get("ChannelProgramMember")
            .map_or(0, |object| object.rows.len());
        let level = rank.map(|rank| usize::from(rank) - 1);
        let mut row = sf::Row::new();
        sf::put(
            &mut row,
            "Name",
            Some(sf::text(&format!("CPM-{number:06}"))),
        );
        sf::put(&mut row, "PartnerId", Some(sf::text(account)));
        sf::put(
            &mut row,
            "ProgramId",
            Some(sf::text(&programs.programs[program])),
        );
        sf::put(
            &mut row,
            "LevelId",
            level.map(|level| sf::text(&programs.levels[program][level])),
        );
        sf::put(&mut row, "CreatedDate", Some(sf::time(entered)));
        sf::put(&mut row, "SystemModstamp", Some(sf::time(entered)));
        recorder.salesforce("ChannelProgramMember", row);
        memberships.push(Membership {
            program: Some(PROGRAMS[program].into()),
            tier_name: level.map(|level| TIERS[level].into()),
            tier_rank: rank,
            since: Some(entered.date_naive()),
        });
    }
    seen.says.programs = Some(memberships);
}

/// Enters a partner into HubSpot, and tells whether it names its Salesforce account.
fn enter_company(
    recorder: &mut Recorder<'_>,
    company: &Company,
    partner: &Partner,
    seen: &mut View,
    account: Option<Text>,
    sure: bool,
) -> (Text, bool) {
    let entered = recorder.entered(System::Hubspot, "companies", company.created);
    (seen.says.created_at, seen.says.updated_at) = (
        Some(entered),
        Some(recorder.changed(System::Hubspot, entered)),
    );
    if seen.says.tier_name.is_some() {
        seen.says.programs = Some(vec![Membership {
            program: Some(PROGRAMS[partner.program].into()),
            tier_name: seen.says.tier_name.clone(),
            ..Membership::default()
        }]);
    }
    let mut row = hs::Row::new();
    hs::company(&mut row, &seen.says);
    hs::put(&mut row, "domain", seen.domain.as_deref());
    hs::put(&mut row, "website", seen.website.as_deref());
    hs::put(&mut row, "vat_number", seen.tax_id.as_deref());
    if let (Some(country), true) = (&seen.says.country, recorder.dice.chance(0.05)) {
        let other = if **country == *company.country.code {
            company.country.other_name
        } else {
            country
        };
        hs::put(&mut row, "country", Some(other));
    }
    hs::put(
        &mut row,
        "phone",
        Some(phone(company.country, recorder.dice)),
    );
    hs::put(&mut row, "lifecyclestage", Some("other"));
    recorder.own(&mut row, company.owner);
    let by_reference =
        account.is_some() && !partner.flagship && (sure || recorder.dice.chance(0.6));
    let reference = match account {
        Some(account) => by_reference.then(|| recorder.as_synced(&account)),
        None => (!sure && recorder.dice.chance(0.01)).then(|| recorder.deleted("001")),
    };
    if let (Web::Own(domain), true) = (&company.web, by_reference && recorder.dice.chance(0.05)) {
        hs::put(
            &mut row,
            "hs_additional_domains",
            Some(format!("{domain};my-{domain}")),
        );
    }
    hs::put(&mut row, "salesforceaccountid", reference);
    let id = recorder.hubspot("companies", row);
    enter_contacts(recorder, System::Hubspot, company, &id, entered);
    (id, by_reference)
}

fn enter_customer(recorder: &mut Recorder<'_>, system: System, company: &Company) -> Face {
    let known_as = name(system, company, recorder.dice);
    let domain = match &company.web {
        Web::Own(domain) => Some(domain.clone()),
        _ => None,
    };
    let (salesforce_industry, hubspot_industry) = industry(company.industry);
    let object = if system == System::Salesforce {
        "Account"
    } else {
        "companies"
    };
    let entered = recorder.entered(system, object, company.created);
    let updated = recorder.changed(system, entered);
    let says = truth::Partner {
        name: Some(known_as.as_str().into()),
        website: domain
            .as_ref()
            .map(|domain| format!("https://www.{domain}").into()),
        domain: domain.clone(),
        country: Some(company.country.code.into()),
        city: Some(company.country.towns[company.town].0.into()),
        industry: Some(
            if system == System::Salesforce {
                salesforce_industry
            } else {
                hubspot_industry
            }
            .into(),
        ),
        created_at: Some(entered),
        updated_at: Some(updated),
        ..truth::Partner::default()
    };
    let id = match system {
        System::Salesforce => {
            let mut row = sf::Row::new();
            sf::account(&mut row, &says);
            sf::put(&mut row, "IsPartner", Some(Value::Bool(false)));
            sf::put(&mut row, "Type", Some(sf::text("Customer")));
            sf::put(
                &mut row,
                "OwnerId",
                recorder.users.get(company.owner).map(|user| sf::text(user)),
            );
            recorder.salesforce("Account", row)
        }
        System::Hubspot => {
            let mut row = hs::Row::new();
            hs::company(&mut row, &says);
            hs::put(
                &mut row,
                "is_partner",
                recorder.dice.chance(0.5).then_some(false),
            );
            hs::put(&mut row, "lifecyclestage", Some("customer"));
            recorder.own(&mut row, company.owner);
            recorder.hubspot("companies", row)
        }
    };
    Face {
        id,
        double: None,
        name: known_as.into(),
        domain,
        country: company.country.code.into(),
        industry: says.industry.unwrap_or_default(),
    }
}

/// One or two people of a partner.
fn enter_contacts(
    recorder: &mut Recorder<'_>,
    system: System,
    company: &Company,
    id: &Text,
    made: chrono::DateTime<chrono::Utc>,
) {
    for _ in 0..recorder.dice.between(1, 2) {
        let (first, last) = person(recorder.dice);
        let host = match &company.web {
            Web::Own(domain) => domain.to_string(),
            Web::FreeMail(host) => (*host).to_owned(),
            _ => recorder.dice.pick(FREE_MAIL).to_owned(),
        };
        let email = mail(first, last, &host);
        let title = recorder.dice.pick(&[
            "Managing Director",
            "Channel Manager",
            "Sales",
            "Purchasing",
        ]);
        let entered = recorder.entered(
            system,
            if system == System::Salesforce {
                "Contact"
            } else {
                "contacts"
            },
            made,
        );
        match system {
            System::Salesforce => {
                let mut row: sf::Row = [
                    ("FirstName", first),
                    ("LastName", last),
                    ("Email", &email),
                    ("Title", title),
                    ("AccountId", id),
                ]
                .map(|(field, value)| (field.to_owned(), sf::text(value)))
                .into();
                sf::put(&mut row, "Name", Some(sf::text(&format!("{first} {last}"))));
                for field in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
                    sf::put(&mut row, field, Some(sf::time(entered)));
                }
                recorder.salesforce("Contact", row);
            }
            System::Hubspot => {
                let time = hs::time(entered);
                let row = [
                    ("firstname", first),
                    ("lastname", last),
                    ("email", &email),
                    ("jobtitle", title),
                    ("lifecyclestage", "other"),
                    ("createdate", &time),
                    ("lastmodifieddate", &time),
                ];
                let contact = recorder.hubspot(
                    "contacts",
                    row.map(|(property, value)| (property.to_owned(), value.to_owned()))
                        .into(),
                );
                hs::Tie::ContactCompany.make(&mut recorder.hubspot, hs::id(&contact), hs::id(id));
            }
        }
    }
}

/// Says in each record who the distributor is, where the system knows both.
fn tie_to_distributor(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    node: &mut Node<truth::Partner>,
    company: usize,
) {
    let Some(parent) = recorder.plan.companies[company]
        .partner
        .as_ref()
        .and_then(|partner| partner.parent)
    else {
        return;
    };
    for record in node {
        let Some(face) = faces.of(parent, record.source) else {
            continue;
        };
        record.values.parent = Some(Ref {
            source: record.source,
            id: face.id.clone(),
        });
        match record.source {
            System::Salesforce => {
                if let Some(row) = recorder
                    .salesforce
                    .objects
                    .get_mut("Account")
                    .and_then(|object| object.rows.get_mut(&*record.id))
                {
                    sf::put(row, "ParentId", Some(sf::text(&face.id)));
                }
            }
            System::Hubspot => {
                if let Some(row) = recorder
                    .hubspot
                    .objects
                    .get_mut("companies")
                    .and_then(|object| object.rows.get_mut(&hs::id(&record.id)))
                {
                    hs::put(row, "hs_parent_company_id", Some(&face.id));
                }
            }
        }
    }
}
