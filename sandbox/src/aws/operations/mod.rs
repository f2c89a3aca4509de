//! The operations that are served: what each takes, and what it answers with.

mod benefits;
mod channel;
mod selling;

use std::collections::BTreeMap;

use serde_json::Value;

use super::keep::Keep;
use super::shape::{Member, Path, Sorts};
use super::store::Store;

/// One of the services behind the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Selling,
    Benefits,
    Channel,
}

/// An operation of a service.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) service: Service,
    pub(super) input: &'static [Member],
    pub(super) quota: Quota,
    pub(super) does: Does,
}

/// The quota that a call counts against (developer guide, quotas of the selling API).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quota {
    /// The selling API's reads.
    Reads,
    /// The same, if a switch says so: the guide does not name the operations on engagements.
    Engagements,
    /// None is published.
    None,
}

/// The kind of an operation.
#[derive(Debug)]
pub(super) enum Does {
    List(List),
    Get(Get),
    /// AWS's own view of an opportunity.
    AwsView,
}

/// An operation that lists records as summaries.
#[derive(Debug)]
pub(super) struct List {
    pub(super) of: Records,
    /// The member of the answer that holds the summaries.
    pub(super) rows: &'static str,
    /// The members of a record that its summary has.
    pub(super) keeps: &'static [Keep],
    /// The keys that the list can be sorted by.
    pub(super) sorts: Sorts,
    /// The sort of a call that names none, and whether it descends.
    pub(super) sorted: Option<(Path, bool)>,
}

/// An operation that gives one record whole.
#[derive(Debug)]
pub(super) struct Get {
    pub(super) of: Records,
    /// A further member that has to name what stands in the record there.
    pub(super) within: Option<(&'static str, Path)>,
    /// The member of the answer that holds the record, where it is not the answer itself.
    pub(super) wrapped: Option<&'static str>,
    /// Members of a stored record that the answer leaves out.
    pub(super) hides: &'static [&'static str],
}

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Records {
    Opportunities,
    Invitations,
    Engagements,
    Solutions,
    Benefits,
    Applications,
    Allocations,
    ProgramAccounts,
    Relationships,
}

impl Operation {
    /// The operation that a request's `X-Amz-Target` names.
    pub(super) fn find(target: &str) -> Option<&'static Self> {
        let (service, name) = target.split_once('.')?;
        let service = Service::ALL.into_iter().find(|known| known.target() == service)?;
        service.operations().iter().find(|operation| operation.name == name)
    }

    /// The operation of this name, whose ever it is: no two services share one.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        Service::ALL
            .into_iter()
            .flat_map(Service::operations)
            .find(|operation| operation.name == name)
    }
}

impl Service {
    pub(super) const ALL: [Self; 3] = [Self::Selling, Self::Benefits, Self::Channel];

    /// Before the dot of `X-Amz-Target`.
    pub(super) fn target(self) -> &'static str {
        match self {
            Self::Selling => "AWSPartnerCentralSelling",
            Self::Benefits => "PartnerCentralBenefitsService",
            Self::Channel => "PartnerCentralChannel",
        }
    }

    /// The name that requests are signed for.
    pub(super) fn signing_name(self) -> &'static str {
        match self {
            Self::Selling => "partnercentral-selling",
            Self::Benefits => "partnercentral-benefits",
            Self::Channel => "partnercentral-channel",
        }
    }

    /// The namespace of its errors.
    pub(super) fn namespace(self) -> &'static str {
        match self {
            Self::Selling => "com.amazonaws.partnercentralselling",
            Self::Benefits => "com.amazonaws.partnercentralbenefits",
            Self::Channel => "com.amazonaws.partnercentralchannel",
        }
    }

    /// A member's name as this service writes it: channel begins them all with a small letter.
    pub(super) fn spell(self, name: &str) -> String {
        match (self, name.split_at_checked(1)) {
            (Self::Channel, Some((first, rest))) => format!("{}{rest}", first.to_lowercase()),
            _ => name.to_owned(),
        }
    }

    fn operations(self) -> &'static [Operation] {
        match self {
            Self::Selling => selling::OPERATIONS,
            Self::Benefits => benefits::OPERATIONS,
            Self::Channel => channel::OPERATIONS,
        }
    }
}

impl Records {
    /// The records of this kind; of solutions there are none.
    pub(super) fn of(self, store: &Store) -> Option<&BTreeMap<String, Value>> {
        match self {
            Self::Opportunities => Some(&store.opportunities),
            Self::Invitations => Some(&store.invitations),
            Self::Engagements => Some(&store.engagements),
            Self::Solutions => None,
            Self::Benefits => Some(&store.benefits),
            Self::Applications => Some(&store.applications),
            Self::Allocations => Some(&store.allocations),
            Self::ProgramAccounts => Some(&store.program_accounts),
            Self::Relationships => Some(&store.relationships),
        }
    }

    /// The member in which a record tells its catalog; engagements do not.
    pub(super) fn catalog(self) -> Option<&'static str> {
        match self {
            Self::Engagements => None,
            Self::ProgramAccounts | Self::Relationships => Some("catalog"),
            _ => Some("Catalog"),
        }
    }

    /// The name of the record's kind in a `ResourceNotFoundException`.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Opportunities => "Opportunity",
            Self::Invitations => "EngagementInvitation",
            Self::Engagements => "Engagement",
            Self::Solutions => "Solution",
            Self::Benefits => "Benefit",
            Self::Applications => "BenefitApplication",
            Self::Allocations => "BenefitAllocation",
            Self::ProgramAccounts => "ProgramManagementAccount",
            Self::Relationships => "Relationship",
        }
    }
}
