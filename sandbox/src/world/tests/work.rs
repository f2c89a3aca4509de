//! The channel's work: the truth says what the rows say, and all of it is about records that exist.

use crate::truth::Truth;

/// The truth of the channel's work as text.
pub(super) fn print(truth: &Truth) -> String {
    format!(
        "{:?}",
        (
            &truth.campaigns,
            &truth.campaign_members,
            &truth.campaign_influences,
            &truth.certifications,
            &truth.courses,
            &truth.course_enrollments,
            &truth.onboardings,
            &truth.assets,
            &truth.lead_assignments,
            &truth.deal_partners
        )
    )
}
