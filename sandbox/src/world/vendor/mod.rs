//! The vendors' own forms: ids, set-up, rows.

pub(crate) mod approval_fields;
pub(crate) mod hubspot_fields;
pub(crate) mod hubspot_rows;
pub(crate) mod ids;
pub(crate) mod rebate_fields;
pub(crate) mod salesforce_fields;
pub(crate) mod salesforce_rows;
pub(crate) mod ties;
pub(crate) mod work_fields;
