//! The connector as a whole.

use channelgraph_schema::mapping::{MappingSpec, ObjectMapping};

use crate::default_mapping;

fn check(spec: &MappingSpec) {
    for (kind, objects) in &spec.0 {
        for (object, spec) in objects {
            ObjectMapping::new(*kind, object, spec).unwrap_or_else(|bad| panic!("{bad}"));
        }
    }
}

#[test]
fn the_default_mapping_fits_the_model() {
    check(&default_mapping());
}

#[test]
fn the_demo_lies_over_it() {
    let demo: MappingSpec = toml::from_str(include_str!("../../../demo/salesforce.toml")).unwrap();
    check(&default_mapping().overlaid(demo));
}
