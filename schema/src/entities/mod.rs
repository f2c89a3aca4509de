//! The declarations: one file for each entity, read like a table, and the enums and objects that
//! they use. SDL, filters, orders, look-ahead, index columns and search all follow from them.

mod asset;
mod assignment;
mod campaign;
mod contact;
mod deal;
mod enablement;
mod enums;
mod incentive;
mod invoice;
mod lead;
mod objects;
mod onboarding;
mod partner;
mod rows;
mod work_enums;

pub(crate) use asset::ASSET;
pub(crate) use assignment::{DEAL_PARTNER, LEAD_ASSIGNMENT};
pub(crate) use campaign::{CAMPAIGN, CAMPAIGN_INFLUENCE, CAMPAIGN_MEMBER};
pub(crate) use contact::CONTACT;
pub(crate) use deal::DEAL;
pub(crate) use enablement::{CERTIFICATION, COURSE, COURSE_ENROLLMENT};
pub use enums::{ENUMS, EnumDef, Word};
pub(crate) use incentive::INCENTIVE;
pub(crate) use invoice::INVOICE;
pub(crate) use lead::LEAD;
pub(crate) use onboarding::ONBOARDING;
pub(crate) use partner::PARTNER;
