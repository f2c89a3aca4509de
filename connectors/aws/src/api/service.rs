//! AWS's three services of Partner Central, and which of their operations tell an object.

use std::borrow::Cow;

use crate::{auth::Reach, field::Object};

/// A service: all its operations are called at one address.
#[derive(Debug)]
pub(super) struct Service {
    /// The name that requests are signed for, and with which its address begins.
    pub(super) name: &'static str,
    /// What stands before the operation in `x-amz-target`.
    pub(super) target: &'static str,
    /// How far its signatures reach.
    pub(super) reach: Reach,
    /// The classes of limit that its calls count against.
    pub(super) classes: &'static [&'static str],
    /// Whether its calls count against the reads of 24 hours.
    pub(super) is_metered: bool,
    /// Whether its members begin with a small letter.
    is_small: bool,
}

/// Domain of AWS's own hosts for these services.
pub(crate) const DOMAIN: &str = "api.aws";

/// Reads of selling have one limit together; the guide does not name engagements, so they are
/// counted too.
const SELLING: Service = Service {
    name: "partnercentral-selling",
    target: "AWSPartnerCentralSelling",
    reach: Reach::Region,
    classes: &["read"],
    is_metered: true,
    is_small: false,
};
const BENEFITS: Service = Service {
    name: "partnercentral-benefits",
    target: "PartnerCentralBenefitsService",
    reach: Reach::Region,
    classes: &["benefits"],
    is_metered: false,
    is_small: false,
};
const CHANNEL: Service = Service {
    name: "partnercentral-channel",
    target: "PartnerCentralChannel",
    reach: Reach::World,
    classes: &["channel"],
    is_metered: false,
    is_small: true,
};

impl Service {
    /// Its address (the services' endpoint rules, November 2026).
    pub(super) fn url(&self, region: &str) -> String {
        let place = match self.reach {
            Reach::Region => region,
            Reach::World => "global",
        };
        format!("https://{}.{place}.{DOMAIN}/", self.name)
    }

    /// A member's name as this service writes it.
    pub(super) fn spell(&self, name: &'static str) -> Cow<'static, str> {
        match name.split_at_checked(1) {
            Some((first, rest)) if self.is_small => {
                format!("{}{rest}", first.to_ascii_lowercase()).into()
            }
            _ => name.into(),
        }
    }
}

/// How an object is asked for.
pub(super) struct Operations {
    pub(super) service: &'static Service,
    /// The operation that lists it.
    pub(super) list: &'static str,
    /// The member of that answer in which the records are.
    pub(super) rows: &'static str,
    /// The operation that gives one record; none where AWS has no such call.
    pub(super) get: Option<&'static str>,
    /// The member of that answer which is the record; none where the answer itself is.
    pub(super) within: Option<&'static str>,
}

impl Operations {
    /// Those of an object.
    pub(super) fn of(object: Object) -> Self {
        let (service, list, rows, get) = match object {
            Object::Opportunity => {
                (&SELLING, "ListOpportunities", "OpportunitySummaries", "GetOpportunity")
            }
            Object::EngagementInvitation => (
                &SELLING,
                "ListEngagementInvitations",
                "EngagementInvitationSummaries",
                "GetEngagementInvitation",
            ),
            Object::Engagement => {
                (&SELLING, "ListEngagements", "EngagementSummaryList", "GetEngagement")
            }
            Object::BenefitApplication => (
                &BENEFITS,
                "ListBenefitApplications",
                "BenefitApplicationSummaries",
                "GetBenefitApplication",
            ),
            Object::BenefitAllocation => (
                &BENEFITS,
                "ListBenefitAllocations",
                "BenefitAllocationSummaries",
                "GetBenefitAllocation",
            ),
            Object::Relationship => (&CHANNEL, "ListRelationships", "items", "GetRelationship"),
            Object::ProgramManagementAccount => {
                let list = "ListProgramManagementAccounts";
                return Self { service: &CHANNEL, list, rows: "items", get: None, within: None };
            }
        };
        let within = (object == Object::Relationship).then_some("relationshipDetail");
        Self { service, list, rows, get: Some(get), within }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_where_awss_rules_say() {
        assert_eq!(SELLING.url("us-east-1"), "https://partnercentral-selling.us-east-1.api.aws/");
        assert_eq!(BENEFITS.url("eu-west-1"), "https://partnercentral-benefits.eu-west-1.api.aws/");
        assert_eq!(CHANNEL.url("eu-west-1"), "https://partnercentral-channel.global.api.aws/");
        assert_eq!(
            (SELLING.spell("NextToken"), CHANNEL.spell("NextToken")),
            ("NextToken".into(), "nextToken".into())
        );
    }
}
