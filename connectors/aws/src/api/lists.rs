//! What each list is asked.

use aws_sdk_partnercentralselling as selling;
use aws_smithy_types::DateTime;
use channelgraph_core::Result;
use channelgraph_schema::Direction;
use chrono::Utc;
use selling::types::{
    CreatedDateFilter, EngagementContextType, LastModifiedDate, OpportunitySort,
    OpportunitySortName, ParticipantType, SortOrder, TargetCloseDateFilter,
};

use super::{Api, BENEFITS, CHANNEL, Listed, PAGE, READ, listed};
use crate::{
    field::HAS_LEAD,
    query::{CLOSE_DATE, Query},
};

impl Api {
    /// One page of opportunities.
    pub(crate) async fn opportunities(
        &self,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let send = || {
            let (modified, created, close) = (
                query.range("LastModifiedDate"),
                query.range("CreatedDate"),
                query.range(CLOSE_DATE),
            );
            let modified = modified.map(|range| {
                let filter = LastModifiedDate::builder();
                filter
                    .set_after_last_modified_date(range.after.map(sdk))
                    .set_before_last_modified_date(range.before.map(sdk))
                    .build()
            });
            let created = created.map(|range| {
                let filter = CreatedDateFilter::builder();
                filter
                    .set_after_created_date(range.after.map(sdk))
                    .set_before_created_date(range.before.map(sdk))
                    .build()
            });
            let close = close.map(|range| {
                let filter = TargetCloseDateFilter::builder()
                    .set_after_target_close_date(range.after.map(day));
                filter.set_before_target_close_date(range.before.map(day)).build()
            });
            let list = self
                .selling
                .list_opportunities()
                .catalog(&self.catalog)
                .max_results(PAGE)
                .set_next_token(token.map(str::to_owned));
            let list = list
                .set_identifier(query.words("Id"))
                .set_life_cycle_stage(query.words("LifeCycle.Stage"));
            let list = list
                .set_life_cycle_review_status(query.words("LifeCycle.ReviewStatus"))
                .set_sort(sort(query));
            list.set_last_modified_date(modified)
                .set_created_date(created)
                .set_target_close_date(close)
                .send()
        };
        let page = self.call("ListOpportunities", READ, send).await?;
        Ok(listed(page.opportunity_summaries(), names, page.next_token.clone()))
    }

    /// One page of the invitations that were sent, or of those that were received.
    pub(crate) async fn invitations(
        &self,
        who: &ParticipantType,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let send = || {
            let list = self
                .selling
                .list_engagement_invitations()
                .catalog(&self.catalog)
                .max_results(PAGE)
                .participant_type(who.clone());
            let list =
                list.set_payload_type(query.words("PayloadType")).set_status(query.words("Status"));
            let list = list.set_engagement_identifier(query.words("EngagementId"));
            list.set_sender_aws_account_id(query.words("SenderAwsAccountId"))
                .set_next_token(token.map(str::to_owned))
                .send()
        };
        let page = self.call("ListEngagementInvitations", READ, send).await?;
        let mut listed =
            listed(page.engagement_invitation_summaries(), names, page.next_token.clone());
        // The list asked for tells who we are in it, whether or not its rows repeat it.
        for row in &mut listed.rows {
            row.values
                .entry("ParticipantType".to_owned())
                .and_modify(|word| *word = who.as_str().into());
        }
        Ok(listed)
    }

    /// One page of engagements.
    pub(crate) async fn engagements(
        &self,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let send = || {
            let types = query.words::<String>(HAS_LEAD).map(|_| vec![EngagementContextType::Lead]);
            let list = self
                .selling
                .list_engagements()
                .catalog(&self.catalog)
                .max_results(PAGE)
                .set_next_token(token.map(str::to_owned));
            let list = list
                .set_engagement_identifier(query.words("Id"))
                .set_created_by(query.words("CreatedBy"));
            list.set_context_types(types.or_else(|| query.words("ContextTypes"))).send()
        };
        let page = self.call("ListEngagements", READ, send).await?;
        Ok(listed(page.engagement_summary_list(), names, page.next_token.clone()))
    }

    /// One page of benefit applications.
    pub(crate) async fn applications(
        &self,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let send = || {
            let list =
                self.benefits.list_benefit_applications().catalog(&self.catalog).max_results(PAGE);
            let list = list
                .set_status(query.words("Status"))
                .set_benefit_identifiers(query.words("BenefitId"));
            list.set_next_token(token.map(str::to_owned)).send()
        };
        let page = self.call("ListBenefitApplications", BENEFITS, send).await?;
        Ok(listed(page.benefit_application_summaries(), names, page.next_token.clone()))
    }

    /// One page of benefit allocations.
    pub(crate) async fn allocations(
        &self,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let send = || {
            let list =
                self.benefits.list_benefit_allocations().catalog(&self.catalog).max_results(PAGE);
            let list = list
                .set_status(query.words("Status"))
                .set_benefit_identifiers(query.words("BenefitId"));
            let list =
                list.set_benefit_application_identifiers(query.words("BenefitApplicationId"));
            list.set_next_token(token.map(str::to_owned)).send()
        };
        let page = self.call("ListBenefitAllocations", BENEFITS, send).await?;
        Ok(listed(page.benefit_allocation_summaries(), names, page.next_token.clone()))
    }

    /// One page of relationships.
    pub(crate) async fn relationships(
        &self,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let send = || {
            let list = self
                .channel
                .list_relationships()
                .catalog(&self.catalog)
                .max_results(PAGE)
                .set_next_token(token.map(str::to_owned));
            let list = list.set_association_types(query.words("associationType"));
            let list = list.set_associated_account_ids(query.words("associatedAccountId"));
            list.set_program_management_account_identifiers(
                query.words("programManagementAccountId"),
            )
            .send()
        };
        let page = self.call("ListRelationships", CHANNEL, send).await?;
        Ok(listed(page.items(), names, page.next_token.clone()))
    }

    /// One page of program management accounts.
    pub(crate) async fn accounts(
        &self,
        query: &Query,
        token: Option<&str>,
        names: &[String],
    ) -> Result<Listed> {
        let send = || {
            let list = self
                .channel
                .list_program_management_accounts()
                .catalog(&self.catalog)
                .max_results(PAGE);
            let list =
                list.set_programs(query.words("program")).set_statuses(query.words("status"));
            list.set_account_ids(query.words("accountId"))
                .set_next_token(token.map(str::to_owned))
                .send()
        };
        let page = self.call("ListProgramManagementAccounts", CHANNEL, send).await?;
        Ok(listed(page.items(), names, page.next_token.clone()))
    }
}

fn sort(query: &Query) -> Option<OpportunitySort> {
    let (field, direction) = query.sort?;
    let by = match field {
        "LastModifiedDate" => OpportunitySortName::LastModifieddate,
        "CreatedDate" => OpportunitySortName::CreatedDate,
        _ => OpportunitySortName::TargetCloseDate,
    };
    let order = match direction {
        Direction::Asc => SortOrder::Ascending,
        Direction::Desc => SortOrder::Descending,
    };
    OpportunitySort::builder().sort_by(by).sort_order(order).build().ok()
}

fn sdk(time: chrono::DateTime<Utc>) -> DateTime {
    DateTime::from_secs_and_nanos(time.timestamp(), time.timestamp_subsec_nanos().min(999_999_999))
}

fn day(time: chrono::DateTime<Utc>) -> String {
    time.format("%Y-%m-%d").to_string()
}
