//! Input objects that are not filters: the keys by which nodes are found.

use super::{InputDef, TypeDef, TypeKind};

/// The input objects.
pub(super) fn types() -> Vec<TypeDef> {
    let input = |name: &str, one_of, doc: &str, fields: Vec<InputDef>| TypeDef {
        name: name.to_owned(),
        doc: doc.to_owned(),
        of: TypeKind::Input { fields, one_of },
    };
    let id = || InputDef::new("id", "ID", "Node id.");
    let record = || InputDef::new("record", "RecordRef", "One of the node's source records.");
    vec![
        input(
            "PartnerKey",
            true,
            "Key of a partner.",
            vec![
                id(),
                InputDef::new("domain", "String", "Company domain, or a host below it."),
                InputDef::new(
                    "taxId",
                    "String",
                    "Tax id, with or without spaces and country prefix.",
                ),
                record(),
            ],
        ),
        input("RecordKey", true, "Key of a lead, deal or incentive.", vec![id(), record()]),
        input(
            "RecordRef",
            false,
            "A record as its own system names it: `{ source: \"salesforce\", id: \
             \"0018000001AbCdE\" }`.",
            vec![
                InputDef::new("source", "String!", "Source name, as configured."),
                InputDef::new("id", "String!", "Record id in that system."),
            ],
        ),
    ]
}
