//! Certifications of partners' people: in the org, in the account, or in both.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::cast::{Cast, Partner};
use super::{Entry, between, insert, named, row, share};
use crate::terms::CertificationStatus;
use crate::truth::{Certification, Node, Record, Ref, System};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::{now, today};
use crate::world::vendor::hubspot_fields::CERTIFICATIONS;
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, ids, salesforce_rows as sf};

const OBJECT: &str = "Certification__c";
/// Names, codes and levels.
const KINDS: [(&str, &str, &str); 6] = [
    ("Certified Sales Professional", "CSP-100", "Associate"),
    ("Certified Presales Consultant", "CPC-200", "Professional"),
    ("Certified Solution Architect", "CSA-300", "Expert"),
    ("Certified Implementer", "CIM-200", "Professional"),
    ("Certified Support Engineer", "CSE-150", "Associate"),
    ("Certified Security Specialist", "CSS-310", "Expert"),
];

/// A certification, whoever knows of it; the days are those of its issue and its end.
struct Draft<'a> {
    partner: &'a Partner,
    says: Certification,
    made: DateTime<Utc>,
    in_org: bool,
    in_account: bool,
}

/// Enters the certifications. The flagship's first two are active and in both systems; the very
/// first ends within 60 days.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let mut drafts: Vec<Draft<'_>> = (0..share(cast.partners.len(), 1.2, 12))
        .map(|place| match (place, cast.partners.first()) {
            (0, Some(flagship)) => draft(flagship, Some(today() + Duration::days(35)), &mut dice),
            (1, Some(flagship)) => draft(flagship, Some(today() + Duration::days(400)), &mut dice),
            _ => draft(&cast.partners[dice.index(cast.partners.len())], None, &mut dice),
        })
        .collect();
    drafts.sort_by_key(|draft| draft.made);
    let in_org = enter_in_org(&drafts, world, &mut dice);
    for (draft, first) in drafts.iter().zip(in_org) {
        let mut node: Node<Certification> = first.into_iter().collect();
        if draft.in_account {
            let record = enter_in_account(draft, node.first(), world, &mut dice);
            node.push(record);
        }
        world.truth.certifications.push(node);
    }
}

/// A certification that ends on a day, or on any. Where the end is past, one in five still says
/// that it is active.
fn draft<'a>(partner: &'a Partner, end: Option<NaiveDate>, dice: &mut Dice) -> Draft<'a> {
    use CertificationStatus::{Active, Expired, InProgress, Revoked};
    let (name, code, level) = dice.pick(&KINDS);
    let any = today() + Duration::days(dice.between(-500, 700));
    let expires = end.unwrap_or(any);
    let issued = expires - Duration::days(if end.is_none() { 730 } else { 500 });
    let status = match () {
        () if end.is_some() => Active,
        () if dice.chance(0.08) => InProgress,
        () if dice.chance(0.04) => Revoked,
        () if expires < today() && dice.chance(0.8) => Expired,
        () => Active,
    };
    let (in_org, in_account) = homes(partner, end.is_some(), dice);
    let issue = issued.and_time(chrono::NaiveTime::MIN).and_utc();
    let is_issued = status != InProgress;
    Draft {
        partner,
        says: Certification {
            name: Some(name.into()),
            code: dice.chance(0.9).then(|| code.into()),
            level: Some(level.into()),
            status: Some(status),
            issued_at: is_issued.then_some(issued),
            expires_at: (is_issued && (end.is_some() || dice.chance(0.95))).then_some(expires),
            url: dice
                .chance(0.7)
                .then(|| format!("https://credentials.vendor.example/{}", dice.letters(10)).into()),
            ..Certification::default()
        },
        made: (issue + Duration::seconds(dice.between(0, 86_400 * 9))).min(now()),
        in_org,
        in_account,
    }
}

/// Whether the org and the account know of a certification: half of those that both could know.
fn homes(partner: &Partner, both: bool, dice: &mut Dice) -> (bool, bool) {
    match (&partner.account, &partner.company) {
        (Some(_), Some(_)) if both => (true, true),
        (Some(_), Some(_)) => {
            dice.weighted(&[((true, true), 6), ((true, false), 3), ((false, true), 2)])
        }
        (account, company) => (account.is_some(), company.is_some()),
    }
}

/// What a record of a system says of a certification.
fn seen(draft: &Draft<'_>, system: System, made: DateTime<Utc>, dice: &mut Dice) -> Certification {
    let (partner, people) = match system {
        System::Salesforce => (&draft.partner.account, &draft.partner.contacts),
        _ => (&draft.partner.company, &draft.partner.people),
    };
    let known = !people.is_empty() && dice.chance(0.95);
    let person = known.then(|| Ref { source: system, id: dice.pick(people) });
    let status = match draft.says.status {
        // Nobody told the account that it is over.
        Some(CertificationStatus::Expired) if system == System::Hubspot && dice.chance(0.15) => {
            Some(CertificationStatus::Active)
        }
        status => status,
    };
    let word = status.map(|status| match system {
        System::Salesforce => status.salesforce(),
        _ => status.hubspot(),
    });
    Certification {
        person,
        partner: partner.as_ref().map(|id| Ref { source: system, id: id.clone() }),
        status,
        source_status: word.map(Into::into),
        created_at: Some(made),
        updated_at: Some(between(made, now(), dice)),
        ..draft.says.clone()
    }
}

/// Enters what the org knows; tells the record of each certification that it does.
fn enter_in_org(
    drafts: &[Draft<'_>],
    world: &mut World,
    dice: &mut Dice,
) -> Vec<Option<Record<Certification>>> {
    let says: Vec<Option<Certification>> = drafts
        .iter()
        .map(|draft| draft.in_org.then(|| seen(draft, System::Salesforce, draft.made, dice)))
        .collect();
    let ids = insert(&mut world.salesforce, OBJECT, says.iter().flatten().map(entry).collect());
    let mut ids = ids.into_iter();
    let mut record = |values| {
        let (source, id) = (System::Salesforce, ids.next()?);
        Some(Record { source, object: OBJECT, id, linkable: true, values })
    };
    says.into_iter().map(|says| record(says?)).collect()
}

fn entry(says: &Certification) -> Entry {
    let row = row([
        ("Name", says.name.as_deref().map(sf::text)),
        ("Code__c", says.code.as_deref().map(sf::text)),
        ("Level__c", says.level.as_deref().map(sf::text)),
        ("Contact__c", named(&says.person)),
        ("Partner__c", named(&says.partner)),
        ("Status__c", says.source_status.as_deref().map(sf::text)),
        ("Issued__c", says.issued_at.map(sf::date)),
        ("Expires__c", says.expires_at.map(sf::date)),
        ("Credential_URL__c", says.url.as_deref().map(sf::text)),
    ]);
    let made = says.created_at.unwrap_or_else(now);
    Entry { made, changed: says.updated_at.unwrap_or(made), row }
}

/// Enters what the account knows. One in ten that the org knows too has lost its id, one in
/// twenty-five names a record that is gone.
fn enter_in_account(
    draft: &Draft<'_>,
    first: Option<&Record<Certification>>,
    world: &mut World,
    dice: &mut Dice,
) -> Record<Certification> {
    let says = seen(draft, System::Hubspot, draft.made, dice);
    let flagship = draft.partner.flagship;
    let named = match dice.weighted(&[(0, 86), (1, 10), (2, 4)]) {
        1 if !flagship => None,
        2 if !flagship => {
            let back = 1 + dice.between(0, 1_000_000) as u64;
            Some(ids::salesforce_id("a0C", ids::FIRST_SALESFORCE - back))
        }
        _ => first.map(|record| record.id.clone()),
    };
    let is_short = dice.chance(0.5);
    let synced = named.as_deref().map(|id| if is_short { ids::short(id) } else { id });
    let mut row = hs::Row::new();
    hs::certification(&mut row, &says);
    hs::put(&mut row, "sf_certification_id", synced);
    let id = ids::insert_hubspot(&mut world.hubspot, CERTIFICATIONS, row).unwrap_or_default();
    for (tie, to) in
        [(Tie::CertificationPartner, &says.partner), (Tie::CertificationContact, &says.person)]
    {
        if let Some(to) = to {
            tie.make(&mut world.hubspot, hs::id(&id), hs::id(&to.id));
        }
    }
    let linkable = first.is_none_or(|first| named.as_ref() == Some(&first.id));
    Record { source: System::Hubspot, object: CERTIFICATIONS, id, linkable, values: says }
}
