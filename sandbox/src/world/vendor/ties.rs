//! Associations of the HubSpot account: which there are, and how they are made and undone.

use crate::hubspot::store::{Link, Store};
use crate::world::vendor::hubspot_fields::{CERTIFICATIONS, INCENTIVES};

/// The ways in which two records of the account belong together, each with its type ids there and
/// back (HubSpot's association type ids; those above 36 are this account's own labels).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tie {
    DealCustomer,
    DealPartner,
    ContactCompany,
    ContactPartner,
    LeadContact,
    LeadCompany,
    LeadPartner,
    IncentivePartner,
    IncentiveDeal,
    CertificationPartner,
    CertificationContact,
}

/// One direction of a tie: (labelled type, plain type).
type Types = (u32, Option<u32>);

impl Tie {
    /// (from, to, types there, types back); with a plain type, the first is HubSpot's own
    /// "Primary", else it is the account's label.
    fn ends(self) -> (&'static str, &'static str, Types, Types) {
        match self {
            Self::DealCustomer => ("deals", "companies", (5, Some(341)), (6, Some(342))),
            Self::DealPartner => ("deals", "companies", (37, None), (38, None)),
            Self::ContactCompany => ("contacts", "companies", (1, Some(279)), (2, Some(280))),
            Self::ContactPartner => ("contacts", "companies", (41, None), (42, None)),
            Self::LeadContact => ("leads", "contacts", (578, Some(608)), (579, Some(609))),
            Self::LeadCompany => ("leads", "companies", (580, Some(610)), (581, Some(611))),
            Self::LeadPartner => ("leads", "companies", (43, None), (44, None)),
            Self::IncentivePartner => (INCENTIVES, "companies", (45, None), (46, None)),
            Self::IncentiveDeal => (INCENTIVES, "deals", (47, None), (48, None)),
            Self::CertificationPartner => (CERTIFICATIONS, "companies", (49, None), (50, None)),
            Self::CertificationContact => (CERTIFICATIONS, "contacts", (51, None), (52, None)),
        }
    }

    /// The account's own label.
    fn label(self) -> &'static str {
        match self {
            Self::IncentiveDeal => "Deal",
            Self::CertificationContact => "Contact",
            _ => "Partner",
        }
    }

    fn types(self, (first, plain): Types) -> Vec<(String, u32, Option<String>)> {
        match plain {
            Some(plain) => {
                vec![
                    ("HUBSPOT_DEFINED".to_owned(), first, Some("Primary".to_owned())),
                    ("HUBSPOT_DEFINED".to_owned(), plain, None),
                ]
            }
            None => vec![("USER_DEFINED".to_owned(), first, Some(self.label().to_owned()))],
        }
    }

    /// Ties two records, in both directions.
    pub(crate) fn make(self, store: &mut Store, from: u64, to: u64) {
        let (from_object, to_object, there, back) = self.ends();
        link(store, (from_object, to_object), from, to, self.types(there));
        link(store, (to_object, from_object), to, from, self.types(back));
    }

    /// Unties a record from all that it was tied to in this way.
    pub(crate) fn cut(self, store: &mut Store, from: u64) {
        let (from_object, to_object, there, back) = self.ends();
        for to in unlink(store, (from_object, to_object), from, None, there) {
            unlink(store, (to_object, from_object), to, Some(from), back);
        }
    }
}

fn key((from, to): (&str, &str)) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

fn link(
    store: &mut Store,
    objects: (&str, &str),
    from: u64,
    to: u64,
    types: Vec<(String, u32, Option<String>)>,
) {
    let links = store.associations.entry(key(objects)).or_default().entry(from).or_default();
    match links.iter_mut().find(|link| link.to == to) {
        Some(link) => link.types.extend(types),
        None => links.push(Link { to, types }),
    }
}

/// Takes the types away from a record's links (to one record, or to all), and tells from which.
fn unlink(
    store: &mut Store,
    objects: (&str, &str),
    from: u64,
    only: Option<u64>,
    (first, plain): Types,
) -> Vec<u64> {
    let Some(links) = store.associations.get_mut(&key(objects)).and_then(|all| all.get_mut(&from))
    else {
        return Vec::new();
    };
    let mut cut = Vec::new();
    for link in links.iter_mut().filter(|link| only.is_none_or(|only| only == link.to)) {
        let before = link.types.len();
        link.types.retain(|(_, id, _)| *id != first && Some(*id) != plain);
        if link.types.len() < before {
            cut.push(link.to);
        }
    }
    links.retain(|link| !link.types.is_empty());
    cut
}
