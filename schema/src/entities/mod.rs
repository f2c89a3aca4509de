//! The declarations: one file for each entity, read like a table, and the enums and objects that
//! they use. SDL, filters, orders, look-ahead, index columns and search all follow from them.

mod contact;
mod deal;
mod enums;
mod incentive;
mod lead;
mod objects;
mod partner;

pub(crate) use contact::CONTACT;
pub(crate) use deal::DEAL;
pub use enums::{ENUMS, EnumDef, Word};
pub(crate) use incentive::INCENTIVE;
pub(crate) use lead::LEAD;
pub(crate) use partner::PARTNER;
