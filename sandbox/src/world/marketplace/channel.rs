//! The channel programme: the accounts that take part in it, and whom they stand in a relationship
//! with.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::{CATALOG, Market, cut, lean, moment};
use crate::salesforce::store::Store as Org;
use crate::truth::{self, Node, Record, System, Text, Truth};
use crate::world::dice::Deck;
use crate::world::names::{Names, variant};
use crate::world::plan::{country, now};
use crate::world::vendor::salesforce_rows as sf;

/// The vendor's own accounts in the programme: (programme, name, status). Relationships are entered
/// under the first three.
const OWN: &[(&str, &str, &str)] = &[
    ("DISTRIBUTION", "Distribution EMEA", "ACTIVE"),
    ("DISTRIBUTION", "Distribution Americas", "ACTIVE"),
    ("SOLUTION_PROVIDER", "Managed resale", "ACTIVE"),
    ("SOLUTION_PROVIDER", "Resale 2023", "INACTIVE"),
    ("DISTRIBUTION", "Distribution APAC", "PENDING"),
];

/// Share of the relationships with known partners whose account Salesforce tells.
const TOLD: &[(bool, usize)] = &[(true, 7), (false, 3)];
/// Share of other accounts that tell an AWS account without a relationship.
const OUTDATED: &[(bool, usize)] = &[(true, 1), (false, 19)];
/// Share of AWS accounts that begin with zeros.
const ZEROS: &[(bool, usize)] = &[(true, 1), (false, 5)];
/// Share of relationships without a start.
const UNDATED: &[(bool, usize)] = &[(true, 1), (false, 7)];
/// Whom AWS serves, by sector.
const SECTORS: &[(&str, usize)] =
    &[("COMMERCIAL", 12), ("GOVERNMENT", 2), ("GOVERNMENT_EXCEPTION", 1)];
const STATUSES: &[(&str, usize)] = &[("ACTIVE", 1), ("PENDING", 1), ("INACTIVE", 1)];

/// Whom benefits can be claimed for.
#[derive(Default)]
pub(crate) struct Sellers {
    /// The partners' relationships: index of the company if it is in the plan, AWS account, id of
    /// the record.
    pub partners: Vec<(Option<usize>, String, Text)>,
    /// AWS accounts of others.
    pub others: Vec<String>,
}

/// The decks that relationships are dealt from.
struct Decks {
    zeros: Deck<bool>,
    undated: Deck<bool>,
    sectors: Deck<&'static str>,
}

/// Enters relationships with a third of the partners that have joined, and with others. What
/// Salesforce's account tells is the one tie.
pub(crate) fn record(market: &mut Market<'_>, org: &mut Org, truth: &mut Truth) -> Sellers {
    let own = OWN
        .iter()
        .map(|&(program, name, status)| enter_account(market, program, name, status))
        .collect::<Vec<_>>();
    let mut decks =
        Decks { zeros: Deck::new(ZEROS), undated: Deck::new(UNDATED), sectors: Deck::new(SECTORS) };
    let (mut told, mut outdated) = (Deck::new(TOLD), Deck::new(OUTDATED));
    let mut sellers = Sellers::default();
    let plan = market.plan;
    for (node, &index) in truth.partners.iter_mut().zip(&plan.partners) {
        let company = &plan.companies[index];
        let Some(partner) = company.partner.as_ref().filter(|partner| partner.since.is_some())
        else {
            continue;
        };
        let account = node
            .iter()
            .find(|record| record.source == System::Salesforce && record.linkable)
            .map(|record| record.id.clone());
        if !partner.flagship && !market.dice.chance(0.35) {
            if let Some(account) = account.filter(|_| outdated.deal(&mut market.dice, |_| true)) {
                let gone = market.account(false);
                tell(org, &account, &gone);
            }
            continue;
        }
        let name = if partner.flagship {
            "ACME Corporation".to_owned()
        } else {
            variant(&company.stem, company.forms(), &mut market.dice)
        };
        let (seller, mut record) = enter_relationship(
            market,
            &mut decks,
            &own,
            "DOWNSTREAM_SELLER",
            &name,
            company.created,
        );
        let tied = account.filter(|_| partner.flagship || told.deal(&mut market.dice, |_| true));
        record.linkable = tied.is_some();
        if let Some(account) = tied {
            tell(org, &account, &seller);
        }
        sellers.partners.push((Some(index), seller, record.id.clone()));
        node.push(record);
    }
    enter_strangers(market, &mut decks, &own, &mut sellers, &mut truth.partners);
    enter_others(market, &mut decks, &own, &mut sellers);
    sellers
}

/// Writes a partner's AWS account into its account in the org.
fn tell(org: &mut Org, account: &str, aws_account: &str) {
    if let Some(row) =
        org.objects.get_mut("Account").and_then(|object| object.rows.get_mut(account))
    {
        sf::put(row, "AWS_Account_Id__c", Some(sf::text(aws_account)));
    }
}

/// Enters partners that AWS alone knows, at least three: sellers in a relationship. Beside each, an
/// account in the programme of sellers: AWS does not say whose that is, so it is no partner.
fn enter_strangers(
    market: &mut Market<'_>,
    decks: &mut Decks,
    own: &[String],
    sellers: &mut Sellers,
    partners: &mut Vec<Node<truth::Partner>>,
) {
    let mut names = Names::default();
    let mut statuses = Deck::new(STATUSES);
    for _ in 0..(market.plan.partners.len() / 40).max(3) {
        let mut name = || {
            let country = country(&mut market.dice);
            let stem = names.company(&mut market.dice).0;
            variant(&stem, country.forms[0], &mut market.dice)
        };
        let (seller, alone) = (name(), cut(&name(), 30));
        let since = now() - Duration::days(market.dice.between(60, 900));
        let (account, record) =
            enter_relationship(market, decks, own, "DOWNSTREAM_SELLER", &seller, since);
        sellers.partners.push((None, account, record.id.clone()));
        partners.push(vec![record]);
        let status = statuses.deal(&mut market.dice, |_| true);
        enter_account(market, "DISTRIBUTION_SELLER", &alone, status);
    }
}

/// Enters relationships that are with no partner: customers, and the vendor's own departments.
fn enter_others(market: &mut Market<'_>, decks: &mut Decks, own: &[String], sellers: &mut Sellers) {
    let plan = market.plan;
    let customers = plan
        .companies
        .iter()
        .filter(|company| company.partner.is_none())
        .take(6 + plan.partners.len() / 10);
    for company in customers {
        let name = variant(&company.stem, company.forms(), &mut market.dice);
        sellers
            .others
            .push(enter_relationship(market, decks, own, "END_CUSTOMER", &name, company.created).0);
    }
    for name in ["Internal - Engineering", "Internal - Demo", "Internal - Training"] {
        enter_relationship(market, decks, own, "INTERNAL", name, now() - Duration::days(700));
    }
}

/// Enters an account of a programme; its id.
fn enter_account(market: &mut Market<'_>, program: &str, name: &str, status: &str) -> String {
    let id = format!("pma-{}", market.dice.letters(13));
    let created = market.later(now() - Duration::days(900), now() - Duration::days(60));
    let updated = market.later(created, now());
    let start = market.later(created, created + Duration::days(30));
    let account = market.account(false);
    let record = json!({
        "id": id,
        "arn": format!("{CATALOG}/program-management-account/{id}"),
        "revision": market.dice.between(1, 9).to_string(),
        "program": program,
        "displayName": name,
        "accountId": account,
        "createdAt": moment(created),
        "updatedAt": moment(updated),
        "startDate": moment(start),
        "status": status,
    });
    market.store.program_accounts.insert(id.clone(), record);
    id
}

/// Enters a relationship under one of the vendor's accounts; the AWS account that it is with, and
/// what the truth says of a partner's.
fn enter_relationship(
    market: &mut Market<'_>,
    decks: &mut Decks,
    own: &[String],
    kind: &str,
    name: &str,
    since: DateTime<Utc>,
) -> (String, Record<truth::Partner>) {
    let program_account = own[market.dice.index(own.len().min(3))].clone();
    let id = format!("rs-{}", market.dice.letters(13));
    let zeros = decks.zeros.deal(&mut market.dice, |_| true);
    let account = market.account(zeros);
    let name = cut(name, 30);
    let created = market.later(since, since + Duration::days(400));
    let updated = market.later(created, now());
    let start = market.later(created, created + Duration::days(30));
    let start = (!decks.undated.deal(&mut market.dice, |_| true)).then_some(start);
    let model = match kind {
        "END_CUSTOMER" => "END_CUSTOMER",
        _ => market.dice.pick(&["DISTRIBUTOR", "SOLUTION_PROVIDER"]),
    };
    let record = json!({
        "id": id,
        "arn": format!("{CATALOG}/program-management-account/{program_account}/relationship/{id}"),
        "revision": market.dice.between(1, 9).to_string(),
        "associationType": kind,
        "programManagementAccountId": program_account,
        "associatedAccountId": account,
        "displayName": name,
        "resaleAccountModel": model,
        "sector": decks.sectors.deal(&mut market.dice, |_| true),
        "createdAt": moment(created),
        "updatedAt": moment(updated),
        "startDate": start.map(moment),
    });
    market.store.relationships.insert(id.clone(), lean(record));
    let values = truth::Partner {
        name: Some(name.into()),
        joined_at: start.map(|start| start.date_naive()),
        created_at: Some(created),
        updated_at: Some(updated),
        ..truth::Partner::default()
    };
    let id = format!("{program_account}/{id}").into();
    (account, Record { source: System::Aws, object: "Relationship", id, linkable: true, values })
}
