//! Leads: invitations to engage with AWS and other partners, and the engagements that came of them.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::{CATALOG, INDUSTRIES, Market, OWN_ACCOUNT, cut, lean, moment};
use crate::terms::LeadStatus;
use crate::truth::{self, Node, Record, System, Truth};
use crate::world::dice::Deck;
use crate::world::geo::Country;
use crate::world::names::{Names, mail, person, phone};
use crate::world::plan::{country, now, today};

/// AWS's word for the status of an invitation, and what it means.
const STATUSES: &[((&str, LeadStatus), usize)] = &[
    (("ACCEPTED", LeadStatus::Accepted), 4),
    (("PENDING", LeadStatus::New), 3),
    (("REJECTED", LeadStatus::Rejected), 2),
    (("EXPIRED", LeadStatus::Lost), 2),
];
const PARTICIPANTS: &[(&str, usize)] = &[("RECEIVER", 3), ("SENDER", 2)];
/// Share of invitations about a lead; the others are about an opportunity.
const ABOUT_LEADS: &[(bool, usize)] = &[(true, 5), (false, 1)];

/// The subjects of engagements without an invitation.
const CONTEXTS: &[(&[&str], usize)] = &[
    (&["Lead"], 4),
    (&["CustomerProject", "Lead"], 2),
    (&["CustomerProject"], 2),
    (&["ProspectingResult"], 1),
    (&[], 1),
];

const SOURCES: &[&str] = &["Marketing Activity", "Event", "AWS Referral", "Website", "Prospecting"];

/// A company that might want to buy.
struct Prospect {
    company: String,
    host: String,
    country: &'static Country,
    industry: &'static str,
}

/// Enters invitations, one for every four partners, and engagements; 22 invitations and ten
/// engagements at least.
pub(crate) fn record(market: &mut Market<'_>, truth: &mut Truth) {
    let mut names = Names::default();
    let partners = market.plan.partners.len();
    let (mut statuses, mut participants, mut about) =
        (Deck::new(STATUSES), Deck::new(PARTICIPANTS), Deck::new(ABOUT_LEADS));
    for _ in 0..(partners / 4).max(22) {
        let prospect = prospect(market, &mut names);
        let (status, means) = statuses.deal(&mut market.dice, |_| true);
        let participant = participants.deal(&mut market.dice, |_| true);
        let is_lead = about.deal(&mut market.dice, |_| true);
        let invited =
            now() - Duration::milliseconds(market.dice.between(3_600_000, 300 * 86_400_000));
        let engagement = format!("eng-{}", market.dice.letters(14));
        let mut node = Node::new();
        let says = enter_invitation(
            market,
            &prospect,
            &engagement,
            (status, participant, is_lead),
            invited,
        );
        if is_lead {
            let (id, values) = says;
            let values = truth::Lead { status: Some(means), ..values };
            node.push(Record {
                source: System::Aws,
                object: "EngagementInvitation",
                id: id.into(),
                linkable: true,
                values,
            });
        }
        // What was accepted is an engagement from then on. It tells nothing of the invitation,
        // which names it.
        if means == LeadStatus::Accepted {
            let contexts: &[&str] = if is_lead { &["Lead"] } else { &["CustomerProject"] };
            let record = enter_engagement(market, &prospect, engagement, contexts, invited);
            if let Some(record) = record {
                node.insert(0, record);
            }
        }
        truth.leads.extend(Some(node).filter(|node| !node.is_empty()));
    }
    let mut contexts = Deck::new(CONTEXTS);
    for _ in 0..(partners / 8).max(10) {
        let prospect = prospect(market, &mut names);
        let id = format!("eng-{}", market.dice.letters(14));
        let made = now() - Duration::milliseconds(market.dice.between(3_600_000, 400 * 86_400_000));
        let contexts = contexts.deal(&mut market.dice, |_| true);
        truth.leads.extend(
            enter_engagement(market, &prospect, id, contexts, made).map(|record| vec![record]),
        );
    }
}

fn prospect(market: &mut Market<'_>, names: &mut Names) -> Prospect {
    let country = country(&mut market.dice);
    let (stem, slug) = names.company(&mut market.dice);
    Prospect {
        company: format!("{stem} {}", market.dice.pick(country.forms).1),
        host: format!("{slug}.{}", country.suffixes[0]),
        country,
        industry: market.dice.pick(INDUSTRIES),
    }
}

/// Enters an invitation; its id, and what it says but for its status.
fn enter_invitation(
    market: &mut Market<'_>,
    prospect: &Prospect,
    engagement: &str,
    (status, participant, is_lead): (&'static str, &str, bool),
    invited: DateTime<Utc>,
) -> (String, truth::Lead) {
    let id = format!("engi-{}", market.dice.letters(13));
    let title = cut(
        &format!(
            "{} - {}",
            prospect.company,
            market.dice.pick(&["Cloud migration", "New workload", "Pilot"])
        ),
        40,
    );
    let told = market.dice.chance(0.85).then_some(prospect.country.code);
    let origin = market.dice.chance(0.85).then(|| market.dice.pick(SOURCES));
    let (kind, payload) = if is_lead {
        ("LeadInvitation", lead_payload(market, prospect, told, origin))
    } else {
        ("OpportunityInvitation", opportunity_payload(market, prospect, &title))
    };
    let received = participant == "RECEIVER";
    let other = market.account(false);
    let record = json!({
        "Id": id,
        "Arn": format!("{CATALOG}/engagement-invitation/{id}"),
        "PayloadType": kind,
        "EngagementId": engagement,
        "EngagementTitle": title,
        "Status": status,
        "InvitationDate": moment(invited),
        "ExpirationDate": moment(invited + Duration::days(15)),
        "SenderAwsAccountId": if received { other.as_str() } else { OWN_ACCOUNT },
        "SenderCompanyName": if received { "Amazon Web Services" } else { "Vendor" },
        "Receiver": { "Account": { "Alias": received.then_some("Vendor"), "AwsAccountId": if received { OWN_ACCOUNT } else { other.as_str() } } },
        "ParticipantType": participant,
        "RejectionReason": (status == "REJECTED").then_some("No capacity in that region."),
        "Payload": { kind: payload },
        "InvitationMessage": "Let us win this one together.",
        "EngagementDescription": "What we want to do for this customer.",
        "ExistingMembers": [{ "CompanyName": "Amazon Web Services", "WebsiteUrl": "aws.amazon.com" }],
    });
    market.store.invitations.insert(id.clone(), lean(record));
    let values = truth::Lead {
        name: Some(title.into()),
        company: Some(prospect.company.as_str().into()),
        country: told.map(Into::into),
        source_status: Some(status.into()),
        origin: origin.map(Into::into),
        created_at: Some(invited),
        ..truth::Lead::default()
    };
    (id, values)
}

fn lead_payload(
    market: &mut Market<'_>,
    prospect: &Prospect,
    country: Option<&str>,
    origin: Option<&str>,
) -> Value {
    json!({
        "Customer": {
            "CompanyName": prospect.company,
            "Industry": prospect.industry,
            "WebsiteUrl": format!("https://{}", prospect.host),
            "CountryCode": country,
            "AwsMaturity": market.dice.pick(&["Planning", "Building", "Using"]),
            "MarketSegment": market.dice.pick(&["Enterprise", "Medium", "Small"]),
        },
        "Interaction": {
            "SourceType": origin,
            "SourceId": format!("SRC-{}", market.dice.between(1000, 9999)),
            "SourceName": "Spring campaign",
            "Usecase": "Migration",
            "ContactBusinessTitle": "Head of IT",
        },
    })
}

fn opportunity_payload(market: &mut Market<'_>, prospect: &Prospect, title: &str) -> Value {
    json!({
        "ReceiverResponsibilities": [market.dice.pick(&["Reseller", "Services Partner", "Managed Service Provider"])],
        "Customer": customer(prospect),
        "Project": {
            "BusinessProblem": "What there is today is slow, costly and hard to change.",
            "Title": title,
            "TargetCompletionDate": (today() + Duration::days(market.dice.between(10, 200))).to_string(),
            "ExpectedCustomerSpend": [{ "Amount": "1200.00", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS" }],
        },
    })
}

fn customer(prospect: &Prospect) -> Value {
    json!({
        "Industry": prospect.industry,
        "CompanyName": prospect.company,
        "WebsiteUrl": format!("https://{}", prospect.host),
        "CountryCode": prospect.country.code,
    })
}

/// Enters an engagement; the lead that it is, if it has one among its contexts.
fn enter_engagement(
    market: &mut Market<'_>,
    prospect: &Prospect,
    id: String,
    contexts: &[&str],
    made: DateTime<Utc>,
) -> Option<Record<truth::Lead>> {
    let title = cut(&format!("{} together", prospect.company), 40);
    let created = market.later(made, made + Duration::days(10));
    let changed = market.dice.chance(0.8).then(|| market.later(created, now()));
    let mut says = truth::Lead {
        name: Some(title.as_str().into()),
        created_at: Some(created),
        updated_at: changed,
        ..truth::Lead::default()
    };
    let mut payloads = Vec::new();
    for (kind, place) in contexts.iter().zip(1..) {
        let payload = match *kind {
            "Lead" => lead_context(market, prospect, created, &mut says),
            "CustomerProject" => json!({ "Customer": customer(prospect) }),
            _ => {
                json!({ "Aws": { "Customer": { "AccountName": prospect.company, "Country": prospect.country.code } } })
            }
        };
        payloads
            .push(json!({ "Id": place.to_string(), "Type": kind, "Payload": { *kind: payload } }));
    }
    let record = json!({
        "Id": id,
        "Arn": format!("{CATALOG}/engagement/{id}"),
        "Title": title,
        "Description": "What we want to do for this customer.",
        "CreatedAt": moment(created),
        "CreatedBy": OWN_ACCOUNT,
        "MemberCount": market.dice.between(2, 4),
        "ModifiedAt": changed.map(moment),
        "ModifiedBy": changed.map(|_| OWN_ACCOUNT),
        "Contexts": payloads,
    });
    market.store.engagements.insert(id.clone(), lean(record));
    let is_lead = contexts.contains(&"Lead");
    is_lead.then(|| Record {
        source: System::Aws,
        object: "Engagement",
        id: id.into(),
        linkable: true,
        values: says,
    })
}

/// A lead among the contexts. Of what was said to its people the first counts, whether that tells
/// all or not.
fn lead_context(
    market: &mut Market<'_>,
    prospect: &Prospect,
    at: DateTime<Utc>,
    says: &mut truth::Lead,
) -> Value {
    let code = market.dice.chance(0.85).then_some(prospect.country.code);
    let status = market.dice.pick(&["New", "Working", "Qualified", "Disqualified"]);
    let mut interactions = Vec::new();
    for number in 0..market.dice.between(1, 3) {
        let (first, last) = person(&mut market.dice);
        let email = mail(first, last, &prospect.host);
        let telephone = market.dice.chance(0.6).then(|| phone(prospect.country, &mut market.dice));
        let source = market.dice.pick(SOURCES);
        if number == 0 {
            says.email = Some(email.as_str().into());
            says.phone = telephone.as_deref().map(Into::into);
            says.origin = Some(source.into());
        }
        interactions.push(json!({
            "SourceType": source,
            "SourceId": format!("SRC-{}", market.dice.between(1000, 9999)),
            "SourceName": "Spring campaign",
            "Usecase": "Migration",
            "InteractionDate": moment(at - Duration::days(market.dice.between(0, 60))),
            "CustomerAction": "Asked for a call",
            "BusinessProblem": "What there is today is slow.",
            "Contact": { "BusinessTitle": "Head of IT", "Email": email, "FirstName": first, "LastName": last, "Phone": telephone },
        }));
    }
    says.company = Some(prospect.company.as_str().into());
    says.country = code.map(Into::into);
    says.source_status = Some(status.into());
    json!({
        "QualificationStatus": status,
        "Customer": {
            "CompanyName": prospect.company,
            "Industry": prospect.industry,
            "WebsiteUrl": format!("https://www.{}", prospect.host),
            "Address": { "City": prospect.country.towns[0].0, "CountryCode": code },
            "MarketSegment": market.dice.pick(&["Enterprise", "Medium", "Small"]),
        },
        "Interactions": interactions,
    })
}
