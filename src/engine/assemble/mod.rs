//! Assembling: from records to nodes, over links in both directions.

mod draft;
mod known_links;
mod outbound_links;
mod partners;
mod records;
mod reverse_links;
mod top_up;

pub(super) use draft::Draft;
pub(super) use reverse_links::Wanted;
