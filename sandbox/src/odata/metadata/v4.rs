//! EDMX of v4, with the capabilities of each set.

use super::types;
use super::xml::Xml;
use crate::odata::store::{Edm, EntitySet, Property, Service};

const CONTAINER: &str = "Container";
const CAPABILITIES: &str = "Org.OData.Capabilities.V1";

pub(super) fn document(service: &Service) -> String {
    let mut xml = Xml::new();
    let edmx = [("Version", "4.0"), ("xmlns:edmx", "http://docs.oasis-open.org/odata/ns/edmx")];
    xml.element("edmx:Edmx", &edmx, |xml| {
        let vocabulary = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1.xml";
        xml.element("edmx:Reference", &[("Uri", vocabulary)], |xml| {
            xml.empty("edmx:Include", &[("Namespace", CAPABILITIES), ("Alias", "Capabilities")]);
        });
        xml.element("edmx:DataServices", &[], |xml| {
            let schema = [("Namespace", service.namespace.as_str()), ("xmlns", "http://docs.oasis-open.org/odata/ns/edm")];
            xml.element("Schema", &schema, |xml| {
                for set in types(service).values() {
                    entity_type(xml, service, set);
                }
                container(xml, service);
                for (name, set) in &service.sets {
                    capabilities(xml, &format!("{}.{CONTAINER}/{name}", service.namespace), set);
                }
            });
        });
    });
    xml.finish()
}

fn entity_type(xml: &mut Xml, service: &Service, set: &EntitySet) {
    xml.element("EntityType", &[("Name", &set.entity)], |xml| {
        xml.element("Key", &[], |xml| {
            set.key.iter().for_each(|name| xml.empty("PropertyRef", &[("Name", name)]))
        });
        for (name, property) in &set.properties {
            self::property(xml, name, property);
        }
        for (name, navigation) in &set.navigations {
            let Some(to) = service.sets.get(&navigation.to) else {
                continue;
            };
            let one = format!("{}.{}", service.namespace, to.entity);
            if navigation.many {
                xml.empty(
                    "NavigationProperty",
                    &[("Name", name), ("Type", &format!("Collection({one})"))],
                );
                continue;
            }
            xml.element("NavigationProperty", &[("Name", name), ("Type", &one)], |xml| {
                for (here, there) in &navigation.on {
                    xml.empty(
                        "ReferentialConstraint",
                        &[("Property", here), ("ReferencedProperty", there)],
                    );
                }
            });
        }
    });
}

fn property(xml: &mut Xml, name: &str, property: &Property) {
    let (kind, more): (_, &[(&str, &str)]) = match property.kind {
        Edm::String => ("Edm.String", &[]),
        Edm::Boolean => ("Edm.Boolean", &[]),
        Edm::Int32 => ("Edm.Int32", &[]),
        Edm::Decimal => ("Edm.Decimal", &[("Scale", "variable")]),
        Edm::Date => ("Edm.Date", &[]),
        Edm::Moment => ("Edm.DateTimeOffset", &[("Precision", "7")]),
        Edm::Time => ("Edm.TimeOfDay", &[]),
        Edm::Guid => ("Edm.Guid", &[]),
    };
    let mut attributes = vec![("Name", name), ("Type", kind)];
    if !property.nullable {
        attributes.push(("Nullable", "false"));
    }
    attributes.extend(more);
    xml.empty("Property", &attributes);
}

fn container(xml: &mut Xml, service: &Service) {
    xml.element("EntityContainer", &[("Name", CONTAINER)], |xml| {
        for (name, set) in &service.sets {
            let kind = format!("{}.{}", service.namespace, set.entity);
            xml.element("EntitySet", &[("Name", name), ("EntityType", &kind)], |xml| {
                for (name, navigation) in &set.navigations {
                    xml.empty(
                        "NavigationPropertyBinding",
                        &[("Path", name), ("Target", &navigation.to)],
                    );
                }
            });
        }
    });
}

/// The properties of a set that `$filter` and `$orderby` do not accept.
fn capabilities(xml: &mut Xml, target: &str, set: &EntitySet) {
    let except = |allowed: fn(&Property) -> bool| {
        let names = set
            .properties
            .iter()
            .filter(move |(_, property)| !allowed(property))
            .map(|(name, _)| name.as_str());
        names.collect::<Vec<_>>()
    };
    let restrictions = [
        ("FilterRestrictions", "NonFilterableProperties", except(|property| property.filterable)),
        ("SortRestrictions", "NonSortableProperties", except(|property| property.sortable)),
    ];
    if restrictions.iter().all(|(.., names)| names.is_empty()) {
        return;
    }
    xml.element("Annotations", &[("Target", target)], |xml| {
        for (term, member, names) in restrictions.iter().filter(|(.., names)| !names.is_empty()) {
            xml.element("Annotation", &[("Term", &format!("{CAPABILITIES}.{term}"))], |xml| {
                xml.element("Record", &[], |xml| {
                    xml.element("PropertyValue", &[("Property", member)], |xml| {
                        xml.element("Collection", &[], |xml| {
                            names.iter().for_each(|name| {
                                xml.element("PropertyPath", &[], |xml| xml.text(name))
                            });
                        });
                    });
                });
            });
        }
    });
}
