//! EDMX of v2, with SAP's annotations.

use super::types;
use super::xml::Xml;
use crate::odata::store::{Edm, EntitySet, Navigation, Property, Service};

const EDMX: &[(&str, &str)] = &[
    ("Version", "1.0"),
    ("xmlns:edmx", "http://schemas.microsoft.com/ado/2007/06/edmx"),
    ("xmlns:m", "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"),
    ("xmlns:sap", "http://www.sap.com/Protocols/SAPData"),
];

pub(super) fn document(service: &Service) -> String {
    let mut xml = Xml::new();
    xml.element("edmx:Edmx", EDMX, |xml| {
        xml.element("edmx:DataServices", &[("m:DataServiceVersion", "2.0")], |xml| {
            let schema = [
                ("Namespace", service.namespace.as_str()),
                ("xmlns", "http://schemas.microsoft.com/ado/2008/09/edm"),
            ];
            xml.element("Schema", &schema, |xml| {
                for set in types(service).values() {
                    entity_type(xml, service, set);
                }
                for association in associations(service) {
                    association.kind(xml);
                }
                container(xml, service);
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
        for (name, _) in set
            .navigations
            .iter()
            .filter(|(_, navigation)| service.sets.contains_key(&navigation.to))
        {
            let association = association_name(&set.entity, name);
            let relationship = format!("{}.{association}", service.namespace);
            let (from, to) = (format!("From_{association}"), format!("To_{association}"));
            let roles = [
                ("Name", name.as_str()),
                ("Relationship", &relationship),
                ("FromRole", &from),
                ("ToRole", &to),
            ];
            xml.empty("NavigationProperty", &roles);
        }
    });
}

fn property(xml: &mut Xml, name: &str, property: &Property) {
    let (kind, more): (_, &[(&str, &str)]) = match property.kind {
        Edm::String => ("Edm.String", &[]),
        Edm::Boolean => ("Edm.Boolean", &[]),
        Edm::Int32 => ("Edm.Int32", &[]),
        Edm::Decimal => ("Edm.Decimal", &[("Precision", "34"), ("Scale", "14")]),
        Edm::Date => ("Edm.DateTime", &[("Precision", "0"), ("sap:display-format", "Date")]),
        Edm::Moment => ("Edm.DateTimeOffset", &[("Precision", "7")]),
        Edm::Time => ("Edm.Time", &[("Precision", "0")]),
        Edm::Guid => ("Edm.Guid", &[]),
    };
    let mut attributes = vec![
        ("Name", name),
        ("Type", kind),
        ("Nullable", if property.nullable { "true" } else { "false" }),
    ];
    attributes.extend(more);
    for (annotation, allowed) in
        [("sap:sortable", property.sortable), ("sap:filterable", property.filterable)]
    {
        if !allowed {
            attributes.push((annotation, "false"));
        }
    }
    xml.empty("Property", &attributes);
}

fn container(xml: &mut Xml, service: &Service) {
    let name = format!("{}_Entities", service.namespace);
    xml.element(
        "EntityContainer",
        &[("Name", &name), ("m:IsDefaultEntityContainer", "true")],
        |xml| {
            for (name, set) in &service.sets {
                xml.empty(
                    "EntitySet",
                    &[
                        ("Name", name),
                        ("EntityType", &format!("{}.{}", service.namespace, set.entity)),
                    ],
                );
            }
            for association in associations(service) {
                association.set(xml);
            }
        },
    );
}

/// One navigation, which v2 tells as an association between two roles.
struct Association<'a> {
    namespace: &'a str,
    name: String,
    from: (&'a str, &'a EntitySet),
    to: (&'a str, &'a EntitySet),
    navigation: &'a Navigation,
}

/// The associations of a service; of sets that share a type, those of the first.
fn associations(service: &Service) -> Vec<Association<'_>> {
    let mut found: Vec<Association<'_>> = Vec::new();
    for (set_name, set) in &service.sets {
        for (name, navigation) in &set.navigations {
            let name = association_name(&set.entity, name);
            if let Some((to_name, to)) = service.sets.get_key_value(&navigation.to)
                && found.iter().all(|known| known.name != name)
            {
                found.push(Association {
                    namespace: &service.namespace,
                    name,
                    from: (set_name, set),
                    to: (to_name, to),
                    navigation,
                });
            }
        }
    }
    found
}

fn association_name(entity: &str, navigation: &str) -> String {
    format!("assoc_{entity}_{navigation}")
}

impl Association<'_> {
    fn roles(&self) -> (String, String) {
        (format!("From_{}", self.name), format!("To_{}", self.name))
    }

    fn kind(&self, xml: &mut Xml) {
        let (from, to) = self.roles();
        let (here, there) = if self.navigation.many { ("1", "*") } else { ("*", "0..1") };
        xml.element("Association", &[("Name", &self.name)], |xml| {
            for (set, multiplicity, role) in [(self.from.1, here, &from), (self.to.1, there, &to)] {
                let kind = format!("{}.{}", self.namespace, set.entity);
                xml.empty(
                    "End",
                    &[
                        ("Type", kind.as_str()),
                        ("Multiplicity", multiplicity),
                        ("Role", role.as_str()),
                    ],
                );
            }
        });
    }

    fn set(&self, xml: &mut Xml) {
        let (from, to) = self.roles();
        let (name, association) =
            (format!("{}_Set", self.name), format!("{}.{}", self.namespace, self.name));
        xml.element("AssociationSet", &[("Name", &name), ("Association", &association)], |xml| {
            xml.empty("End", &[("EntitySet", self.from.0), ("Role", &from)]);
            xml.empty("End", &[("EntitySet", self.to.0), ("Role", &to)]);
        });
    }
}
