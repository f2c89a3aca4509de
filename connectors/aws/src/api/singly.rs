//! Records that are asked for singly.

use channelgraph_core::{ErrorKind, Result};
use channelgraph_schema::mapping::Row;

use super::{Api, BENEFITS, CHANNEL, READ};
use crate::{field::Object, rows::row};

impl Api {
    /// One record asked for singly, by its canonical id; nothing if there is none.
    pub(crate) async fn get(
        &self,
        object: Object,
        id: &str,
        names: &[String],
    ) -> Result<Option<Row>> {
        Ok(match object {
            Object::Opportunity => {
                let send =
                    || self.selling.get_opportunity().catalog(&self.catalog).identifier(id).send();
                there(self.call("GetOpportunity", READ, send).await)?
                    .and_then(|found| row(&found, names))
            }
            Object::EngagementInvitation => {
                let send = || {
                    self.selling
                        .get_engagement_invitation()
                        .catalog(&self.catalog)
                        .identifier(id)
                        .send()
                };
                there(self.call("GetEngagementInvitation", READ, send).await)?
                    .and_then(|found| row(&found, names))
            }
            Object::Engagement => {
                let send =
                    || self.selling.get_engagement().catalog(&self.catalog).identifier(id).send();
                there(self.call("GetEngagement", READ, send).await)?
                    .and_then(|found| row(&found, names))
            }
            Object::BenefitApplication => {
                let send = || {
                    self.benefits
                        .get_benefit_application()
                        .catalog(&self.catalog)
                        .identifier(id)
                        .send()
                };
                there(self.call("GetBenefitApplication", BENEFITS, send).await)?
                    .and_then(|found| row(&found, names))
            }
            Object::BenefitAllocation => {
                let send = || {
                    self.benefits
                        .get_benefit_allocation()
                        .catalog(&self.catalog)
                        .identifier(id)
                        .send()
                };
                there(self.call("GetBenefitAllocation", BENEFITS, send).await)?
                    .and_then(|found| row(&found, names))
            }
            Object::Relationship => {
                let Some((account, id)) = id.split_once('/') else { return Ok(None) };
                let send = || {
                    let get = self.channel.get_relationship().catalog(&self.catalog);
                    get.program_management_account_identifier(account).identifier(id).send()
                };
                let found = there(self.call("GetRelationship", CHANNEL, send).await)?;
                found.and_then(|found| row(&found.relationship_detail?, names))
            }
            // AWS has no such call.
            Object::ProgramManagementAccount => None,
        })
    }
}

/// A record that is not there is no error.
fn there<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}
