//! The connector as a whole, against a simulated ERP.

mod calls;
mod conformance;
mod erp;
mod own;
mod pages;
mod refusals;
mod store;
mod world;

use std::sync::Arc;

use channelgraph_core::{Page, Read, Select};
use channelgraph_schema::{
    Direction, Filter, Test,
    mapping::{ObjectMapping, SourceOrder},
};

use crate::{Preset, default_mapping};

const PARTNERS: &str = "API_BUSINESS_PARTNER/A_BusinessPartner";
const SETTLEMENTS: &str = "settlmtdoc/SetlDoc#customer";
const INVOICES: &str = "v2.0/purchaseInvoices";

#[test]
fn the_presets_mappings_fit_the_model() {
    let source: Arc<str> = "erp".into();
    for preset in [Preset::SapS4hana, Preset::BusinessCentral] {
        let mapping = default_mapping(preset);
        assert!(!mapping.0.is_empty());
        for (kind, objects) in &mapping.0 {
            for (object, spec) in objects {
                ObjectMapping::new(&source, *kind, object, spec).unwrap();
            }
        }
    }
}

/// A question of everything of an object, to be narrowed.
fn read(object: &str, fields: &[&str]) -> Read {
    Read::all(object, fields, 10_000)
}

fn test(name: &str, test: Test) -> Filter<String> {
    Filter::Test(name.to_owned(), test)
}

fn by(field: &str, direction: Direction) -> Option<SourceOrder> {
    Some(SourceOrder { field: field.to_owned(), direction, by_day: None })
}

fn with_ids(read: Read, ids: &[&str]) -> Read {
    Read { select: Select::Ids(ids.iter().map(|id| (*id).to_owned()).collect()), ..read }
}

fn children(read: Read, field: &str, parents: &[&str]) -> Read {
    let parents = parents.iter().map(|id| (*id).to_owned()).collect();
    Read { select: Select::Children { field: field.to_owned(), parents }, ..read }
}

fn ids(page: &Page) -> Vec<&str> {
    page.rows.iter().map(|row| row.id.as_str()).collect()
}

/// The ids of a page, sorted.
fn sorted(page: &Page) -> Vec<&str> {
    let mut ids = ids(page);
    ids.sort_unstable();
    ids
}
