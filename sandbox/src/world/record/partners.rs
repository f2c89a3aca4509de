//! Records companies, partners above all: under which names and keys each system knows them.

use crate::truth::{self, Membership, Node, Record, Ref, System, Text};
use crate::world::names::phone;
use crate::world::plan::{Company, Partner, Web};
use crate::world::record::Recorder;
use crate::world::record::customers::{enter_contacts, enter_customer};
use crate::world::record::memberships::{Programs, enter_memberships, enter_programs};
use crate::world::record::partner_view::{PROGRAMS, View, name, view};
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

/// A company in one system, as deals and leads name it.
#[derive(Clone, Default)]
pub(crate) struct Face {
    pub id: Text,
    /// A second record of the same company, if somebody made one.
    pub double: Option<Text>,
    pub name: Text,
    pub domain: Option<Text>,
    pub country: Text,
    pub industry: Text,
}

/// Every company in every system that knows it: by index of the company, then Salesforce and
/// HubSpot.
pub(crate) struct Faces(Vec<[Option<Face>; 2]>);

impl Faces {
    pub(crate) fn of(&self, company: usize, system: System) -> Option<&Face> {
        self.0.get(company)?.get(system as usize)?.as_ref()
    }
}

/// Enters all companies.
pub(crate) fn record(recorder: &mut Recorder<'_>) -> (Faces, Vec<Node<truth::Partner>>) {
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
            None => System::CRMS.map(|system| {
                company.known.by(system).then(|| enter_customer(recorder, system, company))
            }),
        };
        faces.0.push(face);
    }
    for (node, &company) in nodes.iter_mut().zip(&plan.partners) {
        tie_to_distributor(recorder, &faces, node, company);
    }
    (faces, nodes)
}

/// Enters a partner wherever it is known; one in sixty stands twice in a system, with or without
/// the keys of the first record.
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
    for system in System::CRMS {
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
            System::Salesforce => {
                (enter_account(recorder, company, partner, &mut seen, programs), true)
            }
            _ => {
                let account = node.first().map(|record| record.id.clone());
                // A node with a double in it is always tied by reference, so that only the double
                // can be without a tie.
                let sure = twin.is_some();
                let (id, by_reference) =
                    enter_company(recorder, company, partner, &mut seen, account, sure);
                let by_key = node.first().is_none_or(|first| shares_key(&first.values, &seen.says));
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
    let object = if system == System::Salesforce { "Account" } else { "companies" };
    Record { source: system, object, id, linkable, values }
}

/// Whether two records of one partner name the same domain or tax id.
fn shares_key(a: &truth::Partner, b: &truth::Partner) -> bool {
    let same = |a: &Option<Text>, b: &Option<Text>| a.is_some() && a == b;
    same(&a.domain, &b.domain) || same(&a.tax_id, &b.tax_id)
}

/// Enters a partner a second time into a system that has it: under another name, and half the time
/// without anything to know it by.
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
        second.says = truth::Partner { domain: None, website: None, tax_id: None, ..second.says };
        (second.website, second.domain, second.tax_id) = (None, None, None);
    }
    let linkable = shares_key(&first.says, &second.says);
    let id = match system {
        System::Salesforce => enter_account(recorder, company, partner, &mut second, programs),
        _ => enter_company(recorder, company, partner, &mut second, None, false).0,
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
    (seen.says.created_at, seen.says.updated_at) =
        (Some(entered), Some(recorder.changed(System::Salesforce, entered)));
    let mut row = sf::Row::new();
    sf::account(&mut row, &seen.says);
    sf::put(&mut row, "Website", seen.website.as_deref().map(sf::text));
    sf::put(&mut row, "Tax_Id__c", seen.tax_id.as_deref().map(sf::text));
    sf::put(&mut row, "Phone", Some(sf::text(&phone(company.country, recorder.dice))));
    sf::put(&mut row, "OwnerId", recorder.users.get(company.owner).map(|user| sf::text(user)));
    let id = recorder.salesforce("Account", row);
    enter_memberships(recorder, &id, partner, seen, programs);
    enter_contacts(recorder, System::Salesforce, company, &id, entered);
    id
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
    (seen.says.created_at, seen.says.updated_at) =
        (Some(entered), Some(recorder.changed(System::Hubspot, entered)));
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
        let other =
            if **country == *company.country.code { company.country.other_name } else { country };
        hs::put(&mut row, "country", Some(other));
    }
    hs::put(&mut row, "phone", Some(phone(company.country, recorder.dice)));
    hs::put(&mut row, "lifecyclestage", Some("other"));
    recorder.own(&mut row, company.owner);
    let by_reference =
        account.is_some() && !partner.flagship && (sure || recorder.dice.chance(0.6));
    let reference = match account {
        Some(account) => by_reference.then(|| recorder.as_synced(&account)),
        None => (!sure && recorder.dice.chance(0.01)).then(|| recorder.deleted("001")),
    };
    if let (Web::Own(domain), true) = (&company.web, by_reference && recorder.dice.chance(0.05)) {
        hs::put(&mut row, "hs_additional_domains", Some(format!("{domain};my-{domain}")));
    }
    hs::put(&mut row, "salesforceaccountid", reference);
    let id = recorder.hubspot("companies", row);
    enter_contacts(recorder, System::Hubspot, company, &id, entered);
    (id, by_reference)
}

/// Says in each record who the distributor is, where the system knows both.
fn tie_to_distributor(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    node: &mut Node<truth::Partner>,
    company: usize,
) {
    let Some(parent) =
        recorder.plan.companies[company].partner.as_ref().and_then(|partner| partner.parent)
    else {
        return;
    };
    for record in node {
        let Some(face) = faces.of(parent, record.source) else {
            continue;
        };
        record.values.parent = Some(Ref { source: record.source, id: face.id.clone() });
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
            _ => {
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
